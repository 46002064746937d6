"""Signs of urgency in what a family writes, whatever else the message is about."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from helpline.facts.phrases import expanded
from helpline.news.gravest import Gravest, gravest_in
from helpline.referrals.phrases import bare, bare_phrase, read_phrases
from helpline.storage import referrals
from helpline.storage.tables import Contact
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

# Facts that words alone give rise to, and the concepts of the lexicon that do.
MISTREATMENT_SIGN = "sign_mistreatment"
MEDICAL_SIGN = "sign_medical"
# Facts that come from what a whole sentence tells.
DEATH_SIGN, SELF_HARM_SIGN = "sign_death", "sign_self_harm"
SIGNS = (DEATH_SIGN, SELF_HARM_SIGN, MISTREATMENT_SIGN, MEDICAL_SIGN)
_OF_GRAVEST = {Gravest.DEATH: DEATH_SIGN, Gravest.SELF_HARM: SELF_HARM_SIGN}
SEEN = "seen"
_WORDS = Path(__file__).with_suffix(".yml")
# What stands for words that were taken out.
_NOTHING = " . "

_HUNGER = "starve_sleep"
_CONCEPTS = {
    MISTREATMENT_SIGN: frozenset({"beat_hit", "torture", "rape_sexual", _HUNGER}),
    MEDICAL_SIGN: frozenset(
        {"blood_wound", "chronic_disease", "pregnant", "sick_ill", "pain_breath"}
    ),
}


def signs_in(text: str) -> list[str]:
    """Returns the signs that a message holds, by its words alone: for staff to look, no more."""
    found = concepts_in(_without_harmless(text)).keys()
    return [sign for sign, concepts in _CONCEPTS.items() if concepts & found]


def tells_harm(text: str) -> bool:
    """Whether a message has a word of an illness, a wound or blows; hunger is none."""
    found = concepts_in(_without_harmless(text)).keys() - {_HUNGER}
    return any(concepts & found for concepts in _CONCEPTS.values())


def _without_harmless(text: str) -> str:
    """Returns a text, folded, without phrases that have a word of harm in them and tell of none."""
    words = f" {bare(text)} "
    told = [phrase for phrase in _harmless() if f" {phrase} " in words]
    for phrase in told:
        words = words.replace(f" {phrase} ", _NOTHING)
    return words if told else fold(text)


@cache
def _harmless() -> tuple[str, ...]:
    listed = read_phrases(_WORDS)["harmless"].values()
    phrases = {bare_phrase(each) for phrases in listed for each in expanded(phrases)}
    return tuple(sorted(phrases, key=len, reverse=True))


def record_signs(
    session: Session, contact: Contact, text: str, *, message_id: str, now: datetime
) -> None:
    """Adds the signs in a message to the contact's latest referral, if they have one."""
    gravest = gravest_in(text, language=contact.language)
    signs = [*signs_in(text), *([_OF_GRAVEST[gravest]] if gravest else [])]
    referral = referrals.find_latest_referral(session, contact.id) if signs else None
    if referral is None:
        return
    for sign in signs:
        referrals.add_fact(session, referral, sign, SEEN, message_id=message_id, now=now)
