import pytest

from helpline.errors import SealError
from helpline.privacy.vault import Vault

OLD, NEW = b"o" * 32, b"n" * 32


def test_vault_opens_what_it_sealed_for_the_same_place() -> None:
    vault = Vault([OLD])

    sealed = vault.seal("काठमाडौं", column="messages.body", row="r1")

    assert vault.open(sealed, column="messages.body", row="r1") == "काठमाडौं"


@pytest.mark.parametrize(("column", "row"), [("messages.body", "r2"), ("contacts.address", "r1")])
def test_vault_refuses_a_value_moved_to_another_place(column: str, row: str) -> None:
    vault = Vault([OLD])
    sealed = vault.seal("words", column="messages.body", row="r1")

    with pytest.raises(SealError):
        vault.open(sealed, column=column, row=row)


def test_vault_refuses_a_changed_value() -> None:
    vault = Vault([OLD])
    sealed = bytearray(vault.seal("words", column="c", row="r"))
    sealed[-1] ^= 1

    with pytest.raises(SealError):
        vault.open(bytes(sealed), column="c", row="r")


def test_vault_without_the_key_opens_nothing() -> None:
    sealed = Vault([OLD]).seal("words", column="c", row="r")

    with pytest.raises(SealError, match="no key"):
        Vault([NEW]).open(sealed, column="c", row="r")


def test_vault_reads_old_values_while_a_new_key_seals() -> None:
    sealed = Vault([OLD]).seal("words", column="c", row="r")
    rotating = Vault([NEW, OLD])

    assert rotating.open(sealed, column="c", row="r") == "words"
    assert not rotating.is_current(sealed)
    assert rotating.is_current(rotating.seal("words", column="c", row="r"))


def test_vault_seals_the_same_words_differently_each_time() -> None:
    vault = Vault([OLD])

    assert vault.seal("a", column="c", row="r") != vault.seal("a", column="c", row="r")


def test_lookup_finds_under_any_key_and_tells_purposes_apart() -> None:
    stored = Vault([OLD]).lookup("sms:+15550177", purpose="contact")

    assert stored in Vault([NEW, OLD]).lookups("sms:+15550177", purpose="contact")
    assert stored != Vault([OLD]).lookup("sms:+15550177", purpose="sid")
