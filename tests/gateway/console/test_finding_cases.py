"""Filters of the queue, the search page, ready replies and the page to print."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask
from sqlalchemy import select

from helpline.referrals.canned import canned_replies
from helpline.storage.database import Database
from helpline.storage.filters import list_filters
from helpline.storage.kinds import Channel, Role
from helpline.storage.messages import Draft, Option
from helpline.storage.tables import CannedReply, Contact, Staff
from tests.builders import NOW, make_contact, make_outbound
from tests.gateway.console.cases import case_of, open_case, page, post
from tests.gateway.console.desk import Desk, make_staff, rows, words


@pytest.fixture
def head(app: Flask, database: Database) -> Desk:
    """A desk at which a supervisor sits who reads Arabic."""
    with database.transaction() as session:
        staff = make_staff(session, "nadia", role=Role.SUPERVISOR, language="ar")
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


@pytest.fixture
def queue(desk: Desk, database: Database) -> dict[str, str]:
    """Five cases, of which amina has the first: names by reference."""
    cases = {
        "child": open_case(
            database, number=1, country="nepal", held_by="police", age_group="child"
        ),
        "beaten": open_case(
            database, number=2, language="ar", country="tunisia", mistreatment="yes"
        ),
        "plain": open_case(database, number=3, country="nepal", held_by="police"),
        "draft": open_case(database, number=4, submitted=False, country="myanmar"),
        "closed": open_case(database, number=5, country="nepal"),
    }
    post(desk, cases["child"], "claim")
    post(desk, cases["closed"], "close", outcome="duplicate")
    return {reference: name for name, reference in cases.items()}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"child", "beaten", "plain", "draft"}),
        ("has=me", {"child"}),
        ("has=nobody", {"beaten", "plain", "draft"}),
        ("urgency=critical", {"beaten"}),
        ("urgency=high", {"child"}),
        ("jurisdiction=nepal", {"child", "plain"}),
        ("language=ar", {"beaten"}),
        ("state=draft", {"draft"}),
        ("state=closed", {"closed"}),
        ("jurisdiction=nepal&has=nobody", {"plain"}),
        ("has=x&urgency=high", set()),
        ("urgency=extreme&state=lost&language=xx", {"child", "beaten", "plain", "draft"}),
    ],
)
def test_queue_is_filtered_by_its_address_and_refreshes_itself_by_the_same(
    desk: Desk, queue: dict[str, str], query: str, shown: set[str]
) -> None:
    opened = desk.get(f"/console/?{query}").text

    live = re.search(r'data-live="([^"]+)"', opened)
    assert live is not None
    for listed in (opened, desk.get(live[1].replace("&amp;", "&")).text + "</main>"):
        assert {queue[row.split()[0]] for row in rows(listed)} == shown


def test_numbers_beside_mine_and_nobody_s_do_not_change_with_the_filter(
    desk: Desk, queue: dict[str, str]
) -> None:
    for query in ("", "urgency=critical"):
        assert "All 4 Mine 1 Nobody’s 3" in words(desk.get(f"/console/?{query}").text)


def test_a_filter_is_kept_under_a_name_and_forgotten(
    desk: Desk, database: Database, amina: Staff, queue: dict[str, str]
) -> None:
    form = {"name": "Beaten", "urgency": "critical", "has": "", "evil": "x"}

    kept = desk.submit("/console/?urgency=critical", "/console/filters", form)

    assert kept.location == "/console/?urgency=critical"
    with database.reading() as session:
        (saved,) = list_filters(session, amina.id)
    assert saved.query == "urgency=critical"
    assert f'href="/console/?{saved.query}"><bdi>Beaten</bdi>' in desk.get("/console/").text
    assert desk.submit("/console/", f"/console/filters/{saved.id}/drop", {}).status_code == 303
    assert "Beaten" not in desk.get("/console/").text


def search(desk: Desk, text: str) -> str:
    found = desk.submit("/console/search", "/console/search", {"q": text})
    assert found.status_code == 200
    return found.text


def test_a_case_is_found_by_reference_number_name_and_place(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    open_case(database, number=2, held_name="Sita Karki", place="Pokhara")

    for text, by in (
        (reference.replace("-", " ").lower(), "by its reference"),
        ("1 555 0101", "by the phone number"),
        ("राम श्रेष्ठ", "by the name"),
        ("पाटन", "by the place"),
    ):
        (row,) = rows(search(desk, text))
        assert reference in row
        assert by in row


def test_who_wrote_on_two_channels_is_found_on_both(desk: Desk, database: Database) -> None:
    open_case(database)
    with database.transaction() as session:
        make_contact(session, address="+15550101", channel=Channel.WHATSAPP)

    page = search(desk, "+15550101")

    assert "1 case found" in words(page)
    assert "Without a case" in page


def test_98_what_is_searched_for_stands_in_no_address_and_no_log(
    desk: Desk, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    open_case(database)
    caplog.set_level(logging.DEBUG)

    page = search(desk, "Zarbakht the tailor")

    assert "0 cases found" in words(page)
    assert 'action="/console/search"' in page
    assert "Zarbakht" not in caplog.text
    assert desk.get("/console/search?q=Ram").text.count("Ram") == 0


def test_ready_replies_stand_in_the_family_s_language_beside_staff_s(
    head: Desk, database: Database
) -> None:
    reference = open_case(database, language="en")
    with database.reading() as session:
        word = case_of(session, reference).check_word
    form = {"spoken": "ar", "says": "سنتصل بك. الكلمة: {check_word}"}
    head.submit("/console/canned", "/console/canned/call", form)

    shown = head.get(page(reference)).text

    assert f"Before anything else we will say this word: {word}." in shown
    assert "سنتصل بك." in shown
    chosen = head.get(f"{page(reference)}?canned=call").text
    assert re.search(rf'<textarea id="body"[^>]*>\s*We will try to call you\.[^<]*{word}', chosen)


def test_a_reply_is_worded_anew_by_supervisors_only_and_taken_back(
    head: Desk, desk: Desk, database: Database
) -> None:
    path = "/console/canned/read"
    assert desk.get("/console/canned").status_code == 404
    assert desk.submit("/console/", path, {"spoken": "en", "says": "x"}).status_code == 404

    for says, kept in (
        ("Seen by us.", ["Seen by us."]),
        ("", []),
        (canned_replies()["read"].says, []),
    ):
        form = {"spoken": "en", "says": says}
        assert head.submit("/console/canned?spoken=en", path, form).status_code == 303
        with database.reading() as session:
            assert session.scalars(select(CannedReply.body)).all() == kept

    for purpose, spoken in (("insult", "en"), ("read", "xx")):
        form = {"spoken": spoken, "says": "x"}
        assert head.submit("/console/canned", f"/console/canned/{purpose}", form).status_code == 404


def test_the_bot_s_sentences_are_said_again_in_the_language_of_staff(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database)
    with database.transaction() as session:
        contact = session.get_one(Contact, case_of(session, reference).contact_id)
        draft = Draft(
            "के उहाँ १८ वर्षभन्दा मुनि हुनुहुन्छ?", "ne", "utter_ask_age_group",
            [Option("हो", "age_group:child")],
        )  # fmt: skip
        make_outbound(session, contact, draft, now=NOW)
        make_outbound(session, contact, Draft("We are here.", "en", "utter_holding"), now=NOW)

    shown = desk.get(page(reference)).text

    (gist,) = re.findall(r'<details class="gist">(.*?)</details>', shown, re.DOTALL)
    assert "under 18?" in gist


def test_the_page_to_print_holds_the_case_and_nothing_of_the_conversation(
    desk: Desk, database: Database
) -> None:
    reference = open_case(
        database, number=7, country="nepal", held_by="police", age_group="adult",
        held_name="Ram Shrestha", place="Patan", arrested_when="20 hours ago",
        told_first="they took him from the market", mistreatment="yes", hours_ago=2,
    )  # fmt: skip
    post(desk, reference, "notes", note="between us")
    post(desk, reference, "events", kind="moved", exactness="date", day="2026-11-20",
         source="paper", words="to Dillibazar")  # fmt: skip

    shown = words(desk.get(f"{page(reference)}/print").text)

    with database.reading() as session:
        word = case_of(session, reference).check_word
    for part in (
        reference, "Ram Shrestha", "Patan", "+15550107", word, "24 hours from the arrest",
        "art. 20(3)", "Mistreatment was told of.", "Moved to another place", "to Dillibazar",
        "Nepali", "Not reviewed",
    ):  # fmt: skip
        assert part in shown, part
    for hidden in ("they took him", "between us", "Nobody of the staff"):
        assert hidden not in shown
