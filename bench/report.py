"""Writes docs/performance.md and its chart from the figures of a run."""

from __future__ import annotations

import json
import math
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import psutil

from bench import parts
from helpline.settings import ROOT

FIGURES = ROOT / "bench" / "figures.json"
_PAGE = ROOT / "docs" / "performance.md"
_CHART = ROOT / "docs" / "performance.svg"
OURS, RIVAL = "the helpline", "Rasa's Twilio channel"
_WIDTH, _BAR, _LEFT = 760, 300, 300
_COLOURS = {OURS: "#1f6f5c", RIVAL: "#a8a29a"}


@dataclass(frozen=True)
class _Row:
    """A figure: its name, what it is, its unit, and what we want of ours."""

    name: str
    what: str
    unit: str
    wanted: str = ""
    charted: bool = False


_ROWS = (
    _Row("ack_100_p50_ms", "webhook acknowledged at 100 a second, p50", "ms"),
    _Row("ack_100_p99_ms", "webhook acknowledged at 100 a second, p99", "ms", "≤ 50", True),
    _Row("refused_100", "… webhooks given up by the carrier", "", "0"),
    _Row("lost_100", "… messages without an answer within a minute", ""),
    _Row("ack_quiet_p50_ms", "webhook acknowledged, nobody else there, p50", "ms"),
    _Row("answer_quiet_p50_ms", "answer on the phone, nobody else there, p50", "ms", "", True),
    _Row("answer_quiet_p95_ms", "answer on the phone, nobody else there, p95", "ms"),
    _Row("answer_10_p50_ms", "answer on the phone at 10 a second, p50", "ms", "", True),
    _Row("answer_10_p95_ms", "answer on the phone at 10 a second, p95", "ms", "≤ 500", True),
    _Row("lost_10", "… messages without an answer within a minute", "", "0"),
    _Row("messages_per_s", "messages answered a second, as fast as it can", "", "≥ 30", True),
    _Row("answer_first_turns_ms", "answer in one talk, its first 20 questions", "ms"),
    _Row("answer_last_turns_ms", "answer in one talk, its last 20 questions", "ms"),
    _Row("turns", "… turns of that talk", ""),
    _Row("killed_lost", "messages lost when everything is killed under load", "", "0", True),
    _Row("killed_written", "… of so many written", ""),
    _Row("memory_mib", "memory of all processes", "MiB", "≤ 1229", True),
    _Row("start_s", "start to ready", "s", "≤ 20", True),
    _Row("training_s", "training", "s", "≤ 60"),
)


