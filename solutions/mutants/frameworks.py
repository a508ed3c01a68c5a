"""Wrong answers to the exercises on frameworks: one mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant


def _surplus(input_size, kernel_size, stride, output_size):
    return (input_size - 1) * stride + kernel_size - output_size


def _reachable(input_size, stride, output_size):
    if -(-output_size // stride) != input_size:
        raise ValueError("another input size")


# tensorflow_crop


@mutant(
    "tensorflow_crop",
    caught_by=["worked_example", "long_kernels", "kernels_shorter_than_the_stride"],
    sentence="as if the odd cell went at the start",
)
def odd_cell_at_the_start(input_size, kernel_size, stride, output_size):
    _reachable(input_size, stride, output_size)
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    end = max(surplus, 0) // 2 if surplus > 0 else surplus
    return surplus - end, end


@mutant(
    "tensorflow_crop",
    caught_by=["worked_example", "kernels_shorter_than_the_stride"],
    sentence="as if missing cells were shared between both ends",
)
def fills_up_at_both_ends(input_size, kernel_size, stride, output_size):
    _reachable(input_size, stride, output_size)
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    return surplus // 2, surplus - surplus // 2


@mutant(
    "tensorflow_crop",
    caught_by=["worked_example", "kernels_shorter_than_the_stride"],
    sentence="as if a crop never added cells",
)
def never_fills_up(input_size, kernel_size, stride, output_size):
    _reachable(input_size, stride, output_size)
    surplus = max(_surplus(input_size, kernel_size, stride, output_size), 0)
    return surplus // 2, surplus - surplus // 2


@mutant(
    "tensorflow_crop",
    caught_by=["worked_example", "long_kernels", "kernels_shorter_than_the_stride", "refuses_a_size_of_other_cells"],
    sentence="as if the output always had the input's size times the stride",
)
def ignores_the_size(input_size, kernel_size, stride, output_size):
    _reachable(input_size, stride, output_size)
    surplus = kernel_size - stride
    return max(surplus, 0) // 2, surplus - max(surplus, 0) // 2


@mutant(
    "tensorflow_crop",
    caught_by=["refuses_a_size_of_other_cells"],
    sentence="as if every size could be asked for",
)
def takes_any_size(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    return max(surplus, 0) // 2, surplus - max(surplus, 0) // 2


@variant("tensorflow_crop")
def by_the_convolutions_zeros(input_size, kernel_size, stride, output_size):
    if not (input_size - 1) * stride < output_size <= input_size * stride:
        raise ValueError("out of reach")
    last = (input_size - 1) * stride + kernel_size
    start = (last - output_size) // 2 if last > output_size else 0
    return start, last - start - output_size


# shift


@mutant(
    "shift", caught_by=["worked_example", "same_size", "another_size"], sentence="as if the opposite side were meant"
)
def opposite_side(kernel_size, stride, padding):
    output_padding = stride + 2 * padding - kernel_size
    if not 0 <= output_padding < stride:
        return None
    return max(kernel_size - stride, 0) // 2 - padding


@mutant("shift", caught_by=["worked_example", "another_size"], sentence="as if PyTorch reached every size")
def always_a_number(kernel_size, stride, padding):
    return padding - max(kernel_size - stride, 0) // 2


@mutant("shift", caught_by=["same_size"], sentence="as if a kernel below the stride had a negative crop at the start")
def negative_start(kernel_size, stride, padding):
    output_padding = stride + 2 * padding - kernel_size
    return padding - (kernel_size - stride) // 2 if 0 <= output_padding < stride else None


@mutant(
    "shift",
    caught_by=["worked_example", "same_size", "another_size"],
    sentence="as if no shift and no such size were the same answer",
)
def none_for_zero(kernel_size, stride, padding):
    output_padding = stride + 2 * padding - kernel_size
    if not 0 <= output_padding < stride:
        return None
    return padding - max(kernel_size - stride, 0) // 2 or None


@mutant("shift", caught_by=["another_size"], sentence="as if output padding could be as large as the stride")
def output_padding_up_to_the_stride(kernel_size, stride, padding):
    output_padding = stride + 2 * padding - kernel_size
    if not 0 <= output_padding <= stride:
        return None
    return padding - max(kernel_size - stride, 0) // 2


@variant("shift")
def by_cells_to_take_off(kernel_size, stride, padding):
    surplus = kernel_size - stride
    if surplus > 2 * padding or 2 * padding - surplus >= stride:
        return None
    return padding if surplus <= 0 else padding - surplus // 2


# pytorch_arguments


def _arguments(padding, output_padding):
    return {"padding": padding, "output_padding": output_padding}


@mutant(
    "pytorch_arguments",
    caught_by=["refuses_the_odd_cell_at_the_end"],
    sentence="as if the right shape were enough",
)
def right_shape_only(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    padding = max(surplus + 1, 0) // 2
    if surplus % 2 and stride == 1:
        raise ValueError("no output padding at stride 1")
    return _arguments(padding, 2 * padding - surplus)


@mutant(
    "pytorch_arguments",
    caught_by=["refuses_the_odd_cell_at_the_end"],
    sentence="as if the odd cell could be left on",
)
def leaves_the_odd_cell(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    return _arguments(max(surplus, 0) // 2, max(-surplus, 0))


@mutant(
    "pytorch_arguments",
    caught_by=["worked_example", "cells_that_are_missing"],
    sentence="as if PyTorch could not add cells at the end",
)
def refuses_missing_cells(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    if surplus < 0 or surplus % 2:
        raise ValueError("not to be had")
    return _arguments(surplus // 2, 0)


@mutant(
    "pytorch_arguments",
    caught_by=["cells_that_are_missing"],
    sentence="as if only an even number of missing cells could be added",
)
def refuses_every_odd_number(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    if surplus % 2 and surplus != -1:
        raise ValueError("odd")
    return _arguments(max(surplus, 0) // 2, max(-surplus, 0))


@mutant(
    "pytorch_arguments",
    caught_by=["worked_example", "as_many_at_each_end", "refuses_the_odd_cell_at_the_end"],
    sentence="as if padding were the cells of both ends together",
)
def padding_of_both_ends(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    if surplus > 0 and surplus % 2:
        raise ValueError("odd")
    return _arguments(max(surplus, 0), max(-surplus, 0))


@variant("pytorch_arguments")
def by_trying_all(input_size, kernel_size, stride, output_size):
    surplus = _surplus(input_size, kernel_size, stride, output_size)
    start = max(surplus, 0) // 2
    for output_padding in range(stride):
        if 2 * start - output_padding == surplus:
            return _arguments(start, output_padding)
    raise ValueError("none")


# convert_weight

_ENDS = {"torch": (0, 1), "tensorflow": (-1, -2), "jax": (-2, -1)}


def _known(*words):
    for word in words:
        if word not in _ENDS:
            raise ValueError("unknown")


def _moved(weight, source, target, ends=_ENDS, flips=True):
    weight = np.moveaxis(weight, ends[source], (0, 1))
    if flips and (source == "jax") != (target == "jax"):
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    return np.moveaxis(weight, (0, 1), ends[target])


@mutant(
    "convert_weight",
    caught_by=["worked_example", "one_axis", "more_axes"],
    sentence="as if nobody turned the taps",
)
def no_flip(weight, source, target):
    _known(source, target)
    return _moved(weight, source, target, flips=False)


@mutant(
    "convert_weight",
    caught_by=["worked_example", "one_axis", "more_axes"],
    sentence="as if TensorFlow turned the taps, too",
)
def flips_for_all(weight, source, target):
    _known(source, target)
    weight = _moved(weight, source, target, flips=False)
    axes = tuple(range(2, weight.ndim)) if target == "torch" else tuple(range(weight.ndim - 2))
    return weight if source == target else np.flip(weight, axes)


@mutant(
    "convert_weight",
    caught_by=["worked_example", "one_axis", "more_axes"],
    sentence="as if TensorFlow kept input channels before output channels",
)
def input_channels_first(weight, source, target):
    _known(source, target)
    return _moved(weight, source, target, {**_ENDS, "tensorflow": (-2, -1)})


@mutant("convert_weight", caught_by=["more_axes"], sentence="as if only the first axis of the kernel were turned")
def flips_one_axis(weight, source, target):
    _known(source, target)
    weight = np.moveaxis(weight, _ENDS[source], (0, 1))
    if (source == "jax") != (target == "jax"):
        weight = np.flip(weight, 2)
    return np.moveaxis(weight, (0, 1), _ENDS[target])


@mutant("convert_weight", caught_by=["more_axes"], sentence="as if the axes of the kernel changed places, too")
def transposes_everything(weight, source, target):
    _known(source, target)
    result = _moved(weight, source, target)
    if (source == "torch") == (target == "torch"):
        return result
    first = 2 if target == "torch" else 0
    kernel = list(range(first, first + weight.ndim - 2))
    order = list(range(weight.ndim))
    order[first : first + weight.ndim - 2] = kernel[::-1]
    return result.transpose(order)


@mutant("convert_weight", caught_by=["one_axis", "more_axes"], sentence="as if the way back needed no flip")
def flips_on_the_way_out_only(weight, source, target):
    _known(source, target)
    weight = np.moveaxis(weight, _ENDS[source], (0, 1))
    if target == "jax" and source != "jax":
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    return np.moveaxis(weight, (0, 1), _ENDS[target])


@mutant(
    "convert_weight",
    caught_by=["one_axis", "more_axes"],
    sentence="as if the target alone said whether taps are turned",
)
def flips_jax_to_jax(weight, source, target):
    _known(source, target)
    weight = np.moveaxis(weight, _ENDS[source], (0, 1))
    if source == "jax" or target == "jax":
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    return np.moveaxis(weight, (0, 1), _ENDS[target])


@mutant(
    "convert_weight",
    caught_by=["worked_example", "one_axis", "more_axes"],
    sentence="as if the order in memory could stay and only the shape had to change",
)
def reshapes(weight, source, target):
    _known(source, target)
    return weight.reshape(_moved(weight, source, target).shape)


@mutant(
    "convert_weight",
    caught_by=["refuses_another_framework"],
    sentence="as if any other word meant PyTorch",
)
def takes_any_word(weight, source, target):
    return _moved(weight, *(word if word in _ENDS else "torch" for word in (source, target)))


@variant("convert_weight")
def by_way_of_torch(weight, source, target):
    rank = weight.ndim - 2
    turn = (slice(None, None, -1),) * rank
    into = {
        "torch": lambda w: w,
        "tensorflow": lambda w: w.transpose(rank + 1, rank, *range(rank)),
        "jax": lambda w: w[turn].transpose(rank, rank + 1, *range(rank)),
    }
    out = {
        "torch": lambda w: w,
        "tensorflow": lambda w: w.transpose(*range(2, rank + 2), 1, 0),
        "jax": lambda w: w.transpose(*range(2, rank + 2), 0, 1)[turn],
    }
    if source not in into or target not in out:
        raise ValueError("unknown")
    return out[target](into[source](weight))


@variant("convert_weight")
def by_letters(weight, source, target):
    kernel = "xyz"[: weight.ndim - 2]
    letters = {"torch": "io" + kernel, "tensorflow": kernel + "oi", "jax": kernel + "io"}
    if source not in letters or target not in letters:
        raise ValueError("unknown")
    if (source == "jax") != (target == "jax"):
        weight = np.flip(weight, [letters[source].index(letter) for letter in kernel])
    return np.einsum(f"{letters[source]}->{letters[target]}", weight)


@variant("convert_weight")
def channel_by_channel(weight, source, target):
    _known(source, target)
    weight = np.moveaxis(weight, _ENDS[source], (0, 1))
    result = np.empty_like(weight)
    for i in range(weight.shape[0]):
        for o in range(weight.shape[1]):
            taps = weight[i, o]
            result[i, o] = (
                taps if (source == "jax") == (target == "jax") else taps[(slice(None, None, -1),) * taps.ndim]
            )
    return np.moveaxis(result, (0, 1), _ENDS[target])


# onnx_pads

_WORDS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


def _onnx(input_size, kernel_size, stride, output_size, auto_pad, upper=("SAME_UPPER",), words=_WORDS, limit=None):
    if auto_pad not in words:
        raise ValueError("unknown")
    full_size = (input_size - 1) * stride + kernel_size
    if output_size is None:
        output_size = input_size * stride if auto_pad.startswith("SAME") else full_size
    surplus = full_size - output_size
    if surplus < -(stride - 1 if limit is None else limit):
        raise ValueError("out of reach")
    half = max(surplus, 0) // 2
    start = half if auto_pad in upper else max(surplus, 0) - half
    return start, surplus - start


@mutant(
    "onnx_pads",
    caught_by=["worked_example", "without_a_size", "with_a_size", "refuses_another_word"],
    sentence="as if UPPER and LOWER were exchanged",
)
def exchanges_upper_and_lower(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, ("NOTSET", "VALID", "SAME_LOWER"))


@mutant(
    "onnx_pads",
    caught_by=["worked_example", "with_a_size"],
    sentence="as if a node without auto_pad did what TensorFlow does",
)
def notset_like_upper(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, ("NOTSET", "SAME_UPPER"))


@mutant(
    "onnx_pads",
    caught_by=["with_a_size"],
    sentence="as if VALID put the odd cell at the end",
)
def valid_like_upper(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, ("VALID", "SAME_UPPER"))


@mutant(
    "onnx_pads",
    caught_by=["without_a_size", "with_a_size", "refuses_another_word"],
    sentence="as if both SAME were the same",
)
def lower_like_upper(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, ("SAME_LOWER", "SAME_UPPER"))


@mutant(
    "onnx_pads",
    caught_by=["with_a_size", "cells_that_are_missing", "refuses_what_is_out_of_reach"],
    sentence="as if SAME came to its own size even beside an output_size",
)
def same_before_the_size(input_size, kernel_size, stride, output_size, auto_pad):
    size = None if auto_pad in _WORDS[2:] else output_size
    return _onnx(input_size, kernel_size, stride, size, auto_pad)


@mutant(
    "onnx_pads",
    caught_by=["worked_example", "without_a_size"],
    sentence="as if every node without a size meant the input's size times the stride",
)
def same_without_a_size(input_size, kernel_size, stride, output_size, auto_pad):
    size = input_size * stride if output_size is None and auto_pad in _WORDS else output_size
    return _onnx(input_size, kernel_size, stride, size, auto_pad)


@mutant(
    "onnx_pads",
    caught_by=["without_a_size", "cells_that_are_missing", "refuses_what_is_out_of_reach"],
    sentence="as if no cells could be added",
)
def never_adds(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, limit=0)


@mutant(
    "onnx_pads",
    caught_by=["without_a_size", "cells_that_are_missing"],
    sentence="as if missing cells were shared between both ends",
)
def shares_missing_cells(input_size, kernel_size, stride, output_size, auto_pad):
    start, end = _onnx(input_size, kernel_size, stride, output_size, auto_pad)
    surplus = start + end
    if surplus >= 0:
        return start, end
    return (
        (surplus // 2, surplus - surplus // 2) if auto_pad == "SAME_UPPER" else (surplus - surplus // 2, surplus // 2)
    )


@mutant("onnx_pads", caught_by=["refuses_what_is_out_of_reach"], sentence="as if any number of cells could be added")
def any_size(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad, limit=10**9)


@mutant("onnx_pads", caught_by=["refuses_another_word"], sentence="as if any other word meant NOTSET")
def any_word(input_size, kernel_size, stride, output_size, auto_pad):
    return _onnx(input_size, kernel_size, stride, output_size, auto_pad if auto_pad in _WORDS else "NOTSET")


@variant("onnx_pads")
def one_cell_at_a_time(input_size, kernel_size, stride, output_size, auto_pad):
    whole = {"NOTSET": False, "VALID": False, "SAME_UPPER": True, "SAME_LOWER": True}
    if auto_pad not in whole:
        raise ValueError("unknown")
    cells = (input_size - 1) * stride + kernel_size
    wanted = output_size or (input_size * stride if whole[auto_pad] else cells)
    if wanted - cells >= stride:
        raise ValueError("out of reach")
    pads, at_the_end = [0, min(cells - wanted, 0)], auto_pad == "SAME_UPPER"
    for _ in range(cells - wanted):
        pads[at_the_end] += 1
        at_the_end = not at_the_end
    return tuple(pads)


@variant("onnx_pads")
def by_rounding_up(input_size, kernel_size, stride, output_size, auto_pad):
    if auto_pad not in _WORDS:
        raise ValueError("unknown")
    surplus = kernel_size - stride if auto_pad[:4] == "SAME" else 0
    if output_size is not None:
        surplus = _surplus(input_size, kernel_size, stride, output_size)
    if surplus + stride < 1:
        raise ValueError("out of reach")
    if surplus < 0:
        return 0, surplus
    larger, smaller = -(-surplus // 2), surplus // 2
    return (smaller, larger) if auto_pad == "SAME_UPPER" else (larger, smaller)


@variant("onnx_pads")
def by_cases(input_size, kernel_size, stride, output_size, auto_pad):
    match auto_pad:
        case "NOTSET" | "VALID":
            size, odd = (input_size - 1) * stride + kernel_size, 1
        case "SAME_LOWER":
            size, odd = input_size * stride, 1
        case "SAME_UPPER":
            size, odd = input_size * stride, 0
        case _:
            raise ValueError("unknown")
    surplus = _surplus(input_size, kernel_size, stride, size if output_size is None else output_size)
    if surplus < 1 - stride:
        raise ValueError("out of reach")
    start = max((surplus + odd) // 2, 0)
    return start, surplus - start


# changes that change nothing

for _exercise, _before in [
    ("tensorflow_crop", "start = max(surplus, 0) // 2"),
    ("shift", "return padding - max(kernel_size - stride, 0) // 2"),
    ("pytorch_arguments", "start = max(surplus, 0) // 2"),
    ("onnx_pads", "half = max(surplus, 0) // 2"),
]:
    equivalent(_exercise, _before, _before.replace(", 0)", ", 1)"), reason="half of 1, rounded down, is 0, too")

_TUPLE = 'if auto_pad not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):'
for _first, _second in [("NOTSET", "VALID"), ("VALID", "SAME_UPPER"), ("SAME_UPPER", "SAME_LOWER")]:
    _swapped = _TUPLE.replace(f'"{_first}", "{_second}"', f'"{_second}", "{_first}"')
    equivalent("onnx_pads", _TUPLE, _swapped, reason="the order of the words does not matter")

equivalent(
    "convert_weight",
    "for word in (source, target):",
    "for word in (target, source):",
    reason="which of two unknown words is named does not matter",
)
_TURNS = 'if (source == "jax") != (target == "jax"):'
for _word in ("source", "target"):
    _changed = _TURNS.replace(f"{_word} ==", f"{_word} <=")
    equivalent("convert_weight", _TURNS, _changed, reason="jax is the first of the three words in the alphabet")
