"""Sealing of personal values before they reach the database, and the keyed hash that finds them.

Every value is sealed with AES-256-GCM. The name of its column and the id of its row are
authenticated with it, so that a value copied into another row or column does not open. A sealed
value begins with the id of its key, so that several keys can be in use while they rotate.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpline.errors import SealError

_KEY_ID_BYTES = 4
_NONCE_BYTES = 12


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Returns 32 bytes derived from a secret for one purpose (HKDF-SHA256), so that uses stay
    apart.
    """
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"helpline {purpose}".encode()).derive(secret)


class Vault:
    """Seals and opens values under a list of keys; the first seals, all of them open.

    With an installation key, which the database keeps and burning destroys, values are sealed under
    both together; what was sealed before there was one still opens.
    """

    def __init__(self, keys: Sequence[bytes], installation_key: bytes | None = None) -> None:
        """Takes at least one 32-byte key, and the installation key (32 bytes) if there is one."""
        self._keys = tuple(keys)
        data_keys = [derive_key(key, "data") for key in keys]
        if installation_key is not None:
            data_keys = [_mixed(key, installation_key) for key in keys] + data_keys
        self._ciphers = {_key_id(key): AESGCM(key) for key in data_keys}
        self._current = _key_id(data_keys[0])
        self._lookup_keys = [derive_key(key, "lookup") for key in keys]
        # For what can never be hashed anew, since only its hash is kept.
        self._lasting_key = (
            self._lookup_keys[0]
            if installation_key is None
            else derive_key(installation_key, "lasting lookup")
        )
        audit_keys = [derive_key(key, "audit") for key in keys]
        self._audit_keys = {_key_id(key).hex(): key for key in audit_keys}

    def with_installation_key(self, installation_key: bytes) -> Vault:
        """Returns a vault of the same keys that seals under the installation key as well."""
        return Vault(self._keys, installation_key)

    def seal(self, text: str, *, column: str, row: str) -> bytes:
        """Returns the sealed bytes of a text for one column ("messages.body") of one row (its
        id).
        """
        nonce = os.urandom(_NONCE_BYTES)
        cipher = self._ciphers[self._current]
        sealed = cipher.encrypt(nonce, text.encode("utf-8"), _context(column, row))
        return self._current + nonce + sealed

    def open(self, sealed: bytes, *, column: str, row: str) -> str:
        """Returns the text of sealed bytes; raises SealError if key, column, row or bytes are not
        right.
        """
        cipher = self._ciphers.get(sealed[:_KEY_ID_BYTES])
        if cipher is None:
            raise SealError("no key opens this value")
        nonce = sealed[_KEY_ID_BYTES : _KEY_ID_BYTES + _NONCE_BYTES]
        try:
            text = cipher.decrypt(
                nonce, sealed[_KEY_ID_BYTES + _NONCE_BYTES :], _context(column, row)
            )
        except (InvalidTag, ValueError) as error:
            raise SealError("the value was changed or belongs elsewhere") from error
        return text.decode("utf-8")

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value is sealed with the first key."""
        return sealed[:_KEY_ID_BYTES] == self._current

    def lookup(self, value: str, *, purpose: str) -> str:
        """Returns the hash under which a value is stored now (hex, HMAC-SHA256 with the first
        key).
        """
        return self.lookups(value, purpose=purpose)[0]

    def lookups(self, value: str, *, purpose: str) -> list[str]:
        """Returns the hashes under which a value may have been stored, one for each key."""
        return [_keyed_hash(key, value, purpose) for key in self._lookup_keys]

    def lasting_lookup(self, value: str, *, purpose: str) -> str:
        """Returns a hash (hex, HMAC-SHA256) under the installation key alone: it is the same after
        the keys were rotated, and ends with burning.
        """
        return _keyed_hash(self._lasting_key, value, purpose)

    def stamp(self, content: bytes) -> tuple[str, str]:
        """Returns the id of the key with which the audit log is stamped now, and the stamp (hex,
        HMAC-SHA256) of a content.
        """
        key_id, key = next(iter(self._audit_keys.items()))
        return key_id, hmac.new(key, content, hashlib.sha256).hexdigest()

    def is_stamped(self, key_id: str, content: bytes, stamp: str) -> bool | None:
        """Whether a stamp is that of a content; None where its key is not in the list any more."""
        key = self._audit_keys.get(key_id)
        if key is None:
            return None
        return hmac.compare_digest(hmac.new(key, content, hashlib.sha256).hexdigest(), stamp)


def shared_secret(secret_key: str, purpose: str) -> str:
    """Returns a text secret (url-safe base64) that two of our processes both derive from
    SECRET_KEY.
    """
    return base64.urlsafe_b64encode(derive_key(secret_key.encode(), purpose)).decode("ascii")


def tracker_keys(keys: Sequence[bytes]) -> str:
    """Returns the keys of Rasa's tracker store, comma-separated, none of which opens our
    database.
    """
    derived = (derive_key(key, "tracker") for key in keys)
    return ",".join(base64.urlsafe_b64encode(key).decode("ascii") for key in derived)


def _keyed_hash(key: bytes, value: str, purpose: str) -> str:
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _mixed(key: bytes, installation_key: bytes) -> bytes:
    info = b"helpline data of an installation"
    return HKDF(hashes.SHA256(), 32, salt=installation_key, info=info).derive(key)


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:_KEY_ID_BYTES]


def _context(column: str, row: str) -> bytes:
    return f"{column}:{row}".encode()
