"""On the visible tests the check says what the grader says, verdict by verdict and word for word.

It does so of every wrong answer to the exercises of scatter, of the sample class, and of what learners do beside
answering.
"""

import copy
import json
import re
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest

from autograder.errors import SubmissionError
from autograder.grading import matching
from autograder.grading.executor import Sandboxed
from autograder.grading.restore import restore
from autograder.markers import starter
from autograder.masters.master import load
from autograder.masters.mutants import load_answers
from autograder.masters.source import source_notebook
from autograder.sample.hand_in import HandIn
from autograder.sample.usual import KINDS
from autograder.sandbox.launch import Launcher
from autograder.seed import VARIABLE, derive
from tconv_check.assignment import Assignment
from tconv_check.cli import check
from tconv_check.notebook import read
from tconv_check.plan import make_plan
from tconv_check.report import make_report
from tconv_check.run import run
from tests.drawn import drawn

MASTERS = sorted((Path(__file__).parents[2] / "solutions").glob("*.md"))
MUTANTS = Path(__file__).parents[2] / "solutions/mutants/scatter.py"
MARKERS = "def mutant(*a, **k):\n    return lambda f: f\nvariant = mutant\n"
FULL = 22


@pytest.fixture(scope="module")
def source(course):
    return nbformat.read(course.notebook("source", "scatter"), as_version=4)


@pytest.fixture(scope="module")
def executor(source):
    with Launcher() as launcher, Sandboxed(source, launcher) as executor:
        yield executor


@pytest.fixture
def verdicts(executor, source, tmp_path, monkeypatch):
    """Return what the check says of each visible test, what the grader says, its points, and the report."""
    monkeypatch.setenv(VARIABLE, str(derive(0, "visible")))  # the same visible cases for both
    path, original = tmp_path / "scatter.ipynb", matching.Assignment.of(source)

    def verdicts(data):
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        theirs, points = {}, 0
        for cell in executor.run(restore(path.read_bytes(), original).notebook, seed=0).cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                seen = [out.evalue or out.ename for out in cell.outputs if out.ename != "HiddenCase"]
                theirs[cell.metadata.nbgrader.grade_id] = "".join(seen)
                points += 0 if cell.outputs else cell.metadata.nbgrader.points
        ours, report = checked(path)
        assert ours.keys() == theirs.keys()
        return ours, theirs, points, report

    return verdicts


def checked(path):
    """Return what the check says of each visible test, and its report."""
    mine = read(path)
    assignment = Assignment.of(mine)
    plan = make_plan(mine, assignment)
    outcomes = run(plan.steps, assignment)
    tests = {plan.steps[n].name: found.error for n, found in outcomes.items() if plan.steps[n].role == "test"}
    return tests, make_report(path.name, assignment, plan, outcomes)


def differ(ours, theirs):
    """Return what is not said by both, where one only has the class of an error before it."""
    return {name: (ours[name], theirs[name]) for name in ours if not _same(ours[name], theirs[name])}


def _same(ours, theirs):
    ours, theirs = (
        said.partition("\n")[0].strip("\"'") for said in (ours, theirs)
    )  # KeyError quotes its message twice
    return bool(ours) == bool(theirs) and ours.endswith(theirs)


@pytest.mark.slow
@pytest.mark.parametrize("path", drawn(5, MASTERS), ids=lambda path: path.stem)
def test_every_solution_passes_its_visible_tests_and_every_starter_fails_them(path, tmp_path):
    notebook = source_notebook(load(path))
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    answered = checked(tmp_path / "a.ipynb")[0]
    assert {name: error for name, error in answered.items() if error} == {}
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = starter(cell.source)
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    begun = checked(tmp_path / "a.ipynb")[0]
    assert [name for name, error in begun.items() if not error] == []
    assert len(begun) == len(answered) > 3


@pytest.mark.slow
def test_of_every_wrong_answer_it_says_what_the_grader_says(book, verdicts):
    text = MARKERS + re.sub(r"(?m)^from autograder.*$", "", MUTANTS.read_text(encoding="utf-8"))
    answers = load_answers(MUTANTS.parents[1] / "scatter.md")
    by_exercise = {name: [a for a in answers if a.exercise == name] for name in {a.exercise for a in answers}}
    failing = 0
    for row in zip_longest(*by_exercise.values()):
        notebook = copy.deepcopy(book.solved)
        for answer in filter(None, row):
            cell = book.find(notebook, answer.exercise)
            cell["source"] = f"{text}\n{answer.exercise} = {answer.name}"
        ours, theirs, *_ = verdicts(notebook)
        assert differ(ours, theirs) == {}
        failing += sum(map(bool, ours.values()))
    assert failing > 20


