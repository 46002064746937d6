"""The country whose law is asked for, named in somebody's own words."""

from __future__ import annotations

import pytest

from gateway.conversation.choices import choice_of
from helpline.storage.database import Database
from helpline.storage.messages import Draft, Option
from tests.builders import make_contact, make_inbound, make_outbound

COUNTRIES = ("nepal", "tunisia", "who-holds", "myanmar", "afghanistan", "elsewhere")
OFFERED = [Option(str(number), f"place:{each}") for number, each in enumerate(COUNTRIES, 1)]


@pytest.mark.parametrize(
    ("language", "text", "chosen"),
    [
        ("fr", "tunis", "place:tunisia"),
        ("fr", "tunisie, nabeul", "place:tunisia"),
        ("ne", "nepal ma", "place:nepal"),
        ("ar", "الضفة الغربية", "place:who-holds"),
        ("en", "4", "place:myanmar"),
        ("en", "thank you", None),
        ("en", "police took my brother in Kathmandu yesterday at noon", None),
    ],
)
def test_a_country_is_chosen_by_its_name_or_by_a_place_in_it(
    database: Database, language: str, text: str, chosen: str | None
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_outbound(session, contact, Draft("In which country?", "en", options=OFFERED))
        message = make_inbound(session, contact, text)
        message.language = language

        assert choice_of(session, message, text) == chosen
