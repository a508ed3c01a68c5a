"""The secret from which tests draw their random cases, and the seeds that are derived from it.

One secret a course, of 128 bits, drawn once and kept with the gradebook; it is never printed. Each assignment has a
seed of its own, and visible and hidden cases have one each: what a failing visible case shows says nothing of others.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomically

__all__ = ["VARIABLE", "Secret", "choose", "derive", "read", "seeded"]

VARIABLE = "TCONV_SEED"
"""What ``tconv_lib.checks`` reads."""
SECRET_BYTES = SEED_BYTES = 16


@dataclass(frozen=True)
class Secret:
    """A course's secret."""

    text: str = field(repr=False)

    @property
    def name(self) -> str:
        """What a run prints of it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    def seed(self, assignment: str) -> int:
        """Return the seed of one assignment."""
        return derive(self.text, f"assignment {assignment}")

    def receipt(self, student: str, assignment: str) -> str:
        """Return what nobody can guess, and each run says again: under it the exchange gets a page of no hand-in."""
        return f"{derive(self.text, f'receipt {assignment} {student}'):032x}"


def derive(key: object, purpose: str) -> int:
    """Return a number of 128 bits from which nobody can tell the key, or the number for another purpose."""
    digest = hmac.new(str(key).encode(), purpose.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:SEED_BYTES], "big")


def choose(file: Path, given: str | None = None) -> Secret:
    """Return the secret that is given, else the one in ``file``, else a new one; it is kept in ``file``."""
    if given is None and file.is_file():
        return read(file)
    text = secrets.token_hex(SECRET_BYTES) if given is None else given.strip()
    write_atomically(file, f"{text}\n", mode=0o600)
    return Secret(text)


def read(file: Path) -> Secret:
    """Return the secret in ``file``.

    Raises
    ------
    CourseError
        There is none.
    """
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{file}: holds no seed ({type(error).__name__}), run 'autograder grade' first") from error
    if not text:
        raise CourseError(f"{file}: is empty, delete it or give --seed")
    return Secret(text)


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
