"""What a learner's cell can import, and what happens to the rest."""

import pytest

from autograder.sandbox.inside.stubs import ANNOTATING, SHOWING
from tconv_check.imports import INERT
from tconv_check.run import run


def error_of(step, source):
    ran = run([step("own", source)])
    return ran.outcomes[0].error, ran.absent


@pytest.mark.parametrize(
    "source",
    [
        "import math, json, collections.abc\nimport numpy.linalg as la\nla.norm([1])",
        "from numpy import *\nzeros(3)",
        "import torch, scipy.signal, tconv_lib.scatter as t\nfrom jax import numpy as jnp\nfrom sklearn import *",
        "from tqdm.auto import tqdm, trange\nassert sum(tqdm([1, 2], desc='x')) + len(trange(3)) == 6",
        "import matplotlib.pyplot as plt\nf, (a) = plt.subplots(2, 2)\nwith plt.ioff():\n    plt.plot(1)[0]",
        "from google.colab import files\nfiles.download('x')",
        "def f():\n    import pandas\nf()",
    ],
)
def test_importing_never_fails(step, source):
    assert error_of(step, source)[0] == ""


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.zeros(3)",
        "import torch.nn.functional as F\nF.relu(1)",
        "from torch import nn\nclass Net(nn.Module):\n    pass",
        "from numba import njit\n@njit\ndef f():\n    pass",
        "from torch import pi\npi * 2",
        "from pandas import options\noptions['x']",
    ],
)
def test_using_what_is_absent_fails_and_says_why(step, source):
    error, absent = error_of(step, source)
    assert error.startswith("ModuleNotFoundError: ")
    assert error.endswith(f"{absent[0]} is not there: only NumPy is there when your notebook is graded")


def test_the_given_cells_import_the_library(step):
    steps = [step("checks", "from tconv_lib.checks import assert_equal"), step("test", "assert_equal(1, 1)")]
    assert run(steps).outcomes[1].error == ""


def test_all_that_the_grader_keeps_silent_is_silent_here():
    assert SHOWING | ANNOTATING <= INERT
