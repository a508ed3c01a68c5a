"""Each kind of layer has a rule."""

import pytest

from tconv_lib.explain.layers import Layer
from tconv_lib.explain.sizes import formula_of, size_of
from tconv_lib.explain.tables import load_table

KINDS = sorted({form["kind"] for form in load_table("layers")["forms"]} | {"keep"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_can_be_read_has_a_size(kind):
    arguments = dict.fromkeys(
        ("upscale_factor", "downscale_factor", "scale_factor", "size", "padding", "output_size"), 2
    )
    arguments = {
        "transposed": {"kernel_size": 2, "stride": 2},
        "conv": {"kernel_size": 2, "stride": 2},
        "pool": {"kernel_size": 2},
        "resize": {"scale_factor": 2},
        "tf_transposed": {"kernel_size": 2, "strides": 2, "output_shape": (1, 12, 1)},
    }.get(kind, arguments)
    if "keras" in kind or "jax" in kind or "onnx" in kind:
        arguments = {"kernel_size": 2, "strides": 2}
    grown = {"keep": 6, "fixed": 2, "pad": 10, "conv": 3, "pool": 3, "unshuffle": 3}
    grown |= {"keras_conv": 3, "keras_pool": 3, "onnx_conv": 3}
    assert size_of(Layer("layer", kind, 1, arguments), 0, 1, 6).cells == grown.get(kind, 12)


def test_the_formula_in_letters_is_that_of_the_kind():
    assert formula_of(Layer("ConvTranspose1d", "transposed", 1, {})) == load_table("layers")["formulas"]["transposed"]
    assert formula_of(Layer("MaxPool1d", "pool", 1, {})) == load_table("layers")["formulas"]["conv"]
    assert formula_of(Layer("PixelShuffle", "shuffle", None, {})) == ""
