"""Numbers in sentences that run from right to left."""

from __future__ import annotations

import pytest

from helpline.text.bidi import isolate


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("في 2026-11-23 مساء", "في \u20662026-11-23\u2069 مساء"),
        ("اتصل على +15550177", "اتصل على \u2066+15550177\u2069"),
        ("المرجع K7F-3RH.", "المرجع \u2066K7F-3RH\u2069."),
        ("المرجع 7KF-3RH.", "المرجع \u20667KF-3RH\u2069."),
        ("په ۲۰۲۶-۱۱-۲۳ کې", "په \u2066۲۰۲۶-۱۱-۲۳\u2069 کې"),
        # These the phone shows in order by itself.
        ("بعد 24 ساعة", "بعد 24 ساعة"),
        ("الساعة 12:30", "الساعة 12:30"),
        ("اكتب LATE إن تأخر", "اكتب LATE إن تأخر"),
        ("المادة 13/2", "المادة 13/2"),
        # Nothing runs from right to left.
        ("on 2026-11-23, reference K7F-3RH", "on 2026-11-23, reference K7F-3RH"),
        ("मिति 2026-11-23", "मिति 2026-11-23"),
        # Isolated already.
        ("في \u20662026-11-23\u2069", "في \u20662026-11-23\u2069"),
        ("", ""),
    ],
)
def test_30_what_would_be_shown_out_of_order_is_isolated_and_nothing_else(
    text: str, isolated: str
) -> None:
    assert isolate(text) == isolated


def test_what_is_only_safer_isolated_is_left_where_it_would_not_fit() -> None:
    text = "المرجع K7F-3RH في 2026-11-23"

    assert isolate(text, lambda _: False) == "المرجع K7F-3RH في \u20662026-11-23\u2069"
