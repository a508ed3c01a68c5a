"""``kill -9`` of whatever takes part in a run, at random moments: what goes on ends as an undisturbed run ends.

A run is struck, and goes on or is started again, and is struck again, until all are graded. After each strike what is
recorded has to be a part of what is right.

Five strikes in ``make test``, a hundred of each kind in ``make soak``; a failure prints the seed that draws the
moments. The hundred come in ten parts of some minutes each, which need not follow each other:
``pytest -m soak -k part3 tests/autograder/test_killed.py``.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sql
from sqlalchemy.pool import NullPool

from autograder.course import Course
from autograder.grading.journal import Journal
from tests.autograder.classroom import rows
from tests.autograder.grading.hosts import DEADLINE, ENVIRONMENT, ROOT, Processes, descendants, wait_for
from tests.autograder.postgres import server
from tests.once import once

COMMAND = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", "scatter", "--seed", "1"]
KINDS = ("grader", "worker", "sandbox", "examiner", "database")
SOAKED = ("scheduler", "cluster worker")
ENDING = ("grader", "database", "scheduler")
"""Whose end a run does not outlive: it is started again for every strike, and so the class is small."""
MARKS = {"sandbox": b"sandbox.inside", "examiner": b"examiner.process"}
"""What the command of a process has in it, by what it is."""
ONE, SMALL, LARGE = 8, 16, 48  # students of the class that is struck once, or many times
HANGS = 5 * DEADLINE  # seconds for a run of the large class, which takes twenty on an idle machine
PART = 10  # strikes of one kind in a part of the soak
STRIKES_A_RUN = 8  # for as many there is time in a run of the large class
OWN = "contributors = lambda *_, **__: {}"  # a wrong answer that nobody has given: the examiner is asked
MISTAKE = """
def contributors(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if stride * j + dilation * t == cell][:1]
"""  # one of the mutants
CELLS = """
SELECT a.student_id, b.type, b.name, g.id IS NULL, g.auto_score, g.manual_score, g.needs_manual_grade, k.id IS NULL,
k.auto_comment FROM submitted_assignment a LEFT JOIN submitted_notebook n ON n.assignment_id = a.id
LEFT JOIN base_cell b ON b.notebook_id = n.notebook_id
LEFT JOIN grade g ON g.notebook_id = n.id AND g.cell_id = b.id
LEFT JOIN comment k ON k.notebook_id = n.id AND k.cell_id = b.id
"""
"""All that a gradebook has of every submission: what is half there shows, and what is there twice."""


@dataclass
class Class:
    """A class that is handed in, the same graded without a disturbance, and the seconds that its workers took."""

    course: Course
    twin: Course
    seconds: float


@pytest.fixture(scope="session")
def class_of(course, tmp_path_factory):
    """Return what gives a class of some size, in which some are right, some wrong, some stopped."""

    def make(folder, size):
        made = Course.open(shutil.copytree(course.root, folder / "course"))
        notebook = json.loads(made.notebook("source", "scatter").read_text())
        for number in range(size):
            cells = [dict(cell) for cell in notebook["cells"]]
            answers = [cell for cell in cells if cell["metadata"]["nbgrader"]["solution"]]
            own = OWN.format(number)
            given = [answers[0]["source"], own, MISTAKE, "raise ValueError", own, "1 / 0"]
            answers[0]["source"] = given[number % len(given)]
            waits = {"cell_type": "code", "id": "waits", "metadata": {}, "outputs": [], "execution_count": None}
            cells.insert(1, waits | {"source": f"import time; time.sleep(0.2)  # {number}"})
            path = made.notebook("submitted", "scatter", f"s{number:02}")
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook | {"cells": cells}))
        twin = Course.open(shutil.copytree(made.root, folder / "undisturbed"))
        with running(twin, "--jobs", "2") as run:
            wait_for(lambda: victims(run.pid, "worker"))
            began = time.monotonic()
            assert ended(run, HANGS)
        (folder / "seconds").write_text(str(time.monotonic() - began))
        assert graded(twin) == set(handed_in(twin))
        assert any(b"as if the first pair that fits were the only one" in text for text in notebooks(twin).values())

    def of(size):
        folder = once(tmp_path_factory, f"killed{size}", lambda folder: make(folder, size))
        courses = (Course.open(folder / name) for name in ("course", "undisturbed"))
        return Class(*courses, float((folder / "seconds").read_text()))

    return of


class Scene:
    """Where a run takes place: with processes of this machine."""

    words = ("--jobs", "2")
    at_hand = 4  # submissions that are handed out and not recorded yet, at most

    def __init__(self, kind, course, folder):
        self.kind, self.course = kind, course

    def is_at_work(self, run):
        return victims(run.pid, "worker")

    def strike(self, run, chance):
        """Kill one of a kind; return whether there was one."""
        if self.kind == "grader":
            return killed(run)
        found = victims(run.pid, self.kind)
        with suppress(ProcessLookupError):
            if found:
                os.kill(chance.choice(found), signal.SIGKILL)
                return True
        return False

    def mend(self, run, chance):
        """Put in its place what the run itself does not."""

    def close(self):
        """Leave nothing behind."""


class OnServer(Scene):
    """The gradebook is on a server, which is started again when the run has ended, or while it goes on."""

    def __init__(self, kind, course, folder):
        self.left = ExitStack()
        self.server = self.left.enter_context(server())
        settings = course.root / "course.toml"
        settings.write_text(f"{settings.read_text()}db = '{self.server.url}'\n")
        super().__init__(kind, Course.open(course.root), folder)

    def strike(self, run, chance):
        over = ended(run, 0)
        self.server.kill()
        return not over

    def mend(self, run, chance):
        if chance.random() < 0.5:
            assert ended(run, DEADLINE)
        self.server.start()

    def close(self):
        self.left.close()


class OnCluster(Scene):
    """The workers are those of a cluster; who is lost of it is replaced."""

    at_hand = 12

    def __init__(self, kind, course, folder):
        super().__init__(kind, course, folder)
        self.processes = Processes(folder)
        self._begin()

    def _begin(self):
        self.scheduler, self.url = self.processes.scheduler()
        self.words = ("--scheduler", self.url)
        self.workers = [self._worker() for _ in range(2)]

    def _worker(self):
        return self.processes.worker(self.url, "--no-nanny")

    def is_at_work(self, run):
        return any(victims(worker.pid, "sandbox") for worker in self.workers)

    def strike(self, run, chance):
        return killed(self.scheduler if self.kind == "scheduler" else self.workers.pop(chance.randrange(2)))

    def mend(self, run, chance):
        if self.kind == "scheduler":
            assert ended(run, DEADLINE)
            self.processes.close()
            self._begin()
        else:
            self.workers.append(self._worker())

    def close(self):
        self.processes.close()


SCENES = dict.fromkeys(KINDS, Scene) | dict.fromkeys(SOAKED, OnCluster) | {"database": OnServer}


class Right:
    """What an undisturbed run records, by student."""

    def __init__(self, twin):
        self.twin = twin
        self.lines = {line["student"]: line for line in journal(twin)[0]}
        self.cells = cells(twin)
        self.notebooks = notebooks(twin)
        self.files = files(twin)

    def check_so_far(self, course, kind, *, over):
        """Check that what is recorded is a part of it: nothing else, nothing twice, of nobody a half."""
        lines, torn = journal(course)
        assert not torn or kind == "grader"
        assert len({line["student"] for line in lines}) == len(lines)
        for line in lines:
            assert line == self.lines[line["student"]]
        found = cells(course, over=over)
        for student, own in found.items():
            assert own == self.cells[student]
        if kind != "database":  # without it what is graded is kept in the journal
            assert {line["student"] for line in lines} <= found.keys()
        for student, text in notebooks(course).items():
            assert text == self.notebooks[student], student

    def check(self, course):
        """Check that all is recorded."""
        assert table(course) == table(self.twin)
        assert cells(course) == self.cells
        assert notebooks(course) == self.notebooks
        assert files(course) == self.files
        assert [row | {"seconds": 0} for row in rows(course)] == [row | {"seconds": 0} for row in rows(self.twin)]
        assert course.grades_by_test.read_bytes() == self.twin.grades_by_test.read_bytes()


def journal(course):
    """Return the lines of a journal without how long each took, and how many are torn; the last may be."""
    found, torn = [], 0
    for line in course.journal.read_bytes().split(b"\n")[:-1] if course.journal.exists() else ():
        try:
            found.append(json.loads(line) | {"seconds": 0})
        except ValueError:
            torn += 1
    return found, torn


def table(course):
    """Return the rows without what differs from run to run: how long it took."""
    known = Journal(course.journal).of(["scatter"])
    return [(o.student, o.status, o.scores, o.reason, o.unanswered, o.by_hand, o.max_score, o.key) for o in known]


def cells(course, *, over=False):
    """Return all that a gradebook has, by student; of a run that is over its copy is asked.

    Whoever opens a file in which a killed run was writing puts it right: that is left to the next run.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = course.db
        if over and url.startswith("sqlite"):
            for path in course.root.glob("gradebook.db*"):
                shutil.copy(path, folder)
            url = f"sqlite:///{folder}/gradebook.db"
        engine = sql.create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            is_made = sql.inspect(connection).has_table("comment")
            rows = sorted(map(tuple, connection.execute(sql.text(CELLS))), key=str) if is_made else []
    found = {}
    for student, *row in rows:
        found.setdefault(student, []).append(row)
    return found


