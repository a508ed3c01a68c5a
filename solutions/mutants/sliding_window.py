"""Wrong answers to the sliding window exercises: one real mistake each, and exactly the tests that it fails."""

import math

import numpy as np

from autograder.contract import equivalent, mutant, variant

# n_parameters


@mutant(
    "n_parameters",
    caught_by=["worked_example", "images", "rows_and_volumes"],
    sentence="as if there were one bias for each input channel",
)
def a_bias_for_each_input_channel(in_channels, out_channels, kernel_shape, bias):
    return out_channels * in_channels * math.prod(kernel_shape) + (in_channels if bias else 0)


@mutant("n_parameters", caught_by=["images", "rows_and_volumes"], sentence="as if one bias served the whole layer")
def one_bias_for_the_layer(in_channels, out_channels, kernel_shape, bias):
    return out_channels * in_channels * math.prod(kernel_shape) + int(bias)


@mutant(
    "n_parameters",
    caught_by=["worked_example", "images", "rows_and_volumes"],
    sentence="as if there were always a bias",
)
def always_with_bias(in_channels, out_channels, kernel_shape, bias):
    return out_channels * (in_channels * math.prod(kernel_shape) + 1)


@mutant(
    "n_parameters",
    caught_by=["worked_example", "images", "rows_and_volumes"],
    sentence="as if one slice of a kernel served all input channels",
)
def one_slice_for_all_channels(in_channels, out_channels, kernel_shape, bias):
    return out_channels * (math.prod(kernel_shape) + int(bias))


@mutant(
    "n_parameters",
    caught_by=["images", "rows_and_volumes"],
    sentence="as if every kernel were a square whose side is the first axis",
)
def knows_square_kernels(in_channels, out_channels, kernel_shape, bias):
    return out_channels * (in_channels * kernel_shape[0] ** 2 + int(bias))


@mutant("n_parameters", caught_by=["rows_and_volumes"], sentence="as if a kernel had two axes at most")
def knows_two_axes(in_channels, out_channels, kernel_shape, bias):
    height, width = (*kernel_shape, 1)[:2]
    return out_channels * (in_channels * height * width + int(bias))


@mutant(
    "n_parameters",
    caught_by=["worked_example", "images", "rows_and_volumes"],
    sentence="as if one kernel made all output channels",
)
def one_kernel_whatever_comes_out(in_channels, out_channels, kernel_shape, bias):
    return in_channels * math.prod(kernel_shape) + (out_channels if bias else 0)


# correlate2d


def _windows(x, kh, kw, stride=1):
    """Give all windows of the last two axes, as (*channels, rows, columns, kh, kw)."""
    if kh > x.shape[-2] or kw > x.shape[-1]:
        raise ValueError("the kernel is too large")
    return np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(-2, -1))[..., ::stride, ::stride, :, :]


def _inner(x, w):
    return np.einsum("jitq,tq->ji", _windows(x, *w.shape), w)


@mutant(
    "correlate2d",
    caught_by=["worked_example", "one_window", "any_size"],
    sentence="as if the kernel were flipped along both axes",
)
def flips_the_kernel(x, w):
    return _inner(x, w[::-1, ::-1])


@mutant(
    "correlate2d",
    caught_by=["worked_example", "one_window", "any_size"],
    sentence="as if the kernel were flipped from top to bottom",
)
def flips_the_rows(x, w):
    return _inner(x, w[::-1])


@mutant(
    "correlate2d",
    caught_by=["worked_example", "any_size"],
    sentence="as if the last row and the last column of windows were left out",
)
def forgets_the_last_window(x, w):
    out = _inner(x, w)
    return out[:-1, :-1] if min(out.shape) > 1 else out


@mutant("correlate2d", caught_by=["one_window", "any_size"], sentence="as if the kernel were cut down to a square")
def knows_square_kernels_only(x, w):
    k = min(w.shape)
    if max(w.shape[0] - x.shape[0], w.shape[1] - x.shape[1]) > 0:
        raise ValueError("the kernel is too large")
    return _inner(x, w[:k, :k])


