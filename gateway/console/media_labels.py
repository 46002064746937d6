"""What files and places are called that came with a message, and where they stand."""

from __future__ import annotations

from babel.units import format_unit

from gateway.console.language import N_, locale
from helpline.storage.kinds import Forwarded, MediaKind, MediaState

KINDS = {
    MediaKind.IMAGE: N_("Photo"),
    MediaKind.AUDIO: N_("Voice message"),
    MediaKind.VIDEO: N_("Video"),
    MediaKind.DOCUMENT: N_("Document"),
    MediaKind.CONTACT_CARD: N_("Contact card"),
    MediaKind.PLACE: N_("Place on the map"),
    MediaKind.OTHER: N_("File"),
}
# Of one that is here nothing is said.
STATES = {
    MediaState.WAITING: N_("is being fetched"),
    MediaState.MISSING: N_("could not be loaded: please ask for it again"),
    MediaState.REFUSED: N_("was not taken: it leads elsewhere"),
    MediaState.TOO_LARGE: N_("is too large: please ask for a smaller one"),
    MediaState.ERASED: N_("was erased"),
}
FORWARDED = {Forwarded.ONCE: N_("Forwarded"), Forwarded.OFTEN: N_("Forwarded many times")}
_KILO = 1000


def size(count: int) -> str:
    """Returns a number of bytes as the page's language writes it: "12 kB", "3.4 MB"."""
    if count < _KILO * _KILO:
        kilobytes = max(round(count / _KILO), 1)
        return str(format_unit(kilobytes, "digital-kilobyte", "short", locale=locale()))
    megabytes = round(count / _KILO / _KILO, 1)
    return str(format_unit(megabytes, "digital-megabyte", "short", locale=locale()))