def notebooks(course):
    """Return the graded notebooks, by student."""
    return {student: course.notebook("autograded", "scatter", student).read_bytes() for student in graded(course)}


def graded(course):
    """Return who has a graded notebook."""
    return {student for student in handed_in(course) if course.notebook("autograded", "scatter", student).exists()}


def handed_in(course):
    return sorted(path.name for path in (course.root / "submitted").iterdir())


def files(course):
    """Return the names of all files of a course."""
    return sorted(str(path.relative_to(course.root)) for path in course.root.rglob("*") if path.is_file())


def victims(pid, kind):
    """Return the processes of a kind that came from one."""
    below = descendants(pid)
    if kind == "worker":
        own = Path(f"/proc/{pid}/cmdline").read_bytes()
        return [each for each, command in below if command == own]
    return [each for each, command in below if MARKS[kind] in command]


def left_over(course):
    """Return the processes that a run has left, which name its course."""
    commands = ((path.parent.name, path) for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [pid for pid, path in commands if os.fsencode(course.root) in _read(path)]


def _read(path):
    try:
        return path.read_bytes()
    except OSError:  # it has ended
        return b""


def killed(process):
    """Kill a process of ours, and return whether it had not ended before."""
    process.kill()
    return process.wait() == -signal.SIGKILL


@contextmanager
def running(course, *words):
    """Run the command; it does not outlive a test that fails."""
    command = [*COMMAND, "--course", course.root, "--wait", str(DEADLINE), *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def ended(run, seconds):
    """Wait for a while; return whether the run has ended by then."""
    with suppress(subprocess.TimeoutExpired):
        run.wait(seconds)
    return run.poll() is not None


def struck(scene, seconds, chance, strikes, right):
    """Run the command, and strike up to so many times; return which have hit, and whether the run has ended well.

    Between two strikes all that was at hand is graded: what is struck twice counts as the learner's doing.
    """
    hit, course = [], scene.course
    with running(course, *scene.words) as run:
        wait_for(lambda: run.poll() is not None or scene.is_at_work(run))
        while sum(hit) < strikes and not ended(run, chance.uniform(0, seconds)):
            hit.append(scene.strike(run, chance))
            waiting = [student for student in handed_in(course) if student not in graded(course)][: scene.at_hand]
            scene.mend(run, chance)
            wait_for(lambda waiting={*waiting}: run.poll() is not None or waiting <= graded(course))
            right.check_so_far(course, scene.kind, over=run.poll() is not None)
        _, err = run.communicate(timeout=HANGS)
    assert "Traceback" not in err
    assert "error: unexpected" not in err
    if scene.kind == "grader":
        wait_for(lambda: not left_over(course))
        assert run.returncode == (-signal.SIGKILL if any(hit) else 0), err
    else:
        assert run.returncode in ((0, 1) if scene.kind in ENDING else (0,)), err
    return hit, run.returncode == 0


def kill(kind, seed, strikes, class_of, folder):
    """Grade copies of a class, kill so many of a kind, go on each time, and compare."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311 - moments, no secret
    size = ONE if strikes == 1 else SMALL if kind in ENDING else LARGE
    class_ = class_of(size)
    seconds = class_.seconds / (STRIKES_A_RUN if size == LARGE else 1)
    right = Right(class_.twin)
    hits, missed = 0, 0
    while hits < strikes:
        own = folder / str(missed)
        course = Course.open(shutil.copytree(class_.course.root, own / "course"))
        with closing(SCENES[kind](kind, course, own)) as scene:
            over = False
            while hits < strikes and not over:
                left = 1 - len(journal(course)[0]) / size
                hit, over = struck(scene, seconds * (1 + left) / 2, chance, strikes - hits, right)
                hits, missed = hits + sum(hit), missed + hit.count(False) + (not hit)
                assert missed <= 2 * strikes + 2, f"of {hits + missed} strikes {missed} have hit nothing"
            if not over:
                with running(scene.course, *scene.words) as run:
                    _, err = run.communicate(timeout=HANGS)
                assert run.returncode == 0, err
            right.check(scene.course)
        shutil.rmtree(own)
    print(f"{hits} have hit, {missed} have not")  # noqa: T201 - shown by -rP


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_one_kill_of_each_kind_changes_nothing_in_the_end(kind, class_of, tmp_path):
    seed = random.randrange(10**9)  # noqa: S311 - as above
    print(f"seed {seed}")  # noqa: T201 - shown where it fails
    kill(kind, seed, 1, class_of, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("kind", [*KINDS, *SOAKED])
@pytest.mark.parametrize("part", range(10), ids="part{}".format)
def test_a_hundred_kills_of_each_kind_change_nothing_in_the_end(kind, part, class_of, tmp_path):
    kill(kind, part, PART, class_of, tmp_path)