@mutant(
    "correlate2d",
    caught_by=["worked_example", "one_window", "any_size"],
    sentence="as if the products of a window were averaged instead of added up",
)
def averages_instead_of_adding(x, w):
    return _inner(x, w) / w.size


@mutant(
    "correlate2d",
    caught_by=["worked_example", "any_size"],
    sentence="as if rows and columns of the result had changed places",
)
def mixes_up_rows_and_columns_of_the_result(x, w):
    return _inner(x, w).T


@mutant(
    "correlate2d",
    caught_by=["worked_example", "one_window", "any_size"],
    sentence="as if zeros below and to the right kept the size of the image",
)
def pads_to_the_size_of_the_image(x, w):
    if w.shape[0] > x.shape[0] or w.shape[1] > x.shape[1]:
        raise ValueError("the kernel is too large")
    return _inner(np.pad(x, ((0, w.shape[0] - 1), (0, w.shape[1] - 1))), w)


@mutant(
    "correlate2d",
    caught_by=["refuses_a_kernel_that_is_too_large"],
    sentence="as if a kernel that does not fit gave an empty result",
)
def gives_an_empty_result_for_a_large_kernel(x, w):
    rows, columns = max(0, x.shape[0] - w.shape[0] + 1), max(0, x.shape[1] - w.shape[1] + 1)
    return _inner(x, w) if rows and columns else np.zeros((rows, columns))


@mutant(
    "correlate2d",
    caught_by=["refuses_a_kernel_that_is_too_large"],
    sentence="as if every kernel fitted that has no more cells than the image",
)
def compares_the_areas(x, w):
    if w.size > x.size:
        raise ValueError("the kernel is too large")
    out = np.zeros((max(0, x.shape[0] - w.shape[0] + 1), max(0, x.shape[1] - w.shape[1] + 1)))
    return _inner(x, w) if out.size else out


@variant("correlate2d")
def one_slice_a_tap(x, w):
    if w.shape[0] > x.shape[0] or w.shape[1] > x.shape[1]:
        raise ValueError("the kernel is too large")
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    return sum(w[t, q] * x[t : t + rows, q : q + columns] for t in range(w.shape[0]) for q in range(w.shape[1]))


@variant("correlate2d")
def one_product_of_matrices(x, w):
    windows = _windows(x, *w.shape)
    return (windows.reshape(-1, w.size) @ w.reshape(w.size)).reshape(windows.shape[:2])


@variant("correlate2d")
def by_spectra(x, w):
    if w.shape[0] > x.shape[0] or w.shape[1] > x.shape[1]:
        raise ValueError("the kernel is too large")
    product = np.fft.fft2(x) * np.conj(np.fft.fft2(w, x.shape))
    return np.fft.ifft2(product).real[: x.shape[0] - w.shape[0] + 1, : x.shape[1] - w.shape[1] + 1]


# convolve2d


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the kernel were slid as it is",
)
def does_not_flip(x, w):
    return _inner(x, w)


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the kernel were flipped from top to bottom only",
)
def flips_rows_alone(x, w):
    return _inner(x, w[::-1])


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the kernel were flipped from left to right only",
)
def flips_columns_alone(x, w):
    return _inner(x, w[:, ::-1])


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the kernel changed its sign instead of its direction",
)
def changes_the_sign(x, w):
    return -_inner(x, w)


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the image were turned and the result never turned back",
)
def turns_the_image_and_leaves_it_turned(x, w):
    return _inner(x[::-1, ::-1], w)


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if the kernel were transposed instead of turned",
)
def transposes_the_kernel(x, w):
    return _inner(x, w.T)


@mutant(
    "convolve2d",
    caught_by=["worked_example", "a_single_one_shows_the_kernel", "any_size"],
    sentence="as if windows left the image at one border and came in again at the opposite one",
)
def wraps_around_the_border(x, w):
    out = np.fft.ifft2(np.fft.fft2(x) * np.fft.fft2(w, x.shape)).real
    return out[: x.shape[0] - w.shape[0] + 1, : x.shape[1] - w.shape[1] + 1]


