"""Statements of the chapters whose oracle is not there when the book is built: other frameworks, or one processor."""

import itertools
import platform

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from torch.nn import functional

from tests.tconv_lib.frameworks.recorded import arrays, rows


def recorded(framework, padding):
    """Return the recorded results of one line and one channel that are no errors, for one kind of padding."""
    found = [row for row in rows(framework) if row["arguments"].get("padding") == padding and "values" in row]
    return [row for row in found if row["weight"][:2] == [1, 1] and len(row["shape"]) == 3]


def test_tensorflows_transposed_convolution_is_the_gradient_of_the_same_that_the_chapter_defines():
    """``valid_same_full`` (the zeros of SAME) and ``gradient`` (conv2d_transpose returns conv2d_backprop_input)."""
    for row in (found := recorded("tensorflow", "SAME")):
        y, w = (torch.tensor(array) for array in arrays(row))
        n, s, extent = row["arguments"]["output_size"], row["arguments"]["stride"], w.shape[2]
        assert y.shape[2] == -(-n // s)
        zeros = max(0, (y.shape[2] - 1) * s + extent - n)
        x = torch.zeros(1, 1, n, dtype=torch.float64, requires_grad=True)
        forward = functional.conv1d(functional.pad(x, (zeros // 2, zeros - zeros // 2)), w, stride=s)
        (gradient,) = torch.autograd.grad(forward, x, y)
        assert gradient[0, 0].tolist() == row["values"], row
    assert len(found) > 60


@pytest.mark.parametrize("framework", ["tensorflow", "keras"])
def test_with_a_kernel_below_the_stride_same_adds_the_missing_cells_at_the_end(framework):
    """``cheat_sheet``, where z is negative."""
    tried = 0
    for row in recorded(framework, "SAME" if framework == "tensorflow" else "same"):
        y, w = (torch.tensor(array) for array in arrays(row))
        s = row["arguments"]["stride"]
        whole = framework == "tensorflow" and row["arguments"]["output_size"] == s * y.shape[2]
        if w.shape[2] < s and (whole or row["arguments"].get("output_padding", 0) is None):
            full = functional.conv_transpose1d(y, w, stride=s)
            expected = functional.pad(full, (0, s * y.shape[2] - full.shape[2]))
            assert row["values"] == expected[0, 0].tolist(), row
            tried += 1
    assert tried >= 10


def by_onnx(run, i, k, s, **attributes):
    node = helper.make_node("ConvTranspose", ["x", "w"], ["y"], strides=[s], kernel_shape=[k], **attributes)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, size]) for name, size in (("x", i), ("w", k))
    ]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, None])
    model = helper.make_model(
        helper.make_graph([node], "layer", inputs, [output]), opset_imports=[helper.make_opsetid("", 13)], ir_version=8
    )
    onnx.checker.check_model(model)
    feed = {
        "x": np.arange(1, i + 1, dtype=np.float32)[None, None],
        "w": (10.0 ** np.arange(k, dtype=np.float32))[None, None],
    }
    return run(model)(None, feed)[0][0, 0].tolist()


def onnxruntime_session(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run


def reference(model):
    return ReferenceEvaluator(model).run


@pytest.mark.slow
@pytest.mark.parametrize("run", [onnxruntime_session, reference])
def test_onnx_same_lower_crops_the_odd_cell_at_the_start_and_same_upper_at_the_end(run):
    """``cheat_sheet``, what each framework crops."""
    for i, k, s in itertools.product((1, 3, 4), range(1, 6), range(1, 5)):
        y, w = torch.arange(1.0, i + 1)[None, None], 10 ** torch.arange(0.0, k)[None, None]
        full = functional.conv_transpose1d(y, w, stride=s)[0, 0].tolist()
        z = len(full) - s * i
        if z >= 0:
            for auto_pad, start in (("SAME_UPPER", z // 2), ("SAME_LOWER", z - z // 2)):
                assert by_onnx(run, i, k, s, auto_pad=auto_pad) == full[start : start + s * i], (i, k, s, auto_pad)


def test_with_a_kernel_below_the_stride_onnx_s_two_implementations_differ():
    """``cheat_sheet``: nine cells with the zero of SAME_UPPER at the start, and eight."""
    full = [1, 10, 0, 2, 20, 0, 3, 30]
    assert by_onnx(onnxruntime_session, 3, 2, 3, auto_pad="SAME_UPPER") == full
    assert by_onnx(reference, 3, 2, 3, auto_pad="SAME_UPPER") == [0, *full]


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="oneDNN's way, which PyTorch takes on x86")
def test_with_groups_or_a_batch_pytorch_misses_its_check_of_a_size_that_is_too_small():
    """``padding_crops``: an empty tensor for 0 cells, a memory descriptor below."""
    x, w = torch.ones(1, 4, 14, 14), torch.ones(4, 1, 3, 3)
    assert functional.conv_transpose2d(x, w, padding=(8, 0), groups=4).shape == (1, 4, 0, 16)
    with pytest.raises(RuntimeError, match="could not construct a memory descriptor using a format tag"):
        functional.conv_transpose2d(x, w, padding=(9, 0), groups=4)
    assert functional.conv_transpose2d(torch.cat([x, x]), w, padding=(8, 0)).shape == (2, 1, 0, 16)
    for arrays_too_small in ((x.double(), w.double(), 4), (x, torch.ones(4, 1, 3, 3), 1)):
        x_here, w_here, groups = arrays_too_small
        with pytest.raises(RuntimeError, match="Output size is too small"):
            functional.conv_transpose2d(x_here, w_here, padding=(8, 0), groups=groups)
