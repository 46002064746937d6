"""How Twilio writes addresses: "whatsapp:" before one that is on WhatsApp."""

from helpline.storage.kinds import Channel

_WHATSAPP = "whatsapp:"


def parse_address(address: str) -> tuple[Channel, str]:
    """Returns the channel and the address without its prefix."""
    if address.startswith(_WHATSAPP):
        return Channel.WHATSAPP, address.removeprefix(_WHATSAPP)
    return Channel.SMS, address


def format_address(channel: Channel, address: str) -> str:
    """Returns an address as Twilio's API wants it."""
    return f"{_WHATSAPP}{address}" if channel is Channel.WHATSAPP else address
