"""Whatever is done to a submission, it is a row with its points or a reason, and the class goes on.

Each mutation is drawn from a seed and edits a notebook with right, wrong and missing answers. The oracle runs the
answers in this process, in the untouched source: nothing may earn more, and what does not touch an answer
earns the same.
"""

import copy
import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.cell import Role, read
from autograder.grading.cohort import How
from autograder.grading.executor import SandboxKind
from autograder.markers import starter
from autograder.masters.master import load
from autograder.seed import Secret
from tests.autograder import classroom
from tests.autograder.classroom import NoWorkers

ROOT = Path(__file__).parents[2]
SEED = 20261122
DEADLINE = 1.5  # seconds a submission, on a loaded machine; a fifo that is opened takes for ever
JUNK = [
    None,
    True,
    -1,
    0.5,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "\0",
    "\ud800",
    "x" * 9999,
    [],
    [[]],
    {},
    {"a": {}},
]
NAMES = [
    "{}", "={}", "+{}", "-{}", "@{}", "'{}", "_.{}", " {} ", "{}\n", "{}\r={}", '"{}', "{},", "{}\t", "é{}", "{}\u202e",
    "<b>{}", "[red]{}", "{}\x1b[31m", "{}%s", "{}.ipynb", "☃" * 60 + "{}", "{}" + "n" * 200, "{}\udcff", "\u2028{}",
]  # fmt: skip


@dataclass
class Paper:
    """A submission that is being mutilated."""

    rng: random.Random
    notebook: dict
    data: bytes | None = None
    files: list[Callable[[Path], None]] = field(default_factory=list)

    @property
    def cells(self):
        return self.notebook["cells"]

    def some(self, role=None):
        """Return a cell, of one role if any is left."""
        return self.rng.choice([cell for cell in self.cells if role is None or of(cell).get(role)] or self.cells)

    def text(self):
        return json.dumps(self.notebook)


def of(cell):
    return cell["metadata"].get("nbgrader", {})


EXACT, HARMFUL, REFUSED = "exact", "harmful", "refused"
KINDS: dict[str, tuple[str, Callable[[Paper], object]]] = {}


def kind(effect):
    """Register an edit: EXACT leaves the points alone, HARMFUL may cost some, REFUSED is rejected."""

    def add(edit):
        KINDS[edit.__name__] = effect, edit
        return edit

    return add


@kind(EXACT)
def nothing(paper):
    pass


@kind(REFUSED)
def cut_short(paper):
    text = paper.text()
    paper.data = text[: paper.rng.randrange(1, len(text))].encode()


@kind(HARMFUL)
def wrong_type_anywhere(paper):
    parent, key = paper.rng.choice(list(places(paper.notebook)))
    parent[key] = paper.rng.choice(JUNK)


@kind(HARMFUL)
def key_dropped_anywhere(paper):
    parent, key = paper.rng.choice([place for place in places(paper.notebook) if isinstance(place[0], dict)])
    del parent[key]


def places(value):
    for key, member in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(member, dict | list):
            yield from places(member)


@kind(HARMFUL)
def duplicate_keys(paper):
    paper.data = paper.text().replace('"source":', '"source": "def f(): pass", "source":').encode()


@kind(HARMFUL)
def keys_overridden(paper):
    paper.data = (
        paper.text().replace('"nbgrader":', '"nbgrader": {}, "nbgrader":').replace("{}}", '{}, "id": 3}').encode()
    )


@kind(EXACT)
def numbers_out_of_range(paper):
    paper.notebook["metadata"]["numbers"] = [10**400, -(10**4000), float("nan"), float("inf"), 1e-320]
    paper.some()["metadata"]["number"] = float("nan")


@kind(REFUSED)
def number_of_too_many_digits(paper):
    paper.data = paper.text().replace('"nbformat": 4', f'"nbformat": {"4" * 5000}').encode()


@kind(REFUSED)
def deep_nesting(paper):
    paper.notebook["metadata"]["deep"] = "DEEP"
    depth = paper.rng.choice([900, 2_000, 200_000])
    paper.data = paper.text().replace('"DEEP"', "[" * depth + "]" * depth).encode()
    if depth == 900:
        paper.data = paper.data[:-1]


@kind(EXACT)
def surrogates_in_a_comment(paper):
    cell = paper.some("solution")
    cell["source"] = "".join(cell["source"]) + "\n# \udc00\ud800"


