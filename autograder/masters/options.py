"""What a master asks of grading beyond the usual: an ``assignment:`` block in its YAML header.

::

    assignment:
      seconds: {call: 10, cell: 30, notebook: 120}
      packages: [scipy]
      forbidden: {numpy.convolve: note, scipy.signal: points}

``forbidden`` names what an answer may not use: ``note`` says so in the table of grades, ``points`` gives none for the
tests of that exercise, too.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.errors import MasterError

__all__ = ["CAPS", "PACKAGES", "Options", "parse"]

CAPS = {"call": 30.0, "cell": 60.0, "notebook": 300.0}
"""The most seconds that a master can ask for."""
PACKAGES = {"scipy": "SciPy"}
"""What a master may allow beside NumPy, and how a sentence calls it."""
COSTS = ("note", "points")
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


@dataclass(frozen=True)
class Options:
    """Limits, packages and forbidden names of one assignment."""

    seconds: dict[str, float] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    forbidden: dict[str, str] = field(default_factory=dict)

    def as_metadata(self) -> dict[str, object]:
        """Return what stands in the source notebook; empty where nothing is asked for."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items() if value}

    @classmethod
    def from_metadata(cls, kept: dict[str, Any]) -> Options:
        """Return what `as_metadata` made."""
        return cls(dict(kept.get("seconds", {})), tuple(kept.get("packages", ())), dict(kept.get("forbidden", {})))

    @property
    def conditions(self) -> str:
        """Return what learners are told, in sentences; empty where all is as usual."""
        said = []
        if self.packages:
            names = ", ".join(PACKAGES[name] for name in self.packages)
            said.append(f"Beside NumPy, {names} is there when your notebook is graded.")
        if self.seconds:
            limits = ", ".join(f"{value:g} s for a {what}" for what, value in self.seconds.items())
            said.append(f"Limits when it is graded: {limits}.")
        noted, lost = ([name for name, cost in self.forbidden.items() if cost == each] for each in COSTS)
        if lost:
            said.append(f"An answer that uses {', '.join(lost)} gets no points.")
        if noted:
            said.append(f"Do not use {', '.join(noted)} in your answers.")
        return " ".join(said)


def parse(block: object, where: Callable[[str], str]) -> Options:
    """Check an ``assignment:`` block; ``where`` returns file and line of a word in it.

    Raises
    ------
    MasterError
        File, line and what may stand there.
    """
    if block is None:
        return Options()
    if not isinstance(block, dict):
        raise MasterError(f"{where('assignment')}: assignment needs keys below it: seconds, packages, forbidden")
    if unknown := [str(key) for key in block if key not in ("seconds", "packages", "forbidden")]:
        raise MasterError(f"{where(unknown[0])}: {unknown[0]!r} is no option, there are seconds, packages, forbidden")
    return Options(
        _seconds(block.get("seconds", {}), where),
        _packages(block.get("packages", []), where),
        _forbidden(block.get("forbidden", {}), where),
    )


def _seconds(given: object, where: Callable[[str], str]) -> dict[str, float]:
    if not isinstance(given, dict) or not set(given) <= set(CAPS):
        raise MasterError(f"{where('seconds')}: seconds takes {', '.join(CAPS)}, such as {{call: 10}}")
    for what, value in given.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 1 <= value <= CAPS[what]:
            raise MasterError(f"{where('seconds')}: {what} is {value!r}, must be from 1 to {CAPS[what]:g} seconds")
    return {what: float(given[what]) for what in CAPS if what in given}


def _packages(given: object, where: Callable[[str], str]) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise MasterError(f"{where('packages')}: packages is a list, such as [scipy]")
    for name in given:
        if not isinstance(name, str) or name not in PACKAGES:
            raise MasterError(f"{where('packages')}: {name!r} cannot be allowed, there is {', '.join(PACKAGES)}")
        if importlib.util.find_spec(name) is None:
            raise MasterError(f"{where('packages')}: {name} is not installed here: pip install {name}")
    return tuple(sorted(set(given)))


def _forbidden(given: object, where: Callable[[str], str]) -> dict[str, str]:
    if isinstance(given, list):
        given = dict.fromkeys(given, COSTS[0])
    if not isinstance(given, dict):
        raise MasterError(f"{where('forbidden')}: forbidden is a list of names, such as [numpy.convolve]")
    for name, cost in given.items():
        if not isinstance(name, str) or not DOTTED.fullmatch(name):
            raise MasterError(f"{where('forbidden')}: {name!r} is no name of Python's, such as numpy.convolve")
        if cost not in COSTS:
            raise MasterError(f"{where(name)}: {name} costs {cost!r}, must be note or points")
    return dict(given)
