"""What can be searched in a file, whatever it is: text, a table, JSON, a page, a zip archive, a database of SQLite."""

from __future__ import annotations

import codecs
import csv
import html
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

__all__ = ["Text", "texts", "values"]

CHUNK, OVERLAP = 1 << 22, 1 << 10  # bytes that are read at once, and again with the next
MAX_MEMBER = 1 << 28
DEEPEST = 3  # zips in zips
STRUCTURED = (".csv", ".tsv", ".json", ".jsonl")
SQLITE = b"SQLite format 3\0"
ID_FIELDS = {"student", "student_id", "studentid", "user", "user_id", "username", "login", "sis_login_id", "id"}
"""Names of columns and fields, in small letters, that hold ids."""


class Text(NamedTuple):
    """A piece of what a file holds."""

    where: str
    """In the file: a member of a zip, a table of a database; empty for the file itself."""
    text: str
    values: tuple[str, ...] = ()
    """Of a table, JSON or a database: the whole values that stand where ids stand."""
    unread: str = ""
    """Why it could not be looked into."""


def texts(path: Path) -> Iterator[Text]:
    """Yield all that can be searched in a file.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(SQLITE)) == SQLITE:
            yield from _of_database(path)
            return
        file.seek(0)
        yield from _of(file, path.name, "", 0)


def _of(file: IO[bytes], name: str, where: str, depth: int) -> Iterator[Text]:
    head = file.read(4)
    file.seek(0)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        yield from _of_zip(file, where, depth)
        return
    decoder = codecs.getincrementaldecoder("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")("replace")
    structured = PurePosixPath(name).suffix.lower() in STRUCTURED
    before, whole = "", list[str]()
    while chunk := file.read(CHUNK):
        piece = decoder.decode(chunk)
        yield Text(where, _unescaped(before + piece, name))
        before = piece[-OVERLAP:]
        if structured and len(whole) * CHUNK < MAX_MEMBER:
            whole.append(piece)
    if found := tuple(values("".join(whole), name)):
        yield Text(where, "", found)


def _unescaped(text: str, name: str) -> str:
    r"""Return a text with what JSON writes as \u00fc and HTML as &uuml; beside it."""
    more = [text]
    if "\\u" in text:
        more.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))
    if "&" in text and PurePosixPath(name).suffix.lower() in (".html", ".htm", ".xml", ".svg", ".ipynb"):
        more.append(html.unescape(text))
    return "\n".join(more)


def values(text: str, name: str) -> Iterator[str]:
    """Yield the values of a table, of JSON or of lines of JSON that stand where ids stand.

    >>> list(values('{"student": "7", "points": "7", "totals": {"8": 1.5}}', "a.json"))
    ['7', '8']
    """
    match PurePosixPath(name).suffix.lower():
        case ".csv" | ".tsv":
            yield from _of_table(text)
        case ".json":
            yield from _of_json(_parsed(text))
        case ".jsonl":
            for line in text.splitlines():
                yield from _of_json(_parsed(line))


def _of_table(text: str) -> Iterator[str]:
    lines = text.lstrip("\ufeff").splitlines()
    mark = max(",;\t", key=lines[0].count) if lines else ","
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return
    places = [place for place, name in enumerate(rows[0] if rows else ()) if _is_id(name)]
    yield from (row[place].removeprefix("'") for row in rows[1:] for place in places if place < len(row))


def _of_json(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if _is_id(key) and not isinstance(value, dict | list):
                yield str(value)
            elif isinstance(value, int | float):
                yield key  # points by student
            yield from _of_json(value)
    elif isinstance(data, list):
        for each in data:
            yield from _of_json(each)


def _is_id(name: str) -> bool:
    return re.sub(r"[\s.-]+", "_", name.strip().casefold()) in ID_FIELDS


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _of_zip(file: IO[bytes], where: str, depth: int) -> Iterator[Text]:
    if depth >= DEEPEST:
        yield Text(where, "", unread="it lies in a zip in a zip in a zip")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            yield Text(where, archive.comment.decode("utf-8", "replace"))
            for info in archive.infolist():
                inside = f"{where}!{info.filename}" if where else info.filename
                parts = PurePosixPath(info.filename).parts
                yield Text(inside, info.filename, (*parts, *(PurePosixPath(part).stem for part in parts)))
                if info.is_dir():
                    continue
                if info.file_size > MAX_MEMBER:
                    yield Text(inside, "", unread="it is too large unpacked")
                    continue
                with archive.open(info) as member:
                    yield from _of(io.BytesIO(member.read(MAX_MEMBER + 1)), info.filename, inside, depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError):
        yield Text(where, "", unread="it is a zip that is damaged, encrypted or packed in an unknown way")


def _of_database(path: Path) -> Iterator[Text]:
    """Yield the texts of all tables of a database of SQLite, which is only read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                columns = database.execute(f'SELECT * FROM "{table.replace(chr(34), chr(34) * 2)}"')  # noqa: S608 - quoted
                ids = [place for place, column in enumerate(columns.description) if _is_id(column[0])]
                for row in columns:
                    cells = [value for value in row if isinstance(value, str)]
                    mine = tuple(str(row[place]) for place in ids if row[place] is not None)
                    yield Text(f"table {table}", "\n".join(cells), mine)
    except sqlite3.Error as error:
        yield Text("", "", unread=f"it is a database that cannot be read ({error})")
