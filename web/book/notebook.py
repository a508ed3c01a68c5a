"""A chapter as a notebook to download, in Markdown that Jupyter can show.

The directives of the book and of Sphinx become text, listings and links; cells that only check the book are omitted.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import jupytext
import nbformat

from web.book.directives.scrub import plain

__all__ = ["as_notebook", "is_notebook"]

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


def is_notebook(chapter: Path) -> bool:
    """Return whether a chapter has cells to run."""
    return "{code-cell}" in chapter.read_text(encoding="utf-8")


def as_notebook(chapter: Path, page: str = "") -> str:
    """Return one chapter as the JSON of a notebook.

    Parameters
    ----------
    chapter : path of the MyST notebook
    page : address of the chapter's page, which has the pictures, the exercises and the quiz; empty if unknown
    """
    notebook = jupytext.reads(chapter.read_text(encoding="utf-8"), fmt="md:myst")
    plain = _Plain(chapter.parent, page)
    cells: list[nbformat.NotebookNode] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain.text(cell.source)
        if cell.source.strip() and not OMITTED & set(cell.metadata.get("tags", [])):
            cell["id"] = f"cell-{len(cells)}"
            cells.append(cell)
    notebook.cells = cells
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return str(nbformat.writes(notebook))


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
