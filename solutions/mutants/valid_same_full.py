"""Wrong answers to the valid, same and full exercises: one real mistake each, and exactly the tests that it fails."""

import math

import numpy as np

from autograder.contract import equivalent, mutant, variant

# symmetric_padding


def _half(zeros):
    if zeros % 2:
        raise ValueError("odd")
    return zeros // 2


@mutant(
    "symmetric_padding",
    caught_by=["worked_example", "odd_kernels", "even_kernels"],
    sentence="as if the dilation were 1",
)
def ignores_the_dilation(kernel_size, dilation):
    return _half(kernel_size - 1)


@mutant("symmetric_padding", caught_by=["even_kernels"], sentence="as if an odd zero could be left out")
def takes_half_the_kernel(kernel_size, dilation):
    return dilation * (kernel_size - 1) // 2


@mutant(
    "symmetric_padding",
    caught_by=["even_kernels"],
    sentence="as if no even kernel could keep the size, whatever its dilation",
)
def refuses_every_even_kernel(kernel_size, dilation):
    return dilation * _half(kernel_size - 1)


@mutant(
    "symmetric_padding",
    caught_by=["worked_example", "odd_kernels", "even_kernels"],
    sentence="as if each side got all the zeros that the two sides share",
)
def pads_for_full_mode(kernel_size, dilation):
    _half(dilation * (kernel_size - 1))
    return dilation * (kernel_size - 1)


@mutant(
    "symmetric_padding",
    caught_by=["worked_example", "odd_kernels", "even_kernels"],
    sentence="as if a dilated kernel spanned kernel size times dilation cells",
)
def takes_dilation_times_kernel_for_the_extent(kernel_size, dilation):
    return _half(dilation * kernel_size - 1)


@mutant("symmetric_padding", caught_by=["even_kernels"], sentence="as if a side could get half a zero")
def gives_half_a_zero(kernel_size, dilation):
    half = dilation * (kernel_size - 1) / 2
    return int(half) if half == int(half) else half


@variant("symmetric_padding")
def by_trying_paddings(kernel_size, dilation):
    extent = dilation * (kernel_size - 1) + 1
    for padding in range(extent):
        if extent + 2 * padding - extent + 1 == extent:
            return padding
    raise ValueError("none")


# tensorflow_same_padding


def _split(zeros):
    return zeros // 2, zeros - zeros // 2


@mutant(
    "tensorflow_same_padding",
    caught_by=["worked_example", "stride_one", "larger_strides", "kernels_shorter_than_the_stride"],
    sentence="as if an odd zero went before the row",
)
def puts_the_odd_zero_before(input_size, kernel_size, stride, dilation):
    needed = (math.ceil(input_size / stride) - 1) * stride + dilation * (kernel_size - 1) + 1
    return _split(max(0, needed - input_size))[::-1]


@mutant(
    "tensorflow_same_padding",
    caught_by=["worked_example", "larger_strides", "kernels_shorter_than_the_stride"],
    sentence="as if the stride were 1",
)
def ignores_the_stride(input_size, kernel_size, stride, dilation):
    return _split(dilation * (kernel_size - 1))


@mutant("tensorflow_same_padding", caught_by=["stride_one", "larger_strides"], sentence="as if the dilation were 1")
def forgets_the_dilation(input_size, kernel_size, stride, dilation):
    needed = (math.ceil(input_size / stride) - 1) * stride + kernel_size
    return _split(max(0, needed - input_size))


@mutant(
    "tensorflow_same_padding", caught_by=["kernels_shorter_than_the_stride"], sentence="as if padding could be negative"
)
def crops_where_nothing_lacks(input_size, kernel_size, stride, dilation):
    needed = (math.ceil(input_size / stride) - 1) * stride + dilation * (kernel_size - 1) + 1
    return _split(needed - input_size)


