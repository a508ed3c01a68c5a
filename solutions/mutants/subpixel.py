"""Wrong answers to the exercises on sub-pixel convolution: one mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant


def _stride(stride):
    if stride < 1:
        raise ValueError("below one")


# phase_kernels


@mutant(
    "phase_kernels",
    caught_by=["worked_example", "any_stride"],
    sentence="as if a phase were taps side by side, not taps a stride apart",
)
def cuts_into_blocks(w, stride):
    _stride(stride)
    return list(np.array_split(w, stride))


@mutant(
    "phase_kernels",
    caught_by=["worked_example", "any_stride", "refuses_a_stride_below_one"],
    sentence="as if the taps of a phase had to be turned round",
)
def turns_the_taps(w, stride):
    _stride(stride)
    return [w[phase::stride][::-1] for phase in range(stride)]


@mutant(
    "phase_kernels",
    caught_by=["worked_example", "any_stride"],
    sentence="as if a phase without taps were no phase",
)
def leaves_out_what_has_no_taps(w, stride):
    _stride(stride)
    return [w[phase::stride] for phase in range(min(stride, len(w)))]


@mutant(
    "phase_kernels",
    caught_by=["worked_example", "any_stride"],
    sentence="as if every phase had to be filled up with a zero to the same length",
)
def fills_up_with_zeros(w, stride):
    _stride(stride)
    return list(np.pad(w, (0, -len(w) % stride)).reshape(-1, stride).T)


@mutant(
    "phase_kernels",
    caught_by=["worked_example", "any_stride"],
    sentence="as if taps beyond the last whole round did not count",
)
def drops_the_rest(w, stride):
    _stride(stride)
    return list(w[: len(w) // stride * stride].reshape(-1, stride).T)


@mutant("phase_kernels", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_any_stride(w, stride):
    stride = max(abs(stride), 1)
    return [w[phase::stride] for phase in range(stride)]


@variant("phase_kernels")
def by_remainders(w, stride):
    _stride(stride)
    phases = np.arange(len(w)) % stride
    return [w[phases == phase] for phase in range(stride)]


@variant("phase_kernels")
def by_dealing_out(w, stride):
    _stride(stride)
    hands = [[] for _ in range(stride)]
    for number, tap in enumerate(w):
        hands[number % stride].append(tap)
    return [np.array(hand, float) for hand in hands]


# phase_outputs


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride"],
    sentence="as if the taps were slid over the row without being turned round",
)
def correlates(x, w, stride):
    rows = []
    for phase in range(stride):
        taps = w[phase::stride]
        rows.append(np.convolve(x, taps[::-1]) if len(taps) else np.zeros(len(x) - 1))
    return rows


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride"],
    sentence="as if only cells with all their taps counted",
)
def keeps_valid_cells(x, w, stride):
    rows = []
    for phase in range(stride):
        taps = w[phase::stride]
        missing = max(len(taps) - 1, 0)
        row = np.convolve(x, taps) if len(taps) else np.zeros(len(x) - 1)
        rows.append(row[missing : len(row) - missing])
    return rows


@mutant("phase_outputs", caught_by=["phases_without_taps"], sentence="as if a phase without taps had no cells")
def gives_empty_rows(x, w, stride):
    return [np.convolve(x, w[p::stride]) if len(w[p::stride]) else np.zeros(0) for p in range(stride)]


@mutant(
    "phase_outputs",
    caught_by=["phases_without_taps"],
    sentence="as if a phase without taps had a cell for each input",
)
def gives_a_zero_for_each_input(x, w, stride):
    return [np.convolve(x, w[p::stride]) if len(w[p::stride]) else np.zeros(len(x)) for p in range(stride)]


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride", "phases_without_taps"],
    sentence="as if every phase used the whole kernel",
)
def uses_the_whole_kernel(x, w, stride):
    full = np.convolve(x, w)
    return [full[: len(x) + len(w[phase::stride]) - 1] for phase in range(stride)]


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride", "phases_without_taps"],
    sentence="as if phase r were the r-th block of the output",
)
def cuts_the_output_into_blocks(x, w, stride):
    full = np.zeros((len(x) - 1) * stride + len(w))
    for j, value in enumerate(x):
        full[j * stride : j * stride + len(w)] += value * w
    return list(np.array_split(full, stride))


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride", "phases_without_taps"],
    sentence="as if the phases were counted from the end",
)
def counts_phases_from_the_end(x, w, stride):
    return by_slicing_the_stamps(x, w, stride)[::-1]


@mutant(
    "phase_outputs",
    caught_by=["worked_example", "any_stride", "phases_without_taps"],
    sentence="as if all rows had to be equally long",
)
def fills_rows_up(x, w, stride):
    rows = by_slicing_the_stamps(x, w, stride)
    return [np.pad(row, (0, len(rows[0]) - len(row))) for row in rows]


@variant("phase_outputs")
def by_the_spectrum_of_each_phase(x, w, stride):
    rows = []
    for phase in range(stride):
        taps = w[phase::stride]
        size = len(x) + len(taps)  # one more than there are cells
        spectrum = np.fft.rfft(x, size) * np.fft.rfft(taps if len(taps) else np.zeros(1), size)
        rows.append(np.fft.irfft(spectrum, size)[: size - 1])
    return rows


@variant("phase_outputs")
def by_slicing_the_stamps(x, w, stride):
    full = np.zeros((len(x) - 1) * stride + len(w))
    for j, value in enumerate(x):
        full[j * stride : j * stride + len(w)] += value * w
    return [full[phase::stride] for phase in range(stride)]


@variant("phase_outputs")
def by_stamping_each_phase(x, w, stride):
    rows = []
    for phase in range(stride):
        taps = w[phase::stride]
        row = np.zeros(len(x) - 1 + len(taps))
        for t, tap in enumerate(taps):
            row[t : t + len(x)] += tap * x
        rows.append(row)
    return rows


# pixel_shuffle


def _fits(x, upscale):
    if len(x) % upscale**2:
        raise ValueError("no multiple")


@mutant(
    "pixel_shuffle",
    caught_by=["several_channels_out"],
    sentence="as if a block were made of channels far apart, in the order that TensorFlow uses",
)
def takes_tensorflows_order(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    split = x.reshape(upscale, upscale, channels // upscale**2, height, width)
    return split.transpose(2, 3, 0, 4, 1).reshape(channels // upscale**2, upscale * height, upscale * width)


@mutant(
    "pixel_shuffle",
    caught_by=["worked_example", "one_channel_out", "several_channels_out", "refuses_channels_that_do_not_fit"],
    sentence="as if the channels filled a block column by column",
)
def fills_columns_first(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    split = x.reshape(channels // upscale**2, upscale, upscale, height, width)
    return split.transpose(0, 3, 2, 4, 1).reshape(channels // upscale**2, upscale * height, upscale * width)


@mutant(
    "pixel_shuffle",
    caught_by=["worked_example", "one_channel_out", "several_channels_out"],
    sentence="as if the channels were laid side by side and not interleaved",
)
def lays_channels_side_by_side(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    split = x.reshape(channels // upscale**2, upscale, upscale, height, width)
    return split.transpose(0, 1, 3, 2, 4).reshape(channels // upscale**2, upscale * height, upscale * width)


@mutant(
    "pixel_shuffle",
    caught_by=["worked_example", "one_channel_out", "several_channels_out"],
    sentence="as if the numbers only had to be read in another shape",
)
def only_reshapes(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    return x.reshape(channels // upscale**2, upscale * height, upscale * width)


@mutant(
    "pixel_shuffle",
    caught_by=["refuses_channels_that_do_not_fit"],
    sentence="as if left-over channels could be dropped",
)
def drops_channels_that_do_not_fit(x, upscale):
    channels, height, width = x.shape
    out = np.empty((channels // upscale**2, upscale * height, upscale * width))
    for row in range(upscale):
        for column in range(upscale):
            start = row * upscale + column
            out[:, row::upscale, column::upscale] = x[start :: upscale**2][: len(out)]
    return out


@mutant(
    "pixel_shuffle",
    caught_by=["worked_example", "one_channel_out", "several_channels_out", "refuses_channels_that_do_not_fit"],
    sentence="as if the channels filled a block from its last cell to its first",
)
def fills_blocks_backwards(x, upscale):
    _fits(x, upscale)
    backwards = x.reshape(-1, upscale**2, *x.shape[1:])[:, ::-1]
    return by_transposing(backwards.reshape(x.shape), upscale)


@mutant(
    "pixel_shuffle",
    caught_by=["worked_example", "one_channel_out", "several_channels_out", "refuses_channels_that_do_not_fit"],
    sentence="as if the first channel filled its block alone",
)
def repeats_the_first_channel(x, upscale):
    _fits(x, upscale)
    return x[:: upscale**2].repeat(upscale, axis=1).repeat(upscale, axis=2)


@mutant(
    "pixel_shuffle",
    caught_by=["refuses_channels_that_do_not_fit"],
    sentence="as if the number of channels had to be a multiple of upscale alone",
)
def checks_a_multiple_of_upscale(x, upscale):
    if len(x) % upscale:
        raise ValueError("no multiple")
    return drops_channels_that_do_not_fit(x, upscale)


@variant("pixel_shuffle")
def by_kronecker_products(x, upscale):
    _fits(x, upscale)
    blocks = np.eye(upscale**2).reshape(-1, upscale, upscale)  # block p is 1 where channel p goes
    groups = x.reshape(-1, upscale**2, *x.shape[1:])
    return np.array([sum(map(np.kron, group, blocks)) for group in groups])


@variant("pixel_shuffle")
def by_transposing(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    split = x.reshape(channels // upscale**2, upscale, upscale, height, width)
    return split.transpose(0, 3, 1, 4, 2).reshape(channels // upscale**2, upscale * height, upscale * width)


@variant("pixel_shuffle")
def cell_by_cell(x, upscale):
    _fits(x, upscale)
    channels, height, width = x.shape
    out = np.empty((channels // upscale**2, upscale * height, upscale * width))
    for c, h, w in np.ndindex(*out.shape):
        source = c * upscale**2 + h % upscale * upscale + w % upscale
        out[c, h, w] = x[source, h // upscale, w // upscale]
    return out


# icnr


@mutant(
    "icnr",
    caught_by=["worked_example", "any_weight", "shuffles_to_equal_blocks"],
    sentence="as if all kernels came once, then all again",
)
def tiles(weight, upscale):
    return np.tile(weight, (upscale**2, 1, 1, 1))


@mutant(
    "icnr",
    caught_by=["worked_example", "any_weight", "shuffles_to_equal_blocks"],
    sentence="as if there were one phase for each row, not for each cell of a block",
)
def repeats_for_one_axis(weight, upscale):
    return np.repeat(weight, upscale, axis=0)


@mutant(
    "icnr",
    caught_by=["worked_example", "any_weight", "shuffles_to_equal_blocks"],
    sentence="as if the phases shared one kernel's weight among them",
)
def shares_the_weight(weight, upscale):
    return np.repeat(weight, upscale**2, axis=0) / upscale**2


@mutant(
    "icnr",
    caught_by=["worked_example", "any_weight", "shuffles_to_equal_blocks"],
    sentence="as if only the first phase started with the kernel",
)
def starts_one_phase(weight, upscale):
    started = np.zeros((len(weight) * upscale**2, *weight.shape[1:]))
    started[:: upscale**2] = weight
    return started


@mutant(
    "icnr",
    caught_by=["worked_example", "any_weight", "shuffles_to_equal_blocks"],
    sentence="as if all channels that come out started with the same kernel",
)
def starts_all_alike(weight, upscale):
    return np.repeat(weight[:1], len(weight) * upscale**2, axis=0)


@variant("icnr")
def by_indexing(weight, upscale):
    return weight[np.arange(len(weight) * upscale**2) // upscale**2]


@variant("icnr")
def by_broadcasting(weight, upscale):
    shape = (len(weight), upscale**2, *weight.shape[1:])
    return np.broadcast_to(weight[:, None], shape).reshape(-1, *weight.shape[1:])


equivalent(
    "phase_outputs",
    "rows.append(np.convolve(x, taps) if len(taps) else np.zeros(len(x) - 1))",
    "rows.append(np.convolve(taps, x) if len(taps) else np.zeros(len(x) - 1))",
    reason="a true convolution is the same with its operands exchanged",
)
