"""Wrong answers to the receptive field exercises: one real mistake each, and exactly the tests that it fails."""

import math
from itertools import accumulate

from autograder.contract import equivalent, mutant, variant

# receptive_field


@mutant(
    "receptive_field",
    caught_by=["one_layer", "worked_example", "stacks"],
    sentence="as if the stride of a layer already widened that layer's own kernel",
)
def updates_the_jump_too_early(layers):
    size, jump = 1, 1
    for kernel_size, stride, _, dilation in layers:
        jump *= stride
        size += dilation * (kernel_size - 1) * jump
    return size


@mutant(
    "receptive_field", caught_by=["one_layer", "worked_example", "stacks"], sentence="as if every kernel had dilation 1"
)
def ignores_the_dilation(layers):
    size, jump = 1, 1
    for kernel_size, stride, _, _ in layers:
        size += (kernel_size - 1) * jump
        jump *= stride
    return size


@mutant("receptive_field", caught_by=["worked_example", "stacks"], sentence="as if every layer had stride 1")
def ignores_the_strides(layers):
    return 1 + sum(dilation * (kernel_size - 1) for kernel_size, _, _, dilation in layers)


@mutant(
    "receptive_field",
    caught_by=["worked_example", "stacks"],
    sentence="as if each layer added the whole span of its kernel, starting from no cell",
)
def adds_up_kernel_sizes(layers):
    size, jump = 0, 1
    for kernel_size, stride, _, dilation in layers:
        size += (dilation * (kernel_size - 1) + 1) * jump
        jump *= stride
    return max(size, 1)


@mutant(
    "receptive_field",
    caught_by=["one_layer", "worked_example", "stacks"],
    sentence="as if padding made the field narrower",
)
def takes_the_padding_off(layers):
    size, jump = 1, 1
    for kernel_size, stride, padding, dilation in layers:
        size += (dilation * (kernel_size - 1) - padding) * jump
        jump *= stride
    return size


@mutant(
    "receptive_field",
    caught_by=["worked_example", "stacks"],
    sentence="as if the layers stood in the opposite order, the last one next to the image",
)
def goes_backwards_from_the_first_layer(layers):
    size = 1
    for kernel_size, stride, _, dilation in layers:
        size = stride * (size - 1) + dilation * (kernel_size - 1) + 1
    return size


@mutant(
    "receptive_field",
    caught_by=["stacks"],
    sentence="as if only the stride of the layer just before counted, and earlier strides were forgotten",
)
def keeps_the_last_stride_only(layers):
    size, jump = 1, 1
    for kernel_size, stride, _, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        jump = stride
    return size


@mutant(
    "receptive_field",
    caught_by=["one_layer", "worked_example", "stacks"],
    sentence="as if a dilated kernel spanned kernel size times dilation cells",
)
def spans_dilation_times_the_kernel(layers):
    size, jump = 1, 1
    for kernel_size, stride, _, dilation in layers:
        size += (dilation * kernel_size - 1) * jump
        jump *= stride
    return size


@variant("receptive_field")
def backwards(layers):
    size = 1
    for kernel_size, stride, _, dilation in reversed(layers):
        size = stride * (size - 1) + dilation * (kernel_size - 1) + 1
    return size


@variant("receptive_field")
def from_products_of_strides(layers):
    jumps = accumulate((layer[1] for layer in layers), lambda a, b: a * b, initial=1)
    return 1 + sum(d * (k - 1) * jump for (k, _, _, d), jump in zip(layers, jumps, strict=False))


# input_interval


@mutant("input_interval", caught_by=["worked_example", "with_padding"], sentence="as if no layer had padding")
def forgets_that_padding_shifts(layers, index):
    first = last = index
    for kernel_size, stride, _, dilation in reversed(layers):
        first = stride * first
        last = stride * last + dilation * (kernel_size - 1)
    return first, last + 1


@mutant(
    "input_interval",
    caught_by=["worked_example", "with_padding"],
    sentence="as if the padding of every layer counted in cells of the image",
)
def shifts_by_the_sum_of_the_paddings(layers, index):
    first = last = index
    for kernel_size, stride, _, dilation in reversed(layers):
        first = stride * first
        last = stride * last + dilation * (kernel_size - 1)
    shift = sum(layer[2] for layer in layers)
    return first - shift, last + 1 - shift


@mutant(
    "input_interval",
    caught_by=["worked_example", "without_padding", "with_padding"],
    sentence="as if the second number were the last cell seen, not the first one after it",
)
def names_the_last_cell_instead_of_the_stop(layers, index):
    start, stop = _interval(layers, index)
    return start, stop - 1


@mutant(
    "input_interval",
    caught_by=["worked_example", "with_padding"],
    sentence="as if the interval were cut off where the image begins",
)
def cuts_off_at_the_border(layers, index):
    start, stop = _interval(layers, index)
    return max(start, 0), max(stop, 0)


@mutant(
    "input_interval",
    caught_by=["without_padding", "with_padding"],
    sentence="as if the layers stood in the opposite order, the last one next to the image",
)
def goes_from_the_first_layer_to_the_last(layers, index):
    return _interval(layers[::-1], index)


@mutant("input_interval", caught_by=["without_padding", "with_padding"], sentence="as if every kernel had dilation 1")
def reads_without_dilation(layers, index):
    return _interval([(kernel_size, stride, padding, 1) for kernel_size, stride, padding, _ in layers], index)


@mutant(
    "input_interval",
    caught_by=["worked_example", "without_padding", "with_padding"],
    sentence="as if the stop went back through the layers like a cell that is seen",
)
def shifts_the_end_by_one_stride_too_many(layers, index):
    first, stop = index, index + 1
    for kernel_size, stride, padding, dilation in reversed(layers):
        first = stride * first - padding
        stop = stride * stop - padding + dilation * (kernel_size - 1)
    return first, stop


