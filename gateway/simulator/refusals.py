"""What fails on purpose by the number that is written to: as with Twilio's magic numbers, one that
ends in an error code fails with it.

The codes are those that the gateway knows (`gateway/twilio/errors.yml`). Of a send some are given
in answer, and some are reported later of a message that was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gateway.twilio.errors import codes

# Codes of five digits that no send gives: of erasing, and of handing messages to the gateway.
_OF_NO_SEND = frozenset({20009, 11200, 11205, 12100})
_FIRST_REPORTED = 30000
# Given in answer though its number is that of a report: it is about a parameter of the request.
_ANSWERED_TOO = frozenset({30029})
_STATUS = {20429: 429, 20003: 401, 20404: 404}
# Twilio itself does not send these; with the others a phone company or WhatsApp is at fault.
_FAILED = frozenset({30001, 30002, 30034, 30450})
_FIRST_OF_WHATSAPP = 63000

OPTED_OUT, OUTSIDE_WINDOW, NOT_FINISHED = 21610, 63016, 20009
_WORDS = {
    21211: "The 'To' number is not a valid phone number.",
    21610: "Attempt to send to unsubscribed recipient",
    20429: "Too Many Requests",
    20003: "Authenticate",
}


@dataclass(frozen=True)
class Refusal:
    """An answer of the API: its HTTP status, Twilio's code, and its words."""

    status: int
    code: int
    words: str


@dataclass(frozen=True)
class Failure:
    """What is reported of a message that was taken: its last status, and the code."""

    status: str
    code: int


def refusal(code: int) -> Refusal:
    """Returns the answer that carries a code."""
    return Refusal(_STATUS.get(code, 400), code, _WORDS.get(code, f"Error {code} of the simulator"))


def failure(code: int) -> Failure:
    """Returns the report that carries a code."""
    by_twilio = code in _FAILED or code >= _FIRST_OF_WHATSAPP
    return Failure("failed" if by_twilio else "undelivered", code)


def refusal_of(number: str) -> Refusal | None:
    """Returns how a send to a number is refused, None if it is not."""
    code = _code_at_the_end(number)
    return refusal(code) if code is not None and is_answered(code) else None


def failure_of(number: str) -> Failure | None:
    """Returns how a message to a number fails after it was taken, None if it does not."""
    code = _code_at_the_end(number)
    return failure(code) if code is not None and not is_answered(code) else None


def is_answered(code: int) -> bool:
    """Whether a code comes in answer to a send, not later."""
    return code < _FIRST_REPORTED or code in _ANSWERED_TOO


@cache
def send_codes() -> tuple[int, ...]:
    """Returns all codes by which a send can fail, in the order of the gateway's table."""
    listed = [int(code) for code in codes() if code.isdigit() and len(code) == 5]
    return tuple(code for code in listed if code not in _OF_NO_SEND)


def _code_at_the_end(number: str) -> int | None:
    ending = number[-5:]
    return int(ending) if ending.isdigit() and int(ending) in send_codes() else None
