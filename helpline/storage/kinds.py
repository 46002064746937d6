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


# Of an outbound message: the carrier has not taken it; it did not arrive, and may be tried again.
UNSENT = (MessageState.WAITING, MessageState.SENDING)
MISSED = (MessageState.UNDELIVERED, MessageState.FAILED)


class Forwarded(enum.StrEnum):
    """Whether who wrote a message had passed it on from another conversation, as WhatsApp tells."""

    ONCE = "once"
    OFTEN = "often"


class MediaKind(enum.StrEnum):
    """What came with a message."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    CONTACT_CARD = "contact_card"
    PLACE = "place"
    OTHER = "other"


class MediaState(enum.StrEnum):
    """Whether it is yet to be fetched from the carrier, is here, could not be had, was not taken
    (it leads elsewhere, or is too large), or was erased again.
    """

    WAITING = "waiting"
    STORED = "stored"
    MISSING = "missing"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    ERASED = "erased"


class CopyTask(enum.StrEnum):
    """What is to become of a message that the carrier holds: without its words, or gone."""

    REDACT = "redact"
    ERASE = "erase"


class CopyState(enum.StrEnum):
    """Whether the carrier has yet to do it, or has said that it is done."""

    WAITING = "waiting"
    DONE = "done"


class MessageForm(enum.StrEnum):
    """As what a message goes out: words alone, words with buttons or a list, or a template that
    WhatsApp has approved.
    """

    TEXT = "text"
    OPTIONS = "options"
    TEMPLATE = "template"


class HeldBecause(enum.StrEnum):
    """Why a message waits until the contact writes: WhatsApp's 24 hours are over, or the contact
    has yet to answer that it is safe to read; or until the day is over: its money is spent.
    """

    WINDOW = "window"
    DISCREET = "discreet"
    SPEND = "spend"


class ApprovalState(enum.StrEnum):
    """How far WhatsApp is with a template: never submitted, looked at, approved, refused, or taken
    back.
    """

    UNSUBMITTED = "unsubmitted"
    RECEIVED = "received"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"


class PriceBasis(enum.StrEnum):
    """How the price of a message is known: guessed, from the price list, or as charged."""

    ESTIMATE = "estimate"
    LISTED = "listed"
    CHARGED = "charged"


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
    """Why a family is asked: the custody limit has passed, nobody has written for long, or a
    hearing comes (odd numbers) or has been (even ones).
    """

    CLOCK = "clock"
    SILENCE = "silence"
    HEARING = "hearing"


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


class AssignmentState(enum.StrEnum):
    """Whether a lawyer was asked to take a case, whoever was asked has taken it or cannot, or they
    have it no longer. Staff take a case at once.
    """

    ASKED = "asked"
    TAKEN = "taken"
    DECLINED = "declined"
    ENDED = "ended"


class Gender(enum.StrEnum):
    """Whether a lawyer is a woman or a man, where it is known: some who are held ask for one."""

    WOMAN = "woman"
    MAN = "man"
    UNSAID = "unsaid"


class PairState(enum.StrEnum):
    """Whether two referrals may be about one person held, are held to be by staff, or are not."""

    CANDIDATE = "candidate"
    LINKED = "linked"
    DISMISSED = "dismissed"


class Proof(enum.StrEnum):
    """What a contact is asked for before anything of their request is said to their phone: that it
    is still them, or their own word.
    """

    STILL_YOU = "still_you"
    WORD = "word"


class Awaited(enum.StrEnum):
    """What the next message of a contact may be: an answer to whether it is still them, their own
    word, or a new one.
    """

    STILL_YOU = "still_you"
    WORD = "word"
    NEW_WORD = "new_word"
