"""The help page: how the console is worked with, and its keys."""

from __future__ import annotations

from flask import render_template

from gateway.console.language import N_

# The keys, and what each does; `keys.js` reads them where they work.
KEYS = (
    ("j", N_("the next case or conversation of a list")),
    ("k", N_("the one before")),
    ("Enter", N_("open it")),
    ("/", N_("search")),
    ("r", N_("write a reply")),
    ("g", N_("back to the list of referrals")),
    ("Ctrl + Enter", N_("send the reply")),
    ("?", N_("this page")),
)


def show() -> str:
    """Shows how to work with the pages, and the keys."""
    return render_template("console/help.html", keys=KEYS)
