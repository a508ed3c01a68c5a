"""Calls are read as they are written, and never run."""

import pytest

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.syntax import Unknown, read_calls


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nn.Conv2d(1, 2, 3)", ["Conv2d"]),
        ("  self.up = nn.ConvTranspose2d(1, 2, 3)\n", ["ConvTranspose2d"]),
        ("a: nn.Module = nn.Conv2d(1, 2, 3)", ["Conv2d"]),
        ("    a = nn.Conv2d(1, 2, 3)\n    b = nn.ReLU()", ["Conv2d", "ReLU"]),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(nn.ReLU()), nn.ReLU())", ["Conv2d", "ReLU", "ReLU"]),
        ("nn.Sequential(OrderedDict([('conv', nn.Conv2d(1, 2, 3)), ('act', nn.ReLU())]))", ["Conv2d", "ReLU"]),
        ("keras.Sequential([Conv2D(8, 3), Conv2DTranspose(8, 3)])", ["Conv2D", "Conv2DTranspose"]),
        ("nn.ConvTranspose2d(1, 2, 3)(x, output_size=[9, 9])", ["ConvTranspose2d"]),
        ("strides=[2, 2] pads=[0, 0, 0, 0]", ["ConvTranspose"]),
        ("Conv strides=[2, 2] pads=[0, 0, 0, 0]", ["Conv"]),
    ],
)
def test_a_stack_is_read_in_the_order_in_which_it_runs(text, names):
    assert [call.name for call in read_calls(text)] == names


def test_constants_are_computed_and_names_are_kept_as_they_are():
    [call] = read_calls("nn.Conv2d(c, 2 * 32, (3, 2 + 1), stride=-(-4 // 2), padding=k // 2, bias=1 // 0)")
    assert call.positional == (Unknown("c"), 64, (3, 3))
    assert call.keywords == {"stride": 2, "padding": Unknown("k // 2"), "bias": Unknown("1 // 0")}


def test_the_shape_of_a_weight_that_is_made_on_the_spot_is_read():
    [call] = read_calls("F.conv_transpose2d(x, torch.randn(4, 2, 3, 5), stride=2)")
    assert call.positional == (Unknown("x"), (4, 2, 3, 5))


def test_nothing_is_run(tmp_path):
    left = tmp_path / "left"
    [call] = read_calls(f"nn.Conv2d(open({str(left)!r}, 'w'), __import__('os').getpid(), 3)")
    assert isinstance(call.positional[1], Unknown)
    assert not left.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "x", "3", "x + y", "import os", "def f(): pass", "nn.Sequential(*a)", "f(**a)"]
)
def test_what_is_no_call_is_refused(text):
    with pytest.raises(ExplainError):
        read_calls(text)
