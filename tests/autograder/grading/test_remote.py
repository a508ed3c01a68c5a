"""A worker of a cluster: asked first, told once, forgotten at the end."""

import pickle
from functools import partial

import pytest
from distributed import Client

from autograder.errors import CourseError
from autograder.grading import remote
from tests.autograder.grading.hosts import square


def fail():
    raise CourseError("no sandbox here")


def load_twice_and_wait(run, batches):
    """Do what a worker does, one batch after the other."""
    return [remote.do(run, number, pickle.dumps(batch)) for number, batch in enumerate(batches)]


@pytest.fixture(scope="module")
def worker():
    """Return who runs a function as a worker's task does, in this process."""
    with Client(
        processes=False, n_workers=1, threads_per_worker=1, dashboard_address=":0", set_as_default=False
    ) as client:
        yield lambda work, *words: client.submit(work, *words, pure=False).result()


def test_a_worker_with_the_same_versions_and_a_sandbox_is_admitted_and_works(worker):
    payload = pickle.dumps((square, None))
    assert remote.admit("a run", remote.versions(), payload).problem == ""
    [done] = worker(load_twice_and_wait, "a run", [[2, 3]])
    assert pickle.loads(done).results == [4, 9]  # noqa: S301 - made above
    remote.forget("a run")
    assert worker(load_twice_and_wait, "a run", [[2]]) == [None]


@pytest.mark.parametrize("name", remote.versions())
def test_another_version_of_anything_that_grades_depend_on_is_refused_by_name(name):
    there = remote.versions() | {name: "0.0.1"}
    problem = remote.admit("a run", there, b"never read").problem
    assert problem == f"it has {name} {remote.versions()[name]} and not 0.0.1: install there what is installed here"


def test_a_machine_without_a_sandbox_says_why():
    assert remote.admit("a run", remote.versions(), pickle.dumps((square, fail))).problem == "no sandbox here"
    assert remote.admit("a run", remote.versions(), pickle.dumps((square, partial(int, "1")))).problem == ""
    remote.forget("a run")


def test_a_process_that_was_started_anew_says_that_it_knows_nothing():
    assert remote.do("another run", 1, pickle.dumps([1])) is None
    remote.forget("another run")
