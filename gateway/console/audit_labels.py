"""How the words of the audit log are called on its page."""

from __future__ import annotations

from gateway.console.language import N_
from helpline.privacy.auditing import Fault
from helpline.storage.audit import Action, Actor, Kind

ACTIONS = {
    Action.LIST_OPENED: N_("opened a list of cases or conversations"),
    Action.CASE_OPENED: N_("opened a case"),
    Action.CASE_PRINTED: N_("opened a case for printing"),
    Action.TALK_OPENED: N_("opened a conversation"),
    Action.FILE_OPENED: N_("opened a file that somebody sent"),
    Action.SEARCHED: N_("searched"),
    Action.LAWYERS_OPENED: N_("opened the roster of lawyers"),
    Action.STAFF_OPENED: N_("opened the list of staff"),
    Action.SETTINGS_OPENED: N_("opened the settings"),
    Action.FIGURES_OPENED: N_("opened figures"),
    Action.AUDIT_OPENED: N_("opened the audit log"),
    Action.ASKED_OPENED: N_("opened what a lawyer is asked"),
    Action.CLAIMED: N_("took a case"),
    Action.TRANSFERRED: N_("gave a case to somebody"),
    Action.GIVEN_UP: N_("gave a case back"),
    Action.LAWYER_ASKED: N_("asked a lawyer"),
    Action.LAWYER_TAKEN_OFF: N_("took a case from a lawyer"),
    Action.LAWYER_ANSWERED: N_("answered whether they take a case"),
    Action.EVENT_ADDED: N_("noted an event"),
    Action.EVENT_DECIDED: N_("confirmed or rejected an event"),
    Action.NOTE_ADDED: N_("wrote a note"),
    Action.FACT_CORRECTED: N_("corrected a fact"),
    Action.CLOSED: N_("closed a case"),
    Action.REOPENED: N_("opened a case again"),
    Action.PAIR_DECIDED: N_("decided whether two cases are one person’s"),
    Action.REPLIED: N_("wrote to a family"),
    Action.HANDLER_SET: N_("took a conversation over or gave it back"),
    Action.PHONE_SET: N_("changed what holds for a phone"),
    Action.UNDELIVERED_SETTLED: N_("settled a message that did not arrive"),
    Action.LAWYER_SAVED: N_("changed the roster of lawyers"),
    Action.CASES_MOVED: N_("moved a lawyer’s cases"),
    Action.CANNED_SAVED: N_("changed a ready reply"),
    Action.NUMBER_SAVED: N_("changed one of our numbers"),
    Action.FIGURES_EXPORTED: N_("took figures out"),
    Action.SIGNED_IN: N_("signed in"),
    Action.SIGN_IN_REFUSED: N_("was refused a sign-in"),
    Action.INVITED: N_("made an invitation"),
    Action.INVITATION_WITHDRAWN: N_("withdrew an invitation"),
    Action.INVITATION_TAKEN: N_("took an invitation"),
    Action.STAFF_ADDED: N_("added a staff member"),
    Action.ROLE_SET: N_("changed a role"),
    Action.ACCOUNT_SET: N_("disabled or enabled an account"),
    Action.LET_IN_AGAIN: N_("let somebody in again"),
    Action.PROOF_CHANGED: N_("changed a password or second factor"),
    Action.ERASED: N_("erased"),
    Action.PURGED: N_("erased what was due"),
    Action.KEYS_ROTATED: N_("changed the keys"),
    Action.BACKED_UP: N_("made a backup"),
    Action.RESTORED: N_("restored a backup"),
    Action.LOG_PRUNED: N_("cut off the oldest part of this log"),
    Action.BURN_ASKED: N_("asked that everything be destroyed"),
    Action.BURN_WITHDRAWN: N_("withdrew that everything be destroyed"),
    Action.BURNED: N_("destroyed everything"),
}
ACTORS = {
    Actor.SYSTEM: N_("the helpline itself"),
    Actor.COMMAND: N_("a command on the server"),
    Actor.LINK: N_("who holds a lawyer’s link"),
    Actor.STRANGER: N_("nobody who signed in"),
}
KINDS = {
    Kind.REFERRAL: N_("case"),
    Kind.CONVERSATION: N_("conversation"),
    Kind.STAFF: N_("staff"),
    Kind.LAWYER: N_("lawyer"),
    Kind.MEDIA: N_("file"),
}
FAULTS = {
    Fault.CHANGED: N_("Entry %(number)s was changed, or put in by somebody else."),
    Fault.MISSING: N_("Entry %(number)s is missing."),
    Fault.CUT_OFF: N_("The end of the log is missing, from entry %(number)s on."),
    Fault.NOT_THE_HEAD: N_("The log does not hold the end that was noted."),
}
