"""Which passwords are too weak to be taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.console.passwords import Weakness, weakness_of


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("seven grey herons", None),
        ("رمز طويل بما يكفي", None),
        ("ढोका नजिकको रूख", None),
        ("Xk3-pQ9-vw7-Lm2", None),
        ("elevenchars", Weakness.TOO_SHORT),
        ("x" * 1025, Weakness.TOO_LONG),
        ("password1234", Weakness.TOO_COMMON),
        ("P@ssw0rd!2026", Weakness.TOO_COMMON),
        ("Helpline-2026-Kabul", Weakness.TOO_COMMON),
        ("qwertyuiop!!", Weakness.TOO_COMMON),
        ("123456789012", Weakness.TOO_COMMON),
        ("aaaaaaaaaaaa", Weakness.TOO_COMMON),
        ("abababababab", Weakness.TOO_COMMON),
        ("amina1amina2", Weakness.LIKE_USERNAME),
        ("2026-AMINA-2026", Weakness.TOO_COMMON),
    ],
)
def test_a_password_is_weighed(password: str, weakness: Weakness | None) -> None:
    assert weakness_of(password, "amina") is weakness


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_breaks_the_weighing_and_none_below_twelve_is_taken(text: str, name: str) -> None:
    weakness = weakness_of(text, name)

    assert len(text) >= 12 or weakness is Weakness.TOO_SHORT
