"""Messages and files as Twilio's API writes them, and its pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from gateway.simulator.state import Medium, Text
from helpline.text.sms import count as count_parts

Item = TypeVar("Item")

# What one part costs, in dollars; Twilio writes what it takes from the account with a minus.
_PRICE_OF_PART = 0.0083
_PAID_ONCE = ("sent", "delivered", "read", "undelivered")
_LONGEST_PAGE, _PAGE = 1000, 50


def message(account_sid: str, text: Text) -> dict[str, Any]:
    """Returns a message as the API writes it."""
    written = format_datetime(text.created_at)
    parts = 1 if text.is_on_whatsapp else max(count_parts(text.body).parts, 1)
    uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{text.sid}"
    failed = text.error_code is not None and not text.is_inbound
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": written,
        "date_sent": written,
        "date_updated": written,
        "direction": "inbound" if text.is_inbound else "outbound-api",
        "error_code": text.error_code if failed else None,
        "error_message": f"Error {text.error_code}" if failed else None,
        "from": text.sender,
        "messaging_service_sid": None,
        "num_media": str(len(text.media)),
        "num_segments": str(parts),
        "price": _price(text, parts),
        "price_unit": "USD",
        "sid": text.sid,
        "status": "received" if text.is_inbound else text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def medium(account_sid: str, text: Text, held: Medium) -> dict[str, Any]:
    """Returns a file of a message as the API writes it."""
    written = format_datetime(text.created_at)
    return {
        "account_sid": account_sid,
        "content_type": held.content_type,
        "date_created": written,
        "date_updated": written,
        "parent_sid": text.sid,
        "sid": held.sid,
        "uri": f"/2010-04-01/Accounts/{account_sid}/Messages/{text.sid}/Media/{held.sid}.json",
    }


def page(
    name: str,
    items: Sequence[Item],
    write: Callable[[Item], dict[str, Any]],
    *,
    path: str,
    asked: dict[str, str],
) -> dict[str, Any]:
    """Returns one page of a list, of which `asked` holds the query: PageSize, and by which item the
    page before ended (PageToken), so that what comes in meanwhile moves nothing.
    """
    size = min(max(int(asked.get("PageSize") or _PAGE), 1), _LONGEST_PAGE)
    number = int(asked.get("Page") or 0)
    token = asked.get("PageToken", "").removeprefix("PA")
    written = [write(item) for item in items]
    sids = [each["sid"] for each in written]
    first = sids.index(token) + 1 if token in sids else 0
    shown = written[first : first + size]
    more = first + size < len(written)

    def address(page: int, after: str) -> str:
        query = {k: v for k, v in asked.items() if k not in ("Page", "PageToken")}
        query |= {"PageSize": str(size), "Page": str(page)}
        return f"{path}?{urlencode(query | ({'PageToken': f'PA{after}'} if after else {}))}"

    return {
        name: shown,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(shown) - 1, 0),
        "first_page_uri": address(0, ""),
        "uri": address(number, token),
        "next_page_uri": address(number + 1, shown[-1]["sid"]) if more else None,
        "previous_page_uri": address(max(number - 1, 0), "") if number else None,
    }


def moment(value: str) -> datetime:
    """Returns an aware moment as the client writes it; raises ValueError."""
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def _price(text: Text, parts: int) -> str | None:
    if not text.is_inbound and text.status not in _PAID_ONCE:
        return None
    return f"{-_PRICE_OF_PART * parts:.5f}"
