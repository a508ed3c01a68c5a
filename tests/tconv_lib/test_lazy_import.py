"""The modules of pure integers work where NumPy cannot be imported."""

import subprocess
import sys

import pytest

import tconv_lib

INTEGERS = [
    "geometry",
    "errors",
    "output_size",
    "valid_same_full",
    "receptive_field",
    "alignment",
    "arguments",
    "multiplications",
    "arrays",
    "padding_crops",
    "output_padding",
    "segmentation",
    "frameworks.crops",
    "frameworks.weights",
    "frameworks",
    "checks",
    "explain",
    "__main__",
]


@pytest.mark.slow
@pytest.mark.parametrize("module", INTEGERS)
def test_a_module_of_integers_does_not_need_numpy(module):
    program = f"import sys; sys.modules['numpy'] = None; import tconv_lib.{module}"
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_an_integer_check_does_not_need_numpy():
    program = """
import sys; sys.modules["numpy"] = None
from tconv_lib.checks import assert_raises, assert_returns, cases
from tconv_lib.output_size import conv_output_size, unread_cells
for n, k in cases(20, n=(3, 9), k=(1, 3)):
    assert_returns(n - k + 1, conv_output_size, n, k)
assert_returns([7], unread_cells, 8, 3, 2)
assert_raises(ValueError, conv_output_size, 1, 2)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_a_name_that_is_not_there_says_so():
    with pytest.raises(AttributeError, match="no attribute 'deconv'"):
        tconv_lib.deconv  # noqa: B018
