"""Where a machine reaches what listens on one of its addresses."""

from __future__ import annotations

import pytest

from helpline.errors import SettingError
from helpline.listening import in_url, parse_address, url_here


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("10.0.0.5", "http://10.0.0.5:8000"),
        ("::", "http://[::1]:8000"),
        ("FD00::5", "http://[fd00::5]:8000"),
    ],
)
def test_a_machine_reaches_itself_where_it_listens(address: str, url: str) -> None:
    assert url_here(parse_address(address), 8000) == url


@pytest.mark.parametrize("told", ["localhost", "10.0.0.5:8000", "10.0.0", "*"])
def test_what_is_no_address_is_refused(told: str) -> None:
    with pytest.raises(SettingError, match="LISTEN_ADDRESS"):
        parse_address(told)


def test_an_address_of_colons_stands_in_brackets_before_a_port() -> None:
    assert (in_url("::1"), in_url("127.0.0.1")) == ("[::1]", "127.0.0.1")
