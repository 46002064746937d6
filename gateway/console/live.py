"""Parts of pages that refresh themselves: sent only when they have changed."""

from __future__ import annotations

from flask import Response, make_response, render_template, request


def live_part(template: str, **values: object) -> Response:
    """Returns a part of a page, or 304 if the script that asks has this very state already."""
    response = make_response(render_template(template, **values))
    response.add_etag()
    response.make_conditional(request)
    return response


def wants_whole() -> bool:
    """Whether a page was asked for with the whole conversation, not its latest messages."""
    return request.args.get("whole") == "1"
