"""What is counted. No label ever holds an address, a name or a text."""

from prometheus_client import Counter, Histogram

WEBHOOKS = Counter(
    "helpline_webhooks_total", "Webhooks by route and what became of them", ["route", "outcome"]
)
TURNS = Counter("helpline_turns_total", "Turns by outcome", ["outcome"])
SENDS = Counter("helpline_sends_total", "Attempts to send by outcome", ["outcome"])
SIGN_INS = Counter("helpline_sign_ins_total", "Sign-ins to the console by outcome", ["outcome"])
SIGN_IN_ALARMS = Counter(
    "helpline_sign_in_alarms_total", "Usernames, codes or addresses guessed at many times", ["at"]
)
BOT_SECONDS = Histogram("helpline_bot_seconds", "How long the bot took for a turn")
MEDIA = Counter(
    "helpline_media_total", "Files that people send, by what became of fetching them", ["outcome"]
)
CARRIER_ALARMS = Counter(
    "helpline_carrier_alarms_total", "Failures of sending that an operator must look at", ["code"]
)
RECONCILED = Counter(
    "helpline_reconciled_total", "Messages that no webhook brought, found in the carrier's list"
)
FLOODED = Counter(
    "helpline_flooded_total", "Messages past what is kept of one contact in a day, not stored"
)
