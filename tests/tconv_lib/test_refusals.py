"""Every argument of every public function, given a wrong type, length or sign: one GeometryError that names it."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import tconv_lib
from tconv_lib.errors import GeometryError, NotExpressible
from tconv_lib.geometry import Axis

ROW, IMAGE = np.arange(1.0, 5), np.arange(1.0, 13).reshape(3, 4)
KERNEL, KERNEL2D = np.array([1.0, 2, 3]), np.arange(1.0, 5).reshape(2, 2)
BATCH, WEIGHT = np.ones((2, 2, 4)), np.ones((2, 2, 3))
AXIS = Axis(3, 2, 1)
SIZES = {"input_size": 5, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1}
ROUTE = {"x": BATCH, "weight": WEIGHT, "bias": np.ones(2), "stride": 2, "padding": 1}
ROUTE |= {"output_padding": 1, "groups": 1, "dilation": 1, "torch_limit": False}
LAYERS = [(3, 2, 1, 1), (3, 1, 1, 1)]
TAPE = [{"name": "a", "value": 2.0}, {"name": "b", "op": "mul", "inputs": ["a", "a"], "value": 4.0}]

# One call of each function that it answers. What is wrong is put in the place of one argument at a time.
CALLS = {
    "geometry.Axis": {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1},
    "geometry.Axis.size": {"input_size": 5},
    "geometry.Axis.unread": {"input_size": 5},
    "geometry.Axis.full_size": {"input_size": 5},
    "geometry.Axis.transposed_size": {"input_size": 5, "output_padding": 1, "torch_limit": False},
    "geometry.Axis.input_sizes": {"output_size": 3},
    "geometry.Axis.contributors": {"cell": 2, "input_size": 5},
    "geometry.check_axes": {"axes": [AXIS]},
    "geometry.check_layers": {"layers": LAYERS},
    "layer.Layer.of_conv": {k: v for k, v in ROUTE.items() if k not in {"output_padding", "torch_limit"}},
    "layer.Layer.of_conv_transpose": ROUTE,
    "alignment.alignment": {"stages": [("conv", 3, 2, 1, 1), ("transposed", 4, 2, 1, 1)]},
    "alignment.cells_seen": {"stages": [("conv", 3, 2, 1, 1), ("transposed", 4, 2, 1, 1)], "index": 3},
    "channels_groups.as_convolution_weight": {"weight": WEIGHT, "groups": 2},
    "channels_groups.conv_transpose2d": {
        "x": np.ones((1, 2, 3, 4)),
        "weight": np.ones((2, 1, 2, 3)),
        "bias": np.ones(2),
        "stride": (2, 1),
        "padding": (0, 1),
        "output_padding": (1, 0),
        "groups": 2,
        "dilation": 1,
    },
    "channels_groups.fan_in": {"in_channels": 4, "kernel_shape": (3, 3), "stride": (2, 2), "groups": 2},
    "checkerboard.coverage": SIZES | {"output_padding": 1},
    "checkerboard.has_holes": {"kernel_size": 3, "stride": 2, "dilation": 1},
    "checkerboard.keeps_constants": {"w": KERNEL, "stride": 2},
    "checkerboard.phase_sums": {"w": KERNEL, "stride": 2},
    "cost.cheapest": {"x": BATCH[:, None], "weight": WEIGHT[None], "axes": [AXIS], "output_size": [7]},
    "cost.moves_alone": {"x": BATCH[:, None]},
    "folding.fold_axis": {"weight": WEIGHT[None], "axis": AXIS, "input_size": 4, "output_size": 7},
    "fast.col2im": {"columns": np.ones((8, 12)), "input_shape": (3, 4), "kernel_shape": (2, 2), "stride": 2},
    "fast.columns": {"x": np.ones((2, 3, 4)), "weight": np.ones((2, 3, 2, 2))},
    "fast.conv_transpose": ROUTE,
    "multiplications.multiplications": {"route": "gemm", "input_size": 5, "kernel_size": 3, "stride": 2},
    "generation.artefact_energy": {"image": np.ones((4, 6)), "stride": 2},
    "generation.phase_means": {"image": np.ones((4, 6)), "stride": 2},
    "generation.radial_spectrum": {"image": np.ones((4, 4))},
    "gradient.backward_output_padding": SIZES,
    "gradient.conv_backward": {
        "x": BATCH,
        "weight": WEIGHT,
        "g": np.ones((2, 2, 2)),
        "stride": 2,
        "padding": 1,
        "dilation": 1,
        "groups": 1,
    },
    "gradient.conv_transpose_backward": {
        **{k: v for k, v in ROUTE.items() if k != "bias"},
        "g": np.ones((2, 2, 8)),
    },
    "gradient.conv_transpose_gradients": {"x": ROW, "w": KERNEL, "g": np.ones(7), "stride": 2, "padding": 1},
    "gradient.conv_weight_gradient": {"x": ROW, "g": np.ones(2), "kernel_size": 3, "stride": 2, "padding": 1},
    "gradient.numerical_gradient": {"function": np.square, "at": ROW, "g": np.ones(4), "eps": 1e-3},
    "gradient.numerical_input_gradient": {
        "x": ROW,
        "w": KERNEL,
        "g": np.ones(2),
        "stride": 2,
        "padding": 1,
        "eps": 1e-3,
    },
    "input_gradient.conv_transpose": ROUTE,
    "matrix.conv_matrix": {"w": KERNEL, "input_size": 5, "stride": 2, "padding": 1, "dilation": 1},
    "matrix.conv_matrix2d": {"w": KERNEL2D, "input_shape": (3, 4), "stride": 2, "padding": 1},
    "matrix.conv_transpose": ROUTE | {"sparse": False},
    "matrix.is_adjoint_pair": {"x": ROW, "y": ROW[:2], "forward": np.ones((2, 4)), "backward": np.ones((4, 2))},
    "matrix.layer_matrix": {"weight": WEIGHT, "input_size": [5], "output_size": [3], "axes": [AXIS]},
    "matrix.sparse_layer_matrix": {"weight": WEIGHT, "input_size": [5], "output_size": [3], "axes": [AXIS]},
    "matrix.undoes": {"w": KERNEL, "stride": 2},
    "multiplications.layer_multiplications": {
        "route": "gemm",
        "input_size": (5, 4),
        "kernel_size": (3, 2),
        "stride": (2, 1),
        "batch": 2,
        "in_channels": 4,
        "out_channels": 6,
        "groups": 2,
    },
    "output_padding.cell_kinds": SIZES | {"output_padding": 1},
    "output_padding.conv_transpose1d": {"x": ROW, "w": KERNEL, "stride": 2, "padding": 1, "output_padding": 1},
    "output_padding.output_padding_for": SIZES | {"target": 10},
    "output_padding.plan_decoder": {"size": 9, "layers": LAYERS},
    "output_padding.possible_sizes": SIZES,
    "output_size.conv_output_size": SIZES,
    "output_size.first_mismatch": {"layers": LAYERS, "size": 9},
    "output_size.input_sizes": {k: v for k, v in SIZES.items() if k != "input_size"} | {"output_size": 3},
    "output_size.unread_cells": SIZES,
    "padding_crops.conv_transpose_size": SIZES,
    "padding_crops.crop2d": {"full": IMAGE, "padding": (1, 1)},
    "padding_crops.padding_for_scale": {"kernel_size": 4, "stride": 2},
    "phases.add_stamps": {"stamps": np.ones((1, 2, 3, 4, 1)), "axes": [AXIS]},
    "phases.convolve_phases": {"x": np.ones((1, 2, 4, 1)), "kernels": np.ones((1, 3, 2, 2, 2)), "axes": [AXIS]},
    "phases.interleave": {"phases": np.ones((1, 2, 2, 5, 1)), "axes": [AXIS], "out": np.ones((1, 1, 2, 7))},
    "phases.sort_taps": {"weight": np.ones((1, 2, 2, 3)), "axes": [AXIS]},
    "rates.rate_arguments": {"kernel_size": 10, "stride": 5},
    "receptive_field.input_interval": {"layers": LAYERS, "index": 1},
    "receptive_field.jump": {"layers": LAYERS},
    "receptive_field.layers_to_reach": {"size": 9, "kernel_size": 3, "stride": 2},
    "receptive_field.receptive_field": {"layers": LAYERS},
    "scatter.contributors": {"cell": 2, "input_size": 5, "kernel_size": 3, "stride": 2, "dilation": 1},
    "scatter.conv_transpose": ROUTE,
    "scatter.stamp": {"x": BATCH, "weight": WEIGHT, "axes": [AXIS]},
    "scatter.stamp1d": {"x": ROW, "w": KERNEL, "stride": 2, "dilation": 1},
    "scatter.stamp2d_strided": {"x": IMAGE, "w": KERNEL2D, "stride": 2},
    "scatter.window": {"full": BATCH, "starts": [1], "size": [3]},
    "segmentation.center_crop": {"x": IMAGE, "shape": (2, 2)},
    "segmentation.centre": {"layers": LAYERS, "index": 1},
    "segmentation.legal_sizes": {"layers": LAYERS, "low": 1, "high": 9},
    "segmentation.mean_iou": {"prediction": np.ones((2, 3), int), "target": np.ones((2, 3), int), "classes": 2},
    "sliding_window.conv": {k: v for k, v in ROUTE.items() if k not in {"output_padding", "torch_limit"}},
    "sliding_window.conv2d": {
        "x": np.ones((2, 3, 4)),
        "weight": np.ones((2, 2, 2, 3)),
        "bias": np.ones(2),
        "stride": (2, 1),
        "padding": (0, 1),
    },
    "sliding_window.convolve2d": {"x": IMAGE, "w": KERNEL2D},
    "sliding_window.correlate2d": {"x": IMAGE, "w": KERNEL2D},
    "sliding_window.n_parameters": {"in_channels": 3, "out_channels": 2, "kernel_shape": (3, 3), "bias": True},
    "sliding_window.slide": {"x": BATCH, "weight": WEIGHT, "strides": [1], "dilations": [1]},
    "streaming.causal_upsample": {"x": ROW, "w": KERNEL, "stride": 2},
    "streaming.constant_overlap": {"window": ROW, "hop": 2},
    "streaming.stream_step": {"state": np.ones(1), "chunk": ROW, "w": KERNEL, "bias": 1.0, "stride": 2},
    "subpixel.conv_transpose": ROUTE,
    "subpixel.icnr": {"weight": np.ones((2, 2, 3, 3)), "stride": 2},
    "subpixel.phase_kernels": {"w": KERNEL, "stride": 2},
    "subpixel.phase_outputs": {"x": ROW, "w": KERNEL, "stride": 2},
    "subpixel.pixel_shuffle": {"x": np.ones((8, 3, 4)), "upscale": 2},
    "subpixel.pixel_unshuffle": {"x": np.ones((2, 4, 6)), "downscale": 2},
    "subpixel.subpixel_weight": {"weight": np.ones((2, 3, 3, 4)), "stride": 2},
    "subpixel.transposed_weight": {"weight": np.ones((8, 2, 2, 2)), "stride": 2},
    "tensors_autograd.backward": {"tape": TAPE, "output": "b"},
    "tensors_autograd.broadcast_gradient": {"g": IMAGE, "shape": (1, 4)},
    "tensors_autograd.storage_groups": {"program": [("new", "a", None), ("view", "b", "a")]},
    "upsampling.bilinear_kernel": {"stride": 2},
    "upsampling.bilinear_padding": {"stride": 2},
    "upsampling.bilinear_weight": {"channels": 2, "stride": 2},
    "upsampling.nearest_kernel": {"stride": 2},
    "upsampling.tied_kernel": {"w": KERNEL, "stride": 2},
    "valid_same_full.correlate_mode": {"x": IMAGE, "w": KERNEL2D, "mode": "same"},
    "valid_same_full.mode_padding": {"kernel_size": 3, "mode": "same", "dilation": 2},
    "valid_same_full.symmetric_padding": {"kernel_size": 3, "dilation": 2},
    "valid_same_full.tensorflow_same_padding": {"input_size": 6, "kernel_size": 3, "stride": 2, "dilation": 1},
    "zero_insertion.conv_transpose": ROUTE,
    "zero_insertion.conv_transpose_by_insertion": {
        "x": IMAGE,
        "w": KERNEL2D,
        "stride": 2,
        "padding": 1,
        "output_padding": 1,
        "dilation": 1,
    },
    "zero_insertion.insert_zeros": {"x": BATCH, "strides": [2]},
    "zero_insertion.insert_zeros2d": {"x": IMAGE, "stride": 2},
    "zero_insertion.pad_or_crop": {"x": BATCH, "sides": [(1, -2)]},
    "zero_insertion.padded_canvas": {
        "x": ROW,
        "kernel_size": 3,
        "stride": 2,
        "padding": 1,
        "output_padding": 1,
        "dilation": 1,
    },
    "frameworks.conv_transpose.jax_conv_transpose": {
        "x": BATCH,
        "weight": WEIGHT,
        "stride": 2,
        "padding": [(1, 1)],
        "dilation": 1,
        "transpose_kernel": True,
    },
    "frameworks.conv_transpose.keras_conv_transpose": {
        "x": BATCH,
        "weight": WEIGHT,
        "stride": 2,
        "padding": "same",
        "output_padding": 1,
        "backend": "jax",
    },
    "frameworks.conv_transpose.tensorflow_conv_transpose": {
        "x": BATCH,
        "weight": WEIGHT,
        "output_size": 7,
        "stride": 2,
        "padding": "SAME",
    },
    "frameworks.crops.jax_crop": {"kernel_size": 3, "stride": 2, "padding": (1, 2), "dilation": 1},
    "frameworks.crops.keras_crop": {
        "input_size": 4,
        "kernel_size": 3,
        "stride": 2,
        "padding": "same",
        "output_padding": 1,
        "backend": "jax",
    },
    "frameworks.crops.onnx_pads": {
        "input_size": 4,
        "kernel_size": 3,
        "stride": 2,
        "output_size": 8,
        "auto_pad": "NOTSET",
        "output_padding": 1,
        "dilation": 1,
    },
    "frameworks.crops.pytorch_arguments": {"start": 2, "end": 1, "stride": 2, "dilation": 1},
    "frameworks.crops.shift": {"kernel_size": 3, "stride": 2, "padding": 1},
    "frameworks.crops.tensorflow_crop": {
        "input_size": 4,
        "kernel_size": 3,
        "stride": 2,
        "output_size": 7,
        "padding": "SAME",
    },
    "frameworks.cut.check_layer": {"x": BATCH, "weight": WEIGHT, "stride": 2, "dilation": 1, "groups": 1},
    "frameworks.depth_to_space.depth_to_space": {"x": np.ones((8, 3, 4)), "blocksize": 2, "mode": "CRD"},
    "frameworks.depth_to_space.space_to_depth": {"x": np.ones((2, 4, 6)), "blocksize": 2, "mode": "DCR"},
    "frameworks.onnx.onnx_conv_transpose": {
        "x": np.ones((1, 2, 3, 4)),
        "w": np.ones((2, 2, 3, 3)),
        "b": np.ones(2),
        "group": 1,
        "auto_pad": "NOTSET",
        "dilations": [1, 1],
        "kernel_shape": [3, 3],
        "output_padding": [0, 1],
        "output_shape": [6, 8],
        "pads": [1, 1, 1, 1],
        "strides": [2, 2],
    },
    "frameworks.weights.convert_weight": {"weight": WEIGHT, "source": "torch", "target": "jax"},
}
EVERY_SIGN = {"start", "end", "sides", "frameworks.crops.jax_crop padding"}
MAY_BE_ZERO = {"padding", "output_padding", "pads", "starts", "cell", "index", "size", "shape"}
ANY_LENGTH = {  # of a list, or any number of axes of an array; or an axis that may be empty
    "cost.moves_alone x",
    "phases.add_stamps stamps",
    "phases.convolve_phases x",
    "phases.interleave out",
    "checkerboard.keeps_constants w",
    "checkerboard.phase_sums w",
    "segmentation.center_crop shape",
    "streaming.causal_upsample x",
    "streaming.stream_step chunk",
    "upsampling.tied_kernel w",
    "frameworks.weights.convert_weight weight",
    "sliding_window.n_parameters kernel_shape",
}


def find(name):
    """The function; methods are bound to an Axis."""
    module, _, rest = name.partition(".")
    if module == "frameworks":
        part, _, rest = rest.partition(".")
        module = f"{module}.{part}"
    found = importlib.import_module(f"tconv_lib.{module}")
    for part in rest.split("."):
        found = getattr(AXIS if found is Axis else found, part)
    return found


WRONG = {  # by the name of the argument
    "eps": [None, "1", 0, -1.0, float("nan"), True],
    "function": [None, 3, "square"],
    "axes": [None, AXIS, [], [AXIS, AXIS, AXIS], [(3, 2, 1, 1)], [Axis(5)]],
    "stages": [None, 3, "conv", ("conv", 3, 2, 1, 1), [("pool", 3, 2, 1, 1)], [("conv", 3)], [(3, 2, 1, 1)], [None]],
    "axis": [None, 3, [AXIS], Axis(5)],
    "layers": [
        *(None, 3, "33", LAYERS[0], [(3, 2)], [(3, 2, 1, 1, 1)], [(3, 0, 1, 1)], [(3, 2, -1, 1)], [(3, 2.0, 1, 1)]),
        *([None], [3], np.array(LAYERS)),
    ],
    "sides": [None, 1, [], (1, 1), [(1, 1), (1, 1)], [(1,)], [(1.0, 1)], [(-3, -2)]],
    "tape": [
        *(None, 3, ["a"], [{"name": "a"}], [{"value": 1.0}], [{"name": "a", "value": "1"}]),
        *(
            [*TAPE, TAPE[1] | {"inputs": ["z"]}],
            [*TAPE, TAPE[1] | {"inputs": "a"}],
            [*TAPE, TAPE[1] | {"inputs": [[]]}],
        ),
    ],
    "program": [
        *(None, 3, ["new"], [("new", "a")], [("copy", "a", None)], [("view", "a", "b")], [(1, 2, 3)], "new"),
    ],
}


def wrong_values(name, argument, value):  # noqa: PLR0911 - one for each type
    """What the function does not take in the place of ``value``: other types, then other lengths, then other signs."""
    if argument in WRONG:
        kernel_is_unknown = name in {"phases.convolve_phases", "phases.interleave"}
        return WRONG[argument][: -1 if argument == "axes" and kernel_is_unknown else None]
    none = (
        []
        if inspect.signature(find(name)).parameters[argument].default is None or argument in {"bias", "state"}
        else [None]
    )
    any_length = f"{name} {argument}" in ANY_LENGTH
    if isinstance(value, np.ndarray):
        longer = [] if any_length else [np.ones((1,) * 7, value.dtype), value[..., :0]]
        return [
            *none,
            value.tolist(),
            "1",
            3,
            value > 0,
            value.astype(str),
            value.astype(object),
            np.float64(1),
            *longer,
        ]
    if isinstance(value, bool):
        return [None, 0, 1, "yes", "True"]
    if isinstance(value, str):
        return [None, 3, "nonsense", "", ["SAME", "SAME", "SAME"], np.array([1, 2]), {}]
    least = -99 if {argument, f"{name} {argument}"} & EVERY_SIGN else 0 if argument in MAY_BE_ZERO else 1
    below = [least - 1] if least >= 0 else []
    if isinstance(value, int):
        return [*none, "2", 2.0, 2.5, True, np.bool_(1), np.array([2.0, 2.0]), {}, [2, 2, 2, 2], [[2]], *below]
    if isinstance(value, float):
        return [*none, "2", True, [2.0, 2.0], {}]
    kind, count = type(value), len(value)
    longer = [] if any_length else [kind([*value] * 4)]
    empty = [] if argument == "shape" else [kind()]
    members = [kind([wrong] * count) for wrong in (2.0, "2", None, True, *below)]
    return [*none, "22", 2.0, {}, np.array(value), *empty, *longer, *members]


def call(name, **changed):
    extra = {"kernel_size": (3,)} if name == "geometry.check_axes" else {}
    return find(name)(**CALLS[name] | extra | changed)


@pytest.mark.parametrize("name", CALLS)
def test_the_call_that_the_wrong_values_are_put_into_is_right(name):
    call(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_one_geometry_error_that_names_it(name):
    escaped = []
    for argument, value in CALLS[name].items():
        for wrong in wrong_values(name, argument, value):
            try:
                result = call(name, **{argument: wrong})
            except GeometryError as error:
                if not names(argument, wrong, str(error), CALLS[name]):
                    escaped.append((argument, wrong, f"says {error}"))
            except Exception as error:  # noqa: BLE001 - the fault that is looked for
                escaped.append((argument, wrong, repr(error)))
            else:
                escaped.append((argument, wrong, f"returns {result}"))
    assert not escaped, "\n".join(f"{name}({argument}={wrong!r}) {what}" for argument, wrong, what in escaped)


@pytest.mark.parametrize(
    ("name", "argument", "wrong", "rule"),
    [
        ("generation.phase_means", "image", np.ones((4, 6), complex), "real numbers"),
        ("generation.artefact_energy", "image", np.ones((4, 6), complex), "real numbers"),
        ("gradient.numerical_gradient", "at", ROW.astype(complex), "floats"),
        ("gradient.numerical_gradient", "g", np.ones(4, complex), "real numbers"),
        ("gradient.numerical_input_gradient", "g", np.ones(2, complex), "real numbers"),
        ("streaming.stream_step", "state", np.ones(1, complex), "of the kind of chunk"),
        ("phases.interleave", "out", np.ones((1, 1, 2, 7), int), "of the kind of phases"),
        ("phases.interleave", "phases", np.ones((1, 2, 2, 5, 3, 1)), "5 axes"),
        ("phases.add_stamps", "stamps", np.ones((1, 2, 3, 4, 3, 1)), "5 axes"),
        ("phases.convolve_phases", "kernels", np.ones((1, 3, 2, 2, 2, 2)), "5 axes"),
        ("matrix.sparse_layer_matrix", "weight", WEIGHT.astype(np.float16), "a dtype that SciPy's"),
    ],
)
def test_an_array_of_another_kind_or_with_an_axis_too_many_is_refused(name, argument, wrong, rule):
    with pytest.raises(GeometryError, match=rf"{argument} must h(ave|old) .*{rule}.* got (shape|dtype)"):
        call(name, **{argument: wrong})


def names(argument, wrong, message, arguments):
    """Whether the message is one line that names the argument; of two lengths that differ it may name the other."""
    has_length = isinstance(wrong, tuple | list | np.ndarray)
    return "\n" not in message and (
        argument in message or (has_length and any(other in message for other in arguments))
    )


def public_functions():
    for module in pkgutil.walk_packages(tconv_lib.__path__, "tconv_lib."):
        loaded = importlib.import_module(module.name)
        for public in loaded.__all__:
            value = getattr(loaded, public)
            if inspect.isfunction(value) and value.__module__ == module.name:
                yield f"{module.name}.{public}".removeprefix("tconv_lib.")


CHECKING = ("arguments.", "arrays.", "checks.")  # they make the messages, or judge a learner's function
READING = ("explain.", "__main__.")  # read text, which they refuse with an error of their own: tests/tconv_lib/explain


def test_every_public_function_and_all_its_arguments_are_in_the_table():
    functions = {name for name in public_functions() if not name.startswith((*CHECKING, *READING))}
    assert functions - set(CALLS) == {"frameworks.cut.cut", "geometry.check_integer", "geometry.per_axis"} & functions
    for name, valid in CALLS.items():
        if name != "geometry.check_axes":  # its other arguments are ours
            assert set(valid) == set(inspect.signature(find(name)).parameters), name


@pytest.mark.parametrize("name", CALLS)
def test_numpys_integers_are_read_as_pythons(name):
    """As uint8, where what is below 0 or above 255 would be another number."""
    small = {key: to_uint8(value) for key, value in CALLS[name].items()}
    actual, expected = call(name, **small), call(name)
    if name == "matrix.sparse_layer_matrix":
        actual, expected = actual.toarray(), expected.toarray()
    np.testing.assert_equal(actual, expected)


def to_uint8(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return np.uint8(value)
    if isinstance(value, tuple | list) and all(isinstance(member, int) and member >= 0 for member in value):
        return type(value)(np.uint8(member) for member in value)
    return value


def large(value):
    """Put a number that is no more a uint8 when it is doubled in the place of an int, or of a list's first one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return 200
    whole = isinstance(value, tuple | list) and value and all(type(member) is int for member in value)
    return type(value)([200, *value[1:]]) if whole else None


def outcome(name, argument, value):
    try:
        result = call(name, **{argument: value})
    except (GeometryError, NotExpressible) as error:
        return str(error)
    return result.toarray() if name == "matrix.sparse_layer_matrix" else result


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_a_large_integer_of_numpy_is_read_as_pythons(name):
    """200 as uint8: twice that, or the negative of it, would be another number."""
    for argument, value in CALLS[name].items():
        if (changed := large(value)) is not None:
            actual, expected = outcome(name, argument, to_uint8(changed)), outcome(name, argument, changed)
            np.testing.assert_equal(actual, expected, err_msg=f"{name} {argument}={changed}")
