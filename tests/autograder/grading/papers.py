"""Notebooks as learners hand them in, as plain JSON: what the tests of finding and restoring share."""

import io
import json
import zipfile

import nbformat

from autograder.grading.found import search
from autograder.grading.matching import Assignment
from autograder.grading.wanted import Marks, Wanted


def read(course, step, assignment="scatter"):
    return json.loads(course.notebook(step, assignment).read_text())


def name_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def text_of(cell):
    return "".join(cell["source"])


def place(notebook, name):
    return next(number for number, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def cell(notebook, name):
    return notebook["cells"][place(notebook, name)]


def solved(course):
    """Return the released notebook with all right answers."""
    notebook = read(course, "release")
    for each in read(course, "source")["cells"]:
        if each["metadata"]["nbgrader"]["solution"]:
            lines = text_of(each).split("\n")
            cell(notebook, name_of(each))["source"] = "\n".join(line for line in lines if "### " not in line)
    return notebook


def own(text, kind="code"):
    return {"cell_type": kind, "metadata": {}, "source": text, "id": "own"}


def data(notebook):
    return json.dumps(notebook).encode()


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def source(course):
    return nbformat.read(course.notebook("source", "scatter"), as_version=4)


def look(course, student, **others):
    """Return what is found for scatter in a student's folder."""
    own_marks = Assignment.of(source(course))
    return search(student, student / "scatter", Wanted("scatter", own_marks, Marks.of(own_marks), others))
