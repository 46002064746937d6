"""Rasa's commands without TensorFlow: no component of ours uses it, and to load it takes 350 MB of
memory and seconds of each start. And a model is packed in two seconds, not in twelve.

    python -m bot.light run --model …

Rasa imports it with whatever can be configured. The modules that need it are stood in for by ones
that hold nothing but names; whoever configures one of their components gets an error at the start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from tarfile import TarFile
from types import ModuleType
from typing import NoReturn

_LEVEL = 6

# The modules of Rasa 3.6 that import TensorFlow, as far as any others import them.
STOOD_IN_FOR = frozenset(
    {
        "rasa.core.policies.ted_policy",
        "rasa.core.policies.unexpected_intent_policy",
        "rasa.nlu.classifiers.diet_classifier",
        "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
        "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
        "rasa.nlu.selectors.response_selector",
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
    }
)


class _StandIns(MetaPathFinder, Loader):
    """Finds a stand-in for each module that needs TensorFlow."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Returns where the stand-in comes from, None for all other modules."""
        return ModuleSpec(fullname, self) if fullname in STOOD_IN_FOR else None

    def exec_module(self, module: ModuleType) -> None:
        """Gives a stand-in any class that is asked of it."""

        def get(name: str) -> type:
            if name.startswith("__"):
                raise AttributeError(name)
            stand_in = type(name, (_Missing,), {"__module__": module.__name__})
            setattr(module, name, stand_in)
            return stand_in

        module.__dict__["__getattr__"] = get


class _Missing:
    """A class of Rasa's that cannot be used here."""

    def __init__(self, *_: object, **__: object) -> None:
        self._refuse()

    @classmethod
    def create(cls, *_: object, **__: object) -> NoReturn:
        """Raises ImportError: what Rasa calls to train such a component."""
        cls._refuse()

    @classmethod
    def load(cls, *_: object, **__: object) -> NoReturn:
        """Raises ImportError: what Rasa calls to load such a component."""
        cls._refuse()

    @classmethod
    def _refuse(cls) -> NoReturn:
        raise ImportError(f"{cls.__module__}.{cls.__name__} needs TensorFlow, which is left out")


def leave_out_tensorflow() -> None:
    """Lets the stand-ins be found; to be called before anything of Rasa is imported."""
    sys.meta_path.insert(0, _StandIns())


def pack_quickly() -> None:
    """Lets Rasa, which names no level, pack as the gzip command does: smaller by a hundredth, as
    Python's own level makes it, takes seven times as long.
    """
    packed = partial(TarFile.gzopen.__func__, compresslevel=_LEVEL)  # type: ignore[attr-defined]
    TarFile.gzopen = classmethod(packed)  # type: ignore[method-assign,assignment]


def main() -> None:
    """Runs a command of Rasa's, as its own `rasa` does."""
    leave_out_tensorflow()
    pack_quickly()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
