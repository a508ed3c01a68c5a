"""ONNX's operator against onnxruntime, on random attributes; and what its specification refuses."""

import random
from collections import Counter

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.onnx import onnx_conv_transpose

REFUSALS = (
    onnxruntime.capi.onnxruntime_pybind11_state.Fail,
    onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument,
)


def run_onnx(x, w, b, attributes):
    """Run one ConvTranspose in onnxruntime."""
    names = ["x", "w"] if b is None else ["x", "w", "b"]
    node = helper.make_node("ConvTranspose", names, ["y"], **attributes)
    feeds = dict(zip(["x", "w", "b"], (x, w, b), strict=True))
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, feeds[name].shape) for name in names]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None] * x.ndim)
    model = helper.make_model(
        helper.make_graph([node], "one", inputs, [output]), opset_imports=[helper.make_opsetid("", 11)], ir_version=8
    )
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {name: feeds[name] for name in names})[0]


def random_onnx_case(draw):
    rank = draw.choice([1, 2])
    group = draw.choice([1, 2])
    i, k, s, d = ([draw.randint(1, high) for _ in range(rank)] for high in (4, 4, 4, 2))
    attributes = {"strides": s, "dilations": d, "group": group}
    if draw.random() < 0.3:
        attributes["kernel_shape"] = k
    kind = draw.choice(["pads", "pads", "output_shape", "SAME_UPPER", "SAME_LOWER", "VALID", "none"])
    extra = [draw.randrange(t) if draw.random() < 0.5 else 0 for t in s]  # onnxruntime refuses more, even with d > s
    if kind != "output_shape" and any(extra):
        attributes["output_padding"] = extra
    if kind == "pads":
        attributes["pads"] = [draw.randint(0, 2) for _ in range(2 * rank)]
    elif kind == "output_shape":
        full = [(m - 1) * t + e * (q - 1) + 1 for m, t, e, q in zip(i, s, d, k, strict=True)]
        attributes["output_shape"] = [draw.randint(max(1, size - 3), size + 2) for size in full]
        if draw.random() < 0.5:
            attributes["auto_pad"] = draw.choice(["SAME_UPPER", "SAME_LOWER"])
    elif kind != "none":
        attributes["auto_pad"] = kind
    shapes = (2, 2 * group, *i), (2 * group, 3, *k), (3 * group,)
    x, w, b = (np.array([draw.randint(-9, 9) for _ in range(np.prod(q))], np.float32).reshape(q) for q in shapes)
    return x, w, b if draw.random() < 0.5 else None, attributes


def departs_from_the_specification(x, w, attributes):
    """Where onnxruntime returns (i - 1)s + extent + output_padding although SAME asks for i * s: it clamps at 0."""
    extra = attributes.get("output_padding", [0] * (w.ndim - 2))
    extents = [d * (k - 1) + 1 for k, d in zip(w.shape[2:], attributes["dilations"], strict=True)]
    too_small = any(e + a < s for e, s, a in zip(extents, attributes["strides"], extra, strict=True))
    return attributes.get("auto_pad", "").startswith("SAME") and "output_shape" not in attributes and too_small


def compare_with_onnxruntime(seed, count):
    draw, seen = random.Random(seed), Counter()  # noqa: S311 - not secrets
    for _ in range(count):
        x, w, b, attributes = random_onnx_case(draw)
        try:
            expected = run_onnx(x, w, b, attributes)
        except REFUSALS:
            expected = None
        if expected is None or 0 in expected.shape:
            seen["refused"] += 1
            with pytest.raises(GeometryError):
                onnx_conv_transpose(x, w, b, **attributes)
        elif departs_from_the_specification(x, w, attributes):
            seen["departs"] += 1
            size = onnx_conv_transpose(x, w, b, **attributes).shape[2:]
            assert list(size) == [m * s for m, s in zip(x.shape[2:], attributes["strides"], strict=True)]
        else:
            seen["agrees"] += 1
            actual = onnx_conv_transpose(x, w, b, **attributes)
            assert actual.dtype == np.float32
            np.testing.assert_array_equal(actual, expected, err_msg=str(attributes))
    return seen


@pytest.mark.slow
def test_onnx_agrees_with_onnxruntime_on_random_attributes():
    seen = compare_with_onnxruntime(seed=0, count=400)
    assert seen["agrees"] > 300


@pytest.mark.soak
def test_onnx_agrees_with_onnxruntime_on_many_random_attributes(record_property):
    seen = compare_with_onnxruntime(seed=1, count=5000)
    for kind, number in seen.items():
        record_property(kind, number)
    assert seen["agrees"] > 3500


def test_where_onnxruntime_departs_from_the_specification_the_specification_wins():
    """k 2, s 3, SAME_UPPER: the specification defines i * s = 9 cells, onnxruntime returns 8."""
    x, w = np.array([[[1, 2, 3]]], np.float32), np.array([[[1, 10]]], np.float32)
    attributes = {"strides": [3], "auto_pad": "SAME_UPPER"}
    assert onnx_conv_transpose(x, w, **attributes).tolist() == [[[1, 10, 0, 2, 20, 0, 3, 30, 0]]]
    assert run_onnx(x, w, None, attributes).tolist() == [[[1, 10, 0, 2, 20, 0, 3, 30]]]


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"kernel_shape": [2]}, r"kernel_shape \[2\] must be that of w, \[3\]"),
        ({"pads": [0, 0], "auto_pad": "VALID"}, "exclude each other"),
        ({"pads": [4, 0], "strides": [1]}, "nothing is left of 4 cells"),
        ({"output_padding": [2], "strides": [2]}, r"smaller than max\(stride, dilation\) 2"),
        ({"pads": [1, 1, 1]}, "pads must be a tuple or list of 2 integers"),
        ({"pads": [-1, 0]}, "pads must be at least 0, got -1"),
        ({"strides": 2}, "strides must be a tuple or list of 1 integer, got 2"),
        ({"kernel_shape": 3}, "kernel_shape must be a tuple or list of 1 integer, got 3"),
        ({"output_shape": 4}, "output_shape holds spatial sizes only, without batch and channels: 1 number, got 4"),
        ({"output_shape": [1, 1, 4]}, r"without batch and channels: 1 number, got 3: \[1, 1, 4\]"),
    ],
)
def test_attributes_that_do_not_go_together_are_refused(attributes, message):
    with pytest.raises(GeometryError, match=message):
        onnx_conv_transpose(np.ones((1, 1, 2)), np.ones((1, 1, 3)), **attributes)


def test_a_whole_shape_as_output_shape_is_the_commonest_mistake_and_says_so():
    message = "output_shape holds spatial sizes only, without batch and channels: 2 numbers, got 4"
    x, w = np.ones((1, 2, 3, 3), np.float32), np.ones((2, 2, 3, 3), np.float32)
    with pytest.raises(GeometryError, match=message):
        onnx_conv_transpose(x, w, strides=[2, 2], output_shape=[1, 2, 6, 6])
    assert onnx_conv_transpose(x, w, strides=[2, 2], output_shape=[6, 6]).shape == (1, 2, 6, 6)


def test_onnxruntime_refuses_negative_pads_too():
    x, w = np.ones((1, 1, 3), np.float32), np.ones((1, 1, 3), np.float32)
    with pytest.raises(REFUSALS):
        run_onnx(x, w, None, {"pads": [-1, 0]})
