"""The seed from which tests draw their random cases: one a course, kept in its folder."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomically

__all__ = ["VARIABLE", "choose", "seeded"]

VARIABLE = "TCONV_SEED"
"""What ``tconv_lib.checks`` reads."""
LIMIT = 2**32


def choose(file: Path, given: int | None = None) -> int:
    """Return the seed that is given, else the one in ``file``, else a new one; it is kept in ``file``.

    Raises
    ------
    CourseError
        The file holds no number.
    """
    if given is None and file.is_file():
        try:
            return int(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CourseError(f"{file}: holds no number, delete it or give --seed") from error
    seed = secrets.randbelow(LIMIT) if given is None else given
    write_atomically(file, f"{seed}\n")
    return seed


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let tests that run in this process draw from ``seed``."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(seed)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
