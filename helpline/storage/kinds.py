"""The kinds of things that the tables hold: fixed words, as they stand in the database."""

import enum


class Channel(enum.StrEnum):
    """How a contact writes to us."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class Direction(enum.StrEnum):
    """Whether a message came in or goes out."""

    INBOUND = "in"
    OUTBOUND = "out"


class Author(enum.StrEnum):
    """Who wrote a message."""

    CONTACT = "contact"
    BOT = "bot"
    STAFF = "staff"
    SYSTEM = "system"


class MessageState(enum.StrEnum):
    """Where a message stands. Inbound: new, done, parked. Outbound: all others."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"
    WAITING = "waiting"
    SENDING = "sending"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


class Handler(enum.StrEnum):
    """Who answers a contact at present."""

    BOT = "bot"
    STAFF = "staff"


class ReferralState(enum.StrEnum):
    """How far a referral has come: draft while questions are open, open when confirmed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class FollowUpKind(enum.StrEnum):
    """Why a family is asked: the custody limit has passed, or nobody has written for long."""

    CLOCK = "clock"
    SILENCE = "silence"


class FollowUpState(enum.StrEnum):
    """Whether a question waits for its time, was asked, or is not needed any more."""

    WAITING = "waiting"
    ASKED = "asked"
    CANCELED = "canceled"


class Role(enum.StrEnum):
    """What a staff member may do."""

    INTAKE = "intake"
    ADMINISTRATOR = "administrator"