def machine() -> str:
    """Returns what the figures were taken on."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), {psutil.virtual_memory().total // 2**30} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def keep(figures: dict[str, Any]) -> None:
    """Puts figures beside those that are kept, in place of older ones of the same name, with the
    day on which they were taken.
    """
    kept = load()
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    dates = {**kept.get("dates", {}), **dict.fromkeys(figures, today)}
    kept |= {**figures, "machine": machine(), "date": today, "dates": dates}
    FIGURES.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def load() -> dict[str, Any]:
    """Returns the kept figures; empty if none were taken yet."""
    if not FIGURES.is_file():
        return {}
    loaded: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return loaded


def write() -> None:
    """Writes the page and the chart from the kept figures."""
    figures = load()
    _CHART.write_text(_chart(figures), encoding="utf-8")
    _PAGE.write_text("\n".join(_page(figures)) + "\n", encoding="utf-8")


def _page(figures: dict[str, Any]) -> list[str]:
    ours, rival = figures[OURS], figures.get(RIVAL, {})
    return [
        "# Performance",
        "",
        f"Taken by `make bench` on {figures['date']}: {figures['machine']}, SQLite, everything on "
        "one machine. The phones and",
        "the carrier, which answers at once, share the cores with what is measured. The peer is "
        "Rasa's own Twilio channel with the",
        "pipeline that `rasa init` proposes, set up by the benchmark (`bench/rival/`), with the "
        "same messages from the same phones.",
        "",
        "![The helpline beside Rasa's own Twilio channel](performance.svg)",
        "",
        "| | the helpline | Rasa's Twilio channel | wanted of ours |",
        "| --- | --- | --- | --- |",
        *(
            f"| {row.what} | {_shown(ours, row)} | {_shown(rival, row)} | {row.wanted} |"
            for row in _ROWS
        ),
        "",
        *_parts(ours),
        *_crowds(figures),
        *_sms(figures),
        *_how_to_read(),
    ]


def _parts(ours: dict[str, float]) -> list[str]:
    names = ("gateway", "worker", "bot", "actions")
    rows = [
        f"| {part} | {ours[f'cpu_{part}_ms']:.1f} ms | {ours[f'memory_{part}_mib']:.0f} MiB |"
        for part in names
        if f"cpu_{part}_ms" in ours and f"memory_{part}_mib" in ours
    ]
    return [
        "What a message with its answer and two reports costs each part of the helpline:",
        "",
        "| | processor | memory |",
        "| --- | --- | --- |",
        *rows,
        "",
    ]


def _crowds(figures: dict[str, Any]) -> list[str]:
    crowds = figures.get("crowds", {})
    if not crowds:
        return []
    return [
        f"The same crowd otherwise, as it was on {figures['dates']['crowds']}:",
        "",
        "| | messages a second | answer at 10 a second, p50 | p95 |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {each['messages_per_s']:.1f} | {each['answer_10_p50_ms']:.0f} ms "
            f"| {each['answer_10_p95_ms']:.0f} ms |"
            for name, each in crowds.items()
        ),
        "",
    ]


def _sms(figures: dict[str, Any]) -> list[str]:
    return [
        "What the bot says in an intake in which every question is answered, as SMS:",
        "",
        *parts.table(figures["parts"]),
        "",
    ]


def _how_to_read() -> list[str]:
    return [
        "## How to read this",
        "",
        "*Acknowledged*: from posting a webhook to its answer; ours is signed and on the disk by "
        "then, the peer answers when its reply is",
        "sent. *Answer on the phone*: webhook, bot, database and carrier, until the first reply. "
        "*Killed*: `kill -9` of every",
        "process at once in the middle of five messages a second; both are started again at once, "
        "and the carrier tries a webhook for fifteen seconds.",
        "",
        "The peer has less to do: it seals and stores nothing, keeps no referral, looks no law up, "
        "speaks one language, checks no signature, is sent no",
        "reports, and was trained on 25 examples of each intent in English only. One thing about "
        "it is ours: Twilio's client is led to the",
        "simulated carrier. Memory is what would be free if the processes ended. A figure of one "
        "run on a shared machine moves by a tenth or two; what is an",
        "order apart stays so.",
        "",
        "A hundred messages a second are more than the machine answers. `make bench` writes so "
        "many for 6 seconds; `bench full`, which also takes",
        "the figures of the same crowd otherwise, for 20, so that there many wait longer than a "
        "minute: what was acknowledged is on the disk by then.",
        "",
        "[capacity.md](capacity.md) says what these figures mean in a mass arrest. "
        "`python -m bench --help` lists what can be measured alone.",
    ]


def _shown(figures: dict[str, float], row: _Row) -> str:
    value = figures.get(row.name)
    if value is None:
        return "–"
    if math.isinf(value):
        return "none came"
    shown = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
    return f"{shown} {row.unit}".strip()


def _chart(figures: dict[str, Any]) -> str:
    """Returns bars, two a figure, the longer one at full length."""
    rows = [row for row in _ROWS if row.charted and row.name in figures[OURS]]
    height = 30 + 46 * len(rows)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" font-size="13" role="img">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, name in enumerate((OURS, RIVAL)):
        left = _LEFT + 180 * number
        drawn.append(f'<rect x="{left}" y="8" width="12" height="12" fill="{_COLOURS[name]}"/>')
        drawn.append(f'<text x="{left + 18}" y="19" fill="#222222">{escape(name)}</text>')
    for number, row in enumerate(rows):
        drawn += _bars(figures, row, 34 + 46 * number)
    return "\n".join([*drawn, "</svg>", ""])


def _bars(figures: dict[str, Any], row: _Row, top: int) -> list[str]:
    values = {name: figures.get(name, {}).get(row.name) for name in (OURS, RIVAL)}
    longest = max((each for each in values.values() if each and math.isfinite(each)), default=1.0)
    drawn = [f'<text x="8" y="{top + 20}" fill="#222222">{escape(row.what)}</text>']
    for number, (name, value) in enumerate(values.items()):
        if value is None:
            continue
        share = value / longest if math.isfinite(value) else 1.0
        y, width = top + 18 * number, max(2, round(_BAR * share))
        drawn.append(
            f'<rect x="{_LEFT}" y="{y}" width="{width}" height="14" fill="{_COLOURS[name]}"/>'
        )
        drawn.append(
            f'<text x="{_LEFT + width + 6}" y="{y + 12}" fill="#222222">'
            f"{escape(_shown(figures[name], row))}</text>"
        )
    return drawn


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()
