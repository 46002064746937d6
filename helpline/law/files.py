"""Reading the YAML of law files so that every fault can be named by its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from helpline.errors import LawFileError


class Located(dict[Any, Any]):
    """A mapping of a file that knows in which line each of its keys stands."""

    lines: Mapping[Any, int]


class _Loader(yaml.SafeLoader):
    """The safe loader, with lines."""


def _located(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Located:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = next((key for number, key in enumerate(keys) if key in keys[:number]), None)
    if twice is not None:
        raise yaml.MarkedYAMLError(problem=f"{twice} stands twice", problem_mark=node.start_mark)
    mapping = Located(loader.construct_mapping(node, deep=True))
    mapping.lines = {
        key: each.start_mark.line + 1 for key, (each, _) in zip(keys, node.value, strict=True)
    }
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _located)


def read_file(path: Path) -> Located:
    """Returns the mapping that a file holds; raises LawFileError naming file and line if it is
    not readable as YAML, says something twice, or holds anything else.
    """
    place = f"{path.parent.name}/{path.name}"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - it is a safe one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise LawFileError(f"{place}{line}: {getattr(error, 'problem', 'not YAML')}") from error
    if not isinstance(data, Located):
        raise LawFileError(f"{place}: not a mapping")
    return data


def fault(place: str, data: Any, key: Any, what: str) -> LawFileError:
    """Returns the error that says what is wrong with a key of a mapping, and in which line."""
    line = getattr(data, "lines", {}).get(key)
    return LawFileError(f"{place}{f', line {line}' if line else ''}: {what}")


def require(
    data: Any, kinds: Mapping[str, type | tuple[type, ...]], *, place: str, where: str
) -> None:
    """Checks that a mapping has keys of given kinds; raises LawFileError naming the line."""
    if not isinstance(data, Mapping):
        raise LawFileError(f"{place}: {where} is not a mapping")
    for key, kind in kinds.items():
        if not isinstance(data.get(key), kind) or data[key] in ("", []):
            first_line = min(getattr(data, "lines", {}).values(), default=None)
            named = key if key in data else None
            if named is None and first_line is not None:
                raise LawFileError(f"{place}, line {first_line}: {where}.{key} is missing")
            raise fault(place, data, named, f"{where}.{key} is empty or of the wrong kind")
