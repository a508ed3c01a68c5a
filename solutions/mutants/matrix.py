"""Wrong answers to the matrix exercises: one real mistake each, and exactly the tests that it fails."""

import math

import numpy as np

from autograder.contract import equivalent, mutant, variant


def _rows(input_size, kernel_size, stride, padding, dilation=1):
    room = input_size + 2 * padding - (dilation * (kernel_size - 1) + 1)
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1


# conv_matrix


def _banded(w, input_size, stride, padding, dilation, column):
    C = np.zeros((_rows(input_size, len(w), stride, padding, dilation), input_size))
    for j, t in np.ndindex(len(C), len(w)):
        r = column(j, t)
        if 0 <= r < input_size:
            C[j, r] = w[t]
    return C


@mutant(
    "conv_matrix",
    caught_by=["worked_example", "any_stride_and_dilation", "padding", "refuses_what_does_not_fit"],
    sentence="as if columns belonged to windows, and rows to input cells",
)
def returns_the_transpose(w, input_size, stride, padding, dilation):
    return _banded(w, input_size, stride, padding, dilation, lambda j, t: stride * j + dilation * t - padding).T


@mutant(
    "conv_matrix",
    caught_by=["worked_example", "any_stride_and_dilation", "padding"],
    sentence="as if the kernel were flipped",
)
def flips_the_kernel(w, input_size, stride, padding, dilation):
    return _banded(w[::-1], input_size, stride, padding, dilation, lambda j, t: stride * j + dilation * t - padding)


@mutant(
    "conv_matrix",
    caught_by=["worked_example", "any_stride_and_dilation", "padding"],
    sentence="as if each window stood one cell after the one before, whatever the stride is",
)
def moves_each_row_by_one_cell(w, input_size, stride, padding, dilation):
    return _banded(w, input_size, stride, padding, dilation, lambda j, t: j + dilation * t - padding)


@mutant(
    "conv_matrix",
    caught_by=["any_stride_and_dilation", "padding"],
    sentence="as if the dilation counted for the number of windows but did not spread the taps",
)
def counts_with_the_dilation_but_writes_without(w, input_size, stride, padding, dilation):
    return _banded(w, input_size, stride, padding, dilation, lambda j, t: stride * j + t - padding)


@mutant(
    "conv_matrix",
    caught_by=["worked_example", "padding", "refuses_what_does_not_fit"],
    sentence="as if the zeros of the padding had columns, too",
)
def keeps_columns_for_the_padding(w, input_size, stride, padding, dilation):
    return _banded(w, input_size + 2 * padding, stride, 0, dilation, lambda j, t: stride * j + dilation * t)


@mutant(
    "conv_matrix",
    caught_by=["worked_example", "padding"],
    sentence="as if a tap that leaves the cells at one end came in again at the other",
)
def lets_negative_columns_wrap_around(w, input_size, stride, padding, dilation):
    return _banded(
        w, input_size, stride, padding, dilation, lambda j, t: (stride * j + dilation * t - padding) % input_size
    )


