"""A death in custody and a wish to die are heard in every way of writing, and nothing else is."""

from __future__ import annotations

import pytest

from helpline.news.gravest import Gravest, gravest_in


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my son died in police custody yesterday"),
        ("en", "soldiers killed my brother at the checkpoint, they gave us his body"),
        ("fr", "mon fils est mort au poste de police"),
        ("ar", "ابني مات في السجن"),
        ("ar", "5ouya met fel 7abs"),
        ("ne", "मेरो छोरा हिरासतमै मर्यो"),
        ("ne", "mero bhai thana mai maryo"),
        ("my", "သား စခန်းထဲမှာ သေသွားပြီ"),
        ("prs", "پسرم ده حوزه فوت کرد"),
        ("prs", "biadarem da zendan fawt kad"),
        ("ps", "زوی مې په بند کې مړ شو"),
        ("ps", "zoy me pa zindan ke mar sho"),
    ],
)
def test_a_death_in_custody_is_heard(language: str, text: str) -> None:
    assert gravest_in(text, language=language) is Gravest.DEATH


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i want to kill myself"),
        ("fr", "je veux mourir"),
        ("ar", "بدي اموت ما بقدر"),
        ("ar", "ma n7ebech n3ich"),
        ("ne", "म मर्न चाहन्छु"),
        ("ne", "malai marna man lagyo, bachna man chaina"),
        ("my", "သေချင်တယ်"),
        ("prs", "میخواهم خودم را بکشم"),
        ("prs", "khodema mekoshom"),
        ("ps", "زه غواړم ځان ووژنم"),
        ("ps", "za ghwaram mar sham"),
    ],
)
def test_a_wish_to_die_is_heard(language: str, text: str) -> None:
    assert gravest_in(text, language=language) is Gravest.SELF_HARM


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i am afraid they killed my son"),
        ("en", "will they kill him in prison"),
        ("en", "did he die in custody?"),
        ("en", "he did not die in prison"),
        ("en", "they almost killed him at the station"),
        ("en", "his father died last year and now police took him"),
        ("en", "my phone is dying"),
        ("en", "he says i want to die"),
        ("fr", "il va me tuer si je le dis"),
        ("fr", "j'ai peur qu'il soit mort en prison"),
        ("ar", "خايفة يكون مات بالسجن"),
        # To beat, in the Levant.
        ("ar", "قتلوه بالمركز ضرب"),
        ("ar", "ma na3refch met fel 7abs walla 7ay"),
        ("ne", "हिरासतमै मर्यो भने के गर्ने"),
        ("my", "သူတို့ကလေးကိုသတ်လိုက်မှာလားဟင်"),
        ("my", "ထောင်ထဲမှာ သေသွားပြီလား မသိဘူး"),
        ("prs", "نمیفامم ده حوزه مرده یا زنده است"),
        ("ps", "ویریږم چې په بند کې مړ شو"),
        ("ne", "police le chapa mareko thiyo"),
        ("my", "သူ့ကိုယ်သူ သတ်သေမယ်ပြောနေတယ် အထဲမှာ"),
        ("prs", "گفته خوده میکشم اگه ایلایم نکنین"),
        ("ps", "خپه دی ويل يې ځان وژنم"),
        (None, ""),
    ],
)
def test_what_is_feared_asked_denied_or_said_of_another_is_none(
    language: str | None, text: str
) -> None:
    assert gravest_in(text, language=language) is None
