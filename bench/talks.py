"""What families do with the helpline while it is measured: talks of twenty messages, at a given
rate or as fast as answers come.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.carrier import Carrier, Phone, Written
from tests.end_to_end.storm import SCRIPT

# How long a family waits for an answer before it is counted as none.
PATIENCE_SECONDS = 60.0
# What a person needs at the least to read an answer and write the next message.
_THINKING_SECONDS = 0.15
_numbers = itertools.count(1)


def fresh_numbers(count: int) -> list[str]:
    """Returns numbers that have not written yet."""
    return [f"+1555{next(_numbers):07}" for _ in range(count)]


@dataclass
class Talked:
    """How it went: seconds to each acknowledgement and to each answer, what got none, and how long
    all of it took, in seconds.
    """

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    refused: int = 0
    unanswered: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """How many messages were answered in a second."""
        return len(self.answered) / self.seconds

    def note(self, written: Written, answer: float | None) -> None:
        """Adds a message."""
        self.acknowledged.append(written.seconds)
        self.refused += not 200 <= written.status < 300
        if answer is None:
            self.unanswered += 1
        else:
            self.answered.append(answer)


async def at_a_rate(carrier: Carrier, rate: float, seconds: float, *, phones: int = 0) -> Talked:
    """Lets messages come at a rate, whatever becomes of them; of so many phones in turn, each with
    the next message of the talk, or each from a phone of its own.
    """
    count = int(rate * seconds)
    numbers = fresh_numbers(phones or count)
    talked, began = Talked(), time.perf_counter()

    async def one(turn: int) -> None:
        await asyncio.sleep(max(0.0, began + turn / rate - time.perf_counter()))
        number = numbers[turn % len(numbers)]
        words = SCRIPT[(turn // len(numbers)) % len(SCRIPT)]
        answering = asyncio.create_task(_answer(carrier, number))
        written = await carrier.write(number, words)
        talked.note(written, await answering)

    await asyncio.gather(*(one(turn) for turn in range(count)))
    talked.seconds = time.perf_counter() - began
    return talked


async def _answer(carrier: Carrier, number: str) -> float | None:
    # After the message has been noted: both begin in the same breath.
    await asyncio.sleep(0)
    return await carrier.answer(number, seconds=PATIENCE_SECONDS)


async def as_fast_as_answered(carrier: Carrier, count: int, *, at_once: int) -> Talked:
    """Lets so many families talk, so many of them at once; each reads an answer before it writes
    on.
    """
    talked, began = Talked(), time.perf_counter()
    waiting = iter(fresh_numbers(count))

    async def next_ones() -> None:
        for number in waiting:
            await _talk(carrier, number, SCRIPT, talked)

    await asyncio.gather(*(next_ones() for _ in range(at_once)))
    talked.seconds = time.perf_counter() - began
    return talked


async def alone(carrier: Carrier, messages: Sequence[str], *, number: str = "") -> Talked:
    """Lets one family write messages with nobody else there."""
    talked, began = Talked(), time.perf_counter()
    await _talk(carrier, number or fresh_numbers(1)[0], messages, talked)
    talked.seconds = time.perf_counter() - began
    return talked


async def _talk(carrier: Carrier, number: str, messages: Sequence[str], talked: Talked) -> None:
    """Writes one message after another; who gets no answer gives up."""
    for words in messages:
        answering = asyncio.create_task(_answer(carrier, number))
        written = await carrier.write(number, words)
        answer = await answering
        talked.note(written, answer)
        if answer is None:
            return
        await _read(carrier.phones[number])


async def _read(phone: Phone) -> None:
    """Waits until no more answers come for as long as somebody reads."""
    while True:
        phone.rang.clear()
        try:
            await asyncio.wait_for(phone.rang.wait(), _THINKING_SECONDS)
        except TimeoutError:
            return
