"""What nbgrader's exchange lays beside a notebook: when it was handed in, and the secret by which feedback goes back.

nbgrader looks for both in ``autograded/`` and beside the pages in ``feedback/``.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.files import read_regular, write_atomically

__all__ = ["SECRET", "TIMESTAMP", "carry_receipts", "lay_receipts"]

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
LONGEST = 1_000  # bytes


def carry_receipts(origin: Path, target: Path) -> None:
    """Let ``target`` have the receipts of ``origin``, and no others; nothing is done where there is no ``target``."""
    if not target.is_dir():
        return
    for name in (TIMESTAMP, SECRET):
        if not (os.path.lexists(f"{origin}/{name}") or os.path.lexists(f"{target}/{name}")):
            continue
        text, there = None if _is_linked(origin) else _text(origin / name), _text(target / name)
        if text is None:
            (target / name).unlink(missing_ok=True)
        elif text != there:
            write_atomically(target / name, text)


def lay_receipts(origin: Path, target: Path, secret: str) -> None:
    """Do the same for pages; where the exchange has no part in it, lay down what lets nbgrader pass over it.

    nbgrader's ``release_feedback`` stops at the first page without both. A page with a ``secret`` of ours is put where
    nobody looks for it.
    """
    carry_receipts(origin, target)
    for name, text in ((TIMESTAMP, ""), (SECRET, secret)):
        if not (target / name).exists():
            write_atomically(target / name, text)


def _is_linked(folder: Path) -> bool:
    """Return whether a folder or the one above is a link, which is never followed; a name too long may be one."""
    try:
        return folder.is_symlink() or folder.parent.is_symlink()
    except OSError:
        return True


def _text(path: Path) -> str | None:
    """Return a receipt word for word; None where there is no file that can be one."""
    try:
        return read_regular(path, LONGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
