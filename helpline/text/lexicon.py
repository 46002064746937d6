"""The concept lexicon: words that carry one meaning, by which languages teach each other.

The words stand in `concepts/<writing>.yml`, for native readers to check. A word may be a stem or a
phrase; it is looked for anywhere in the folded text, or, where it begins or ends with a space, only
at the border of a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from helpline.text.normalise import fold_unicode

# Which lengths to look for is told by so many first characters.
_START = 2
# A message is asked of many times while it is answered.
_REMEMBERED = 128
FOLDER = Path(__file__).with_name("concepts")


@lru_cache(maxsize=_REMEMBERED)
def concepts_in(folded: str) -> Mapping[str, int]:
    """Returns the concepts that a text holds, and where in it each was last found; takes the text
    as `fold` gives it.
    """
    padded = f" {folded} "
    words, lengths = _words()
    found: dict[str, int] = {}
    for place in range(len(padded) - 1):
        for length in lengths.get(padded[place : place + _START], ()):
            for concept in words.get(padded[place : place + length], ()):
                found[concept] = max(place - 1, 0)
    return MappingProxyType(found)


@cache
def _words() -> tuple[dict[str, list[str]], dict[str, list[int]]]:
    """Returns the concepts of each word, and how long the words are that begin alike."""
    words: dict[str, set[str]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for concept, listed in _read(path).items():
            for word in _folded(listed):
                words.setdefault(word, set()).add(concept)
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:_START], set()).add(len(word))
    return (
        {word: sorted(concepts) for word, concepts in words.items()},
        {start: sorted(found) for start, found in lengths.items()},
    )


def _folded(words: list[str]) -> Iterator[str]:
    for word in words:
        bare = fold_unicode(str(word))
        if bare:
            start = " " if str(word).startswith(" ") else ""
            yield start + bare + (" " if str(word).endswith(" ") else "")


def _read(path: Path) -> dict[str, list[str]]:
    # The safe loader in C, where PyYAML was built with it, takes a sixth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, list[str]] = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506
    return read
