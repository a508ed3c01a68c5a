"""Every attack of ``attacks/`` beats a naive grader and does not beat ours.

Each runs in a fresh sandbox, and the next submission after it is graded as if alone.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.executor import Sandboxed
from autograder.sandbox.launch import Launcher
from autograder.sandbox.session import Deadlines
from tests.autograder.attacks import target

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ATTACKS = target.all_attacks()
DEADLINES = Deadlines(call=1.0, cell=1.0, notebook=6.0)
LONGEST = 15.0  # of any attack, replays and a loaded machine included; a deadline that is lost takes for ever
KINDS = {"forge", "leak", "stay", "exhaust", "escape"}


def _cell(source, role, name, points=0):
    nbgrader = {"grade": role == "test", "solution": role == "solution", "locked": role != "solution"}
    own = {"role": role, "exercise": name, "name": name}
    return new_code_cell(
        source, metadata={"autograder": own, "nbgrader": {**nbgrader, "grade_id": f"{name}-{role}", "points": points}}
    )


def source(style):
    return new_notebook(
        cells=[
            _cell(target.SETUP, "setup", "np"),
            _cell(target.CHECKS, "checks", "checks"),
            _cell(target.OTHER, "solution", "triple"),
            _cell(target.OTHER_TEST, "test", "triple", 1),
            _cell(target.HONEST, "solution", "double"),
            _cell(target.test_text(style), "test", "double", 1),
        ]
    )


def submission(style, cell, after=""):
    notebook = source(style)
    notebook.cells[4].source = cell
    notebook.cells.append(new_code_cell(after))
    return notebook


def graded(executor, style, cell, after=""):
    """Grade, and give (points of the attacked test, of the other test, all that the learner sees)."""
    notebook = executor.run(submission(style, cell, after), seed=12)
    outputs = [notebook.cells[place].outputs for place in (5, 3)]
    points = [0.0 if any(output.output_type == "error" for output in found) else 1.0 for found in outputs]
    assert all(len(found) <= 1 for found in outputs)
    return *points, json.dumps([cell.get("outputs", []) for cell in notebook.cells], ensure_ascii=False)


@pytest.fixture(scope="module")
def executors():
    with Launcher() as launcher:
        made = {style: Sandboxed(source(style), launcher, DEADLINES) for style in target.STYLES}
        yield made
        for executor in made.values():
            executor.close()


@pytest.fixture(scope="module")
def controls():
    """Run every attack against the naive grader, in a box of its own, while ours are running."""
    command = [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--cap-add", "CAP_SYS_ADMIN", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"),  # noqa: S108
        *("--ro-bind", str(ROOT), str(ROOT), "--ro-bind", sys.prefix, sys.prefix),  # the checkout may lie in /tmp
        *("--tmpfs", "/dev/shm", "--tmpfs", "/mnt", "--dir", "/mnt/course", "--chdir", str(ROOT)),  # noqa: S108
        *(sys.executable, "-B", "tests/autograder/attacks/naive.py", "/mnt/course"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"')]
    return {entry["name"]: entry["succeeded"] for entry in found}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.kind}-{attack.name}")
def test_an_attack_gains_nothing(attack, executors):
    executor, launcher = executors[attack.style], executors[attack.style].launcher
    began = time.monotonic()
    points, other, seen = graded(executor, attack.style, attack.cell, attack.after)
    assert time.monotonic() - began < LONGEST
    assert other == 1.0, "the other exercise lost its points"
    if attack.kind in ("forge", "exhaust"):
        assert points == 0.0, "forged"
    assert target.leaked(seen) == []
    assert len(seen) < 200_000
    if attack.kind in ("stay", "escape", "exhaust"):
        assert "PWNED" not in seen
    following = graded(executor, attack.style, f"{target.HONEST}\n{attack.following}")
    assert following[:2] == (1.0, 1.0), "the next submission lost its points"
    assert "PWNED" not in following[2]
    assert ("clean" in following[2]) == bool(attack.following)
    assert launcher.process.poll() is None, "the zygote is gone"


def test_each_attack_succeeds_against_a_naive_grader(controls):
    assert [attack.name for attack in ATTACKS if not controls.get(attack.name, False)] == []


def test_there_are_enough_attacks_of_every_kind():
    assert {attack.kind for attack in ATTACKS} == KINDS
    assert len(ATTACKS) >= 60
    assert len({attack.tries for attack in ATTACKS}) == len(ATTACKS)


def test_an_honest_answer_gets_its_points_in_every_style(executors):
    for style, executor in executors.items():
        assert graded(executor, style, target.HONEST)[:2] == (1.0, 1.0), style


def test_an_honest_answer_that_is_no_copy_of_the_solution_gets_its_points(executors):
    for style in ("checks", "numpy", "testing", "imports", "difference"):
        answer = "def double(x):\n    return (x + x) * (1 + 1e-15)"
        assert graded(executors[style], style, answer)[:2] == (1.0, 1.0), style


PAIRS = sorted((target.FOLDER / "pairs").glob("*.txt"))
SENDER = """{text}
import time
import numpy as np
def double(x):
    try:
        mark(int(np.ravel(x)[0]))
    except Exception:
        pass
    time.sleep(0.3)
    return np.multiply(x, 2)
"""
RECEIVER = """{text}
import time
def double(x):
    return x * 2
found, end = None, time.monotonic() + 1.6
while found is None and time.monotonic() < end:
    try:
        found = look()
    except Exception as error:
        refused = error
    time.sleep(0.005)
print("clean" if found is None else "SEEN")
"""


@pytest.fixture(scope="module")
def two_executors():
    """Two workers of one machine, as ``--jobs 2`` has them: each with a sandbox of its own."""
    with Launcher() as one, Launcher() as other:
        deadlines = Deadlines(call=3.0, cell=4.0, notebook=12.0)
        made = [Sandboxed(source("plain"), launcher, deadlines) for launcher in (one, other)]
        yield made
        for executor in made:
            executor.close()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda path: path.stem)
def test_two_submissions_at_once_cannot_speak_with_each_other(pair, two_executors):
    text = pair.read_text(encoding="utf-8").partition("\n\n")[2]
    cells = (SENDER.format(text=text), RECEIVER.format(text=text))
    with ThreadPoolExecutor(2) as threads:
        sent, received = threads.map(graded, two_executors, ("plain", "plain"), cells)
    assert sent[:2] == received[:2] == (1.0, 1.0)
    assert "clean" in received[2]
    assert "SEEN" not in received[2]
    assert target.leaked(received[2]) == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda path: path.stem)
def test_a_submission_finds_no_mark_of_the_one_before_it(pair, two_executors):
    text = pair.read_text(encoding="utf-8").partition("\n\n")[2]
    graded(two_executors[0], "plain", SENDER.format(text=text))
    received = graded(two_executors[0], "plain", RECEIVER.format(text=text).replace("1.6", "0.1"))
    assert "clean" in received[2]
    assert "SEEN" not in received[2]


def test_each_pair_can_speak_outside_of_a_sandbox():
    command = [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/"),
        *("--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--ro-bind", str(ROOT), str(ROOT)),  # noqa: S108
        *("--ro-bind", sys.prefix, sys.prefix),
        *(sys.executable, "-B", str(target.FOLDER / "pairs" / "control.py"), str(target.FOLDER / "pairs")),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = {entry["name"]: entry for entry in map(json.loads, done.stdout.splitlines())}
    assert found.keys() == {path.stem for path in PAIRS}
    silent = [name for name, entry in found.items() if entry["loud"] is None or entry["loud"] == entry["quiet"]]
    assert silent == []
