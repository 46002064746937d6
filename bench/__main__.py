"""`make bench`: takes the figures of docs/performance.md on this machine, beside Rasa's own Twilio
channel.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import capacity, console, parts, report, scenes, subjects, talks
from bench.carrier import Carrier
from bench.million import fill
from bench.rival import project
from bench.scenes import FULL, QUICK, TINY, Size
from bench.subjects import Helpline, Rival
from gateway.commands import BOT_PYTHON_FOLDER, RASA_ENVIRON
from helpline.settings import ROOT
from tests.end_to_end.installation import free_port

_SLOW_API_SECONDS = 0.1


def main() -> None:
    """Takes the figures that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "what", nargs="?", default="quick", choices=_COMMANDS,
        help="quick: ours and the peer; full: longer, and with PostgreSQL, two of each, a slow "
        "carrier and a million messages; rival: the peer alone; load: 2,000 talks; tiny: whether "
        "all of it works; report: write the page from the figures that are kept",
    )  # fmt: skip
    chosen, rest = parser.parse_known_args()
    if rest and chosen.what not in ("load", "console", "understanding"):
        parser.error(f"unknown: {' '.join(rest)}")
    # What has options of its own reads them itself.
    sys.argv = [f"python -m bench {chosen.what}", *rest]
    _COMMANDS[chosen.what]()


def _quick() -> None:
    _both(QUICK)


def _full() -> None:
    _both(FULL)
    report.keep({"crowds": dict(_crowds(FULL))})
    report.write()


def _tiny() -> None:
    print(_ours(TINY))
    print(_rival(TINY))


def _both(size: Size) -> None:
    report.keep({report.OURS: {**_ours(size), "training_s": _training()}})
    _peer(size)
    report.keep({"parts": parts.by_language()})
    report.write()
    capacity.main()


def _peer(size: Size) -> None:
    report.keep({report.RIVAL: _rival(size)})


def _ours(size: Size) -> dict[str, float]:
    with _carrier() as (carrier, account), subjects.scratch() as folder:
        return scenes.all_scenes(Helpline(Path(folder), **account), carrier, size)


def _rival(size: Size) -> dict[str, float]:
    print("  the peer is prepared (it trains once, for some minutes)", flush=True)
    trained = project.prepare()
    with _carrier() as (carrier, account):
        return {**scenes.all_scenes(Rival(**account), carrier, size), "training_s": trained}


def _crowds(size: Size) -> Iterator[tuple[str, dict[str, float]]]:
    """Yields the figures of a crowd under other conditions, by what these are."""
    for name, on_postgresql, of_each in (
        ("SQLite, two workers and two bots", False, 2),
        ("PostgreSQL", True, 1),
        ("PostgreSQL, two workers and two bots", True, 2),
    ):
        yield name, _crowd(size, on_postgresql=on_postgresql, of_each=of_each)
    yield "SQLite, a carrier that takes 100 ms", _crowd(size, api_seconds=_SLOW_API_SECONDS)
    yield "SQLite, a million messages stored", _crowd(size, stored=1_000_000)


def _crowd(
    size: Size, *, on_postgresql: bool = False, of_each: int = 1, api_seconds: float = 0.0,
    stored: int = 0,
) -> dict[str, float]:  # fmt: skip
    with _carrier(api_seconds) as (carrier, account), subjects.scratch() as folder:
        url = subjects.postgresql(Path(folder) / "postgresql") if on_postgresql else ""
        helpline = Helpline(Path(folder), **account, database_url=url, of_each=of_each)
        if stored:
            fill(helpline.environ, stored)
        return scenes.some_scenes(helpline, carrier, size)


def _load() -> None:
    """So many families talk at once: what capacity.md is checked against."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=60)
    options = parser.parse_args()
    with _carrier() as (carrier, account), subjects.scratch() as folder:
        helpline = Helpline(Path(folder), **account)
        helpline.launch()
        carrier.webhook = helpline.webhook
        try:
            talked = carrier.call(
                talks.as_fast_as_answered(carrier, options.conversations, at_once=options.at_once)
            )
        finally:
            helpline.stop()
    figures = {
        "conversations": options.conversations,
        "at_once": options.at_once,
        "messages": len(talked.acknowledged),
        "seconds": talked.seconds,
        "per_s": talked.per_second,
        "answer_p50_ms": scenes.milliseconds(talked.answered, 50),
        "answer_p95_ms": scenes.milliseconds(talked.answered, 95),
        "lost": talked.unanswered,
    }
    report.keep({"load": figures})
    print(figures)
    capacity.main()


def _understanding() -> None:
    """Runs in the bot's environment."""
    subprocess.run(
        [str(BOT_PYTHON_FOLDER / "python"), "-m", "bench.understanding", *sys.argv[1:]],
        cwd=ROOT, env={**os.environ, **RASA_ENVIRON}, check=True,
    )  # fmt: skip


def _training() -> float:
    """Returns how many seconds it takes to train where nothing is kept from an earlier training."""
    with subjects.scratch() as folder:
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "gateway.cli", "train", "--force"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "RASA_CACHE_DIRECTORY": folder},
        )  # fmt: skip
        return time.monotonic() - began


@contextmanager
def _carrier(api_seconds: float = 0.0) -> Iterator[tuple[Carrier, dict[str, Any]]]:
    account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    carrier = Carrier(free_port(), account=account, token=token, api_seconds=api_seconds)
    carrier.start()
    try:
        yield carrier, {"carrier_url": carrier.url, "account": account, "token": token}
    finally:
        carrier.stop()


_COMMANDS: dict[str, Callable[[], None]] = {
    "quick": _quick,
    "full": _full,
    "rival": lambda: _peer(QUICK),
    "load": _load,
    "capacity": capacity.main,
    "parts": parts.main,
    "console": console.main,
    "understanding": _understanding,
    "tiny": _tiny,
    "report": report.write,
}


if __name__ == "__main__":
    main()
