"""A released assignment, and the learners' wheel installed where nothing is but what it needs."""

import contextlib
import copy
import json
import re
import subprocess
import venv
from importlib import metadata
from types import SimpleNamespace

import pytest

from tconv_check.assignment import Assignment, Given
from tconv_check.conditions import LIMITS
from tconv_check.plan import Step
from tconv_check.run import run
from tests.once import once

FAST = 120  # seconds that a check under test may take on a busy machine


@pytest.fixture(scope="session")
def learner_python(tmp_path_factory, wheel):
    """A Python that has the wheel and what it depends on, and nothing else."""

    def make(folder):
        venv.create(folder, symlinks=True)
        [packages] = folder.glob("lib/python*/site-packages")
        command = ["python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", packages, wheel]
        subprocess.run(command, check=True, timeout=FAST)
        [record] = packages.glob("tconv_check-*.dist-info")
        for name in depended_on(metadata.PathDistribution(record)):
            for top in {file.parts[0] for file in metadata.distribution(name).files} - {".."}:
                if not (packages / top).exists():
                    (packages / top).symlink_to(metadata.distribution(name).locate_file(top))

    return once(tmp_path_factory, "learner", make) / "bin" / "python"


def depended_on(distribution):
    """Return the names of all that a distribution needs, and that they need."""
    found, todo = {}, [distribution]
    while todo:
        for line in todo.pop().requires or []:
            name = re.match(r"[\w.-]+", line)[0]
            if "extra ==" not in line and name not in found:
                with contextlib.suppress(metadata.PackageNotFoundError):  # not needed on this system
                    found[name] = metadata.distribution(name)
                    todo.append(found[name])
    return found


@pytest.fixture
def check(learner_python, tmp_path):
    """Run the command on a notebook as a learner does; return exit code and what it printed."""

    def run(notebook, name="scatter.ipynb", *more, encoding="utf-8"):
        folder = tmp_path / "Übung 1 (neu)"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        done = subprocess.run(
            [learner_python, "-m", "tconv_check", path, *more],
            capture_output=True,
            timeout=FAST,
            check=False,
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": encoding, "TCONV_SEED": "99"},
        )
        out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
        assert "Traceback" not in out + err, out + err
        return SimpleNamespace(code=done.returncode, out=out, err=err)

    return run


@pytest.fixture
def released(course):
    return json.loads(course.notebook("release", "scatter").read_text(encoding="utf-8"))


@pytest.fixture
def solved(course, released):
    notebook = copy.deepcopy(released)
    for cell in json.loads(course.notebook("source", "scatter").read_text(encoding="utf-8"))["cells"]:
        if cell["metadata"]["nbgrader"]["solution"]:
            lines = [line for line in text(cell).split("\n") if "### BEGIN" not in line and "### END" not in line]
            find(notebook, name_of(cell))["source"] = "\n".join(lines)
    return notebook


@pytest.fixture
def book(released, solved):
    """The released notebook, the solved one, and what is done to them."""
    return SimpleNamespace(
        released=released, solved=solved, find=find, put=put, text=text, own=own, name_of=name_of, place=place,
        lose_marks=lose_marks, lose_marks_and_ids=lose_marks_and_ids,
    )  # fmt: skip


@pytest.fixture(scope="session")
def walk():
    """Run cells of given roles; return what became of each."""

    def walk(*cells, functions=("f",), values=(), limits=LIMITS, packages=()):
        steps = [Step(role, f"cell {number}", text, f"{role} {number}") for number, (role, text) in enumerate(cells)]
        given = [
            Given(step.name, step.role, "a", "", "", functions=functions, values=values)
            if step.role == "solution"
            else Given(step.name, step.role, "a", "", step.text, points=2)
            for step in steps
            if step.role != "own"
        ]
        found = run(steps, Assignment("a", tuple(given), packages=packages), limits)
        return [found.get(number) for number in range(len(steps))]

    return walk


@pytest.fixture(scope="session")
def errors(walk):
    """Run cells of given roles; return their errors."""
    return lambda *cells, **more: [found.error for found in walk(*cells, **more)]


def name_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def text(cell):
    return "".join(cell["source"])


def place(notebook, name):
    return next(index for index, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def find(notebook, name):
    return notebook["cells"][place(notebook, name)]


def put(notebook, name, before="", after=""):
    cell = find(notebook, name)
    cell["source"] = before + text(cell) + after


def lose_marks(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def lose_marks_and_ids(notebook):
    lose_marks(notebook)
    for cell in notebook["cells"]:
        del cell["id"]


def own(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "own1"}
