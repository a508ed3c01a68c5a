"""Wrong answers to the exercises on cropping: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# conv_transpose_size


def _possible(input_size, kernel_size, stride, padding, dilation):
    if min(input_size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("impossible")


def _left(size):
    if size < 1:
        raise ValueError("nothing is left")
    return size


@mutant(
    "conv_transpose_size",
    caught_by=["worked_example", "any_arguments", "one_more_of_each", "refuses_what_leaves_nothing"],
    sentence="as if padding took cells from one side only",
)
def crops_one_side_only(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left((input_size - 1) * stride + dilation * (kernel_size - 1) + 1 - padding)


@mutant(
    "conv_transpose_size",
    caught_by=["worked_example", "any_arguments", "one_more_of_each", "refuses_what_leaves_nothing"],
    sentence="as if padding added cells on each side",
)
def adds_the_padding(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left((input_size - 1) * stride + dilation * (kernel_size - 1) + 1 + 2 * padding)


@mutant("conv_transpose_size", caught_by=["any_arguments", "one_more_of_each"], sentence="as if the dilation were 1")
def forgets_that_dilation_spreads_the_kernel(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left((input_size - 1) * stride + kernel_size - 2 * padding)


@mutant(
    "conv_transpose_size",
    caught_by=["worked_example", "any_arguments", "refuses_what_leaves_nothing", "refuses_impossible_arguments"],
    sentence="as if there were as many steps of the stride as input cells",
)
def counts_a_step_after_the_last_cell(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left(input_size * stride + dilation * (kernel_size - 1) + 1 - 2 * padding)


@mutant(
    "conv_transpose_size",
    caught_by=["any_arguments"],
    sentence="as if the kernel spanned kernel size times dilation cells",
)
def takes_extent_for_dilation_times_kernel(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left((input_size - 1) * stride + dilation * kernel_size - 2 * padding)


@mutant(
    "conv_transpose_size",
    caught_by=[
        "worked_example",
        "any_arguments",
        "one_more_of_each",
        "refuses_what_leaves_nothing",
        "refuses_impossible_arguments",
    ],
    sentence="as if the layer were the convolution, not its transpose",
)
def gives_the_size_of_the_convolution(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return _left((input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1)


@mutant(
    "conv_transpose_size",
    caught_by=["refuses_what_leaves_nothing"],
    sentence="as if a size of 0 or below were an answer",
)
def gives_sizes_below_one(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    return (input_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding


@mutant(
    "conv_transpose_size",
    caught_by=["refuses_impossible_arguments"],
    sentence="as if sizes, stride, dilation and padding could be any numbers",
)
def believes_whatever_it_is_given(input_size, kernel_size, stride, padding, dilation):
    return _left((input_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding)


@variant("conv_transpose_size")
def by_counting_the_cells_that_stay(input_size, kernel_size, stride, padding, dilation):
    _possible(input_size, kernel_size, stride, padding, dilation)
    last = max(stride * j + dilation * t for j in range(input_size) for t in range(kernel_size))
    return _left(len([cell for cell in range(last + 1) if padding <= cell <= last - padding]))


# crop2d


def _pair(full, padding):
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    for size, cells in zip(full.shape, (rows, columns), strict=True):
        if cells < 0 or size <= 2 * cells:
            raise ValueError("nothing is left")
    return rows, columns


@mutant(
    "crop2d",
    caught_by=["no_padding_takes_nothing", "one_number_for_each_axis"],
    sentence="as if an axis without padding kept no cell at all",
)
def ends_the_slice_at_minus_zero(full, padding):
    rows, columns = _pair(full, padding)
    return full[rows:-rows, columns:-columns]


@mutant(
    "crop2d",
    caught_by=[
        "worked_example",
        "one_number_for_both_axes",
        "one_number_for_each_axis",
        "refuses_to_crop_all",
        "refuses_a_negative_padding",
    ],
    sentence="as if only the top and the left side were cropped",
)
def crops_top_and_left_alone(full, padding):
    rows, columns = _pair(full, padding)
    return full[rows:, columns:]


@mutant(
    "crop2d",
    caught_by=[
        "worked_example",
        "one_number_for_both_axes",
        "one_number_for_each_axis",
        "refuses_to_crop_all",
        "refuses_a_negative_padding",
    ],
    sentence="as if only the bottom and the right side were cropped",
)
def crops_bottom_and_right_alone(full, padding):
    rows, columns = _pair(full, padding)
    return full[: full.shape[0] - rows, : full.shape[1] - columns]


@mutant(
    "crop2d",
    caught_by=["one_number_for_each_axis"],
    sentence="as if the first number of padding were for the columns and the second for the rows",
)
def takes_rows_for_columns(full, padding):
    rows, columns = _pair(full, padding)
    return full[columns : full.shape[0] - columns, rows : full.shape[1] - rows]


@mutant(
    "crop2d", caught_by=["one_number_for_each_axis"], sentence="as if the first number of padding were for both axes"
)
def crops_by_the_first_number_alone(full, padding):
    rows, _ = _pair(full, padding)
    return full[rows : full.shape[0] - rows, rows : full.shape[1] - rows]


@mutant(
    "crop2d",
    caught_by=[
        "worked_example",
        "one_number_for_both_axes",
        "one_number_for_each_axis",
        "refuses_to_crop_all",
        "refuses_a_negative_padding",
    ],
    sentence="as if padding put a border of zeros around the image",
)
def adds_a_border_of_zeros(full, padding):
    rows, columns = _pair(full, padding)
    return np.pad(full, ((rows, rows), (columns, columns)))


@mutant(
    "crop2d",
    caught_by=[
        "worked_example",
        "one_number_for_both_axes",
        "one_number_for_each_axis",
        "refuses_to_crop_all",
        "refuses_a_negative_padding",
    ],
    sentence="as if cropped cells became 0 and stayed in the image",
)
def blanks_the_border_and_keeps_the_size(full, padding):
    rows, columns = _pair(full, padding)
    out = np.zeros_like(full)
    kept = slice(rows, full.shape[0] - rows), slice(columns, full.shape[1] - columns)
    out[kept] = full[kept]
    return out


@mutant(
    "crop2d", caught_by=["refuses_to_crop_all"], sentence="as if an image without a cell were a result like any other"
)
def returns_an_empty_image(full, padding):
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    if rows < 0 or columns < 0:
        raise ValueError("negative")
    return full[rows : max(full.shape[0] - rows, rows), columns : max(full.shape[1] - columns, columns)]


@mutant("crop2d", caught_by=["refuses_a_negative_padding"], sentence="as if the sign of padding did not matter")
def takes_a_negative_padding_for_its_amount(full, padding):
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    rows, columns = _pair(full, (abs(rows), abs(columns)))
    return full[rows : full.shape[0] - rows, columns : full.shape[1] - columns]


@variant("crop2d")
def takes_a_ring_away_at_a_time(full, padding):
    rows, columns = _pair(full, padding)
    for _ in range(rows):
        full = np.delete(np.delete(full, -1, axis=0), 0, axis=0)
    for _ in range(columns):
        full = np.delete(np.delete(full, -1, axis=1), 0, axis=1)
    return full


# padding_for_scale


@mutant(
    "padding_for_scale", caught_by=["refuses_half_a_cell"], sentence="as if half a cell of padding were rounded down"
)
def rounds_half_a_cell_down(kernel_size, stride):
    if kernel_size < stride:
        raise ValueError("too small")
    return (kernel_size - stride) // 2


@mutant("padding_for_scale", caught_by=["refuses_half_a_cell"], sentence="as if half a cell of padding were rounded up")
def rounds_half_a_cell_up(kernel_size, stride):
    if kernel_size < stride:
        raise ValueError("too small")
    return (kernel_size - stride + 1) // 2


@mutant(
    "padding_for_scale",
    caught_by=["multiplies_every_size"],
    sentence="as if the padding had to keep the size at stride 1, whatever the stride is",
)
def keeps_the_size_as_at_stride_one(kernel_size, stride):
    if kernel_size < stride or (kernel_size - stride) % 2:
        raise ValueError("impossible")
    return (kernel_size - 1) // 2


@mutant(
    "padding_for_scale",
    caught_by=["worked_example", "multiplies_every_size", "refuses_half_a_cell", "refuses_to_crop_less_than_nothing"],
    sentence="as if padding took cells from one side only",
)
def crops_everything_from_one_side(kernel_size, stride):
    if kernel_size < stride or (kernel_size - stride) % 2:
        raise ValueError("impossible")
    return kernel_size - stride


@mutant(
    "padding_for_scale",
    caught_by=["refuses_to_crop_less_than_nothing"],
    sentence="as if a negative padding were allowed",
)
def gives_a_negative_padding(kernel_size, stride):
    if (kernel_size - stride) % 2:
        raise ValueError("odd")
    return (kernel_size - stride) // 2


@mutant(
    "padding_for_scale",
    caught_by=["refuses_to_crop_less_than_nothing"],
    sentence="as if padding 0 were good enough where cells are missing",
)
def stops_at_zero(kernel_size, stride):
    if (kernel_size - stride) % 2:
        raise ValueError("odd")
    return max(kernel_size - stride, 0) // 2


@mutant(
    "padding_for_scale",
    caught_by=["worked_example", "multiplies_every_size", "refuses_half_a_cell", "refuses_to_crop_less_than_nothing"],
    sentence="as if a float were asked for, not an int",
)
def gives_a_float(kernel_size, stride):
    if kernel_size < stride or (kernel_size - stride) % 2:
        raise ValueError("impossible")
    return (kernel_size - stride) / 2


@mutant(
    "padding_for_scale",
    caught_by=["multiplies_every_size"],
    sentence="as if the kernel size had to be a multiple of the stride",
)
def asks_for_a_multiple_of_the_stride(kernel_size, stride):
    if kernel_size % stride or (kernel_size - stride) % 2:
        raise ValueError("impossible")
    return (kernel_size - stride) // 2


@variant("padding_for_scale")
def by_trying_every_padding(kernel_size, stride):
    for padding in range(kernel_size + 1):
        if 4 * stride + kernel_size - 2 * padding == 5 * stride:
            return padding
    raise ValueError("none")


# single changes to the solutions that make no difference

equivalent(
    "padding_for_scale",
    "if excess < 0:",
    "if excess < -1:",
    reason="an excess of -1 is odd, and the next check refuses it",
)
equivalent(
    "crop2d",
    "rows, columns = (padding, padding) if np.ndim(padding) == 0 else padding",
    "rows, columns = (padding, padding) if np.ndim(padding) <= 0 else padding",
    reason="no array has fewer than 0 axes",
)
equivalent(
    "crop2d",
    "for size, cells in ((height, rows), (width, columns)):",
    "for size, cells in ((width, columns), (height, rows)):",
    reason="both axes are checked, and which is named first is nowhere asked",
)
equivalent(
    "crop2d",
    "return full[rows : height - rows, columns : width - columns]",
    "return full[rows : height - rows, columns : size - columns]",
    reason="after the loop, size is the width",
)
