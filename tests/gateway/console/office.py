"""An office at work: staff of every role, lawyers, families in several languages and what became of
them. What looks at every page of the console looks at it here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.console import inviting
from gateway.console.access import complete_session, open_session, token_hash
from gateway.console.guard import OPEN
from gateway.console.needs import HELD
from gateway.console.routes import ROUTES, Route
from helpline.storage import assignments, messages
from helpline.storage.database import Database, seal
from helpline.storage.events import Happening, add_event
from helpline.storage.filters import keep_filter
from helpline.storage.handovers import take_over
from helpline.storage.invitations import Place
from helpline.storage.kinds import (
    Author,
    Channel,
    EventKind,
    EventSource,
    MessageState,
    Role,
)  # fmt: skip
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.notes import add_note
from helpline.storage.tables import Contact, Referral, Staff
from tests.builders import make_contact, make_outbound, make_referral
from tests.gateway.console.desk import make_staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LANGUAGES = ("en", "ar")
# Pages that need more in the address to be what they are.
QUERIES = {"event_form": "?kind=judge", "canned": "?spoken=ne"}


@dataclass(frozen=True)
class Family:
    """A family that has written: how, in what words, what they told, and how long ago."""

    language: str
    channel: Channel
    words: str
    hours: float
    facts: dict[str, str]
    answered: bool = False
    submitted: bool = True


FAMILIES = (
    Family(
        "ne", Channel.SMS, "प्रहरीले हिजो राति मेरो भाइलाई लग्यो। ऊ १६ वर्षको छ।", 1,
        {
            "held_name": "राम श्रेष्ठ", "who_held": "relative", "place": "ललितपुर",
            "country": "nepal", "held_by": "police", "age": "16", "age_group": "child",
            "arrested_when": "२२ घण्टा अगाडि", "mistreatment": "yes",
        },
    ),
    Family(
        "ar", Channel.WHATSAPP, "أخذوا ابني من البيت الفجر ولا نعرف أين هو", 3,
        {
            "held_name": "يوسف الخطيب", "who_held": "relative", "country": "palestine",
            "held_by": "army", "whereabouts_unknown": "yes", "arrested_when": "قبل 5 ساعات",
        },
    ),
    Family(
        "my", Channel.SMS, "ရဲတွေ ကျွန်မယောက်ျားကို ခေါ်သွားတယ်", 7,
        {
            "held_name": "ကိုမောင်မောင်", "place": "မန္တလေး", "country": "myanmar",
            "held_by": "police", "age_group": "adult", "ill": "yes", "medicine": "yes",
        },
        answered=True,
    ),
    Family(
        "fr", Channel.WHATSAPP, "Mon mari a été arrêté à Sfax, nous ne savons pas pourquoi.", 26,
        {
            "held_name": "Sami Ben Youssef", "place": "Sfax", "country": "tunisia",
            "held_by": "police", "age_group": "adult",
        },
        answered=True,
    ),
    Family(
        "ps", Channel.SMS, "زما ورور یې نیولی دی", 50,
        {"who_held": "relative", "country": "afghanistan", "age_group": "adult"},
        submitted=False,
    ),
)  # fmt: skip


@dataclass
class Office:
    """What stands in the office's database; `named` is what a route's parameters stand for."""

    database: Database
    staff: dict[tuple[str, Role], Staff] = field(default_factory=dict)
    newcomers: dict[str, Staff] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    def sign_in(self, role: Role, language: str) -> str:
        """Returns the token of a session in which somebody of a role has just signed in."""
        with self.database.transaction() as session:
            now, staff = datetime.now(UTC), self.staff[language, role]
            opened = open_session(session, staff, browser="Firefox, Linux", required=False, now=now)
            token = complete_session(session, opened.token, now=now)
        assert token is not None
        return token

    def begin_to_sign_in(self, language: str, *, with_totp: bool) -> str:
        """Returns the token of a session in which somebody has given the password only."""
        with self.database.transaction() as session:
            staff = self.staff[language, Role.INTAKE] if with_totp else self.newcomers[language]
            return open_session(
                session, staff, browser="Firefox, Linux", required=True, now=datetime.now(UTC)
            ).token

    def token_for(self, route: Route, role: Role | None, language: str) -> str | None:
        """Returns the token of a session that may open a page; None for a page of strangers."""
        if route.name in ("code_form", "set_up_form"):
            return self.begin_to_sign_in(language, with_totp=route.name == "code_form")
        return None if role is None else self.sign_in(role, language)

    def path_of(self, route: Route, language: str) -> str:
        """Returns the address of a page as somebody with a language opens it; raises KeyError for a
        parameter of which nothing says what it stands for.
        """
        tokens = {"invitation_form": f"invitation-{language}", "asked": "asked"}
        named = self.named | {"token": self.named[tokens.get(route.name, "asked")]}
        return "/console" + re.sub(r"<(\w+)>", lambda name: named[name[1]], route.path)


def pages() -> Iterator[tuple[Route, Role | None]]:
    """Yields every page that a person opens with a role that may (None: a stranger)."""
    for route in ROUTES:
        if route.method != "GET" or route.name in NO_PAGES:
            continue
        if f"console.{route.name}" in OPEN:
            yield route, None
        else:
            yield route, next(role for role in Role if route.needs in HELD[role])


# What no person looks at as a page: parts for scripts, files, and an address that is none.
NO_PAGES = frozenset(
    {
        "live_referrals", "live_referral", "live_conversations", "live_conversation",
        "live_alarms", "media", "reports_pdf", "reports_data", "nowhere",
    }
)  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    """Returns the environment of an installation in a folder, served over plain HTTP."""
    return {
        "HELPLINE_VAR": str(folder),
        "HELPLINE_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
        "SECRET_KEY": "a secret for the example that is long enough",
        "PUBLIC_URL": "http://127.0.0.1",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token-of-the-example",
        "TWILIO_NUMBERS": "+15550100,whatsapp:+15550100",
        "TWILIO_API_BASE_URL": "http://127.0.0.1:1",
        "RASA_URL": "http://127.0.0.1:1",
        "ACTIONS_URL": "http://127.0.0.1:1",
    }


def open_office(database: Database) -> Office:
    """Fills a database with the office and returns what stands in it."""
    office = Office(database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        _add_staff(session, office)
        lawyers = _add_lawyers(session, now)
        # As they came: the first to write first.
        referrals = [
            _add_family(session, number, family, now)
            for number, family in reversed(tuple(enumerate(FAMILIES)))
        ][::-1]
        office.references = [referral.reference for referral in referrals]
        _work_on(session, office, referrals[0], lawyers[0], now)
        _ask(session, office, referrals[1], lawyers[1], now)
        _miss(session, referrals[3], now)
        _invite(session, office, now)
    first = referrals[0]
    office.named |= {
        "reference": first.reference, "contact_id": first.contact_id, "lawyer_id": lawyers[0],
        "fact": "place", "month": f"{now:%Y-%m}", "staff_id": office.staff["en", Role.INTAKE].id,
    }  # fmt: skip
    return office


def _add_staff(session: Session, office: Office) -> None:
    names = {"en": "amina", "ar": "samir"}
    for language in LANGUAGES:
        office.newcomers[language] = make_staff(
            session, f"{names[language]}-new", language=language, now=datetime.now(UTC)
        )
        for role in Role:
            username = f"{names[language]}-{role.value}"
            office.staff[language, role] = make_staff(
                session, username, role=role, language=language, totp=SECRET,
                now=datetime.now(UTC),
            )  # fmt: skip
            query = "has=nobody&urgency=critical"
            keep_filter(
                session, office.staff[language, role].id, "Tonight", query, now=datetime.now(UTC)
            )


def _add_lawyers(session: Session, now: datetime) -> list[str]:
    told = (
        LawyerTold(
            "Sita Adhikari", "+15550131", "sita@helpline.example", languages=("ne", "en"),
            jurisdictions=("nepal",), places=("Lalitpur",), child_specialist=True,
        ),
        LawyerTold("ليلى حداد", "+15550132", languages=("ar",), jurisdictions=("palestine",)),
        LawyerTold("Daw Khin", languages=("my",), jurisdictions=("myanmar",), active=False),
    )  # fmt: skip
    return [save_lawyer(session, each, now=now) for each in told]


def _add_family(session: Session, number: int, family: Family, now: datetime) -> Referral:
    at = now - timedelta(hours=family.hours)
    contact = make_contact(
        session, address=f"+155501{40 + number}", language=family.language,
        channel=family.channel, now=at,
    )  # fmt: skip
    referral = make_referral(
        session, contact, facts=family.facts, submitted=family.submitted, now=at
    )
    opening = messages.get_message(session, referral.opened_by)
    opening.body_sealed = seal(session, family.words, column="messages.body", row=opening.id)
    sent = make_outbound(session, contact, "We are here.", now=at + timedelta(minutes=2))
    sent.state = MessageState.DELIVERED
    if family.answered:
        reply = make_outbound(
            session, contact, "We will call you within the hour.", author=Author.STAFF,
            now=at + timedelta(minutes=20),
        )  # fmt: skip
        reply.state = MessageState.READ
    return referral


def _work_on(
    session: Session, office: Office, referral: Referral, lawyer_id: str, now: datetime
) -> None:
    staff_id = office.staff["en", Role.INTAKE].id
    assignments.claim(session, referral, staff_id, now=now)
    asked = assignments.ask_lawyer(session, referral, lawyer_id, by=staff_id, now=now)
    assignments.answer(asked, takes_it=True, now=now)
    add_note(session, referral, "The uncle waits at the station.", staff_id=staff_id, now=now)
    told = Happening(EventKind.MOVED, EventSource.FAMILY, words="उहाँलाई अर्को चौकीमा लगे")
    add_event(session, referral, told, message_id=referral.opened_by, now=now)
    seen = Happening(EventKind.FIRST_CONTACT, EventSource.LAWYER, outcome=None)
    add_event(session, referral, seen, staff_id=staff_id, now=now)
    contact = session.get_one(Contact, referral.contact_id)
    take_over(contact, now=now)
    contact.awaits_staff_since = now - timedelta(minutes=40)


def _ask(
    session: Session, office: Office, referral: Referral, lawyer_id: str, now: datetime
) -> None:
    staff_id = office.staff["en", Role.INTAKE].id
    asked = assignments.ask_lawyer(session, referral, lawyer_id, by=staff_id, now=now)
    token = "t" * 43
    assignments.link(asked, token_hash(token), until=now + timedelta(hours=12))
    office.named["asked"] = token


def _miss(session: Session, referral: Referral, now: datetime) -> None:
    contact = session.get_one(Contact, referral.contact_id)
    missed = make_outbound(
        session, contact, "Please call us tomorrow.", now=now - timedelta(hours=2)
    )
    missed.state, missed.error_code = MessageState.UNDELIVERED, "30003"
    missed.provider_sid = f"SM{missed.id}"


def _invite(session: Session, office: Office, now: datetime) -> None:
    boss = office.staff["en", Role.ADMINISTRATOR].id
    for language in LANGUAGES:
        place = Place(Role.INTAKE, language)
        token = inviting.invite(session, place, invited_by=boss, now=now)
        office.named[f"invitation-{language}"] = token
