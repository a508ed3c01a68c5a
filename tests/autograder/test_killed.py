"""``kill -9`` of whatever takes part in a run, at random moments: what goes on ends as an undisturbed run ends.

Five in ``make test``, a hundred of each kind in ``make soak``; a failure prints the seed that draws the moments.
The hundred come in ten parts of less than an hour each, which need not follow each other:
``pytest -m soak -k part3 tests/autograder/test_killed.py``.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sql

from autograder.course import Course
from autograder.grading.journal import Journal
from tests.autograder.classroom import grade
from tests.autograder.grading.hosts import DEADLINE, ENVIRONMENT, ROOT, Processes, wait_for
from tests.autograder.postgres import server
from tests.once import once

COMMAND = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", "scatter", "--seed", "1"]
STUDENTS = [f"s{number}" for number in range(8)]
KINDS = ("grader", "worker", "sandbox", "examiner", "database")
SOAKED = ("scheduler", "cluster worker")
MARKS = {"sandbox": b"sandbox.inside", "examiner": b"examiner.process"}
"""What the command of a process has in it, by what it is."""
WINDOW = 6.0  # seconds after the first start of a sandbox in which a run is struck, or it is over


@pytest.fixture(scope="session")
def class_(course, tmp_path_factory):
    """Return a course in which some are right, some wrong, some stopped, and the same graded without a disturbance."""

    def make(folder):
        made = Course.open(shutil.copytree(course.root, folder / "course"))
        notebook = json.loads(made.notebook("source", "scatter").read_text())
        for number, student in enumerate(STUDENTS):
            cells = [dict(cell) for cell in notebook["cells"]]
            answers = [cell for cell in cells if cell["metadata"]["nbgrader"]["solution"]]
            answers[0]["source"] = [answers[0]["source"], "contributors = 3", "raise ValueError", "1 / 0"][number % 4]
            own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
            cells.insert(1, own | {"source": f"import time; time.sleep(0.2)  # {student}"})
            path = made.notebook("submitted", "scatter", student)
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook | {"cells": cells}))
        twin = Course.open(shutil.copytree(made.root, folder / "undisturbed"))
        grade(twin)

    folder = once(tmp_path_factory, "killed", make)
    return Course.open(folder / "course"), Course.open(folder / "undisturbed")


def gradebook(url):
    """Return every score of a gradebook, and who has a row of what; asked of the tables, so that doubles show."""
    engine = sql.create_engine(url)
    with engine.connect() as connection:
        scores = connection.execute(
            sql.text(
                "SELECT a.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade FROM grade g"
                " JOIN submitted_notebook n ON g.notebook_id = n.id"
                " JOIN submitted_assignment a ON n.assignment_id = a.id JOIN base_cell b ON g.cell_id = b.id"
            )
        )
        found = sorted(map(tuple, scores))
    engine.dispose()
    return [(student, cell, score, manual, bool(review)) for student, cell, score, manual, review in found]


def table(course):
    """Return the rows without what differs from run to run: how long it took."""
    known = Journal(course.journal).of(["scatter"])
    return [(o.student, o.status, o.scores, o.reason, o.unanswered, o.by_hand, o.max_score, o.key) for o in known]


def descendants(pid):
    """Return the ids of all processes that came from one, with their commands."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                with suppress(OSError):
                    found.append((child, Path(f"/proc/{child}/cmdline").read_bytes()))
                found += descendants(child)
    return found


def victims(run, kind):
    """Return whom a strike may hit."""
    below = descendants(run.pid)
    if kind == "worker":
        own = Path(f"/proc/{run.pid}/cmdline").read_bytes()
        return [pid for pid, command in below if command == own]
    return [pid for pid, command in below if MARKS[kind] in command]


def strike(run, kind, chance):
    """Kill one of a kind, at a random moment of the run; nobody where it has ended before."""
    with suppress(subprocess.TimeoutExpired):
        wait_for(lambda: run.poll() is not None or victims(run, "worker"))
        run.wait(chance.uniform(0, WINDOW))
    if run.poll() is None:
        hit = [run.pid] if kind == "grader" else victims(run, kind)
        with suppress(ProcessLookupError):
            os.kill(chance.choice(hit or [run.pid]), signal.SIGKILL)


def start(course, *words):
    command = [*COMMAND, "--course", course.root, "--jobs", "2", "--wait", str(DEADLINE), *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT
    )


def check(course, twin):
    """Go on until everybody is graded, and compare."""
    with start(course) as run:
        err = run.communicate(timeout=DEADLINE)[1]
        assert run.returncode == 0, err
    assert table(course) == table(twin)
    assert gradebook(course.db) == gradebook(twin.db)
    for student in STUDENTS:
        graded = [json.loads(each.notebook("autograded", "scatter", student).read_text()) for each in (course, twin)]
        assert graded[0] == graded[1]


def kill(kind, seed, class_, folder):
    """Grade a copy of the class, kill one of the kind, go on, compare."""
    chance = random.Random(seed)  # noqa: S311 - a moment, no secret
    course, twin = class_
    course = Course.open(shutil.copytree(course.root, folder / "course"))
    if kind == "database":
        with server() as one:
            (course.root / "course.toml").write_text((course.root / "course.toml").read_text() + f"db = '{one.url}'\n")
            course = Course.open(course.root)
            with start(course) as run:
                with suppress(subprocess.TimeoutExpired):
                    wait_for(lambda: run.poll() is not None or victims(run, "worker"))
                    run.wait(chance.uniform(0, WINDOW))
                one.stop()
                run.communicate(timeout=DEADLINE)
            one.start()
            check(course, twin)
        return
    if kind in SOAKED:
        with closing(Processes(folder)) as processes:
            scheduler, url = processes.scheduler()
            workers = [processes.worker(url, "--no-nanny") for _ in range(2)]
            with start(course, "--scheduler", url) as run:
                with suppress(subprocess.TimeoutExpired):
                    run.wait(chance.uniform(0, 3 * WINDOW))
                (scheduler if kind == "scheduler" else workers[0]).kill()
                _, err = run.communicate(timeout=DEADLINE)
                assert "Traceback" not in err
    else:
        with start(course) as run:
            strike(run, kind, chance)
            run.communicate(timeout=DEADLINE)
    check(course, twin)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_one_kill_of_each_kind_changes_nothing_in_the_end(kind, class_, tmp_path):
    seed = random.randrange(10**9)  # noqa: S311 - as above
    print(f"seed {seed}")  # noqa: T201 - shown where it fails
    kill(kind, seed, class_, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("kind", [*KINDS, *SOAKED])
@pytest.mark.parametrize("seed", [pytest.param(seed, id=f"part{seed // 10}-{seed}") for seed in range(100)])
def test_a_hundred_kills_of_each_kind_change_nothing_in_the_end(kind, seed, class_, tmp_path):
    kill(kind, seed, class_, tmp_path)
