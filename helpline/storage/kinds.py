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
    SUPERVISOR = "supervisor"
    LAWYER = "lawyer"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class EventKind(enum.StrEnum):
    """What happened in a case. `helpline/referrals/events.yml` says what each may come with."""

    LAWYER_ASSIGNED = "assigned"
    LAWYER_ACKNOWLEDGED = "acknowledged"
    FIRST_CONTACT = "first_contact"
    FAMILY_TOLD = "family_told"
    FOUND = "found"
    QUESTIONED = "questioned"
    ACCESS_REFUSED = "access_refused"
    MEDICAL = "medical"
    COMPLAINT = "complaint"
    MOVED = "moved"
    CHARGED = "charged"
    PROSECUTOR = "prosecutor"
    JUDGE = "judge"
    HEARING = "hearing"
    MOTION = "motion"
    BAIL = "bail"
    SENTENCED = "sentenced"
    RELEASED = "released"
    CLOSED = "closed"
    OTHER = "other"


class EventState(enum.StrEnum):
    """Whether an event was only told, or staff hold it for true or false."""

    TOLD = "told"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class EventSource(enum.StrEnum):
    """Who says that an event happened."""

    FAMILY = "family"
    LAWYER = "lawyer"
    PAPER = "paper"
    STAFF = "staff"


class EventExactness(enum.StrEnum):
    """How well the time of an event is known: to the minute, about, only the day, not at all."""

    EXACT = "exact"
    ABOUT = "about"
    DATE = "date"
    UNKNOWN = "unknown"
