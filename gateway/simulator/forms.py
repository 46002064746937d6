"""The parameters of Twilio's webhooks, as it sends them for each kind of message."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from gateway.simulator.state import Text
from helpline.text.sms import count as count_parts

# WhatsApp's sender is a "channel" with an id of its own at Twilio.
_CHANNEL_SID = "XE" + "0" * 32


def inbound_form(text: Text, *, account_sid: str, media_base: str) -> dict[str, str]:
    """Returns what Twilio posts of a message from a phone; `media_base` is where its API is."""
    form = {
        "SmsMessageSid": text.sid,
        "NumMedia": str(len(text.media)),
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "Body": text.body,
        "To": text.to,
        "NumSegments": str(max(count_parts(text.body).parts, 1)),
        "MessageSid": text.sid,
        "AccountSid": account_sid,
        "From": text.sender,
        "ApiVersion": "2010-04-01",
    }
    for number, medium in enumerate(text.media):
        folder = f"{media_base}/2010-04-01/Accounts/{account_sid}/Messages/{text.sid}/Media"
        form[f"MediaUrl{number}"] = f"{folder}/{medium.sid}"
        form[f"MediaContentType{number}"] = medium.content_type
    return form | (_of_whatsapp(text) if text.is_on_whatsapp else _of_sms())


def status_form(
    text: Text, status: str, *, account_sid: str, error_code: int | None
) -> dict[str, str]:
    """Returns what Twilio posts of a step of a message that the gateway sent."""
    form = {
        "SmsSid": text.sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": text.to,
        "MessageSid": text.sid,
        "AccountSid": account_sid,
        "From": text.sender,
        "ApiVersion": "2010-04-01",
    }
    if error_code is not None:
        form |= {"ErrorCode": str(error_code), "ErrorMessage": f"Error {error_code}"}
    if text.is_on_whatsapp:
        form |= {
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": _CHANNEL_SID,
            "ChannelToAddress": text.to,
            "EventType": status.upper(),
        }
    elif status in ("delivered", "undelivered"):
        # Of the phone company's own clock, without its zone.
        form["RawDlrDoneDate"] = datetime.now(UTC).strftime("%y%m%d%H%M")
    return form


def _of_sms() -> dict[str, str]:
    places = ("City", "State", "Zip", "Country")
    return {f"{end}{place}": "" for end in ("From", "To") for place in places}


def _of_whatsapp(text: Text) -> dict[str, str]:
    number = text.sender.removeprefix("whatsapp:")
    form = {
        "ProfileName": text.profile_name,
        "MessageType": _type_of(text),
        "ChannelMetadata": json.dumps(
            {"type": "whatsapp", "data": {"context": {"ProfileName": text.profile_name}}}
        ),
        "ReferralNumMedia": "0",
    }
    # Who has taken a username may be known by an id of WhatsApp's alone.
    if number.startswith("+"):
        form["WaId"] = number.removeprefix("+")
    if text.user_id or not number.startswith("+"):
        form["ExternalUserId"] = f"whatsapp:{text.user_id or number}"
    if text.forwarded or text.often_forwarded:
        form["Forwarded"] = "true"
    if text.often_forwarded:
        form["FrequentlyForwarded"] = "true"
    if text.replies_to is not None:
        form["OriginalRepliedMessageSid"] = text.replies_to
        form["OriginalRepliedMessageSender"] = text.to
    if text.place is not None:
        form |= {
            "Latitude": str(text.place.latitude),
            "Longitude": str(text.place.longitude),
            "Address": text.place.address,
            "Label": text.place.label,
        }
    return form | _of_tap(text)


def _of_tap(text: Text) -> dict[str, str]:
    if text.tapped is None or text.offer is None:
        return {}
    if text.offer.kind == "list":
        return {"ListId": text.tapped.id, "ListTitle": text.tapped.title}
    return {"ButtonText": text.tapped.title, "ButtonPayload": text.tapped.id}


def _type_of(text: Text) -> str:
    if text.place is not None:
        return "location"
    if text.tapped is not None:
        return "interactive"
    if not text.media:
        return "text"
    kind = text.media[0].content_type.partition("/")[0]
    if text.media[0].content_type in ("text/vcard", "text/x-vcard"):
        return "contacts"
    return kind if kind in ("image", "audio", "video") else "document"
