"""Wrong answers to the output size exercises: one real mistake each, and exactly the tests that it fails."""

import math

from autograder.contract import equivalent, mutant, variant

# conv_output_size


def _fits(room):
    if room < 0:
        raise ValueError("no window fits")
    return room


@mutant(
    "conv_output_size",
    caught_by=["worked_example", "padded_rows", "dilated_kernels"],
    sentence="as if a window that sticks out at the right end counted, too",
)
def rounds_up(input_size, kernel_size, stride, padding, dilation):
    room = _fits(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return math.ceil(room / stride) + 1


@mutant(
    "conv_output_size",
    caught_by=["padded_rows", "dilated_kernels"],
    sentence="as if there were zeros at one end of the row only",
)
def pads_one_end(input_size, kernel_size, stride, padding, dilation):
    return _fits(input_size + padding - dilation * (kernel_size - 1) - 1) // stride + 1


@mutant(
    "conv_output_size",
    caught_by=["worked_example", "dilated_kernels", "refuses_a_kernel_that_sticks_out"],
    sentence="as if the dilation were 1",
)
def ignores_the_dilation(input_size, kernel_size, stride, padding, dilation):
    return _fits(input_size + 2 * padding - kernel_size) // stride + 1


@mutant(
    "conv_output_size",
    caught_by=["dilated_kernels"],
    sentence="as if the gap of the dilation followed the last tap, too",
)
def spans_dilation_times_the_kernel(input_size, kernel_size, stride, padding, dilation):
    return _fits(input_size + 2 * padding - dilation * kernel_size) // stride + 1


@mutant(
    "conv_output_size",
    caught_by=["padded_rows", "dilated_kernels"],
    sentence="as if the windows at stride 1 were counted, and that number divided by the stride and rounded down",
)
def adds_the_one_before_it_divides(input_size, kernel_size, stride, padding, dilation):
    room = _fits(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return (room + 1) // stride


@mutant(
    "conv_output_size",
    caught_by=["worked_example", "padded_rows", "dilated_kernels", "refuses_a_kernel_that_sticks_out"],
    sentence="as if the steps from window to window were counted, not the windows",
)
def forgets_the_first_window(input_size, kernel_size, stride, padding, dilation):
    return _fits(input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride


@mutant(
    "conv_output_size",
    caught_by=["refuses_a_kernel_that_sticks_out"],
    sentence="as if a kernel that sticks out by less than a stride still fitted",
)
def cuts_towards_zero_before_it_asks(input_size, kernel_size, stride, padding, dilation):
    size = int((input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
    if size < 1:
        raise ValueError("no window fits")
    return size


@mutant(
    "conv_output_size",
    caught_by=["refuses_a_kernel_that_sticks_out"],
    sentence="as if 0 were an output size like any other",
)
def gives_no_window_as_zero(input_size, kernel_size, stride, padding, dilation):
    return max(0, (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1)


@variant("conv_output_size")
def by_sliding(input_size, kernel_size, stride, padding, dilation):
    count, start = 0, -padding
    while start + dilation * (kernel_size - 1) < input_size + padding:
        count, start = count + 1, start + stride
    if not count:
        raise ValueError("no window fits")
    return count


# input_sizes


def _some(smallest, largest):
    if largest < 1:
        raise ValueError("no size")
    return max(smallest, 1), largest


@mutant(
    "input_sizes",
    caught_by=["worked_example", "no_size_below_one"],
    sentence="as if the smallest input size could lie below 1",
)
def keeps_sizes_below_one(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    _some(smallest, smallest + stride - 1)
    return smallest, smallest + stride - 1


@mutant(
    "input_sizes",
    caught_by=["worked_example", "no_size_below_one"],
    sentence="as if sizes below 1 were made up for by as many larger ones",
)
def shifts_the_sizes_up_to_one(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    _some(smallest, smallest + stride - 1)
    return max(smallest, 1), max(smallest, 1) + stride - 1


@mutant(
    "input_sizes",
    caught_by=["worked_example", "padded_rows", "dilated_kernels", "no_size_below_one"],
    sentence="as if one more size at the upper end still gave that output size",
)
def counts_one_size_too_many(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    return _some(smallest, smallest + stride)


@mutant(
    "input_sizes",
    caught_by=["worked_example", "padded_rows", "dilated_kernels", "no_size_below_one"],
    sentence="as if the smallest size were the only one",
)
def knows_the_smallest_only(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    _some(smallest, smallest + stride - 1)
    return max(smallest, 1), max(smallest, 1)


@mutant(
    "input_sizes",
    caught_by=["worked_example", "padded_rows", "dilated_kernels", "no_size_below_one"],
    sentence="as if the row had zeros at one end only",
)
def takes_the_zeros_off_one_end(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - padding
    return _some(smallest, smallest + stride - 1)


@mutant("input_sizes", caught_by=["dilated_kernels", "no_size_below_one"], sentence="as if the dilation were 1")
def takes_the_kernel_for_undilated(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + kernel_size - 2 * padding
    return _some(smallest, smallest + stride - 1)


@mutant(
    "input_sizes",
    caught_by=["worked_example", "padded_rows", "dilated_kernels", "no_size_below_one"],
    sentence="as if the row had to go on for another stride behind the last window",
)
def counts_a_step_behind_the_last_window(output_size, kernel_size, stride, padding, dilation):
    smallest = output_size * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    return _some(smallest, smallest + stride - 1)


@mutant(
    "input_sizes", caught_by=["no_size_below_one"], sentence="as if a single cell were the answer where there is none"
)
def answers_where_nothing_fits(output_size, kernel_size, stride, padding, dilation):
    smallest = (output_size - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    return max(smallest, 1), max(smallest + stride - 1, 1)


@variant("input_sizes")
def by_trying_all(output_size, kernel_size, stride, padding, dilation):
    reach = dilation * (kernel_size - 1)
    sizes = range(1, output_size * stride + reach + 1)
    found = [n for n in sizes if len(range(0, n + 2 * padding - reach, stride)) == output_size]
    if not found:
        raise ValueError("none")
    return found[0], found[-1]


# unread_cells


def _read(input_size, kernel_size, stride, padding, dilation):
    windows = range(-padding, input_size + padding - dilation * (kernel_size - 1), stride)
    return {start + dilation * t for start in windows for t in range(kernel_size)}


@mutant(
    "unread_cells",
    caught_by=["worked_example", "between_windows", "between_taps"],
    sentence="as if only cells behind the last window could go unread",
)
def looks_behind_the_last_window_only(input_size, kernel_size, stride, padding, dilation):
    dropped = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) % stride
    return list(range(input_size - max(0, dropped - padding), input_size))


@mutant(
    "unread_cells",
    caught_by=["worked_example", "behind_the_last_window", "between_windows", "between_taps"],
    sentence="as if the zeros behind the row were cells of the input, too",
)
def takes_padding_for_data(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, kernel_size, stride, padding, dilation)
    return [cell for cell in range(input_size + padding) if cell not in read]


@mutant(
    "unread_cells",
    caught_by=["behind_the_last_window", "between_windows", "between_taps"],
    sentence="as if the cells were numbered from the first zero of the padding on",
)
def numbers_the_cells_of_the_padded_row(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, kernel_size, stride, padding, dilation)
    return [cell + padding for cell in range(input_size) if cell not in read]


@mutant(
    "unread_cells",
    caught_by=["worked_example", "between_taps"],
    sentence="as if a window read every cell between its first and its last tap",
)
def takes_a_dilated_window_for_solid(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, dilation * (kernel_size - 1) + 1, stride, padding, 1)
    return [cell for cell in range(input_size) if cell not in read]


@mutant("unread_cells", caught_by=["worked_example", "between_taps"], sentence="as if the dilation were 1")
def reads_without_dilation(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, kernel_size, stride, padding, 1)
    return [cell for cell in range(input_size) if cell not in read]


@mutant(
    "unread_cells",
    caught_by=["worked_example", "behind_the_last_window", "between_windows", "between_taps"],
    sentence="as if the padding were 0",
)
def forgets_the_padding(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, kernel_size, stride, 0, dilation)
    return [cell for cell in range(input_size) if cell not in read]


@mutant(
    "unread_cells",
    caught_by=["worked_example", "behind_the_last_window", "between_windows", "between_taps"],
    sentence="as if windows that stick out at the end of the padded row read cells, too",
)
def lets_the_last_window_stick_out(input_size, kernel_size, stride, padding, dilation):
    windows = range(-padding, input_size + padding, stride)
    read = {start + dilation * t for start in windows for t in range(kernel_size)}
    return [cell for cell in range(input_size) if cell not in read]


@mutant(
    "unread_cells",
    caught_by=["worked_example", "behind_the_last_window", "between_windows", "between_taps"],
    sentence="as if the cells that are read were asked for",
)
def lists_the_cells_that_are_read(input_size, kernel_size, stride, padding, dilation):
    read = _read(input_size, kernel_size, stride, padding, dilation)
    return [cell for cell in range(input_size) if cell in read]


@variant("unread_cells")
def by_counting_reads(input_size, kernel_size, stride, padding, dilation):
    counts = [0] * (input_size + 2 * padding)
    for start in range(0, len(counts) - dilation * (kernel_size - 1), stride):
        for tap in range(kernel_size):
            counts[start + dilation * tap] += 1
    return [cell for cell in range(input_size) if counts[cell + padding] == 0]


@variant("unread_cells")
def by_asking_each_cell(input_size, kernel_size, stride, padding, dilation):
    windows = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    found = []
    for cell in range(input_size):
        places = [cell + padding - dilation * t for t in range(kernel_size)]
        if not any(place % stride == 0 and 0 <= place // stride < windows for place in places):
            found.append(cell)
    return found


# first_mismatch


def _there(layer, size):
    kernel_size, stride, padding, dilation = layer
    return divmod(size + 2 * padding - dilation * (kernel_size - 1) - 1, stride)


@mutant("first_mismatch", caught_by=["stacks"], sentence="as if every stage got the size that goes into the first one")
def judges_every_stage_by_the_image(layers, size):
    for index, layer in enumerate(layers):
        if _there(layer, size)[1]:
            return index
    return None


@mutant(
    "first_mismatch",
    caught_by=["worked_example", "one_layer", "stacks"],
    sentence="as if a stage gave its size back exactly where the stride divides that size",
)
def asks_whether_the_stride_divides_the_size(layers, size):
    for index, layer in enumerate(layers):
        if size % layer[1]:
            return index
        size = _there(layer, size)[0] + 1
    return None


@mutant("first_mismatch", caught_by=["stacks"], sentence="as if the last mismatch were asked for, not the first")
def names_the_last_mismatch(layers, size):
    found = None
    for index, layer in enumerate(layers):
        steps, dropped = _there(layer, size)
        if dropped:
            found = index
        size = steps + 1
    return found


@mutant("first_mismatch", caught_by=["one_layer", "stacks"], sentence="as if every dilation were 1")
def follows_the_kernel_without_dilation(layers, size):
    for index, (kernel_size, stride, padding, _) in enumerate(layers):
        steps, dropped = _there((kernel_size, stride, padding, 1), size)
        if dropped:
            return index
        size = steps + 1
    return None


@mutant(
    "first_mismatch", caught_by=["one_layer", "stacks"], sentence="as if the zeros of the padding stood at one end only"
)
def pads_one_side(layers, size):
    for index, (kernel_size, stride, padding, dilation) in enumerate(layers):
        steps, dropped = divmod(size + padding - dilation * (kernel_size - 1) - 1, stride)
        if dropped:
            return index
        size = steps + 1
    return None


@mutant(
    "first_mismatch",
    caught_by=["worked_example", "one_layer", "stacks"],
    sentence="as if the stages were counted from 1",
)
def counts_stages_from_one(layers, size):
    for number, layer in enumerate(layers, start=1):
        steps, dropped = _there(layer, size)
        if dropped:
            return number
        size = steps + 1
    return None


@mutant(
    "first_mismatch",
    caught_by=["worked_example", "one_layer", "stacks"],
    sentence="as if, where every stage gives its size back, one more stage came and missed",
)
def finds_a_mismatch_where_none_is(layers, size):
    for index, layer in enumerate(layers):
        steps, dropped = _there(layer, size)
        if dropped:
            return index
        size = steps + 1
    return len(layers)


@mutant(
    "first_mismatch",
    caught_by=["worked_example", "stacks"],
    sentence="as if the stack were judged as a whole, and its first stage blamed for every miss",
)
def names_the_first_stage_of_a_stack_that_misses(layers, size):
    small = size
    for layer in layers:
        small = _there(layer, small)[0] + 1
    for kernel_size, stride, padding, dilation in reversed(layers):
        small = (small - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding
    return None if small == size else 0


@variant("first_mismatch")
def by_going_there_and_back(layers, size):
    for index, (kernel_size, stride, padding, dilation) in enumerate(layers):
        extent = dilation * (kernel_size - 1) + 1
        small = len(range(0, size + 2 * padding - extent + 1, stride))
        if (small - 1) * stride + extent - 2 * padding != size:
            return index
        size = small
    return None


# single changes to the solutions that make no difference

equivalent("first_mismatch", "return None", reason="a function that ends without return returns None")
