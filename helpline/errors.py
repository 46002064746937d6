"""One tree of errors. Each carries a code; only the edges (HTTP, bot, console) turn it into
words.
"""


class HelplineError(Exception):
    """The root of all errors that the helpline raises on purpose."""

    code = "error"


class SettingError(HelplineError):
    """A setting is missing or unusable. The text names the variable and never its value."""

    code = "setting"


class SealError(HelplineError):
    """A sealed value cannot be opened: wrong key, wrong row, or changed bytes."""

    code = "seal"


class LeaseLost(HelplineError):
    """Another worker holds the contact: what was being done for it must not be committed."""

    code = "lease_lost"


class DatabaseBusy(HelplineError):
    """Others hold what is to be changed in the database for too long."""

    code = "database_busy"


class LawFileError(HelplineError):
    """A law file does not keep to the schema. The text names the file and the entry."""

    code = "law_file"


class NotFound(HelplineError):
    """No such record, or none that the asker may see."""

    code = "not_found"


class SpeechError(HelplineError):
    """A response cannot be said: its text is a code, and never holds a value."""

    code = "speech"
