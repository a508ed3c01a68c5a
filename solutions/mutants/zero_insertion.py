"""Wrong answers to the exercises on zero insertion: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# insert_zeros2d


def _stride(stride):
    if stride < 1:
        raise ValueError("below one")


@mutant(
    "insert_zeros2d",
    caught_by=["worked_example", "any_stride", "nothing_to_insert"],
    sentence="as if the stride itself were the number of zeros between neighbours",
)
def inserts_stride_zeros(x, stride):
    _stride(stride)
    out = np.zeros([(stride + 1) * (size - 1) + 1 for size in x.shape])
    out[:: stride + 1, :: stride + 1] = x
    return out


@mutant(
    "insert_zeros2d",
    caught_by=["worked_example", "any_stride", "nothing_to_insert"],
    sentence="as if zeros followed the last row and the last column too",
)
def puts_zeros_after_the_last_cell(x, stride):
    _stride(stride)
    out = np.zeros([stride * size for size in x.shape])
    out[::stride, ::stride] = x
    return out


@mutant(
    "insert_zeros2d",
    caught_by=["worked_example", "any_stride"],
    sentence="as if zeros belonged between rows, but not between columns",
)
def spreads_the_rows_alone(x, stride):
    _stride(stride)
    out = np.zeros((stride * (x.shape[0] - 1) + 1, x.shape[1]))
    out[::stride] = x
    return out


@mutant(
    "insert_zeros2d",
    caught_by=["worked_example", "any_stride"],
    sentence="as if cells were repeated instead of zeros put between them",
)
def repeats_the_cells(x, stride):
    _stride(stride)
    out = x.repeat(stride, axis=0).repeat(stride, axis=1)
    return out[: stride * (x.shape[0] - 1) + 1, : stride * (x.shape[1] - 1) + 1]


@mutant(
    "insert_zeros2d", caught_by=["any_stride"], sentence="as if there were never more than one zero between neighbours"
)
def always_inserts_one_zero(x, stride):
    _stride(stride)
    step = min(stride, 2)
    out = np.zeros([step * (size - 1) + 1 for size in x.shape])
    out[::step, ::step] = x
    return out


@mutant(
    "insert_zeros2d",
    caught_by=["worked_example", "any_stride", "nothing_to_insert"],
    sentence="as if the result were always as wide as it is high",
)
def makes_a_square(x, stride):
    _stride(stride)
    side = stride * (x.shape[0] - 1) + 1
    out = np.zeros((side, side))
    for row, column in np.ndindex(x.shape):
        if stride * column < side:
            out[stride * row, stride * column] = x[row, column]
    return out


@mutant("insert_zeros2d", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_a_negative_stride_for_its_amount(x, stride):
    step = max(abs(stride), 1)
    out = np.zeros([step * (size - 1) + 1 for size in x.shape])
    out[::step, ::step] = x
    return out


@variant("insert_zeros2d")
def one_cell_at_a_time(x, stride):
    _stride(stride)
    out = np.zeros([stride * (size - 1) + 1 for size in x.shape])
    for row, column in np.ndindex(x.shape):
        out[stride * row, stride * column] = x[row, column]
    return out


@variant("insert_zeros2d")
def by_a_kronecker_product(x, stride):
    _stride(stride)
    corner = np.zeros((stride, stride))
    corner[0, 0] = 1
    return np.kron(x, corner)[: stride * (x.shape[0] - 1) + 1, : stride * (x.shape[1] - 1) + 1]


# padded_canvas


def _spread(x, stride):
    out = np.zeros(stride * (len(x) - 1) + 1)
    out[::stride] = x
    return out


def _legal(cells, kernel_size, stride, padding, output_padding, dilation):
    if not 0 <= output_padding < stride:
        raise ValueError("output padding")
    if (cells - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding + output_padding < 1:
        raise ValueError("nothing is left")


def _sides(row, left, right):
    row = np.pad(row, (max(left, 0), max(right, 0)))
    return row[max(-left, 0) : max(len(row) - max(-right, 0), -left, 0)]


@mutant(
    "padded_canvas",
    caught_by=[
        "worked_example",
        "zeros_on_both_sides",
        "more_zeros_on_the_right",
        "dilated_kernels",
        "more_padding_than_kernel",
    ],
    sentence="as if padding made the canvas longer instead of shorter",
)
def adds_padding_to_the_reach_of_the_kernel(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) + padding
    return _sides(_spread(x, stride), left, left + output_padding)


@mutant(
    "padded_canvas",
    caught_by=[
        "zeros_on_both_sides",
        "more_zeros_on_the_right",
        "dilated_kernels",
        "more_padding_than_kernel",
        "refuses_what_no_convolution_gives",
        "refuses_what_leaves_nothing",
    ],
    sentence="as if padding were the number of zeros on each side, whatever the kernel",
)
def pads_by_padding(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    return _sides(_spread(x, stride), padding, padding + output_padding)


@mutant(
    "padded_canvas", caught_by=["dilated_kernels", "more_padding_than_kernel"], sentence="as if the dilation were 1"
)
def takes_the_kernel_for_undilated(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = kernel_size - 1 - padding
    return _sides(_spread(x, stride), left, left + output_padding)


@mutant(
    "padded_canvas",
    caught_by=[
        "worked_example",
        "zeros_on_both_sides",
        "more_zeros_on_the_right",
        "dilated_kernels",
        "more_padding_than_kernel",
    ],
    sentence="as if inserted zeros followed the last cell too",
)
def leaves_zeros_behind_the_last_cell(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    spread = np.append(_spread(x, stride), np.zeros(stride - 1))
    left = dilation * (kernel_size - 1) - padding
    return _sides(spread, left, left + output_padding)


@mutant(
    "padded_canvas",
    caught_by=[
        "worked_example",
        "zeros_on_both_sides",
        "more_zeros_on_the_right",
        "dilated_kernels",
        "more_padding_than_kernel",
    ],
    sentence="as if the stride itself were the number of zeros between neighbours",
)
def inserts_as_many_zeros_as_the_stride(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    return _sides(_spread(x, stride + 1), left, left + output_padding)


@mutant(
    "padded_canvas",
    caught_by=["worked_example", "more_zeros_on_the_right", "more_padding_than_kernel"],
    sentence="as if output padding added zeros on both sides",
)
def gives_output_padding_to_both_sides(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding + output_padding
    return _sides(_spread(x, stride), left, left)


@mutant(
    "padded_canvas",
    caught_by=["worked_example", "more_zeros_on_the_right", "more_padding_than_kernel"],
    sentence="as if output padding added zeros on the left",
)
def gives_output_padding_to_the_left(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    right = dilation * (kernel_size - 1) - padding
    return _sides(_spread(x, stride), right + output_padding, right)


@mutant(
    "padded_canvas",
    caught_by=["worked_example", "more_zeros_on_the_right", "more_padding_than_kernel"],
    sentence="as if output padding were 0",
)
def forgets_output_padding(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    return _sides(_spread(x, stride), left, left)


@mutant(
    "padded_canvas",
    caught_by=["more_padding_than_kernel"],
    sentence="as if cells were taken away before zeros are added",
)
def crops_before_it_pads(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    spread = _sides(_spread(x, stride), min(left, 0), min(left + output_padding, 0))
    return np.pad(spread, (max(left, 0), max(left + output_padding, 0)))


@mutant("padded_canvas", caught_by=["more_padding_than_kernel"], sentence="as if a negative number of zeros meant none")
def never_pads_less_than_nothing(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    return np.pad(_spread(x, stride), (max(left, 0), max(left + output_padding, 0)))


@mutant(
    "padded_canvas",
    caught_by=["refuses_what_no_convolution_gives"],
    sentence="as if output padding had only to be smaller than the larger of stride and dilation",
)
def takes_whatever_torch_takes(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, max(stride, dilation), padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    return _sides(_spread(x, stride), left, left + output_padding)


@mutant(
    "padded_canvas", caught_by=["refuses_what_leaves_nothing"], sentence="as if an output without a cell were allowed"
)
def gives_a_canvas_for_no_output(x, kernel_size, stride, padding, output_padding, dilation):
    if not 0 <= output_padding < stride:
        raise ValueError("output padding")
    left = dilation * (kernel_size - 1) - padding
    return _sides(_spread(x, stride), left, left + output_padding)


@variant("padded_canvas")
def places_each_cell_where_it_belongs(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    reach = dilation * (kernel_size - 1)
    canvas = np.zeros((len(x) - 1) * stride + 1 + 2 * (reach - padding) + output_padding)
    for j, value in enumerate(x):
        at = reach - padding + stride * j
        if 0 <= at < len(canvas):
            canvas[at] = value
    return canvas


@variant("padded_canvas")
def looks_through_a_window_on_a_long_row(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    spare = padding + dilation * kernel_size + output_padding
    long = np.pad(_spread(x, stride), spare)
    start = spare - dilation * (kernel_size - 1) + padding
    size = (len(x) - 1) * stride + 1 + 2 * (dilation * (kernel_size - 1) - padding) + output_padding
    return long[start : start + size]


@variant("padded_canvas")
def multiplies_by_a_matrix_of_zeros_and_ones(x, kernel_size, stride, padding, output_padding, dilation):
    _legal(len(x), kernel_size, stride, padding, output_padding, dilation)
    left = dilation * (kernel_size - 1) - padding
    cells = np.arange((len(x) - 1) * stride + 1 + 2 * left + output_padding)
    return (cells[:, None] - left == stride * np.arange(len(x))).astype(float) @ x


# conv_transpose_by_insertion


def _pads(shape, w, stride, padding, output_padding, dilation):
    """Before and after for each axis, checked."""
    for size, k in zip(shape, w.shape, strict=True):
        _legal(size, k, stride, padding, output_padding, dilation)
    reaches = [dilation * (k - 1) - padding for k in w.shape]
    return [(reach, reach + output_padding) for reach in reaches]


def _spread2d(x, step):
    out = np.zeros([step * (size - 1) + 1 for size in x.shape])
    out[::step, ::step] = x
    return out


def _canvas2d(spread, pads):
    canvas = np.pad(spread, [(max(before, 0), max(after, 0)) for before, after in pads])
    kept = [
        slice(max(-before, 0), max(size - max(-after, 0), -before, 0))
        for (before, after), size in zip(pads, canvas.shape, strict=True)
    ]
    return canvas[tuple(kept)]


def _slide(canvas, w, dilation):
    height, width = (max(size - dilation * (k - 1), 0) for size, k in zip(canvas.shape, w.shape, strict=True))
    out = np.zeros((height, width))
    for i, j in np.ndindex(w.shape):
        out += w[i, j] * canvas[dilation * i : dilation * i + height, dilation * j : dilation * j + width]
    return out


@mutant(
    "conv_transpose_by_insertion",
    caught_by=[
        "worked_example",
        "stride_one_is_full_convolution",
        "stride_and_padding",
        "output_padding_and_dilation",
        "more_padding_than_kernel",
    ],
    sentence="as if the kernel were slid without a flip",
)
def slides_the_kernel_as_it_stands(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), pads), w, dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=[
        "stride_one_is_full_convolution",
        "stride_and_padding",
        "output_padding_and_dilation",
        "more_padding_than_kernel",
    ],
    sentence="as if the kernel were flipped from left to right only",
)
def flips_the_columns_alone(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), pads), w[:, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=[
        "worked_example",
        "stride_one_is_full_convolution",
        "stride_and_padding",
        "output_padding_and_dilation",
        "more_padding_than_kernel",
    ],
    sentence="as if the kernel were transposed instead of flipped",
)
def transposes_the_kernel_instead(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), pads), w.T, dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=[
        "worked_example",
        "stride_one_is_full_convolution",
        "stride_and_padding",
        "output_padding_and_dilation",
        "more_padding_than_kernel",
    ],
    sentence="as if the stride itself were the number of zeros between neighbours",
)
def inserts_one_zero_too_many(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride + 1), pads), w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["worked_example", "stride_and_padding", "output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if inserted zeros followed the last row and the last column too",
)
def puts_zeros_behind_the_last_row_and_column(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    spread = np.pad(_spread2d(x, stride), (0, stride - 1))
    return _slide(_canvas2d(spread, pads), w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["stride_and_padding", "output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if padding made the canvas larger instead of smaller",
)
def adds_the_padding_instead_of_taking_it(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)
    pads = _pads(x.shape, w, stride, -padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), pads), w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if the dilation were 1",
)
def ignores_dilation(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)
    reaches = [k - 1 - padding for k in w.shape]
    canvas = _canvas2d(_spread2d(x, stride), [(reach, reach + output_padding) for reach in reaches])
    return _slide(canvas, w[::-1, ::-1], 1)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["worked_example", "stride_and_padding", "output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if stride and dilation had changed places",
)
def exchanges_stride_and_dilation(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)
    reaches = [stride * (k - 1) - padding for k in w.shape]
    canvas = _canvas2d(_spread2d(x, dilation), [(reach, reach + output_padding) for reach in reaches])
    return _slide(canvas, w[::-1, ::-1], stride)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if output padding added zeros on all four sides",
)
def pads_all_sides_for_output_padding(x, w, stride, padding, output_padding, dilation):
    pads = [(after, after) for _, after in _pads(x.shape, w, stride, padding, output_padding, dilation)]
    return _slide(_canvas2d(_spread2d(x, stride), pads), w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["more_padding_than_kernel"],
    sentence="as if the image were cropped before it is padded",
)
def crops_the_canvas_before_padding_it(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    cropped = _canvas2d(_spread2d(x, stride), [(min(before, 0), min(after, 0)) for before, after in pads])
    canvas = np.pad(cropped, [(max(before, 0), max(after, 0)) for before, after in pads])
    return _slide(canvas, w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["more_padding_than_kernel"],
    sentence="as if a negative pad meant none, so that nothing is ever cropped",
)
def never_crops_the_canvas(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    canvas = np.pad(_spread2d(x, stride), [(max(before, 0), max(after, 0)) for before, after in pads])
    return _slide(canvas, w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=[
        "worked_example",
        "stride_one_is_full_convolution",
        "stride_and_padding",
        "output_padding_and_dilation",
        "more_padding_than_kernel",
    ],
    sentence="as if the height of the kernel set the pads of both axes",
)
def takes_the_pads_of_the_rows_for_both_axes(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), [pads[0], pads[0]]), w[::-1, ::-1], dilation)


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["worked_example", "stride_and_padding", "output_padding_and_dilation", "more_padding_than_kernel"],
    sentence="as if the kernel slid over the canvas with the given stride",
)
def slides_with_the_stride(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    return _slide(_canvas2d(_spread2d(x, stride), pads), w[::-1, ::-1], dilation)[::stride, ::stride]


@mutant(
    "conv_transpose_by_insertion",
    caught_by=["refuses_what_it_cannot_give"],
    sentence="as if any padding and any output padding were allowed",
)
def gives_something_whatever_is_asked(x, w, stride, padding, output_padding, dilation):
    reaches = [dilation * (k - 1) - padding for k in w.shape]
    canvas = _canvas2d(_spread2d(x, stride), [(reach, reach + output_padding) for reach in reaches])
    return _slide(canvas, w[::-1, ::-1], dilation)


@variant("conv_transpose_by_insertion")
def stamps_the_spread_image_at_stride_one(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)
    spread = _spread2d(x, stride)
    height, width = (size + dilation * (k - 1) for size, k in zip(spread.shape, w.shape, strict=True))
    full = np.zeros((height + output_padding, width + output_padding))
    for i, j in np.ndindex(w.shape):
        top, left = dilation * i, dilation * j
        full[top : top + spread.shape[0], left : left + spread.shape[1]] += w[i, j] * spread
    return full[padding : height + output_padding - padding, padding : width + output_padding - padding]


@variant("conv_transpose_by_insertion")
def one_inner_product_a_cell(x, w, stride, padding, output_padding, dilation):
    pads = _pads(x.shape, w, stride, padding, output_padding, dilation)
    canvas, flipped = _canvas2d(_spread2d(x, stride), pads), w[::-1, ::-1]
    out = np.zeros([size - dilation * (k - 1) for size, k in zip(canvas.shape, w.shape, strict=True)])
    kh, kw = w.shape
    for r, c in np.ndindex(out.shape):
        seen = canvas[r : r + dilation * (kh - 1) + 1 : dilation, c : c + dilation * (kw - 1) + 1 : dilation]
        out[r, c] = (seen * flipped).sum()
    return out


@variant("conv_transpose_by_insertion")
def multiplies_two_spectra(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)
    spread, taps = _spread2d(x, stride), _spread2d(w, dilation)
    shape = [a + b - 1 + output_padding for a, b in zip(spread.shape, taps.shape, strict=True)]
    full = np.fft.irfft2(np.fft.rfft2(spread, shape) * np.fft.rfft2(taps, shape), shape)
    return full[padding : shape[0] - padding, padding : shape[1] - padding]


@variant("conv_transpose_by_insertion")
def one_matrix_for_each_tap_and_axis(x, w, stride, padding, output_padding, dilation):
    _pads(x.shape, w, stride, padding, output_padding, dilation)

    def place(axis, tap):
        size = (x.shape[axis] - 1) * stride + dilation * (w.shape[axis] - 1) + 1 - 2 * padding + output_padding
        cells = np.arange(size)[:, None] + padding
        return (cells == stride * np.arange(x.shape[axis]) + dilation * tap).astype(float)

    return sum(w[i, j] * (place(0, i) @ x @ place(1, j).T) for i, j in np.ndindex(w.shape))


# single changes to the solutions that make no difference

equivalent(
    "insert_zeros2d",
    "if stride < 1:",
    "if stride < 0:",
    reason="at stride 0 the slice out[::0] raises ValueError by itself",
)
equivalent(
    "padded_canvas",
    "return padded[max(-left, 0) : len(padded) - max(-right, 0)]",
    "return padded[max(-left, 0) : len(padded) - max(-right, -1)]",
    reason="where the right side gains, the slice ends one cell past the end, which is the end",
)
equivalent(
    "conv_transpose_by_insertion",
    "pads = [(0, 0), (0, 0)]",
    "pads = [(0, 1), (0, 0)]",
    reason="a zero more at the end of an axis, which no window reads",
)
equivalent(
    "conv_transpose_by_insertion",
    "pads[axis] = (max(before, 0), max(after, 0))",
    "pads[axis] = (max(before, 0), max(after, 1))",
    reason="a zero more at the end of an axis, which no window reads",
)
