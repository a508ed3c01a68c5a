"""A class on a cluster: separate machines, some of which are lost, and the gradebook is as if nothing had happened."""

import asyncio
import gc
import json
import os
import select
import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.cluster import Cluster, Tls
from autograder.grading.journal import Journal
from autograder.grading.workers import LocalProcesses
from tests.autograder.classroom import grade, hand_in
from tests.autograder.grading.hosts import (
    DEADLINE,
    ENVIRONMENT,
    OURS,
    ROOT,
    Hosts,
    Processes,
    square,
    square_or_die,
    wait_for,
)

GRADE = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", "scatter", "--seed", "1"]
STUDENTS = [f"s{number:02}" for number in range(20)]
ANSWERS = {
    0: "def contributors(o, i, k, s, p=0, d=1):\n    return []",
    1: "contributors = 3",
    2: "raise ValueError('an own error')",
}
"""What some write in the place of the first exercise."""


@pytest.fixture
def processes(tmp_path):
    with closing(Processes(tmp_path)) as running:
        yield running


@pytest.fixture
def hosts(processes):
    made = Hosts()
    yield made
    processes.close()
    made.close()


@pytest.fixture
def class_(own_course):
    """Return a course in which everybody's cells wait a little, and not everybody is right."""
    notebook = json.loads(own_course.notebook("source", "scatter").read_text())
    for number, student in enumerate(STUDENTS):
        cells = [
            cell | {"outputs": [], "execution_count": None} for cell in notebook["cells"] if cell["cell_type"] == "code"
        ]
        for cell in cells:
            if cell["metadata"]["nbgrader"]["solution"] and number % 4 in ANSWERS:
                cell["source"] = ANSWERS[number % 4]
                break
        own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
        cells.append(own | {"source": f"import time; time.sleep({0.1 if number < 10 else 0.4})  # {student}"})
        path = own_course.notebook("submitted", "scatter", student)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook | {"cells": cells}))
    return own_course


def lines(course):
    """Return whose lines the journal has, in order; a line that is being written is none yet."""
    text = course.journal.read_text() if course.journal.exists() else ""
    return [json.loads(line)["student"] for line in text.splitlines(keepends=True) if line.endswith("\n")]


