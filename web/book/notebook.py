"""A chapter as a notebook to download, in Markdown that Jupyter can show.

The directives of the book and of Sphinx become text, listings and links; cells that only check the book are omitted.
An exercise becomes cells: its statement, its starter, its tests and its hints. The page puts the reader's own code into
the starter, which it knows by ``tconv`` in the cell's metadata.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.cell import Role
from autograder.markers import starter, unmarked
from autograder.masters.master import Exercise, Master
from web.book.directives.scrub import plain
from web.book.edition import hints, texts_of_tests

__all__ = ["SITE", "WHEEL", "as_notebook", "is_notebook"]

FENCE = re.compile(
    r"^(?P<fence>`{3,}|:{3,}) ?\{(?P<name>[\w:-]+)\} ?(?P<argument>[^\n]*)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
OPTION = re.compile(r"^:(?P<key>[\w-]+): ?(?P<value>.*)$", re.MULTILINE)
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
SPAN = re.compile(r"\[(?P<text>[^][]+)\]\{\.[^}]+\}")
ROLE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<text>[^`]+)`")
TITLED = re.compile(r"(.*?)\s*<[^>]+>", re.DOTALL)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
OMITTED = {"remove-cell", "remove-input"}
SITE = "ADDRESS-OF-THE-SITE"
_ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((_ROOT / "tconv_check" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WHEEL = f"_static/wheel/{_PROJECT['name'].replace('-', '_')}-{_PROJECT['version']}-py3-none-any.whl"
INSTALL = """The exercises need CPython 3.11 or later and the course's library, whose wheel is on the site:

    pip install {wheel}

The cells of the chapter import PyTorch, too: `pip install torch`."""


def is_notebook(chapter: Path) -> bool:
    """Return whether a chapter has cells to run."""
    return "{code-cell}" in chapter.read_text(encoding="utf-8")


def as_notebook(
    chapter: Path, page: str = "", master: Master | None = None, edition: str = "class", site: str = SITE
) -> str:
    """Return one chapter as the JSON of a notebook.

    Parameters
    ----------
    chapter : path of the MyST notebook
    page : address of the chapter's page, which has the pictures, the exercises and the quiz; empty if unknown
    master : of the chapter's exercises; without it each is a line with a link
    edition : ``class`` leaves out hidden cases and last hints
    site : address of the site, which has the wheel that the exercises need; the page puts in what is unknown
    """
    notebook = jupytext.reads(chapter.read_text(encoding="utf-8"), fmt="md:myst")
    plain = _Plain(chapter.parent, page)
    cells: list[nbformat.NotebookNode] = []
    for cell in notebook.cells:
        if OMITTED & set(cell.metadata.get("tags", [])):
            continue
        cells += _split(cell.source, plain, master, edition) if cell.cell_type == "markdown" else [cell]
    if master is not None:
        cells = _with_imports(cells, master, site)
    cells = [cell for cell in cells if cell.source.strip()]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook.cells = cells
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return str(nbformat.writes(notebook))


def _split(source: str, plain: _Plain, master: Master | None, edition: str) -> list[nbformat.NotebookNode]:
    """Return a cell of Markdown, cut where exercises stand, and these as cells."""
    cells: list[nbformat.NotebookNode] = []
    begin = 0
    for found in FENCE.finditer(source) if master else ():
        name = found["argument"].strip()
        if found["name"] == "exercise" and master is not None and name in master.exercises:
            cells.append(new_markdown_cell(plain.text(source[begin : found.start()])))
            cells += _exercise(master.exercises[name], edition)
            begin = found.end()
    return [*cells, new_markdown_cell(plain.text(source[begin:]))]


def _exercise(exercise: Exercise, edition: str) -> list[nbformat.NotebookNode]:
    texts = [
        f"<details><summary>Hint {tier}</summary>\n\n{hint}\n\n</details>"
        for tier, hint in enumerate(hints(exercise, edition), start=1)
    ]
    heading, _, text = exercise.statement.source.partition("\n")
    title = f"### Exercise: {heading.lstrip('# ')}"
    metadata = {"tconv": {"exercise": exercise.name}}
    return [
        new_markdown_cell(f"{title}\n{text}"),
        new_code_cell(starter(exercise.solution.source), metadata=metadata),
        *(
            new_code_cell(_as_function(test.name, unmarked(source)), metadata={"tconv": {"test": test.name}})
            for test, source in zip(exercise.tests, texts_of_tests(exercise, edition), strict=True)
        ),
        *map(new_markdown_cell, texts),
    ]


def _as_function(name: str, source: str) -> str:
    """Return a test as a function that is called: its names are not those of the chapter's cells."""
    return f"def test_{name}():\n{indent(source.strip(), ' ' * 4)}\n\n\ntest_{name}()"


