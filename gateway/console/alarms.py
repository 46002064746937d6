"""The alarm that every page carries for who works on cases."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, current_app
from flask_login import current_user

from gateway.console.language import N_
from gateway.console.live import live_part
from gateway.console.scope import scope_of
from gateway.console.urgent import Why, list_alarms
from gateway.extension import gateway_of
from helpline.storage.referrals import get_referrals

# More than these tell nothing more: the queue has them all.
_MOST = 5
SAYS = {
    Why.UNCLAIMED: N_("Urgent, and nobody has it:"),
    Why.ABOUT_TO_END: N_("The time that the law allows is about to end:"),
}


def live() -> Response:
    """Returns the alarms of the cases that who is signed in may see: references, and why."""
    with gateway_of(current_app).database.reading() as session:
        found = list_alarms(session, now=datetime.now(UTC), scope=scope_of(current_user.member))
        some = found[:_MOST]
        references = {
            referral.id: referral.reference
            for referral in get_referrals(session, [each.referral_id for each in some])
        }
        alarms = [
            (each, references[each.referral_id]) for each in some if each.referral_id in references
        ]
    return live_part("console/_alarms.html", alarms=alarms, count=len(found), says=SAYS)
