"""What facts, answers and states are called. Each is a msgid, translated where it is shown."""

from __future__ import annotations

from gateway.console.language import N_
from gateway.console.language import gettext as _
from helpline.referrals.questions import LEFT_OUT, NEWS, QUESTION_OF, TOLD_FIRST
from helpline.referrals.urgency import MEDICAL_SIGN, MISTREATMENT_SIGN, SEEN
from helpline.storage.kinds import Author, Channel, MessageState, ReferralState

FACTS = {
    TOLD_FIRST: N_("First message"),
    "who_held": N_("Who is held"),
    "country": N_("Country"),
    "held_by": N_("Held by"),
    "place": N_("Place"),
    "arrested_when": N_("Held since"),
    "age_group": N_("Child or adult"),
    "condition": N_("Hurt, ill, pregnant or without medicine"),
    "held_name": N_("Name of the person held"),
    "reach": N_("How to reach the contact safely"),
    NEWS: N_("Told since"),
    MISTREATMENT_SIGN: N_("Words of mistreatment"),
    MEDICAL_SIGN: N_("Words of illness or injury"),
}

VALUES = {
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
    "held_by": {
        "police": N_("Police"),
        "army": N_("Army"),
        "other": N_("Others"),
        "unknown": N_("Not known"),
    },
    "age_group": {
        "child": N_("Under 18"),
        "adult": N_("18 or older"),
        "unknown": N_("Not known"),
    },
    "condition": {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Not known")},
    MISTREATMENT_SIGN: {SEEN: N_("In a message: please read it")},
    MEDICAL_SIGN: {SEEN: N_("In a message: please read it")},
}
_LEFT_OUT = N_("Did not want to say")

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
    words = VALUES.get(fact, {}).get(value)
    return value if words is None else _(words)


def is_own_words(fact: str, value: str) -> bool:
    """Whether an answer is what a person wrote, not one of the offered answers."""
    question = QUESTION_OF.get(fact)
    if fact in (MISTREATMENT_SIGN, MEDICAL_SIGN):
        return False
    return value != LEFT_OUT and (question is None or value not in question.values)
