"""Files that a phone can send, made here: a photo, a voice note, a document, a contact card.

None of them shows or names a person. The voice note is silence.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from fpdf import FPDF

from gateway.simulator.state import Medium, new_sid

_WIDTH, _HEIGHT = 160, 120
_SECONDS_OF_SILENCE = 3
# One frame of 20 ms of silence in Opus, and what its clock counts in that time.
_SILENCE, _TICKS = b"\xf8\xff\xfe", 960
_RATE = 48_000


def sample(kind: str) -> Medium:
    """Returns a new file of a kind; raises KeyError for a kind that there is not."""
    content_type, name, make = _KINDS[kind]
    return Medium(new_sid("ME"), content_type, make(), name)


def kinds() -> tuple[str, ...]:
    """Returns the kinds of files that there are."""
    return tuple(_KINDS)


def _photo() -> bytes:
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes((60 + x, 90 + y, 150 - y if (x // 20 + y // 20) % 2 else 110))
            for x in range(_WIDTH)
        )
        for y in range(_HEIGHT)
    )
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _document() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=14)
    pdf.cell(text="A document of the simulator: nothing in it is real.")
    return bytes(pdf.output())


def _contact_card() -> bytes:
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:A neighbour",
        "TEL;TYPE=CELL:+15550198",
        "END:VCARD",
    )
    return "\r\n".join((*lines, "")).encode()


def _voice_note() -> bytes:
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, _RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 9) + b"simulator" + struct.pack("<I", 0)
    return b"".join(_ogg_pages(head, tags))


def _ogg_pages(head: bytes, tags: bytes) -> Iterator[bytes]:
    per_page = 50
    count = _SECONDS_OF_SILENCE
    yield _ogg_page([head], serial=0, position=0, flags=2)
    yield _ogg_page([tags], serial=1, position=0, flags=0)
    for number in range(count):
        last = number == count - 1
        yield _ogg_page(
            [_SILENCE] * per_page,
            serial=number + 2,
            position=(number + 1) * per_page * _TICKS,
            flags=4 if last else 0,
        )


def _ogg_page(packets: list[bytes], *, serial: int, position: int, flags: int) -> bytes:
    body = b"".join(packets)
    lengths = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 1, serial, 0)
    page = head + bytes((len(lengths),)) + lengths + body
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    """Returns the checksum that Ogg wants: CRC-32 of another kind than zlib's."""
    checksum = 0
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1) ^ (0x04C11DB7 if checksum & 0x80000000 else 0)
        checksum &= 0xFFFFFFFF
    return checksum


_KINDS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "photo": ("image/png", "photo.png", _photo),
    "voice": ("audio/ogg", "voice.ogg", _voice_note),
    "document": ("application/pdf", "document.pdf", _document),
    "contact": ("text/vcard", "contact.vcf", _contact_card),
}
