"""Keys: the same for the same, another for anything that a grade depends on."""

from dataclasses import replace

from autograder.grading.executor import SandboxKind
from autograder.grading.inbox import Submission
from autograder.grading.keys import How, key_of
from autograder.seed import Secret

HOW = How(SandboxKind.BWRAP, Secret("1"))
ANN = Submission("ann", "scatter", b"a notebook")


def test_a_key_depends_on_all_that_a_grade_depends_on_and_on_nothing_else():
    attempt = Submission("ann", "scatter", b"earlier", attempt="1")
    others = [
        (replace(ANN, data=b"another"), "source", HOW),
        (replace(ANN, data=None), "source", HOW),
        (replace(ANN, data=None, shown=b"a page"), "source", HOW),
        (replace(ANN, problem="is a link"), "source", HOW),
        (replace(ANN, notes=("was found elsewhere",)), "source", HOW),
        (replace(ANN, earlier=(attempt,)), "source", HOW),
        (replace(ANN, earlier=(replace(attempt, data=b"other"),)), "source", HOW),
        (ANN, "another source", HOW),
        (ANN, "source", HOW._replace(secret=Secret("2"))),
        (ANN, "source", HOW._replace(sandbox=SandboxKind.NONE)),
    ]
    keys = [key_of(ANN, "source", HOW), *(key_of(*each) for each in others)]
    assert len({*keys}) == len(keys)
    assert key_of(replace(ANN, time_note="late?", key="k"), "source", HOW) == keys[0]
