"""Wrong answers to the exercises on upsampling: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import mutant, variant

# bilinear_kernel


def _stride(stride):
    if stride < 1:
        raise ValueError("below one")


def _tent(size, centre, stride):
    return 1 - np.abs(np.arange(size) - centre) / stride


@mutant(
    "bilinear_kernel",
    caught_by=["worked_example", "even_strides"],
    sentence="as if the centre lay on a tap for an even stride, too",
)
def puts_the_centre_on_a_tap(stride):
    _stride(stride)
    size = 2 * stride - stride % 2
    tent = _tent(size, size // 2 if stride % 2 == 0 else (size - 1) / 2, stride)
    return np.outer(tent, tent)


@mutant(
    "bilinear_kernel",
    caught_by=["worked_example", "even_strides"],
    sentence="as if there were an odd number of taps for every stride",
)
def always_takes_an_odd_number_of_taps(stride):
    _stride(stride)
    tent = _tent(2 * stride - 1, stride - 1, stride)
    return np.outer(tent, tent)


@mutant(
    "bilinear_kernel",
    caught_by=["odd_strides", "refuses_a_stride_below_one"],
    sentence="as if there were twice as many taps as the stride, for odd strides too",
)
def always_takes_an_even_number_of_taps(stride):
    _stride(stride)
    tent = _tent(2 * stride, stride - 0.5, stride)
    return np.outer(tent, tent)


@mutant(
    "bilinear_kernel",
    caught_by=["worked_example", "even_strides", "odd_strides"],
    sentence="as if the tent's height depended on the number of taps, not on the stride",
)
def divides_by_half_the_taps(stride):
    _stride(stride)
    size = 2 * stride - stride % 2
    tent = 1 - np.abs(np.arange(size) - (size - 1) / 2) / ((size + 1) / 2)
    tent = tent if stride % 2 == 0 else 1 - np.abs(np.arange(size) - (size - 1) / 2) / (size / 2)
    return np.outer(tent, tent)


@mutant(
    "bilinear_kernel",
    caught_by=["worked_example", "even_strides", "odd_strides"],
    sentence="as if the taps had to add up to 1",
)
def makes_the_sum_one(stride):
    _stride(stride)
    size = 2 * stride - stride % 2
    tent = _tent(size, (size - 1) / 2, stride)
    return np.outer(tent, tent) / tent.sum() ** 2


@mutant(
    "bilinear_kernel",
    caught_by=["worked_example", "even_strides", "odd_strides"],
    sentence="as if the values of the two axes were averaged, not multiplied",
)
def averages_the_axes(stride):
    _stride(stride)
    size = 2 * stride - stride % 2
    tent = _tent(size, (size - 1) / 2, stride)
    return (tent[:, None] + tent) / 2


@mutant("bilinear_kernel", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_any_stride(stride):
    stride = max(abs(stride), 1)
    size = 2 * stride - stride % 2
    tent = _tent(size, (size - 1) / 2, stride)
    return np.outer(tent, tent)


@variant("bilinear_kernel")
def as_fcn_writes_it(stride):
    _stride(stride)
    factor = stride
    size = 2 * factor - factor % 2
    centre = factor - 1 if size % 2 == 1 else factor - 0.5
    rows, columns = np.ogrid[:size, :size]
    return (1 - abs(rows - centre) / factor) * (1 - abs(columns - centre) / factor)


@variant("bilinear_kernel")
def by_two_boxes(stride):
    _stride(stride)
    if stride % 2:
        tent = np.convolve(np.ones(stride), np.ones(stride)) / stride
    else:
        tent = np.convolve(np.ones(stride), np.convolve(np.ones(stride), [0.5, 0.5])) / stride
    return np.outer(tent, tent)


# bilinear_weight


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if every output channel were made of all input channels",
)
def fills_all_pairs(channels, kernel):
    return np.broadcast_to(kernel, (channels, channels, *kernel.shape)).copy()


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if the mean of all channels were wanted",
)
def averages_the_channels(channels, kernel):
    return np.broadcast_to(kernel / channels, (channels, channels, *kernel.shape)).copy()


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if the weight's channel axes came last",
)
def puts_the_channels_last(channels, kernel):
    return kernel[:, :, None, None] * np.eye(channels)


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if the channels were to come out in the opposite order",
)
def turns_the_channels_round(channels, kernel):
    return np.eye(channels)[::-1, :, None, None] * kernel


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if the layer had one group a channel, and so one output channel in its weight",
)
def makes_a_depthwise_weight(channels, kernel):
    return np.broadcast_to(kernel, (channels, 1, *kernel.shape)).copy()


@mutant(
    "bilinear_weight",
    caught_by=["worked_example", "channels_stay_apart", "as_a_layer"],
    sentence="as if only the first channel were kept",
)
def keeps_the_first_channel(channels, kernel):
    weight = np.zeros((channels, channels, *kernel.shape))
    weight[0, 0] = kernel
    return weight


@variant("bilinear_weight")
def by_the_identity(channels, kernel):
    return np.einsum("ab,kl->abkl", np.eye(channels), kernel)


@variant("bilinear_weight")
def by_a_kronecker_product(channels, kernel):
    height, width = kernel.shape
    return np.kron(np.eye(channels), kernel).reshape(channels, height, channels, width).transpose(0, 2, 1, 3)


# tied_kernel


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides", "refuses_a_stride_below_one"],
    sentence="as if the kernel were stamped as it is, not turned round",
)
def does_not_turn_the_kernel(w, stride):
    _stride(stride)
    return np.convolve(w, np.ones(stride))


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides"],
    sentence="as if the copies of a cell were averaged, not added",
)
def averages_the_copies(w, stride):
    _stride(stride)
    return np.convolve(w[::-1], np.ones(stride)) / stride


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides"],
    sentence="as if each tap were repeated, where the cells of the row are",
)
def repeats_the_taps(w, stride):
    _stride(stride)
    return np.repeat(w[::-1], stride)[: len(w) + stride - 1]


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides"],
    sentence="as if a later copy took the place of an earlier one",
)
def overwrites(w, stride):
    _stride(stride)
    tied = np.zeros(len(w) + stride - 1)
    for offset in range(stride):
        tied[offset : offset + len(w)] = w[::-1]
    return tied


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides"],
    sentence="as if the stamp were as long as the small kernel",
)
def keeps_the_size(w, stride):
    _stride(stride)
    return np.convolve(w[::-1], np.ones(stride))[: len(w)]


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides"],
    sentence="as if zeros stood between the cells of the row instead of copies",
)
def inserts_zeros(w, stride):
    _stride(stride)
    return np.pad(w[::-1], (0, stride - 1))


@mutant("tied_kernel", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def ties_for_any_stride(w, stride):
    return np.convolve(w[::-1], np.ones(max(abs(stride), 1)))


@mutant(
    "tied_kernel",
    caught_by=["worked_example", "any_stride", "repeats_and_slides", "refuses_a_stride_below_one"],
    sentence="as if stride copies were put beside each cell, not in its place",
)
def keeps_the_cell_beside_its_copies(w, stride):
    _stride(stride)
    return np.convolve(w[::-1], np.ones(stride + 1))


@variant("tied_kernel")
def by_differences_of_sums(w, stride):
    _stride(stride)
    sums = np.cumsum(np.pad(w[::-1], (stride, stride - 1)))  # those of the first stride cells are 0
    return sums[stride:] - sums[:-stride]


@variant("tied_kernel")
def by_a_convolution_with_ones(w, stride):
    _stride(stride)
    return np.convolve(w[::-1], np.ones(stride))


@variant("tied_kernel")
def by_running_sums(w, stride):
    _stride(stride)
    padded = np.pad(w[::-1], stride - 1)
    return np.array([padded[start : start + stride].sum() for start in range(len(w) + stride - 1)])
