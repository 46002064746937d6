"""How long a reply is while it is being written, what it costs, and what makes it dear."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import Response, abort, current_app, jsonify, request
from flask_login import current_user

from gateway.console.language import gettext as _
from gateway.console.language import ngettext
from gateway.console.money import Sum, money
from gateway.console.replies import MAX_UNITS, as_sent, cleaned, units
from gateway.console.scope import may_see_contact
from gateway.extension import gateway_of
from gateway.prices import price_table
from helpline.errors import NotFound
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact
from helpline.text.sms import count, dear_characters

# A text is told what makes it dear if that is no more than a tenth of it: of one in another
# alphabet it is all of it, and nobody can write it otherwise.
_RARE = 10
_ALWAYS_FEW = 3


def count_parts() -> Response:
    """Tells how long a reply is: `{"text": …, "contact": …}` in, words for staff out. Nothing is
    kept.
    """
    posted = request.get_json(silent=True)
    text, contact_id = (
        (posted.get("text"), posted.get("contact")) if isinstance(posted, dict) else (None, None)
    )
    if not isinstance(text, str) or not isinstance(contact_id, str | None):
        abort(400)
    # The guard sees to it in addresses and forms.
    if "\0" in (contact_id or ""):
        abort(400)
    body = cleaned(text)
    contact = None if contact_id is None else _contact(contact_id)
    return jsonify(_measured(body, contact))


def _contact(contact_id: str) -> Contact:
    with gateway_of(current_app).database.reading() as session:
        if not may_see_contact(session, current_user.member, contact_id):
            raise NotFound("contact")
        return get_contact(session, contact_id)


def _measured(body: str, contact: Contact | None) -> dict[str, Any]:
    sent = body if contact is None else as_sent(body, contact.channel)
    length, parts = units(sent), count(sent).parts
    answer: dict[str, Any] = {
        "length": length,
        "parts": parts,
        "fits": length <= MAX_UNITS,
        "words": _("%(used)s of %(most)s characters", used=length, most=MAX_UNITS),
        "parts_words": ngettext("%(count)s SMS", "%(count)s SMS", parts),
        "price_words": "",
        "hint": "",
    }
    if contact is None or not body:
        return answer
    prices = price_table(gateway_of(current_app).settings)
    cost = prices.cost(contact.channel, contact.country, parts=parts)
    answer["price_words"] = money(Sum(cost.micro_usd, is_guess=cost.is_estimate))
    if contact.channel is Channel.SMS:
        answer["hint"] = _hint(body, sent)
    return answer


def _hint(body: str, sent: str) -> str:
    """Returns what staff should know of the characters of a text that goes by SMS; "" if nothing.

    Look-alikes are told of where they were put in; else the first character that makes the text
    dear, if few do.
    """
    if sent != body:
        saved = count(body).parts - count(sent).parts
        return ngettext(
            "Quotation marks, dashes and the like are sent as simple ones: %(count)s SMS less",
            "Quotation marks, dashes and the like are sent as simple ones: %(count)s SMS less",
            saved,
        )
    dear = dear_characters(body)
    times = sum(body.count(character) for character in dear)
    if not dear or times > max(_ALWAYS_FEW, len(body) // _RARE):
        return ""
    plain = "".join("?" if character in dear else character for character in body)
    without = count(plain).parts
    if without >= count(body).parts:
        return ""
    return _(
        "\u2068%(character)s\u2069 (%(name)s) makes this dear: without such characters %(parts)s",
        character=dear[0], name=unicodedata.name(dear[0], f"U+{ord(dear[0]):04X}"),
        parts=ngettext("%(count)s SMS", "%(count)s SMS", without),
    )  # fmt: skip
