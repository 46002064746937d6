"""Contact cards and places, as phones write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.media.cards import Person, people_on
from helpline.media.places import Place
from tests import samples


def card(*lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


@pytest.mark.parametrize(
    ("content", "people"),
    [
        (samples.CARD, [Person("Sita Karki", ("+1 555 0142", "+15550143"))]),
        (card("N:Karki;Sita;;;", "TEL:1"), [Person("Sita Karki", ("1",))]),
        (card("FN:Adv. Thapa\\, Ram", "TEL:1", "TEL:1"), [Person("Adv. Thapa, Ram", ("1",))]),
        (
            card(
                "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E0=A4=B8=\r\n=E0=A5=80", version="2.1"
            ),
            [Person("सी", ())],
        ),
        (
            card("FN:A", "TEL;VALUE=uri:tel:+15550142", version="4.0") + card("FN:B"),
            [Person("A", ("+15550142",)), Person("B", ())],
        ),
        (card("FN:x\u202e gpj.exe\x00"), [Person("x gpj.exe", ())]),
        (card("NOTE:nobody"), []),
        (b"", []),
        (b"\xff\xfe\x00", []),
    ],
)
def test_names_and_numbers_are_read_from_a_card(content: bytes, people: list[Person]) -> None:
    assert list(people_on(content)) == people


def test_a_card_without_end_is_read_only_so_far() -> None:
    assert len(people_on(card("FN:A") * 5000)) == 20
    assert len(people_on(card(*[f"TEL:{number}" for number in range(500)]))[0].numbers) == 10


@given(st.binary(max_size=500))
def test_whatever_a_card_holds_it_is_read_without_failing(content: bytes) -> None:
    people_on(b"BEGIN:VCARD\r\nFN;ENCODING=QUOTED-PRINTABLE:" + content + b"\r\nTEL:" + content)


def test_a_place_is_said_with_its_name_and_to_the_metre() -> None:
    assert Place(27.7042, 85.3067).words == "27.70420, 85.30670"
    assert Place(-1.5, 2, "Station", "Station").words == "Station (-1.50000, 2.00000)"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=500))
def test_a_place_is_read_or_none(latitude: str, longitude: str, label: str) -> None:
    place = Place.parse(latitude, longitude, label=label)

    assert place is None or (abs(place.latitude) <= 90 and "\n" not in place.words)
