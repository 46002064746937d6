"""What went wrong, as a page of the console."""

from __future__ import annotations

from flask import abort, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gateway.console.language import N_
from gateway.console.language import gettext as _
from helpline.errors import NotFound

_WORDS = {
    404: N_("There is no such page, or what it showed has been erased."),
    413: N_("That was too long to be taken."),
}
_OTHERWISE = N_("This could not be done. Go back and try again.")
_STALE_FORM = N_("This page was open for too long. Go back, reload it, and try again.")


def show(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Returns the page for an HTTP error; an answer that is no error (a redirect) as it is."""
    code = error.code or 500
    if code < 400:
        return error
    words = _STALE_FORM if isinstance(error, CSRFError) else _WORDS.get(code, _OTHERWISE)
    return render_template("console/failure.html", words=_(words)), code


def show_not_found(_error: NotFound) -> tuple[str, int] | HTTPException:
    """Returns the page for a record that is not there."""
    return render_template("console/failure.html", words=_(_WORDS[404])), 404


def nowhere(_rest: str) -> str:
    """Answers 404 for every other address under /console."""
    abort(404)
