"""Bytes of a notebook file to its cells, safely: outputs are passed over first, and sizes are bounded.

Of a cell its type, its text, nbgrader's name and its id are kept; whatever else the file holds is not looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.cell import grade_id
from autograder.errors import SubmissionError
from autograder.text import one_line
from tconv_check.conditions import MAX_BYTES, MAX_CELLS, MAX_TEXT
from tconv_check.notebook import Cell

__all__ = ["MAX_BYTES", "Raw", "RawCell", "read_raw", "without_outputs"]

MAX_HEADING = 6
MAX_BRACKETS = 1_000_000
"""Brackets of outputs: each is a step of ours, and a list of outputs is some more."""
STEPS_A_KEY = 10
STRING = rb'"(?:[^"\\]++|\\.)*+"'
KEY = re.compile(rb'"(?:outputs|attachments|widgets)"\s*:\s*')
NO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + STRING + rb")*+", re.DOTALL)
BEGINNINGS = {
    rb"(?i)<!doctype html|<html|<\?xml[^>]*>\s*<(!doctype )?html": "a web page (of a login?)",
    rb"PK\x03\x04": "a zip archive",
    rb"%PDF": "a PDF",
    rb"Rar!": "a RAR archive",
    rb"version https://git-lfs": "a pointer of Git LFS",
}
ITSELF = "hand in the .ipynb file itself"


@dataclass(frozen=True)
class RawCell(Cell):
    """One cell of a file that nobody has checked."""

    node: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """All that the file says of it; for ``autograder.cell`` alone to read."""


@dataclass(frozen=True)
class Raw:
    """The cells of a file, and what had to be left out."""

    cells: list[RawCell]
    notes: list[str] = field(default_factory=list)


def read_raw(data: bytes, *, any_language: bool = False) -> Raw:
    """Return the cells of a notebook file of any format from 2 on, for Python if not for ``any_language``.

    Raises
    ------
    SubmissionError
        The file is no notebook, is too large or is of another kernel; the reason says what it is.
    """
    text = without_outputs(data)
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(_no_json(data, text, error)) from error
    if isinstance(notebook, dict) and "cells" not in notebook and isinstance(notebook.get("content"), dict):
        notebook = notebook["content"]  # as Jupyter's server sends a file
    if not isinstance(notebook, dict) or not (
        {"cells", "worksheets"} & notebook.keys() or isinstance(notebook.get("nbformat"), int)
    ):
        raise SubmissionError(f"is not a notebook (JSON of another kind): {ITSELF}")
    raw = _cells(_listed(notebook))
    language = _language(notebook)
    if language and "python" not in language and not any_language:  # Jupyter has also written ipython and Python 3
        raise SubmissionError(f"is a notebook for {one_line(language, 60)}, not for Python: choose the kernel Python 3")
    return raw


def without_outputs(data: bytes) -> bytes:
    """Return the JSON of a notebook with ``null`` for outputs and attachments; of any other file the beginning.

    Raises
    ------
    SubmissionError
        It is too large with outputs, or without them.
    """
    if len(data) > MAX_BYTES:
        raise SubmissionError(f"is more than {MAX_BYTES // 2**20} MiB large: clear the outputs and hand it in again")
    encoding = json.detect_encoding(data)
    if encoding not in ("utf-8", "utf-8-sig"):
        if len(data) > 2 * MAX_TEXT:
            raise SubmissionError(_too_much_text())
        data = data.decode(encoding, "replace").encode("utf-8", "surrogatepass")
    if not data.removeprefix(b"\xef\xbb\xbf")[:1_000].lstrip().startswith(b"{"):
        return data[:MAX_TEXT]
    kept, size, at, brackets = [], 0, 0, 0
    while True:
        start, key = at, _key(data, at)
        end = len(data) if key is None else key.end()
        size += end - start
        if size > MAX_TEXT:
            raise SubmissionError(_too_much_text())
        kept.append(data[start:end])
        if key is None:
            return b"".join(kept)
        at, brackets = end, brackets + STEPS_A_KEY
        if data[at : at + 1] in (b"[", b"{"):
            at, brackets = _end_of_value(data, at, brackets)
            kept.append(b"null")


def _key(data: bytes, at: int) -> re.Match[bytes] | None:
    """Return the next key of what is passed over; inside a string, a quotation mark has a backslash before it."""
    key = KEY.search(data, at)
    while key is not None and data[key.start() - 1 : key.start()] == b"\\":
        key = KEY.search(data, key.end())
    return key


def _end_of_value(data: bytes, at: int, brackets: int) -> tuple[int, int]:
    """Return where a list or an object ends, and the brackets met so far."""
    depth = 0
    while True:
        at = NO_BRACKET.match(data, at).end()  # type: ignore[union-attr] # it matches the empty text, too
        bracket = data[at : at + 1]
        if bracket in (b"", b'"'):  # it is cut off
            return len(data), brackets
        at, brackets = at + 1, brackets + 1
        depth += 1 if bracket in b"[{" else -1
        if depth == 0:
            return at, brackets
        if brackets > MAX_BRACKETS:
            raise SubmissionError("has outputs of too many parts: clear the outputs and hand it in again")


def _too_much_text() -> str:
    return f"has more than {MAX_TEXT // 2**20} MiB without its outputs: leave out what no answer needs"


def _no_json(data: bytes, text: bytes, error: Exception) -> str:
    """Return what a file is that is no JSON, and what to do."""
    head = data[:2_000].removeprefix(b"\xef\xbb\xbf").strip()
    if not data.strip(b"\0 \t\r\n"):
        return f"is empty: {ITSELF}"
    if re.search(rb"^(<{7}|>{7}) ", text, re.MULTILINE):
        return "holds the marks of a merge conflict (<<<<<<<), so it is no notebook: resolve it and hand it in again"
    kind = next((kind for mark, kind in BEGINNINGS.items() if re.match(mark, head)), "")
    if kind:
        return f"is {kind} and not a notebook: {ITSELF}"
    if head.startswith(b"{"):
        return _broken(error)
    if re.search(rb"(?m)^(def \w+\(|import \w|from \w+ import |# In\[|# %%)", head):
        return f"is not a notebook (no JSON) but Python code: {ITSELF}"
    return f"is not a notebook (no JSON): {ITSELF}"


def _broken(error: Exception) -> str:
    """Return where the JSON of a notebook is no JSON."""
    if isinstance(error, json.JSONDecodeError):
        if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            return "ends in the middle (an upload that was cut off?): hand in the whole file"
        return f"is not a notebook (no JSON from line {error.lineno} on): hand in a copy that Jupyter opens"
    return f"is not a notebook (no JSON): {ITSELF}"


def _listed(notebook: dict[str, Any]) -> list[object]:
    """Return the list of cells, or of all worksheets of an old notebook."""
    if "cells" not in notebook and isinstance(notebook.get("worksheets"), list):
        sheets = [_mapping(sheet).get("cells") for sheet in notebook["worksheets"][:MAX_CELLS]]
        cells: object = [_of_today(cell) for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    else:
        cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError("is a damaged notebook (its cells are no list)")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"has {len(cells)} cells, at most {MAX_CELLS} are read")
    return cells


def _of_today(cell: object) -> object:
    """Return a cell of format 2 or 3 as it would stand in a file of today; of its outputs nothing is looked at."""
    if not isinstance(cell, dict):
        return cell
    text = _text(cell.get("input") if cell.get("cell_type") == "code" and "input" in cell else cell.get("source"))
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        signs = "#" * max(0, min(level, MAX_HEADING)) if isinstance(level, int) else "#"
        return cell | {"cell_type": "markdown", "source": text and f"{signs} {text}"}
    kind = {"html": "markdown", "plaintext": "raw"}.get(str(cell.get("cell_type")), cell.get("cell_type"))
    return cell | {"cell_type": kind, "source": text}


def _cells(cells: list[object]) -> Raw:
    found, notes = [], []
    for number, cell in enumerate(cells, start=1):
        text = _text(cell.get("source")) if isinstance(cell, dict) else None
        if not isinstance(cell, dict) or text is None:
            notes.append(f"cell {number} is damaged and was left out")
            continue
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown", "raw"):
            notes.append(f"cell {number} is of no known type and was taken as text")
            kind = "raw"
        cell_id = cell.get("id")
        cell_id = cell_id if isinstance(cell_id, str) else ""
        found.append(RawCell(number, str(kind), text, grade_id(cell), cell_id, node=cell))
    return Raw(found, notes)


def _text(source: object) -> str | None:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    text = source.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _language(notebook: Mapping[str, object]) -> str:
    metadata = _mapping(notebook.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    language = info.get("name") or spec.get("language") or ""
    return str(language).lower()


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
