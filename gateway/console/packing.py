"""Pages packed by gzip, so that they are of use on a bad connection.

A packed page that holds a secret (its form token) and words of somebody's choice tells by its
length how much they have in common (BREACH). A head of random length hides that; and no other
site's request comes with our cookie.
"""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

_PACKED = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
_WORTH_IT = 1_000
_LEVEL = 5
_LONGEST_HEAD = 64


def register(app: Flask) -> None:
    """Packs the pages of the console, and what they load, for browsers that take it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if request.blueprint != "console" or response.mimetype not in _PACKED:
        return response
    response.vary.add("Accept-Encoding")
    is_whole = response.status_code not in (204, 206, 304)
    if not is_whole or not request.accept_encodings.quality("gzip"):
        return response
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) >= _WORTH_IT:
        response.set_data(_packed(plain))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        tag, _weak = response.get_etag()
        if tag is not None:
            # The same page is packed into other bytes each time.
            response.set_etag(tag, weak=True)
    return response


def _packed(plain: bytes) -> bytes:
    # The head's field for a file's name: of random length, and never read.
    head = "x" * (1 + secrets.randbelow(_LONGEST_HEAD))
    packed = io.BytesIO()
    with gzip.GzipFile(head, "wb", compresslevel=_LEVEL, fileobj=packed, mtime=0) as file:
        file.write(plain)
    return packed.getvalue()