@mutant(
    "conv_matrix",
    caught_by=["any_stride_and_dilation", "padding"],
    sentence="as if a window that sticks out at the end had a row of the matrix, too",
)
def adds_a_row_for_the_window_that_hangs_over(w, input_size, stride, padding, dilation):
    room = input_size + 2 * padding - (dilation * (len(w) - 1) + 1)
    if room < 0:
        raise ValueError("the kernel does not fit")
    C = np.zeros((-(room // -stride) + 1, input_size))
    for j, t in np.ndindex(len(C), len(w)):
        r = stride * j + dilation * t - padding
        if 0 <= r < input_size:
            C[j, r] = w[t]
    return C


@mutant(
    "conv_matrix",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if a matrix without rows were an answer where the kernel does not fit",
)
def returns_no_rows_when_nothing_fits(w, input_size, stride, padding, dilation):
    rows = max(0, (input_size + 2 * padding - dilation * (len(w) - 1) - 1) // stride + 1)
    C = np.zeros((rows, input_size))
    for j, t in np.ndindex(rows, len(w)):
        r = stride * j + dilation * t - padding
        if 0 <= r < input_size:
            C[j, r] = w[t]
    return C


@variant("conv_matrix")
def by_convolving_unit_rows(w, input_size, stride, padding, dilation):
    _rows(input_size, len(w), stride, padding, dilation)
    spread = np.zeros(dilation * (len(w) - 1) + 1)
    spread[::dilation] = w
    unit_rows = np.pad(np.eye(input_size), ((0, 0), (padding, padding)))
    return np.array([np.correlate(row, spread, "valid")[::stride] for row in unit_rows]).T


# conv_matrix2d


def _blocks(w, input_shape, stride, padding, cell):
    """Build the matrix with ``cell(i, j, a, b)`` as the place that tap (a, b) of window (i, j) stands on."""
    out_h, out_w = (_rows(n, k, stride, padding) for n, k in zip(input_shape, w.shape, strict=True))
    C = np.zeros((out_h, out_w, *input_shape))
    for i, j, a, b in np.ndindex(out_h, out_w, *w.shape):
        row, column = cell(i, j, a, b)
        if 0 <= row < input_shape[0] and 0 <= column < input_shape[1]:
            C[i, j, row, column] = w[a, b]
    return C


def _flat(C):
    return C.reshape(C.shape[0] * C.shape[1], -1)


@mutant(
    "conv_matrix2d",
    caught_by=["worked_example", "any_shape_and_stride", "padding"],
    sentence="as if the image were read column by column",
)
def reads_the_image_column_by_column(w, input_shape, stride, padding):
    C = _blocks(
        w, input_shape, stride, padding, lambda i, j, a, b: (stride * i + a - padding, stride * j + b - padding)
    )
    return _flat(C.transpose(0, 1, 3, 2))


@mutant(
    "conv_matrix2d",
    caught_by=["any_shape_and_stride", "padding"],
    sentence="as if the result were read column by column",
)
def writes_the_result_column_by_column(w, input_shape, stride, padding):
    C = _blocks(
        w, input_shape, stride, padding, lambda i, j, a, b: (stride * i + a - padding, stride * j + b - padding)
    )
    return _flat(C.transpose(1, 0, 2, 3))


@mutant(
    "conv_matrix2d",
    caught_by=["any_shape_and_stride", "padding"],
    sentence="as if the windows moved by one cell on both axes, whatever the stride is",
)
def moves_by_one_cell(w, input_shape, stride, padding):
    return _flat(_blocks(w, input_shape, stride, padding, lambda i, j, a, b: (i + a - padding, j + b - padding)))


@mutant(
    "conv_matrix2d",
    caught_by=["any_shape_and_stride", "padding"],
    sentence="as if the stride counted along a row only, and windows moved down one cell at a time",
)
def strides_along_the_width_only(w, input_shape, stride, padding):
    return _flat(
        _blocks(w, input_shape, stride, padding, lambda i, j, a, b: (i + a - padding, stride * j + b - padding))
    )


@mutant(
    "conv_matrix2d",
    caught_by=["worked_example", "any_shape_and_stride", "padding"],
    sentence="as if the kernel were flipped on both axes",
)
def turns_the_kernel_by_half_a_turn(w, input_shape, stride, padding):
    return _flat(
        _blocks(
            w[::-1, ::-1],
            input_shape,
            stride,
            padding,
            lambda i, j, a, b: (stride * i + a - padding, stride * j + b - padding),
        )
    )


@mutant(
    "conv_matrix2d",
    caught_by=["worked_example", "any_shape_and_stride", "padding", "refuses_what_does_not_fit"],
    sentence="as if the rows of the kernel were its columns",
)
def transposes_the_kernel_instead(w, input_shape, stride, padding):
    return _flat(
        _blocks(
            w.T, input_shape, stride, padding, lambda i, j, a, b: (stride * i + a - padding, stride * j + b - padding)
        )
    )


@mutant(
    "conv_matrix2d",
    caught_by=["padding"],
    sentence="as if a tap that leaves the image at one side read on in the neighbouring row",
)
def runs_over_into_the_next_row(w, input_shape, stride, padding):
    height, width = input_shape
    out_h, out_w = (_rows(n, k, stride, padding) for n, k in zip(input_shape, w.shape, strict=True))
    C = np.zeros((out_h * out_w, height * width))
    for i, j, a, b in np.ndindex(out_h, out_w, *w.shape):
        flat = (stride * i + a - padding) * width + stride * j + b - padding
        if 0 <= flat < height * width:
            C[i * out_w + j, flat] = w[a, b]
    return C


@mutant(
    "conv_matrix2d",
    caught_by=["padding", "refuses_what_does_not_fit"],
    sentence="as if the zeros of the padding had columns of the matrix, too",
)
def keeps_columns_for_the_ring_of_zeros(w, input_shape, stride, padding):
    padded = tuple(n + 2 * padding for n in input_shape)
    return _flat(_blocks(w, padded, stride, 0, lambda i, j, a, b: (stride * i + a, stride * j + b)))


@mutant(
    "conv_matrix2d",
    caught_by=["worked_example", "any_shape_and_stride", "padding", "refuses_what_does_not_fit"],
    sentence="as if every image were as wide as it is high",
)
def takes_every_image_for_a_square(w, input_shape, stride, padding):
    side = (input_shape[0], input_shape[0])
    return _flat(
        _blocks(w, side, stride, padding, lambda i, j, a, b: (stride * i + a - padding, stride * j + b - padding))
    )


@mutant(
    "conv_matrix2d",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if the kernel had to fit into the height of the image only",
)
def checks_the_height_only(w, input_shape, stride, padding):
    _rows(input_shape[0], w.shape[0], stride, padding)
    out_h, out_w = (max(0, (n + 2 * padding - k) // stride + 1) for n, k in zip(input_shape, w.shape, strict=True))
    C = np.zeros((out_h, out_w, *input_shape))
    for i, j, a, b in np.ndindex(out_h, out_w, *w.shape):
        row, column = stride * i + a - padding, stride * j + b - padding
        if 0 <= row < input_shape[0] and 0 <= column < input_shape[1]:
            C[i, j, row, column] = w[a, b]
    return C.reshape(out_h * out_w, input_shape[0] * input_shape[1])


@variant("conv_matrix2d")
def by_convolving_one_cell_at_a_time(w, input_shape, stride, padding):
    height, width = input_shape
    if any(k > n + 2 * padding for k, n in zip(w.shape, input_shape, strict=True)):
        raise ValueError("the kernel does not fit")
    units = np.eye(height * width).reshape(-1, height, width)
    units = np.pad(units, ((0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(units, w.shape, axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("uijab,ab->iju", windows, w).reshape(-1, height * width)


@variant("conv_matrix2d")
def by_kronecker_products(w, input_shape, stride, padding):
    selectors = []
    for n, k in zip(input_shape, w.shape, strict=True):
        rows = _rows(n, k, stride, padding)
        selectors.append([np.eye(rows * stride + n + k, n, t - padding)[: rows * stride : stride] for t in range(k)])
    return sum(w[a, b] * np.kron(selectors[0][a], selectors[1][b]) for a, b in np.ndindex(*w.shape))


@variant("conv_matrix2d")
def by_cutting_the_padded_matrix(w, input_shape, stride, padding):
    padded = [n + 2 * padding for n in input_shape]
    out_h, out_w = (_rows(n, k, stride, padding) for n, k in zip(input_shape, w.shape, strict=True))
    C = []
    for i in range(out_h):
        for j in range(out_w):
            image = np.zeros(padded)
            image[stride * i : stride * i + w.shape[0], stride * j : stride * j + w.shape[1]] = w
            C.append(image[padding : padding + input_shape[0], padding : padding + input_shape[1]].ravel())
    return np.array(C)


# is_adjoint_pair


@mutant(
    "is_adjoint_pair",
    caught_by=["worked_example", "convolutions", "these_two_vectors_alone", "rounding"],
    sentence="as if backward had to undo forward",
)
def asks_whether_backward_undoes_forward(x, y, forward, backward):
    return bool(np.allclose(backward @ (forward @ x), x))


@mutant(
    "is_adjoint_pair",
    caught_by=["these_two_vectors_alone", "rounding"],
    sentence="as if the two matrices were compared, not what they make of x and y",
)
def compares_the_matrices(x, y, forward, backward):
    return bool(np.allclose(backward, forward.T))


@mutant("is_adjoint_pair", caught_by=["rounding"], sentence="as if a difference by rounding counted")
def allows_no_rounding(x, y, forward, backward):
    return bool((forward @ x) @ y == x @ (backward @ y))


@mutant(
    "is_adjoint_pair",
    caught_by=["worked_example", "convolutions", "these_two_vectors_alone", "rounding"],
    sentence="as if the shapes alone were compared",
)
def compares_the_shapes_only(x, y, forward, backward):
    return forward.shape == backward.shape[::-1]


@mutant(
    "is_adjoint_pair",
    caught_by=["rounding"],
    sentence="as if large numbers had to agree as closely as small ones",
)
def has_a_fixed_tolerance(x, y, forward, backward):
    return bool(abs((forward @ x) @ y - x @ (backward @ y)) < 1e-3)


@mutant(
    "is_adjoint_pair",
    caught_by=["rounding"],
    sentence="as if two tiny numbers had to agree in their first digits",
)
def compares_in_proportion_only(x, y, forward, backward):
    return math.isclose((forward @ x) @ y, x @ (backward @ y), rel_tol=1e-5)


@mutant("is_adjoint_pair", caught_by=["convolutions"], sentence="as if the signs of the two numbers did not matter")
def forgets_the_sign(x, y, forward, backward):
    return bool(np.isclose(abs((forward @ x) @ y), abs(x @ (backward @ y))))


@mutant(
    "is_adjoint_pair",
    caught_by=["worked_example", "convolutions", "these_two_vectors_alone", "rounding"],
    sentence="as if the cells of each result were just summed, without the other vector",
)
def compares_the_sums_of_the_results(x, y, forward, backward):
    return bool(np.isclose((forward @ x).sum(), (backward @ y).sum()))


@variant("is_adjoint_pair")
def by_loops(x, y, forward, backward):
    left = sum(forward[j, r] * x[r] * y[j] for j, r in np.ndindex(*forward.shape))
    right = sum(backward[r, j] * x[r] * y[j] for r, j in np.ndindex(*backward.shape))
    return bool(np.isclose(left, right))


# undoes


@mutant("undoes", caught_by=["worked_example", "stamps_that_meet"], sentence="as if stamps never met")
def looks_at_the_length_only(w, stride):
    return bool(np.isclose(w @ w, 1.0))


@mutant(
    "undoes",
    caught_by=["stamps_that_do_not_meet", "stamps_that_meet"],
    sentence="as if it were enough to get the row back times some factor",
)
def forgets_the_length(w, stride):
    return all(bool(np.isclose(w[: len(w) - shift] @ w[shift:], 0)) for shift in range(stride, len(w), stride))


@mutant(
    "undoes",
    caught_by=["worked_example", "stamps_that_do_not_meet", "stamps_that_meet"],
    sentence="as if too much were asked: what stride 1 needs, say, or that stamping undoes the convolution",
)
def takes_the_stride_for_one(w, stride):
    products = [w[: len(w) - shift] @ w[shift:] for shift in range(len(w))]
    return bool(np.allclose(products, [1.0] + [0.0] * (len(w) - 1)))


@mutant("undoes", caught_by=["stamps_that_meet"], sentence="as if a stamp could meet its nearest neighbours only")
def looks_at_the_nearest_stamp_only(w, stride):
    products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, len(w), stride)][:2]
    return bool(np.allclose(products, [1.0, 0.0][: len(products)]))


@mutant(
    "undoes",
    caught_by=["worked_example", "stamps_that_do_not_meet", "stamps_that_meet"],
    sentence="as if the weights of the kernel had to sum to 1",
)
def asks_for_a_sum_of_one(w, stride):
    return bool(np.isclose(w.sum(), 1.0))


@mutant(
    "undoes",
    caught_by=["worked_example", "stamps_that_do_not_meet", "stamps_that_meet"],
    sentence="as if stamps were chosen so that the convolution undoes them, not made with w",
)
def takes_the_pseudo_inverse_for_the_transpose(w, stride):
    n = 4 * stride + len(w)
    C = np.array([np.pad(w, (stride * j, n - stride * j - len(w))) for j in range(4)])
    return bool(np.allclose(C @ np.linalg.pinv(C), np.eye(4)))


@mutant(
    "undoes",
    caught_by=["worked_example", "stamps_that_do_not_meet", "stamps_that_meet"],
    sentence="as if too much were asked: that stamping undoes the convolution, say, or what stride 1 needs",
)
def asks_for_the_other_order(w, stride):
    n = 4 * stride + len(w)
    C = np.array([np.pad(w, (stride * j, n - stride * j - len(w))) for j in range(5)])
    return bool(np.allclose(C.T @ C, np.eye(n)))


@mutant(
    "undoes",
    caught_by=["stamps_that_meet"],
    sentence="as if it were enough that the products of all neighbours sum to 0",
)
def lets_the_products_cancel(w, stride):
    products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, len(w), stride)]
    return bool(np.allclose([products[0], sum(products[1:])], [1.0, 0.0]))


@mutant("undoes", caught_by=["stamps_that_do_not_meet", "stamps_that_meet"], sentence="as if no rounding were allowed")
def allows_no_rounding_of_products(w, stride):
    products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, len(w), stride)]
    return bool(products[0] == 1 and not any(products[1:]))


@variant("undoes")
def by_building_the_matrix(w, stride):
    m = len(w) + 1
    C = np.zeros((m, stride * (m - 1) + len(w)))
    for j in range(m):
        C[j, stride * j : stride * j + len(w)] = w
    return bool(np.allclose(C @ C.T, np.eye(m)))


@variant("undoes")
def by_autocorrelation(w, stride):
    lags = np.correlate(w, w, "full")[len(w) - 1 :][::stride]
    return bool(np.allclose(lags, np.eye(1, len(lags))[0]))


# single changes to the solutions that make no difference

equivalent(
    "is_adjoint_pair",
    "return bool(np.isclose((forward @ x) @ y, x @ (backward @ y)))",
    "return bool(np.isclose(x @ (backward @ y), (forward @ x) @ y))",
    reason="the statement does not say which number np.isclose is given first",
)
equivalent(
    "undoes",
    "products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, len(w), stride)]",
    "products = [w[: len(w) - shift] @ w[shift:] for shift in range(0, len(w) + 1, stride)]",
    reason="a shift by the whole kernel adds an empty product, which is 0 and has to be",
)
equivalent(
    "undoes",
    "return bool(np.allclose(products, [1.0] + [0.0] * (len(products) - 1)))",
    "return bool(np.allclose([1.0] + [0.0] * (len(products) - 1), products))",
    reason="the statement does not say which number np.isclose is given first",
)


# apply_transpose


def _fitting(y, w, input_size, stride, padding, dilation):
    if (input_size + 2 * padding - dilation * (len(w) - 1) - 1) // stride + 1 != len(y):
        raise ValueError("size")


def _stamped(y, w, stride, dilation, size):
    full = np.zeros(max(size, stride * (len(y) - 1) + dilation * (len(w) - 1) + 1))
    for j, value in enumerate(y):
        full[stride * j : stride * j + dilation * (len(w) - 1) + 1 : dilation] += value * w
    return full


@mutant(
    "apply_transpose",
    caught_by=[
        "worked_example",
        "any_arguments",
        "cells_that_no_window_reads",
        "refuses_another_size",
        "no_room_for_the_matrix",
    ],
    sentence="as if the kernel had to be flipped",
)
def stamps_the_flipped_kernel(y, w, input_size, stride, padding, dilation):
    return apply_by_stamps(y, w[::-1], input_size, stride, padding, dilation)


@mutant(
    "apply_transpose",
    caught_by=["worked_example", "any_arguments", "cells_that_no_window_reads"],
    sentence="as if padding cropped nothing",
)
def forgets_that_padding_is_cropped(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    return _stamped(y, w, stride, dilation, input_size)[:input_size]


@mutant(
    "apply_transpose",
    caught_by=["worked_example", "any_arguments", "cells_that_no_window_reads", "no_room_for_the_matrix"],
    sentence="as if the smallest input that leads to y were meant",
)
def ends_after_the_last_window(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    full = _stamped(y, w, stride, dilation, 0)
    return full[padding : len(full) - padding]


@mutant("apply_transpose", caught_by=["any_arguments", "no_room_for_the_matrix"], sentence="as if the dilation were 1")
def stamps_without_dilation(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    full = _stamped(y, w, stride, 1, input_size + 2 * padding)
    return full[padding : padding + input_size]


@mutant(
    "apply_transpose",
    caught_by=["worked_example", "any_arguments", "refuses_another_size", "no_room_for_the_matrix"],
    sentence="as if stamps replaced what lies under them",
)
def overwrites(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    full = np.zeros(input_size + 2 * padding)
    for j, value in enumerate(y):
        full[stride * j : stride * j + dilation * (len(w) - 1) + 1 : dilation] = value * w
    return full[padding : padding + input_size]


@mutant("apply_transpose", caught_by=["refuses_another_size"], sentence="as if any input size led to y")
def takes_any_size(y, w, input_size, stride, padding, dilation):
    full = _stamped(y, w, stride, dilation, input_size + 2 * padding)
    return full[padding : padding + input_size]


@mutant(
    "apply_transpose",
    caught_by=["no_room_for_the_matrix"],
    sentence="as if there were always room for the whole matrix",
)
def builds_the_matrix(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    C = np.zeros((len(y), input_size))
    for j in range(len(y)):
        for t, tap in enumerate(w):
            r = stride * j + dilation * t - padding
            if 0 <= r < input_size:
                C[j, r] = tap
    return C.T @ y


@mutant(
    "apply_transpose",
    caught_by=["worked_example", "any_arguments", "cells_that_no_window_reads"],
    sentence="as if the cells before the first were those at the end",
)
def goes_round_before_the_first_cell(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    result = np.zeros(input_size)
    for j, value in enumerate(y):
        for t, tap in enumerate(w):
            cell = stride * j + dilation * t - padding
            if -input_size <= cell < input_size:
                result[cell] += value * tap
    return result


@mutant(
    "apply_transpose",
    caught_by=["worked_example", "any_arguments", "cells_that_no_window_reads"],
    sentence="as if taps lay stride cells apart and windows dilation cells",
)
def swaps_stride_and_dilation(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    result = np.zeros(input_size)
    for j, value in enumerate(y):
        for t, tap in enumerate(w):
            cell = dilation * j + stride * t - padding
            if 0 <= cell < input_size:
                result[cell] += value * tap
    return result


@variant("apply_transpose")
def apply_by_stamps(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    full = _stamped(y, w, stride, dilation, input_size + 2 * padding)
    return full[padding : padding + input_size].copy()


@variant("apply_transpose")
def by_gathering(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    result = np.zeros(input_size)
    for r in range(input_size):
        for t, tap in enumerate(w):
            j, rest = divmod(r + padding - dilation * t, stride)
            if rest == 0 and 0 <= j < len(y):
                result[r] += y[j] * tap
    return result


@variant("apply_transpose")
def by_spectra(y, w, input_size, stride, padding, dilation):
    _fitting(y, w, input_size, stride, padding, dilation)
    spread, taps = np.zeros(stride * (len(y) - 1) + 1), np.zeros(dilation * (len(w) - 1) + 1)
    spread[::stride], taps[::dilation] = y, w
    size = max(len(spread) + len(taps) - 1, input_size + 2 * padding)
    full = np.fft.irfft(np.fft.rfft(spread, size) * np.fft.rfft(taps, size), size)
    return full[padding : padding + input_size]
