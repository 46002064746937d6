"""What events, outcomes, lawyers and steps of a case are called. Each is a msgid, translated where
it is shown.
"""

from __future__ import annotations

from gateway.console.language import N_
from helpline.referrals.assigning import Fit
from helpline.storage.kinds import (
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    Gender,
    Role,
)

EVENTS = {
    EventKind.LAWYER_ASSIGNED: N_("A lawyer was asked"),
    EventKind.LAWYER_ACKNOWLEDGED: N_("The lawyer has taken it"),
    EventKind.FIRST_CONTACT: N_("The lawyer spoke with the person held"),
    EventKind.FAMILY_TOLD: N_("The family was told of the arrest"),
    EventKind.FOUND: N_("It became known where they are held"),
    EventKind.QUESTIONED: N_("Questioned"),
    EventKind.ACCESS_REFUSED: N_("The lawyer was not let in"),
    EventKind.MEDICAL: N_("Medical examination"),
    EventKind.COMPLAINT: N_("Complaint of mistreatment"),
    EventKind.MOVED: N_("Moved to another place"),
    EventKind.CHARGED: N_("Decision on charges"),
    EventKind.PROSECUTOR: N_("Brought before a prosecutor"),
    EventKind.JUDGE: N_("Brought before a judge"),
    EventKind.HEARING: N_("Hearing"),
    EventKind.MOTION: N_("Motion by the lawyer"),
    EventKind.BAIL: N_("Bail"),
    EventKind.SENTENCED: N_("Sentenced"),
    EventKind.RELEASED: N_("Released"),
    EventKind.CLOSED: N_("Case closed"),
    EventKind.OTHER: N_("Something else"),
}
# Staff close a case, and ask a lawyer, on pages of their own.
WRITTEN_ELSEWHERE = frozenset(
    {EventKind.LAWYER_ASSIGNED, EventKind.LAWYER_ACKNOWLEDGED, EventKind.CLOSED}
)

_RELEASED, _HELD_ON = N_("Released"), N_("Held on")
_ASKED, _GRANTED, _REFUSED = N_("Asked for"), N_("Granted"), N_("Refused")
OUTCOMES = {
    EventKind.FIRST_CONTACT: {"visit": N_("On a visit"), "call": N_("By telephone")},
    EventKind.FAMILY_TOLD: {
        "by_authority": N_("By the authority"),
        "by_detainee": N_("By the person held"),
        "by_other": N_("By somebody else"),
    },
    EventKind.MEDICAL: {"asked": _ASKED, "done": N_("Done"), "refused": _REFUSED},
    EventKind.CHARGED: {"charged": N_("Charged"), "not_charged": N_("Not charged")},
    EventKind.PROSECUTOR: {"released": _RELEASED, "held_on": _HELD_ON},
    EventKind.JUDGE: {"released": _RELEASED, "held_on": _HELD_ON},
    EventKind.HEARING: {
        "released": _RELEASED,
        "held_on": _HELD_ON,
        "adjourned": N_("Adjourned"),
        "convicted": N_("Convicted"),
        "acquitted": N_("Acquitted"),
    },
    EventKind.MOTION: {"made": N_("Made"), "granted": _GRANTED, "refused": _REFUSED},
    EventKind.BAIL: {
        "asked": _ASKED,
        "granted": _GRANTED,
        "refused": _REFUSED,
        "paid": N_("Paid"),
        "not_paid": N_("Not paid"),
    },
    EventKind.SENTENCED: {"custody": N_("To custody"), "no_custody": N_("Not to custody")},
    EventKind.RELEASED: {
        "without_charge": N_("Without charge"),
        "diverted": N_("Diverted from the court"),
        "on_bail": N_("On bail"),
        "acquitted": N_("Acquitted"),
        "served": N_("Sentence served"),
        "other": N_("Otherwise"),
    },
    EventKind.CLOSED: {
        "released_without_charge": N_("Released without charge"),
        "diverted": N_("Diverted from the court"),
        "bail": N_("Released on bail"),
        "acquitted": N_("Acquitted"),
        "convicted_custody": N_("Convicted, in custody"),
        "convicted_no_custody": N_("Convicted, not in custody"),
        "administrative_detention": N_("In administrative detention"),
        "transferred": N_("Given to another organisation"),
        "died": N_("The person held has died"),
        "lost_contact": N_("We lost contact"),
        "out_of_scope": N_("Not a case for us"),
        "duplicate": N_("The same case as another"),
    },
}

SOURCES = {
    EventSource.FAMILY: N_("The family"),
    EventSource.LAWYER: N_("The lawyer"),
    EventSource.PAPER: N_("A paper"),
    EventSource.STAFF: N_("Staff"),
}
EVENT_STATES = {
    EventState.TOLD: N_("Told, not confirmed"),
    EventState.CONFIRMED: N_("Confirmed"),
    EventState.REJECTED: N_("Rejected"),
}
EXACTNESS = {
    EventExactness.EXACT: N_("Day and time are known"),
    EventExactness.ABOUT: N_("At about this time"),
    EventExactness.DATE: N_("Only the day is known"),
    EventExactness.UNKNOWN: N_("Not known when"),
}

FITS = {
    Fit.JURISDICTION: N_("works under this law"),
    Fit.FREE: N_("can take more cases"),
    Fit.CHILD: N_("works with children"),
    Fit.WOMAN: N_("a woman, for a woman or girl"),
    Fit.LANGUAGE: N_("speaks the family’s language"),
    Fit.PLACE: N_("works in this place"),
    Fit.HOURS: N_("at work now"),
}
LACKS = {
    Fit.WILLING: N_("has said they cannot take this"),
    Fit.JURISDICTION: N_("does not work under this law"),
    Fit.FREE: N_("has as many cases as they can take"),
    Fit.CHILD: N_("no specialist for children"),
    Fit.WOMAN: N_("not a woman, or we do not know"),
    Fit.LANGUAGE: N_("does not speak the family’s language"),
    Fit.PLACE: N_("works in other places"),
    Fit.HOURS: N_("not at work now"),
}
GENDERS = {
    Gender.WOMAN: N_("Woman"),
    Gender.MAN: N_("Man"),
    Gender.UNSAID: N_("Not said"),
}
# Who may be given a case: those who work on all of them.
WORK_ON_CASES = (Role.INTAKE, Role.SUPERVISOR)
