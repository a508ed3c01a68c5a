"""``python -m tconv_lib explain``."""

import json
import subprocess
import sys

import pytest

from tconv_lib.__main__ import main

WITHOUT = """
import sys
for name in ("numpy", "torch"):
    sys.modules[name] = None
from tconv_lib.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_it_explains_where_neither_numpy_nor_torch_can_be_imported():
    text = "nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 3, 3, 2, 1))"
    command = [sys.executable, "-W", "error", "-c", WITHOUT, "explain", text, "--input", "570"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0] == "1. Conv2d: 570 x 570 -> 285 x 285"
    assert "3. ConvTranspose2d: 285 x 285 -> 569 x 569" in lines
    assert "  output_padding=1, or output_size=skip.shape[2:] in the call" in lines


def test_it_reads_a_traceback_from_standard_input_and_prints_json():
    command = [sys.executable, "-m", "tconv_lib", "explain", "-", "--json"]
    message = "Traceback ...\nRuntimeError: non-positive stride is not supported\n"
    done = subprocess.run(command, capture_output=True, text=True, check=True, input=message)
    [answer] = json.loads(done.stdout)["answers"]
    assert answer["row"] == "stride-positive"
    assert answer["chapter"]["stem"] == "output_size"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "there is no layer in the text"),
        ("hello world", "is no message of the table"),
        ("hello", "is no message of the table"),
        ("nn.Sequential(*layers)", "write the call in its place"),
        ("nn.Conv2d(*arguments)", "* and ** hide arguments"),
        ("nn.DoubleConv(3, 64)", "nn.DoubleConv is no layer that explain knows"),
        ("nn.Conv2d(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)", "Conv2d takes 11 arguments by position, got 12"),
        ("nn.Conv2d(1, 2, 3, strides=2)", "Conv2d has no argument strides; it is called stride there"),
        ("nn.Conv2d(1, 2, 3, strid=2)", "Conv2d has no argument strid; it has in_channels, "),
        ("nn.Conv2d(1, 2, 3, kernel_size=2)", "Conv2d has kernel_size twice"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv1d(2, 2, 3))", "Conv2d has 2 spatial axes, Conv1d has 1"),
        ("nn.Conv1d(1, 2, 3)", "the input has 2 sizes, and the layers have 1 spatial axes"),
        ("import os", "is no message of the table"),
        ("(" * 3000, "nested too deeply"),
        ("nn.Conv2d(1, 2, 3", "the brackets of"),
        (f"nn.Conv2d(1, 2, {'(' * 1500}1{')' * 1500})", "nested too deeply"),
        (f"nn.Conv2d(1, 2, {'9' * 400})", "a number has more than 15 digits"),
        ("x" * 30_000, "at most 20000 are read"),
        ("\0", "is no message of the table"),
    ],
)
def test_what_cannot_be_explained_is_said_in_one_line(text, line, capsys):
    assert main(["explain", text, "--input", "33x33"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert line in printed.err
    assert printed.err.startswith("explain: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("size", ["0", "-3", "abc", "33xx4", "1000001", "²", ""])
def test_a_size_that_is_none_is_wrong_use(size, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["explain", "nn.Conv2d(1, 2, 3)", f"--input={size}"])
    assert stopped.value.code == 2
    assert "is no size; write 33, or 33x48" in capsys.readouterr().err


def test_a_kernel_that_is_only_named_can_be_given(capsys):
    assert main(["explain", "F.conv_transpose2d(x, w, stride=2)", "--input", "5"]) == 0
    assert "kernel_size is not written" in capsys.readouterr().out
    assert main(["explain", "F.conv_transpose2d(x, w, stride=2)", "--input", "5", "--kernel", "3"]) == 0
    assert "5 x 5 -> 11 x 11" in capsys.readouterr().out
