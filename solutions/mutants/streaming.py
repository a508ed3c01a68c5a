"""Wrong answers to the exercises on streaming: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# rate_arguments


def _positive(kernel_size, stride):
    if kernel_size < 1 or stride < 1:
        raise ValueError("below one")


def _pair(padding, output_padding, stride):
    if not 0 <= output_padding < stride:
        raise ValueError("out of reach")
    return padding, output_padding


@mutant(
    "rate_arguments",
    caught_by=["worked_example", "kernel_at_least_as_long", "refuses_what_no_padding_reaches"],
    sentence="as if half of the surplus were rounded down",
)
def rounds_the_padding_down(kernel_size, stride):
    _positive(kernel_size, stride)
    padding = max((kernel_size - stride) // 2, 0)
    if stride == 1 and kernel_size % 2 == 0:
        raise ValueError("out of reach")
    return padding, max(stride + 2 * padding - kernel_size, 0)


@mutant(
    "rate_arguments",
    caught_by=["worked_example", "kernel_at_least_as_long", "kernel_shorter_than_the_stride"],
    sentence="as if output padding were always one less than the stride",
)
def always_takes_the_largest_output_padding(kernel_size, stride):
    _positive(kernel_size, stride)
    if stride == 1 and kernel_size % 2 == 0:
        raise ValueError("out of reach")
    return max(0, (kernel_size - stride + 1) // 2), stride - 1


@mutant(
    "rate_arguments",
    caught_by=[
        "worked_example",
        "kernel_at_least_as_long",
        "kernel_shorter_than_the_stride",
        "refuses_what_no_padding_reaches",
    ],
    sentence="as if no output padding were ever needed",
)
def never_uses_output_padding(kernel_size, stride):
    _positive(kernel_size, stride)
    if stride == 1 and kernel_size % 2 == 0:
        raise ValueError("out of reach")
    return max(0, (kernel_size - stride + 1) // 2), 0


@mutant(
    "rate_arguments",
    caught_by=["worked_example", "kernel_at_least_as_long", "kernel_shorter_than_the_stride"],
    sentence="as if padding were half of the kernel, as for a layer that keeps its size",
)
def pads_by_half_the_kernel(kernel_size, stride):
    _positive(kernel_size, stride)
    padding = kernel_size // 2
    return _pair(padding, stride + 2 * padding - kernel_size, stride)


@mutant(
    "rate_arguments",
    caught_by=["worked_example", "kernel_at_least_as_long", "refuses_what_no_padding_reaches"],
    sentence="as if kernel and stride had to be both even or both odd",
)
def refuses_an_odd_surplus(kernel_size, stride):
    _positive(kernel_size, stride)
    if kernel_size >= stride and (kernel_size - stride) % 2:
        raise ValueError("odd")
    padding = max(0, (kernel_size - stride) // 2)
    return padding, stride + 2 * padding - kernel_size


@mutant(
    "rate_arguments",
    caught_by=["kernel_shorter_than_the_stride"],
    sentence="as if a kernel shorter than the stride could not reach the rate",
)
def refuses_short_kernels(kernel_size, stride):
    _positive(kernel_size, stride)
    if kernel_size < stride:
        raise ValueError("too short")
    padding = (kernel_size - stride + 1) // 2
    return _pair(padding, stride + 2 * padding - kernel_size, stride)


@mutant(
    "rate_arguments",
    caught_by=["kernel_shorter_than_the_stride"],
    sentence="as if a kernel shorter than the stride needed no output padding",
)
def forgets_the_gap_after_a_short_kernel(kernel_size, stride):
    _positive(kernel_size, stride)
    padding = max(0, (kernel_size - stride + 1) // 2)
    return _pair(padding, (kernel_size - stride) % 2 if kernel_size > stride else 0, stride)


@mutant(
    "rate_arguments",
    caught_by=["refuses_what_no_padding_reaches"],
    sentence="as if output padding might be as large as the stride",
)
def lets_output_padding_reach_the_stride(kernel_size, stride):
    _positive(kernel_size, stride)
    padding = max(0, (kernel_size - stride + 1) // 2)
    return padding, stride + 2 * padding - kernel_size


@variant("rate_arguments")
def tries_paddings_in_turn(kernel_size, stride):
    _positive(kernel_size, stride)
    for padding in range(kernel_size + 1):
        if 0 <= stride + 2 * padding - kernel_size < stride:
            return padding, stride + 2 * padding - kernel_size
    raise ValueError("out of reach")


# causal_upsample


def _stride(stride):
    if stride < 1:
        raise ValueError("below one")


def _full(x, w, stride):
    full = np.zeros(max(len(x) * stride, (len(x) - 1) * stride + len(w)))
    for j, value in enumerate(x):
        full[stride * j : stride * j + len(w)] += value * w
    return full


@mutant(
    "causal_upsample",
    caught_by=["worked_example", "stamps_that_overlap"],
    sentence="as if the crop belonged on the left",
)
def crops_the_left_end(x, w, stride):
    _stride(stride)
    full = _full(x, w, stride)
    return full[len(full) - len(x) * stride :]


@mutant("causal_upsample", caught_by=["stamps_that_overlap"], sentence="as if both ends were cropped, as padding does")
def crops_both_ends(x, w, stride):
    _stride(stride)
    start = max(len(w) - stride, 0) // 2
    return _full(x, w, stride)[start : start + len(x) * stride]


@mutant(
    "causal_upsample",
    caught_by=["worked_example", "stamps_that_overlap"],
    sentence="as if the tail of the last stamp belonged to the result",
)
def keeps_the_tail(x, w, stride):
    _stride(stride)
    return _full(x, w, stride)


@mutant(
    "causal_upsample",
    caught_by=["worked_example", "short_kernels"],
    sentence="as if the row ended with the last stamp where the kernel is short",
)
def stops_with_the_last_stamp(x, w, stride):
    _stride(stride)
    return _full(x, w, stride)[: min(len(x) * stride, (len(x) - 1) * stride + len(w))]


@mutant(
    "causal_upsample",
    caught_by=["worked_example", "stamps_that_overlap"],
    sentence="as if a later stamp replaced what an earlier one left",
)
def overwrites(x, w, stride):
    _stride(stride)
    full = np.zeros(len(x) * stride + len(w))
    for j, value in enumerate(x):
        full[stride * j : stride * j + len(w)] = value * w
    return full[: len(x) * stride]


@mutant(
    "causal_upsample",
    caught_by=["worked_example", "stamps_that_overlap", "short_kernels"],
    sentence="as if stamps were printed with the kernel reversed",
)
def stamps_the_reversed_kernel(x, w, stride):
    _stride(stride)
    return _full(x, w[::-1], stride)[: len(x) * stride]


@mutant("causal_upsample", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_any_stride_for_its_amount(x, w, stride):
    step = max(abs(stride), 1)
    return _full(x, w, step)[: len(x) * step]


@variant("causal_upsample")
def one_phase_at_a_time(x, w, stride):
    _stride(stride)
    out = np.zeros((len(x), stride))
    for phase, taps in enumerate(w[r::stride] for r in range(min(stride, len(w)))):
        out[:, phase] = np.convolve(x, taps)[: len(x)]
    return out.reshape(-1)


# stream_step


def _check(state, w, stride):
    kept = max(len(w) - stride, 0)
    if len(state) != kept:
        raise ValueError("state")
    return kept


def _stamped(chunk, w, stride, kept):
    full = np.zeros(len(chunk) * stride + kept)
    for j, value in enumerate(chunk):
        full[stride * j : stride * j + len(w)] += value * w
    return full


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "kernels_longer_than_the_chunk",
        "chunks_without_a_cell",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if each chunk began in silence",
)
def ignores_the_state(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    return full[:ready] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "chunks_without_a_cell",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if the bias were part of the carried sums too",
)
def carries_the_bias(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[:kept] += state
    full += bias
    return full[:ready], full[ready:]


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "nothing_to_carry",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if the bias were added with every stamp",
)
def adds_the_bias_with_each_stamp(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = np.zeros(ready + kept)
    full[:kept] = state
    for j, value in enumerate(chunk):
        full[stride * j : stride * j + len(w)] += value * w + bias
    return full[:ready], full[ready:]


@mutant(
    "stream_step",
    caught_by=["one_step", "kernels_longer_than_the_chunk", "chunks_make_the_whole"],
    sentence="as if no more than one stride of samples had to be carried",
)
def carries_one_stride_at_most(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[:kept] += state
    carried = full[ready:].copy()
    carried[stride:] = 0
    return full[:ready] + bias, carried


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "kernels_longer_than_the_chunk",
        "chunks_without_a_cell",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if the tail of the last stamp were lost",
)
def loses_the_tail(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[:kept] += state
    return full[:ready] + bias, np.zeros(kept)


@mutant(
    "stream_step",
    caught_by=["one_step", "kernels_longer_than_the_chunk", "nothing_to_carry", "chunks_make_the_whole"],
    sentence="as if the stamps replaced what the state had brought",
)
def overwrites_the_state(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = np.zeros(ready + kept)
    full[:kept] = state
    stamped = _stamped(chunk, w, stride, kept)
    reached = ready + kept if len(chunk) else 0
    full[:reached] = stamped[:reached]
    if len(chunk):
        full[:1] += state[:1]
    return full[:ready] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=["one_step", "kernels_longer_than_the_chunk", "chunks_make_the_whole"],
    sentence="as if the state were all used up by the chunk that follows it",
)
def forgets_what_outlasts_the_chunk(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    used = min(kept, ready) if ready else kept
    full[:used] += state[:used]
    return full[:ready] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=["chunks_without_a_cell", "chunks_make_the_whole"],
    sentence="as if a chunk without cells cleared the state",
)
def clears_the_state_in_a_pause(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    if ready:
        full[:kept] += state
    return full[:ready] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "kernels_longer_than_the_chunk",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if the carried samples belonged to the end of the chunk",
)
def adds_the_state_at_the_end(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[ready:] += state
    return full[:ready] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=[
        "worked_example",
        "one_step",
        "kernels_longer_than_the_chunk",
        "chunks_make_the_whole",
        "refuses_a_state_of_another_length",
    ],
    sentence="as if the layer cropped the left end of each chunk",
)
def crops_the_left_of_each_chunk(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[:kept] += state
    return full[kept:] + bias, full[ready:]


@mutant(
    "stream_step",
    caught_by=["worked_example", "one_step", "kernels_longer_than_the_chunk", "refuses_a_state_of_another_length"],
    sentence="as if the given array might be used as the workspace",
)
def changes_the_state_in_place(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    full[:kept] += state
    state[:] = full[ready:]
    return full[:ready] + bias, state


@mutant(
    "stream_step", caught_by=["refuses_a_state_of_another_length"], sentence="as if a state of any length could be used"
)
def takes_a_state_of_any_length(state, chunk, w, bias, stride):
    kept, ready = max(len(w) - stride, 0), len(chunk) * stride
    full = _stamped(chunk, w, stride, kept)
    used = min(kept, len(state))
    full[:used] += state[:used]
    return full[:ready] + bias, full[ready:]


@variant("stream_step")
def one_cell_after_the_other(state, chunk, w, bias, stride):
    kept, parts = _check(state, w, stride), [np.zeros(0)]
    line = np.zeros(kept + stride)
    line[:kept] = state
    for value in chunk:
        line[: len(w)] += value * w
        parts.append(line[:stride] + bias)
        line = np.concatenate([line[stride:], np.zeros(stride)])
    return np.concatenate(parts), line[:kept]


@variant("stream_step")
def one_phase_after_the_other(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    full = np.zeros(ready + kept)
    for phase in range(min(stride, len(w)) if len(chunk) else 0):
        sums = np.convolve(chunk, w[phase::stride])
        full[phase : phase + stride * (len(sums) - 1) + 1 : stride] += sums
    full[:kept] += state
    return full[:ready] + bias, full[ready:]


@variant("stream_step")
def by_a_matrix(state, chunk, w, bias, stride):
    kept, ready = _check(state, w, stride), len(chunk) * stride
    tap = np.arange(ready + kept)[:, None] - stride * np.arange(len(chunk))
    table = np.where((tap >= 0) & (tap < len(w)), w[np.clip(tap, 0, len(w) - 1)], 0.0)
    full = table @ chunk + np.concatenate([state, np.zeros(ready)])
    return full[:ready] + bias, full[ready:]


# constant_overlap


def _hop(hop):
    if hop < 1:
        raise ValueError("below one")


def _equal(sums):
    return bool(max(sums) - min(sums) <= 1e-9 * max(sums))


@mutant(
    "constant_overlap",
    caught_by=["worked_example", "whole_numbers", "windows_of_the_field"],
    sentence="as if the window multiplied each frame only once",
)
def adds_the_window_itself(window, hop):
    _hop(hop)
    sums = [float(window[phase::hop].sum()) for phase in range(hop)]
    return bool(max(sums) - min(sums) <= 1e-9 * max(map(abs, sums)))


@mutant(
    "constant_overlap",
    caught_by=["whole_numbers", "windows_of_the_field", "refuses_a_hop_below_one"],
    sentence="as if it were enough that the hop divides the window",
)
def looks_at_the_length_alone(window, hop):
    _hop(hop)
    return len(window) % hop == 0


@mutant(
    "constant_overlap",
    caught_by=["whole_numbers", "windows_of_the_field"],
    sentence="as if sums of rounded numbers came out exactly equal",
)
def compares_exactly(window, hop):
    _hop(hop)
    sums = [float((window[phase::hop] ** 2).sum()) for phase in range(hop)]
    return max(sums) == min(sums)


@mutant(
    "constant_overlap",
    caught_by=["whole_numbers", "windows_of_the_field", "gaps_between_frames", "refuses_a_hop_below_one"],
    sentence="as if neighbouring samples met, and not those a hop apart",
)
def adds_neighbours_instead_of_phases(window, hop):
    _hop(hop)
    sums = [float((window[start : start + hop] ** 2).sum()) for start in range(0, len(window), hop)]
    return _equal(sums)


@mutant(
    "constant_overlap", caught_by=["whole_numbers"], sentence="as if only the first and the last phase could differ"
)
def compares_two_phases(window, hop):
    _hop(hop)
    sums = [float((window[phase::hop] ** 2).sum()) for phase in (0, hop - 1)]
    return _equal(sums)


@mutant(
    "constant_overlap", caught_by=["gaps_between_frames"], sentence="as if samples between the frames did not count"
)
def leaves_out_the_gaps(window, hop):
    _hop(hop)
    return _equal([float((window[phase::hop] ** 2).sum()) for phase in range(min(hop, len(window)))])


@mutant(
    "constant_overlap",
    caught_by=["whole_numbers", "windows_of_the_field"],
    sentence="as if a difference were small or large whatever the size of the window's values",
)
def compares_with_a_fixed_tolerance(window, hop):
    _hop(hop)
    sums = [float((window[phase::hop] ** 2).sum()) for phase in range(hop)]
    return max(sums) - min(sums) <= 1e-9


@mutant(
    "constant_overlap",
    caught_by=["worked_example", "whole_numbers", "windows_of_the_field", "refuses_a_hop_below_one"],
    sentence="as if the ends, where frames are missing, counted as well",
)
def counts_the_ends(window, hop):
    _hop(hop)
    total = np.zeros(4 * hop + len(window))
    for start in range(0, 4 * hop + 1, hop):
        total[start : start + len(window)] += window**2
    return _equal(total.tolist())


@mutant("constant_overlap", caught_by=["refuses_a_hop_below_one"], sentence="as if any hop were allowed")
def takes_any_hop_for_its_amount(window, hop):
    hop = max(abs(hop), 1)
    return _equal([float((window[phase::hop] ** 2).sum()) for phase in range(hop)])


@variant("constant_overlap")
def adds_frames_and_looks_at_the_middle(window, hop):
    _hop(hop)
    frames = 2 * len(window) + 2
    total = np.zeros(frames * hop + len(window))
    for start in range(0, frames * hop, hop):
        total[start : start + len(window)] += window**2
    middle = total[len(window) + hop : len(window) + 2 * hop]
    return bool(np.ptp(middle) <= 1e-9 * middle.max())


@variant("constant_overlap")
def folds_the_window(window, hop):
    _hop(hop)
    rows = np.pad(window**2, (0, -len(window) % hop)).reshape(-1, hop)
    return bool(np.ptp(rows.sum(axis=0)) <= 1e-9 * rows.sum(axis=0).max())


# single changes to the solutions that make no difference

equivalent(
    "causal_upsample",
    "full = np.zeros(len(x) * stride + len(w))",
    "full = np.zeros(len(x) * stride * len(w))",
    reason="either is long enough for the last stamp, and what is returned is cut to len(x) * stride samples",
)
equivalent(
    "constant_overlap",
    "if hop < 1:",
    "if hop < 0:",
    reason="at hop 0 there is no phase, and max of no sum raises ValueError itself",
)
equivalent(
    "constant_overlap",
    'raise ValueError(f"hop must be at least 1, got {hop}")',
    reason="below 1 there is no phase, and max of no sum raises ValueError itself",
)
