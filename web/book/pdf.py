"""``python -m web.book.pdf SITE PDF``: print the built book, by Chromium, as one PDF with bookmarks and tags."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from web.book.paper import on_paper

__all__ = ["PdfError", "print_book"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-pdf-header-footer")
SECONDS = 900


class PdfError(Exception):
    """The book cannot be printed: the message says why, and what to do."""


def print_book(site: Path, pdf: Path, paths: list[str] | None = None) -> None:
    """Print chapters of a built book.

    Parameters
    ----------
    site
        the folder of the built book
    pdf
        where to write
    paths
        chapters, as they are linked from the root of the site; all in their order if not given

    Raises
    ------
    PdfError
        if the book is not built, Chromium is not there, or does not finish
    """
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        raise PdfError("no Chromium: install it (make pdf does on Debian) or name it in CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "book.html"
        try:
            page.write_text(on_paper(site, paths), encoding="utf-8")
        except FileNotFoundError as error:
            raise PdfError(f"{error}: build the book first, with `make site`") from error
        alone = ["--no-sandbox"] if os.geteuid() == 0 else []
        options = [*OPTIONS, *alone, f"--user-data-dir={folder}/profile", "--generate-pdf-document-outline"]
        pdf.parent.mkdir(parents=True, exist_ok=True)
        pdf.unlink(missing_ok=True)
        try:
            done = subprocess.run(
                [chromium, *options, f"--print-to-pdf={pdf.resolve()}", page.as_uri()],
                capture_output=True, text=True, check=False, timeout=SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise PdfError(f"Chromium did not finish within {SECONDS} s: print fewer chapters at a time") from error
    if done.returncode or not pdf.is_file():
        last = (done.stderr.strip() or "no word").splitlines()[-1]
        raise PdfError(f"Chromium wrote no {pdf}, and said: {last}")


def main(arguments: list[str]) -> None:
    """Print the book that the arguments name, or say in one line why not."""
    if len(arguments) < 2:
        raise SystemExit("usage: python -m web.book.pdf SITE PDF [chapters/NAME.html …]")
    site, pdf, *paths = arguments
    try:
        print_book(Path(site), Path(pdf), paths or None)
    except PdfError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main(sys.argv[1:])
