"""A course with one small assignment of 5 points, three who have handed in, and the acts of its instructor."""

import copy
import json
import shutil
import sqlite3
from contextlib import closing
from importlib import resources

from click.testing import CliRunner
from nbgrader import api

from autograder.cli import cli
from autograder.course import Course

NAME = "halves"
POINTS = {"ann": 5, "bob": 4, "cho": 0}
ONE_CELL = """
```{code-cell} ipython3
---
exercise: spread
role: test
name: one_cell
points: 2
---
assert_returns(np.array([4.0]), spread, np.array([4.0]), 3)
```
"""


class SmallClass:
    """The course, and what one does with it from the command line."""

    def __init__(self, root, db=None):
        self.course = Course.create(root, [])
        self.root = root
        if db:
            settings = root / "course.toml"
            settings.write_text(settings.read_text() + f"db = '{db}'\n")
            self.course = Course.open(root)
        self.wheel = root.parent / "tconv_course-0-py3-none-any.whl"
        self.wheel.write_bytes(b"a wheel")
        self.master = self.course.begin_master(NAME)
        self.text = self.master.read_text()
        assert self.release().exit_code == 0

    def copied(self, root):
        """Return the same course as it is now, in another folder."""
        twin = copy.copy(self)
        twin.root = shutil.copytree(self.root, root)
        twin.course = Course.open(twin.root)
        twin.master = twin.course.assignments()[NAME]
        return twin

    def run(self, *words):
        return CliRunner().invoke(cli, [*words, "--course", str(self.root)], standalone_mode=False)

    def release(self, *words):
        return self.run("release", NAME, "--wheel", str(self.wheel), *words)

    def grade(self):
        done = self.run("grade", NAME)
        assert done.exception is None, done.output
        return done

    def hand_in_all(self):
        source = json.loads(self.course.notebook("source", NAME).read_text())
        answer = next(text(c) for c in source["cells"] if flags(c).get("solution"))
        for student, change in {
            "ann": lambda answer: answer,
            "bob": lambda answer: answer.replace("raise ValueError", "raise KeyError"),
            "cho": lambda _answer: "spread = 1",
        }.items():
            notebook = json.loads(self.course.notebook("release", NAME).read_text())
            for cell in notebook["cells"]:
                if flags(cell).get("solution"):
                    cell["source"] = change(answer)
            path = self.course.notebook("submitted", NAME, student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(notebook))

    def change(self, *pairs, more=""):
        """Write the master anew, with changes of its first text."""
        changed = self.text
        for before, after in pairs:
            assert before in changed, before
            changed = changed.replace(before, after)
        self.master.write_text(changed + more)

    def book(self):
        return closing(api.Gradebook(self.course.db, self.course.name))

    def totals(self):
        """Return what nbgrader itself counts, and of how many points."""
        with self.book() as book:
            assignment = book.find_assignment(NAME)
            return {each.student_id: each.score for each in assignment.submissions}, assignment.max_score

    def state(self):
        """Return all that a release writes: files by name, the bytes of the gradebook."""
        places = [self.root / "gradebook.db"]
        places += [path for step in ("source", "release") for path in (self.root / step).rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in places if path.exists()}

    def dump(self):
        with closing(sqlite3.connect(self.root / "gradebook.db")) as book:
            return list(book.iterdump())


def text(cell):
    return "".join(cell["source"])


def flags(cell):
    return cell["metadata"].get("nbgrader", {})


def template():
    return resources.files("autograder").joinpath("templates/master.md").read_text().replace("{title}", "Halves")
