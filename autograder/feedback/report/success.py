"""What a class reached in each exercise and each test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.gradebook.figures import Figures

__all__ = ["ExerciseSuccess", "TestSuccess", "success"]


@dataclass(frozen=True)
class TestSuccess:
    """One test, or another cell that has points."""

    __test__ = False  # pytest takes its name for a test's
    name: str
    points: float
    full: int
    """How many have all its points."""
    part: int
    none: int

    @property
    def share(self) -> float:
        """The share of those who have all its points, from 0 to 1."""
        return self.full / max(self.full + self.part + self.none, 1)


@dataclass(frozen=True)
class ExerciseSuccess:
    """One exercise."""

    name: str
    title: str
    points: float
    complete: int
    """How many have all points of all its tests."""
    mean: float
    """Points."""
    tests: tuple[TestSuccess, ...]


def success(
    figures: Figures, tests: Iterable[tuple[str, str, float]], titles: Mapping[str, str]
) -> list[ExerciseSuccess]:
    """Return the success of each exercise, in the order of the notebook.

    Parameters
    ----------
    figures
        What the gradebook has.
    tests
        Exercise, name and points of each cell that has points.
    titles
        Headings by exercise; a foreign one has none.
    """
    groups: dict[str, list[tuple[str, float]]] = {}
    for exercise, name, points in tests:
        groups.setdefault(exercise, []).append((name, points))
    found = []
    for exercise, cells in groups.items():
        counted = [figures.tests.get(name, Counter()) for name, _ in cells]
        number = max((each.total() for each in counted), default=0)
        reached = sum(points * times for each in counted for points, times in each.items())
        found.append(
            ExerciseSuccess(
                exercise,
                titles.get(exercise, exercise),
                sum(points for _, points in cells),
                figures.complete[exercise],
                reached / number if number else 0.0,
                tuple(_test(name, points, each) for (name, points), each in zip(cells, counted, strict=True)),
            )
        )
    return found


def _test(name: str, points: float, counted: Counter[float]) -> TestSuccess:
    full = sum(times for reached, times in counted.items() if reached >= points)
    none = sum(times for reached, times in counted.items() if reached < points and reached <= 0)
    return TestSuccess(name, points, full, counted.total() - full - none, none)