@kind(EXACT)
def surrogates_in_names(paper):
    paper.cells.append(own("1", {"nbgrader": {"grade_id": "\ud800\r\n" + "x" * 300}}))


@kind(HARMFUL)
def raw_surrogates(paper):
    paper.some("solution")["source"] = "x = 'QQ'"
    paper.data = paper.text().encode().replace(b"QQ", "\ud800".encode("utf-8", "surrogatepass"))


@kind(HARMFUL)
def nul_in_an_answer(paper):
    paper.some("solution")["source"] = "def f():\0 pass"


@kind(EXACT)
def rows_in_a_name(paper):
    line = "\rmallory,scatter,graded,99,99,0,0,\r"
    paper.notebook["cells"] += [
        own("1", {"nbgrader": {"grade_id": line}}),
        own("1", {"nbgrader": {"grade_id": line.replace("\r", "\n")}}),
    ]


@kind(EXACT)
def thousand_unknown_names(paper):
    paper.notebook["cells"] += [own("", {"nbgrader": {"grade_id": f"{number}" * 100}}) for number in range(1000)]


@kind(EXACT)
def byte_order_mark(paper):
    paper.data = b"\xef\xbb\xbf" + paper.text().encode()


@kind(EXACT)
def utf_16(paper):
    paper.data = paper.text().encode("utf-16")


@kind(EXACT)
def crlf(paper):
    paper.data = json.dumps(paper.notebook, indent=1).replace("\n", "\r\n").encode()


@kind(EXACT)
def crlf_in_answers(paper):
    for cell in paper.cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


@kind(REFUSED)
def latin_1(paper):
    paper.cells[0]["source"] = "é"
    paper.data = json.dumps(paper.notebook, ensure_ascii=False).encode("latin-1")


@kind(EXACT)
def format_4_0(paper):
    paper.notebook["nbformat_minor"] = 0
    for cell in paper.cells:
        del cell["id"]


@kind(HARMFUL)
def format_3(paper):
    cells = [cell | {"input": cell["source"], "language": "python"} for cell in paper.cells]
    metadata = paper.notebook["metadata"]
    paper.notebook = {"nbformat": 3, "nbformat_minor": 0, "metadata": metadata, "worksheets": [{"cells": cells}]}


@kind(HARMFUL)
def format_of_any_number(paper):
    paper.notebook["nbformat"] = paper.rng.choice([2, 5, 0, -1, True, 10**400, "4", None, 4.0])


@kind(REFUSED)
def no_cells(paper):
    paper.notebook.pop("cells")


@kind(HARMFUL)
def junk_among_the_cells(paper):
    paper.cells.insert(paper.rng.randrange(len(paper.cells)), paper.rng.choice(JUNK))


@kind(HARMFUL)
def metadata_of_any_kind(paper):
    paper.notebook["metadata"] = paper.rng.choice(JUNK)
    paper.some()["metadata"] = paper.rng.choice(JUNK)


@kind(HARMFUL)
def names_of_any_kind(paper):
    of(paper.some("solution"))["grade_id"] = paper.rng.choice(JUNK)


@kind(EXACT)
def one_id_for_all(paper):
    for cell in paper.cells:
        cell["id"] = "same"


@kind(EXACT)
def ids_of_no_form(paper):
    for cell in paper.cells:
        cell["id"] = paper.rng.choice(["", "x" * 999, "a b", "<b>", "\ud800", None, 3, [], {}])


@kind(EXACT)
def outputs_of_junk(paper):
    for cell in paper.cells:
        cell["outputs"] = paper.rng.choice([*JUNK, [None], [{"output_type": "error"}], [{"data": {"text/plain": 99}}]])
        cell["execution_count"] = paper.rng.choice(JUNK)


@kind(EXACT)
def forged_outputs(paper):
    for cell in paper.cells:
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "99"}, "metadata": {}}]


@kind(EXACT)
def attachments(paper):
    paper.some()["attachments"] = paper.rng.choice([*JUNK, {"a.png": {"image/png": "!"}}])


@kind(HARMFUL)
def shuffled(paper):
    paper.rng.shuffle(paper.cells)


@kind(HARMFUL)
def swapped(paper):
    a, b = paper.rng.sample(range(len(paper.cells)), 2)
    paper.cells[a], paper.cells[b] = paper.cells[b], paper.cells[a]


@kind(HARMFUL)
def merged(paper):
    place = paper.rng.randrange(1, len(paper.cells))
    first, second = paper.cells[place - 1 : place + 1]
    first["source"] = "".join(first["source"]) + "\n" + "".join(second["source"])
    del paper.cells[place]


