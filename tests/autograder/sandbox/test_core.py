"""A worker and its forks stay on one core, as long as nobody else wants it."""

import os
from pathlib import Path

import pytest

from autograder.grading.executor import SandboxKind, one_executor
from autograder.masters.master import load
from autograder.masters.source import source_notebook
from autograder.sandbox import core
from autograder.sandbox.core import OneCore, waited
from autograder.sandbox.launch import Launcher
from tests.autograder.sandbox.processes import pid_of

SOLUTIONS = Path(__file__).parents[3] / "solutions"
ALL = os.sched_getaffinity(0)


def cores_of(fork):
    """Return on which cores the process behind a descriptor may run."""
    return os.sched_getaffinity(pid_of(fork))


def test_a_thread_stays_on_one_core_of_its_own_and_then_has_all_again():
    with OneCore().kept():
        assert len(os.sched_getaffinity(0) & ALL) == 1
    assert os.sched_getaffinity(0) == ALL


def test_a_fork_stays_on_the_core_of_whoever_asks_for_it():
    with Launcher() as launcher:
        for _ in range(2):
            with OneCore().kept():
                here = os.sched_getaffinity(0)
                fork = launcher.fork()
                assert cores_of(fork) == here
                fork.kill()
            fork = launcher.fork()
            assert cores_of(fork) == ALL
            fork.kill()


def test_all_cores_are_there_again_after_an_error():
    with pytest.raises(ZeroDivisionError), OneCore().kept():
        1 / 0  # noqa: B018 - the error
    assert os.sched_getaffinity(0) == ALL


@pytest.mark.parametrize(("part", "kept"), [(0.2, [True] * 4), (0.5, [True, False, True, False])])
def test_from_a_core_that_somebody_else_wants_it_goes_away_once(part, kept):
    clock = [0.0]
    one = OneCore(lambda: part * clock[0], lambda: clock[0])
    found = []
    for _ in kept:
        with one.kept():
            found.append(len(os.sched_getaffinity(0)) == 1)
            clock[0] += 1
    assert found == kept if len(ALL) > 1 else all(found)


def test_where_nobody_counts_the_time_all_cores_stay(monkeypatch, tmp_path):
    monkeypatch.setattr(core, "SCHEDULE", tmp_path / "nothing")
    with OneCore().kept():
        assert os.sched_getaffinity(0) == ALL


def test_the_time_for_which_a_thread_waits_grows():
    assert 0 <= waited() <= waited()


@pytest.mark.slow
def test_a_submission_is_graded_on_one_core(monkeypatch):
    seen = []
    fork = Launcher.fork

    def noted(self):
        seen.append(len(os.sched_getaffinity(0)))
        return fork(self)

    monkeypatch.setattr(Launcher, "fork", noted)
    notebook = source_notebook(load(SOLUTIONS / "scatter.md"))
    with one_executor(SandboxKind.BWRAP, notebook) as made:
        made.run(notebook, seed=1)
    assert seen
    assert set(seen) == {1}
    assert os.sched_getaffinity(0) == ALL
