"""A book of one page, built in this process by Sphinx: without jupyter-book, and without running cells."""

import os
from contextlib import contextmanager
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace

from tests.web.built import ROOT

CONFIG = {
    "extensions": ["myst_nb", "web.book.sphinx_ext"],
    "exclude_patterns": ["_build", "web", "solutions"],
    "html_math_renderer": "katex_static",
    "html_theme": "tconv",
    "myst_enable_extensions": ["amsmath", "dollarmath"],
    "nb_execution_mode": "off",
}


class Book:
    """A folder with one page, where it is built, and the warnings of the last build."""

    def __init__(self, root):
        self.root = root
        self.site = root / "_build" / "html"
        self.warnings = ""

    def build(self, text, *, name="page", builder="html", **config):
        """Build the page from its text, and return it parsed, or as text by another builder."""
        (self.root / f"{name}.md").write_text(text, encoding="utf-8")
        warnings, out = StringIO(), self.root / "_build"
        settings = CONFIG | {"root_doc": name} | config
        with docutils_namespace():
            app = Sphinx(self.root, None, out / builder, out / "doctrees", builder, settings, None, warnings)
            app.build()
        self.warnings = strip_colors(warnings.getvalue())
        (page,) = (out / builder).glob(f"{name}.*")
        content = page.read_text(encoding="utf-8")
        return BeautifulSoup(content, "html.parser") if builder == "html" else content

    def page(self, name):
        """Another page of the last build, parsed."""
        return BeautifulSoup((self.site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def pytest_collection_modifyitems(items):
    for item in items:
        if {"book", "book_of_the_module"} & set(item.fixturenames):
            item.add_marker(pytest.mark.slow)


@contextmanager
def in_folder(root):
    """A book whose extension leaves this process's search path and environment as they are."""
    (root / "web").symlink_to(ROOT / "web")
    (root / "solutions").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        patch.setenv("PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        yield Book(root)


@pytest.fixture
def book(tmp_path):
    with in_folder(tmp_path) as book:
        yield book


@pytest.fixture(scope="module")
def book_of_the_module(tmp_path_factory):
    """For tests that look at different parts of one page."""
    with in_folder(tmp_path_factory.mktemp("book")) as book:
        yield book
