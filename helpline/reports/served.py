"""What the helpline did for a case, out of when its messages came and went."""

from __future__ import annotations

from collections.abc import Sequence

from helpline.reports.case import Service
from helpline.storage.figures import MessageSeen
from helpline.storage.kinds import MISSED, Author, Direction, MessageState

_ANSWERS = (Author.BOT, Author.STAFF)
_ARRIVED = (MessageState.DELIVERED, MessageState.READ)
_GONE = (*_ARRIVED, MessageState.SENT, MessageState.QUEUED)


def service_of(
    referral_id: str, openings: Sequence[tuple[int, str]], messages: Sequence[MessageSeen]
) -> Service:
    """Returns what was done for a referral, given where each referral of its contact was opened
    (seq of the message, id) and all messages of the contact: those from its opening to the next
    opening are its own.
    """
    first, last = _stretch(referral_id, openings)
    own = [each for each in messages if first <= each.seq < last]
    opening = next((each for each in own if each.direction is Direction.INBOUND), None)
    if opening is None:
        return Service()
    sent = [each for each in own if each.direction is Direction.OUTBOUND]
    reply = next((each for each in sent if each.author in _ANSWERS and each.state in _GONE), None)
    person = next(
        (each for each in sent if each.author is Author.STAFF and each.state in _GONE), None
    )
    texts = [each.state in _ARRIVED for each in sent if each.law is not None]
    return Service(
        first_reply=_seconds(opening, reply),
        own_language=_is_own(opening, reply),
        by_person=_seconds(opening, person),
        rights=any(texts) if texts else None,
        messages=len(own),
        undelivered=sum(each.state in MISSED for each in sent),
    )


def _stretch(referral_id: str, openings: Sequence[tuple[int, str]]) -> tuple[float, float]:
    for number, (seq, opened) in enumerate(openings):
        if opened == referral_id:
            following = openings[number + 1 : number + 2]
            return seq, following[0][0] if following else float("inf")
    return float("inf"), float("inf")


def _seconds(opening: MessageSeen, reply: MessageSeen | None) -> float | None:
    if reply is None:
        return None
    return max(0.0, ((reply.taken_at or reply.created_at) - opening.created_at).total_seconds())


def _is_own(opening: MessageSeen, reply: MessageSeen | None) -> bool | None:
    if reply is None or opening.language is None or reply.language is None:
        return None
    return opening.language == reply.language
