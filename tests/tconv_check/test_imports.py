"""What is imported and not there in grading is named."""

import pytest

from tconv_check.imports import absent


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import torch, scipy.signal as s\nfrom torch import nn", ["torch", "scipy"]),
        ("def f():\n    import pandas", ["pandas"]),
        ("%matplotlib inline\nimport torch", ["torch"]),
        ("import numpy.linalg, math, __future__", []),
        (
            "import matplotlib.pyplot, tqdm.auto, jaxtyping\nfrom google.colab import files\nfrom google import colab",
            [],
        ),
        ("from google.cloud import storage", ["google"]),
        ("from . import x", []),
        ("import (", []),
    ],
)
def test_each_module_is_named_once(text, names):
    assert absent([text, text]) == names


def test_what_a_master_allows_is_there():
    assert absent(["import scipy.signal"], ["scipy"]) == []
