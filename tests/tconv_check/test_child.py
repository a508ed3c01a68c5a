"""The learner's process: the grader's interpreter, where no more can be imported than in grading."""

import random

import numpy as np
import pytest

from tconv_check.conditions import Limits

SHORT = Limits(call=0.5, cell=1.0, notebook=60.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "import math, json, collections.abc\nimport numpy.linalg as la\nla.norm([1])",
        "import torch, scipy.signal, tconv_lib.scatter as t, IPython\nfrom jax import numpy as jnp",
        "import matplotlib.pyplot as plt\nf, (a, b) = plt.subplots(2, 2)\ndisplay(f)",
        "%matplotlib inline\n!ls\n%time a = 1\nassert a == 1\nfiles = !ls\nplt?",
        "import asyncio\nawait asyncio.sleep(0)",
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None\nassert scipy is None",
        "import importlib.util\nassert importlib.util.find_spec('pytest') is None",
        "import sys\nassert not [name for name in sys.modules if name.startswith(('scipy', 'tconv_lib', 'pytest'))]",
        "import sys\nassert not [path for path in sys.path if 'packages' in path]",
    ],
)
def test_what_runs_in_grading_runs(errors, source):
    assert errors(("own", source)) == [""]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torch", "tconv_lib.scatter", "pytest", "traitlets"])
def test_what_is_installed_is_as_absent_as_in_grading(errors, name):
    error = f"ModuleNotFoundError: {name.partition('.')[0]} is not there when your notebook is graded: only NumPy is"
    assert errors(("own", f"import {name} as it\nit.zeros(3)")) == [error]


@pytest.mark.slow
def test_a_package_that_the_master_allows_is_there(errors):
    source = "from scipy import signal\nassert signal.convolve([1, 1], [1, 1])[1] == 2"
    assert errors(("own", source), packages=("scipy",)) == [""]


@pytest.mark.slow
@pytest.mark.parametrize("endless", ["while True:\n    pass", "import time\ntime.sleep(600)"])
def test_what_does_not_end_is_stopped_and_names_that_were_bound_before_stay(walk, endless):
    stopped, after = walk(("own", f"a = 1\n{endless}"), ("own", "assert a == 1"), limits=SHORT)
    assert (stopped.error, after.error) == ("stopped after 1 s", "")
    assert stopped.line.number in (2, 3)


@pytest.mark.slow
def test_a_call_has_a_limit_of_its_own_and_no_test_takes_it_for_an_answer(errors):
    answer = "solution", "def f():\n    while True:\n        pass"
    test = "test", "try:\n    f()\nexcept Exception:\n    pass"
    assert errors(answer, test, ("test", "pass"), limits=SHORT)[1:] == ["f was stopped after 0.5 s", ""]


def test_random_numbers_are_the_same_each_time(errors):
    expected = random.Random(0).random(), float(np.random.RandomState(0).rand())  # noqa: S311 - the old generator
    source = "import random\nimport numpy as np\nassert (random.random(), np.random.rand()) == (%r, %r)"
    assert errors(("own", source % expected)) == [""]


def test_nobody_answers_input(errors):
    assert errors(("own", "input('name? ')"))[0].startswith("EOFError: EOF when reading a line")