def _with_imports(cells: list[nbformat.NotebookNode], master: Master, site: str) -> list[nbformat.NotebookNode]:
    """Put what answers and tests import before the first answer."""
    first = next((at for at, cell in enumerate(cells) if "tconv" in cell.metadata), None)
    if first is None:
        return cells
    return [
        *cells[: first - 1],
        new_markdown_cell(INSTALL.format(wheel=f"{site.rstrip('/')}/{WHEEL}")),
        new_code_cell(master.text_of(Role.SETUP, Role.CHECKS)),
        *cells[first - 1 :],
    ]


@dataclass(frozen=True)
class _Plain:
    folder: Path
    page: str

    def text(self, source: str) -> str:
        return ROLE.sub(_role, SPAN.sub(r"\g<text>", TARGET.sub("", FENCE.sub(self._directive, source))))

    def _directive(self, found: re.Match[str]) -> str:
        name, argument, body = found["name"], found["argument"].strip(), found["body"]
        options = dict(OPTION.findall(body))
        content = OPTION.sub("", body).strip()
        match name:
            case "math":
                tag = f" \\tag{{{options['label']}}}" if "label" in options else ""
                plain = f"$$\n{content}{tag}\n$$"
            case "literalinclude":
                plain = _fenced(_listing(self.folder / argument, options.get("pyobject", "")))
            case "code-block":
                plain = _fenced(content, argument)
            case "index" | "ledger" | "layer" | "explorer":
                plain = ""
            case "sources":
                plain = f"> **In the claims ledger**{self._where('what-the-sources-say')}: {self.text(content)}"
            case "quiz":
                plain = f"> **Check yourself**{self._where('')}"
            case "exercise":
                plain = f"> **Exercise** `{argument}`{self._where(f'exercise-{argument}')}"
            case "picture":
                plain = f"> **Picture**{self._where(f'picture-{argument}')}: {self.text(content)}"
            case _:
                plain = "\n> ".join([f"> **{argument or name.capitalize()}**", "", *self.text(content).splitlines()])
        return plain

    def _where(self, place: str) -> str:
        place = place.replace("_", "-")
        return f" ([on the page]({self.page}#{place}))" if self.page else " (on the page of the book)"


def _role(found: re.Match[str]) -> str:
    role, text = found["role"], found["text"]
    if role in ("scrub", "derived"):
        return plain(text)
    titled = TITLED.fullmatch(text)
    if role == "eq":
        return f"({text})"
    return "" if role == "index" else titled[1] if titled else text


def _fenced(code: str, language: str = "python") -> str:
    return f"```{language}\n{code}\n```"


def _listing(path: Path, name: str) -> str:
    """Return a file, or the class, function or method in it with the dotted ``name``."""
    source = path.read_text(encoding="utf-8")
    node: ast.AST = ast.parse(source)
    for part in filter(None, name.split(".")):
        node = next(child for child in getattr(node, "body", []) if getattr(child, "name", "") == part)
    return dedent(ast.get_source_segment(source, node, padded=True) or "") if name else source
