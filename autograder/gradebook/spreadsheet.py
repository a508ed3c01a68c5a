"""Tables as spreadsheets take them: UTF-8 with a mark, lines that all readers see as lines, and no formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["BOM", "cell", "line", "no_formula"]

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else

# A cell may begin wherever some spreadsheet splits a line or takes a quotation mark away.
START = r"""((?:\A|[,;"\t\r\n]) *)"""
FORMULA = re.compile(START + r"""(?=[-=+@\t\r\n'＝＋－＠])""")  # some take the wide signs, too


class _Returned:
    """A file in whose place `csv` returns each line."""

    def write(self, text: str) -> str:
        """Return what is written."""
        return text


WRITER = csv.writer(_Returned(), lineterminator="\r\n")


def line(values: Iterable[str]) -> str:
    r"""Return one line; a name that holds a carriage return is quoted, or readers would take it for two.

    >>> line(["Lovelace, Ada", "22"])
    '"Lovelace, Ada",22\n'
    """
    text: str = WRITER.writerow(values)  # it returns what `write` returns
    return text.removesuffix("\r\n") + "\n"


@lru_cache(maxsize=1_000)  # a table has the same words and numbers in all its rows
def cell(value: str | float | None) -> str:
    """Return a value as a cell; nothing for None.

    >>> cell(2 / 3), cell("=1+1"), cell(None)
    ('0.666666666667', "'=1+1", '')
    """
    if value is None:
        return ""
    return no_formula(value) if isinstance(value, str) else f"{value + 0:.12g}"  # -0.0 is 0


def no_formula(value: str) -> str:
    """Keep spreadsheets from running what a name says: an apostrophe makes it text."""
    return FORMULA.sub(r"\1'", value)
