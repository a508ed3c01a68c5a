"""What is said, as data and as lines."""

import json

import pytest

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.report import as_text, explain

# What people ask in public trackers, put as they put it; and the chapter, or the row, that must answer.
QUESTIONS = [
    ("ConvTranspose output_shape=[1, 2, 6, 6] strides=[2, 2] kernel_shape=[3, 3]", "own-integer"),
    ("ConvTranspose pads=[-1, 0] strides=[2] kernel_shape=[3]", "own-minimum"),
    ("nn.ConvTranspose1d(1, 1, 4, stride=1, output_padding=1)", "own-output-padding-limit"),
    ("jax.lax.conv_transpose(x, torch.zeros(3, 3, 4, 2), (2, 2), (1, 1))", "jax-padding-pairs"),
    ("Conv2DTranspose(8, 3, strides=2, padding=1)", "keras-padding-number"),
    ("Conv2DTranspose(8, 4, strides=2, padding='same', output_padding=0)", "own-keras-size"),
    ("Conv2DTranspose(8, 3, strides=2, padding='SAME', output_padding=2)", "keras-output-padding-limit"),
    ("nn.ConvTranspose2d(8, 8, 3, padding='same')", "transposed-padding-word"),
    ("nn.ConvTranspose2d(8, 8, 3, padding_mode='circular')", "transposed-padding-mode"),
    ("nn.ConvTranspose2d(9, 8, 3, groups=2)", "groups-divide-channels"),
    ("nn.Conv2d(8, 8, 3, stride=2, padding='same')", "same-strided"),
    ("tf.nn.conv2d_transpose(x, torch.zeros(3, 3, 2, 4), [1, 12, 12, 2], 2)", "own-tensorflow-size"),
    ("tf.nn.conv2d_transpose(x, torch.zeros(3, 3, 2, 4), strides=2)", "tensorflow-shape-missing"),
]


@pytest.mark.parametrize(("text", "row"), QUESTIONS)
def test_a_public_question_has_its_answer(text, row):
    report = explain(text, (5,))
    assert [answer["row"] for answer in report["stages"][-1]["answers"]] == [row]
    assert "mend it: " in as_text(report)
    assert "  chapter " in as_text(report)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Conv2DTranspose(8, 3, strides=2, padding='SAME')", [10, 10]),  # Keras reads capitals, too
        ("Conv2DTranspose(8, 3, strides=2, padding='same', output_padding=0)", [9, 9]),
        ("ConvTranspose auto_pad=SAME_UPPER strides=[2, 2] kernel_shape=[3, 3] output_padding=[1, 1]", [10, 10]),
        ("nn.ConvTranspose1d(1, 1, 10, 5, 3, output_padding=1)", [25]),  # vocoders: one sample short without it
        ("nn.ConvTranspose1d(1, 1, 30, 15, 8, output_padding=1)", [75]),
        ("nn.ConvTranspose2d(21, 21, 64, 32)", [192, 192]),
    ],
)
def test_a_public_question_about_a_size_has_the_size(text, after):
    assert explain(text, (5,))["stages"][0]["after"] == after


def test_the_report_is_json_and_names_the_arguments_for_an_explorer():
    report = json.loads(json.dumps(explain("nn.ConvTranspose2d(c, 32, 3, stride=2, padding=1)", (33, 17))))
    assert report["stages"][0]["arguments"] == {"out_channels": 32, "kernel_size": 3, "stride": 2, "padding": 1}


TRACEBACK = """Traceback (most recent call last):
  File "a.py", line 3, in forward
RuntimeError: padding='same' is not supported for strided convolutions

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 7, in <module>
"""


def test_of_a_traceback_the_last_message_is_explained():
    one = "either size or scale_factor should be defined"
    other = "padding='same' is not supported for strided convolutions"
    assert [answer["row"] for answer in explain(f"{TRACEBACK}ValueError: {one}")["answers"]] == ["resize-no-size"]
    assert [answer["row"] for answer in explain(f"{one}\n{other}")["answers"]] == ["resize-no-size", "same-strided"]


def test_a_traceback_whose_message_is_unknown_is_refused_by_that_message():
    with pytest.raises(ExplainError, match='"RuntimeError: CUDA out of memory" is no message'):
        explain("Traceback (most recent call last):\n  nn.Conv2d(1, 1, 3)\nRuntimeError: CUDA out of memory\n")


def test_a_layer_that_cannot_be_shows_its_formula_with_its_numbers():
    [stage] = explain("nn.ConvTranspose1d(1, 1, 3, 2, 1, output_padding=2)", (33,))["stages"]
    assert stage["formulas"] == ["(33 - 1)*2 - 2*1 + 1*(3 - 1) + 2 + 1"]


def test_what_lies_behind_a_failure_is_named_and_not_computed():
    lines = as_text(explain("nn.Conv2d(1, 1, 9), nn.ReLU(), nn.Conv2d(1, 1, 3)", (5,))).splitlines()
    assert lines[0] == "1. Conv2d: fails on 5 x 5"
    assert "not reached: ReLU, Conv2d" in lines


def test_a_layer_without_input_is_explained_by_its_formula():
    assert as_text(explain("nn.ConvTranspose1d(1, 1, 3, 2, 1)")).splitlines()[:2] == [
        "ConvTranspose1d",
        "  size n becomes (n - 1)*2 - 2*1 + 1*(3 - 1) + 0 + 1",
    ]
    assert "the size that is asked for" in as_text(explain("tf.nn.conv2d_transpose(x, w, [1, 8, 8, 2], 2)"))


def test_a_decoder_is_told_which_inputs_fit():
    text = "nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.ConvTranspose2d(1, 1, 3, 2, 1))"
    assert explain(text, (12,))["legal_sizes"] == [{"size": 12, "nearest": [11, 13]}]
    assert as_text(explain(text, (12,))).splitlines()[-1] == "as it stands the decoder fits inputs of 11 or 13"
    assert explain(text, (11,))["skips"] == []
    assert explain(text, (11,))["pairs"] == [{"stage": 2, "encoder_stage": 1, "fits": True}]
    assert as_text(explain(text, (12, 16))).splitlines()[-2:] == [
        "as it stands the decoder fits inputs of 11 or 13 instead of 12",
        "as it stands the decoder fits inputs of 15 or 17 instead of 16",
    ]
