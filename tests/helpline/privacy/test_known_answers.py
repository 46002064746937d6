"""What is derived from keys must stay what it is: values sealed years ago must open, numbers be
found, and processes of two versions understand each other. Each answer here was noted once.
"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpline.errors import SealError
from helpline.privacy.vault import Vault, derive_key, shared_secret, tracker_keys

OLD, NEW = b"o" * 32, b"n" * 32
SEALED = bytes.fromhex("e26635f92fc89f780db960436b0a0131eb8726774daa1fbe2cefd5794fecb5e1a2e6b489c6")


def test_a_value_that_was_sealed_long_ago_opens() -> None:
    assert Vault([NEW, OLD]).open(SEALED, column="c", row="r") == "words"


def test_a_value_that_was_sealed_long_ago_under_the_installation_key_too_opens() -> None:
    sealed = bytes.fromhex(
        "512441cb930990a7442e1192956c71967f2474be0df7fd895733c68fd55b8dd4637f36b00b"
    )

    assert Vault([OLD], b"i" * 32).open(sealed, column="c", row="r") == "words"
    assert Vault([OLD]).with_installation_key(b"i" * 32).is_current(sealed)
    with pytest.raises(SealError, match="no key opens this value"):
        Vault([OLD]).open(sealed, column="c", row="r")


def test_a_sealed_value_is_aes_gcm_after_the_key_s_id_and_a_nonce_bound_to_its_place() -> None:
    cipher = AESGCM(derive_key(OLD, "data"))

    assert SEALED[:4].hex() == "e26635f9"
    assert cipher.decrypt(SEALED[4:16], SEALED[16:], b"c:r") == b"words"
    again = Vault([OLD]).seal("words", column="c", row="r")
    assert (again[:4], len(again)) == (SEALED[:4], len(SEALED))
    assert again[4:16] != SEALED[4:16]


def test_numbers_are_found_under_the_hash_of_long_ago() -> None:
    noted = "64e8b35d1a7a1ef463e92dacdf0768fb2588fadc7080850bc61a6b481474510d"

    assert Vault([OLD, NEW]).lookup("+15550101", purpose="contacts") == noted
    assert Vault([NEW, OLD]).lookups("+15550101", purpose="contacts")[1] == noted


def test_what_was_received_long_ago_is_known_whatever_the_keys_are_now() -> None:
    noted = "edb62f7797dee573993446a36d9320afcaaa8624f41f3d8311d3393daacd0786"

    for keys in ([OLD], [NEW, OLD], [NEW]):
        assert Vault(keys, b"i" * 32).lasting_lookup("SM1", purpose="sid") == noted
    assert Vault([OLD], b"j" * 32).lasting_lookup("SM1", purpose="sid") != noted
    assert Vault([OLD], b"i" * 32).lasting_lookup("SM1", purpose="other") != noted
    assert Vault([OLD]).lasting_lookup("SM1", purpose="sid") == Vault([OLD]).lookup(
        "SM1", purpose="sid"
    )


def test_entries_of_long_ago_bear_a_stamp_that_is_known() -> None:
    stamp = "f3455e86e1052ad11d330a12f749ff2001cff926fa416804bf189e3004f9b029"

    assert Vault([OLD]).stamp(b"x") == ("053b572b", stamp)
    rotated = Vault([NEW, OLD])
    assert rotated.is_stamped("053b572b", b"x", stamp) is True
    assert rotated.is_stamped("053b572b", b"y", stamp) is False
    assert rotated.is_stamped("00000000", b"x", stamp) is None


def test_what_processes_share_is_derived_alike_in_each() -> None:
    assert shared_secret("a secret", "bot") == "WIABDrty0asrHcBR0f9Ve-TFZkQAgcI_xosx9R8OLU0="
    assert tracker_keys([OLD, NEW]) == (
        "beiB3fblHJYMN1yvmeXHVCF9Lu4rZcitEaINgzFFP2I=,8mzT9pc30lijOsMMBSecHakGXYo1A6yjHxM_TLLm334="
    )


def test_no_secret_of_one_use_is_that_of_another() -> None:
    uses = [derive_key(OLD, purpose) for purpose in ("data", "lookup", "audit", "tracker")]

    assert len({*uses, OLD}) == 5


@pytest.mark.parametrize("sealed", [b"", b"abc", SEALED[:4], SEALED[:20], SEALED[:-1], b"x" * 40])
def test_what_is_no_sealed_value_is_refused_as_such(sealed: bytes) -> None:
    with pytest.raises(SealError, match="no key opens|was changed or belongs elsewhere"):
        Vault([OLD]).open(sealed, column="c", row="r")
