"""Turns that people read: which may be shown, and what they found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline.i18n import LANGUAGES
from helpline.storage.kinds import Direction
from helpline.storage.messages import body_of
from helpline.storage.referrals import current_facts_of, referrals_by_contact
from helpline.storage.tables import Contact, Message, TurnReview

# The facts that hold names, of people and of places.
_NAMING = frozenset({"held_name", "place"})


@dataclass(frozen=True)
class Turn:
    """A message that the bot has answered: its words, the way of writing ("ne-Latn"; None if not
    known), what the bot took it for, and the names that its writer gave.
    """

    message_id: str
    body: str
    writing: str | None
    understood: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ReviewFigure:
    """What people found of one way of writing: turns read, of those understood rightly, and urgent
    ones that were missed.
    """

    writing: str | None
    read: int
    right: int
    urgent_missed: int


def sample_turns(
    session: Session,
    *,
    count: int,
    language: str | None = None,
    intents: Collection[str] = (),
) -> list[Turn]:
    """Returns up to a number of turns that nobody has read yet, at random; of one language, or of
    some intents only, if those are given.
    """
    wanted = (
        select(Message, Contact)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(TurnReview, TurnReview.message_id == Message.id)
        .where(Message.direction == Direction.INBOUND, Message.intent.is_not(None))
        .where(TurnReview.message_id.is_(None))
        .order_by(func.random())
        .limit(count)
    )
    if language is not None:
        wanted = wanted.where(Message.language == language)
    if intents:
        wanted = wanted.where(Message.intent.in_(intents))
    return [_turn(session, message, contact) for message, contact in session.execute(wanted)]


def add_review(session: Session, turn: Turn, meant: str, *, now: datetime) -> None:
    """Records what a turn meant, by the judgement of a person; of two readers the later holds."""
    session.merge(
        TurnReview(
            message_id=turn.message_id,
            writing=turn.writing,
            understood=turn.understood,
            meant=meant,
            reviewed_at=now,
        )
    )


def review_figures(session: Session, urgent: Collection[str]) -> list[ReviewFigure]:
    """Returns what people found, by way of writing."""
    found: dict[str | None, list[tuple[str, str]]] = {}
    rows = session.execute(select(TurnReview.writing, TurnReview.understood, TurnReview.meant))
    for writing, understood, meant in rows:
        found.setdefault(writing, []).append((understood, meant))
    return [
        ReviewFigure(
            writing,
            read=len(turns),
            right=sum(understood == meant for understood, meant in turns),
            urgent_missed=sum(
                meant in urgent and understood not in urgent for understood, meant in turns
            ),
        )
        for writing, turns in sorted(found.items(), key=lambda item: item[0] or "")
    ]


def urgent_missed(session: Session, urgent: Collection[str]) -> list[TurnReview]:
    """Returns what people found to be urgent and the bot had taken for something else, the latest
    first.
    """
    return list(
        session.scalars(
            select(TurnReview)
            .where(TurnReview.meant.in_(urgent), TurnReview.understood.not_in(urgent))
            .order_by(TurnReview.reviewed_at.desc())
        )
    )


def _turn(session: Session, message: Message, contact: Contact) -> Turn:
    return Turn(
        message_id=message.id,
        body=body_of(session, message),
        writing=_writing(message.language, contact.script),
        understood=message.intent or "",
        names=_names(session, contact.id),
    )


def _writing(language: str | None, script: str | None) -> str | None:
    if language is None:
        return None
    writing = f"{language}-Latn" if script == "Latn" else language
    return writing if writing in LANGUAGES[language].writings else language


def _names(session: Session, contact_id: str) -> tuple[str, ...]:
    ids = [each.id for each in referrals_by_contact(session, [contact_id])[contact_id]]
    told = current_facts_of(session, ids, _NAMING).values()
    return tuple(fact.value for facts in told for fact in facts.values())
