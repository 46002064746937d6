"""Several people held: the intake of the next one, once the one before is with staff."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, Helpline, Turn
from bot.actions.noticing import FORM
from helpline.referrals import intake
from helpline.referrals.next_person import open_next
from helpline.referrals.questions import slots_of
from helpline.storage.tables import Contact

ASK_NEXT = "utter_ask_next"
NEXT = ("next", "yes")


def open_next_person(
    session: Session,
    contact: Contact,
    turn: Turn,
    helpline: Helpline,
    dispatcher: CollectingDispatcher,
) -> Events:
    """Opens the referral of the next person held and goes on with its questions."""
    referral = open_next(
        session, contact, message_id=turn.message_id, now=helpline.clock(), rng=helpline.rng
    )
    if referral is None:
        dispatcher.utter_message(response="utter_status_none")
        return [FollowupAction("action_listen")]
    # "And my brother?" tells of him.
    intake.record_told(
        session, contact, referral, turn.text, message_id=turn.message_id, now=helpline.clock()
    )
    dispatcher.utter_message(response="utter_next_person")
    slots = slots_of(intake.values_of(session, referral), language=contact.language)
    return [*(SlotSet(name, value) for name, value in slots.items()), FollowupAction(FORM)]
