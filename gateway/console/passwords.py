"""Passwords: their hashes, and which are too weak to be taken."""

from __future__ import annotations

import enum
import re
import secrets
import threading
from functools import cache
from pathlib import Path

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 1024
# A password of few different signs, or with little beyond what everybody tries, is guessed.
_FEWEST_DIFFERENT = 5
_LEAST_OF_ITS_OWN = 6
_WEAK = Path(__file__).with_name("weak_passwords.yml")
_STAND_FOR_LETTERS = str.maketrans("013457@$!", "oleastasi")
# What fits no password: the account waits for its link to be used.
UNUSABLE = "!"

# A check takes 64 MiB; more than two at once would let strangers fill the memory.
_CHECKS = threading.BoundedSemaphore(2)
_HASHER = PasswordHasher()


class Weakness(enum.StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    LIKE_USERNAME = "like_username"


def hash_password(password: str) -> str:
    """Returns the Argon2id hash of a password, with its salt and parameters."""
    with _CHECKS:
        return _HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Whether a password has this hash; a hash that cannot be read fits no password."""
    try:
        with _CHECKS:
            return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than are used now."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def dummy_hash() -> str:
    """Returns a hash of the cost of any other that fits nothing, for who has none."""
    return hash_password(secrets.token_urlsafe(16))


def weakness_of(password: str, username: str) -> Weakness | None:
    """Returns why a password is too weak for somebody with a username, or None."""
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    folded, name = password.casefold(), username.casefold()
    if len(name) > 2 and len(folded.replace(name, "")) < _LEAST_OF_ITS_OWN:
        return Weakness.LIKE_USERNAME
    if len(set(folded)) < _FEWEST_DIFFERENT or _left_over(folded, name) < _LEAST_OF_ITS_OWN:
        return Weakness.TOO_COMMON
    return None


def _left_over(folded: str, name: str) -> int:
    """Returns the length of a password without what everybody tries: the smallest of two readings,
    with digits and signs as they are and as the letters that they stand for.
    """
    readings = (folded, folded.translate(_STAND_FOR_LETTERS))
    return min(len(_common().sub("", reading.replace(name, ""))) for reading in readings)


@cache
def _common() -> re.Pattern[str]:
    words: list[str] = yaml.safe_load(_WEAK.read_text(encoding="utf-8"))["words"]
    longest_first = sorted(words, key=len, reverse=True)
    # Runs of digits and signs are years, dates and "123!" at the end of a word.
    return re.compile("|".join([*map(re.escape, longest_first), r"[\W\d_]+"]))
