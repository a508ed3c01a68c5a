"""A chapter to download is a valid notebook in Markdown that Jupyter can show."""

import json
import re
import subprocess
import sys
import sysconfig
import venv

import nbformat
import pytest

from tests.masters import MASTERS
from tests.web.built import ROOT
from web.book.notebook import SITE, WHEEL, as_notebook, is_notebook

CHAPTERS = [path for path in sorted((ROOT / "chapters").glob("*.md")) if is_notebook(path)]
HEAD = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""


@pytest.fixture
def markdown(tmp_path):
    """Convert text, and return the text of the notebook."""

    def convert(text, page=""):
        (tmp_path / "chapter.md").write_text(HEAD + text, encoding="utf-8")
        cells = nbformat.reads(as_notebook(tmp_path / "chapter.md", page), as_version=4).cells
        return "\n\n".join(cell.source for cell in cells).strip()

    return convert


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_as_a_notebook_is_valid_and_free_of_directives(chapter):
    notebook = nbformat.reads(as_notebook(chapter, "https://example.org/page.html"), as_version=4)
    nbformat.validate(notebook)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for mark in ("```{", ":::", "}`", ")=\n"):
        assert mark not in text
    assert not any("remove-cell" in cell.metadata.get("tags", []) for cell in notebook.cells)


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["self", "class"])
@pytest.mark.parametrize("stem", MASTERS)
def test_exercises_are_cells_which_run_with_the_solution_in_place(stem, edition):
    """Each in names of its own notebook: imports, answers and tests, in their order."""
    master = MASTERS[stem]
    chapter = ROOT / "chapters" / f"{stem}.md"
    text = as_notebook(chapter, "", master, edition, "https://example.org/book/")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    ours = [cell for cell in notebook.cells if "tconv" in cell.metadata]
    answers = [cell.metadata.tconv.exercise for cell in ours if "exercise" in cell.metadata.tconv]
    assert sorted(answers) == sorted(master.exercises)
    first = notebook.cells.index(ours[0])
    assert f"pip install https://example.org/book/{WHEEL}" in notebook.cells[first - 3].source
    names = {}
    run(notebook.cells[first - 2].source, names)
    for cell in ours:
        exercise = cell.metadata.tconv.get("exercise")
        run(master.exercises[exercise].solution.source if exercise else cell.source, names)
    assert ("HIDDEN" in text, "BEGIN SOLUTION" in text) == (False, False)


CELLS = """
import contextlib, io, json, sys

def failures(cells):
    names = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell, f"<cell {number}>", "exec"), names)
        except BaseException as error:
            yield number, type(error).__name__

found = [dict(failures(cells)) for cells in json.load(sys.stdin)]
import tconv_lib
print(json.dumps([tconv_lib.__file__, *found]))
"""


@pytest.mark.slow
def test_a_downloaded_notebook_runs_in_a_fresh_environment_from_the_wheel_that_the_site_hosts(site, address, tmp_path):
    text = (site / "notebooks" / "scatter.ipynb").read_text(encoding="utf-8")
    cells = nbformat.reads(text.replace(SITE, address.rstrip("/")), as_version=4).cells
    (wheel,) = re.findall(r"pip install (\S+\.whl)", "\n".join(cell.source for cell in cells))
    assert wheel.startswith(address)

    fresh = tmp_path / "fresh"
    venv.create(fresh)
    python = fresh / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    (packages,) = fresh.glob("lib/*/site-packages")
    # NumPy and PyTorch are those of these tests; what is installed there for editing is not among them
    (packages / "others.pth").write_text(sysconfig.get_paths()["purelib"])

    code = [cell for cell in cells if cell.cell_type == "code"]
    exercises = MASTERS["scatter"].exercises
    answers = {name: exercise.solution.source for name, exercise in exercises.items()}
    stubs = [cell.source for cell in code]
    solved = [answers.get(cell.metadata.get("tconv", {}).get("exercise"), cell.source) for cell in code]
    assert sum(one != other for one, other in zip(stubs, solved, strict=True)) == len(answers)
    done = subprocess.run(
        [python, "-I", "-c", CELLS], input=json.dumps([stubs, solved]), capture_output=True, text=True, check=True
    )
    where, failed, failed_solved = json.loads(done.stdout)
    assert where.startswith(str(packages))
    tests = [str(number) for number, cell in enumerate(code) if "test" in cell.metadata.get("tconv", {})]
    assert failed == dict.fromkeys(tests, "NotImplementedError")
    assert failed_solved == {}


