"""All six routes give the same numbers as torch, on every small geometry, and refuse what torch refuses.

``make soak`` (marker ``soak``) runs every geometry; otherwise a seeded sample of them runs.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tconv_lib
from tconv_lib import fast, input_gradient, matrix, scatter, subpixel, zero_insertion
from tconv_lib.errors import GeometryError
from tests.tconv_lib import torch_oracle


def sparse(*args, **kwargs):
    return matrix.conv_transpose(*args, **kwargs, sparse=True)


ROUTES = {
    "scatter": scatter.conv_transpose,
    "zero_insertion": zero_insertion.conv_transpose,
    "matrix": matrix.conv_transpose,
    "sparse": sparse,
    "input_gradient": input_gradient.conv_transpose,
    "subpixel": subpixel.conv_transpose,
    "fast": fast.conv_transpose,
}
every_route = pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES.keys())

# i, k, s, p, a, d, groups: kernels larger than the input, padding above extent - 1, output padding up to torch's limit
GRID_1D = list(
    itertools.product([1, 2, 3, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [0, 1, 2, 3, 5], range(5), [1, 2, 3], [1, 2])
)
GRID_2D = list(
    itertools.product(
        [(1, 3), (2, 1), (3, 2)],
        [(1, 2), (3, 2), (2, 4), (3, 3)],
        [(1, 2), (2, 1), (3, 2), (2, 4), (1, 1)],
        [(0, 1), (1, 0), (2, 1), (1, 3)],
        [(0, 0), (1, 0), (0, 1), (2, 1)],
        [(1, 1), (2, 1), (1, 3), (2, 2)],
        [1, 2],
    )
)
GRID_3D = list(
    itertools.product(
        [(1, 2, 3), (2, 3, 1), (3, 2, 2)],
        [(2, 1, 3), (1, 3, 2), (3, 2, 1), (2, 2, 2)],
        [(1, 2, 1), (2, 1, 3), (3, 2, 2), (1, 1, 2)],
        [(0, 1, 1), (1, 0, 2), (2, 1, 0)],
        [(0, 0, 0), (1, 0, 0), (0, 1, 1), (0, 0, 2)],
        [(1, 1, 1), (2, 1, 2), (1, 3, 1), (1, 2, 3)],
        [1, 2],
    )
)


def compare_with_torch(case):
    """Every route against torch on integers, to the last bit; returns whether torch accepted the case."""
    i, k, s, p, a, d, groups = case
    rng = np.random.default_rng(abs(hash(case)))
    size, kernel = (i, k) if isinstance(i, tuple) else ((i,), (k,))
    x = rng.integers(-9, 10, (2, 2 * groups, *size))
    weight = rng.integers(-9, 10, (2 * groups, 3, *kernel))
    bias = rng.integers(-9, 10, 3 * groups)
    arguments = {"stride": s, "padding": p, "output_padding": a, "dilation": d, "groups": groups}
    try:
        expected = torch_oracle.conv_transpose(x, weight, bias, **arguments)
    except RuntimeError:
        expected = None
    for name, route in ROUTES.items():
        if expected is None:
            with pytest.raises(GeometryError):
                route(x, weight, bias, **arguments, torch_limit=True)
        else:
            actual = route(x, weight, bias, **arguments, torch_limit=True)
            assert actual.dtype == expected.dtype
            np.testing.assert_array_equal(actual, expected, err_msg=f"{name} {case}")
    return expected is not None


@pytest.mark.slow
@pytest.mark.parametrize(("grid", "count"), [(GRID_1D, 700), (GRID_2D, 500), (GRID_3D, 250)], ids=["1-D", "2-D", "3-D"])
def test_a_sample_of_the_grid_agrees_with_torch_to_the_last_bit(grid, count, sample):
    accepted = [compare_with_torch(case) for case in sample(grid, count)]
    assert 0 < sum(accepted) < count  # both kinds occur


@pytest.mark.soak
@pytest.mark.parametrize("grid", [GRID_1D, GRID_2D, GRID_3D], ids=["1-D", "2-D", "3-D"])
def test_the_whole_grid_agrees_with_torch_to_the_last_bit(grid, record_property):
    accepted = sum(compare_with_torch(case) for case in grid)
    record_property("cases", len(grid))
    record_property("accepted", accepted)
    assert 0 < accepted < len(grid)


def test_the_grids_are_as_large_as_promised():
    assert len(GRID_1D) + len(GRID_2D) >= 20_000
    assert len(GRID_3D) >= 4_000


@every_route
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
def test_real_and_complex_numbers_agree_and_keep_their_dtype(rng, route, dtype):
    def draw(*shape):
        imaginary = 1j if dtype.startswith("complex") else 0
        return (rng.normal(size=shape) + imaginary * rng.normal(size=shape)).astype(dtype)

    x, weight, bias = draw(2, 4, 4, 3), draw(4, 3, 3, 2), draw(6)
    arguments = {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2), "dilation": (1, 2), "groups": 2}
    expected = torch_oracle.conv_transpose(x, weight, bias, **arguments)
    actual = route(x, weight, bias, **arguments)
    assert actual.dtype == dtype
    tolerance = 1e-5 if dtype in {"float32", "complex64"} else 1e-12
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


@every_route
@pytest.mark.parametrize("dtype", ["int8", "int32", "uint8", "float16"])
def test_other_numbers_keep_their_dtype(route, dtype):
    if route is sparse and dtype == "float16":
        pytest.skip("SciPy has no sparse matrix of float16")
    x, weight, bias = (np.array(values, dtype) for values in ([[[1, 2, 3]]], [[[1, 10]]], [4]))
    actual = route(x, weight, bias, stride=2)
    assert actual.dtype == dtype
    assert actual.tolist() == [[[5, 14, 6, 24, 7, 34]]]


@every_route
def test_one_image_without_a_batch_is_what_it_is_in_a_batch(rng, route):
    x, weight = rng.normal(size=(3, 4, 2, 3)), rng.normal(size=(4, 2, 2, 3))
    batch = route(x, weight, stride=2)
    np.testing.assert_allclose(route(x[1], weight, stride=2), batch[1], rtol=1e-12, atol=1e-12)


@every_route
@pytest.mark.parametrize("groups", [1, 2])
def test_an_empty_batch_stays_empty(route, groups):
    assert route(np.ones((0, 2, 3, 4)), np.ones((2, 3, 2, 2)), np.ones(3 * groups), groups=groups).shape == (
        0,
        3 * groups,
        4,
        5,
    )


@every_route
def test_no_argument_is_changed(rng, route):
    x, weight, bias = rng.normal(size=(2, 2, 3)), rng.normal(size=(2, 1, 2)), rng.normal(size=1)
    before = [array.copy() for array in (x, weight, bias)]
    route(x, weight, bias, stride=2)
    for array, copy in zip((x, weight, bias), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@every_route
def test_the_result_can_be_written_to_without_touching_the_input(route):
    x = np.ones((1, 1, 3))
    route(x, np.ones((1, 1, 1)))[...] = 7
    assert (x == 1).all()


@every_route
def test_arrays_that_are_not_contiguous_are_read_right(rng, route):
    x = rng.integers(-9, 10, (4, 3, 2, 2)).transpose(3, 2, 1, 0)[:, :, ::-1, ::2]
    weight = rng.integers(-9, 10, (2, 3, 5, 2)).transpose(3, 1, 0, 2)[:, :, :, ::2]
    expected = torch_oracle.conv_transpose(x.copy(), weight.copy(), stride=2)
    np.testing.assert_array_equal(route(x, weight, stride=2), expected)


@pytest.mark.parametrize("route", [scatter.conv_transpose, fast.conv_transpose, input_gradient.conv_transpose])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_passes_through_as_in_torch(rng, route, value):
    x, weight = rng.normal(size=(1, 2, 3, 3)), rng.normal(size=(2, 2, 3, 2))
    x[0, 1, 1, 2] = value
    compare_not_finite(route, x, weight)
    x, weight = rng.normal(size=(1, 2, 3, 3)), rng.normal(size=(2, 2, 3, 2))
    weight[1, 0, 2, 0] = value
    compare_not_finite(route, x, weight)


def compare_not_finite(route, x, weight):
    for arguments in ({}, {"stride": 2}, {"stride": 3, "padding": 1}, {"dilation": 2}):
        expected = torch_oracle.conv_transpose(x, weight, **arguments)
        np.testing.assert_allclose(route(x, weight, **arguments), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@every_route
@pytest.mark.parametrize(
    ("x", "weight", "arguments", "message"),
    [
        ((1, 3, 5), (2, 2, 3), {}, "x has 3 channels, but a transposed convolution .* takes 2"),
        ((1, 3, 5), (3, 2, 3), {"groups": 2}, "groups 2 must divide the first axis"),
        ((1, 4, 5), (4, 2, 3), {"groups": 0}, "groups must be at least 1, got 0"),
        ((1, 4, 5), (4, 2, 3), {"padding": -1}, "padding must be at least 0, got -1"),
        ((1, 4, 5), (4, 2, 3), {"stride": 0}, "stride must be at least 1, got 0"),
        ((1, 4, 5), (4, 2, 3), {"dilation": 0}, "dilation must be at least 1, got 0"),
        ((1, 4, 5), (4, 2, 3), {"output_padding": -1}, "output_padding -1 must be at least 0"),
        ((1, 4, 3), (4, 2, 3), {"stride": 2, "padding": 1, "output_padding": 2}, "sizes 5 to 6 are reachable from 3"),
        ((1, 4, 1), (4, 2, 2), {"stride": 2, "padding": 1}, "crops all of the output: 2 cells"),
        ((1, 4, 3, 3), (4, 2, 2, 2), {"stride": (1, 2, 3)}, "stride must be one integer or one for each of the 2 axes"),
        ((4, 3), (4, 2, 2, 2), {}, r"got an array of shape \(4, 3\)"),
        ((1, 4, 0), (4, 2, 2), {}, "at least one cell"),
        ((1, 4, 3), (4, 0, 2), {}, "at least one channel"),
        ((1, 4, 3), (4, 2, 0), {}, "kernel_size must be at least 1, got 0"),
    ],
)
def test_what_torch_refuses_is_refused_by_name_value_and_rule(route, x, weight, arguments, message):
    x, weight = np.ones(x), np.ones(weight)
    with pytest.raises(GeometryError, match=message):
        route(x, weight, **arguments)
    with pytest.raises((RuntimeError, ValueError)):
        torch_oracle.conv_transpose(x, weight, **arguments)


@every_route
def test_a_bias_of_the_wrong_shape_is_refused(route):
    with pytest.raises(GeometryError, match="each of the 4 output channels"):
        route(np.ones((1, 2, 3)), np.ones((2, 2, 2)), np.ones(2), groups=2)


@every_route
def test_an_output_padding_from_stride_up_needs_the_word_torch_limit(route):
    x, weight = np.ones((1, 1, 5)), np.ones((1, 1, 3))
    with pytest.raises(GeometryError, match="must be at least 0 and smaller than stride 1"):
        route(x, weight, dilation=3, output_padding=2)
    assert route(x, weight, dilation=3, output_padding=2, torch_limit=True).shape == (1, 1, 13)
    with pytest.raises(GeometryError, match=r"smaller than max\(stride, dilation\) 3"):
        route(x, weight, dilation=3, output_padding=3, torch_limit=True)


def test_the_top_level_function_is_the_fast_one():
    assert tconv_lib.conv_transpose is fast.conv_transpose


@st.composite
def layers(draw):
    """A conv and its transpose of one or two axes: x on the large side, y on the small side, and the arguments."""
    rank = draw(st.integers(1, 2))

    def each(low, high):
        return tuple(draw(st.integers(low, high)) for _ in range(rank))

    k, s, p, d = each(1, 4), each(1, 4), each(0, 3), each(1, 3)
    extents = [dilation * (taps - 1) + 1 for dilation, taps in zip(d, k, strict=True)]
    n = tuple(max(e - 2 * q, 1) + draw(st.integers(0, 5)) for e, q in zip(extents, p, strict=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    weight = rng.integers(-9, 10, (3, 2, *k))
    x = rng.integers(-9, 10, (1, 2, *n))
    arguments = {"stride": s, "padding": p, "dilation": d}
    y = rng.integers(-9, 10, tconv_lib.conv(x, weight, **arguments).shape)
    unread = tuple((q + 2 * w - e) % t for q, w, e, t in zip(n, p, extents, s, strict=True))
    return x, y, weight, arguments, unread


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True)
@given(layers())
def test_the_pair_is_adjoint(layer):
    x, y, weight, arguments, unread = layer
    forward = tconv_lib.conv(x, weight, **arguments)
    backward = tconv_lib.conv_transpose(y, weight, **arguments, output_padding=unread)
    assert backward.shape == x.shape
    assert np.sum(forward * y) == np.sum(x * backward)


@pytest.mark.slow
@settings(max_examples=50, deadline=None, derandomize=True)
@given(layers(), st.integers(-5, 5))
def test_the_transpose_is_linear_in_the_input_and_in_the_weight(layer, factor):
    _, y, weight, arguments, unread = layer
    other_y, other_weight = np.flip(y), np.flip(weight)

    def up(y, weight):
        return tconv_lib.conv_transpose(y, weight, **arguments, output_padding=unread)

    np.testing.assert_array_equal(up(y + factor * other_y, weight), up(y, weight) + factor * up(other_y, weight))
    np.testing.assert_array_equal(up(y, weight + factor * other_weight), up(y, weight) + factor * up(y, other_weight))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_moving_the_input_by_one_cell_moves_the_output_by_the_stride(k, s, d, moved):
    rng = np.random.default_rng([k, s, d, moved])
    y, weight = rng.integers(-9, 10, (1, 1, 4)), rng.integers(-9, 10, (1, 1, k))
    still = tconv_lib.conv_transpose(y, weight, stride=s, dilation=d)
    shifted = tconv_lib.conv_transpose(np.pad(y, [(0, 0), (0, 0), (moved, 0)]), weight, stride=s, dilation=d)
    np.testing.assert_array_equal(shifted, np.pad(still, [(0, 0), (0, 0), (moved * s, 0)]))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 5))
def test_two_layers_in_a_row_are_one_layer_with_the_composed_kernel(k1, k2, s1, s2, m):
    rng = np.random.default_rng([k1, k2, s1, s2, m])
    y, first, second = (rng.integers(-9, 10, (1, 1, size)) for size in (m, k1, k2))
    two = tconv_lib.conv_transpose(tconv_lib.conv_transpose(y, first, stride=s1), second, stride=s2)
    composed = tconv_lib.conv_transpose(first, second, stride=s2)
    np.testing.assert_array_equal(two, tconv_lib.conv_transpose(y, composed, stride=s1 * s2))


@every_route
def test_the_shape_and_strides_of_a_large_layer_survive(rng, route):
    x, weight = rng.normal(size=(1, 2, 9, 11)), rng.normal(size=(2, 2, 5, 4))
    expected = torch_oracle.conv_transpose(x, weight, stride=(4, 3), padding=(2, 1), output_padding=(3, 2))
    actual = route(x, weight, stride=(4, 3), padding=(2, 1), output_padding=(3, 2))
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)
