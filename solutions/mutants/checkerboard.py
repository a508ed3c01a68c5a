"""Wrong answers to the exercises on checkerboards: one real mistake each, and exactly the tests that it fails."""

import math

import numpy as np

from autograder.contract import equivalent, mutant, variant

# coverage


def _counts(input_size, kernel_size, stride, dilation, tap=lambda _t: 1):
    counts = [0] * ((input_size - 1) * stride + dilation * (kernel_size - 1) + 1)
    for j in range(input_size):
        for t in range(kernel_size):
            counts[stride * j + dilation * t] += tap(t)
    return counts


def _cropped(counts, before, after):
    if len(counts) <= before + after:
        raise ValueError("no cell is left")
    return counts[before : len(counts) - after]


@mutant(
    "coverage",
    caught_by=["worked_example", "without_padding", "with_padding", "dilated_kernels", "refuses_a_crop_of_everything"],
    sentence="as if a tap counted by its number instead of once",
)
def adds_the_numbers_of_the_taps(input_size, kernel_size, stride, padding, dilation):
    return _cropped(_counts(input_size, kernel_size, stride, dilation, lambda t: t + 1), padding, padding)


@mutant("coverage", caught_by=["dilated_kernels"], sentence="as if the taps of a stamp always lay side by side")
def lays_the_taps_side_by_side(input_size, kernel_size, stride, padding, dilation):
    counts = _counts(input_size, kernel_size, stride, 1)
    counts += [0] * ((dilation - 1) * (kernel_size - 1))
    return _cropped(counts, padding, padding)


@mutant(
    "coverage",
    caught_by=["worked_example", "with_padding", "dilated_kernels", "refuses_a_crop_of_everything"],
    sentence="as if nothing were cropped",
)
def crops_nothing(input_size, kernel_size, stride, padding, dilation):
    return _counts(input_size, kernel_size, stride, dilation)


@mutant(
    "coverage",
    caught_by=["worked_example", "with_padding", "dilated_kernels", "refuses_a_crop_of_everything"],
    sentence="as if the padding were cropped at the start alone",
)
def crops_one_side(input_size, kernel_size, stride, padding, dilation):
    return _cropped(_counts(input_size, kernel_size, stride, dilation), padding, 0)


@mutant(
    "coverage",
    caught_by=["worked_example", "without_padding", "with_padding", "dilated_kernels"],
    sentence="as if the counts of the interior went on to the ends",
)
def forgets_the_ends(input_size, kernel_size, stride, padding, dilation):
    size = len(_counts(input_size, kernel_size, stride, dilation))
    inside = _counts(3 * (kernel_size * dilation + 3), kernel_size, stride, dilation)
    start = stride * dilation * (kernel_size + 1)
    return _cropped(inside[start : start + size], padding, padding)


@mutant(
    "coverage",
    caught_by=["without_padding", "with_padding", "dilated_kernels", "refuses_a_crop_of_everything"],
    sentence="as if every cell got at least one product",
)
def has_no_empty_cell(input_size, kernel_size, stride, padding, dilation):
    counts = _counts(input_size, kernel_size, stride, dilation)
    return _cropped([max(count, 1) for count in counts], padding, padding)


@mutant("coverage", caught_by=["refuses_a_crop_of_everything"], sentence="as if a crop could leave no cell, or fewer")
def returns_an_empty_list(input_size, kernel_size, stride, padding, dilation):
    counts = _counts(input_size, kernel_size, stride, dilation)
    return counts[padding : max(len(counts) - padding, padding)]


@mutant(
    "coverage",
    caught_by=["dilated_kernels"],
    sentence="as if the cells between the taps of a stamp counted as well",
)
def counts_what_a_stamp_spans(input_size, kernel_size, stride, padding, dilation):
    span = dilation * (kernel_size - 1) + 1
    return _cropped(_counts(input_size, span, stride, 1), padding, padding)


@mutant(
    "coverage",
    caught_by=["worked_example", "without_padding", "with_padding", "dilated_kernels", "refuses_a_crop_of_everything"],
    sentence="as if stamps lay dilation cells apart and their taps stride cells",
)
def swaps_stride_and_dilation(input_size, kernel_size, stride, padding, dilation):
    return _cropped(_counts(input_size, kernel_size, dilation, stride), padding, padding)