@variant("convolve2d")
def turns_both_ends(x, w):
    return _inner(x[::-1, ::-1], w)[::-1, ::-1]


@variant("convolve2d")
def by_the_sum_of_mathematics(x, w):
    kh, kw = w.shape
    out = np.zeros((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for j, i in np.ndindex(out.shape):
        out[j, i] = sum(x[j + kh - 1 - t, i + kw - 1 - q] * w[t, q] for t, q in np.ndindex(kh, kw))
    return out


@variant("convolve2d")
def by_multiplying_spectra(x, w):
    out = np.fft.ifft2(np.fft.fft2(x) * np.fft.fft2(w, x.shape)).real
    return out[w.shape[0] - 1 :, w.shape[1] - 1 :]


# conv2d


def _checked(x, weight, padding):
    if x.shape[0] != weight.shape[1]:
        raise ValueError("channels")
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding)))


def _layer(x, weight, bias, stride):
    windows = _windows(x, *weight.shape[2:], stride)
    out = np.einsum("cjitq,octq->oji", windows, weight)
    return out if bias is None else out + bias[:, None, None]


@mutant("conv2d", caught_by=["channels_and_bias", "strides", "padding"], sentence="as if every kernel were flipped")
def flips_every_kernel(x, weight, bias, stride, padding):
    return _layer(_checked(x, weight, padding), weight[:, :, ::-1, ::-1], bias, stride)


@mutant(
    "conv2d",
    caught_by=["channels_and_bias", "padding"],
    sentence="as if the bias were added once for each input channel",
)
def adds_the_bias_once_an_input_channel(x, weight, bias, stride, padding):
    times = None if bias is None else bias * x.shape[0]
    return _layer(_checked(x, weight, padding), weight, times, stride)


@mutant(
    "conv2d",
    caught_by=["worked_example", "strides", "padding"],
    sentence="as if the stride held from row to row, but not from column to column",
)
def strides_along_the_rows_alone(x, weight, bias, stride, padding):
    out = _layer(_checked(x, weight, padding), weight, bias, 1)
    return out[:, ::stride]


@mutant("conv2d", caught_by=["padding"], sentence="as if zeros were added above and on the left only")
def pads_the_upper_left_only(x, weight, bias, stride, padding):
    return _layer(_checked(x, weight, padding)[:, : x.shape[1] + padding, : x.shape[2] + padding], weight, bias, stride)


@mutant(
    "conv2d",
    caught_by=["worked_example", "padding"],
    sentence="as if padding repeated the border cells instead of adding zeros",
)
def pads_with_the_border_cells(x, weight, bias, stride, padding):
    _checked(x, weight, padding)
    return _layer(np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2), mode="edge"), weight, bias, stride)


@mutant(
    "conv2d",
    caught_by=["channels_and_bias", "strides", "padding"],
    sentence="as if only the first input channel were read",
)
def reads_the_first_channel_only(x, weight, bias, stride, padding):
    return _layer(_checked(x, weight, padding)[:1], weight[:, :1], bias, stride)


@mutant("conv2d", caught_by=["worked_example", "channels_and_bias", "padding"], sentence="as if there were no bias")
def forgets_the_bias(x, weight, bias, stride, padding):
    return _layer(_checked(x, weight, padding), weight, None, stride)


@mutant(
    "conv2d",
    caught_by=["channels_and_bias", "strides", "padding"],
    sentence="as if the weight had its input channels first and its output channels second",
)
def swaps_the_channels_of_the_weight(x, weight, bias, stride, padding):
    square = weight.shape[0] == weight.shape[1]
    return _layer(_checked(x, weight, padding), weight.swapaxes(0, 1) if square else weight, bias, stride)