@mutant(
    "tensorflow_same_padding",
    caught_by=["worked_example", "larger_strides", "kernels_shorter_than_the_stride"],
    sentence="as if the output size were rounded down",
)
def rounds_the_size_down(input_size, kernel_size, stride, dilation):
    needed = (input_size // stride - 1) * stride + dilation * (kernel_size - 1) + 1
    return _split(max(0, needed - input_size))


@mutant(
    "tensorflow_same_padding",
    caught_by=["worked_example", "larger_strides", "kernels_shorter_than_the_stride"],
    sentence="as if every input size were a multiple of the stride",
)
def takes_every_size_for_a_multiple_of_the_stride(input_size, kernel_size, stride, dilation):
    return _split(max(0, dilation * (kernel_size - 1) + 1 - stride))


@mutant(
    "tensorflow_same_padding",
    caught_by=["worked_example", "stride_one", "larger_strides", "kernels_shorter_than_the_stride"],
    sentence="as if both sides always got the same number of zeros",
)
def pads_both_sides_alike(input_size, kernel_size, stride, dilation):
    needed = (math.ceil(input_size / stride) - 1) * stride + dilation * (kernel_size - 1) + 1
    half = math.ceil(max(0, needed - input_size) / 2)
    return half, half


@variant("tensorflow_same_padding")
def by_the_remainder(input_size, kernel_size, stride, dilation):
    extent = dilation * (kernel_size - 1) + 1
    return _split(max(extent - (input_size % stride or stride), 0))


@variant("tensorflow_same_padding")
def by_adding_zeros_one_by_one(input_size, kernel_size, stride, dilation):
    reach, zeros = dilation * (kernel_size - 1), 0
    while len(range(0, input_size + zeros - reach, stride)) * stride < input_size:
        zeros += 1
    return _split(zeros)


# correlate_mode


def _slide(x, w, zeros):
    padded = np.pad(x, zeros)
    if padded.shape[0] < w.shape[0] or padded.shape[1] < w.shape[1]:
        raise ValueError("the kernel is too large")
    return np.einsum("jitq,tq->ji", np.lib.stride_tricks.sliding_window_view(padded, w.shape), w)


def _zeros(w, mode):
    if mode not in ("valid", "same", "full"):
        raise ValueError("no such mode")
    sides = {"valid": lambda _: (0, 0), "same": lambda k: ((k - 1) // 2, k // 2), "full": lambda k: (k - 1, k - 1)}
    return [sides[mode](k) for k in w.shape]


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "same"],
    sentence="as if the odd zero of same mode went above, or to the left",
)
def puts_the_extra_zero_on_the_left(x, w, mode):
    return _slide(x, w, [side[::-1] for side in _zeros(w, mode)])


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "full"],
    sentence="as if full mode added zeros above and on the left only",
)
def full_forgets_the_right_and_the_bottom(x, w, mode):
    zeros = _zeros(w, mode)
    return _slide(x, w, [(before, 0) for before, _ in zeros] if mode == "full" else zeros)


@mutant(
    "correlate_mode", caught_by=["worked_example", "valid", "same", "full"], sentence="as if the kernel were flipped"
)
def flips_the_kernel(x, w, mode):
    return _slide(x, w[::-1, ::-1], _zeros(w, mode))


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "same"],
    sentence="as if same mode were the valid result with zeros around it",
)
def fills_the_valid_result_up_with_zeros(x, w, mode):
    zeros = _zeros(w, mode)
    if mode != "same":
        return _slide(x, w, zeros)
    out = np.zeros(x.shape)
    if min(a - b for a, b in zip(x.shape, w.shape, strict=True)) >= 0:
        inner = _slide(x, w, [(0, 0), (0, 0)])
        top, left = zeros[0][0], zeros[1][0]
        out[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return out


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "full"],
    sentence="as if full mode also had windows that cover no cell of the image",
)
def full_pads_by_the_whole_kernel(x, w, mode):
    zeros = _zeros(w, mode)
    return _slide(x, w, [(k, k) for k in w.shape] if mode == "full" else zeros)


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "same", "full"],
    sentence="as if the height of the kernel set the zeros of both axes",
)
def pads_both_axes_for_the_rows_of_the_kernel(x, w, mode):
    return _slide(x, w, [_zeros(w, mode)[0]] * 2)


