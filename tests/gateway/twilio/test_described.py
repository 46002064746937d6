"""The description of Twilio's API against the official client that is installed."""

from __future__ import annotations

import inspect

import pytest
from twilio.rest.api.v2010.account.message import MessageContext, MessageInstance, MessageList

from tests.gateway.twilio.described import DESCRIPTION, check

MESSAGE = {"To": "+15550177", "From": "+15550100", "Body": "hello"}


def parameters(call: object) -> set[str]:
    """Returns the parameters of a call as Twilio writes them."""
    names = set(inspect.signature(call).parameters) - {"self"}  # type: ignore[arg-type]
    return {"".join(part.capitalize() for part in name.split("_")) for name in names}


def test_the_parameters_of_a_message_are_those_of_the_client() -> None:
    schemas = DESCRIPTION["schemas"]

    assert set(schemas["create_message"]["properties"]) == parameters(MessageList.create)
    assert set(schemas["update_message"]["properties"]) == parameters(MessageContext.update)


def test_the_statuses_of_a_message_are_those_of_the_client() -> None:
    known = {value for name, value in vars(MessageInstance.Status).items() if name.isupper()}

    assert set(DESCRIPTION["schemas"]["message"]["properties"]["status"]["enum"]) == known


@pytest.mark.parametrize(
    "wrong",
    [
        {"To": ""},
        {"Body": "x" * 1601},
        {"ContentSid": "HX1"},
        {"ValidityPeriod": 40_000},
        {"StatusCallback": "no address"},
        {"Nobody": "knows this"},
    ],
)
def test_a_message_that_does_not_fit_is_noticed(wrong: dict[str, object]) -> None:
    assert check("create_message", MESSAGE) == []
    assert check("create_message", MESSAGE | wrong) != []


@pytest.mark.parametrize("missing", ["To", "From", "Body"])
def test_a_message_that_lacks_something_is_noticed(missing: str) -> None:
    assert check("create_message", {k: v for k, v in MESSAGE.items() if k != missing}) != []
