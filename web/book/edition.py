"""What an edition of the book may hold of an exercise: ``self`` all, ``class`` no hidden case and no last hint."""

from __future__ import annotations

import hashlib
import json

from autograder.markers import starter, visible
from autograder.masters.master import Exercise

__all__ = ["hints", "texts_of_tests", "version"]

HINTS_IN_CLASS = 2


def hints(exercise: Exercise, edition: str) -> tuple[str, ...]:
    """Return the hints of an exercise, from the idea on."""
    hints = exercise.solution.hints
    return hints if edition == "self" else hints[:HINTS_IN_CLASS]


def texts_of_tests(exercise: Exercise, edition: str) -> list[str]:
    """Return the texts of the test cells, in their order."""
    return [test.source if edition == "self" else visible(test.source) for test in exercise.tests]


def version(exercise: Exercise, edition: str) -> str:
    """Return what tells two versions of an exercise apart, so that a page can say that a kept answer is of another."""
    text = json.dumps([starter(exercise.solution.source), exercise.statement.source, texts_of_tests(exercise, edition)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
