"""The pages at the top of every page, in groups; each person sees those that they may open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask_login import current_user

from gateway.console import guard
from gateway.console.language import N_
from helpline.storage.kinds import Role


@dataclass(frozen=True)
class Entry:
    """A page: the endpoint's name, and what it is called (a msgid)."""

    name: str
    says: str

    @property
    def section(self) -> str:
        """What a page's template sets as `section` to say that it belongs here."""
        return self.name.removesuffix("_form")


@dataclass(frozen=True)
class Group:
    """Pages that belong together, under a heading (a msgid)."""

    heading: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        N_("Cases"),
        (
            Entry("referrals", N_("Referrals")),
            Entry("conversations", N_("Conversations")),
            Entry("undelivered", N_("Not delivered")),
            Entry("search_form", N_("Search")),
        ),
    ),
    Group(
        N_("Office"),
        (
            Entry("lawyers", N_("Lawyers")),
            Entry("canned", N_("Ready replies")),
        ),
    ),
    Group(
        N_("Figures"),
        (
            Entry("reports", N_("Reports")),
            Entry("exports", N_("Files of cases")),
            Entry("own_export_form", N_("A file of my cases")),
            Entry("audit", N_("Audit log")),
        ),
    ),
    Group(
        N_("Administration"),
        (
            Entry("staff", N_("Staff")),
            Entry("numbers", N_("Our numbers")),
            Entry("system", N_("System")),
            Entry("settings", N_("Settings")),
        ),
    ),
    Group(N_("The law"), (Entry("law", N_("The law")),)),
)


def navigation() -> tuple[Group, ...]:
    """Returns the groups that who is signed in may open anything of."""
    role = current_user.member.role
    open_to = (replace(group, entries=tuple(_open_to(role, group.entries))) for group in GROUPS)
    return tuple(group for group in open_to if group.entries)


def _open_to(role: Role, entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if guard.may_open(role, f"console.{entry.name}"))
