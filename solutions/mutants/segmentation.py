"""Wrong answers to the exercises on segmentation: one real mistake each, and exactly the tests that it fails."""

from fractions import Fraction

import numpy as np

from autograder.contract import equivalent, mutant, variant

# plan_decoder


def _down(size, layers):
    """Return the input size of each layer, and what it forgets; raise where a kernel does not fit."""
    sizes, forgotten = [], []
    for kernel_size, stride, padding, dilation in layers:
        room = size + 2 * padding - dilation * (kernel_size - 1) - 1
        if room < 0:
            raise ValueError("does not fit")
        sizes.append(size)
        forgotten.append(room % stride)
        size = room // stride + 1
    return sizes, forgotten


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own"],
    sentence="as if the decoder began with the encoder's first layer",
)
def plans_in_the_order_of_the_encoder(size, layers):
    return _down(size, layers)[1]


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own", "refuses_an_encoder_that_runs_out_of_cells"],
    sentence="as if output padding were always one less than the stride",
)
def always_one_less_than_the_stride(size, layers):
    _down(size, layers)
    return [stride - 1 for _, stride, _, _ in reversed(layers)]


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own"],
    sentence="as if every layer saw the image's own size",
)
def keeps_the_first_size(size, layers):
    _down(size, layers)
    return [(size + 2 * p - d * (k - 1) - 1) % s for k, s, p, d in reversed(layers)]


@mutant(
    "plan_decoder",
    caught_by=["every_layer_its_own", "refuses_an_encoder_that_runs_out_of_cells"],
    sentence="as if the dilation were 1",
)
def forgets_dilation(size, layers):
    return _down(size, [(k, s, p, 1) for k, s, p, _ in layers])[1][::-1]


@mutant(
    "plan_decoder",
    caught_by=["refuses_an_encoder_that_runs_out_of_cells"],
    sentence="as if every kernel fitted into every input",
)
def never_refuses(size, layers):
    forgotten = []
    for kernel_size, stride, padding, dilation in layers:
        room = size + 2 * padding - dilation * (kernel_size - 1) - 1
        forgotten.append(room % stride)
        size = room // stride + 1
    return forgotten[::-1]


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own"],
    sentence="as if a last window could stand over the end",
)
def rounds_the_windows_up(size, layers):
    _down(size, layers)
    forgotten = []
    for kernel_size, stride, padding, dilation in layers:
        room = size + 2 * padding - dilation * (kernel_size - 1) - 1
        forgotten.append(room % stride)
        size = -(-room // stride) + 1
    return forgotten[::-1]


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own", "refuses_an_encoder_that_runs_out_of_cells"],
    sentence="as if padding lay at one end alone",
)
def pads_one_end(size, layers):
    forgotten = []
    for kernel_size, stride, padding, dilation in layers:
        room = size + padding - dilation * (kernel_size - 1) - 1
        if room < 0:
            raise ValueError("does not fit")
        forgotten.append(room % stride)
        size = room // stride + 1
    return forgotten[::-1]


@mutant(
    "plan_decoder",
    caught_by=["worked_example", "equal_stages", "every_layer_its_own", "refuses_an_encoder_that_runs_out_of_cells"],
    sentence="as if a layer forgot what remains of its size after division by the stride",
)
def divides_the_size_itself(size, layers):
    sizes, _ = _down(size, layers)
    return [n % stride for n, (_, stride, _, _) in zip(sizes, layers, strict=True)][::-1]


@variant("plan_decoder")
def by_recursion(size, layers):
    if not layers:
        return []
    (kernel_size, stride, padding, dilation), *inner = layers
    windows, forgotten = divmod(size + 2 * padding - dilation * (kernel_size - 1) - 1 + stride, stride)
    if windows < 1:
        raise ValueError("does not fit")
    return [*by_recursion(windows, inner), forgotten]


@variant("plan_decoder")
def by_trying(size, layers):
    sizes, _ = _down(size, layers)
    plan = []
    for n, (k, s, p, d) in zip(sizes, layers, strict=True):
        windows = len(range(0, n + 2 * p - d * (k - 1), s))
        smallest = s * (windows - 1) + d * (k - 1) + 1 - 2 * p
        plan.append(next(extra for extra in range(s) if smallest + extra == n))
    return plan[::-1]


