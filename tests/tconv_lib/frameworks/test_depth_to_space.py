"""Both orders of channels against onnxruntime and torch, and the way back."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.depth_to_space import depth_to_space, space_to_depth


def run_onnx(operator, x, **attributes):
    node = helper.make_node(operator, ["x"], ["y"], **attributes)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * 4) for name in "xy"]
    graph = helper.make_graph([node], "one", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


@pytest.mark.parametrize("r", [1, 2, 3])
@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_both_modes_are_onnxruntimes_and_come_back(rng, r, mode):
    x = rng.normal(size=(2, 3 * r**2, 4, 5)).astype(np.float32)
    out = depth_to_space(x, r, mode)
    np.testing.assert_array_equal(out, run_onnx("DepthToSpace", x, blocksize=r, mode=mode))
    np.testing.assert_array_equal(space_to_depth(out, r, mode), x)
    np.testing.assert_array_equal(depth_to_space(x[0], r, mode), out[0])


def test_onnxs_way_back_knows_the_order_of_dcr_alone(rng):
    x = rng.normal(size=(2, 3, 4, 6)).astype(np.float32)
    np.testing.assert_array_equal(space_to_depth(x, 2), run_onnx("SpaceToDepth", x, blocksize=2))


def test_crd_is_pixel_shuffle(rng):
    x = rng.normal(size=(2, 12, 3, 5))
    shuffled = torch.nn.functional.pixel_shuffle(torch.from_numpy(x), 2).numpy()
    np.testing.assert_array_equal(depth_to_space(x, 2, "CRD"), shuffled)
    assert not np.array_equal(depth_to_space(x, 2, "DCR"), shuffled)


def test_what_does_not_divide_is_refused():
    with pytest.raises(GeometryError, match=r"a multiple of blocksize\*\*2 = 4 channels, got shape \(6, 1, 1\)"):
        depth_to_space(np.ones((6, 1, 1)), 2)
    with pytest.raises(GeometryError, match="a multiple of blocksize 2 rows and columns"):
        space_to_depth(np.ones((1, 3, 4)), 2)
    with pytest.raises(GeometryError, match="mode must be one of DCR, CRD, got 'dcr'"):
        depth_to_space(np.ones((4, 1, 1)), 2, "dcr")
