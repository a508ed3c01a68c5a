"""Crops of each framework, against torch and the results that were recorded (``make oracles``)."""

from collections import Counter

import numpy as np
import pytest

from tconv_lib.errors import GeometryError, NotExpressible
from tconv_lib.frameworks.crops import jax_crop, keras_crop, onnx_pads, pytorch_arguments, shift, tensorflow_crop
from tests.tconv_lib import torch_oracle
from tests.tconv_lib.frameworks.recorded import arrays, rows


def crop_of(row):
    i, k, arguments = row["x"][2], row["weight"][2], row["arguments"]
    s, padding = arguments["stride"], arguments["padding"]
    if row["framework"] == "tensorflow":
        return tensorflow_crop(i, k, s, arguments["output_size"], padding)
    if row["framework"] == "keras":
        return keras_crop(i, k, s, padding, arguments["output_padding"])
    return jax_crop(k, s, padding if isinstance(padding, str) else tuple(padding[0]), arguments["dilation"])


def returned(framework):
    """Recorded rows of one axis that hold a result."""
    return [row for row in rows(framework) if "error" not in row and row["x"][0] == 1 and 0 not in row["shape"]]


@pytest.mark.parametrize("framework", ["tensorflow", "keras", "jax"])
def test_the_crop_leaves_the_recorded_size(framework):
    for row in returned(framework):
        dilation = row["arguments"].get("dilation", 1)
        x, weight = arrays(row)
        full = torch_oracle.conv_transpose(x, weight, stride=row["arguments"]["stride"], dilation=dilation)
        assert full.shape[2] - sum(crop_of(row)) == row["shape"][2], row


@pytest.mark.parametrize("framework", ["tensorflow", "keras", "jax"])
def test_the_pytorch_arguments_give_the_recorded_result(framework):
    kinds = Counter()
    for row in returned(framework):
        s, d = row["arguments"]["stride"], row["arguments"].get("dilation", 1)
        x, weight = arrays(row)
        if framework == "jax" and not row["arguments"]["transpose_kernel"]:
            weight = weight[:, :, ::-1]
        try:
            same = pytorch_arguments(*crop_of(row), stride=s, dilation=d)
        except NotExpressible:
            kinds["not expressible"] += 1
            assert not any(equals(x, weight, row, s, d, p, a) for p in range(8) for a in range(max(s, d)))
        else:
            kinds["expressible"] += 1
            out = torch_oracle.conv_transpose(x, weight, stride=s, dilation=d, **same)
            np.testing.assert_array_equal(out.ravel(), row["values"], err_msg=str(row))
    assert min(kinds["expressible"], kinds["not expressible"]) > 20


def equals(x, weight, row, stride, dilation, padding, output_padding):
    """Whether torch with these arguments returns the recorded row."""
    try:
        out = torch_oracle.conv_transpose(
            x, weight, stride=stride, dilation=dilation, padding=padding, output_padding=output_padding
        )
    except RuntimeError:
        return False
    return list(out.shape) == row["shape"] and out.ravel().tolist() == row["values"]


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_onnx_pads_leave_the_size_that_is_asked_for(stride, dilation):
    for i, k in ((1, 1), (3, 2), (3, 3), (4, 5)):
        ones = np.ones((1, 1, i)), np.ones((1, 1, k))
        full = torch_oracle.conv_transpose(*ones, stride=stride, dilation=dilation).shape[2]
        for size in range(1, full + stride):
            assert full - sum(onnx_pads(i, k, stride, size, dilation=dilation)) == size
        for word in ("SAME_UPPER", "SAME_LOWER"):
            assert full - sum(onnx_pads(i, k, stride, auto_pad=word, dilation=dilation)) == i * stride
        assert onnx_pads(i, k, stride, auto_pad="VALID", dilation=dilation) == (0, 0)


@pytest.mark.parametrize("k", range(1, 10))
@pytest.mark.parametrize("s", range(1, 6))
def test_the_shift_is_what_moves_pytorch_onto_tensorflow(k, s):
    x, weight = np.arange(1.0, 7.0).reshape(1, 1, 6), 10.0 ** np.arange(k).reshape(1, 1, k)
    start = tensorflow_crop(6, k, s)[0]
    full = torch_oracle.conv_transpose(x, weight, stride=s)[0, 0]
    same = np.pad(full, (0, 6 * s))[start : start + 6 * s]
    for padding in range(k):
        a = s + 2 * padding - k
        if 0 <= a < s:  # PyTorch reaches the same size
            out = torch_oracle.conv_transpose(x, weight, stride=s, padding=padding, output_padding=a)[0, 0]
            cells = shift(k, s, padding)
            assert cells >= 0
            np.testing.assert_array_equal(out[: len(out) - cells], same[cells:])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tensorflow_crop(3, 3, 2, 7), r"7 does not go with SAME from 3 cells; reachable are \[5, 6\]"),
        (lambda: tensorflow_crop(3, 3, 2, 6, "FULL"), "padding must be one of SAME, VALID, got 'FULL'"),
        (lambda: jax_crop(3, 2, "FULL"), "or a pair of integers, got 'FULL'"),
        (lambda: onnx_pads(3, 3, 2, auto_pad="SAME"), "auto_pad must be one of NOTSET, VALID, SAME_UPPER, SAME_LOWER"),
        (lambda: onnx_pads(3, 3, 2, 9), "output_size 9 is too large for 3 cells: at most 8"),
    ],
)
def test_an_unknown_word_or_an_impossible_size_is_refused(call, message):
    with pytest.raises(GeometryError, match=message):
        call()


@pytest.mark.parametrize(
    ("crop", "message"),
    [
        ((0, 1), "start 0 is below end 1"),
        ((-1, -2), "start -1 is negative"),
        ((3, 1), "output_padding must be below 2"),
    ],
)
def test_what_pytorch_cannot_do_is_refused_with_its_reason(crop, message):
    with pytest.raises(NotExpressible, match=message):
        pytorch_arguments(*crop, stride=2)
