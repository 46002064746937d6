"""The concept lexicon: words that carry one meaning, by which languages teach each other.

The words stand in `concepts/<writing>.yml`, for native readers to check. A word may be a stem or a
phrase; it is looked for anywhere in the folded text, or, where it begins or ends with a space, only
at the border of a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from helpline.text.characters import script_of
from helpline.text.normalise import fold

FOLDER = Path(__file__).with_name("concepts")


def concepts_in(text: str) -> list[str]:
    """Returns the names of the concepts that a text holds, sorted."""
    folded = f" {fold(text)} "
    found = {
        concept
        for script in {script_of(text), "Latn"}
        for word, concept in _words().get(script, ())
        if word in folded
    }
    return sorted(found)


@cache
def _words() -> dict[str, list[tuple[str, str]]]:
    words: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for concept, listed in _read(path).items():
            for word in _folded(listed):
                words.setdefault(script_of(word), []).append((word, concept))
    return {script: sorted(set(listed)) for script, listed in words.items()}


def _folded(words: list[str]) -> Iterator[str]:
    for word in words:
        bare = fold(str(word))
        if bare:
            start = " " if str(word).startswith(" ") else ""
            yield start + bare + (" " if str(word).endswith(" ") else "")


def _read(path: Path) -> dict[str, list[str]]:
    # The safe loader in C, where PyYAML was built with it, takes a sixth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, list[str]] = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506
    return read
