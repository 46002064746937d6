"""The failure that Rasa cannot swallow."""


class TurnFailure(BaseException):
    """Something on the way of a turn failed, so the turn must not count. `code` says what, in a
    word.

    Rasa catches `Exception` around actions, logs it and goes on as if nothing had happened. Like
    `asyncio.CancelledError`, this is none, so it ends the turn.
    """

    def __init__(self, code: str) -> None:
        """Takes a word for the log and the answer: it never holds what a person wrote."""
        super().__init__(code)
        self.code = code
