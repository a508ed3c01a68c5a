"""What the explorer says of other frameworks is what ``tconv_lib.frameworks`` says, and what they were seen to do."""

import json
import random
import re

import numpy as np
import pytest

from tconv_lib import frameworks
from tconv_lib.errors import GeometryError
from tests.web.built import ROOT
from tests.web.explorer.node import run

LAYERS = 3000
RECORDED = json.loads((ROOT / "tests" / "oracles" / "frameworks.json").read_text())["rows"]


def drawn():
    draw = random.Random(14)  # noqa: S311 - layers, not secrets
    axes = []
    while len(axes) < LAYERS:
        size, kernel, stride, dilation = (draw.randint(1, most) for most in (9, 7, 5, 3))
        padding, more = draw.choice([0, 1, 1, 2, 3]), draw.randrange(max(stride, dilation))
        if (size - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding + more < 1:
            continue
        axes.append(
            {"transposed": True, "size": size, "kernel": kernel, "stride": stride, "padding": padding}
            | {"dilation": dilation, "outputPadding": more}
        )
    return axes


def asked(axes):
    """Return, for each axis, the crop of every call, None where it is refused."""
    body = f"return {json.dumps(axes)}.map((axis) => calls(axis).map(({{ name, call, crop }}) => [name, call, crop]));"
    return run({"frameworks.js": "calls"}, body)


def expected(axis, name, call):
    """Return the library's crop of the call that the page writes; None where the library refuses it."""
    i, k, s, p, d, a = (axis[key] for key in ("size", "kernel", "stride", "padding", "dilation", "outputPadding"))
    if name in ("TensorFlow", "Keras") and d > 1:
        return None
    word = re.search(r'padding="(\w+)"', call)
    numbers = tuple(map(int, re.findall(r"-?\d+", call)))
    library = {
        "PyTorch": lambda: (p, p - a),
        "ONNX": lambda: (
            frameworks.onnx_pads(i, k, s, auto_pad=call.partition("=")[2], dilation=d)
            if "auto_pad" in call
            else (numbers[0], numbers[1] - numbers[2])
        ),
        "JAX": lambda: frameworks.jax_crop(k, s, word[1] if word else numbers, d),
        "TensorFlow": lambda: frameworks.tensorflow_crop(i, k, s, padding=word[1]),
        "Keras": lambda: frameworks.keras_crop(i, k, s, word[1], a if "output_padding" in call else None),
    }
    try:
        return library[name]()
    except GeometryError:
        return None


@pytest.mark.slow
def test_the_crops_are_the_librarys():
    axes = drawn()
    compared = refused = 0
    for axis, found in zip(axes, asked(axes), strict=True):
        for name, call, crop in found:
            library = expected(axis, name, call)
            assert (crop and tuple(crop)) == library, (axis, name, call)
            compared += 1
            refused += library is None
    assert compared > 9 * LAYERS
    assert refused > LAYERS


def test_the_calls_that_equal_pytorchs_are_expressed_by_the_same_arguments():
    axes = drawn()
    for axis, found in zip(axes, asked(axes), strict=True):
        given = {"padding": axis["padding"], "output_padding": axis["outputPadding"]}
        for name, _, crop in found[:3]:
            assert frameworks.pytorch_arguments(*crop, axis["stride"], axis["dilation"]) == given, name


def test_the_shift_is_the_librarys():
    axes = [axis for axis in drawn() if axis["dilation"] == 1]
    tensorflow = "find(({ calls }) => calls.some(({ name }) => name === 'TensorFlow'))"
    body = f"return {json.dumps(axes)}.map((axis) => groups(axis).{tensorflow}.shift);"
    found = run({"frameworks.js": "groups"}, body)
    assert found == [frameworks.shift(axis["kernel"], axis["stride"], axis["padding"]) for axis in axes]


@pytest.mark.parametrize("framework", ["tensorflow", "keras"])
def test_the_frameworks_were_seen_to_keep_these_cells(framework):
    rows = [row for row in RECORDED if row["framework"] == framework and of_one_channel(row)]
    axes = [axis_of(row) for row in rows]
    compared = 0
    for row, axis, found in zip(rows, axes, asked(axes), strict=True):
        more = row["arguments"].get("output_padding")
        call = f'padding="{row["arguments"]["padding"]}"' + ("" if more is None else f", output_padding={more}")
        crops = [crop for name, said, crop in found if said == call and name.lower() == framework]
        for crop in crops:
            compared += 1
            assert (crop is None) == ("error" in row), row
            assert crop is None or kept(axis, *crop) == row["values"], row
    assert compared >= 10


def of_one_channel(row):
    """Tell whether a record is of a row and one channel, at the size that the framework chooses itself."""
    if len(row["x"]) != 3 or row["x"][1] != 1 or row["weight"][1] != 1:
        return False
    given = row["arguments"]
    same_size = row["x"][2] * given["stride"]
    return given.get("output_size", same_size) == same_size and given.get("backend", "tensorflow") == "tensorflow"


def axis_of(row):
    given = row["arguments"]
    axis = {"transposed": True, "size": row["x"][2], "kernel": row["weight"][2], "stride": given["stride"]}
    return axis | {"padding": 0, "dilation": 1, "outputPadding": given.get("output_padding") or 0}


def kept(axis, start, end):
    """Return what is left of the un-cropped cells of 1, 2, 3, … and 1, 10, 100, …"""
    size, kernel, stride = (axis[key] for key in ("size", "kernel", "stride"))
    full = np.zeros((size - 1) * stride + kernel, int)
    for at in range(size):
        full[at * stride : at * stride + kernel] += (at + 1) * 10 ** np.arange(kernel)
    return [*full[start : len(full) - max(end, 0)].tolist(), *[0] * max(-end, 0)]