def test_an_exercise_without_its_answer_fails_its_tests():
    master = MASTERS["output_size"]
    cells = nbformat.reads(as_notebook(ROOT / "chapters" / "output_size.md", "", master), as_version=4).cells
    first = next(at for at, cell in enumerate(cells) if "tconv" in cell.metadata)
    names = {}
    run(cells[first - 2].source, names)
    run(cells[first].source, names)
    with pytest.raises(NotImplementedError):
        run(cells[first + 1].source, names)


def run(source, names):
    exec(source, names)  # noqa: S102 - our own cells


def test_a_chapter_without_cells_is_no_notebook(tmp_path):
    (tmp_path / "chapter.md").write_text("# Text\n\n```python\n1\n```\n")
    assert not is_notebook(tmp_path / "chapter.md")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("```{math}\n:label: sum\na + b\n```", "$$\na + b \\tag{sum}\n$$"),
        ("```{math}\na + b\n```", "$$\na + b\n$$"),
        ("```{code-block} text\na\n```", "```text\na\n```"),
        ("```{index} stamp\n```\n\nText.", "Text."),
        ("```{quiz}\n1. Is it?\n```", "> **Check yourself** (on the page of the book)"),
        ("```{exercise} stamp1d\n```", "> **Exercise** `stamp1d` (on the page of the book)"),
        (":::{note}\nMind {eq}`sum`.\n:::", "> **Note**\n> \n> Mind (sum)."),
        ("````{admonition} A title\nText.\n````", "> **A title**\n> \n> Text."),
        ("```{ledger}\n```\n\nText.", "Text."),
        ("```{sources}\nMind {eq}`sum`.\n```", "> **In the claims ledger** (on the page of the book): Mind (sum)."),
        ("Stride {scrub}`s=2 from 1 to 4` makes {derived}`out=1 cells`.", "Stride 2 makes 1\xa0cell."),
        ("```{explorer} layer=transposed&i=3\n```\n\nText.", "Text."),
        ("```{layer} groups=2\n```\n\nText.", "Text."),
        ("[**Right.**]{.verdict .verdict-right} [Line 1.]{.place}", "**Right.** Line 1."),
        ("(place)=\n# Title", "# Title"),
        ("See {doc}`the chapter <scatter>`, {term}`stride` and {eq}`sum`.", "See the chapter, stride and (sum)."),
    ],
)
def test_a_directive_or_role_becomes_plain_markdown(markdown, text, plain):
    assert markdown(text) == plain


def test_what_only_the_page_has_is_linked_where_its_address_is_known(markdown):
    text = "```{exercise} stamp_1d\n```\n\n```{picture} scatter_strip\nThe {term}`stamps`.\n```"
    assert markdown(text, "https://example.org/page.html") == (
        "> **Exercise** `stamp_1d` ([on the page](https://example.org/page.html#exercise-stamp-1d))\n\n"
        "> **Picture** ([on the page](https://example.org/page.html#picture-scatter-strip)): The stamps."
    )


def test_a_listing_holds_the_function_the_method_or_the_file_that_it_names(markdown, tmp_path):
    (tmp_path / "code.py").write_text(
        "ONE = 1\n\n\nclass A:\n    def f(self):\n        return ONE\n\n\ndef g():\n    pass\n"
    )
    include = "```{literalinclude} code.py\n%s```"
    assert markdown(include % ":pyobject: g\n") == "```python\ndef g():\n    pass\n```"
    assert markdown(include % ":pyobject: A.f\n") == "```python\ndef f(self):\n    return ONE\n```"
    assert markdown(include % "").startswith("```python\nONE = 1\n")


def test_cells_keep_their_code_but_those_that_check_the_book_are_omitted(markdown):
    text = "```{code-cell} ipython3\n1 + 1\n```\n\n```{code-cell} ipython3\n:tags: [remove-cell]\nassert True\n```"
    assert markdown(text) == "1 + 1"
