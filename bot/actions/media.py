"""What came without words: photos, voice notes, files, places on the map."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Events, HelplineAction, Turn, open_form
from bot.actions.noticing import FORM
from helpline.referrals import intake
from helpline.storage.kinds import MediaKind, ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact, Referral

_PLACE = "place"
# What is said of each kind; of any other that a person will look at it.
_LINES = {
    MediaKind.AUDIO: "utter_line_media_voice",
    MediaKind.PLACE: "utter_line_media_place",
}
_ANY = "utter_line_media_file"


class ActionAcknowledgeMedia(HelplineAction):
    """Says that something has reached us, and who will see to it."""

    def name(self) -> str:
        """Returns the name by which rules call the action."""
        return "action_acknowledge_media"

    def act(
        self, session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Acknowledges it; keeps a place in the referral, and asks what happened where there is
        none. In the middle of an intake the question that was open is asked again.
        """
        contact = self.contact(session, turn)
        referral = find_latest_referral(session, contact.id)
        kind = turn.chosen[1]
        if referral is not None and kind == MediaKind.PLACE:
            self._keep_place(session, contact, referral, turn)
        lines: list[list[Any]] = [[_LINES.get(MediaKind(kind), _ANY) if _is_kind(kind) else _ANY]]
        if referral is None:
            lines.append(["utter_line_media_tell"])
        elif referral.state is not ReferralState.DRAFT:
            lines.append(["utter_line_media_added", {"reference": referral.reference}])
        dispatcher.utter_message(response="utter_media_received", lines=lines)
        is_open = referral is not None and referral.state is ReferralState.DRAFT
        if is_open and open_form(tracker) != FORM:
            return [FollowupAction(FORM)]
        return []

    def _keep_place(
        self, session: Session, contact: Contact, referral: Referral, turn: Turn
    ) -> None:
        """Keeps a place as where the person is held, if that was not told yet; else as news."""
        now = self.helpline.clock()
        known = intake.values_of(session, referral)
        if referral.state is ReferralState.DRAFT and _PLACE not in known:
            intake.record_answer(
                session, contact, _PLACE, turn.text, message_id=turn.message_id, now=now
            )
        else:
            intake.record_news(session, contact, turn.text, message_id=turn.message_id, now=now)


def _is_kind(kind: str) -> bool:
    return kind in tuple(MediaKind)