@mutant(
    "input_interval",
    caught_by=["without_padding", "with_padding"],
    sentence="as if the interval were always centred on the cell's own place, whatever the padding",
)
def takes_every_padding_for_the_symmetric_one(layers, index):
    start, stop = _interval(layers, 0)
    centre = index * math.prod(layer[1] for layer in layers)
    first = centre - (stop - start) // 2
    return first, first + stop - start


@mutant(
    "input_interval",
    caught_by=["without_padding", "with_padding", "neighbours_are_a_jump_apart"],
    sentence="as if neighbouring output cells lay only the last layer's stride apart in the image",
)
def multiplies_the_index_by_the_last_stride_only(layers, index):
    start, stop = _interval(layers, 0)
    step = layers[-1][1] if layers else 1
    return start + index * step, stop + index * step


def _interval(layers, index):
    first = last = index
    for kernel_size, stride, padding, dilation in reversed(layers):
        first = stride * first - padding
        last = stride * last - padding + dilation * (kernel_size - 1)
    return first, last + 1


@variant("input_interval")
def forwards(layers, index):
    size, jump, start = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        start -= padding * jump
        jump *= stride
    return start + index * jump, start + index * jump + size


@variant("input_interval")
def by_collecting_cells(layers, index):
    cells = {index}
    for kernel_size, stride, padding, dilation in reversed(layers):
        ends = (0, dilation * (kernel_size - 1))
        cells = {stride * cell - padding + end for cell in cells for end in ends}
    return min(cells), max(cells) + 1


# layers_to_reach


def _possible(size, kernel_size):
    if kernel_size == 1 and size > 1:
        raise ValueError("never")


def _seen(count, kernel_size, stride):
    return 1 + (kernel_size - 1) * sum(stride**layer for layer in range(count))


@mutant(
    "layers_to_reach",
    caught_by=["worked_example", "stride_one", "larger_strides"],
    sentence="as if the field had to be larger than the size asked for, not just as large",
)
def asks_for_one_cell_more(size, kernel_size, stride):
    _possible(size, kernel_size)
    if size == 1:
        return 0
    return next(count for count in range(size + 2) if _seen(count, kernel_size, stride) > size)


@mutant(
    "layers_to_reach",
    caught_by=["stride_one", "larger_strides"],
    sentence="as if the field had to stay within the size asked for",
)
def rounds_down(size, kernel_size, stride):
    _possible(size, kernel_size)
    return next(count for count in range(size + 1) if _seen(count + 1, kernel_size, stride) > size or size == 1)


@mutant("layers_to_reach", caught_by=["worked_example", "larger_strides"], sentence="as if the stride were 1")
def ignores_the_stride(size, kernel_size, stride):
    _possible(size, kernel_size)
    return math.ceil((size - 1) / max(kernel_size - 1, 1))


@mutant(
    "layers_to_reach",
    caught_by=["larger_strides"],
    sentence="as if the stride of a layer already widened that layer's own kernel",
)
def updates_the_jump_first(size, kernel_size, stride):
    _possible(size, kernel_size)
    seen, jump, count = 1, 1, 0
    while seen < size:
        jump *= stride
        seen, count = seen + (kernel_size - 1) * jump, count + 1
    return count


@mutant(
    "layers_to_reach",
    caught_by=["worked_example", "stride_one", "larger_strides"],
    sentence="as if each layer added its whole kernel, starting from no cell",
)
def adds_whole_kernels(size, kernel_size, stride):
    _possible(size, kernel_size)
    seen, jump, count = 0, 1, 0
    while seen < size and size > 1:
        seen, jump, count = seen + kernel_size * jump, jump * stride, count + 1
    return count


@mutant(
    "layers_to_reach",
    caught_by=["stride_one", "larger_strides", "kernels_of_one_cell"],
    sentence="as if at least one layer were always needed",
)
def needs_a_layer_to_see_one_cell(size, kernel_size, stride):
    _possible(size, kernel_size)
    return max(1, next(count for count in range(size + 1) if _seen(count, kernel_size, stride) >= size))


@mutant(
    "layers_to_reach",
    caught_by=["kernels_of_one_cell"],
    sentence="as if the answer were 0 where no number of layers is enough",
)
def gives_up_without_a_word(size, kernel_size, stride):
    counts = (count for count in range(size + 1) if _seen(count, kernel_size, stride) >= size)
    return next(counts, 0)


@mutant(
    "layers_to_reach",
    caught_by=["larger_strides"],
    sentence="as if a logarithm of floats were exact",
)
def by_a_logarithm_of_floats(size, kernel_size, stride):
    if size == 1:
        return 0
    if kernel_size == 1:
        raise ValueError("kernels of one cell")
    if stride == 1:
        return -(-(size - 1) // (kernel_size - 1))
    return math.ceil(math.log((size - 1) * (stride - 1) / (kernel_size - 1) + 1, stride))


@variant("layers_to_reach")
def by_the_sum_of_powers(size, kernel_size, stride):
    _possible(size, kernel_size)
    return next(count for count in range(size + 1) if _seen(count, kernel_size, stride) >= size)


@variant("layers_to_reach")
def from_the_output_down(size, kernel_size, stride):
    seen, count = 1, 0
    while seen < size:
        wider = stride * (seen - 1) + kernel_size
        if wider == seen:
            raise ValueError("never")
        seen, count = wider, count + 1
    return count


# single changes to the solutions that make no difference

equivalent(
    "layers_to_reach",
    "if kernel_size == 1 and size > 1:",
    "if kernel_size <= 1 and size > 1:",
    reason="kernel sizes are at least 1",
)
