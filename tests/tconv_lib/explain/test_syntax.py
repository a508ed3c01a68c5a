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
        ('{"op": "Conv", "strides": [2, 2]}', ["Conv"]),
        ("%y = Conv[dilations = [1, 1], strides = [2, 2]](%x, %w)", ["Conv"]),
        ("helper.make_node('Conv', ['x', 'w'], ['y'], strides=[2, 2])", ["Conv"]),
        ("model.add(Conv2D(8, 3))", ["Conv2D"]),
        ("keras.Sequential(layers=[Conv2D(8, 3), ReLU()], name='a')", ["Conv2D", "ReLU"]),
        ("Sequential(\n  (0): Conv2d(1, 2, kernel_size=(3, 3))\n  (act): ReLU(inplace=True)\n)", ["Conv2d", "ReLU"]),
        ("\x1b[31mnn.Conv2d(1,\xa02, 3)\x1b[0m  # a comment\r\nnn.ReLU()", ["Conv2d", "ReLU"]),
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


@pytest.mark.parametrize(
    "text",
    [
        "nn.ConvTranspose2d(64, 32, 3, output_padding=1",  # half a layer is no node of ONNX
        "I set strides=2 there",
        "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total)",
    ],
)
def test_nothing_is_read_into_a_text(text):
    with pytest.raises(ExplainError):
        read_calls(text)


def test_an_unfinished_bracket_is_named():
    with pytest.raises(ExplainError, match=r"the brackets of .* do not match"):
        read_calls("nn.ConvTranspose2d(64, 32, 3, stride=2")


def test_a_printed_model_is_read_as_torch_prints_it():
    torch_nn = pytest.importorskip("torch").nn
    model = torch_nn.Sequential(
        torch_nn.Conv2d(3, 8, 3, 2, 1),
        torch_nn.Sequential(torch_nn.MaxPool2d(2), torch_nn.Upsample(scale_factor=2, mode="nearest")),
        torch_nn.ConvTranspose2d(8, 3, (3, 5), output_padding=0),
    )
    calls = read_calls(str(model))
    assert [call.name for call in calls] == ["Conv2d", "MaxPool2d", "Upsample", "ConvTranspose2d"]
    assert calls[3].keywords["kernel_size"] == (3, 5)


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