@pytest.mark.slow
@pytest.mark.parametrize("name", drawn(6, KINDS))
def test_of_the_sample_class_it_says_what_the_grader_says(name, solved, verdicts, tmp_path):
    hand_in = HandIn(nbformat.from_dict(solved), load(MUTANTS.parents[1] / "scatter.md"), FULL)
    KINDS[name](hand_in)
    data = hand_in.data if hand_in.data is not None else nbformat.writes(hand_in.notebook).encode()
    if hand_in.status == "rejected":
        with pytest.raises(SubmissionError):
            verdicts(data)
        text, good = check(tmp_path / "scatter.ipynb")
        assert not good
        assert len(text.splitlines()) == 1
    elif hand_in.status == "graded":
        ours, theirs, points, report = verdicts(data)
        assert differ(ours, theirs) == {}
        assert report.ready or points < FULL, report.text


STAMP = "def stamp1d(x, w, stride, dilation):\n    "
RIGHT = (
    "size = stride * (len(x) - 1) + dilation * (len(w) - 1) + 1\n"
    "    y = np.zeros(size, np.result_type(x, w))\n"
    "    for i, value in enumerate(x):\n"
    "        for k, weight in enumerate(w):\n"
    "            y[stride * i + dilation * k] += value * weight\n"
    "    return y"
)
ANSWERS = {
    "right": STAMP + RIGHT,
    "a progress bar": "from tqdm import tqdm\n" + STAMP + RIGHT.replace("enumerate(x)", "tqdm(enumerate(x))"),
    "an import that is not used": "import torch\nimport torch.nn as nn\n" + STAMP + RIGHT,
    "an import with a fallback": "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
    + STAMP + "assert torch is None\n    " + RIGHT,
    "an import that is used": "import torch\n" + STAMP + "return torch.zeros(3)",
    "an import inside": STAMP + "from scipy.signal import convolve\n    return convolve(x, w)",
    "the library": "import tconv_lib.scatter as library\n" + STAMP + "return library.conv_transpose(x, w)",
    "a name of the test cells": STAMP + "return reference.conv_transpose(x, w)",
    "a picture": "%matplotlib inline\nimport matplotlib.pyplot as plt\n" + STAMP + "plt.plot(x)\n    " + RIGHT,
    "a magic above": "%%time\n" + STAMP + RIGHT,
    "a string like a magic": 'TEXT = """\n%d!\n"""\n' + STAMP + RIGHT,
    "a shell cell": "%%bash\n" + STAMP + RIGHT,
    "a doctest prompt": ">>> x = 1\n",
    "a fence": f"```python\n{STAMP}{RIGHT}\n```",
    "no colon": STAMP.replace(":", "") + RIGHT,
    "a later syntax": STAMP + "type X = int\n    " + RIGHT,
    "an old syntax": STAMP + "print 'x'\n    " + RIGHT,
    "a masked array": STAMP + RIGHT.replace("return y", "return np.ma.array(y)"),
    "a matrix": STAMP + RIGHT.replace("return y", "return np.matrix(y)"),
    "a list": STAMP + RIGHT.replace("return y", "return list(y)"),
    "a set": STAMP + "return {1, 2}",
    "a generator": STAMP + "yield from x",
    "None": STAMP + "x + 1",
    "changed arguments": STAMP + "x[:] = 0\n    " + RIGHT,
    "an exit": STAMP + "import sys\n    sys.exit(0)",
    "a keyboard interrupt": STAMP + "raise KeyboardInterrupt",
    "a crash": STAMP + "import os\n    os._exit(0)",
    "an error of its own": "class E(Exception):\n    pass\n" + STAMP + "raise E('mine')",
    "a key that is not there": STAMP + "return {}['Größe']",
    "recursion": STAMP + "return stamp1d(x, w, stride, dilation)",
    "input": STAMP + "input('x? ')\n    " + RIGHT,
    "a thread": STAMP + "import threading\n    threading.Thread(target=print).start()\n    " + RIGHT,
    "a program": STAMP + "import subprocess\n    subprocess.run(['true'])\n    " + RIGHT,
    "a file of the machine": STAMP + "open('data.csv').read()\n    " + RIGHT,
    "a file of its own": STAMP + "np.save('/tmp/x.npy' if False else 'x.npy', x)\n    " + RIGHT,
    "prints": STAMP + "print('x' * 100_000)\n    " + RIGHT,
    "warnings": STAMP + "import warnings\n    warnings.warn('x')\n    " + RIGHT,
    "a patched NumPy": STAMP + RIGHT + "\nnp.asarray = np.zeros = None",
    "a patched builtin": STAMP + RIGHT + "\nimport builtins\nbuiltins.sum = builtins.abs = lambda *a: 0",
    "a loop behind it": STAMP + RIGHT + "\nimport numpy as np\nraise RuntimeError('after')",
    "an await": "import asyncio\nawait asyncio.sleep(0)\n" + STAMP + RIGHT,
    "another name": STAMP.replace("stamp1d", "stamp_1d") + RIGHT,
    "another signature": STAMP.replace(", dilation", "") + RIGHT,
    "not a function": "stamp1d = 3",
    "a lambda": "stamp1d = lambda x, w, stride, dilation: x",
    "a class": "class stamp1d:\n    def __init__(self, *a):\n        pass",
    "complex numbers": STAMP + RIGHT.replace("return y", "return y + 0j"),
    "an empty cell": "",
    "a comment": "# I had no time",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", drawn(12, ANSWERS))
def test_of_what_learners_write_it_says_what_the_grader_says(name, book, verdicts):
    book.find(book.solved, "stamp1d")["source"] = ANSWERS[name]
    book.solved["cells"].insert(1, book.own("import numpy as np"))
    ours, theirs, points, report = verdicts(book.solved)
    assert differ(ours, theirs) == {}
    assert report.ready or points < FULL, report.text


def helpers_above(book):
    book.solved["cells"].insert(1, book.own("def helper():\n    return 1\nassert helper() == 1"))


def helpers_below(book):
    book.put(book.solved, "stamp1d", after="\nhelper_of_mine()")
    book.solved["cells"].append(book.own("def helper_of_mine():\n    return 1"))


def an_answer_below_its_tests(book):
    cells = book.solved["cells"]
    cells.append(cells.pop(book.place(book.solved, "stamp1d")))


def an_answer_overwritten_below(book):
    book.solved["cells"].append(book.own("def stamp1d(*args):\n    return None"))


def an_answer_overwritten_above_its_tests(book):
    at = book.place(book.solved, "stamp1d")
    book.solved["cells"].insert(at + 1, book.own("def stamp1d(*args):\n    return None"))


def a_cell_that_ends_its_process(book):
    book.solved["cells"].insert(1, book.own("import os\nos._exit(1)"))


def marks_lost(book):
    book.lose_marks(book.solved)


def marks_and_ids_lost(book):
    book.lose_marks_and_ids(book.solved)


def a_blank_copy_below(book):
    book.solved["cells"] += copy.deepcopy(book.released["cells"])


def an_answer_in_a_test_cell(book):
    text = book.text(book.find(book.solved, "stamp1d"))
    book.find(book.solved, "stamp1d")["source"] = book.find(book.released, "stamp1d")["source"]
    book.put(book.solved, "stamp1d-worked_example", before=f"{text}\n")


def an_answer_as_markdown(book):
    book.find(book.solved, "stamp1d")["cell_type"] = "markdown"


def tests_that_always_pass(book):
    book.find(book.solved, "stamp1d")["source"] = "def stamp1d(*args):\n    return None"
    for cell in book.solved["cells"]:
        if cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "assert True"


HARMS = [
    helpers_above,
    helpers_below,
    an_answer_below_its_tests,
    an_answer_overwritten_below,
    an_answer_overwritten_above_its_tests,
    a_cell_that_ends_its_process,
    marks_lost,
    marks_and_ids_lost,
    a_blank_copy_below,
    an_answer_in_a_test_cell,
    an_answer_as_markdown,
    tests_that_always_pass,
]


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_of_what_learners_do_to_a_notebook_it_says_what_the_grader_says(harm, book, verdicts):
    harm(book)
    ours, theirs, points, report = verdicts(book.solved)
    assert differ(ours, theirs) == {}
    assert report.ready or points < FULL, report.text
