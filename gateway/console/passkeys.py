"""Passkeys and security keys (WebAuthn): a second factor that works on our own address only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from helpline.storage.second_factors import (
    add_passkey,
    find_passkey,
    list_passkeys,
    use_passkey,
)
from helpline.storage.tables import Passkey, Staff

_LONGEST_ID = 1023
_LONGEST_LABEL = 48


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the host's name and the address that the browser must show."""

    host: str
    origin: str


@dataclass(frozen=True)
class Ceremony:
    """What a browser is asked to do (options, as JSON) and the challenge that its answer bears."""

    options: str
    challenge: str


def site_of(public_url: str) -> Site | None:
    """Returns what passkeys are bound to at an address; None where browsers have none: at an IP
    address, and without https except on this very machine.
    """
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != "localhost":
        return None
    try:
        ip_address(host)
    except ValueError:
        return Site(host, f"{parts.scheme}://{parts.netloc}")
    return None


def adding(session: Session, site: Site, staff: Staff, *, name: str) -> Ceremony:
    """Returns what a browser does to make a passkey for a staff member."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=name,
        user_id=staff.id.encode(),
        user_name=staff.username,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(list_passkeys(session, staff.id)),
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def add(
    session: Session,
    site: Site,
    staff_id: str,
    credential: str,
    *,
    challenge: str,
    label: str,
    now: datetime,
) -> bool:
    """Adds the passkey that a browser made for a challenge; False if it did not make it so."""
    verified: Any = _verified(
        webauthn.verify_registration_response,
        credential=credential,
        expected_challenge=base64url_to_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
    )
    if verified is None or len(verified.credential_id) > _LONGEST_ID:
        return False
    try:
        with session.begin_nested():
            add_passkey(
                session,
                staff_id,
                bytes_to_base64url(verified.credential_id),
                verified.credential_public_key,
                sign_count=verified.sign_count,
                label=label[:_LONGEST_LABEL],
                now=now,
            )
    except IntegrityError:
        return False
    return True


def using(session: Session, site: Site, staff_id: str) -> Ceremony | None:
    """Returns what a browser does to prove a passkey of a staff member; None if they have none."""
    passkeys = list_passkeys(session, staff_id)
    if not passkeys:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        allow_credentials=_described(passkeys),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def is_proved(
    session: Session, site: Site, staff_id: str, credential: str, *, challenge: str, now: datetime
) -> bool:
    """Whether a browser proved a passkey of a staff member for a challenge, on our own address, by
    an authenticator whose count went on: one that goes back has been copied.
    """
    named: Any = _verified(parse_authentication_credential_json, credential)
    passkey = None if named is None else find_passkey(session, staff_id, named.id)
    if passkey is None:
        return False
    verified: Any = _verified(
        webauthn.verify_authentication_response,
        credential=named,
        expected_challenge=base64url_to_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=passkey.public_key,
        credential_current_sign_count=passkey.sign_count,
    )
    return verified is not None and use_passkey(
        session, passkey.id, before=passkey.sign_count, sign_count=verified.new_sign_count, now=now
    )


def _verified(verify: Any, *given: Any, **expected: Any) -> Any:
    try:
        return verify(*given, **expected)
    # What a browser sends may be anything, and the library raises whatever its parsers do.
    except Exception:
        return None


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
        for each in passkeys
    ]