@variant("coverage")
def by_counting_places(input_size, kernel_size, stride, padding, dilation):
    places = np.add.outer(stride * np.arange(input_size), dilation * np.arange(kernel_size))
    return _cropped(np.bincount(places.ravel()).tolist(), padding, padding)


@variant("coverage")
def by_a_convolution_of_ones(input_size, kernel_size, stride, padding, dilation):
    spread, kernel = np.zeros((input_size - 1) * stride + 1, int), np.zeros((kernel_size - 1) * dilation + 1, int)
    spread[::stride] = kernel[::dilation] = 1
    return _cropped(np.convolve(spread, kernel).tolist(), padding, padding)


@variant("coverage")
def asks_each_cell(input_size, kernel_size, stride, padding, dilation):
    size = (input_size - 1) * stride + dilation * (kernel_size - 1) + 1
    if size <= 2 * padding:
        raise ValueError("no cell is left")
    return [
        sum(
            (cell - dilation * t) % stride == 0 and 0 <= (cell - dilation * t) // stride < input_size
            for t in range(kernel_size)
        )
        for cell in range(padding, size - padding)
    ]


# has_holes


@mutant(
    "has_holes", caught_by=["worked_example", "undilated", "dilated"], sentence="as if only dilation could leave holes"
)
def asks_the_common_divisor_alone(kernel_size, stride, dilation):
    return math.gcd(dilation, stride) > 1


@mutant(
    "has_holes",
    caught_by=["worked_example", "dilated"],
    sentence="as if only a kernel shorter than the stride could leave holes",
)
def compares_kernel_and_stride_alone(kernel_size, stride, dilation):
    return kernel_size < stride


@mutant(
    "has_holes", caught_by=["worked_example", "dilated"], sentence="as if what counts were the cells that a stamp spans"
)
def compares_the_extent_with_the_stride(kernel_size, stride, dilation):
    return dilation * (kernel_size - 1) + 1 < stride


@mutant(
    "has_holes",
    caught_by=["worked_example", "dilated"],
    sentence="as if an empty cell near the end of a row were a hole",
)
def takes_the_border_for_the_interior(kernel_size, stride, dilation):
    return 0 in _counts(20, kernel_size, stride, dilation)


@mutant(
    "has_holes",
    caught_by=["worked_example", "undilated", "dilated"],
    sentence="as if a kernel as long as the stride left holes",
)
def wants_more_taps_than_the_stride(kernel_size, stride, dilation):
    return stride > 1 and (kernel_size <= stride or math.gcd(dilation, stride) > 1)


@mutant("has_holes", caught_by=["worked_example", "dilated"], sentence="as if every dilated kernel left holes")
def distrusts_dilation(kernel_size, stride, dilation):
    return dilation > 1 or kernel_size < stride


@variant("has_holes")
def by_the_common_divisor(kernel_size, stride, dilation):
    return stride > 1 and (kernel_size < stride or math.gcd(stride, dilation) > 1)


@variant("has_holes")
def by_a_long_row(kernel_size, stride, dilation):
    counts = _counts(3 * (dilation * kernel_size + 2), kernel_size, stride, dilation)
    start = stride * dilation * (kernel_size + 1)
    return 0 in counts[start : start + stride]


# phase_sums


def _stride(stride):
    if stride < 1:
        raise ValueError("below one")