@variant("plan_decoder")
def by_comparing_both_ways(size, layers):
    sizes, _ = _down(size, layers)
    plan = []
    for n, (k, s, p, d) in zip(sizes, layers, strict=True):
        m = (n + 2 * p - d * (k - 1) - 1) // s + 1
        plan.insert(0, n - ((m - 1) * s + d * (k - 1) + 1 - 2 * p))
    return plan


# center_crop


def _fits(x, shape):
    if len(shape) > x.ndim or any(not 1 <= m <= n for n, m in zip(x.shape[x.ndim - len(shape) :], shape, strict=True)):
        raise ValueError("does not fit")


def _cut(x, shape, start):
    window = [slice(start(n, m), start(n, m) + m) for n, m in zip(x.shape[x.ndim - len(shape) :], shape, strict=True)]
    return x[(..., *window)]


@mutant(
    "center_crop",
    caught_by=["worked_example", "one_axis", "the_last_axes"],
    sentence="as if the beginning lost the odd cell, not the end",
)
def begins_one_cell_later(x, shape):
    _fits(x, shape)
    return _cut(x, shape, lambda n, m: (n - m + 1) // 2)


@mutant(
    "center_crop",
    caught_by=["worked_example", "one_axis", "the_last_axes", "keeps_the_input_and_its_dtype"],
    sentence="as if all cells that go went at the end",
)
def cuts_the_end(x, shape):
    _fits(x, shape)
    return _cut(x, shape, lambda _n, _m: 0)


@mutant(
    "center_crop",
    caught_by=["one_axis", "the_last_axes", "worked_example", "refuses_what_does_not_fit"],
    sentence="as if no cell were left where none has to go",
)
def slices_to_minus_zero(x, shape):
    _fits(x, shape)
    axes = list(zip(x.shape[x.ndim - len(shape) :], shape, strict=True))
    return x[(..., *[slice((n - m) // 2, -((n - m) // 2)) for n, m in axes])]


@mutant(
    "center_crop",
    caught_by=["worked_example", "the_last_axes"],
    sentence="as if the sizes belonged to the first axes, not to the last",
)
def cuts_the_first_axes(x, shape):
    _fits(x, shape)
    window = []
    for n, m in zip(x.shape, shape, strict=False):
        start = max(n - m, 0) // 2
        window.append(slice(start, start + m))
    return x[tuple(window)]


@mutant(
    "center_crop",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if a size could not be too large, nor too small",
)
def never_refuses_a_size(x, shape):
    return _cut(x, shape[-x.ndim :] if shape else shape, lambda n, m: max(n - m, 0) // 2)


@mutant(
    "center_crop",
    caught_by=[
        "worked_example",
        "one_axis",
        "the_last_axes",
        "keeps_the_input_and_its_dtype",
        "refuses_what_does_not_fit",
    ],
    sentence="as if the result always held floating-point numbers of 64 bits",
)
def returns_float64(x, shape):
    _fits(x, shape)
    return _cut(x, shape, lambda n, m: (n - m) // 2).astype(np.float64)


@variant("center_crop")
def by_taking_indices(x, shape):
    _fits(x, shape)
    for axis, m in enumerate(reversed(shape), 1):
        first = (x.shape[-axis] - m) // 2
        x = np.take(x, range(first, first + m), axis=-axis)
    return x


# legal_sizes


def _room(size, layer):
    kernel_size, _, padding, dilation = layer
    return size + 2 * padding - dilation * (kernel_size - 1) - 1


def _comes_back(size, layers):
    for layer in layers:
        room = _room(size, layer)
        if room < 0 or room % layer[1]:
            return False
        size = room // layer[1] + 1
    return True


@mutant(
    "legal_sizes",
    caught_by=["worked_example", "any_layers", "where_a_kernel_does_not_fit", "both_ends"],
    sentence="as if the sizes that fit were the multiples of all strides together",
)
def multiples_of_the_strides(layers, low, high):
    step = int(np.prod([stride for _, stride, _, _ in layers]))
    return [size for size in range(low, high + 1) if size % step == 0 and size > step]


@mutant(
    "legal_sizes",
    caught_by=["both_ends", "any_layers", "where_a_kernel_does_not_fit"],
    sentence="as if the largest size did not belong to the range",
)
def stops_before_the_end(layers, low, high):
    return [size for size in range(low, high) if _comes_back(size, layers)]


@mutant(
    "legal_sizes",
    caught_by=["any_layers", "where_a_kernel_does_not_fit"],
    sentence="as if every kernel fitted into every input",
)
def takes_what_does_not_fit(layers, low, high):
    def fits(size):
        for layer in layers:
            if _room(size, layer) % layer[1]:
                return False
            size = _room(size, layer) // layer[1] + 1
        return True

    return [size for size in range(low, high + 1) if fits(size)]


@mutant(
    "legal_sizes",
    caught_by=["worked_example", "any_layers", "both_ends", "where_a_kernel_does_not_fit"],
    sentence="as if only the first layer could forget a cell",
)
def looks_at_the_first_layer_only(layers, low, high):
    return [size for size in range(low, high + 1) if _comes_back(size, layers[:1])]


@mutant(
    "legal_sizes",
    caught_by=["worked_example", "any_layers", "where_a_kernel_does_not_fit"],
    sentence="as if padding stood on one side only",
)
def counts_padding_once(layers, low, high):
    def fits(size):
        for k, s, p, d in layers:
            room = size + p - d * (k - 1) - 1
            if room < 0 or room % s:
                return False
            size = room // s + 1
        return True

    return [size for size in range(low, high + 1) if fits(size)]


@variant("legal_sizes")
def from_the_small_side(layers, low, high):
    sizes = range(1, high + 1)
    for k, s, p, d in reversed(layers):
        sizes = [(m - 1) * s + d * (k - 1) + 1 - 2 * p for m in sizes]
    return sorted(size for size in sizes if max(low, 1) <= size <= high)


# mean_iou


def _checked(prediction, target, classes):
    if prediction.shape != target.shape or prediction.size == 0:
        raise ValueError("shapes")
    for labels in (prediction, target):
        if labels.min() < 0 or labels.max() >= classes:
            raise ValueError("labels")


def _counts(prediction, target, classes):
    _checked(prediction, target, classes)
    both = [int(((prediction == c) & (target == c)).sum()) for c in range(classes)]
    either = [int(((prediction == c) | (target == c)).sum()) for c in range(classes)]
    return both, either


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither"],
    sentence="as if a class that neither map has were found perfectly",
)
def counts_absent_classes_as_one(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    return float(np.mean([b / e if e else 1.0 for b, e in zip(both, either, strict=True)]))


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither"],
    sentence="as if a class that neither map has were missed",
)
def counts_absent_classes_as_zero(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    return float(np.mean([b / e if e else 0.0 for b, e in zip(both, either, strict=True)]))


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither", "refuses_what_is_no_label_map"],
    sentence="as if the share of right cells were asked for",
)
def share_of_right_cells(prediction, target, classes):
    _checked(prediction, target, classes)
    return float((prediction == target).mean())


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither"],
    sentence="as if both maps' cells were added without taking the common ones away, twice the intersection over them",
)
def dice(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    return float(np.mean([2 * b / (e + b) for b, e in zip(both, either, strict=True) if e]))


@mutant(
    "mean_iou",
    caught_by=["classes_that_occur", "classes_in_neither", "refuses_what_is_no_label_map"],
    sentence="as if only the target's classes counted",
)
def classes_of_the_target(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    return float(np.mean([b / e for c, (b, e) in enumerate(zip(both, either, strict=True)) if (target == c).any()]))


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither", "refuses_what_is_no_label_map"],
    sentence="as if the background did not count",
)
def leaves_class_zero_out(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    shares = [b / e for b, e in zip(both[1:], either[1:], strict=True) if e]
    return float(np.mean(shares)) if shares else 1.0


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither"],
    sentence="as if all classes were one, their intersections and unions added up",
)
def pools_all_classes(prediction, target, classes):
    both, either = _counts(prediction, target, classes)
    return sum(both) / sum(either)


@mutant(
    "mean_iou",
    caught_by=["worked_example", "classes_that_occur", "classes_in_neither", "refuses_what_is_no_label_map"],
    sentence="as if the target's cells were the whole, and what was found in excess did not count",
)
def recall(prediction, target, classes):
    both, _ = _counts(prediction, target, classes)
    sizes = [int((target == c).sum()) for c in range(classes)]
    return float(np.mean([b / n for b, n in zip(both, sizes, strict=True) if n]))


@mutant(
    "mean_iou",
    caught_by=["refuses_what_is_no_label_map"],
    sentence="as if every number were a class",
)
def takes_any_label(prediction, target, classes):
    if prediction.shape != target.shape or prediction.size == 0:
        raise ValueError("shapes")
    found = np.union1d(prediction, target)
    return float(
        np.mean([((prediction == c) & (target == c)).sum() / ((prediction == c) | (target == c)).sum() for c in found])
    )


@mutant(
    "mean_iou",
    caught_by=["refuses_what_is_no_label_map"],
    sentence="as if maps of different shapes could be compared",
)
def compares_different_shapes(prediction, target, classes):
    cells = min(prediction.size, target.size)
    if not cells:
        raise ValueError("empty")
    return variant_by_matrix(prediction.ravel()[:cells], target.ravel()[:cells], classes)


def variant_by_matrix(prediction, target, classes):
    _checked(prediction, target, classes)
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (target.ravel(), prediction.ravel()), 1)
    both = np.diag(matrix)
    either = matrix.sum(0) + matrix.sum(1) - both
    return float((both[either > 0] / either[either > 0]).mean())


@variant("mean_iou")
def by_the_confusion_matrix(prediction, target, classes):
    return variant_by_matrix(prediction, target, classes)


@variant("mean_iou")
def by_sets_of_places(prediction, target, classes):
    _checked(prediction, target, classes)
    shares = []
    for label in set(prediction.ravel().tolist()) | set(target.ravel().tolist()):
        places = [set(np.flatnonzero(labels == label).tolist()) for labels in (prediction, target)]
        shares.append(Fraction(len(places[0] & places[1]), len(places[0] | places[1])))
    return float(sum(shares) / len(shares))


@variant("mean_iou")
def by_counting_joint_labels(prediction, target, classes):
    _checked(prediction, target, classes)
    joint = np.bincount((target * classes + prediction).ravel(), minlength=classes * classes)
    shares = []
    for label in range(classes):
        row, column = joint[label * classes : (label + 1) * classes].sum(), joint[label::classes].sum()
        common = joint[label * classes + label]
        if row + column:
            shares.append(common / (row + column - common))
    return float(sum(shares) / len(shares))


# single changes to the solutions that make no difference

equivalent(
    "legal_sizes",
    "size = room // stride + 1",
    "size = room / stride + 1",
    reason="the stride divides room in this line, so the float is whole, and the sizes returned are those of the range",
)
equivalent(
    "mean_iou",
    "if prediction.shape != target.shape or not prediction.size:",
    "if prediction.shape != target.shape:",
    reason="of no cells, min() raises ValueError by itself",
)
equivalent(
    "mean_iou",
    "if prediction.shape != target.shape or not prediction.size:",
    "if prediction.shape != target.shape or not target.size:",
    reason="equal shapes have equally many cells",
)
equivalent(
    "mean_iou",
    "for labels in (prediction, target):",
    "for labels in (target, prediction):",
    reason="both are checked, in whatever order",
)
equivalent(
    "mean_iou",
    "for label in range(classes):",
    "for label in range(classes + 1):",
    reason="no cell has the label that comes after the last class, so its union is empty",
)
equivalent(
    "mean_iou",
    "predicted, true = prediction == label, target == label",
    "predicted, true = target == label, prediction == label",
    reason="intersection and union do not change when the two are exchanged",
)
