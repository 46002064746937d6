"""What a family writes is in no file in the clear: not in databases, logs, queues, at any log
level.
"""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.installation import OWN_NUMBER, Installation, wait_for

NUMBER = "+15550188"
NAME = "Zarbakhtullah"
PLACE = "Chaghcharan-Bazaar"
REPLY = "Your lawyer Marwandukht comes at noon"
# Every spelling in which a number, a name or a sentence might have been left behind.
CANARIES = [
    spelling
    for word in (NUMBER, NUMBER[1:], NAME, PLACE, REPLY, "Marwandukht")
    for spelling in (word.encode(), word.encode("utf-16-le"), word.lower().encode())
]


def test_98_no_file_of_a_running_installation_holds_words_names_or_numbers(
    installation: Installation,
) -> None:
    installation.ask(NUMBER, f"the police arrested my son {NAME} in {PLACE}", replies=2)
    for answer in ("1", "5", "police", PLACE, "last night", "no", "no", NAME):
        installation.ask(NUMBER, answer)
    installation.ask(NUMBER, f"what are his rights, {NAME} is alone", replies=2)
    installation.ask(NUMBER, "only at night")
    installation.faults(refuse_with=429)
    installation.write(NUMBER, f"/restart {NAME}")
    installation.faults(refuse_with=0)
    wait_for(lambda: len(installation.bodies(NUMBER)) >= 14, seconds=30, what="the last answer")

    found = {
        path.name: canary
        for path in files(installation.folder)
        for canary in CANARIES
        if canary in path.read_bytes()
    }

    assert found == {}
    # Our own number is no secret: that it is found shows that the search would find another.
    assert any(OWN_NUMBER.encode() in path.read_bytes() for path in files(installation.folder))
    assert {"helpline.db", "helpline.db-wal", "tracker.db", "doorbell.db", "up.log"} <= {
        path.name for path in files(installation.folder)
    }


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
