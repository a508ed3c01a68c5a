"""Wrong answers to the channels_groups exercises: one real mistake each, and exactly the tests that it fails."""

from math import prod

import numpy as np

from autograder.contract import equivalent, mutant, variant

# fan_in


def _divides(groups, channels):
    if channels % groups:
        raise ValueError("groups")


@mutant(
    "fan_in",
    caught_by=["worked_example", "any_kernel_and_stride", "groups"],
    sentence="as if every output cell summed a product for every weight of its kernels, as in a convolution",
)
def counts_as_a_convolution_does(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return float(in_channels // groups * prod(kernel_shape))


@mutant(
    "fan_in",
    caught_by=["worked_example", "any_kernel_and_stride", "groups"],
    sentence="as if the stride counted on one axis only",
)
def divides_by_the_stride_of_one_axis(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return in_channels / groups * prod(kernel_shape) / stride


@mutant(
    "fan_in",
    caught_by=["any_kernel_and_stride", "groups"],
    sentence="as if the kernel had the size of its first axis on all axes",
)
def takes_every_kernel_for_a_square(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return in_channels / groups * (kernel_shape[0] / stride) ** len(kernel_shape)


@mutant("fan_in", caught_by=["groups"], sentence="as if an output channel heard the input channels of all groups")
def hears_every_group(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return in_channels * prod(k / stride for k in kernel_shape)


@mutant(
    "fan_in",
    caught_by=["worked_example", "any_kernel_and_stride", "groups"],
    sentence="as if every cell summed only as many products as the cell with the fewest",
)
def rounds_down_where_cells_differ(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return float(in_channels // groups * prod(k // stride for k in kernel_shape))


@mutant(
    "fan_in",
    caught_by=["worked_example", "any_kernel_and_stride", "groups"],
    sentence="as if only kernel shape and groups counted, not the input channels or the stride",
)
def counts_the_outputs_of_one_input(in_channels, kernel_shape, stride, groups):
    _divides(groups, in_channels)
    return float(prod(kernel_shape)) / groups


@mutant("fan_in", caught_by=["refuses_groups_that_do_not_divide"], sentence="as if any number of groups were allowed")
def takes_any_groups(in_channels, kernel_shape, stride, groups):
    return in_channels / groups * prod(k / stride for k in kernel_shape)


@variant("fan_in")
def by_counting_taps(in_channels, kernel_shape, stride, groups):
    if in_channels % groups != 0:
        raise ValueError("the groups would differ in size")
    return in_channels // groups * prod(kernel_shape) / stride ** len(kernel_shape)


# as_convolution_weight


def _swapped(weight, groups):
    """Exchange the channel axes within each group."""
    if len(weight) % groups:
        raise ValueError("groups")
    return np.concatenate([part.swapaxes(0, 1) for part in np.split(weight, groups)])


@mutant(
    "as_convolution_weight",
    caught_by=["worked_example", "one_group", "groups"],
    sentence="as if the values of each kernel kept their order",
)
def flips_nothing(weight, groups):
    return _swapped(weight, groups).copy()


@mutant(
    "as_convolution_weight",
    caught_by=["worked_example", "one_group", "groups"],
    sentence="as if the two channel axes kept their order",
)
def flips_without_exchanging_channels(weight, groups):
    _divides(groups, len(weight))
    return np.flip(weight, axis=tuple(range(2, weight.ndim)))


@mutant("as_convolution_weight", caught_by=["worked_example", "groups"], sentence="as if there were one group only")
def forgets_the_groups(weight, groups):
    _divides(groups, len(weight))
    return np.flip(weight, axis=tuple(range(2, weight.ndim))).swapaxes(0, 1)


@mutant(
    "as_convolution_weight",
    caught_by=["one_group", "groups"],
    sentence="as if kernels of two axes were flipped along the last one only",
)
def flips_the_last_axis_only(weight, groups):
    return _swapped(np.flip(weight, axis=-1), groups)


@mutant(
    "as_convolution_weight",
    caught_by=["worked_example", "one_group", "groups"],
    sentence="as if the channels were reversed together with the kernels",
)
def flips_the_channels_too(weight, groups):
    return _swapped(np.flip(weight), groups)


@mutant(
    "as_convolution_weight",
    caught_by=["groups"],
    sentence="as if the input channels were dealt out to the groups in turn, one by one",
)
def interleaves_the_groups(weight, groups):
    _divides(groups, len(weight))
    flipped = np.flip(weight, axis=tuple(range(2, weight.ndim)))
    return np.concatenate([flipped[group::groups].swapaxes(0, 1) for group in range(groups)])


@mutant(
    "as_convolution_weight",
    caught_by=["groups"],
    sentence="as if the first output channels of all groups came before the second ones",
)
def orders_the_outputs_channel_by_channel(weight, groups):
    _divides(groups, len(weight))
    flipped = np.flip(weight, axis=tuple(range(2, weight.ndim)))
    parts = [part.swapaxes(0, 1) for part in np.split(flipped, groups)]  # each (C_out/G, C_in/G, *k)
    return np.stack(parts, axis=1).reshape(-1, *parts[0].shape[1:])


@mutant(
    "as_convolution_weight",
    caught_by=["worked_example", "one_group", "groups"],
    sentence="as if only the shape changed, and the values stayed in the order in which they stand",
)
def only_changes_the_shape(weight, groups):
    _divides(groups, len(weight))
    return weight.reshape(groups * weight.shape[1], len(weight) // groups, *weight.shape[2:]).copy()


@mutant(
    "as_convolution_weight",
    caught_by=["refuses_groups_that_do_not_divide"],
    sentence="as if groups did not have to divide the input channels",
)
def lets_the_last_group_be_smaller(weight, groups):
    flipped = np.flip(weight, axis=tuple(range(2, weight.ndim)))
    size = max(1, len(weight) // groups)
    parts = [flipped[start : start + size].swapaxes(0, 1) for start in range(0, size * groups, size)]
    return np.concatenate([part for part in parts if part.shape[1] == size])


@variant("as_convolution_weight")
def one_kernel_at_a_time(weight, groups):
    channels_in, channels_out = weight.shape[:2]
    if channels_in % groups:
        raise ValueError("groups must divide the channels")
    each = channels_in // groups
    result = np.empty((channels_out * groups, each, *weight.shape[2:]), weight.dtype)
    for c, o in np.ndindex(channels_in, channels_out):
        kernel = weight[c, o]
        result[c // each * channels_out + o, c % each] = kernel[::-1] if kernel.ndim == 1 else kernel[::-1, ::-1]
    return result


# conv_transpose2d


def _sizes(x, weight, stride, padding, output_padding, groups, dilation):
    """Check a call; give the sizes of full and of the result."""
    if x.shape[1] != len(weight) or len(weight) % groups:
        raise ValueError("channels")
    spread = zip(x.shape[2:], weight.shape[2:], stride, dilation, strict=True)
    full_size = [s * (m - 1) + d * (k - 1) + 1 for m, k, s, d in spread]
    out_size = [n - 2 * p + a for n, p, a in zip(full_size, padding, output_padding, strict=True)]
    if min(out_size) < 1 or any(a >= s for a, s in zip(output_padding, stride, strict=True)):
        raise ValueError("sizes")
    return full_size, out_size


def _stamped(x, weight, stride, groups, dilation, size):
    """Stamp all groups on a sheet of the given size: (N, C_out, *size)."""
    n, c_in, height, width = x.shape
    kernels = weight.reshape(groups, c_in // groups, *weight.shape[1:])
    parts = x.reshape(n, groups, c_in // groups, height, width)
    full = np.zeros((n, groups, weight.shape[1], *size))
    for a, b in np.ndindex(*weight.shape[2:]):
        top, left = dilation[0] * a, dilation[1] * b
        rows = slice(top, top + stride[0] * (height - 1) + 1, stride[0])
        columns = slice(left, left + stride[1] * (width - 1) + 1, stride[1])
        full[..., rows, columns] += np.einsum("ngchw,gco->ngohw", parts, kernels[..., a, b])
    return full.reshape(n, -1, *size)


def _layer(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    room = [max(n, p + o) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    full = _stamped(x, weight, stride, groups, dilation, room)
    out = full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "channels", "geometry", "groups", "bias_on_every_cell"],
    sentence="as if the kernels were flipped on both axes",
)
def flips_the_kernels(x, weight, bias, stride, padding, output_padding, groups, dilation):
    return _layer(x, weight[..., ::-1, ::-1], bias, stride, padding, output_padding, groups, dilation)


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "channels", "geometry", "groups", "bias_on_every_cell"],
    sentence="as if the rows of each kernel were its columns",
)
def transposes_the_kernels(x, weight, bias, stride, padding, output_padding, groups, dilation):
    return _layer(x, weight.swapaxes(2, 3), bias, stride, padding, output_padding, groups, dilation)


@mutant(
    "conv_transpose2d",
    caught_by=["groups"],
    sentence="as if the input channels were dealt out to the groups in turn, one by one",
)
def interleaves_channels_between_groups(x, weight, bias, stride, padding, output_padding, groups, dilation):
    _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    order = np.arange(len(weight)).reshape(-1, groups).T.ravel()
    return _layer(x[:, order], weight[order], bias, stride, padding, output_padding, groups, dilation)


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "groups", "bias_on_every_cell"],
    sentence="as if every output channel heard the input channels of all groups",
)
def lets_every_output_hear_every_input(x, weight, bias, stride, padding, output_padding, groups, dilation):
    _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    return _layer(x, np.tile(weight, (1, groups, 1, 1)), bias, stride, padding, output_padding, 1, dilation)


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "bias_on_every_cell"],
    sentence="as if cells beyond full had no bias",
)
def gives_the_bias_to_full_alone(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    full = _stamped(x, weight, stride, groups, dilation, full_size)
    if bias is not None:
        full = full + bias[:, None, None]
    beyond = [max(0, p + o - n) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    full = np.pad(full, [(0, 0), (0, 0), *((0, extra) for extra in beyond)])
    return full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "bias_on_every_cell"],
    sentence="as if the bias were added once for every input channel",
)
def adds_the_bias_for_every_input_channel(x, weight, bias, stride, padding, output_padding, groups, dilation):
    scaled = None if bias is None else bias * len(weight)
    return _layer(x, weight, scaled, stride, padding, output_padding, groups, dilation)


@mutant(
    "conv_transpose2d",
    caught_by=["geometry"],
    sentence="as if the dilation counted for the size of full but did not spread the taps",
)
def spreads_the_size_but_not_the_taps(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    room = [max(n, p + o) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    full = _stamped(x, weight, stride, groups, (1, 1), room)
    out = full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@mutant(
    "conv_transpose2d",
    caught_by=["geometry", "bias_on_every_cell"],
    sentence="as if every cell that output padding adds held nothing but the bias",
)
def appends_zeros_as_output_padding(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, _ = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    full = _stamped(x, weight, stride, groups, dilation, full_size)
    inner = full[..., padding[0] : full_size[0] - padding[0], padding[1] : full_size[1] - padding[1]]
    out = np.pad(inner, [(0, 0), (0, 0), *((0, a) for a in output_padding)])
    return out if bias is None else out + bias[:, None, None]


@mutant(
    "conv_transpose2d",
    caught_by=["geometry", "bias_on_every_cell", "refuses"],
    sentence="as if all of the padding were cropped at the bottom and on the right",
)
def crops_all_of_the_padding_on_the_right(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    room = [max(n, o) for n, o in zip(full_size, out_size, strict=True)]
    out = _stamped(x, weight, stride, groups, dilation, room)[..., : out_size[0], : out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@mutant(
    "conv_transpose2d",
    caught_by=["worked_example", "channels", "geometry", "groups", "bias_on_every_cell"],
    sentence="as if the first number of each pair were for the columns and the second for the rows",
)
def exchanges_rows_and_columns_of_the_arguments(x, weight, bias, stride, padding, output_padding, groups, dilation):
    turned = (value[::-1] for value in (stride, padding, output_padding))
    return _layer(x, weight, bias, *turned, groups, dilation[::-1])


@mutant(
    "conv_transpose2d",
    caught_by=["channels", "geometry", "groups", "bias_on_every_cell", "refuses"],
    sentence="as if stamps replaced each other where they meet",
)
def lets_later_stamps_replace_earlier_ones(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    room = [max(n, p + o) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    each, channels_out = len(weight) // groups, weight.shape[1]
    full = np.zeros((len(x), channels_out * groups, *room))
    for i, j, a, b in np.ndindex(*x.shape[2:], *weight.shape[2:]):
        row, column = stride[0] * i + dilation[0] * a, stride[1] * j + dilation[1] * b
        for group in range(groups):
            part = slice(group * each, (group + 1) * each)
            outputs = slice(group * channels_out, (group + 1) * channels_out)
            full[:, outputs, row, column] = x[:, part, i, j] @ weight[part, :, a, b]
    out = full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@mutant(
    "conv_transpose2d",
    caught_by=["refuses"],
    sentence="as if output padding only had to be smaller than stride or dilation, whichever is larger",
)
def accepts_output_padding_as_torch_does(x, weight, bias, stride, padding, output_padding, groups, dilation):
    if any(a >= max(s, d) for a, s, d in zip(output_padding, stride, dilation, strict=True)):
        raise ValueError("output_padding")
    patient = tuple(max(s, a + 1) for s, a in zip(stride, output_padding, strict=True))
    full_size, out_size = _sizes(x, weight, patient, padding, output_padding, groups, dilation)
    spread = zip(x.shape[2:], stride, patient, strict=True)
    less = [(more - s) * (m - 1) for m, s, more in spread]
    out_size = [o - gone for o, gone in zip(out_size, less, strict=True)]
    room = [max(n, p + o) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    full = _stamped(x, weight, stride, groups, dilation, room)
    out = full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@variant("conv_transpose2d")
def by_zero_insertion(x, weight, bias, stride, padding, output_padding, groups, dilation):
    _, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    n, c_in, height, width = x.shape
    spread = np.zeros((n, c_in, stride[0] * (height - 1) + 1, stride[1] * (width - 1) + 1))
    spread[..., :: stride[0], :: stride[1]] = x
    edges = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
    canvas = np.pad(
        spread, [(0, 0), (0, 0), *((edge, edge + a) for edge, a in zip(edges, output_padding, strict=True))]
    )
    canvas = canvas[..., padding[0] :, padding[1] :]
    each, flipped = c_in // groups, weight[..., ::-1, ::-1]
    out = np.zeros((n, groups * weight.shape[1], *out_size))
    for group, a, b in np.ndindex(groups, *weight.shape[2:]):
        inputs = slice(group * each, (group + 1) * each)
        outputs = slice(group * weight.shape[1], (group + 1) * weight.shape[1])
        top, left = dilation[0] * a, dilation[1] * b
        cells = canvas[:, inputs, top : top + out_size[0], left : left + out_size[1]]
        out[:, outputs] += np.tensordot(cells, flipped[inputs, :, a, b], ([1], [0])).transpose(0, 3, 1, 2)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


@variant("conv_transpose2d")
def by_fourier_transform(x, weight, bias, stride, padding, output_padding, groups, dilation):
    full_size, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    room = [max(n, p + o) for n, p, o in zip(full_size, padding, out_size, strict=True)]
    n, c_in, height, width = x.shape
    spread = np.zeros((n, groups, c_in // groups, *room))
    rows, columns = (slice(0, s * (m - 1) + 1, s) for s, m in zip(stride, (height, width), strict=True))
    spread[..., rows, columns] = x.reshape(n, groups, -1, height, width)
    kernels = np.zeros((groups, c_in // groups, weight.shape[1], *room))
    rows, columns = (slice(0, d * (k - 1) + 1, d) for d, k in zip(dilation, weight.shape[2:], strict=True))
    kernels[..., rows, columns] = weight.reshape(groups, -1, *weight.shape[1:])
    product = np.einsum("ngchw,gcohw->ngohw", np.fft.rfft2(spread), np.fft.rfft2(kernels))
    full = np.fft.irfft2(product, room).reshape(n, -1, *room)
    out = full[..., padding[0] : padding[0] + out_size[0], padding[1] : padding[1] + out_size[1]]
    return out if bias is None else out + bias[:, None, None]


@variant("conv_transpose2d")
def by_matrices_of_each_axis(x, weight, bias, stride, padding, output_padding, groups, dilation):
    _, out_size = _sizes(x, weight, stride, padding, output_padding, groups, dilation)
    spread = zip(x.shape[2:], weight.shape[2:], out_size, stride, padding, dilation, strict=True)
    place = []
    for m, k, o, s, p, d in spread:  # place[axis][tap, cell, input]
        axis = np.zeros((k, o, m))
        for t, j in np.ndindex(k, m):
            if 0 <= s * j + d * t - p < o:
                axis[t, s * j + d * t - p, j] = 1.0
        place.append(axis)
    each, channels_out = len(weight) // groups, weight.shape[1]
    out = np.zeros((len(x), groups * channels_out, *out_size))
    for group in range(groups):
        part = slice(group * each, (group + 1) * each)
        for a, b in np.ndindex(*weight.shape[2:]):
            moved = place[0][a] @ x[:, part] @ place[1][b].T  # (N, C_in/G, *o)
            mixed = np.tensordot(moved, weight[part, :, a, b], ([1], [0]))  # (N, *o, C_out/G)
            out[:, group * channels_out : (group + 1) * channels_out] += np.moveaxis(mixed, -1, 1)
    return out if bias is None else out + bias[:, None, None]


@variant("conv_transpose2d")
def in_single_precision(x, weight, bias, stride, padding, output_padding, groups, dilation):
    low = [None if value is None else value.astype(np.float32) for value in (x, weight, bias)]
    return _layer(*low, stride, padding, output_padding, groups, dilation).astype(np.float32)


# single changes to the solutions that make no difference

equivalent(
    "fan_in",
    "products = in_channels / groups",
    "products = in_channels // groups",
    reason="groups divides in_channels here, so both divisions give the same number",
)
equivalent(
    "as_convolution_weight",
    'raise ValueError(f"groups {groups} must divide the {len(weight)} input channels")',
    reason="np.split raises ValueError by itself where groups does not divide",
)
equivalent(
    "as_convolution_weight",
    "return np.concatenate([part.swapaxes(0, 1) for part in np.split(flipped, groups)])",
    "return np.concatenate([part.swapaxes(1, 0) for part in np.split(flipped, groups)])",
    reason="swapaxes exchanges two axes in either order",
)
equivalent(
    "conv_transpose2d",
    "if channels_in != len(weight) or channels_in % groups:",
    "if channels_in != len(weight):",
    reason="where groups does not divide, x.reshape raises ValueError by itself",
)
equivalent(
    "conv_transpose2d",
    "kernels = weight.reshape(groups, -1, channels_out, *kernel) # (G, C_in/G, C_out/G, kh, kw)",
    "kernels = weight.reshape(groups, -2, channels_out, *kernel) # (G, C_in/G, C_out/G, kh, kw)",
    reason="reshape takes any negative number for the one size that it is to find",
)
equivalent(
    "conv_transpose2d",
    "room = [n + a for n, a in zip(full_size, output_padding, strict=True)]",
    "room = [n + a for n, a in zip(output_padding, full_size, strict=True)]",
    reason="a sum has either order",
)
equivalent(
    "conv_transpose2d",
    "room = [n + a for n, a in zip(full_size, output_padding, strict=True)]",
    "room = [n + a for n, a in zip(full_size, stride, strict=True)]",
    reason="a stride is above its output padding: more zeros beyond the result, which is cut out",
)
equivalent(
    "conv_transpose2d",
    "slice(d * t, d * t + s * (m - 1) + 1, s) for d, t, s, m in zip(dilation, tap, stride, size, strict=True)",
    "slice(d * t, d * t + s * (m - 1) + 1, s) for d, t, s, m in zip(tap, dilation, stride, size, strict=True)",
    reason="a product has either order",
)
