"""The failure that Rasa cannot swallow."""


class TurnFailure(BaseException):
    """Something on the way of a turn failed: it must not count. `code` says what, in a word.

    Rasa catches `Exception` around actions, around texts and around its tracker store, logs it and
    goes on as if nothing had happened. Like `asyncio.CancelledError`, this is none, and so it ends
    the turn.
    """

    def __init__(self, code: str) -> None:
        """Takes a word for the log: it never holds what a person wrote."""
        super().__init__(code)
        self.code = code
