"""What an office keeps for itself: notes, lawyers, filters and the wording of its replies."""

from __future__ import annotations

from sqlalchemy import select, text

from helpline.storage.canned import list_wordings, set_wording
from helpline.storage.database import Database
from helpline.storage.filters import drop_filter, keep_filter, list_filters
from helpline.storage.kinds import Gender, Role
from helpline.storage.lawyers import LawyerTold, get_lawyer, lawyer_names, list_lawyers, save_lawyer
from helpline.storage.notes import add_note, list_notes
from helpline.storage.staff import add_staff
from helpline.storage.tables import Lawyer, Note, SavedFilter
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, NOW, make_contact, make_referral

SITA = LawyerTold(
    "Sita Adhikari", FAMILY_NUMBER, "sita@helpline.example", ("ne", "en"), ("nepal",),
    ("Lalitpur",), Gender.WOMAN, True, "Sun-Fri 10:00-17:00", "Asia/Kathmandu", 8,
)  # fmt: skip


def test_a_note_is_kept_as_written_and_sealed(any_database: Database) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        referral = make_referral(session, make_contact(session))
        add_note(session, referral, CANARY_TEXT, staff_id=staff.id, now=NOW)
        add_note(session, referral, "two\nlines", staff_id=staff.id, now=NOW)

    with any_database.reading() as session:
        first, second = list_notes(session, referral.id)
        assert (first.body, first.staff_id, second.body) == (CANARY_TEXT, staff.id, "two\nlines")
        sealed = session.scalars(select(Note.body_sealed)).all()
        assert all(CANARY_TEXT.encode() not in each for each in sealed)


def test_a_lawyer_is_kept_as_told_and_who_they_are_is_sealed(any_database: Database) -> None:
    with any_database.transaction() as session:
        lawyer_id = save_lawyer(session, SITA, now=NOW)

    with any_database.reading() as session:
        kept = get_lawyer(session, lawyer_id)
        assert kept == LawyerTold(**{**vars(SITA), "id": lawyer_id})
        assert lawyer_names(session) == {lawyer_id: "Sita Adhikari"}
        row = session.scalars(select(Lawyer)).one()
        stored = b"".join((row.name_sealed, row.phone_sealed or b"", row.email_sealed or b""))
        assert b"Sita" not in stored
        assert FAMILY_NUMBER.encode() not in stored


def test_lawyers_who_take_no_cases_stand_last(any_database: Database) -> None:
    with any_database.transaction() as session:
        save_lawyer(session, LawyerTold("Anil", active=False), now=NOW)
        zahra = save_lawyer(session, LawyerTold("Zahra"), now=NOW)
        save_lawyer(session, LawyerTold("Zahra K.", id=zahra), now=NOW)

        assert [each.name for each in list_lawyers(session)] == ["Zahra K.", "Anil"]


def test_a_filter_is_one_s_own(any_database: Database) -> None:
    with any_database.transaction() as session:
        one, other = (
            add_staff(session, name, "-", role=Role.INTAKE, language="en", now=NOW).id
            for name in ("amina", "samir")
        )
        keep_filter(session, one, "My children", "urgency=high&has=me", now=NOW)

        assert list_filters(session, other) == []
        (kept,) = list_filters(session, one)
        drop_filter(session, other, kept.id)
        assert [(each.name, each.query) for each in list_filters(session, one)] == [
            ("My children", "urgency=high&has=me")
        ]
        drop_filter(session, one, kept.id)
        assert session.execute(select(SavedFilter)).all() == []


def test_a_reply_is_worded_anew_for_one_language_and_taken_back(any_database: Database) -> None:
    with any_database.transaction() as session:
        staff_id = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW).id
        for body in ("We saw it.", "We have seen it."):
            set_wording(session, "read", "en", body, staff_id=staff_id, now=NOW)
        set_wording(session, "read", "fr", "Vu.", staff_id=staff_id, now=NOW)

        set_wording(session, "read", "fr", "", staff_id=staff_id, now=NOW)
        session.flush()

        assert list_wordings(session) == {("read", "en"): "We have seen it."}
        assert session.execute(text("SELECT count(*) FROM canned_replies")).scalar() == 1
