"""The list of fault cases and the tests that prove them; run as a module, it writes the document.

A test proves the cases whose numbers its name begins with: `test_16_…`, `test_57_60_…`,
`test_fault_92_…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpline.settings import ROOT

DOCUMENT = ROOT / "docs/fault-cases.md"
_LIST = ROOT / "tests/fault_cases.yml"
_NUMBERED = re.compile(r"^def test_(?:fault_)?((?:\d{1,2}_)+)(\w+)\(", re.MULTILINE)
_COLUMNS = "| | when | what must happen | shown by |\n| --- | --- | --- | --- |\n"
_HEAD = """\
# What may go wrong, and the tests that show what then happens

Written by `python -m tests.fault_cases` from [tests/fault_cases.yml](../tests/fault_cases.yml) and
the names of the tests, which bear the number of the case they prove. Do not edit it by hand;
`tests/test_fault_cases.py` fails when it is out of step.

In every case also: no traceback and no words, name or number in an answer or a log, and every
process goes on. Run the tests of one case with `pytest -k "test_16_ or test_fault_16_"`.
"""


@dataclass(frozen=True)
class FaultCase:
    """What may go wrong, what must happen, and why no test shows it, if none does."""

    number: int
    area: str
    when: str
    then: str
    without: str | None = None


def list_cases() -> list[FaultCase]:
    """Returns every case in the order of the list."""
    areas = yaml.safe_load(_LIST.read_text(encoding="utf-8"))
    return [
        FaultCase(number, area, **told)
        for area, cases in areas.items()
        for number, told in cases.items()
    ]


def proofs_by_case() -> dict[int, list[tuple[str, str]]]:
    """Returns the tests of each number: the file under the root, and the test's name."""
    found: dict[int, list[tuple[str, str]]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for numbers, name in _numbered(path):
            for number in numbers:
                found.setdefault(number, []).append((str(path.relative_to(ROOT)), name))
    return found


def written() -> str:
    """Returns the document as it should stand."""
    tests, lines, area = proofs_by_case(), [_HEAD], ""
    for case in list_cases():
        if case.area != area:
            area = case.area
            lines.append(f"\n## {area}\n\n{_COLUMNS}")
        shown = "<br>".join(_link(*each) for each in tests.get(case.number, []))
        lines.append(
            f"| {case.number} | {_cell(case.when)} | {_cell(case.then)} "
            f"| {shown or _cell('no test: ' + str(case.without))} |\n"
        )
    return "".join(lines)


def _numbered(path: Path) -> Iterator[tuple[list[int], str]]:
    for numbers, name in _NUMBERED.findall(path.read_text(encoding="utf-8")):
        yield [int(number) for number in numbers.strip("_").split("_")], name


def _link(file: str, name: str) -> str:
    return f"[{name.replace('_', ' ')}](../{file})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{", "&#123;").replace("*", "\\*")


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
