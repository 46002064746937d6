"""Whom to ask: the order of the lawyers, and the reasons given for each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpline.referrals.assigning import Fit, Wanted, place_names, suggest, wanted_in
from helpline.storage.kinds import Gender
from helpline.storage.lawyers import LawyerTold
from helpline.storage.referrals import Fact

# A Wednesday, 15:15 in Kathmandu.
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
NEPAL = ("nepal",)


def named(name: str, **changes: object) -> LawyerTold:
    told = {"jurisdictions": NEPAL, "languages": ("ne",), "most_cases": 5, "id": name, **changes}
    return LawyerTold(name, **told)  # type: ignore[arg-type]


# Who must stand before whom in a case of a girl held in Lalitpur, whose family writes in Nepali.
GIRL = Wanted("nepal", frozenset({"Lalitpur"}), "ne", is_child=True, is_woman=True)
PLAIN = named("plain")
ORDER = {
    "the law of the place before anything else": (
        PLAIN, named("x", jurisdictions=("tunisia",), child_specialist=True, gender=Gender.WOMAN),
    ),
    "room for a case before a specialist": (
        PLAIN, named("x", most_cases=0, child_specialist=True, gender=Gender.WOMAN),
    ),
    "a specialist for children before a woman": (
        named("a", child_specialist=True), named("x", gender=Gender.WOMAN),
    ),
    "a woman before the language": (
        named("a", gender=Gender.WOMAN, languages=()), PLAIN,
    ),
    "the language before the place": (
        PLAIN, named("x", languages=("en",), places=("Lalitpur",)),
    ),
    "the place before everywhere": (named("z", places=("Lalitpur",)), PLAIN),
    "everywhere before another place": (PLAIN, named("a", places=("Jhapa",))),
    "at work before not at work": (
        named("z"), named("a", hours="Mon-Fri 10:00-11:00", zone="Asia/Kathmandu"),
    ),
    "the name, where all else is the same": (named("Anil"), named("zahra")),
}  # fmt: skip


@pytest.mark.parametrize("rule", ORDER)
def test_lawyers_stand_in_the_order_of(rule: str) -> None:
    first, second = ORDER[rule]

    for lawyers in ([first, second], [second, first]):
        found = suggest(lawyers, GIRL, cases={}, now=NOW)
        assert [each.lawyer.name for each in found] == [first.name, second.name]


def test_of_two_who_fit_alike_the_one_with_fewer_cases_goes_first() -> None:
    found = suggest([named("a"), named("b")], GIRL, cases={"a": 3, "b": 2}, now=NOW)

    assert [(each.lawyer.name, each.cases) for each in found] == [("b", 2), ("a", 3)]


def test_who_has_declined_stands_last_and_who_takes_no_cases_not_at_all() -> None:
    best = named("best", child_specialist=True, gender=Gender.WOMAN)
    away = named("away", active=False)

    found = suggest([best, PLAIN, away], GIRL, cases={}, declined={"best"}, now=NOW)

    assert [each.lawyer.name for each in found] == ["plain", "best"]
    assert Fit.WILLING in found[1].lacks


def test_only_what_the_case_asks_for_is_a_reason() -> None:
    specialist = named("a", child_specialist=True, gender=Gender.WOMAN, places=("Lalitpur",))

    (man,) = suggest([specialist], Wanted("nepal"), cases={"a": 5}, now=NOW)

    assert man.fits == (Fit.JURISDICTION, Fit.HOURS)
    assert man.lacks == (Fit.FREE,)


def test_what_a_case_asks_for_is_read_from_its_facts() -> None:
    told = {
        "country": "palestine", "held_by": "army", "place": "نابلس", "age_group": "child",
        "sex": "female",
    }  # fmt: skip
    facts = {name: Fact(name, value, "m", NOW) for name, value in told.items()}

    wanted = wanted_in(facts, language="ar")

    assert wanted == Wanted("israeli-military", frozenset({"Nablus"}), "ar", True, True)
    assert wanted_in({}, language=None) == Wanted()


def test_a_place_that_nobody_knows_is_taken_by_its_own_name() -> None:
    assert place_names("ललितपुर", "ne") == {"Lalitpur"}
    assert place_names(" Upper Village ", None) == {"Upper Village"}