@mutant(
    "correlate_mode", caught_by=["worked_example", "same"], sentence="as if the odd zero of same mode were left out"
)
def same_drops_the_odd_zero(x, w, mode):
    zeros = _zeros(w, mode)
    return _slide(x, w, [(before, before) for before, _ in zeros])


@mutant("correlate_mode", caught_by=["refuses"], sentence="as if any unknown mode meant valid")
def takes_any_other_mode_for_valid(x, w, mode):
    return _slide(x, w, _zeros(w, mode if mode in ("same", "full") else "valid"))


@mutant("correlate_mode", caught_by=["refuses"], sentence="as if a kernel that does not fit gave an empty result")
def gives_an_empty_result_if_nothing_fits(x, w, mode):
    padded = np.pad(x, _zeros(w, mode))
    if padded.shape[0] < w.shape[0] or padded.shape[1] < w.shape[1]:
        return np.zeros((max(0, padded.shape[0] - w.shape[0] + 1), max(0, padded.shape[1] - w.shape[1] + 1)))
    return _slide(x, w, _zeros(w, mode))


@mutant(
    "correlate_mode",
    caught_by=["worked_example", "same", "full"],
    sentence="as if the border cells were repeated instead of zeros added",
)
def repeats_the_border_instead_of_zeros(x, w, mode):
    return _slide(np.pad(x, _zeros(w, mode), mode="edge"), w, [(0, 0), (0, 0)])


@variant("correlate_mode")
def by_cutting_full_down(x, w, mode):
    if mode not in ("valid", "same", "full"):
        raise ValueError("no such mode")
    (height, width), (kh, kw) = x.shape, w.shape
    full = np.zeros((height + kh - 1, width + kw - 1))
    for j, i in np.ndindex(height, width):
        full[j : j + kh, i : i + kw] += x[j, i] * w[::-1, ::-1]
    if mode == "full":
        return full
    if mode == "same":
        return full[kh // 2 : kh // 2 + height, kw // 2 : kw // 2 + width]
    if kh > height or kw > width:
        raise ValueError("the kernel is too large")
    return full[kh - 1 : height, kw - 1 : width]


@variant("correlate_mode")
def by_loops_that_ask_what_is_inside(x, w, mode):
    (above, below), (left, right) = _zeros(w, mode)
    rows, columns = x.shape[0] + above + below - w.shape[0] + 1, x.shape[1] + left + right - w.shape[1] + 1
    if rows < 1 or columns < 1:
        raise ValueError("the kernel is too large")
    out = np.zeros((rows, columns))
    for j, i in np.ndindex(rows, columns):
        for t, q in np.ndindex(w.shape):
            row, column = j + t - above, i + q - left
            if 0 <= row < x.shape[0] and 0 <= column < x.shape[1]:
                out[j, i] += x[row, column] * w[t, q]
    return out


@variant("correlate_mode")
def by_spectra(x, w, mode):
    zeros = _zeros(w, mode)
    shape = [size + k - 1 for size, k in zip(x.shape, w.shape, strict=True)]
    full = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(w[::-1, ::-1], shape), shape)
    cut = tuple(
        slice(k - 1 - before, size + after) for (before, after), k, size in zip(zeros, w.shape, x.shape, strict=True)
    )
    if not full[cut].size:
        raise ValueError("the kernel is too large")
    return full[cut]


# single changes to the solutions that make no difference

equivalent(
    "correlate_mode",
    '"valid": [(0, 0) for k in w.shape],',
    '"valid": [(0, 0) for k in x.shape],',
    reason="image and kernel both have two axes",
)
