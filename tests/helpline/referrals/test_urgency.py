"""Signs of urgency: what has a word of harm in it and tells of none is no sign."""

import pytest

from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN, signs_in


@pytest.mark.parametrize(
    "text",
    [
        "كسروا الباب واخدوا حفيدي",
        "گپ زدن همرایش",
        "زنگ زدند",
        "امروز ایلایش کردند شکر",
        # Blood in Pashto.
        "ما بعرف وينه",
        "كانت في الحرقة",
    ],
)
def test_a_broken_door_a_call_and_thanks_to_god_are_no_sign_of_harm(text: str) -> None:
    assert signs_in(text) == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("كسروا ايده", MEDICAL_SIGN),
        ("زنگ زد گفت مره زدند", MISTREATMENT_SIGN),
        ("مرض شکر دارد", MEDICAL_SIGN),
    ],
)
def test_harm_beside_them_is_one(text: str, sign: str) -> None:
    assert sign in signs_in(text)
