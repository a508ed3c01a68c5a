"""Wrong answers to the exercises on output padding: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant


def _smallest(input_size, kernel_size, stride, padding, dilation):
    return (input_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding


# possible_sizes


@mutant(
    "possible_sizes", caught_by=["worked_example", "no_size_below_one"], sentence="as if sizes below 1 existed, too"
)
def keeps_sizes_below_one(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    return list(range(smallest, smallest + stride))


@mutant(
    "possible_sizes",
    caught_by=["worked_example", "any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if output padding could be as large as the stride",
)
def takes_one_size_too_many(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    return list(range(max(smallest, 1), max(smallest + stride + 1, 1)))


@mutant(
    "possible_sizes",
    caught_by=["any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if output padding only had to be smaller than stride or dilation, whichever is larger",
)
def takes_what_torch_accepts(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    return list(range(max(smallest, 1), max(smallest + max(stride, dilation), 1)))


@mutant(
    "possible_sizes",
    caught_by=["any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if output padding were 0 or 1, whatever the stride is",
)
def knows_two_sizes_only(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    return [size for size in (smallest, smallest + 1) if size >= 1]


@mutant(
    "possible_sizes",
    caught_by=["worked_example", "any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if padding took cells from one side only",
)
def counts_padding_once(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, 0, dilation) - padding
    return list(range(max(smallest, 1), max(smallest + stride, 1)))


@mutant(
    "possible_sizes",
    caught_by=["any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if the dilation were 1",
)
def forgets_that_dilation_spreads(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, 1)
    return list(range(max(smallest, 1), max(smallest + stride, 1)))


@mutant(
    "possible_sizes",
    caught_by=["worked_example", "no_size_below_one"],
    sentence="as if sizes below 1 were made up for by as many larger ones",
)
def shifts_the_sizes_above_zero(input_size, kernel_size, stride, padding, dilation):
    smallest = max(_smallest(input_size, kernel_size, stride, padding, dilation), 1)
    return list(range(smallest, smallest + stride))


@mutant(
    "possible_sizes",
    caught_by=["any_arguments", "no_size_below_one", "the_convolution_leads_back"],
    sentence="as if only the smallest and the largest size were asked for",
)
def returns_the_smallest_and_the_largest(input_size, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    sizes = list(range(max(smallest, 1), max(smallest + stride, 1)))
    return sizes[:1] + sizes[1:][-1:]


@variant("possible_sizes")
def by_asking_the_convolution(input_size, kernel_size, stride, padding, dilation):
    extent = dilation * (kernel_size - 1) + 1
    rooms = {size: size + 2 * padding - extent for size in range(1, input_size * stride + extent + 1)}
    return [size for size, room in rooms.items() if room >= 0 and room // stride + 1 == input_size]


# cell_kinds


def _kinds(reached, cells, full_size):
    return ["sum" if cell in reached else "beyond" if cell >= full_size else "hole" for cell in cells]


def _reached(input_size, kernel_size, stride, dilation):
    return {stride * j + dilation * t for j in range(input_size) for t in range(kernel_size)}


def _legal(input_size, kernel_size, stride, padding, output_padding, dilation):
    if not 0 <= output_padding < stride:
        raise ValueError("output padding")
    if _smallest(input_size, kernel_size, stride, padding, dilation) + output_padding < 1:
        raise ValueError("nothing is left")


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "what_lies_beyond", "all_together"],
    sentence="as if every cell that output padding adds lay behind the end of full",
)
def calls_all_that_output_padding_adds_beyond(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    end = max(reached) + 1 - padding
    return _kinds({cell for cell in reached if cell < end}, range(padding, end + output_padding), end)


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "what_lies_beyond", "all_together"],
    sentence="as if cells behind the last cell of full were holes",
)
def calls_cells_beyond_holes(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    cells = range(padding, max(reached) + 1 + output_padding - padding)
    return ["sum" if cell in reached else "hole" for cell in cells]


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "where_the_holes_are", "all_together"],
    sentence="as if every cell of full were reached by a tap",
)
def sees_no_holes(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    full_size = max(_reached(input_size, kernel_size, stride, dilation)) + 1
    cells = range(padding, full_size + output_padding - padding)
    return ["sum" if cell < full_size else "beyond" for cell in cells]


@mutant(
    "cell_kinds",
    caught_by=["where_the_holes_are", "all_together"],
    sentence="as if the pattern of holes repeated with every stride, also near the ends of full",
)
def finds_holes_by_their_remainder(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    full_size = max(_reached(input_size, kernel_size, stride, dilation)) + 1
    phases = {dilation * t % stride for t in range(kernel_size)}
    reached = {cell for cell in range(full_size) if cell % stride in phases}
    return _kinds(reached, range(padding, full_size + output_padding - padding), full_size)


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "what_lies_beyond", "where_the_holes_are", "all_together"],
    sentence="as if the result began at the first cell of full, whatever padding is",
)
def numbers_the_result_from_the_start_of_full(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    full_size = max(reached) + 1
    return _kinds(reached, range(full_size + output_padding - 2 * padding), full_size)


@mutant(
    "cell_kinds",
    caught_by=["where_the_holes_are", "all_together"],
    sentence="as if the dilation counted for the size of full but did not spread the taps",
)
def puts_taps_next_to_each_other(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    full_size = max(_reached(input_size, kernel_size, stride, dilation)) + 1
    reached = _reached(input_size, kernel_size, stride, 1)
    return _kinds(reached, range(padding, full_size + output_padding - padding), full_size)


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "what_lies_beyond", "all_together"],
    sentence="as if output padding added its cells on the left",
)
def gives_back_cells_on_the_left(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    full_size = max(reached) + 1
    cells = range(padding - output_padding, full_size - padding)
    return ["beyond" if cell < 0 else kind for cell, kind in zip(cells, _kinds(reached, cells, full_size), strict=True)]


@mutant(
    "cell_kinds",
    caught_by=["worked_example", "what_lies_beyond", "where_the_holes_are", "all_together"],
    sentence="as if output padding were always one less than the stride",
)
def always_takes_stride_less_one(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    full_size = max(reached) + 1
    return _kinds(reached, range(padding, full_size + stride - 1 - padding), full_size)


@mutant(
    "cell_kinds",
    caught_by=["refuses_what_no_convolution_gives"],
    sentence="as if output padding did not have to be smaller than the stride",
)
def accepts_any_output_padding(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, 0 if output_padding >= stride else output_padding, dilation)
    reached = _reached(input_size, kernel_size, stride, dilation)
    full_size = max(reached) + 1
    return _kinds(reached, range(padding, full_size + output_padding - padding), full_size)


@mutant("cell_kinds", caught_by=["refuses_what_leaves_nothing"], sentence="as if a result without a cell were allowed")
def returns_an_empty_list(input_size, kernel_size, stride, padding, output_padding, dilation):
    if not 0 <= output_padding < stride:
        raise ValueError("output padding")
    reached = _reached(input_size, kernel_size, stride, dilation)
    full_size = max(reached) + 1
    return _kinds(reached, range(padding, full_size + output_padding - padding), full_size)


@variant("cell_kinds")
def by_counting_stamps(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    counts = [0] * ((input_size - 1) * stride + dilation * (kernel_size - 1) + 1)
    for j in range(input_size):
        for t in range(kernel_size):
            counts[stride * j + dilation * t] += 1
    kinds = ["sum" if count else "hole" for count in counts] + ["beyond"] * output_padding
    return kinds[padding : len(kinds) - padding]


@variant("cell_kinds")
def by_asking_each_cell(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    last = (input_size - 1) * stride + dilation * (kernel_size - 1)
    kinds = []
    for cell in range(padding, last + 1 + output_padding - padding):
        offsets = [cell - stride * j for j in range(input_size)]
        if any(offset % dilation == 0 and 0 <= offset // dilation < kernel_size for offset in offsets):
            kinds.append("sum")
        else:
            kinds.append("hole" if cell < last else "beyond")
    return kinds


@variant("cell_kinds")
def by_convolving_ones(input_size, kernel_size, stride, padding, output_padding, dilation):
    _legal(input_size, kernel_size, stride, padding, output_padding, dilation)
    starts, taps = np.zeros((input_size - 1) * stride + 1, int), np.zeros(dilation * (kernel_size - 1) + 1, int)
    starts[::stride], taps[::dilation] = 1, 1
    counts = np.convolve(starts, taps)
    kinds = [*np.where(counts > 0, "sum", "hole").tolist(), *["beyond"] * output_padding]
    return kinds[padding : len(kinds) - padding]


# output_padding_for


@mutant(
    "output_padding_for",
    caught_by=["worked_example", "any_target_in_reach", "one_for_each_size"],
    sentence="as if output padding were always one less than the stride",
)
def always_one_less_than_the_stride(input_size, target, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    if target < 1 or not smallest <= target < smallest + stride:
        raise ValueError("out of reach")
    return stride - 1


@mutant(
    "output_padding_for",
    caught_by=["refuses_what_is_out_of_reach"],
    sentence="as if output padding could be any number, so that every target is in reach",
)
def believes_the_target(input_size, target, kernel_size, stride, padding, dilation):
    return target - _smallest(input_size, kernel_size, stride, padding, dilation)


@mutant(
    "output_padding_for",
    caught_by=["refuses_what_is_out_of_reach"],
    sentence="as if the input size did not matter, and every target could be reached",
)
def takes_the_remainder_and_never_refuses(input_size, target, kernel_size, stride, padding, dilation):
    return (target + 2 * padding - dilation * (kernel_size - 1) - 1) % stride


@mutant(
    "output_padding_for",
    caught_by=["worked_example", "any_target_in_reach", "one_for_each_size"],
    sentence="as if the target were always the input size times the stride",
)
def solves_for_a_multiple_of_the_input(input_size, target, kernel_size, stride, padding, dilation):
    smallest = _smallest(input_size, kernel_size, stride, padding, dilation)
    if target < 1 or not smallest <= target < smallest + stride:
        raise ValueError("out of reach")
    return max(0, stride + 2 * padding - dilation * (kernel_size - 1) - 1)


@mutant(
    "output_padding_for",
    caught_by=["refuses_what_is_out_of_reach"],
    sentence="as if output padding only had to be smaller than stride or dilation, whichever is larger",
)
def refuses_as_torch_does(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, padding, dilation)
    if target < 1 or not 0 <= extra < max(stride, dilation):
        raise ValueError("out of reach")
    return extra


@mutant(
    "output_padding_for",
    caught_by=["refuses_what_is_out_of_reach"],
    sentence="as if output padding could be as large as the stride",
)
def lets_the_stride_itself_pass(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, padding, dilation)
    if target < 1 or not 0 <= extra <= stride:
        raise ValueError("out of reach")
    return extra


@mutant(
    "output_padding_for", caught_by=["refuses_what_is_out_of_reach"], sentence="as if a target below 1 could be reached"
)
def reaches_sizes_below_one(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, padding, dilation)
    if not 0 <= extra < stride:
        raise ValueError("out of reach")
    return extra


@mutant(
    "output_padding_for",
    caught_by=["refuses_what_is_out_of_reach"],
    sentence="as if output padding 0 were the answer to every target that is too small",
)
def gives_nothing_where_the_target_is_too_small(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, padding, dilation)
    if extra >= stride:
        raise ValueError("out of reach")
    return max(extra, 0)


@mutant(
    "output_padding_for",
    caught_by=["worked_example", "any_target_in_reach", "one_for_each_size", "refuses_what_is_out_of_reach"],
    sentence="as if padding took cells from one side only",
)
def takes_padding_once(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, 0, dilation) + padding
    if target < 1 or not 0 <= extra < stride:
        raise ValueError("out of reach")
    return extra


@mutant(
    "output_padding_for", caught_by=["any_target_in_reach", "one_for_each_size"], sentence="as if the dilation were 1"
)
def forgets_dilation(input_size, target, kernel_size, stride, padding, dilation):
    extra = target - _smallest(input_size, kernel_size, stride, padding, 1)
    if target < 1 or not 0 <= extra < stride:
        raise ValueError("out of reach")
    return extra


@variant("output_padding_for")
def by_trying_each_output_padding(input_size, target, kernel_size, stride, padding, dilation):
    for extra in range(stride):
        if target >= 1 and _smallest(input_size, kernel_size, stride, padding, dilation) + extra == target:
            return extra
    raise ValueError("out of reach")


# conv_transpose1d


def _checked(x, w, stride, padding, output_padding):
    if stride < 1 or padding < 0 or not 0 <= output_padding < stride:
        raise ValueError("impossible")
    if (len(x) - 1) * stride + len(w) - 2 * padding + output_padding < 1:
        raise ValueError("nothing is left")


def _full(x, w, stride, spare=0):
    full = np.zeros((len(x) - 1) * stride + len(w) + spare)
    for j, t in np.ndindex(len(x), len(w)):
        full[stride * j + t] += x[j] * w[t]
    return full


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments"],
    sentence="as if output padding put zeros behind the cropped row",
)
def appends_zeros_to_the_cropped_row(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(x, w, stride)
    return np.append(full[padding : len(full) - padding], np.zeros(output_padding))[
        : len(full) + output_padding - 2 * padding
    ]


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if output padding moved the left end of the result, not the right one",
)
def gives_cells_back_on_the_left(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = np.append(np.zeros(output_padding), _full(x, w, stride))
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if the cells of output padding were shared between both sides",
)
def shares_the_extra_cells_between_both_sides(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    left = output_padding // 2
    full = np.pad(_full(x, w, stride), (left, output_padding - left))
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=[
        "worked_example",
        "what_comes_back",
        "what_lies_beyond",
        "any_arguments",
        "the_shorter_result_is_its_beginning",
    ],
    sentence="as if output padding were always one less than the stride",
)
def always_adds_stride_less_one(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(x, w, stride, stride - 1)
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if no cell behind the end of full belonged to the result",
)
def stops_at_the_end_of_full(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(x, w, stride)
    return full[padding : len(full) + output_padding - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if no cell were left where, in the end, none is cropped on the right",
)
def slices_to_minus_zero(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(x, w, stride, max(output_padding - padding, 0))
    return full[padding : -max(padding - output_padding, 0)]


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if output padding put zeros behind the input",
)
def puts_zeros_behind_the_input(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(np.append(x, np.zeros(output_padding)), w, stride)
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["what_comes_back", "what_lies_beyond", "any_arguments", "the_shorter_result_is_its_beginning"],
    sentence="as if output padding added its cells on both sides",
)
def pads_both_ends(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = np.pad(_full(x, w, stride), output_padding)
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["worked_example", "what_comes_back", "what_lies_beyond", "any_arguments"],
    sentence="as if the kernel were flipped",
)
def turns_the_kernel_round(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    full = _full(x, w[::-1], stride, output_padding)
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["refuses_what_no_convolution_gives"],
    sentence="as if output padding did not have to be smaller than the stride",
)
def accepts_an_output_padding_of_any_size(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, min(output_padding, stride - 1))
    full = _full(x, w, stride, output_padding)
    return full[padding : len(full) - padding]


@mutant(
    "conv_transpose1d",
    caught_by=["refuses_what_leaves_nothing"],
    sentence="as if only output padding could be wrong, never stride, padding or the size of the result",
)
def returns_an_empty_row(x, w, stride, padding, output_padding):
    if stride >= 1 and not 0 <= output_padding < stride:
        raise ValueError("output padding")
    full = _full(x, w, max(stride, 1), output_padding)
    return full[max(padding, 0) : max(len(full) - padding, 0)]


@variant("conv_transpose1d")
def reads_each_cell_from_the_inputs(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    out = np.zeros((len(x) - 1) * stride + len(w) - 2 * padding + output_padding)
    for cell in range(len(out)):
        for j in range(len(x)):
            tap = cell + padding - stride * j
            if 0 <= tap < len(w):
                out[cell] += x[j] * w[tap]
    return out


@variant("conv_transpose1d")
def multiplies_by_the_transposed_matrix(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    size = (len(x) - 1) * stride + len(w) - 2 * padding + output_padding
    matrix = np.zeros((len(x), size + 2 * padding))
    for j in range(len(x)):
        matrix[j, stride * j : stride * j + len(w)] = w[: size + 2 * padding - stride * j]
    return matrix[:, padding : padding + size].T @ x


@variant("conv_transpose1d")
def multiplies_spectra(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    spread = np.zeros(stride * len(x))
    spread[::stride] = x
    size = stride * len(x) + len(w) - 1
    full = np.fft.irfft(np.fft.rfft(spread, size) * np.fft.rfft(w, size), size)
    return full[padding : (len(x) - 1) * stride + len(w) - padding + output_padding]


@variant("conv_transpose1d")
def slides_over_inserted_zeros(x, w, stride, padding, output_padding):
    _checked(x, w, stride, padding, output_padding)
    spread = np.zeros(stride * (len(x) - 1) + 1)
    spread[::stride] = x
    full = np.append(np.correlate(np.pad(spread, len(w) - 1), w[::-1]), np.zeros(output_padding))
    return full[padding : len(full) - padding]


# single changes to the solutions that make no difference

equivalent(
    "conv_transpose1d",
    "if stride < 1 or padding < 0:",
    "if padding < 0:",
    reason="no output padding is at least 0 and below a stride that is not positive, and the next check refuses it",
)
equivalent(
    "conv_transpose1d",
    "if stride < 1 or padding < 0:",
    "if stride < 0 or padding < 0:",
    reason="no output padding is at least 0 and below a stride that is not positive, and the next check refuses it",
)
