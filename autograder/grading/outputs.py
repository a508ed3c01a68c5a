"""What stands below a cell of a graded notebook, from the verdict on a test or from the answer of the sandbox."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict

from autograder.examiner.verdict import Kind, Verdict
from autograder.grading.passes import PassResult
from autograder.masters.source import TestCell
from autograder.sandbox.inside.wire import WireError, decode
from autograder.sandbox.session import Answer
from autograder.text import without_control

__all__ = ["HIDDEN_WORDS", "no_points_for", "not_shown", "outputs_of_cell", "outputs_of_test"]

HIDDEN_WORDS = {
    Kind.SHAPE: "a shape is wrong",
    Kind.VALUES: "a value is wrong",
    Kind.ERROR: "there is an error, or what comes back is no answer",
    Kind.STOPPED: "it was stopped",
}
"""All that a learner reads of a case that they do not see, beside the test's own label."""
MAX_PRINTED = 20
"""Calls of a test of which is shown what they printed."""


def outputs_of_test(test: TestCell, number: int, shown: PassResult, scored: PassResult) -> list[NotebookNode]:
    """Return what stands below a test: one error, one number for part of the points, or nothing for all of them."""
    verdict = scored.verdicts[number]
    if verdict.passed:
        return [] if verdict.credit is None else [_number(min(max(verdict.credit, 0.0), test.points))]
    if not shown.verdicts[number].passed:
        return [_failure(shown.verdicts[number], shown.printed.get(number, []))]
    return [_sentence("HiddenCase", f"{test.label}: in a hidden case, {HIDDEN_WORDS[verdict.kind]}.")]


def outputs_of_cell(answer: Answer) -> list[NotebookNode]:
    """Return what a learner's cell showed; the frame is theirs, so nothing of it is taken on trust."""
    if answer.stopped:
        after = "with what it had done before the statement that did not end" if answer.done else "without it"
        text = f"This cell was {answer.reason}."
        if not answer.reason.startswith("not run"):
            text += f" The cells after it ran {after}."
        return [_sentence("Stopped", text)]
    try:
        items = decode(answer.frame, lists_only=True)
    except WireError:
        items = None
    outputs = []
    for item in items if type(items) is list else []:
        match item:
            case ["stream", ("stdout" | "stderr") as name, str(text)]:
                outputs.append(from_dict({"output_type": "stream", "name": name, "text": without_control(text)}))
            case ["result", str(text)]:
                outputs.append(_result(text))
            case ["error", str(name), str(message), [*lines]] if all(type(line) is str for line in lines):
                outputs.append(_error(name, message, lines))
    return outputs


def no_points_for(name: str) -> list[NotebookNode]:
    """Return what stands below a test whose answer uses a name that costs its points."""
    return [_sentence("Forbidden", f"The answer uses {name}, which this assignment forbids.")]


def not_shown() -> list[NotebookNode]:
    """Return what stands below a learner's cell of which nothing is shown any more."""
    return [_sentence("TooMuch", "This cell was not shown: the cells before it have shown too much.")]


def _number(credit: float) -> NotebookNode:
    return _result(repr(credit))


def _failure(verdict: Verdict, printed: list[bytes]) -> NotebookNode:
    """Say all that is known of a visible case."""
    lines = [f"{verdict.name}: {verdict.message}", *verdict.lines]
    text = without_control("".join(_text(frame) for frame in printed[:MAX_PRINTED])[:4000])
    if text:
        lines += ["Your code printed:", *text.splitlines()]
    return _error(verdict.name, verdict.message, lines)


def _sentence(name: str, text: str) -> NotebookNode:
    return _error(name, text, [text])


def _error(name: str, message: str, lines: list[str]) -> NotebookNode:
    """Return an error as nbformat has it; its own function checks a schema each time, for milliseconds."""
    name, message, *lines = map(without_control, (name, message, *lines))
    return from_dict({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})


def _result(text: str) -> NotebookNode:
    data = {"text/plain": without_control(text)}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _text(frame: bytes) -> str:
    try:
        value: Any = decode(frame, lists_only=True)
    except WireError:
        return ""
    return value if type(value) is str else ""