@kind(HARMFUL)
def split(paper):
    cell = paper.some("solution")
    text = "".join(cell["source"])
    cut = paper.rng.randrange(len(text))
    cell["source"] = text[:cut]
    rest = copy.deepcopy(cell) | {"source": text[cut:]}
    if paper.rng.random() < 0.5:
        rest["metadata"] = {}
    paper.cells.insert(paper.cells.index(cell) + 1, rest)


@kind(HARMFUL)
def doubled(paper):
    cell = copy.deepcopy(paper.some())
    paper.cells.insert(paper.rng.randrange(len(paper.cells) + 1), cell)


@kind(EXACT)
def text_for_tests(paper):
    for cell in paper.cells:
        if of(cell).get("grade"):
            cell["cell_type"] = paper.rng.choice(["markdown", "raw"])


@kind(EXACT)
def text_turned_into_code(paper):
    for cell in paper.cells:
        if cell["cell_type"] == "markdown":
            cell["cell_type"] = "code"


@kind(HARMFUL)
def answers_turned_into_text(paper):
    paper.some("solution")["cell_type"] = paper.rng.choice(["markdown", "raw"])


@kind(HARMFUL)
def names_swapped(paper):
    a, b = paper.some(paper.rng.choice(["grade", "solution"])), paper.some(paper.rng.choice(["grade", "solution"]))
    a["metadata"], b["metadata"] = b["metadata"], a["metadata"]


@kind(EXACT)
def points_forged(paper):
    for cell in paper.cells:
        if of(cell).get("grade"):
            of(cell)["points"] = paper.rng.choice([99, -1, float("nan"), "99", None])


@kind(EXACT)
def flags_forged(paper):
    for cell in paper.cells:
        flag = paper.rng.choice(["grade", "solution", "locked", "task", "schema_version", "cell_type"])
        of(cell)[flag] = paper.rng.choice([True, False, 99, "code", None])


@kind(EXACT)
def role_forged(paper):
    for cell in paper.cells:
        cell["metadata"]["autograder"] = {"role": paper.rng.choice(["checks", "setup", "solution"]), "shown": True}


@kind(EXACT)
def easy_tests(paper):
    for cell in paper.cells:
        if of(cell).get("grade"):
            cell["source"] = "assert True"


@kind(EXACT)
def deleted_tests(paper):
    paper.notebook["cells"] = [cell for cell in paper.cells if not of(cell).get("grade")]


@kind(REFUSED)
def another_language(paper):
    name = paper.rng.choice(["R", "julia", ["python"], 3, "\rmallory\r" * 99, "x" * 10**6, "\ud800"])
    paper.notebook["metadata"]["language_info"] = {"name": name}


@kind(EXACT)
def another_kernel(paper):
    paper.notebook["metadata"]["kernelspec"] = paper.rng.choice([{"name": "nowhere", "display_name": "?"}, *JUNK])


@kind(EXACT)
def active_html(paper):
    paper.cells.insert(0, own("<script>alert(1)</script><img src=x onerror=alert(1)>", {}) | {"cell_type": "markdown"})


@kind(REFUSED)
def empty_file(paper):
    paper.data = paper.rng.choice([b"", b" \n", b"{}", b"null", b"0", b"[]", b'"x"'])


@kind(REFUSED)
def too_large(paper):
    paper.cells.append(own("x" * 11 * 2**20, {}))


@kind(HARMFUL)
def almost_too_large(paper):
    paper.some("solution")["source"] = paper.rng.choice(
        ["(" * 300_000, "x = '" + "y" * 9 * 10**6 + "'", "1+" * 10**6 + "1"]
    )


@kind(REFUSED)
def a_folder(paper):
    paper.files.append(lambda path: (path.unlink(), path.mkdir()))


@kind(REFUSED)
def a_file_for_its_folder(paper):
    paper.files.append(lambda path: (shutil.rmtree(path.parent), path.parent.write_text("{}")))


@kind(REFUSED)
def a_link(paper):
    target = paper.rng.choice(["/dev/zero", "/etc/passwd", "nowhere", "scatter.ipynb"])
    paper.files.append(lambda path: (path.unlink(), path.symlink_to(target)))


@kind(REFUSED)
def a_fifo(paper):
    paper.files.append(lambda path: (path.unlink(), os.mkfifo(path)))


