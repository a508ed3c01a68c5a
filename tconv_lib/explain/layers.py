"""Layers of PyTorch, Keras, TensorFlow and ONNX, from calls that were read: their kind, and their arguments by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.syntax import Call, Shape, Unknown

__all__ = ["TORCH", "Layer", "make_layer"]

TORCH = {"transposed", "conv", "pool", "shuffle", "unshuffle", "pad", "fixed"}  # kinds whose every argument is known

_TORCH_TRANSPOSED = (
    "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode device dtype"
)
_TORCH_CONV = "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype"
_POOL = "kernel_size stride padding"
# what a name's pattern says: kind, then PyTorch's or its framework's order of positional arguments
_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        r"tf\.nn\.conv(\d)d_transpose",
        "tf_transposed",
        "input filters output_shape strides padding data_format dilations",
    ),
    (r"lax\.conv_transpose", "jax_transposed", "lhs rhs strides padding rhs_dilation"),
    (
        r"\bConv(\d)DTranspose",
        "keras_transposed",
        "filters kernel_size strides padding output_padding data_format dilation_rate",
    ),
    (r"\bConv(\d)D", "keras_conv", "filters kernel_size strides padding data_format dilation_rate groups"),
    (r"\b(?:Max|Average)Pool(?:ing)?(\d)D", "keras_pool", "pool_size strides padding data_format"),
    (r"\bUpSampling(\d)D", "keras_resize", "size data_format interpolation"),
    (r"onnx\.ConvTranspose|\bConvTranspose", "onnx_transposed", ""),
    (r"onnx\.Conv|\bConv", "onnx_conv", ""),
    (r"\bLazyConvTranspose(\d)d", "transposed", _TORCH_TRANSPOSED.removeprefix("in_channels ")),
    (r"\bConvTranspose(\d)d", "transposed", _TORCH_TRANSPOSED),
    (r"\bLazyConv(\d)d", "conv", _TORCH_CONV.removeprefix("in_channels ")),
    (r"\bConv(\d)d", "conv", _TORCH_CONV),
    (r"\bconv_transpose(\d)d", "transposed", "input weight bias stride padding output_padding groups dilation"),
    (r"\bconv(\d)d", "conv", "input weight bias stride padding dilation groups"),
    (r"\bMaxPool(\d)d", "pool", f"{_POOL} dilation return_indices ceil_mode"),
    (r"\bAvgPool(\d)d", "pool", f"{_POOL} ceil_mode count_include_pad divisor_override"),
    (r"\bmax_pool(\d)d", "pool", f"input {_POOL} dilation ceil_mode return_indices"),
    (r"\bavg_pool(\d)d", "pool", f"input {_POOL} ceil_mode count_include_pad"),
    (r"\bPixelShuffle", "shuffle", "upscale_factor"),
    (r"\bpixel_shuffle", "shuffle", "input upscale_factor"),
    (r"\bPixelUnshuffle", "unshuffle", "downscale_factor"),
    (r"\bpixel_unshuffle", "unshuffle", "input downscale_factor"),
    (r"\bUpsample|\bUpsampling(?:Nearest|Bilinear)(2)d", "resize", "size scale_factor mode align_corners"),
    (r"\binterpolate", "resize", "input size scale_factor mode align_corners"),
    (r"\b(?:Zero|Reflection|Replication|Constant|Circular)Pad(\d)d", "pad", "padding value"),
    (r"\bAdaptive(?:Avg|Max)Pool(\d)d", "fixed", "output_size"),
)
_KEEP = re.compile(
    r"(?i)(Lazy)?(BatchNorm|InstanceNorm|SyncBatchNorm|GroupNorm|LayerNorm|LocalResponseNorm|\w*ReLU6?|ELU|GELU|SiLU|SELU"
    r"|CELU|Mish|Tanh|Sigmoid|Hard\w+|LogSigmoid|Soft\w+|LogSoftmax|\w*Dropout|Identity|BatchNormalization|Activation)"
    r"(\dd|\dD)?"
)


@dataclass(frozen=True)
class Layer:
    """A layer: its name as written, its kind, its number of spatial axes (None: any), and its arguments by name."""

    name: str
    kind: str
    rank: int | None
    arguments: Mapping[str, object]

    def given(self, name: str, default: object) -> object:
        """Return an argument, or its default where it was not written."""
        return self.arguments.get(name, default)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return an argument that is written as an integer, else None."""
        value = self.arguments.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def make_layer(call: Call, kernel_size: object = None) -> Layer:
    """Return the layer that a call makes or applies; ``kernel_size`` stands in for that of a weight that is only named.

    Raises
    ------
    ExplainError
        for a name that is no layer of the table, too many arguments, or one that it does not have.

    Examples
    --------
    >>> from tconv_lib.explain.syntax import read_calls
    >>> layer = make_layer(read_calls("nn.ConvTranspose2d(64, 32, 3, stride=2)")[0])
    >>> layer.kind, layer.rank, layer.given("stride", 1), layer.given("padding", 0)
    ('transposed', 2, 2, 0)
    """
    if _KEEP.fullmatch(call.name):
        return Layer(call.name, "keep", None, {})
    for pattern, kind, order in _FORMS:
        match = re.search(rf"(?:{pattern})$", call.path)
        if match:
            rank = next((int(digit) for digit in match.groups() if digit), None)
            arguments = _named(call, kind, order.split())
            _read_weight(kind, arguments, kernel_size)
            if call.output_size is not None:
                arguments["output_size"] = call.output_size
            return Layer(call.name, kind, rank, arguments)
    raise ExplainError(
        f"{call.path} is no layer that explain knows; it knows convolutions, transposed convolutions, pooling, pixel"
        " shuffle, Upsample, padding layers, and what keeps the size. Write the layers inside it in its place"
    )


def _named(call: Call, kind: str, order: Sequence[str]) -> dict[str, object]:
    if len(call.positional) > len(order):
        raise ExplainError(f"{call.name} takes {len(order)} arguments by position, got {len(call.positional)}")
    arguments: dict[str, object] = dict(zip(order, call.positional, strict=False))
    for name, value in call.keywords.items():
        if name in arguments:
            raise ExplainError(f"{call.name} has {name} twice, by position and by name; leave one out")
        if order and name not in order and (name in _FOREIGN or kind in TORCH):
            known = f"it is called {_FOREIGN[name]} there" if name in _FOREIGN else f"it has {', '.join(order)}"
            raise ExplainError(f"{call.name} has no argument {name}; {known}")
        arguments[name] = value
    return arguments


_FOREIGN = {
    "strides": "stride",
    "stride": "strides",
    "dilation_rate": "dilation",
    "dilations": "dilation",
    "pads": "padding",
    "kernel": "kernel_size",
    "out_padding": "output_padding",
}


def _read_weight(kind: str, arguments: dict[str, object], kernel_size: object) -> None:
    """Take the kernel's size from a weight whose shape is written out, or from what the caller says of it."""
    weight = next((arguments[name] for name in ("weight", "filters", "rhs") if name in arguments), None)
    if "kernel_shape" in arguments:
        arguments["kernel_size"] = arguments["kernel_shape"]
    if isinstance(weight, Shape) and "kernel_size" not in arguments:
        last = kind not in ("tf_transposed", "jax_transposed")
        arguments["kernel_size"] = tuple(weight)[2:] if last else tuple(weight)[:-2]
    if kernel_size is not None and isinstance(arguments.get("kernel_size", Unknown("")), Unknown):
        arguments["kernel_size"] = kernel_size
