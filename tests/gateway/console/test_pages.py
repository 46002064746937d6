"""What the pages show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpline.referrals.questions import CONFIRMED, NEWS, QUESTIONS, TOLD_FIRST
from helpline.referrals.reference import check_word_in
from helpline.storage import referrals
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Handler, MessageState
from helpline.storage.tables import Staff
from tests.builders import make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.desk import Desk, make_staff, rows, words

OVERRIDE = "\u202e"


def recently(minutes: int = 0) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def test_referrals_shows_each_as_told_with_drafts_marked(desk: Desk, database: Database) -> None:
    facts = {
        "who_held": "relative",
        "country": "nepal",
        "held_by": "police",
        "place": "Lalitpur",
        "arrested_when": "last night",
        "age_group": "child",
        "condition": "yes",
        "held_name": "Ram",
    }
    with database.transaction() as session:
        told = make_contact(session, address="+15550101", language="ne")
        full = make_referral(session, told, facts=facts, now=recently(120)).reference
        writing = make_contact(session, address="+15550102", channel=Channel.WHATSAPP)
        draft = make_referral(session, writing, submitted=False, now=recently(5)).reference

    first, second = rows(desk.get("/console/").text)

    for part in (
        full, "Open", "Ram", "Family or friend", "Lalitpur", "Nepal", "Police", "since: last night",
        "The person held is under 18.", "The person held is hurt, ill or pregnant", "Nepali",
        "SMS", "Waiting since", "2 hr. ago",
    ):  # fmt: skip
        assert part in first
    for part in (draft, "Incomplete", "English", "WhatsApp", "5 min. ago"):
        assert part in second
    for part in ("under 18", "hurt", "Open"):
        assert part not in second


@pytest.mark.parametrize("value", ["no", "unknown", "left_out"])
def test_referrals_shows_no_alarm_that_was_not_told(
    desk: Desk, database: Database, value: str
) -> None:
    age = {"no": "adult"}.get(value, value)
    with database.transaction() as session:
        contact = make_contact(session, now=recently())
        facts = {"age_group": age, "condition": value}
        make_referral(session, contact, facts=facts, now=recently())

    (row,) = rows(desk.get("/console/").text)

    for part in ("Critical", "High", "under 18", "hurt"):
        assert part not in row


@pytest.mark.parametrize(
    ("answered", "stopped", "says_so"),
    [(False, False, True), (True, False, False), (False, True, False)],
)
def test_conversations_marks_what_nobody_has_answered(
    desk: Desk, database: Database, answered: bool, stopped: bool, says_so: bool
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact)
        if answered:
            make_outbound(session, contact)
        if stopped:
            contact.opted_out_at = recently()

    (row,) = rows(desk.get("/console/conversations").text)

    assert ("Not answered" in row) is says_so


def test_conversations_shows_contacts_without_a_referral_too(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        asking = make_contact(session, address="+15550101", language=None)
        make_inbound(session, asking, "what are my rights?", now=recently(90))
        held = make_contact(session, address="+15550102")
        reference = make_referral(session, held, now=recently(10)).reference
        make_outbound(session, held, "We are here.", now=recently(9))

    newest, oldest = rows(desk.get("/console/conversations").text)

    for part in ("+15550102", reference, "Open", "Bot: We are here."):
        assert part in newest
    for part in ("+15550101", "Contact: what are my rights?", "Language not known"):
        assert part in oldest
    assert rows(desk.get("/console/").text) == [row for row in rows(desk.get("/console/").text)
                                               if reference in row]  # fmt: skip


def test_empty_lists_say_that_they_are_empty(desk: Desk) -> None:
    assert "No referrals yet" in desk.get("/console/").text
    assert "No messages yet" in desk.get("/console/conversations").text


def test_referral_shows_who_told_what_and_what_was_corrected(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="ne")
        referral = make_referral(
            session, contact, facts={"age_group": "adult", TOLD_FIRST: "they took him"}
        )
        later = make_inbound(session, contact, "no, he is 16")
        told = {"age_group": "child", NEWS: "moved to Kathmandu"}
        for name, value in told.items():
            referrals.add_fact(session, referral, name, value, message_id=later.id, now=recently(3))
        again = make_inbound(session, contact, "and he has no medicine")
        referrals.add_fact(
            session, referral, NEWS, "no medicine", message_id=again.id, now=recently(2)
        )
        reference, word, message_id = referral.reference, referral.check_word, later.id

    page = desk.get(f"/console/referrals/{reference}").text

    shown = words(page)
    assert "Age and sex Under 18 In the conversation: Contact" in shown
    assert "Corrected; before it was: 18 or older" in shown
    assert shown.index("moved to Kathmandu") < shown.index("no medicine In the conversation")
    assert shown.count("Corrected") == 1
    assert f'href="#m-{message_id}"' in page
    assert f'id="m-{message_id}"' in page
    assert word in shown
    assert check_word_in(word, "ne") in shown
    assert contact.channel.value.upper() in shown
    assert "+15550177" in shown


def test_referral_lists_what_was_not_told_and_what_was_left_out(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        referral = make_referral(
            session, make_contact(session), facts={"held_name": "left_out"}, submitted=False
        )
        reference = referral.reference

    shown = words(desk.get(f"/console/referrals/{reference}").text)

    assert "Name of the person held Did not want to say" in shown
    missing = shown.partition("Not told yet")[2]
    for label in ("Who is held", "Country", "Place", "Held since"):
        assert label in missing


def test_every_question_and_every_offered_answer_has_a_name() -> None:
    from gateway.console.labels import FACTS, VALUES

    for question in QUESTIONS:
        if question.fact == CONFIRMED:
            continue
        assert question.fact in FACTS
        assert set(VALUES.get(question.fact, ())) == set(question.values)


def test_every_state_has_a_name() -> None:
    from gateway.console.labels import AUTHORS, CHANNELS, LEVELS, MESSAGE_STATES, REFERRAL_STATES
    from helpline.storage.kinds import Author, ReferralState
    from helpline.triage import Level

    assert set(MESSAGE_STATES) == set(MessageState) - {MessageState.DONE}
    assert set(AUTHORS) == set(Author)
    assert set(CHANNELS) == set(Channel)
    assert set(REFERRAL_STATES) == set(ReferralState)
    assert set(LEVELS) == set(Level)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (MessageState.WAITING, "waiting to be sent"),
        (MessageState.SENT, "✓ sent"),
        (MessageState.DELIVERED, "✓✓ delivered"),
        (MessageState.READ, "✓✓ read"),
        (MessageState.FAILED, "! failed ( 30003 )"),
        (MessageState.UNDELIVERED, "! not delivered ( 30003 )"),
    ],
)
def test_conversation_tells_in_words_where_a_message_stands(
    desk: Desk, database: Database, state: MessageState, shown: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_outbound(session, contact)
        message.state, message.error_code = state, "30003"
        contact_id = contact.id

    assert shown in words(desk.get(f"/console/conversations/{contact_id}").text)


def test_conversation_isolates_each_message_and_names_its_language(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="prs")
        make_inbound(session, contact, "برادرم را بردند")
        contact_id = contact.id

    page = desk.get(f"/console/conversations/{contact_id}").text

    assert '<div class="bubble" dir="auto" lang="fa-AF">برادرم را بردند</div>' in page
    assert '<bdi class="number" dir="ltr">+15550177</bdi>' in page


HOSTILE = f"<img src=x onerror=alert(1)>{OVERRIDE}'\"</script><svg onload=alert(2)> javascript:1"


@pytest.mark.parametrize(
    "path", ["/console/", "/console/conversations", "referral", "conversation"]
)
def test_42_96_pages_show_hostile_words_literally(
    desk: Desk, database: Database, path: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        facts = dict.fromkeys(("held_name", "place", "country", "arrested_when"), HOSTILE)
        referral = make_referral(session, contact, facts=facts)
        make_inbound(session, contact, HOSTILE)
        paths = {
            "referral": f"/console/referrals/{referral.reference}",
            "conversation": f"/console/conversations/{contact.id}",
        }

    page = desk.get(paths.get(path, path)).text

    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    for tag in ("<img", "</script><", "<svg onload"):
        assert tag not in page


def test_30_pages_let_no_name_turn_the_words_around_it(desk: Desk, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact, facts={"held_name": f"Ram{OVERRIDE}evil"})
        make_outbound(session, contact)
        reference = referral.reference

    for path in ("/console/", f"/console/referrals/{reference}"):
        page = desk.get(path).text
        assert '<bdi class="own-words">Ramevil</bdi>' in page
        assert OVERRIDE not in page


@pytest.mark.parametrize(
    "path",
    [
        "/console/referrals/K7F-3RH",
        "/console/referrals/%F0%9F%92%A3",
        "/console/conversations/00000000000000000000000000000000",
        "/console/live/referrals/K7F-3RH",
        "/console/live/conversations/nobody",
        "/console/no/such/page",
        "/console/conversations/",
    ],
)
def test_what_is_not_there_is_answered_404_with_a_page(desk: Desk, path: str) -> None:
    answer = desk.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize("action", ["reply", "handler"])
def test_posting_to_an_unknown_contact_is_answered_404(desk: Desk, action: str) -> None:
    form = {"body": "hello", "handler": "staff", "nonce": "n" * 22}

    answer = desk.submit("/console/", f"/console/conversations/nobody/{action}", form)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("en", "en", "ltr"), ("ar", "ar", "rtl"), ("prs", "fa-AF", "rtl"), ("my", "my", "ltr")],
)
def test_language_can_be_chosen_and_sets_the_direction(
    desk: Desk, language: str, tag: str, direction: str
) -> None:
    form = {"language": language, "next": "/console/conversations"}

    answer = desk.submit("/console/", "/console/language", form)

    assert answer.headers["Location"] == "/console/conversations"
    assert f'<html lang="{tag}" dir="{direction}">' in desk.get("/console/").text


def test_43_language_that_we_do_not_speak_is_refused(desk: Desk) -> None:
    assert desk.submit("/console/", "/console/language", {"language": "xx"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "tag"),
    [("ar,en;q=0.5", "ar"), ("fa-AF", "fa-AF"), ("de", "en"), ("", "en"), ("ne-NP", "ne")],
)
def test_sign_in_form_speaks_the_browser_s_language(stranger: Desk, asked: str, tag: str) -> None:
    page = stranger.get("/console/sign-in", headers={"Accept-Language": asked}).text

    assert f'<html lang="{tag}"' in page


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (None, "23 Nov 2020, 20:00 UTC"),
        ("Asia/Kathmandu", "24 Nov 2020, 01:45"),
        ("../../etc/passwd", "23 Nov 2020, 20:00 UTC"),
        ("Nowhere/Land", "23 Nov 2020, 20:00 UTC"),
    ],
)
def test_times_are_written_in_the_browser_s_zone_and_kept_in_utc(
    desk: Desk, database: Database, zone: str | None, shown: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact, now=datetime(2020, 11, 23, 20, tzinfo=UTC))
    if zone:
        desk.client.set_cookie("time_zone", zone, domain="helpline.example", path="/console")

    page = desk.get("/console/conversations").text

    assert 'datetime="2020-11-23T20:00:00Z"' in page
    assert shown in page


def test_live_parts_are_sent_again_only_when_they_have_changed(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        reference = make_referral(session, contact, now=recently(600)).reference
        contact_id = contact.id
    paths = (
        "/console/live/referrals",
        "/console/live/conversations",
        f"/console/live/referrals/{reference}",
        f"/console/live/conversations/{contact_id}",
    )
    tags = {path: desk.get(path).headers["ETag"] for path in paths}
    for path in paths:
        again = desk.get(path, headers={"If-None-Match": tags[path]})
        assert (again.status_code, again.text) == (304, "")

    with database.transaction() as session:
        make_inbound(session, contact, "they moved him", now=recently())

    for path in paths:
        again = desk.get(path, headers={"If-None-Match": tags[path]})
        assert again.status_code == 200
        if "referrals" not in path or reference in path:
            assert "they moved him" in again.text


def test_pages_stay_small_with_full_lists(desk: Desk, database: Database) -> None:
    facts = {"held_name": "Ram Bahadur", "place": "Lalitpur", "country": "nepal"}
    with database.transaction() as session:
        for number in range(60):
            contact = make_contact(session, address=f"+155501{number:02}")
            make_referral(session, contact, facts=facts)

    assert len(desk.get("/console/").data) < 100_000
    assert len(desk.get("/console/conversations").data) < 100_000


def test_staff_see_who_of_them_wrote(desk: Desk, database: Database, amina: Staff) -> None:
    with database.transaction() as session:
        other = make_staff(session, "binod")
        contact = make_contact(session)
        contact.handler = Handler.STAFF
        message = make_outbound(session, contact, "I will call you.")
        message.author, message.staff_id = message.author.STAFF, other.id
        contact_id = contact.id

    shown = words(desk.get(f"/console/conversations/{contact_id}").text)

    assert "I will call you. Staff binod" in shown
    assert "Staff answer. The bot is silent." in shown
