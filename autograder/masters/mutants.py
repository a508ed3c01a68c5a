"""Answers that come with a master, in ``mutants/<stem>.py``.

Mutants must fail and variants must pass; single changes to the solution (``changes``) that make no difference are
marked there, too.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import CourseError

__all__ = [
    "Answer",
    "Equivalent",
    "equivalent",
    "load_answers",
    "load_equivalents",
    "mutant",
    "mutants_file",
    "read_answers",
    "variant",
]

Function = TypeVar("Function", bound=Callable[..., Any])
TAG = "autograder_answer"
EQUIVALENTS = "autograder_equivalents"
"""Of the namespace of the file that marks them."""


@dataclass(frozen=True)
class Answer:
    """A function in the place of the one that an exercise asks for."""

    exercise: str
    function: Callable[..., Any]
    caught_by: tuple[str, ...] | None
    """The tests that a mutant fails; None for a variant, which is right."""
    sentence: str = ""
    """What a learner reads whose answer does the same on the visible cases."""

    @property
    def name(self) -> str:
        """The function's own name, which says what is wrong with it."""
        return str(self.function.__name__)

    @property
    def is_mutant(self) -> bool:
        """Whether it is wrong."""
        return self.caught_by is not None


@dataclass(frozen=True)
class Equivalent:
    """A single change to the solution of ``exercise`` after which it gives the same results."""

    exercise: str
    before: str
    after: str
    reason: str

    def __str__(self) -> str:
        lines = [self.before, *filter(None, [self.after])]
        return f'equivalent("{self.exercise}", {", ".join(map(_quoted, lines))}, reason="{self.reason or "…"}")'


def mutant(exercise: str, *, caught_by: list[str], sentence: str = "") -> Callable[[Function], Function]:
    """Mark a function as a wrong answer to ``exercise`` that fails exactly the tests ``caught_by``.

    ``sentence`` says the mistake in the learner's terms: "as if stamps replaced each other where they meet".
    """
    return _tagged(exercise, tuple(caught_by), sentence)


def variant(exercise: str) -> Callable[[Function], Function]:
    """Mark a function as another right answer to ``exercise``."""
    return _tagged(exercise, None, "")


def equivalent(exercise: str, before: str, after: str = "", *, reason: str) -> None:
    """Say why a single change to the solution of ``exercise`` cannot be told from it by any allowed input.

    ``before`` and ``after`` are the lines that ``autograder check --changes`` prints; a statement that is gone has no
    line after it.

    Raises
    ------
    ValueError
        There is no reason.
    """
    if not reason.strip():
        raise ValueError(f"{before!r}: give the reason why no input tells the change from the solution")
    frame = inspect.currentframe()
    file = frame.f_back if frame else None
    if file is not None:
        file.f_globals.setdefault(EQUIVALENTS, []).append(Equivalent(exercise, before, after, reason))


def load_answers(master: Path) -> list[Answer]:
    """Return the marked functions of the mutants' file beside a master, in its order; none where there is no file.

    Raises
    ------
    CourseError
        The file cannot be imported.
    """
    module = _imported(master)
    return _marked(module) if module else []


def load_equivalents(master: Path) -> list[Equivalent]:
    """Return the changes that the mutants' file beside a master marks as equivalent; none where there is no file.

    Raises
    ------
    CourseError
        The file cannot be imported.
    """
    module = _imported(master)
    return list(vars(module).get(EQUIVALENTS, [])) if module else []


def _imported(master: Path) -> types.ModuleType | None:
    file = mutants_file(master)
    if not file.exists():
        return None
    specification = importlib.util.spec_from_file_location(f"mutants_of_{master.stem}", file)
    if specification is None or specification.loader is None:
        raise CourseError(f"{file}: cannot be imported, make it a Python module")
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        raise CourseError(f"{file}: cannot be imported ({type(error).__name__}: {error}), mend it") from error
    return module


def mutants_file(master: Path) -> Path:
    """Return where the mutants of a master stand, if it has any."""
    return master.parent / "mutants" / f"{master.stem}.py"


def read_answers(text: str) -> list[Answer]:
    """Return the marked functions of the text of a mutants' file; whatever it raises passes through."""
    module = types.ModuleType("mutants")
    exec(compile(text, "<mutants>", "exec"), vars(module))  # noqa: S102 - the instructor's code
    return _marked(module)


def _marked(module: types.ModuleType) -> list[Answer]:
    return [tag for value in vars(module).values() if isinstance(tag := getattr(value, TAG, None), Answer)]


def _quoted(line: str) -> str:
    """Return a string as ``ruff format`` leaves it."""
    return repr(line) if '"' in line else json.dumps(line, ensure_ascii=False)


def _tagged(exercise: str, caught_by: tuple[str, ...] | None, sentence: str) -> Callable[[Function], Function]:
    def tag(function: Function) -> Function:
        setattr(function, TAG, Answer(exercise, function, caught_by, sentence))
        return function

    return tag
