"""A security key in software: signs as a real one does, and lies where a test tells it to."""

from __future__ import annotations

import hashlib
import json
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _NEW = 0x01, 0x40


@dataclass
class SoftwareKey:
    """A key for one site; `count` is how often it has signed."""

    host: str = "helpline.example"
    origin: str = "https://helpline.example"
    count: int = 0
    id: bytes = b"the key of a test"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """Answers what `navigator.credentials.create` is asked, as JSON."""
        told = self._told("webauthn.create", options)
        shown = self._shown(_PRESENT | _NEW) + bytes(16) + struct.pack(">H", len(self.id))
        numbers = self.private.public_key().public_numbers()
        public = {
            1: 2, 3: -7, -1: 1,
            -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
        }  # fmt: skip
        shown += self.id + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": shown})
        return self._written({"clientDataJSON": told, "attestationObject": attested})

    def prove(self, options: str) -> str:
        """Answers what `navigator.credentials.get` is asked, as JSON."""
        told, self.count = self._told("webauthn.get", options), self.count + 1
        shown = self._shown(_PRESENT)
        signed = self.private.sign(shown + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._written(
            {"clientDataJSON": told, "authenticatorData": shown, "signature": signed}
        )

    def _told(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _shown(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _written(self, response: dict[str, bytes]) -> str:
        named = {name: _text(value) for name, value in response.items()}
        return json.dumps(
            {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": named}
        )


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