@kind(EXACT)
def a_fifo_for_the_time(paper):
    paper.files.append(lambda path: os.mkfifo(path.with_name("timestamp.txt")))


@kind(EXACT)
def a_time_that_is_none(paper):
    text = paper.rng.choice(["1" * 5000, "", "\0", "0001-01-01", "9999-12-31 23:59:59 -2359", "\udcff", "2026-13-40"])
    paper.files.append(lambda path: path.with_name("timestamp.txt").write_bytes(text.encode(errors="surrogateescape")))


@kind(EXACT)
def an_endless_time(paper):
    paper.files.append(lambda path: path.with_name("timestamp.txt").symlink_to("/dev/zero"))


@kind(EXACT)
def another_name(paper):
    name = paper.rng.choice(
        ["=cmd().ipynb", "a\rb.ipynb", "<b>.ipynb", "\udcff.ipynb", "x" * 240 + ".ipynb", "\x1b[31m.ipynb"]
    )
    paper.files.append(lambda path: path.rename(path.with_name(name)))


def own(source, metadata):
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}


class Oracle:
    """Points of an answer's text in the untouched source, run here."""

    def __init__(self, course):
        self.source = nbformat.read(course.notebook("source", "scatter"), as_version=4)
        self.release = json.loads(course.notebook("release", "scatter").read_text())
        self.master = load(course.assignments()["scatter"])
        self.earns = cache(self.earns)

    def answers(self, exercise):
        right = exercise.solution.source
        lines = [line for line in right.splitlines() if "###" not in line]
        careless = [line for line in lines if "raise ValueError" not in line]
        careless = [
            line.split(":")[0] + ": pass" if line.strip().startswith("if ") and "<" in line else line
            for line in careless
        ]
        return ["\n".join(lines), "\n".join(careless), starter(right), f"def {exercise.name}(*args): return None"]

    def paper(self, number):
        rng = random.Random(SEED + number)  # noqa: S311
        paper = Paper(rng, copy.deepcopy(self.release))
        for cell in paper.cells:
            if of(cell)["grade_id"] in self.master.exercises:
                cell["source"] = rng.choice(self.answers(self.master.exercises[of(cell)["grade_id"]]))
        return paper

    def earns(self, name, text):
        """Run one text as the answer of one exercise."""
        names = {}
        for cell in self.source.cells:
            if read(cell).role in (Role.SETUP, Role.CHECKS):
                exec(cell.source, names)  # noqa: S102 - the instructor's
        with suppress(Exception):  # an answer that fails earns what it defined before
            exec(text, names)  # noqa: S102 - our own answers and pieces of them
        points = 0
        for cell in self.source.cells:
            if read(cell).role is Role.TEST and read(cell).exercise == name:
                with suppress(Exception):  # it failed
                    exec(cell.source, dict(names))  # noqa: S102
                    points += read(cell).points
        return points

    def plain(self, paper):
        """What the answers earn."""
        texts = {of(cell)["grade_id"]: "".join(cell["source"]) for cell in paper.cells}
        return sum(self.earns(name, texts[name]) for name in self.master.exercises)

    def most(self, paper):
        """What the best text of all that stand in the notebook earns, whatever its cell is called."""
        texts = {text for text in sources(paper.notebook) if "def " in text and len(text) < 10_000}
        return sum(
            max((self.earns(name, text) for text in texts if name in text), default=0) for name in self.master.exercises
        )


def sources(value):
    if isinstance(value, dict):
        for key in ("source", "input"):
            text = value.get(key)
            if isinstance(text, list) and all(isinstance(line, str) for line in text):
                yield "".join(text)
            elif isinstance(text, str):
                yield text
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from sources(member)


@dataclass
class Case:
    """One mutated submission, and what may become of it."""

    number: int
    student: str
    kind: str
    effect: str
    most: float
    plain: float


