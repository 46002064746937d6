import io
import logging

from helpline.logs import PlainFormatter
from tests.builders import CANARY_TEXT, FAMILY_NUMBER


def test_98_a_logged_exception_names_its_type_and_place_and_not_its_words() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainFormatter())
    logger = logging.getLogger("test of logs")
    logger.propagate = False
    logger.addHandler(handler)

    try:
        raise ValueError(f"{FAMILY_NUMBER} wrote {CANARY_TEXT}")
    except ValueError:
        logger.exception("something failed", extra={"message_id": "abc"})

    line = stream.getvalue()
    assert "something failed" in line
    assert "message_id=abc" in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert FAMILY_NUMBER not in line
    assert CANARY_TEXT not in line
