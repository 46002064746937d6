"""The whole numbers that people say."""

import pytest

from helpline.dates.counts import counts_in


@pytest.mark.parametrize(
    ("text", "language", "counts"),
    [
        ("three of them", "en", {3}),
        ("deux personnes, pas une", "fr", {1, 2}),
        ("زوز موش واحد", "ar", {1, 2}),
        ("zouz, el om w bentha", "ar", {2}),
        ("दुई जना", "ne", {2}),
        ("3 jana chau", "ne", {3}),
        ("နှစ်ယောက်ပါ", "my", {2}),
        ("၃ ယောက်", "my", {3}),
        ("do nafar as", "prs", {2}),
        ("دوه کسان دي", "ps", {2}),
        # In Arabizi digits are letters.
        ("7abibi mesh el a7ad", "ar", set()),
        ("hello", "en", set()),
        ("", None, set()),
    ],
)
def test_the_numbers_in_a_text(text: str, language: str | None, counts: set[int]) -> None:
    assert counts_in(text, language=language) == counts
