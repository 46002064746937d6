"""What facts, answers and states are called. Each is a msgid, translated where it is shown."""

from __future__ import annotations

from gateway.console.language import N_, ngettext
from gateway.console.language import gettext as _
from helpline.referrals.questions import LEFT_OUT, NEWS, TOLD_FIRST
from helpline.referrals.urgency import (
    DEATH_SIGN,
    MEDICAL_SIGN,
    MISTREATMENT_SIGN,
    SEEN,
    SELF_HARM_SIGN,
    SIGNS,
)
from helpline.storage.kinds import Author, Channel, MessageState, ReferralState
from helpline.triage import Level

_YES, _NO, _NOT_KNOWN = N_("Yes"), N_("No"), N_("Not known")
_READ = N_("Read by staff: it tells of no such thing")
_YES_NO_UNKNOWN = {"yes": _YES, "no": _NO, "unknown": _NOT_KNOWN}

FACTS = {
    TOLD_FIRST: N_("First message"),
    "safe": N_("Safe to write to this phone"),
    "who_held": N_("Who is held"),
    "people_held": N_("How many are held"),
    "person_number": N_("Which of them this is"),
    "country": N_("Country"),
    "held_by": N_("Held by"),
    "holder": N_("Held by"),
    "place": N_("Place"),
    "whereabouts_unknown": N_("Where they are held"),
    "arrested_when": N_("Held since"),
    "age_group": N_("Child or adult"),
    "age_and_sex": N_("Age and sex"),
    "sex": N_("Sex"),
    "age": N_("Age"),
    "condition": N_("Hurt, ill, pregnant or without medicine"),
    "ill": N_("Ill"),
    "hurt": N_("Hurt"),
    "pregnant": N_("Pregnant"),
    "medicine": N_("Without medicine"),
    "mistreatment": N_("Mistreatment"),
    "questioned": N_("Questioned, or signed something"),
    "signed": N_("Signed something"),
    "bribe": N_("Money asked for"),
    "foreigner": N_("From another country, or needs an interpreter"),
    "held_name": N_("Name of the person held"),
    "reach": N_("How to reach the contact safely"),
    "late": N_("Not seen in time"),
    "seen_by_judge": N_("Seen by a judge or prosecutor"),
    "released": N_("Free again"),
    "no_follow_ups": N_("Our questions afterwards"),
    NEWS: N_("Told since"),
    DEATH_SIGN: N_("Words of a death in custody"),
    SELF_HARM_SIGN: N_("Words of who may want to die"),
    MISTREATMENT_SIGN: N_("Words of mistreatment"),
    MEDICAL_SIGN: N_("Words of illness or injury"),
}

_HOLDERS = {
    "police": N_("Police"),
    "army": N_("Army"),
    "intelligence": N_("Intelligence service"),
    "vice-and-virtue": N_("Inspectors of vice and virtue"),
    "other": N_("Others"),
    "unknown": _NOT_KNOWN,
}
VALUES = {
    "safe": {"yes": _YES, "no": N_("No: others may read it")},
    "who_held": {
        "relative": N_("Family or friend"),
        "self": N_("The person who writes"),
        "other": N_("Someone else"),
    },
    "country": {
        "nepal": N_("Nepal"),
        "tunisia": N_("Tunisia"),
        "palestine": N_("Palestine"),
        "myanmar": N_("Myanmar"),
        "afghanistan": N_("Afghanistan"),
        "elsewhere": N_("Another country"),
    },
    "held_by": {name: _HOLDERS[name] for name in ("police", "army", "other", "unknown")},
    "holder": {name: words for name, words in _HOLDERS.items() if name != "unknown"},
    "age_group": {
        "child": N_("Under 18"),
        "adult": N_("18 or older"),
        "unknown": _NOT_KNOWN,
    },
    "age_and_sex": {
        "man": N_("Man"),
        "woman": N_("Woman"),
        "boy": N_("Boy under 18"),
        "girl": N_("Girl under 18"),
        "unknown": _NOT_KNOWN,
    },
    "sex": {"male": N_("Male"), "female": N_("Female")},
    "condition": _YES_NO_UNKNOWN,
    "questioned": {
        "no": _NO,
        "questioned": N_("Questioned"),
        "signed": N_("Signed something"),
        "unknown": _NOT_KNOWN,
    },
    "foreigner": _YES_NO_UNKNOWN,
    "mistreatment": {"yes": N_("Told of"), "no": N_("None, as far as we know")},
    "bribe": _YES_NO_UNKNOWN,
    "ill": {"no": N_("Not ill")},
    "hurt": {"no": N_("Not hurt")},
    "pregnant": {"no": N_("Not pregnant")},
    "medicine": {"no": N_("Has what medicine they need")},
    "signed": {"no": N_("Signed nothing")},
    "whereabouts_unknown": {"yes": N_("The family does not know"), "no": N_("It is known")},
    "late": {"yes": N_("The family says so"), "no": _NO},
    "seen_by_judge": _YES_NO_UNKNOWN,
    "released": _YES_NO_UNKNOWN,
    "no_follow_ups": {"yes": N_("They want no more of them")},
    **{sign: {SEEN: N_("In a message: please read it"), "no": _READ} for sign in SIGNS},
}
# These say by their name what they tell, if they tell it.
NAMED = ("ill", "hurt", "pregnant", "medicine", "signed")
_LEFT_OUT = N_("Did not want to say")

LEVELS = {Level.CRITICAL: N_("Critical"), Level.HIGH: N_("High"), Level.NORMAL: N_("Normal")}

REFERRAL_STATES = {
    ReferralState.DRAFT: N_("Incomplete"),
    ReferralState.OPEN: N_("Open"),
    ReferralState.CLOSED: N_("Closed"),
}
CHANNELS = {Channel.SMS: N_("SMS"), Channel.WHATSAPP: N_("WhatsApp")}
AUTHORS = {
    Author.CONTACT: N_("Contact"),
    Author.BOT: N_("Bot"),
    Author.STAFF: N_("Staff"),
    Author.SYSTEM: N_("System"),
}

# Translators: where a message to the family stands; shown small below it.
MESSAGE_STATES = {
    MessageState.WAITING: N_("waiting to be sent"),
    MessageState.SENDING: N_("being sent"),
    MessageState.QUEUED: N_("handed to the carrier"),
    MessageState.SENT: N_("sent"),
    MessageState.DELIVERED: N_("delivered"),
    MessageState.READ: N_("read"),
    MessageState.UNDELIVERED: N_("not delivered"),
    MessageState.FAILED: N_("failed"),
    MessageState.CANCELED: N_("cancelled"),
    MessageState.NEW: N_("not yet answered by the bot"),
    MessageState.PARKED: N_("the bot could not answer: please reply"),
}


def value_of(fact: str, value: str) -> str:
    """Returns an offered answer in the page's language, and own words as they are."""
    if value == LEFT_OUT:
        return _(_LEFT_OUT)
    if fact == "age" and value.isdecimal():
        return ngettext("%(count)s year old", "%(count)s years old", int(value))
    if fact in NAMED and value == "yes":
        return _(FACTS[fact])
    words = VALUES.get(fact, {}).get(value) or (_NOT_KNOWN if value == "unknown" else None)
    return value if words is None else _(words)


def is_own_words(fact: str, value: str) -> bool:
    """Whether an answer is what a person wrote, not one of the offered answers."""
    if fact == "age":
        return not value.isdecimal()
    if fact in NAMED and value == "yes":
        return False
    return value not in (LEFT_OUT, "unknown", *VALUES.get(fact, {}))
