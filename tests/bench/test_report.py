"""The page of figures: every figure beside the peer's, and what is missing said to be missing."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import report
from helpline.i18n import LANGUAGES


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FIGURES", "_PAGE", "_CHART"):
        monkeypatch.setattr(report, name, tmp_path / name)
    counted = {"messages": 16, "parts": 20, "longest": 2}
    report.keep(
        {
            report.OURS: {"ack_100_p99_ms": 31.4, "messages_per_s": 40.0, "killed_lost": 0},
            report.RIVAL: {"ack_100_p99_ms": float("inf"), "killed_lost": 12},
            "parts": dict.fromkeys(LANGUAGES, counted),
        }
    )
    return tmp_path


def test_each_figure_stands_beside_the_peers(kept: Path) -> None:
    report.write()

    page = (kept / "_PAGE").read_text(encoding="utf-8")
    assert "| webhook acknowledged at 100 a second, p99 | 31.4 ms | none came | ≤ 50 |" in page
    assert "| 40 | – | ≥ 30 |" in page
    assert "killed under load | 0 | 12 | 0 |" in page


def test_the_chart_is_a_picture_in_which_no_bar_is_longer_than_there_is_room(kept: Path) -> None:
    report.write()

    drawn = ElementTree.fromstring((kept / "_CHART").read_text(encoding="utf-8"))
    bars = [each for each in drawn.iter("{http://www.w3.org/2000/svg}rect") if each.get("x")]
    assert bars
    assert all(float(each.get("width", 0)) <= 300 for each in bars)


def test_new_figures_leave_the_others_as_they_were(kept: Path) -> None:
    report.keep({report.OURS: {"messages_per_s": 50.0}})

    figures = json.loads((kept / "FIGURES").read_text(encoding="utf-8"))
    assert figures[report.OURS] == {"messages_per_s": 50.0}
    assert figures[report.RIVAL]["killed_lost"] == 12
