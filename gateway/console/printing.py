"""One page on paper for the lawyer: the case without the conversation."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, render_template
from flask_login import current_user

from gateway.console.casework import read_casework
from gateway.console.dossier import read_dossier
from gateway.console.grouping import FactShown
from gateway.console.scope import scope_of
from gateway.console.thread import read_thread
from gateway.extension import gateway_of
from helpline.referrals.questions import NEWS, TOLD_FIRST
from helpline.referrals.urgency import SIGNS
from helpline.storage.kinds import EventState
from helpline.triage.reasons import default_rules

# Messages as they were written belong to the conversation, and signs to whoever reads it.
_NOT_PRINTED = (TOLD_FIRST, NEWS, *SIGNS)


def show(reference: str) -> str:
    """Shows a case as a page to print: facts, clock, events, and how to reach the family."""
    now = datetime.now(UTC)
    with gateway_of(current_app).database.reading() as session:
        dossier = read_dossier(session, reference, now=now)
        contact_id, scope = dossier.referral.contact_id, scope_of(current_user.member)
        thread = read_thread(session, contact_id, now=now, scope=scope)
        casework = read_casework(session, dossier, thread)
    return render_template(
        "console/print.html",
        dossier=dossier,
        thread=thread,
        facts=[fact for fact in dossier.facts if _is_printed(fact)],
        events=[each for each in casework.events if each.event.state is not EventState.REJECTED],
        casework=casework,
        reasons=[each for each in dossier.standing.triage.reasons if each.id not in _own_steps()],
        printed_at=now,
    )


def _own_steps() -> frozenset[str]:
    """Returns the reasons that are the office's own delays."""
    return frozenset(rule.id for rule in default_rules() if rule.when.is_of_a_step)


def _is_printed(fact: FactShown) -> bool:
    return fact.name not in _NOT_PRINTED
