"""Read a notebook file: its cells as type, text and nbgrader's name, and its metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tconv_check.conditions import MAX_BYTES, MAX_CELLS

__all__ = ["Cell", "Notebook", "NotebookError", "plain", "read"]


class NotebookError(Exception):
    """A file that would not be graded; the message is one line that says what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of the file."""

    number: int
    """Place in the notebook, from 1."""
    is_code: bool
    text: str
    name: str = ""
    """nbgrader's name; empty for a cell of the learner's own."""
    ran: int = 0
    """When it was last run: Jupyter counts from 1; 0 if it was not, or nobody knows."""


@dataclass(frozen=True)
class Notebook:
    """What the check looks at."""

    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = field(default_factory=dict)


def read(path: Path) -> Notebook:
    """Return the notebook at ``path``, in any spelling of format 4.

    Raises
    ------
    NotebookError
        It is no notebook, damaged, too large, in an old format or not for Python.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise NotebookError(f"cannot be read ({error.strerror}): close other programs that use it") from error
    if size > MAX_BYTES:
        raise NotebookError(f"is larger than {MAX_BYTES >> 20} MiB: clear the outputs and save it again")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        kind = "is empty" if not data.strip() else "is not a notebook (no JSON)"
        raise NotebookError(f"{kind}: check the .ipynb file itself") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise NotebookError("is not a notebook (JSON of another kind): check the .ipynb file itself")
    if raw["nbformat"] != 4:
        raise NotebookError(f"is in format {raw['nbformat']}, not 4: open it in Jupyter and save it again")
    metadata = _mapping(raw.get("metadata"))
    language = _mapping(metadata.get("language_info")).get("name")
    language = language or _mapping(metadata.get("kernelspec")).get("language") or "python"
    if "python" not in str(language).lower():
        raise NotebookError(f"is a notebook for {language!s:.60}, not for Python: choose the kernel Python 3")
    if not isinstance(raw.get("cells"), list):
        raise NotebookError("is a damaged notebook (its cells are no list): open it in Jupyter and save it again")
    if len(raw["cells"]) > MAX_CELLS:
        raise NotebookError(f"has {len(raw['cells'])} cells, at most {MAX_CELLS} are read: delete what you do not need")
    return Notebook(tuple(_cell(number, cell) for number, cell in enumerate(raw["cells"], start=1)), metadata)


def plain(text: str) -> str:
    r"""Return a text as it is compared: editors change line ends, and space around it.

    >>> plain("a\r\nb \n\n")
    'a\nb'
    """
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def _cell(number: int, raw: object) -> Cell:
    cell = _mapping(raw)
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if cell.get("cell_type") not in ("code", "markdown", "raw") or not isinstance(source, str):
        raise NotebookError(f"is a damaged notebook (cell {number}): open it in Jupyter and save it again")
    name = _mapping(_mapping(cell.get("metadata")).get("nbgrader")).get("grade_id")
    ran = cell.get("execution_count")
    text = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return Cell(
        number,
        cell["cell_type"] == "code",
        text,
        name if isinstance(name, str) else "",
        ran if isinstance(ran, int) else 0,
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
