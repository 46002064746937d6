"""What the pages call roles, and why a password or a username is not taken."""

from __future__ import annotations

from gateway.console.language import N_
from gateway.console.passwords import Weakness
from helpline.storage.kinds import Role

ROLES = {
    Role.INTAKE: N_("Intake"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.LAWYER: N_("Lawyer"),
    Role.REVIEWER: N_("Reviewer of the law"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
DUTIES = {
    Role.INTAKE: N_("sees all cases and conversations of the office, and answers"),
    Role.SUPERVISOR: N_("does what intake does, and decides who works on what"),
    Role.LAWYER: N_("sees only the cases that they have taken"),
    Role.REVIEWER: N_("sees only what the bot says of the law"),
    Role.AUDITOR: N_("sees who did what, and no case"),
    Role.ADMINISTRATOR: N_("sets up people and numbers, and sees no case"),
}
WEAKNESSES = {
    Weakness.TOO_SHORT: N_("A password has at least 12 characters. A few words together are best."),
    Weakness.TOO_LONG: N_("This password is too long."),
    Weakness.TOO_COMMON: N_(
        "This password is easy to guess. Take a few words that do not belong together."
    ),
    Weakness.LIKE_USERNAME: N_("This password is too much like the username."),
}
NOT_THE_SAME = N_("The two passwords are not the same.")
BAD_USERNAME = N_(
    "A username has 2 to 64 letters, digits, dots, hyphens or underscores of the Latin script."
)
USERNAME_TAKEN = N_("Somebody has this username. Take another.")
TOO_NEW = N_(
    "One of the two accounts was made, let in again or given its role within the last day. It does not count as a second person yet."  # noqa: E501
)