def hand_in(course, oracle, number):
    paper = oracle.paper(number)
    name = list(KINDS)[number % len(KINDS)]
    effect, edit = KINDS[name]
    plain, before = oracle.plain(paper), oracle.most(paper)
    edit(paper)
    student = NAMES[(number + number // len(KINDS)) % len(NAMES)].replace("{}", f"s{number:04}")
    path = course.notebook("submitted", "scatter", student)
    path.parent.mkdir(parents=True)
    path.write_bytes(paper.text().encode() if paper.data is None else paper.data)
    for change in paper.files:
        change(path)
    if not usable(student):
        effect = REFUSED
    return Case(number, student, name, effect, max(before, oracle.most(paper)), plain)


def command(course, *words, seconds):
    done = subprocess.run(
        [Path(sys.executable).parent / "autograder", *words, "scatter", "--course", str(course.root)],
        capture_output=True, text=True, check=False, timeout=seconds, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.fixture(
    scope="module",
    params=[pytest.param(60, marks=pytest.mark.slow), pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.soak])],
)
def mutilated(request, course, tmp_path_factory):
    """Return the class, graded and given feedback by the command line: its cases by the name in their row."""
    own_course = classroom.copy_of(course, tmp_path_factory.mktemp("mutilated") / "course")
    oracle = Oracle(course)
    cases = [hand_in(own_course, oracle, number) for number in range(request.param)]
    print(f"seed {SEED}, {len(cases)} submissions, {len(KINDS)} kinds")  # noqa: T201 - shown when a test fails
    command(own_course, "grade", "--seed", "7", seconds=60 + DEADLINE * len(cases))
    command(own_course, "feedback", seconds=60 + DEADLINE * len(cases))
    return own_course, cases


def usable(student):
    """Return whether nbgrader's gradebook can hold the name: 128 characters, in UTF-8."""
    return len(student) <= 128 and not any("\ud800" <= letter <= "\udfff" for letter in student)


@pytest.fixture(scope="module")
def rows(mutilated):
    course, cases = mutilated
    found = classroom.outcomes(course)
    numbers = [int(re.search(r"s(\d{4})", row.student)[1]) for row in found]
    assert sorted(numbers) == [case.number for case in cases], "a row is lost, or stands twice"
    return [(cases[number], row) for number, row in zip(numbers, found, strict=True)]


def test_every_submission_is_a_row_that_is_graded_or_says_why(rows):
    for case, row in rows:
        assert row.student == case.student or not usable(case.student)
        assert row.status in ("graded", "rejected"), (case, row)
        assert row.status == "graded" or (row.reason and row.total == 0), (case, row)


def test_what_cannot_be_graded_is_refused_and_what_leaves_the_answers_alone_is_not(rows):
    wrong = [
        (case.kind, row.status, row.reason)
        for case, row in rows
        if case.effect != HARMFUL and (case.effect == REFUSED) != (row.status == "rejected")
    ]
    assert wrong == []


def test_no_mutation_earns_more_than_the_answers(rows):
    assert [(case, row.total) for case, row in rows if row.total > case.most] == []


def test_what_leaves_the_answers_alone_costs_nothing(rows):
    lost = [(case, row.total, row.reason) for case, row in rows if case.effect == EXACT and row.total != case.plain]
    assert lost == []


def test_the_gradebook_has_the_same_points_and_nobody_else(mutilated, rows):
    course, _ = mutilated
    assert classroom.points(course) == {row.student: row.total for _, row in rows}


def test_the_table_is_one_line_a_row_for_any_reader_and_runs_no_formula(mutilated, rows):
    course, cases = mutilated
    text = (course.root / "grades.csv").read_bytes().decode()
    head, *table = csv.reader(io.StringIO(text, newline=""))
    assert [line[0] for line in table if line[0].lstrip("'").startswith("mallory")] == []
    assert len(table) == len(cases)
    score, reason = head.index("score"), head.index("reason")
    written = sorted((float(line[score]), line[reason].replace("'", "")) for line in table)
    assert written == sorted((row.total, row.reason.replace("'", "")) for _, row in rows)
    for line in table:
        assert len(line) == len(table[0])
        assert not line[0].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert len(line[-1]) <= 1000
        assert line[-1].isprintable()


def test_every_row_has_a_page_with_its_points_and_nothing_that_runs(mutilated, rows):
    course, _ = mutilated
    for case, row in rows:
        html = course.notebook("feedback", "scatter", row.student).with_suffix(".html").read_text()
        text = " ".join(BeautifulSoup(html, "html.parser").get_text(" ", strip=True).split())
        assert f"{row.total:g} of {row.max_score:g} points" in text, case
        assert " ".join(row.reason.split()) in text
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_a_second_run_grades_nothing_again(mutilated, rows):
    course, _ = mutilated
    outcomes = classroom.grade(course, workers=NoWorkers(), how=How(SandboxKind.BWRAP, Secret("7")))
    assert {o.student: (o.status, o.score) for o in outcomes} == {
        row.student: (row.status, row.total) for _, row in rows
    }
