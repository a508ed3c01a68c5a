"""What other frameworks return for the same weights, and which PyTorch arguments return it, too.

Chapter ``frameworks``, equation (crops). NumPy is imported with the first array.
"""

from tconv_lib.errors import NotExpressible
from tconv_lib.frameworks.conv_transpose import (
    jax_conv_transpose,
    keras_conv_transpose,
    tensorflow_conv_transpose,
)
from tconv_lib.frameworks.crops import jax_crop, keras_crop, onnx_pads, pytorch_arguments, shift, tensorflow_crop
from tconv_lib.frameworks.depth_to_space import depth_to_space, space_to_depth
from tconv_lib.frameworks.onnx import onnx_conv_transpose
from tconv_lib.frameworks.weights import convert_weight

__all__ = [
    "NotExpressible",
    "convert_weight",
    "depth_to_space",
    "jax_conv_transpose",
    "jax_crop",
    "keras_conv_transpose",
    "keras_crop",
    "onnx_conv_transpose",
    "onnx_pads",
    "pytorch_arguments",
    "shift",
    "space_to_depth",
    "tensorflow_conv_transpose",
    "tensorflow_crop",
]
