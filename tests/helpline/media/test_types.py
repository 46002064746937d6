"""What a file is, by its bytes (53)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.media.types import UNKNOWN, file_types, is_file_name, type_of
from helpline.storage.kinds import MediaKind
from tests import samples

KNOWN = [
    (samples.JPEG, "", MediaKind.IMAGE, "image/jpeg"),
    (samples.JPEG + bytes(3), "", MediaKind.IMAGE, "image/jpeg"),
    (samples.PNG, "", MediaKind.IMAGE, "image/png"),
    (samples.GIF, "", MediaKind.IMAGE, "image/gif"),
    (samples.WEBP, "", MediaKind.IMAGE, "image/webp"),
    (samples.VOICE, "", MediaKind.AUDIO, "audio/ogg"),
    (samples.MP3, "", MediaKind.AUDIO, "audio/mpeg"),
    (samples.AAC, "", MediaKind.AUDIO, "audio/aac"),
    (samples.M4A, "", MediaKind.AUDIO, "audio/mp4"),
    (samples.MP4, "audio/mp4", MediaKind.AUDIO, "audio/mp4"),
    (samples.AMR, "audio/amr", MediaKind.AUDIO, None),
    (samples.THREE_GP, "audio/3gpp", MediaKind.AUDIO, None),
    (samples.THREE_GP, "video/3gpp", MediaKind.VIDEO, None),
    (samples.MP4, "video/mp4", MediaKind.VIDEO, None),
    (samples.PDF, "application/pdf", MediaKind.DOCUMENT, None),
    (samples.ZIP, samples.OPENXML, MediaKind.DOCUMENT, None),
    (samples.CARD, "text/vcard", MediaKind.CONTACT_CARD, None),
    ("नमस्ते\n".encode(), "text/plain; charset=utf-8", MediaKind.DOCUMENT, None),
]


@pytest.mark.parametrize(("content", "announced", "kind", "served"), KNOWN)
def test_a_file_is_what_its_bytes_say(
    content: bytes, announced: str, kind: MediaKind, served: str | None
) -> None:
    found = type_of(content, announced=announced)

    assert (found.kind(announced), found.served) == (kind, served)
    assert found.name != UNKNOWN


@pytest.mark.parametrize(
    ("content", "announced"),
    [
        (samples.HTML, "image/jpeg"),
        (samples.HTML, "text/plain"),
        (samples.SVG, "image/svg+xml"),
        (samples.EXE, "image/png"),
        (samples.OLE, "application/msword"),
        (samples.ZIP, "application/zip"),
        (b"", "image/jpeg"),
        (b"\x00" * 1000, "audio/ogg"),
        (b"\xff\xfe broken text", "text/plain"),
        # One file that is two: a photo with a page, an archive or a document inside or behind it.
        (samples.JPEG[:-2] + b"<script>alert(1)</script>\xff\xd9", "image/jpeg"),
        (samples.JPEG + samples.HTML, "image/jpeg"),
        (samples.JPEG + samples.ZIP, "image/jpeg"),
        (samples.PNG + samples.PDF, "image/png"),
        (samples.GIF[:-1] + b"=1;/*<SCRIPT>*/\x3b", "image/gif"),
        (samples.VOICE + samples.HTML, "audio/ogg"),
        (samples.CARD + samples.HTML, "text/vcard"),
    ],
)
def test_53_what_might_run_or_is_two_things_is_unknown_and_only_downloaded(
    content: bytes, announced: str
) -> None:
    found = type_of(content, announced=announced)

    assert (found.name, found.served, found.ending) == (UNKNOWN, None, "bin")


@given(st.binary(max_size=2000), st.text(max_size=200))
def test_any_bytes_called_anything_are_of_some_type(content: bytes, announced: str) -> None:
    found = type_of(content, announced=announced)

    assert found.kind(announced) in MediaKind


def test_only_sounds_and_pictures_without_a_script_are_ever_served_as_what_they_are() -> None:
    served = {each.served for each in file_types().values() if each.served}

    assert all(name.startswith(("image/", "audio/")) for name in served)
    assert "image/svg+xml" not in served
    assert all(each.plain for each in file_types().values() if each.served)


@pytest.mark.parametrize(
    ("words", "is_name"),
    [
        ("Warrant 12.pdf", True),
        ("scan.jpeg", True),
        ("وثيقة.pdf", True),
        ("he is in Patan.", False),
        ("since 10.30", False),
        ("see this. He signed", False),
        ("../../x.pdf", False),
        ("", False),
    ],
)
def test_the_mere_name_of_a_file_is_told_from_words(words: str, is_name: bool) -> None:
    assert is_file_name(words) is is_name
