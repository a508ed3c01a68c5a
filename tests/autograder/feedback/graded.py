"""A graded notebook as the tests of the page make one, without running anything."""

import copy

from bs4 import BeautifulSoup
from nbformat.v4 import new_output

from autograder.cell import Role, grade_id, own_node, read
from autograder.facts import mark_shown
from autograder.feedback.page import page
from autograder.masters.source import source_notebook
from autograder.outcome import Outcome, Status


class Graded:
    """A graded notebook under construction."""

    def __init__(self, master):
        self.master = master
        self.notebook = copy.deepcopy(source_notebook(master))
        for node in self.notebook.cells:
            if read(node).role is Role.TEST:
                mark_shown(node)

    def cell(self, name):
        return next(node for node in self.notebook.cells if grade_id(node) == name)

    def number(self, name):
        return self.notebook.cells.index(self.cell(name)) + 1

    def fail(self, name, kind, text, *lines):
        self.cell(name).outputs = [new_output("error", ename=kind, evalue=text, traceback=[f"{kind}: {text}", *lines])]

    def fail_all(self, exercise, kind, text, *lines):
        for test in self.master.exercises[exercise].tests:
            self.fail(test.grade_id, kind, text, *lines)

    def insert(self, at, text, *outputs):
        node = own_node("code", text, number=at)
        node.outputs = list(outputs)
        self.notebook.cells.insert(at, node)

    def read(self, standing=None, status=Status.GRADED, reason="", chapter=None):
        return BeautifulSoup(self.page(standing, status, reason, chapter), "html.parser")

    def page(self, standing=None, status=Status.GRADED, reason="", chapter=None):
        return page(self.notebook, self.master, Outcome("ann", "scatter", status, 22, reason), standing, chapter)
