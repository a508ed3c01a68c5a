"""Which known mistake an answer behaves like, on what the visible tests asked of it.

Nothing of a hidden case comes in here: what mutants and learners are compared on are the calls of the shown pass.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograder.examiner.verdict import Call, Mistake
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import WireError, decode
from tconv_lib.checks.compare import difference

__all__ = ["Mistakes"]

MAX_NAMED = 2
"""Sentences that are shown; where more fit, none says anything."""
LARGER = 10, 1_000
"""How many times larger an answer's frame may be than the mutant's, and by how many bytes more."""


class Mistakes:
    """What the mutants of a source answer to its visible tests, and what is right."""

    def __init__(self, right: Iterable[Call], mutants: Iterable[Mistake]) -> None:
        self.right = {(call.name, call.arguments): call for call in right}
        self.mutants = [
            (mutant.exercise, mutant.sentence, {call.arguments: call for call in mutant.calls}) for mutant in mutants
        ]

    def sentence(self, exercise: str, asked: Iterable[Call]) -> str:
        """Return what an answer behaves like; empty where it is right, or like no mutant, or like too many.

        Parameters
        ----------
        exercise
            The function that was asked for.
        asked
            All calls of the shown pass. What a test asked only because another answer was wrong is passed over: no
            mutant was asked that.
        """
        given = [call for call in asked if call.name == exercise and (call.name, call.arguments) in self.right]
        if all(_agree(call, self.right[call.name, call.arguments]) for call in given):
            return ""
        fitting = dict.fromkeys(
            sentence
            for name, sentence, answers in self.mutants
            if name == exercise and all(_agree(call, answers[call.arguments]) for call in given)
        )
        return ", or ".join(fitting) if len(fitting) <= MAX_NAMED else ""


def _agree(given: Call, known: Call) -> bool:
    """Return whether an answer passes for another: of errors the class counts, of floats what a test can see."""
    if given.status != known.status:
        return False
    if given.status >= protocol.ERROR or given.frame == known.frame:
        return True
    times, beside = LARGER
    if given.status != protocol.VALUE or len(given.frame) > times * len(known.frame) + beside:
        return False
    try:
        with np.errstate(all="ignore"):
            return difference(decode(given.frame), decode(known.frame)) is None
    except (WireError, ArithmeticError, ValueError, TypeError):  # the learner's data: an int that no float can hold
        return False
