"""What a referral's page says of urgency and of the clock, and how it puts facts together."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

import pytest

from gateway.console.grouping import GROUPS, LEADS
from gateway.console.labels import FACTS, VALUES
from helpline.facts import Facts
from helpline.facts.facts import HELD_BY
from helpline.referrals import follow_ups
from helpline.referrals.questions import CONFIRMED, QUESTION_OF
from helpline.storage import referrals
from helpline.storage.database import Database
from tests.builders import make_contact, make_inbound, make_referral
from tests.gateway.console.desk import Desk, words

TOLD = re.compile(r'<div class="fact" data-key="(\w+)">\s*<dt>(.*?)</dt>(.*?)</div>', re.DOTALL)
VALUE = re.compile(r'<span class="fact-value">(.*?)</span>', re.DOTALL)
GONE = re.compile(r"<del>(.*?)</del>", re.DOTALL)
# Read out of a message, and told as another fact.
NOT_KEPT = {"interpreter"}


def page_of(
    desk: Desk,
    database: Database,
    *messages: dict[str, str],
    language: str = "en",
    at: datetime | None = None,
) -> str:
    """Returns the page of a referral whose facts were told in some messages."""
    with database.transaction() as session:
        contact = make_contact(session, language=language, now=at or datetime.now(UTC))
        first = messages[0] if messages else {}
        referral = make_referral(session, contact, facts=first, now=at or datetime.now(UTC))
        for told in messages[1:]:
            message = make_inbound(session, contact)
            for name, value in told.items():
                referrals.add_fact(
                    session, referral, name, value,
                    message_id=message.id, now=at or datetime.now(UTC),
                )  # fmt: skip
        reference = referral.reference
    return desk.get(f"/console/referrals/{reference}").text


def told_on(page: str) -> dict[str, tuple[list[str], list[str]]]:
    """Returns, for each fact shown, the values that hold and those that were corrected."""
    return {
        words(label): (
            [words(value) for value in VALUE.findall(content)],
            [words(value) for value in GONE.findall(content)],
        )
        for name, label, content in TOLD.findall(page)
        if name != "missing"
    }


BOY = {"age_and_sex": "boy", "sex": "male", "age_group": "child"}
GIRL = {"age_and_sex": "girl", "sex": "female", "age_group": "child"}
SIXTEEN = {"age": "16", "age_group": "child"}
PERSON, HEALTH, HOLDER, ASKED = (
    "Age and sex", FACTS["condition"], "Held by", FACTS["questioned"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("messages", "label", "held", "corrected"),
    [
        ([BOY], PERSON, ["Boy under 18"], []),
        ([SIXTEEN], PERSON, ["16 years old"], []),
        ([BOY, SIXTEEN], PERSON, ["Boy under 18", "16 years old"], []),
        ([SIXTEEN, BOY], PERSON, ["16 years old", "Boy under 18"], []),
        ([{**SIXTEEN, "sex": "male"}], PERSON, ["Male, 16 years old"], []),
        ([{"age_group": "child"}], PERSON, ["Under 18"], []),
        ([BOY, GIRL], PERSON, ["Girl under 18"], ["Boy under 18"]),
        ([BOY, BOY], PERSON, ["Boy under 18"], []),
        ([{"age_and_sex": "unknown"}, SIXTEEN], PERSON, ["16 years old"], []),
        ([BOY, {"age_group": "adult"}], PERSON, ["Boy under 18", "18 or older"], []),
        ([{"condition": "yes"}], HEALTH, ["Yes"], []),
        ([{"condition": "yes", "ill": "yes"}], HEALTH, ["Ill"], []),
        ([{"condition": "yes", "ill": "yes", "medicine": "yes"}], HEALTH,
         ["Ill, Without medicine"], []),
        ([{"condition": "no"}, {"condition": "yes", "hurt": "yes"}], HEALTH, ["Hurt"], ["No"]),
        ([{"held_by": "other", "holder": "intelligence"}], HOLDER, ["Intelligence service"], []),
        ([{"held_by": "police", "holder": "police"}], HOLDER, ["Police"], []),
        ([{"held_by": "left_out"}], HOLDER, ["Did not want to say"], []),
        ([{"questioned": "signed", "signed": "yes"}], ASKED, ["Signed something"], []),
        ([{"questioned": "questioned"}], ASKED, ["Questioned"], []),
        ([{"late": "yes"}], "Not seen in time", ["The family says so"], []),
        ([{"seen_by_judge": "no"}, {"seen_by_judge": "yes"}], FACTS["seen_by_judge"],
         ["Yes"], ["No"]),
    ],
)  # fmt: skip
def test_what_says_the_same_is_said_once(
    desk: Desk,
    database: Database,
    messages: list[dict[str, str]],
    label: str,
    held: list[str],
    corrected: list[str],
) -> None:
    shown = told_on(page_of(desk, database, *messages))

    assert shown == {label: (held, corrected)}


def test_every_fact_that_can_be_told_has_a_name_and_a_place_on_the_page() -> None:
    read = {field.name for field in dataclasses.fields(Facts)} - NOT_KEPT
    asked = set(QUESTION_OF) - {CONFIRMED}
    afterwards = {name for name, _ in follow_ups._FACT_OF_ANSWER.values()}
    placed = {name for lead in LEADS for name in GROUPS.get(lead, (lead,))}

    assert read | asked | afterwards <= placed
    assert placed == set(FACTS)


def test_every_holder_and_every_answer_afterwards_has_a_name() -> None:
    assert set(VALUES["holder"]) == set(HELD_BY)
    for name, value in follow_ups._FACT_OF_ANSWER.values():
        assert value in VALUES[name]


def test_only_questions_that_are_still_needed_are_listed_as_not_told(
    desk: Desk, database: Database
) -> None:
    page = page_of(desk, database, {**BOY, "safe": "yes", "country": "nepal"}, language="ne")

    missing = page.partition('data-key="missing"')[2].partition("</div>")[0]
    for label in ("Place", "Held since", "Name of the person held"):
        assert label in missing
    for label in ("Child or adult", "Age and sex", "How to reach", "another country", "Safe to"):
        assert label not in missing


def test_page_says_how_urgent_it_is_and_all_reasons(desk: Desk, database: Database) -> None:
    facts = {"mistreatment": "yes", "medicine": "yes", "ill": "yes", "questioned": "signed", **BOY}

    shown = words(page_of(desk, database, facts))

    assert "Urgency: Critical" in shown
    for reason in (
        "Mistreatment was told of.", "They are without medicine that they need.",
        "The person held is under 18.", "They signed something.",
        "They were questioned, and we know of no lawyer who was with them.",
    ):  # fmt: skip
        assert reason in shown


def test_page_says_that_nothing_is_urgent(desk: Desk, database: Database) -> None:
    assert "Urgency: Normal Nothing that was told makes this urgent." in words(
        page_of(desk, database)
    )


def test_clock_shows_rule_deadline_and_what_limits_it(desk: Desk, database: Database) -> None:
    at = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    facts = {
        "country": "nepal", "held_by": "police", "age_group": "adult",
        "arrested_when": "two hours ago",
    }  # fmt: skip

    shown = words(page_of(desk, database, facts, at=at))

    for part in (
        "Custody clock", "over",
        # Told at 11:45 in Kathmandu, of two hours before; and a day later.
        "Wednesday 25 November 2026, 09:45", "9 Mangsir 2083", "Nepal Time",
        "24 hours from the arrest", "District Court judge", "at most 600 hours in all",
        "journey from place of arrest", "art. 20(3)", "Sure · Not reviewed",
        "Understood as: Tuesday 24 November, about 09:45 (Tuesday 8 Mangsir, about 09:45)",
    ):  # fmt: skip
        assert part in shown, part


def test_clock_is_settled_once_a_judge_has_seen_them(desk: Desk, database: Database) -> None:
    facts = {
        "country": "nepal", "held_by": "police", "age_group": "adult",
        "arrested_when": "30 hours ago", "seen_by_judge": "yes",
    }  # fmt: skip

    shown = words(page_of(desk, database, facts))

    assert "Settled: a judge has seen them, or they are free." in shown
    assert "hr over" not in shown


def test_clock_shows_both_ends_where_only_the_day_is_known(desk: Desk, database: Database) -> None:
    facts = {"country": "nepal", "held_by": "police", "arrested_when": "yesterday"}

    shown = words(page_of(desk, database, facts))

    assert shown.index("Ends at the latest") < shown.index("Ends at the earliest")


NEPAL = {"country": "nepal", "held_by": "police", "arrested_when": "yesterday"}
AFGHAN = {**NEPAL, "country": "afghanistan", "held_by": "unknown"}
COUNTRY, WHO, WHEN = "In which country", "Who holds them?", "On which day"
AGE, ACCUSED, NO_LAW = "How old are they?", "What are they accused of?", "We have no law"


@pytest.mark.parametrize(
    ("facts", "state", "asks"),
    [
        ({}, "Cannot be reckoned yet", {COUNTRY, WHEN}),
        ({"country": "left_out"}, "Cannot be reckoned yet", {COUNTRY, WHEN}),
        ({**NEPAL, "arrested_when": "left_out"}, "Cannot be reckoned yet", {WHEN}),
        ({**NEPAL, "arrested_when": "nobody says"}, "Cannot be reckoned yet", {WHEN}),
        ({**NEPAL, "country": "elsewhere"}, "Cannot be reckoned yet", {NO_LAW}),
        ({**NEPAL, "country": "palestine", "held_by": "unknown"}, "Cannot be reckoned yet", {WHO}),
        ({**NEPAL, "country": "tunisia"}, "No safe number of hours", {ACCUSED}),
        ({**AFGHAN, "age_group": "adult"}, "No safe number of hours",
         {WHO}),
        (AFGHAN, "No safe number of hours", {WHO, AGE, ACCUSED}),
        ({**NEPAL, "country": "myanmar", "held_by": "army"}, "No safe number of hours", set()),
    ],
)  # fmt: skip
def test_clock_that_is_silent_says_what_would_be_needed(
    desk: Desk, database: Database, facts: dict[str, str], state: str, asks: set[str]
) -> None:
    shown = words(page_of(desk, database, facts))

    assert state in shown
    assert {ask for ask in (COUNTRY, WHO, WHEN, AGE, ACCUSED, NO_LAW) if ask in shown} == asks


def test_clock_that_the_law_file_silences_gives_its_reason(desk: Desk, database: Database) -> None:
    shown = words(page_of(desk, database, {**NEPAL, "country": "myanmar", "held_by": "army"}))

    assert "No enforceable limit is known for military arrests" in shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("yesterday", "Understood as:"),
        ("nobody says", "We could not tell when that is: please ask."),
        ("left_out", None),
    ],
)
def test_time_of_the_arrest_is_shown_as_it_was_understood(
    desk: Desk, database: Database, told: str, shown: str | None
) -> None:
    page = words(page_of(desk, database, {"country": "tunisia", "arrested_when": told}))

    for sentence in ("Understood as:", "We could not tell when that is: please ask."):
        assert (sentence in page) is (sentence == shown)


@pytest.mark.parametrize(("language", "says"), [("ne", "They write: Nepali"), (None, "Your reply")])
def test_who_replies_is_told_in_which_language_the_family_writes(
    desk: Desk, database: Database, language: str | None, says: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language=language)
        reference = make_referral(session, contact).reference

    shown = words(desk.get(f"/console/referrals/{reference}").text)

    assert says in shown
    assert ("They write" in shown) is (language is not None)
    assert "Take over, and it is silent." in shown
