"""What runs in a learner's Jupyter earns its points when it is graded, or the row says why it does not."""

import pytest

from autograder.sample.code import CODE

pytestmark = pytest.mark.slow
ALONE = "when your notebook is graded there are no threads, no other programs and no network"
SAID = {
    "answers_in_a_shell_cell": "cell contributors begins with %%bash: it was not run",
    "asks_the_network": ALONE,
    "asks_the_user": "nobody answers input() when your notebook is graded",
    "calls_the_debugger": "nobody answers the debugger when your notebook is graded",
    "calls_what_is_nowhere": "cell contributors stopped: NameError: name 'spread_helper' is not defined",
    "computes_with_torch": "contributors stopped: torch is not there when your notebook is graded: only NumPy is",
    "draws_a_page": "cell 2 begins with %%html: it was not run",
    "ends_itself": ALONE,
    "fences_its_code": "the marks of Markdown (```) around the answer contributors were left out",
    "goes_on_after_its_def": "cell contributors was stopped after 15 s",
    "has_a_repr_that_fails": "cell 2 stopped: ValueError: no",
    "leaves_a_breakpoint": "nobody answers the debugger when your notebook is graded",
    "leaves_a_function": "cell 2 stopped: SyntaxError: 'return' outside function",
    "leaves": "cell 2 stopped: SystemExit",
    "leaves_at_once": "cell 2 was stopped: it ended its own process",
    "misnames_its_function": "contributors is defined in no cell",
    "raises": "cell 2 stopped: KeyError: 'trying'",
    "reads_a_missing_file": "no files of yours are there when your notebook is graded",
    "recurses_for_ever": "cell 2 stopped: RecursionError",
    "runs_a_shell_cell": "cell 2 begins with %%bash: it was not run",
    "starts_a_program": ALONE,
    "starts_processes": ALONE,
    "starts_threads": ALONE,
    "tries_it_below": "cell contributors stopped: AssertionError: not yet",
    "uses_what_is_not_there": "cell 2 stopped: ModuleNotFoundError: torch is not there when your notebook is graded",
    "wants_too_much_memory": "cell 2 stopped: MemoryError",
    "writes_a_file": "cell 2 begins with %%writefile: it was not run",
    "imports_from_a_later_python": "(it is not in Python 3.11, with which your notebook is graded)",
    "writes_another_python": "the syntax of a Python newer than Python 3.11",
    "writes_no_python": "cell 2 stopped: SyntaxError",
    "writes_old_python": "this is the syntax of Python 2",
}
"""All others run as in Jupyter, and nothing is said."""


def test_each_earns_what_an_instructor_would_give(odd):
    assert odd.differences(CODE) == {}


def test_what_did_not_run_is_said_and_nothing_else(odd):
    reasons = odd.reasons(CODE)
    assert reasons.keys() == SAID.keys()
    assert {kind: reason for kind, reason in reasons.items() if SAID[kind] not in reason} == {}
