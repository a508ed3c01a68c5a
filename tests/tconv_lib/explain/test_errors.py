"""One exception for all that cannot be explained."""

import pytest

from tconv_lib.explain import ExplainError, explain


@pytest.mark.parametrize("text", ["", "?", "f(x)", "nn.Conv2d(1, 2, 3, dilations=2)", "nn.Sequential(x)"])
def test_every_refusal_is_a_value_error_of_one_line(text):
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z") as refused:
        explain(text)
    assert type(refused.value) is ExplainError