@mutant(
    "conv2d",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if a single channel could stand for any number of channels",
)
def broadcasts_one_channel_over_the_others(x, weight, bias, stride, padding):
    channels = max(x.shape[0], weight.shape[1])
    if {x.shape[0], weight.shape[1]} <= {1, channels}:
        x = np.broadcast_to(x, (channels, *x.shape[1:]))
        weight = np.broadcast_to(weight, (weight.shape[0], channels, *weight.shape[2:]))
    return _layer(_checked(x, weight, padding), weight, bias, stride)


@mutant(
    "conv2d",
    caught_by=["worked_example", "strides", "padding"],
    sentence="as if a window that reaches past the padded image still counted",
)
def rounds_the_number_of_windows_up(x, weight, bias, stride, padding):
    padded = _checked(x, weight, padding)
    _windows(padded, *weight.shape[2:])
    short = [-(size - k) % stride for size, k in zip(padded.shape[1:], weight.shape[2:], strict=True)]
    return _layer(np.pad(padded, ((0, 0), (0, short[0]), (0, short[1]))), weight, bias, stride)


@mutant("conv2d", caught_by=["padding"], sentence="as if the kernel had to fit into the image before it is padded")
def compares_kernel_and_image_before_padding(x, weight, bias, stride, padding):
    if weight.shape[2] > x.shape[1] or weight.shape[3] > x.shape[2]:
        raise ValueError("the kernel is too large")
    return _layer(_checked(x, weight, padding), weight, bias, stride)


@variant("conv2d")
def by_one_product_of_matrices(x, weight, bias, stride, padding):
    windows = _windows(_checked(x, weight, padding), *weight.shape[2:], stride)
    columns = windows.transpose(1, 2, 0, 3, 4).reshape(-1, weight[0].size)
    out = (weight.reshape(len(weight), -1) @ columns.T).reshape(len(weight), *windows.shape[1:3])
    return out if bias is None else out + bias.reshape(-1, 1, 1)


@variant("conv2d")
def by_seven_loops(x, weight, bias, stride, padding):
    padded = _checked(x, weight, padding)
    (outs, ins, kh, kw), (_, height, width) = weight.shape, padded.shape
    if kh > height or kw > width:
        raise ValueError("the kernel is too large")
    out = np.zeros((outs, (height - kh) // stride + 1, (width - kw) // stride + 1))
    for o, j, i in np.ndindex(out.shape):
        total = 0.0 if bias is None else float(bias[o])
        for c, t, q in np.ndindex(ins, kh, kw):
            total += padded[c, stride * j + t, stride * i + q] * weight[o, c, t, q]
        out[o, j, i] = total
    return out


@variant("conv2d")
def by_spectra_and_subsampling(x, weight, bias, stride, padding):
    padded = _checked(x, weight, padding)
    (height, width), (kh, kw) = padded.shape[1:], weight.shape[2:]
    if kh > height or kw > width:
        raise ValueError("the kernel is too large")
    product = np.fft.fft2(padded)[None] * np.conj(np.fft.fft2(weight, (height, width)))
    dense = np.fft.ifft2(product.sum(axis=1)).real[:, : height - kh + 1, : width - kw + 1]
    return dense[:, ::stride, ::stride] + (0 if bias is None else bias[:, None, None])


@variant("conv2d")
def in_single_precision(x, weight, bias, stride, padding):
    small = _layer(_checked(x, weight, padding).astype(np.float32), weight.astype(np.float32), None, stride)
    return small.astype(np.float64) + (0 if bias is None else bias[:, None, None])


# single changes to the solutions that make no difference

equivalent(
    "conv2d",
    "out[:, j, i] = (weight * window).sum(axis=(1, 2, 3))",
    "out[:, j, i] = (weight * window).sum(axis=(2, 1, 3))",
    reason="a sum over three axes has any order of them",
)
equivalent(
    "conv2d",
    "out[:, j, i] = (weight * window).sum(axis=(1, 2, 3))",
    "out[:, j, i] = (weight * window).sum(axis=(1, 3, 2))",
    reason="a sum over three axes has any order of them",
)
