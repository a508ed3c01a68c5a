"""What the instructor's known wrong answers give where a test asks the right one.

It runs in a fork of the examiner, where all code is the instructor's.
"""

from __future__ import annotations

from typing import Any

from autograder.masters.mutants import read_answers
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.interpreter import Interpreter

__all__ = ["answers_of_mutants"]


def answers_of_mutants(text: str, calls: list[list[Any]]) -> list[list[Any]]:
    """Ask each mutant what it is the answer to.

    Parameters
    ----------
    text
        The file of mutants.
    calls
        ``[name, frame of (args, kwargs)]`` each.

    Returns
    -------
    list
        ``[exercise, sentence, [[name, arguments, status, frame], ...]]`` for each mutant that has a sentence; none
        for a file that does not run: ``autograder check`` says why.
    """
    try:
        mutants = [answer for answer in read_answers(text) if answer.is_mutant and answer.sentence]
    except Exception:  # noqa: BLE001 - the file is code
        return []
    found = []
    for mutant in mutants:
        interpreter = Interpreter()
        interpreter.show = False
        interpreter.names[mutant.exercise] = mutant.function
        answers = []
        for name, arguments in calls:
            if name == mutant.exercise:
                answer = interpreter.answer([protocol.CALL, name, arguments])
                answers.append([name, arguments, answer[0], answer[1:]])
        found.append([mutant.exercise, mutant.sentence, answers])
    return found
