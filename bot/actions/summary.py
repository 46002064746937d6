"""The lines in which what was told is said back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from helpline.facts.places import name_in
from helpline.referrals.questions import LEFT_OUT, NOT_ASKED

# In the order in which they are said; each has a sentence `utter_line_…`.
SAID_BACK = (
    "who_held",
    "people_held",
    "held_name",
    "age_and_sex",
    "age",
    "age_group",
    "country",
    "place",
    "held_by",
    "arrested_when",
    "condition",
    "questioned",
    "foreigner",
    "reach",
)
# What an answer in options says already.
_SAID_BY = {"age_group": ("age_and_sex", "age")}
_WITH_OPTIONS = frozenset(
    {
        "who_held",
        "country",
        "held_by",
        "age_and_sex",
        "age_group",
        "condition",
        "questioned",
        "foreigner",
    }
)

Line = list[object]


def _facts_told(facts: Mapping[str, str]) -> list[str]:
    """Returns the names of the facts that are said back, in their order."""
    told = [
        name
        for name in SAID_BACK
        if facts.get(name, LEFT_OUT) not in (LEFT_OUT, NOT_ASKED, "unknown")
    ]
    return [name for name in told if not {*told} & {*_SAID_BY.get(name, ())}]


def summary_lines(
    facts: Mapping[str, str], language: str, *, say_when: Callable[[str], str] = lambda words: words
) -> list[Line]:
    """Returns a line for each fact that was told, as [response, values], for a reader of a
    language; `say_when` turns the words of a time into what was understood of them.
    """
    lines: list[Line] = []
    for name in _facts_told(facts):
        value = facts[name]
        if name == "arrested_when":
            value = say_when(value)
        elif name == "place":
            value = name_in(value, language)
        said = {"of": name, "is": value} if name in _WITH_OPTIONS else value
        lines.append([f"utter_line_{name}", {"value": said}])
    return lines
