"""The bar: how many, how fast, and who is graded slowly."""

import io
from types import SimpleNamespace

from rich.console import Console

from autograder.commands import progress as module
from autograder.commands.progress import LONG, progress


def test_the_bar_counts_and_names_who_takes_long(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(module, "ERR", Console(file=out, force_terminal=True, width=200))
    with progress("Grading scatter", visible=True) as (show, watch):
        show(3, 9)
        watch([(SimpleNamespace(student="ann"), LONG + 2), (SimpleNamespace(student="bob"), LONG - 2)])
    said = out.getvalue()
    assert "Grading scatter" in said
    assert "3/9" in said
    assert "ann for 22 s" in said
    assert "bob" not in said


def test_without_a_terminal_nothing_is_shown(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(module, "ERR", Console(file=out, width=200))
    with progress("Grading scatter", visible=False) as (show, _watch):
        show(3, 9)
    assert out.getvalue() == ""
