"""Sizes against what Keras, TensorFlow and JAX returned (``make oracles``), and against onnxruntime."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.messages import find_answers
from tconv_lib.explain.stages import run_stages
from tconv_lib.explain.syntax import read_calls
from tests.tconv_lib.explain import onnx_calls
from tests.tconv_lib.frameworks.recorded import rows


def stage_of(text, sizes):
    [call] = read_calls(text)
    [stage] = run_stages([make_layer(call)], sizes)
    return stage


def written(row):
    """Write the call that a row recorded."""
    a, *kernel = row["arguments"], *row["weight"][2:]
    k = kernel[0]
    return {
        "tensorflow": "tf.nn.conv1d_transpose(x, torch.zeros({k}, 1, 1), [1, {output_size}, 1], {stride}, {padding!r})",
        "keras": "Conv1DTranspose(1, {k}, {stride}, {padding!r}, output_padding={output_padding})",
        "jax": "jax.lax.conv_transpose(x, torch.zeros({k}, 1, 1), ({stride},), {padding!r}, ({dilation},))",
    }[row["framework"]].format(k=k, **a)


@pytest.mark.slow
@pytest.mark.parametrize("framework", ["tensorflow", "keras", "jax"])
def test_a_recorded_call_has_its_recorded_size_or_is_refused(framework):
    compared = 0
    for row in rows(framework):
        if len(row["x"]) == 3:
            stage = stage_of(written(row), (row["x"][2],))
            real = None if "error" in row or row["shape"][2] == 0 else (row["shape"][2],)  # JAX returns nothing at all
            assert stage.after == real, (written(row), row["x"], stage.failure)
            assert real or len(stage.answers) == 1, stage.failure
            compared += 1
    assert compared > 100


ATTRIBUTES = st.fixed_dictionaries(
    {"kernel_shape": st.tuples(st.integers(1, 4), st.integers(1, 4))},
    optional={
        "strides": st.tuples(st.integers(1, 3), st.integers(1, 3)),
        "dilations": st.tuples(st.integers(1, 2), st.integers(1, 2)),
        "pads": st.tuples(*[st.integers(0, 3)] * 4),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    ATTRIBUTES, st.tuples(st.integers(1, 9), st.integers(1, 9)), st.sampled_from(["Conv", "ConvTranspose"]), st.data()
)
def test_a_drawn_node_has_onnxruntimes_size_or_is_refused(attributes, sizes, operator, data):
    if operator == "ConvTranspose" and data.draw(st.booleans()):
        below = [st.integers(0, s - 1) for s in attributes.get("strides", (1, 1))]  # the rest is the next test's
        attributes = {**attributes, "output_padding": data.draw(st.tuples(*below))}
    kernel = attributes["kernel_shape"]
    lists = {name: list(value) for name, value in attributes.items()}
    node = {"operator": operator, "input": (1, 2, *sizes), "weight": (2, 2, *kernel), **lists}
    text = f"{operator} " + " ".join(f"{name}={value}" for name, value in lists.items())
    stage = stage_of(text, sizes)
    if onnx_calls.message(node) is None:
        assert stage.after == onnx_calls.run(**node)[2:], (text, stage.failure)
    else:
        assert stage.after is None, (text, onnx_calls.message(node))
        assert len(stage.answers) == 1, stage.failure


def test_output_padding_from_the_stride_up_is_the_specifications_and_onnxruntime_refuses_it():
    assert stage_of("kernel_shape=[1] dilations=[2] output_padding=[1]", (4,)).after == (5,)
    [stage_answer] = stage_of("kernel_shape=[1] dilations=[2] output_padding=[2]", (4,)).answers
    assert stage_answer.chapter == "output_padding"
    node = {"input": (1, 2, 4), "weight": (2, 2, 1), "kernel_shape": [1], "dilations": [2], "output_padding": [1]}
    [answer] = find_answers(onnx_calls.message(node))
    assert answer.row == "onnx-output-padding"


@pytest.mark.parametrize(
    ("text", "sizes", "after"),
    [
        ("tf.keras.layers.Conv2DTranspose(32, 3, strides=2, padding='same')", (33, 7), (66, 14)),
        ("keras.layers.Conv2D(32, 3, strides=2, padding='same')", (33, 8), (17, 4)),
        ("keras.layers.Conv2D(32, 3, dilation_rate=2)", (33, 8), (29, 4)),
        ("layers.MaxPooling2D()", (33, 8), (16, 4)),
        ("layers.UpSampling2D(3)", (33, 8), (99, 24)),
        ("strides=[2,2] pads=[1,1,1,1] kernel_shape=[3,3] output_padding=[1,1]", (33, 33), (66, 66)),
        ("ConvTranspose strides=[2, 2], kernel_shape=[3, 3], auto_pad=SAME_UPPER", (33, 33), (66, 66)),
        ("tf.nn.conv2d_transpose(x, w, [1, 66, 66, 32], 2)", (33, 33), None),
        ("Conv2DTranspose(32, 3, 2, padding=1)", (33, 33), None),
        ("Conv2DTranspose(32, 3, 2, dilation_rate=2)", (33, 33), None),
    ],
)
def test_a_layer_as_people_write_it(text, sizes, after):
    assert stage_of(text, sizes).after == after
