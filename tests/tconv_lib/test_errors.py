"""The two exceptions: what catches them, and what is said of either."""

import pytest

from tconv_lib import frameworks
from tconv_lib.errors import GeometryError, NotExpressible
from tconv_lib.output_size import conv_output_size


def test_a_bad_argument_is_a_value_error_that_quotes_it():
    with pytest.raises(ValueError, match="stride must be at least 1, got -4") as caught:
        conv_output_size(5, 3, -4)
    assert type(caught.value) is GeometryError


def test_a_result_without_arguments_is_a_value_error_but_no_bad_argument():
    with pytest.raises(ValueError, match="start 0 is below end 2") as caught:
        frameworks.pytorch_arguments(0, 2)
    assert type(caught.value) is NotExpressible
    assert not isinstance(caught.value, GeometryError)
