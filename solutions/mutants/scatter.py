"""Wrong answers to the scatter exercises: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# contributors


@mutant("contributors", caught_by=["worked_example", "any_cell"], sentence="as if the stride were 1")
def ignores_the_stride(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if j + dilation * t == cell]


@mutant("contributors", caught_by=["any_cell"], sentence="as if the dilation were 1")
def ignores_the_dilation(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if stride * j + t == cell]


@mutant(
    "contributors",
    caught_by=["every_product_lands_once", "any_cell"],
    sentence="as if a cell between two taps of a dilated kernel belonged to the tap before it",
)
def takes_the_tap_between_two_taps(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    taps = [(j, (cell - stride * j) // dilation) for j in range(input_size)]
    return [(j, t) for j, t in taps if 0 <= t < kernel_size]


@mutant("contributors", caught_by=["worked_example", "any_cell"], sentence="as if the kernel were flipped")
def flips_the_kernel(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, kernel_size - 1 - t) for j, t in grid if stride * j + dilation * t == cell]


@mutant(
    "contributors",
    caught_by=["worked_example", "every_product_lands_once", "any_cell"],
    sentence="as if the first pair that fits were the only one",
)
def stops_at_the_first_pair(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if stride * j + dilation * t == cell][:1]


@mutant(
    "contributors",
    caught_by=["every_product_lands_once", "any_cell"],
    sentence="as if the row of input cells went on past both its ends",
)
def invents_inputs_past_both_ends(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(-cell - kernel_size * dilation, cell + 1) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if stride * j + dilation * t == cell]


@mutant(
    "contributors",
    caught_by=["worked_example", "every_product_lands_once", "any_cell"],
    sentence="as if stride and dilation had changed places",
)
def stamps_at_the_stride_of_the_taps(cell, input_size, kernel_size, stride, dilation):
    if not 0 <= cell <= stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError("outside")
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if dilation * j + stride * t == cell]


@mutant(
    "contributors",
    caught_by=["refuses_a_cell_outside"],
    sentence="as if any cell number were allowed, outside the result too",
)
def answers_for_cells_that_are_not_there(cell, input_size, kernel_size, stride, dilation):
    grid = [(j, t) for j in range(input_size) for t in range(kernel_size)]
    return [(j, t) for j, t in grid if stride * j + dilation * t == cell]


@variant("contributors")
def by_asking_each_tap(cell, input_size, kernel_size, stride, dilation):
    if cell < 0 or cell > stride * (input_size - 1) + dilation * (kernel_size - 1):
        raise ValueError(f"no cell {cell}")
    starts = [(cell - dilation * t, t) for t in range(kernel_size)]
    return sorted(
        (start // stride, t) for start, t in starts if start % stride == 0 and 0 <= start // stride < input_size
    )


@variant("contributors")
def by_filling_a_table(cell, input_size, kernel_size, stride, dilation):
    table = {at: [] for at in range(stride * (input_size - 1) + dilation * (kernel_size - 1) + 1)}
    if cell not in table:
        raise ValueError("outside")
    for j in range(input_size):
        for t in range(kernel_size):
            table[stride * j + dilation * t].append((j, t))
    return table[cell]


# stamp1d


def _checked(stride, dilation):
    if stride < 1 or dilation < 1:
        raise ValueError("below one")


@mutant(
    "stamp1d",
    caught_by=["any_stride_and_dilation", "line_and_kernel_change_places"],
    sentence="as if stamps replaced each other where they meet",
)
def overwrites_where_stamps_meet(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(stride * (len(x) - 1) + dilation * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[stride * j + dilation * t] = x[j] * w[t]
    return out


@mutant(
    "stamp1d",
    caught_by=["worked_example", "any_stride_and_dilation", "line_and_kernel_change_places"],
    sentence="as if the stride were 1",
)
def stamps_one_cell_apart(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(len(x) - 1 + dilation * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[j + dilation * t] += x[j] * w[t]
    return out


@mutant(
    "stamp1d",
    caught_by=["worked_example", "any_stride_and_dilation", "line_and_kernel_change_places"],
    sentence="as if neighbouring stamps started one cell further apart than the stride",
)
def leaves_stride_zeros_between_cells(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros((stride + 1) * (len(x) - 1) + dilation * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[(stride + 1) * j + dilation * t] += x[j] * w[t]
    return out


@mutant(
    "stamp1d",
    caught_by=[
        "worked_example",
        "one_cell_leaves_one_kernel",
        "any_stride_and_dilation",
        "line_and_kernel_change_places",
    ],
    sentence="as if the dilation were 1",
)
def ignores_dilation_of_the_taps(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(stride * (len(x) - 1) + len(w))
    for j, t in np.ndindex(len(x), len(w)):
        out[stride * j + t] += x[j] * w[t]
    return out


@mutant(
    "stamp1d",
    caught_by=[
        "worked_example",
        "one_cell_leaves_one_kernel",
        "any_stride_and_dilation",
        "line_and_kernel_change_places",
    ],
    sentence="as if the kernel were flipped",
)
def stamps_the_kernel_backwards(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(stride * (len(x) - 1) + dilation * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[stride * j + dilation * t] += x[j] * w[len(w) - 1 - t]
    return out


@mutant(
    "stamp1d",
    caught_by=[
        "worked_example",
        "one_cell_leaves_one_kernel",
        "any_stride_and_dilation",
        "line_and_kernel_change_places",
        "refuses_what_is_below_one",
    ],
    sentence="as if the result went on for one more stride after the last stamp",
)
def zeros_after_the_last_cell(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(stride * len(x) + dilation * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[stride * j + dilation * t] += x[j] * w[t]
    return out


@mutant(
    "stamp1d",
    caught_by=[
        "worked_example",
        "one_cell_leaves_one_kernel",
        "any_stride_and_dilation",
        "line_and_kernel_change_places",
    ],
    sentence="as if stride and dilation had changed places",
)
def spaces_taps_by_the_stride(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(dilation * (len(x) - 1) + stride * (len(w) - 1) + 1)
    for j, t in np.ndindex(len(x), len(w)):
        out[dilation * j + stride * t] += x[j] * w[t]
    return out


@mutant("stamp1d", caught_by=["refuses_what_is_below_one"], sentence="as if any stride and any dilation were allowed")
def accepts_any_stride(x, w, stride, dilation):
    out = np.zeros(max(stride * (len(x) - 1) + dilation * (len(w) - 1) + 1, 1))
    for j, t in np.ndindex(len(x), len(w)):
        out[(stride * j + dilation * t) % len(out)] += x[j] * w[t]
    return out


@variant("stamp1d")
def one_stamp_at_a_time(x, w, stride, dilation):
    _checked(stride, dilation)
    out = np.zeros(stride * (len(x) - 1) + dilation * (len(w) - 1) + 1)
    for j, value in enumerate(x):
        out[stride * j : stride * j + dilation * (len(w) - 1) + 1 : dilation] += value * w
    return out


@variant("stamp1d")
def convolves_two_spread_lines(x, w, stride, dilation):
    _checked(stride, dilation)
    spread = np.zeros(stride * (len(x) - 1) + 1)
    spread[::stride] = x
    taps = np.zeros(dilation * (len(w) - 1) + 1)
    taps[::dilation] = w
    return np.convolve(spread, taps)


@variant("stamp1d")
def multiplies_by_a_matrix(x, w, stride, dilation):
    _checked(stride, dilation)
    matrix = np.zeros((stride * (len(x) - 1) + dilation * (len(w) - 1) + 1, len(x)))
    for j in range(len(x)):
        matrix[stride * j + dilation * np.arange(len(w)), j] = w
    return matrix @ x


# stamp2d_strided


@mutant("stamp2d_strided", caught_by=["worked_example", "any_size_and_stride"], sentence="as if the stride were 1")
def puts_all_stamps_at_stride_one(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    out = np.zeros((height - 1 + kh, width - 1 + kw))
    for row, column in np.ndindex(height, width):
        out[row : row + kh, column : column + kw] += x[row, column] * w
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["stride_one", "any_size_and_stride"],
    sentence="as if stamps replaced each other where they meet",
)  # at stride 2 a 2x2 kernel does not overlap
def overwrites_where_stamps_overlap(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    out = np.zeros((stride * (height - 1) + kh, stride * (width - 1) + kw))
    for row, column in np.ndindex(height, width):
        top, left = stride * row, stride * column
        out[top : top + kh, left : left + kw] = x[row, column] * w
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["worked_example", "stride_one", "any_size_and_stride"],
    sentence="as if neighbouring stamps started one cell further apart than the stride",
)
def inserts_stride_zeros(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    step = stride + 1
    out = np.zeros((step * (height - 1) + kh, step * (width - 1) + kw))
    for row, column in np.ndindex(height, width):
        top, left = step * row, step * column
        out[top : top + kh, left : left + kw] += x[row, column] * w
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["worked_example", "stride_one", "any_size_and_stride"],
    sentence="as if rows and columns of the image had changed places",
)
def swaps_rows_and_columns(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    out = np.zeros((stride * (width - 1) + kh, stride * (height - 1) + kw))
    for row, column in np.ndindex(height, width):
        top, left = stride * column, stride * row
        out[top : top + kh, left : left + kw] += x[row, column] * w
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["worked_example", "stride_one", "any_size_and_stride"],
    sentence="as if the kernel slid over the image and took inner products, instead of being stamped",
)
def takes_inner_products_instead_of_scaling(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    padded = np.pad(x, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    out = np.zeros((stride * (height - 1) + kh, stride * (width - 1) + kw))
    for row, column in np.ndindex(height + kh - 1, width + kw - 1):
        out[row, column] = (padded[row : row + kh, column : column + kw] * w).sum()
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["worked_example", "any_size_and_stride"],
    sentence="as if the stride held from row to row, but not from column to column",
)
def strides_along_one_axis(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    out = np.zeros((stride * (height - 1) + kh, width - 1 + kw))
    for row, column in np.ndindex(height, width):
        out[stride * row : stride * row + kh, column : column + kw] += x[row, column] * w
    return out


@mutant(
    "stamp2d_strided",
    caught_by=["stride_one", "any_size_and_stride"],
    sentence="as if the kernel were always as wide as it is high",
)
def knows_square_kernels_only(x, w, stride):
    _checked(stride, 1)
    (height, width), k = x.shape, w.shape[0]
    out = np.zeros((stride * (height - 1) + k, stride * (width - 1) + k))
    for (row, column), (i, j) in ((a, b) for a in np.ndindex(height, width) for b in np.ndindex(k, min(k, w.shape[1]))):
        out[stride * row + i, stride * column + j] += x[row, column] * w[i, j]
    return out


@mutant("stamp2d_strided", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_every_stride(x, w, stride):
    (height, width), (kh, kw) = x.shape, w.shape
    step = max(stride, 1)
    out = np.zeros((step * (height - 1) + kh, step * (width - 1) + kw))
    for row, column in np.ndindex(height, width):
        out[step * row : step * row + kh, step * column : step * column + kw] += x[row, column] * w
    return out


@variant("stamp2d_strided")
def one_strided_add_a_tap(x, w, stride):
    _checked(stride, 1)
    (height, width), (kh, kw) = x.shape, w.shape
    out = np.zeros((stride * (height - 1) + kh, stride * (width - 1) + kw))
    for i, j in np.ndindex(kh, kw):
        out[i : i + stride * (height - 1) + 1 : stride, j : j + stride * (width - 1) + 1 : stride] += w[i, j] * x
    return out


@variant("stamp2d_strided")
def one_matrix_an_axis(x, w, stride):
    _checked(stride, 1)
    out = np.zeros((stride * (x.shape[0] - 1) + w.shape[0], stride * (x.shape[1] - 1) + w.shape[1]))
    for i in range(w.shape[0]):
        rows = np.eye(out.shape[0], x.shape[0] * stride, -i)[:, ::stride]
        for j in range(w.shape[1]):
            columns = np.eye(out.shape[1], x.shape[1] * stride, -j)[:, ::stride]
            out += w[i, j] * (rows @ x @ columns.T)
    return out


@variant("stamp2d_strided")
def multiplies_spectra(x, w, stride):
    _checked(stride, 1)
    shape = [stride * (size - 1) + k for size, k in zip(x.shape, w.shape, strict=True)]
    spread = np.zeros([stride * (size - 1) + 1 for size in x.shape])
    spread[::stride, ::stride] = x
    return np.fft.irfft2(np.fft.rfft2(spread, shape) * np.fft.rfft2(w, shape), shape)


# single changes to the solutions that make no difference

equivalent(
    "contributors",
    "if rest == 0 and 0 <= tap < kernel_size:",
    "if rest <= 0 and 0 <= tap < kernel_size:",
    reason="the rest of a division by a positive number is at least 0",
)
equivalent(
    "stamp1d",
    'for name, value in (("stride", stride), ("dilation", dilation)):',
    'for name, value in (("dilation", dilation), ("stride", stride)):',
    reason="both are checked, and which is named first is nowhere asked",
)
