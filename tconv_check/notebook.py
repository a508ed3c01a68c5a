"""Read a notebook file: its cells as type, text, nbgrader's name and id, and its metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tconv_check.conditions import MAX_BYTES, MAX_CELLS, MAX_TEXT

__all__ = ["Cell", "Notebook", "NotebookError", "read"]


class NotebookError(Exception):
    """A file that would not be graded; the message is one line that says what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of a file that nobody has checked."""

    number: int
    """Place in the file, from 1."""
    kind: str
    """code, markdown or raw."""
    text: str
    name: str = ""
    """nbgrader's name of it, or the one that it was recognised as."""
    id: str = ""
    ran: int = 0
    """When it was last run: Jupyter counts from 1; 0 if it was not, or nobody knows."""


@dataclass(frozen=True)
class Notebook:
    """What the check looks at."""

    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What had to be left out."""


def read(path: Path) -> Notebook:
    """Return the notebook at ``path``, in any format that the grader reads.

    Raises
    ------
    NotebookError
        It is no notebook, damaged, too large or not for Python.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise NotebookError(f"cannot be read ({error.strerror}): close other programs that use it") from error
    if size > MAX_BYTES:
        raise NotebookError(f"is more than {MAX_BYTES >> 20} MiB large: clear the outputs and save it again")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        kind = "is empty" if not data.strip() else "is not a notebook (no JSON)"
        raise NotebookError(f"{kind}: check the .ipynb file itself") from error
    if not isinstance(raw, dict) or not ({"cells", "worksheets"} & raw.keys() or isinstance(raw.get("nbformat"), int)):
        raise NotebookError("is not a notebook (JSON of another kind): check the .ipynb file itself")
    metadata = _mapping(raw.get("metadata"))
    language = _mapping(metadata.get("language_info")).get("name")
    language = language or _mapping(metadata.get("kernelspec")).get("language") or "python"
    if "python" not in str(language).lower():
        raise NotebookError(f"is a notebook for {language!s:.60}, not for Python: choose the kernel Python 3")
    cells = raw.get("cells")
    if isinstance(raw.get("worksheets"), list) and cells is None:
        sheets = [_mapping(sheet).get("cells") for sheet in raw["worksheets"]]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise NotebookError("is a damaged notebook (its cells are no list): open it in Jupyter and save it again")
    if len(cells) > MAX_CELLS:
        raise NotebookError(f"has {len(cells)} cells, at most {MAX_CELLS} are read: delete what you do not need")
    kept = [
        {key: part for key, part in _mapping(cell).items() if key not in ("outputs", "attachments")} for cell in cells
    ]
    if len(json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")) > MAX_TEXT:
        raise NotebookError(f"has more than {MAX_TEXT >> 20} MiB without its outputs: leave out what no answer needs")
    found = [_cell(number, cell) for number, cell in enumerate(kept, start=1)]
    notes = [f"cell {number} is damaged and is left out" for number, cell in enumerate(found, start=1) if cell is None]
    return Notebook(tuple(filter(None, found)), metadata, tuple(notes))


def _cell(number: int, cell: dict[str, Any]) -> Cell | None:
    source = cell.get("input") if "input" in cell else cell.get("source")  # format 3 has input
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    kind, ran = cell.get("cell_type"), cell.get("execution_count", cell.get("prompt_number"))
    name = _mapping(_mapping(cell.get("metadata")).get("nbgrader")).get("grade_id")
    return Cell(
        number,
        kind if kind in ("code", "markdown") else "raw",
        source.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n"),
        name if isinstance(name, str) else "",
        str(cell.get("id", "")),
        ran if isinstance(ran, int) else 0,
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
