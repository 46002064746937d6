"""How a message is read: its encoding, its language, what it picks, and what is urgent in it."""

from __future__ import annotations

import random

import pytest

from helpline.referrals.intake import open_referral
from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN
from helpline.storage.contacts import get_contact
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.text.zawgyi import to_zawgyi
from tests.gateway.conversation.conftest import Setup

BURMESE = "ကျွန်မသားကို ရဲတွေ ခေါ်သွားတယ်"


def forget_language(setup: Setup, country: str | None = None) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        contact.language, contact.country = None, country


def test_zawgyi_is_read_in_unicode_and_answered_in_unicode(setup: Setup) -> None:
    setup.write(to_zawgyi(BURMESE))
    setup.bot.script = [{"replies": [{"text": BURMESE}]}]

    setup.serve()

    assert setup.bot.turns[0]["text"] == BURMESE
    assert setup.bot.turns[0]["metadata"]["language"] == "my"
    assert setup.bot.turns[0]["metadata"]["script"] == "Qaag"
    assert setup.carrier.bodies == [BURMESE]


def test_a_phone_that_shows_only_zawgyi_gets_zawgyi(setup: Setup) -> None:
    with setup.database.transaction() as session:
        get_contact(session, setup.contact_id).reads_zawgyi = True
    setup.write("hello", "again")
    setup.bot.script = [{"replies": [{"text": BURMESE}]}, {"replies": [{"text": "We are here."}]}]

    setup.serve()

    assert setup.carrier.bodies == [to_zawgyi(BURMESE), "We are here."]


@pytest.mark.parametrize(
    ("country", "text", "language"),
    [("NP", "12", "ne"), ("TN", "😢", "ar"), (None, "…", "en"), ("MM", "?", "my")],
)
def test_a_message_of_no_language_is_answered_in_that_of_the_country(
    setup: Setup, country: str | None, text: str, language: str
) -> None:
    forget_language(setup, country)
    setup.write(text)

    setup.serve()

    metadata = setup.bot.turns[0]["metadata"]
    assert (metadata["language"], metadata["language_known"]) == (language, False)


def test_what_a_doubtful_message_meant_is_answered_with_its_own_words(setup: Setup) -> None:
    setup.write("they went with him after the prayer")
    asked = {
        "text": "Did you mean:",
        "buttons": [
            {"title": "Somebody was arrested", "payload": "meant:intent:report_arrest"},
            {"title": "Something else", "payload": "intent:nlu_fallback"},
        ],
    }
    setup.bot.script = [{"replies": [asked]}]
    setup.serve()

    setup.write("1")
    setup.serve()

    turn = setup.bot.turns[1]
    assert turn["metadata"]["choice"] == "intent:report_arrest"
    assert turn["metadata"]["is_meant"]
    assert turn["text"] == turn["metadata"]["text"] == "they went with him after the prayer"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("when is the hearing? they beat him every night", {MISTREATMENT_SIGN}),
        ("is it free? she is pregnant", {MEDICAL_SIGN}),
        ("thank you", set()),
    ],
)
def test_urgent_words_inside_another_message_mark_the_referral(
    setup: Setup, text: str, signs: set[str]
) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        open_referral(
            session, contact, message_id="m0", intent="report_arrest",
            now=setup.clock(), rng=random.Random(1),
        )  # fmt: skip
    setup.write(text)

    setup.serve()

    with setup.database.reading() as session:
        referral = find_latest_referral(session, setup.contact_id)
        assert referral is not None
        assert (
            current_facts(session, referral.id).keys()
            & {
                MISTREATMENT_SIGN,
                MEDICAL_SIGN,
            }
            == signs
        )


@pytest.mark.parametrize("answer", ["0", "leave it"])
def test_who_leaves_out_whether_to_erase_keeps_everything(setup: Setup, answer: str) -> None:
    setup.write("delete all")
    asked = [
        {"title": "Erase", "payload": "delete:sure"},
        {"title": "Keep", "payload": "intent:deny"},
    ]
    setup.bot.script = [{"replies": [{"text": "Are you sure?", "buttons": asked}]}]
    setup.serve()

    setup.write(answer)
    setup.serve()

    assert setup.bot.turns[1]["metadata"]["choice"] == "intent:deny"


@pytest.mark.parametrize(
    ("intents", "text", "choice"),
    [
        (["ask_bail"], "yes", "intent:ask_bail"),
        (["report_arrest"], "ok", "intent:report_arrest"),
        (["ask_bail", "report_arrest"], "yes please", "intent:report_arrest"),
        # To take one of these would be a guess, and more words tell something themselves.
        (["ask_bail", "ask_search"], "yes", None),
        (["report_arrest"], "yes they took him yesterday", None),
        (["report_arrest"], "no", None),
    ],
)
def test_a_yes_to_did_you_mean_takes_the_most_urgent_meaning(
    setup: Setup, intents: list[str], text: str, choice: str | None
) -> None:
    setup.write("help my grandson")
    meanings = [{"title": each, "payload": f"meant:intent:{each}"} for each in intents]
    other = {"title": "Something else", "payload": "intent:nlu_fallback"}
    setup.bot.script = [{"replies": [{"text": "Did you mean:", "buttons": [*meanings, other]}]}]
    setup.serve()

    setup.write(text)
    setup.serve()

    metadata = setup.bot.turns[1]["metadata"]
    assert metadata.get("choice") == choice
    assert metadata["text"] == ("help my grandson" if choice else text)
