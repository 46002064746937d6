"""Names as two families write them, in whatever script."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpline.referrals.names import Likeness, compare, keys_of

PAIRS = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("one", "other"), PAIRS["same"])
def test_one_persons_name_is_known_again(one: str, other: str) -> None:
    assert compare(one, other).is_alike
    assert compare(other, one) is compare(one, other)


@pytest.mark.parametrize(("one", "other"), PAIRS["same"])
def test_one_persons_name_is_found_by_what_both_spellings_share(one: str, other: str) -> None:
    assert set(keys_of(one)) & set(keys_of(other))


@pytest.mark.parametrize(("one", "other"), PAIRS["different"])
def test_two_peoples_names_are_told_apart(one: str, other: str) -> None:
    assert compare(one, other) is Likeness.UNLIKE


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Mohammad", "محمد", Likeness.SAME_COMMON),
        ("Aung", "အောင်", Likeness.SAME_COMMON),
        ("Zabihullah", "ذبیح‌الله", Likeness.SAME),
        ("Mohammad", "Mohammad Karimi", Likeness.PART_COMMON),
        ("Karimi", "Mohammad Karimi", Likeness.PART),
        ("Haji Gul Agha", "گل آغا", Likeness.SAME),
        ("", "Ram", Likeness.UNLIKE),
        ("?", "?", Likeness.UNLIKE),
    ],
)
def test_how_much_two_names_share_is_told(one: str, other: str, likeness: Likeness) -> None:
    assert compare(one, other) is likeness


@pytest.mark.parametrize(
    "written", ["", " ", "'", "ال", "\u1039\u103a", "عبدال", "123", "्", "a" * 500]
)
def test_whatever_is_written_in_place_of_a_name_is_taken(written: str) -> None:
    compare(written, "Ram Bahadur")
    keys_of(written)


def test_a_common_name_alone_finds_nothing_where_there_are_others() -> None:
    assert keys_of("Mohammad Karimi") == ("krn", "ntkrn")
    assert keys_of("Mohammad") == ("nt",)
