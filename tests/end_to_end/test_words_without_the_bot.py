"""Words that act before the bot, through the real processes while the bot hangs."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
import pytest_socket

from helpline.speech import Speech
from helpline.storage.contacts import find_contact
from helpline.storage.kinds import Channel
from tests.end_to_end.installation import Installation, wait_for

NUMBER = "+15550186"


@pytest.fixture(scope="module")
def hanging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose bot takes connections and answers none."""
    pytest_socket.enable_socket()
    installation = Installation(tmp_path_factory.mktemp("hanging"), lease_seconds=6)
    installation.start()
    stopped = [
        each
        for part in installation.parts("bot")
        for each in [part, *part.children(recursive=True)]
    ]
    for process in stopped:
        process.suspend()
    yield installation
    for process in stopped:
        try:
            process.resume()
        except psutil.NoSuchProcess:
            continue
    installation.stop()


def test_36_38_39_words_are_answered_while_the_bot_hangs(hanging: Installation) -> None:
    speech = Speech()

    for word, response in (
        ("HELP", "utter_keyword_help"),
        ("STOP", "utter_stopped"),
        ("START", "utter_started"),
    ):
        [body] = hanging.ask(NUMBER, word, channel="whatsapp", seconds=40)
        assert body.splitlines()[0] == speech.say(response, "en").text


def test_36_on_sms_the_carrier_confirms_its_own_words_and_we_only_keep_them(
    hanging: Installation,
) -> None:
    hanging.write(NUMBER, "STOP")

    wait_for(lambda: has_stopped(hanging), seconds=40, what="the opt-out")
    assert hanging.bodies(NUMBER) == []


def has_stopped(installation: Installation) -> bool:
    database = installation.database()
    with database.reading() as session:
        contact = find_contact(session, Channel.SMS, NUMBER)
    database.close()
    return contact is not None and contact.opted_out_at is not None
