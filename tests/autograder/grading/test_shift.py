"""A shift on a small cluster in this process: workers come, work and are told from each other."""

import threading

import pytest
from distributed import LocalCluster

from autograder.grading.cluster import Cluster
from autograder.grading.shift import ClusterError
from tests.autograder.grading.hosts import square


@pytest.fixture
def local():
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0", protocol="tcp"
    ) as made:
        yield made


def wait_for_another(_task):
    """End when two of them are at work at once."""
    return BARRIER.wait(60) >= 0


BARRIER = threading.Barrier(2)


def raises(task):
    raise ValueError(task)


@pytest.mark.slow
def test_every_task_comes_back_with_its_result_and_the_threads_of_a_worker_work_at_once(local):
    with Cluster(local.scheduler_address) as cluster:
        assert dict(cluster.map(square, range(300))) == {task: task * task for task in range(300)}
        assert dict(cluster.map(wait_for_another, [1, 2])) == {1: True, 2: True}
        assert list(cluster.map(square, [])) == []


@pytest.mark.slow
def test_a_worker_that_joins_when_all_have_left_gets_the_work(local):
    with Cluster(local.scheduler_address, patience=60) as cluster:
        results = cluster.map(square, iter(range(1000)))
        first = next(results)
        local.scale(0)
        local.scale(1)
        assert dict([first, *results]) == {task: task * task for task in range(1000)}


def test_a_task_whose_work_raises_is_tried_twice_and_given_up(local):
    with Cluster(local.scheduler_address) as cluster:
        assert list(cluster.map(raises, [7])) == [(7, None)]


def test_a_run_that_is_left_leaves_nothing_at_work(local):
    with Cluster(local.scheduler_address) as cluster:
        results = cluster.map(square, range(1000))
        next(results)
        results.close()
        assert not cluster.client.futures
        assert dict(cluster.map(square, [3])) == {3: 9}


def test_without_a_connection_nothing_is_done():
    with pytest.raises(ClusterError, match="not connected"):
        next(Cluster("tcp://127.0.0.1:1").map(square, [1]))
