"""Corrections: what staff may put right, and what follows from any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.facts.facts import HELD_BY, OF_AGE
from helpline.referrals.questions import LEFT_OUT
from helpline.storage import referrals
from helpline.storage.tables import Referral, new_id

# Who somebody is, as the question of the intake has it, by age group and sex.
_AGE_AND_SEX = {
    ("child", "male"): "boy",
    ("child", "female"): "girl",
    ("adult", "male"): "man",
    ("adult", "female"): "woman",
}
_ILLNESSES = ("ill", "hurt", "pregnant", "medicine")


def correct_facts(
    session: Session,
    referral: Referral,
    corrected: Mapping[str, str],
    *,
    reason: str,
    staff_id: str,
    now: datetime,
) -> dict[str, str]:
    """Puts the values that staff give, and what follows from them, over what was told; returns
    what was changed. A value that holds already is left as it is, with who told it.
    """
    current = {
        name: fact.value for name, fact in referrals.current_facts(session, referral.id).items()
    }
    given = {name: value for name, value in corrected.items() if current.get(name) != value}
    if not given:
        return {}
    changed = {
        name: value
        for name, value in {**following(given, current), **given}.items()
        if current.get(name) != value
    }
    correction = new_id()
    for name, value in changed.items():
        referrals.add_fact(
            session, referral, name, value,
            message_id=correction, staff_id=staff_id, reason=reason, now=now,
        )  # fmt: skip
    return changed


def following(given: Mapping[str, str], current: Mapping[str, str]) -> dict[str, str]:
    """Returns the facts that say of one thing what the corrected ones now say otherwise."""
    follows: dict[str, str] = {}
    if given.get("age", "").isdecimal():
        follows["age_group"] = "child" if int(given["age"]) < OF_AGE else "adult"
    if given.get("holder") in HELD_BY:
        follows["held_by"] = HELD_BY[given["holder"]]
    if any(given.get(name) == "yes" for name in _ILLNESSES):
        follows["condition"] = "yes"
    if given.get("signed") == "yes":
        follows["questioned"] = "signed"
    follows |= _of_age(given, {**current, **follows})
    if "held_by" in given and "holder" not in given and "holder" in current:
        # Who holds them in more detail must not gainsay it.
        if HELD_BY.get(current["holder"]) != given["held_by"]:
            follows["holder"] = given["held_by"]
    return follows


def _of_age(given: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Returns what follows for who somebody is where their age or sex is corrected."""
    follows: dict[str, str] = {}
    known = {**known, **given}
    if not {"age", "age_group", "sex"} & given.keys():
        return follows
    age = known.get("age", "")
    if "age_group" in given and "age" not in given and age.isdecimal():
        # An age must not gainsay whether they are of age.
        is_child = int(age) < OF_AGE
        if is_child != (given["age_group"] == "child"):
            follows["age"] = LEFT_OUT
    told = (known.get("age_group", ""), known.get("sex", ""))
    if told in _AGE_AND_SEX:
        follows["age_and_sex"] = _AGE_AND_SEX[told]
    elif "age_and_sex" in known:
        follows["age_and_sex"] = "unknown"
    return follows
