"""The command line from its first moment: a request to stop is one line while everything is still loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.stopping import STOPPED

ROOT = Path(__file__).parents[2]
AT_AN_IMPORT = """
import os, signal, sys

class Stopper:
    left = int(sys.argv.pop(1))
    name = sys.argv.pop(1)

    def find_spec(self, name, path=None, target=None):
        while name == self.name and Stopper.left:
            Stopper.left -= 1
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Stopper())
"""
MAIN = "from autograder.__main__ import main\nmain()\n"


def run(before, *words):
    command = [sys.executable, "-c", before + MAIN, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize("module", ["autograder.cli", "rich.progress", "nbformat", "sqlalchemy", "nbgrader.api"])
def test_in_the_middle_of_loading_and_at_once_again(own_course, module):
    done = run(AT_AN_IMPORT, 2, module, "due", "--course", own_course.root)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.lstrip("\n") == f"error: {STOPPED}\n"  # click ends the line in which a terminal shows ^C


def test_what_the_starter_has_switched_off_stays_so(own_course):
    before = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + AT_AN_IMPORT
    done = run(before, 1, "nbgrader.api", "due", "--course", own_course.root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "scatter: no due date")
