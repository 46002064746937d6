"""What a page of the console asks of who opens it, and which roles have it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from helpline.storage.kinds import Role


class Need(enum.Enum):
    """What a route asks for: to be signed in, to work on cases (a lawyer: on their own), to say
    who has them and to close them, to supervise who works on them, to read the law, figures or the
    audit log, or to administer the installation.
    """

    SIGNED_IN = "signed_in"
    CASES = "cases"
    ASSIGN = "assign"
    SUPERVISE = "supervise"
    LAW = "law"
    REPORTS = "reports"
    AUDIT = "audit"
    ADMINISTER = "administer"
    # Taking cases out: to let somebody do so, and a lawyer's own.
    EXPORTS = "exports"
    OWN_EXPORT = "own_export"


# An administrator and an auditor see no content; a reviewer sees the law and nothing else.
HELD: Mapping[Role, frozenset[Need]] = {
    Role.INTAKE: frozenset({Need.SIGNED_IN, Need.CASES, Need.ASSIGN, Need.LAW, Need.REPORTS}),
    Role.SUPERVISOR: frozenset(
        {
            Need.SIGNED_IN,
            Need.CASES,
            Need.ASSIGN,
            Need.SUPERVISE,
            Need.LAW,
            Need.REPORTS,
            Need.EXPORTS,
        }
    ),
    Role.LAWYER: frozenset({Need.SIGNED_IN, Need.CASES, Need.LAW, Need.OWN_EXPORT}),
    Role.REVIEWER: frozenset({Need.SIGNED_IN, Need.LAW}),
    Role.AUDITOR: frozenset({Need.SIGNED_IN, Need.AUDIT, Need.REPORTS}),
    Role.ADMINISTRATOR: frozenset({Need.SIGNED_IN, Need.ADMINISTER, Need.LAW, Need.EXPORTS}),
}

# The endpoint of each role's first page: where signing in leads, and the mark at the top.
FIRST_PAGE = "console.referrals"
_FIRST_PAGES: Mapping[Role, str] = {
    Role.REVIEWER: "console.law",
    Role.AUDITOR: "console.audit",
    Role.ADMINISTRATOR: "console.staff",
}


def home_of(role: Role) -> str:
    """Returns the endpoint of a role's first page."""
    return _FIRST_PAGES.get(role, FIRST_PAGE)
