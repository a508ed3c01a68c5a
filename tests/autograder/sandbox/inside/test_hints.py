import pytest


@pytest.mark.parametrize(
    ("source", "clause"),
    [
        ("reference.scatter()", "(it is not there when your notebook is graded: only NumPy and your own cells are)"),
        ("assert_returns(1, f)", "(it is not there when your notebook is graded: only NumPy and your own cells are)"),
        ("import threading\nthreading.Thread(target=print).start()", "there are no threads, no other programs"),
        ("import subprocess\nsubprocess.run(['ls'])", "there are no threads, no other programs"),
        ("import multiprocessing\nmultiprocessing.Pool(2)", "there are no threads, no other programs"),
        ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1')", "no network"),
        ("import socket\nraise socket.gaierror(-3, 'no name')", "no network"),
        ("from urllib.error import URLError\nimport socket\nraise URLError(socket.gaierror(-3, 'x'))", "no network"),
        ("input('Your name? ')", "(nobody answers input() when your notebook is graded)"),
        ("breakpoint()", "(nobody answers the debugger when your notebook is graded: take breakpoint()"),
        ("import pdb\npdb.set_trace()", "(nobody answers the debugger when your notebook is graded: take breakpoint()"),
        ("import numpy as np\nnp.load('data.npy')", "(no files of yours are there when your notebook is graded)"),
        ("from typing import override", "'typing' (it is not in Python 3.11, with which your notebook is graded)"),
        ("from itertools import batched", "'itertools' (it is not in Python 3.11, with which"),
        (
            "import itertools\nitertools.batched('ab', 2)",
            "(it is not in Python 3.11, with which your notebook is graded)",
        ),
        ("from scipy.signal import *\nconvolve2d()", "(scipy.signal, of which you import *, is not there"),
    ],
)
def test_an_error_that_comes_of_where_it_runs_says_so(cell, source, clause):
    assert clause in cell(source)


@pytest.mark.parametrize(
    "source",
    [
        "undefined",
        "1 / 0",
        "raise RuntimeError('x')",
        "[][1]",
        "raise EOFError('x')",
        "from numpy import no_such",
        "def f():\n    x += 1\nf()",
    ],
)
def test_any_other_error_is_left_alone(cell, source):
    assert "graded" not in cell(source)


def test_an_error_names_no_path_of_this_machine(cell):
    assert cell("from numpy import no_such") == "ImportError: cannot import name 'no_such' from 'numpy'"
