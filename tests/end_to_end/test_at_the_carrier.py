"""What the carrier alone holds: found when no webhook brought it, and gone when a person is."""

from __future__ import annotations

from typing import Any

import requests

from tests.end_to_end.installation import Installation, wait_for

LOST, ERASED = "+15550361", "+15550362"


def held(installation: Installation, number: str) -> list[dict[str, Any]]:
    """Returns all messages from and to a phone that the carrier holds."""
    answer = requests.get(
        f"{installation.carrier_url}/phone/messages", params={"address": number}, timeout=10
    )
    return list(answer.json()["messages"])


def test_65_a_family_whose_message_no_webhook_brought_is_answered(
    installation: Installation,
) -> None:
    installation.faults(lose_webhooks=1)
    installation.write(LOST, "the police took my brother in Lalitpur last night")
    installation.faults(lose_webhooks=0)

    wait_for(lambda: len(installation.bodies(LOST)) >= 2, seconds=40, what="the replies")

    assert installation.asked(LOST) == "safe"


def test_99_who_is_erased_here_is_erased_at_the_carrier(installation: Installation) -> None:
    installation.ask(ERASED, "the police took my brother in Lalitpur last night", replies=2)
    for words in ("delete everything I wrote here", "yes", "1"):
        [told] = installation.ask(ERASED, words)
    assert told.startswith("Erased.")

    def is_gone() -> bool:
        # The last message is left until it has had time to arrive.
        return [message["body"] for message in held(installation, ERASED)] == [told]

    # A message that had not arrived when the carrier was told is asked for again two minutes later.
    wait_for(is_gone, seconds=200, what="the end of everything at the carrier")