@mutant(
    "phase_sums",
    caught_by=["worked_example", "any_stride"],
    sentence="as if a phase were taps side by side, not taps a stride apart",
)
def sums_neighbours(w, stride):
    _stride(stride)
    size = -(-len(w) // stride)
    return np.array([w[phase * size : (phase + 1) * size].sum() for phase in range(stride)])


@mutant(
    "phase_sums",
    caught_by=["worked_example", "any_stride", "refuses_a_stride_below_one"],
    sentence="as if taps were counted and not added up",
)
def counts_the_taps(w, stride):
    _stride(stride)
    return np.array([float(len(w[phase::stride])) for phase in range(stride)])


@mutant(
    "phase_sums",
    caught_by=["worked_example", "any_stride", "refuses_a_stride_below_one"],
    sentence="as if a phase were the mean of its taps",
)
def takes_the_means(w, stride):
    _stride(stride)
    return np.array([w[phase::stride].mean() if phase < len(w) else 0.0 for phase in range(stride)])


@mutant(
    "phase_sums",
    caught_by=["worked_example", "any_stride"],
    sentence="as if the kernel were flipped before its taps are counted off",
)
def flips_first(w, stride):
    _stride(stride)
    return np.array([w[::-1][phase::stride].sum() for phase in range(stride)])


@mutant("phase_sums", caught_by=["worked_example", "any_stride"], sentence="as if a phase without taps were no phase")
def leaves_out_phases_without_taps(w, stride):
    _stride(stride)
    return np.array([w[phase::stride].sum() for phase in range(min(stride, len(w)))])


@mutant(
    "phase_sums",
    caught_by=["worked_example", "any_stride"],
    sentence="as if taps beyond the last whole round did not count",
)
def drops_the_rest(w, stride):
    _stride(stride)
    return w[: len(w) // stride * stride].reshape(-1, stride).sum(axis=0)


@mutant("phase_sums", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_any_stride(w, stride):
    stride = max(abs(stride), 1)
    return np.array([w[phase::stride].sum() for phase in range(stride)])


@variant("phase_sums")
def by_padding_to_whole_rounds(w, stride):
    _stride(stride)
    return np.pad(w, (0, -len(w) % stride)).reshape(-1, stride).sum(axis=0)


@variant("phase_sums")
def by_counting(w, stride):
    _stride(stride)
    return np.bincount(np.arange(len(w)) % stride, w, minlength=stride)


# keeps_constants


def _sums(w, stride):
    return [w[row::stride, column::stride].sum() for row in range(stride) for column in range(stride)]


@mutant(
    "keeps_constants",
    caught_by=["worked_example", "even_cover", "phases_without_taps"],
    sentence="as if a kernel that the stride divides always kept a constant",
)
def asks_whether_the_stride_divides(w, stride):
    return all(size % stride == 0 for size in w.shape)


@mutant("keeps_constants", caught_by=["even_cover"], sentence="as if each axis could be looked at by itself")
def looks_at_each_axis_by_itself(w, stride):
    return all(
        len({float(line[phase::stride].sum()) for phase in range(stride)}) == 1
        for line in (w.sum(axis=0), w.sum(axis=1))
    )


@mutant(
    "keeps_constants",
    caught_by=["even_cover", "phases_without_taps"],
    sentence="as if only the columns of the kernel counted",
)
def looks_at_the_columns_alone(w, stride):
    return len({float(w[:, phase::stride].sum()) for phase in range(stride)}) == 1


@mutant(
    "keeps_constants",
    caught_by=["even_cover", "phases_without_taps"],
    sentence="as if it were enough that the first and the last phase agree",
)
def compares_first_and_last(w, stride):
    sums = _sums(w, stride)
    return bool(sums[0] == sums[-1])


@mutant("keeps_constants", caught_by=["phases_without_taps"], sentence="as if a phase without taps were no phase")
def leaves_out_empty_phases(w, stride):
    rows, columns = (min(size, stride) for size in w.shape)
    return len({float(w[r::stride, c::stride].sum()) for r in range(rows) for c in range(columns)}) == 1


@mutant("keeps_constants", caught_by=["even_cover"], sentence="as if sums that nearly agree were equal")
def compares_with_a_tolerance(w, stride):
    return bool(np.allclose(_sums(w, stride), _sums(w, stride)[0]))


@variant("keeps_constants")
def by_a_constant_image(w, stride):
    size = max(w.shape) // stride + 2
    full = np.zeros([size * stride + k for k in w.shape])
    for row in range(size):
        for column in range(size):
            top, left = stride * row, stride * column
            full[top : top + w.shape[0], left : left + w.shape[1]] += w
    top, left = (stride * (size - 1) for _ in w.shape)
    inside = full[top : top + stride, left : left + stride]
    return bool((inside == inside[0, 0]).all())


@variant("keeps_constants")
def by_padding_to_whole_rounds_of_both(w, stride):
    padded = np.pad(w, [(0, -size % stride) for size in w.shape])
    rows, columns = (size // stride for size in padded.shape)
    sums = padded.reshape(rows, stride, columns, stride).sum(axis=(0, 2))
    return bool(sums.min() == sums.max())


equivalent(
    "keeps_constants",
    "sums = {float(w[row::stride, column::stride].sum()) for row in range(stride) for column in range(stride)}",
    "sums = {float(w[column::stride, row::stride].sum()) for row in range(stride) for column in range(stride)}",
    reason="every pair of remainders comes, in another order, and a set has none",
)
equivalent(
    "keeps_constants",
    "return len(sums) == 1",
    "return len(sums) <= 1",
    reason="the stride is at least 1, so there is at least one sum",
)
