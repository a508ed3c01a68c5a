"""One axis of a layer."""

import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.explain.at import LARGEST, At, NotWritten, Size
from tconv_lib.explain.layers import Layer
from tconv_lib.explain.syntax import Unknown


def at(axis=0, **arguments):
    return At(Layer("Conv2d", "conv", 2, arguments), axis, 2)


def test_an_axis_takes_its_own_number_of_a_tuple():
    assert [at(axis, stride=(2, 3)).number("stride") for axis in (0, 1)] == [2, 3]
    assert at(1, stride=2).number("stride") == at(1).number("stride", 2) == 2


@pytest.mark.parametrize(("given", "line"), [({"stride": Unknown("s")}, "stride is s"), ({}, "stride is not written")])
def test_what_is_no_constant_is_named(given, line):
    with pytest.raises(NotWritten, match=line):
        at(**given).number("stride")


@pytest.mark.parametrize("value", [(1, 2, 3), 1.5, "two", True, 0, LARGEST + 1])
def test_what_is_no_stride_is_refused(value):
    with pytest.raises(GeometryError, match="stride"):
        at(stride=value).number("stride", None, 1)


def test_letters_are_replaced_as_words():
    size = Size(7, "padded", {"n": 5, "before": 1})
    assert size.with_numbers == "5 + 1 + after"
    assert size.without_input == "n + 1 + after"