def gradebook(course):
    """Return all scores that nbgrader's own gradebook has, by student and cell, with what a person has to look at."""
    with closing(Gradebook(course.db, course.name)) as book:
        return sorted(
            (submission.student_id, grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in book.find_assignment("scatter").submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        )


def table(course):
    """Return the rows of the journal without what differs from run to run: how long it took."""
    return [
        (o.student, o.status, o.scores, o.reason, o.unanswered, o.key) for o in Journal(course.journal).of(["scatter"])
    ]


def undisturbed(course, root):
    """Return the same course, graded on this machine, where nothing happens."""
    twin = Course.open(shutil.copytree(course.root, root, ignore=shutil.ignore_patterns("journal.jsonl", "autograded")))
    (twin.root / "gradebook.db").unlink()
    grade(twin, workers=LocalProcesses(6))
    return twin


def begin(course, address, within=()):
    """Start the command on the cluster."""
    return subprocess.Popen(
        [*OURS, *within, *GRADE, "--course", course.root, "--scheduler", address, "--wait", str(DEADLINE)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT,
    )  # fmt: skip


def end(process, code=0):
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == code, err
    assert "Traceback" not in err
    return out, err


@pytest.mark.slow
def test_workers_and_schedulers_that_are_lost_cost_nothing_and_nothing_is_graded_twice(
    class_, processes, hosts, tmp_path
):
    twin = undisturbed(class_, tmp_path / "twin")
    _, here = hosts.add()
    address, there = hosts.add(hidden=class_.root)
    machines = [hosts.add(hidden=class_.root)[1] for _ in range(3)]
    scheduler, url = processes.scheduler(host=address, within=there, port=8786)
    first, second = (processes.worker(url, "--no-nanny", within=within) for within in machines[:2])
    with begin(class_, url, here) as run:
        wait_for(lambda: len(lines(class_)) >= 2)
        first.kill()
        processes.worker(url, "--no-nanny", within=machines[2])  # it joins later, and soon it is the only one
        wait_for(lambda: len(lines(class_)) >= 6)
        second.kill()
        wait_for(lambda: len(lines(class_)) >= 10)
        scheduler.kill()
        said = end(run, 1)[1].splitlines()[-1]
    assert said.startswith(f"error: the scheduler at {url} is gone: start it again and run the same command")
    kept = lines(class_)
    assert 10 <= len(kept) < len(STUDENTS)
    assert sorted({student for student, *_ in gradebook(class_)}) == sorted(kept)
    scheduler, url = processes.scheduler(host=address, within=there, port=8786)
    processes.worker(url, "--no-nanny", within=machines[0])
    with begin(class_, url, here) as run:
        end(run)
    assert sorted(lines(class_)) == STUDENTS
    assert table(class_) == table(twin)
    assert gradebook(class_) == gradebook(twin)


def other_numpy(folder):
    """Return an environment in which NumPy is said to be of another version."""
    info = folder / "numpy-0.0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 0.0.1\n")
    return {"PYTHONPATH": f"{folder}:{ROOT}"}


def test_a_worker_that_cannot_grade_says_why_and_takes_no_work_and_another_does_it_all(own_course, processes, tmp_path):
    _, url = processes.scheduler()
    processes.worker(url, "--name", "boxless", env={"PATH": "/nowhere"})
    processes.worker(url, "--name", "old", env=other_numpy(tmp_path / "packages"))
    hand_in(own_course, "ann")
    with begin(own_course, url) as run:
        heard = [run.stderr.readline() for _ in range(3)]
        assert "takes no work: it has NumPy 0.0.1 and not" in "".join(heard)
        assert "takes no work: bubblewrap (bwrap) is not installed: see SECURITY.md" in "".join(heard)
        processes.worker(url)
        end(run)
    assert lines(own_course) == ["ann"]


def test_what_is_wrong_with_the_cluster_is_one_line(own_course, processes):
    hand_in(own_course, "ann")
    _, url = processes.scheduler()
    with pytest.raises(
        CourseError, match=rf"^no worker at {url} can grade \(there is none, start one with 'dask worker"
    ):
        on(url, patience=0.5)
    for nowhere in ("tcp://127.0.0.1:1", "localhost", "http://127.0.0.1:1", url.replace("tcp", "tls")):
        with pytest.raises(CourseError, match=rf"^no scheduler can be used at {nowhere} \(.*\): start it"):
            on(nowhere)


def test_what_dasks_threads_say_of_lost_connections_is_kept_from_the_terminal(processes, caplog):
    _, url = processes.scheduler()
    with Cluster(url) as cluster:
        lost = asyncio.run_coroutine_threadsafe(forgotten(), cluster.client.loop.asyncio_loop)
        lost.result(DEADLINE)
    assert caplog.records == []


async def forgotten():
    """Let a task fail whose result nobody asks for, as Dask does where a connection is lost."""

    async def fails():
        raise ConnectionError

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    del task
    gc.collect()  # asyncio complains when it goes


STARTS = """
import signal, sys
from pathlib import Path
from tests.autograder.grading.hosts import Processes
processes = Processes(Path(sys.argv[1]))
print(processes.scheduler()[0].pid, flush=True)
signal.pause()
"""


@pytest.mark.slow
def test_what_a_test_has_started_ends_with_it_even_if_that_is_killed(tmp_path):
    command = [sys.executable, "-c", STARTS, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT) as test:
        scheduler = os.pidfd_open(int(test.stdout.readline()))
        test.kill()
    assert select.select([scheduler], [], [], DEADLINE)[0]
    os.close(scheduler)


def on(address, tasks=(1,), work=square, **more):
    with Cluster(address, **more) as cluster:
        return sorted(cluster.map(work, tasks), key=str)


def test_a_task_that_ends_two_workers_is_lost_and_no_other(processes):
    _, url = processes.scheduler()
    processes.worker(url, "--nworkers", "2")  # with nannies, which start them again
    assert dict(on(url, [3, -1, 4, *range(100, 160)], square_or_die)) == {
        3: 9, -1: None, 4: 16, **{task: task * task for task in range(100, 160)}
    }  # fmt: skip


def test_with_certificates_everything_is_encrypted_and_without_nobody_is_let_in(processes, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates, and is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=course",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    words = ("--tls-ca-file", str(certificate), "--tls-cert", str(certificate), "--tls-key", str(key))
    _, url = processes.scheduler(*words, "--protocol", "tls")
    assert url.startswith("tls://")
    processes.worker(url, *words)
    assert on(url, [2], tls=Tls(certificate, certificate, key)) == [(2, 4)]
    with pytest.raises(CourseError, match="no scheduler can be used at tls://"):
        on(url)
