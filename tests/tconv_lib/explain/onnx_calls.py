"""Wrong nodes of ONNX, run by onnxruntime, each with the change that mends it."""

import numpy as np
import onnxruntime as ort
from onnx import helper


def run(operator="ConvTranspose", input=(1, 4, 5, 5), weight=(4, 2, 3, 3), bias=None, dtype="float32", **attributes):  # noqa: A002
    """Run one node on zeros, whose sizes are not declared, so that onnxruntime meets them when it runs."""
    shapes = {"x": input, "w": weight, "b": bias}
    arrays = {name: np.zeros(shape, "float32") for name, shape in shapes.items() if shape is not None}
    arrays["x"] = arrays["x"].astype(dtype)
    node = helper.make_node(operator, [*arrays], ["y"], **attributes)
    values = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(array.dtype), [None] * array.ndim if name == "x" else array.shape
        )
        for name, array in arrays.items()
    ]
    out = helper.make_tensor_value_info("y", helper.np_dtype_to_tensor_dtype(arrays["x"].dtype), None)
    model = helper.make_model(
        helper.make_graph([node], "g", values, [out]), opset_imports=[helper.make_opsetid("", 18)], ir_version=9
    )
    options = ort.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 4, 1
    return ort.InferenceSession(model.SerializeToString(), options).run(None, arrays)[0].shape


def message(wrong):
    """Return what onnxruntime says of a wrong node, or None where it runs."""
    try:
        run(**wrong)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what a reader sees
        return str(error)
    return None


S2 = {"strides": [2, 2]}
CONV = {"operator": "Conv", "weight": (2, 4, 3, 3)}
WRONG = [
    ({**S2, "output_padding": [2, 2]}, {"output_padding": [1, 1]}),
    ({"dilations": [2, 2], "output_padding": [1, 1]}, {"output_padding": [0, 0]}),
    ({**S2, "output_padding": [-1, -1]}, {"output_padding": [0, 0]}),
    ({**S2, "output_padding": [1]}, {"output_padding": [1, 1]}),
    ({**S2, "output_shape": [40, 40]}, {"output_shape": [12, 12]}),
    ({**S2, "output_shape": [1, 2, 10, 10]}, {"output_shape": [10, 10]}),
    ({**S2, "output_shape": [10]}, {"output_shape": [10, 10]}),
    ({**S2, "pads": [1, 1]}, {"pads": [1, 1, 1, 1]}),
    ({**S2, "pads": [-1, 0, 0, 0]}, {"pads": [0, 0, 0, 0]}),
    ({**S2, "pads": [9, 9, 9, 9]}, {"pads": [1, 1, 1, 1]}),
    ({**S2, "auto_pad": "SAME"}, {"auto_pad": "SAME_UPPER"}),
    ({**S2, "auto_pad": "SAME_UPPER", "pads": [1, 1, 1, 1]}, {"auto_pad": "NOTSET"}),
    ({"strides": [2]}, {"strides": [2, 2]}),
    ({"strides": [0, 0]}, {"strides": [1, 1]}),
    ({"dilations": [0, 0]}, {"dilations": [1, 1]}),
    ({"dilations": [1]}, {"dilations": [1, 1]}),
    ({"kernel_shape": [4, 4]}, {"kernel_shape": [3, 3]}),
    ({"kernel_shape": [3]}, {"kernel_shape": [3, 3]}),
    ({"weight": (3, 2, 3, 3)}, {"weight": (4, 2, 3, 3)}),
    ({"weight": (4, 2, 3)}, {"weight": (4, 2, 3, 3)}),
    ({"weight": (4, 2, 3, 3, 3)}, {"weight": (4, 2, 3, 3)}),
    ({"group": 3}, {"group": 2}),
    ({"group": 0}, {"group": 1}),
    ({"bias": (3,)}, {"bias": (2,)}),
    ({"bias": (2, 1)}, {"bias": (2,)}),
    ({"input": (4, 5, 5)}, {"input": (1, 4, 5, 5)}),
    ({"input": (4, 5)}, {"input": (1, 4, 5, 5)}),
    ({"dtype": "int64"}, {"dtype": "float32"}),
    ({"strides": 2}, {"strides": [2, 2]}),
    ({"strides": [2.0, 2.0]}, {"strides": [2, 2]}),
    ({**CONV, "weight": (2, 4, 7, 7)}, {"pads": [1, 1, 1, 1]}),
    ({**CONV, "weight": (2, 3, 3, 3)}, {"weight": (2, 4, 3, 3)}),
    ({**CONV, "weight": (3, 2, 3, 3), "group": 2}, {"weight": (2, 2, 3, 3)}),
    ({**CONV, "pads": [-1] * 4}, {"pads": [0] * 4}),
    ({**CONV, "kernel_shape": [5, 5]}, {"kernel_shape": [3, 3]}),
    ({**CONV, "pads": [1, 1]}, {"pads": [1, 1, 1, 1]}),
    ({**CONV, "input": (4, 5, 5)}, {"input": (1, 4, 5, 5)}),
    ({"operator": "Concat", "weight": (1, 4, 6, 6), "axis": 1}, {"input": (1, 4, 6, 6)}),
    ({"operator": "Add", "weight": (1, 4, 6, 6)}, {"input": (1, 4, 6, 6)}),
    ({"operator": "DepthToSpace", "weight": None, "input": (1, 6, 5, 5), "blocksize": 2}, {"input": (1, 8, 5, 5)}),
    ({"operator": "SpaceToDepth", "weight": None, "blocksize": 2}, {"input": (1, 4, 6, 6)}),
    ({"operator": "MaxPool", "weight": None, "kernel_shape": [2, 2], "pads": [2] * 4}, {"pads": [1] * 4}),
]
