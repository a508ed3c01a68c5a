"""Holes that a review found: each is shut, and stays so."""

import copy
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.executor import SandboxKind, one_executor
from autograder.sandbox import launch
from autograder.sandbox.inside import protocol
from autograder.sandbox.inside.wire import decode
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Clock, Deadlines, Session
from tests.autograder.classroom import hand_in
from tests.autograder.grading.test_inbox import inbox

LEAVE = """
import os
for folder, _, _ in os.walk("/"):
    try:
        os.close(os.open(folder + "/left", os.O_CREAT | os.O_WRONLY))
    except OSError:
        pass
"""
LOOK = """
import os
print([folder for folder, _, files in os.walk("/") if "left" in files])
"""

INSTALLED = """
import glob, os
pythons = [os.path.dirname(os.__file__), *glob.glob("/lib*/python3*"), *glob.glob("{system}/lib*/python3*")]
folders = [f"{{python}}/{{name}}" for python in pythons for name in ("site-packages", "dist-packages")]
print(sorted(os.listdir("{system}/lib64/python3")))
print([folder for folder in folders if os.path.isdir(folder) and os.listdir(folder)])
"""


@pytest.mark.slow
def test_one_submission_leaves_no_file_for_the_next():
    with Launcher() as launcher:
        _shown(launcher, LEAVE)
        assert _shown(launcher, LOOK) == "[]\n"


def test_no_installed_package_is_there_to_read_under_whatever_path(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as system:  # a submission has a /tmp of its own
        for name in ("site-packages", "dist-packages"):
            (Path(system) / "lib/python3" / name / "secret").mkdir(parents=True)
        (Path(system) / "lib64").symlink_to("lib")
        libraries = (*launch.LIBRARIES, f"{system}/lib", f"{system}/lib64")
        monkeypatch.setattr(launch, "LIBRARIES", libraries)
        with Launcher() as launcher:
            shown = _shown(launcher, INSTALLED.format(system=system))
    assert shown == "['dist-packages', 'site-packages']\n[]\n"


@pytest.mark.parametrize("place", ["work", "work/deeper", "attempts/first"])
def test_a_time_that_a_learner_wrote_beside_the_notebook_does_not_pass_for_the_exchanges(own_course, place):
    home = hand_in(own_course, "ann").parent
    (home / "timestamp.txt").write_text("2026-11-20 16:30:00 UTC")
    inner = home / place
    inner.mkdir(parents=True)
    (home / "scatter.ipynb").rename(inner / "scatter.ipynb")
    (inner / "timestamp.txt").write_text("2026-11-01 08:00:00 UTC")
    assert inbox(own_course)["ann"].timestamp.isoformat() == "2026-11-20T16:30:00"


FILL = """
import numpy as np
def fill(out, x):
    out[:] = 2 * x
"""
TEST = """
x, out = np.arange(3.0), np.zeros(3)
fill(out, x)
assert (out == 2 * x).all()
"""


@pytest.mark.slow
def test_a_function_that_fills_one_argument_may_not_wipe_the_others():
    source = new_notebook(
        cells=[
            _cell("import numpy as np", "setup"),
            _cell(f"### BEGIN SOLUTION{FILL}### END SOLUTION", "fill", solution=True, locked=False),
            _cell(TEST, "test", grade=True, points=1),
        ]
    )
    answers = {FILL: True, FILL.replace("2 * x", "x + x"): True, FILL.replace("2 * x", "x[:] = 0"): False}
    with one_executor(SandboxKind.BWRAP, source) as executor:
        for answer, passes in answers.items():
            handed_in = copy.deepcopy(source)
            handed_in.cells[1].source = answer
            graded = executor.run(handed_in, seed=1)
            assert (graded.cells[2].outputs == []) is passes, answer


def _cell(text, name, **flags):
    """Return a cell as nbgrader's own form makes it."""
    defaults = {"solution": False, "grade": False, "locked": True, "task": False, "schema_version": 3}
    return new_code_cell(text, metadata={"nbgrader": {**defaults, "grade_id": name, "cell_type": "code", **flags}})


def _shown(launcher, source):
    """Return what a cell prints in a sandbox of its own."""
    session = Session(launcher, Clock.start(Deadlines()))
    try:
        answer = session.ask([protocol.CELL, 1, source], fresh=True, show=True)
        return "".join(text for *_, text in decode(answer.frame))
    finally:
        session.close()
