"""The numbers of matrices, gradients, channels and Part III in the pictures, by torch's reckoning."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tconv_lib.valid_same_full import tensorflow_same_padding
from tests.web.figures.figure_numbers import (
    given,
    holds,
    of_kind,
    tensor,
    torch_correlated,
    torch_transposed,
    trees,
)
from web.figures import PICTURES, facts


@pytest.mark.parametrize("name", of_kind("matrix_pair"))
def test_the_matrix_is_the_jacobian_of_torch_s_convolution(name):
    shown, size = facts(name), PICTURES[name].parameters["size"]
    layer = functional.conv2d if isinstance(size, tuple) else functional.conv1d
    shape = size if isinstance(size, tuple) else (size,)

    def forward(flat):
        return layer(flat.reshape(1, 1, *shape), tensor([[shown["w"]]]), stride=shown["stride"]).flatten()

    jacobian = torch.autograd.functional.jacobian(forward, torch.zeros(int(np.prod(shape)), dtype=torch.float64))
    assert shown["matrix"] == jacobian.tolist()
    assert shown["idle"] == [column for column in range(jacobian.shape[1]) if not jacobian[:, column].any()]
    taps = [value for value in np.ravel(jacobian) if value]
    assert holds(trees(name)[0], taps + [value for value in np.ravel(jacobian.T) if value])


def test_the_transpose_times_y_is_torch_s_transposed_convolution():
    shown = facts("matrix_product")
    assert shown["result"] == torch_transposed(shown["y"], shown["w"], stride=shown["stride"])
    assert holds(trees("matrix_product")[0], shown["result"])


def test_only_the_orthogonal_kernel_is_called_an_inverse():
    shown = facts("matrix_orthogonal")
    for w, product, verdict in zip(shown["kernels"], shown["products"], shown["verdicts"], strict=True):
        y = torch.eye(len(product), dtype=torch.float64)[:, None]
        up = functional.conv_transpose1d(y, tensor([[w]]), stride=shown["stride"])
        back = functional.conv1d(up, tensor([[w]]), stride=shown["stride"])[:, 0]
        assert torch.allclose(back, tensor(product))
        assert torch.allclose(back, torch.eye(len(product), dtype=torch.float64)) is (verdict == "the identity")


def test_the_haar_bank_gives_its_input_back_by_torch():
    shown = facts("matrix_haar")
    weight = tensor(shown["kernels"])[:, None] * shown["unit"]
    y = functional.conv2d(tensor([[shown["x"]]]), weight, stride=2)
    assert shown["y"] == y.flatten().tolist()
    assert functional.conv_transpose2d(y, weight, stride=2)[0, 0].tolist() == shown["total"] == shown["x"]
    matrix = weight.reshape(4, 4)
    assert torch.equal(matrix.T @ matrix, torch.eye(4, dtype=torch.float64))


def test_both_inner_products_are_torch_s():
    shown = facts("gradient_adjoint")
    forward = torch_correlated(shown["x"], shown["w"], stride=shown["stride"])
    backward = torch_transposed(shown["y"], shown["w"], stride=shown["stride"])
    assert shown["products"] == [np.dot(forward, shown["y"]), np.dot(shown["x"], backward)]
    assert shown["products"][0] == shown["products"][1]


def test_the_kernel_s_gradient_is_torch_s():
    shown = facts("gradient_weight")
    weight = torch.zeros(1, 1, shown["kernel_size"], dtype=torch.float64, requires_grad=True)
    functional.conv1d(tensor([[shown["x"]]]), weight, stride=shown["stride"]).backward(tensor([[shown["g"]]]))
    assert shown["result"] == weight.grad[0, 0].tolist()


@pytest.mark.parametrize("name", of_kind("tape_graph"))
def test_a_tape_has_torch_s_values_and_gradients(name):
    parameters = PICTURES[name].parameters
    values = {}
    for entry in parameters["tape"]:
        inputs = [values[source] for source in entry.get("inputs", ())]
        match entry.get("op"):
            case None:
                value = torch.tensor(float(entry["value"]), requires_grad=True)
            case "detach":
                value = inputs[0].detach().requires_grad_()
            case "add":
                value = inputs[0] + inputs[1]
            case "mul":
                value = inputs[0] * inputs[1]
        value.retain_grad()
        values[entry["name"]] = value
        assert value.item() == entry["value"]
    values[parameters["output"]].backward()
    assert facts(name)["gradient_of"] == {key: value.grad.item() for key, value in values.items()}


def test_gradients_accumulate_as_in_torch():
    shown = facts("tensors_autograd_accumulates")
    x = torch.tensor(3.0, requires_grad=True)
    totals = []
    for _ in shown["totals"]:
        (x * x).backward()
        totals.append(x.grad.item())
    assert shown["totals"] == totals


def test_names_share_storage_as_in_torch():
    a, e = torch.zeros(4), torch.zeros(4)
    tensors = {"a": a, "b": a, "c": a.detach(), "d": a.view(2, 2), "e": e}
    groups = {}
    for name, value in tensors.items():
        groups.setdefault(value.untyped_storage().data_ptr(), []).append(name)
    assert facts("tensors_autograd_storage")["groups"] == "; ".join(" and ".join(group) for group in groups.values())


def test_squeezed_shapes_are_torch_s():
    shown = facts("tensors_autograd_squeeze")
    x = torch.zeros(shown["shape"])
    results = (("squeeze()", x.squeeze()), ("squeeze(1)", x.squeeze(1)), ("unsqueeze(0)", x.unsqueeze(0)))
    assert shown["shapes"] == "; ".join(f"{call} gives {tuple(result.shape)}" for call, result in results)


def test_forward_and_backward_pass_have_torch_s_sizes():
    shown = facts("gradient_swap")
    layers = (shown["kernel_size"], shown["stride"])
    assert torch.nn.Conv1d(1, 1, *layers)(torch.zeros(1, 1, shown["input_size"])).shape[-1] == shown["small"]
    up = torch.nn.ConvTranspose1d(1, 1, *layers, output_padding=shown["extra"])
    assert up(torch.zeros(1, 1, shown["small"])).shape[-1] == shown["input_size"]


def test_weights_of_groups_have_torch_s_shapes():
    shown = facts("channels_groups_blocks")
    channels = (shown["in_channels"], shown["out_channels"])
    for groups, shapes in zip(shown["groups"], shown["shapes"], strict=True):
        layers = [layer(*channels, 3, groups=groups) for layer in (torch.nn.Conv2d, torch.nn.ConvTranspose2d)]
        assert [shape.replace("k", "3") for shape in shapes] == [str(tuple(layer.weight.shape)) for layer in layers]


def test_bilinear_kernels_are_what_torch_makes_of_a_single_one():
    shown = facts("upsampling_kernel")
    image = torch.zeros(1, 1, 5, 5, dtype=torch.float64)
    image[0, 0, 2, 2] = 1
    for stride, (unit, kernel) in zip(shown["strides"], shown["kernels"], strict=True):
        large = functional.interpolate(image, scale_factor=stride, mode="bilinear", align_corners=False)[0, 0]
        rows, columns = large.any(1), large.any(0)
        assert torch.allclose(large[rows][:, columns] * unit, tensor(kernel))


def test_products_of_the_routes_are_counted_from_torch_s_sizes():
    shown = facts("fast_multiplications")
    i, k, s = shown["input_size"], shown["kernel_size"], shown["stride"]
    counts = torch_transposed([1] * i, [1] * k, stride=s)
    by_route = shown["by_route"]
    assert by_route["scatter"] == by_route["gemm"] == sum(counts)
    assert by_route["insertion"] == len(counts) * k
    assert by_route["matrix"] == len(counts) * i
    phases = [functional.conv1d(torch.zeros(1, 1, i), torch.ones(1, 1, k // s), padding=k // s - 1)] * s
    assert by_route["phases"] == sum(out.shape[-1] * (k // s) for out in phases)
    assert holds(trees("fast_multiplications")[0], list(by_route.values()))


def test_broadcast_gradients_are_torch_s():
    shown = facts("tensors_autograd_broadcast")
    row, column = (torch.zeros(shape, requires_grad=True) for shape in ((shown["width"],), (shown["height"], 1)))
    (row + column).backward(torch.tensor(shown["g"], dtype=torch.float32))
    assert (shown["row"], shown["column"]) == (row.grad.tolist(), column.grad.tolist())


def test_many_channels_make_torch_s_one_number():
    shown = facts("sliding_window_channels")
    out = functional.conv2d(tensor([shown["x"]]), tensor([shown["w"]]), tensor([shown["bias"]]))
    assert out.item() == shown["total"]


def test_parameters_are_counted_by_torch():
    for name in of_kind("parameter_blocks"):
        shown = facts(name)
        layer = torch.nn.Conv2d(shown["in_channels"], shown["out_channels"], 3)
        assert shown["total"] == sum(parameter.numel() for parameter in layer.parameters())


def test_true_convolution_is_torch_s_full_transposed_convolution_of_a_single_one():
    shown = facts("sliding_window_flip")
    assert shown["correlated"] == torch_correlated(shown["x"], shown["w"], padding=1)
    assert shown["convolved"] == torch_transposed(shown["x"], shown["w"], padding=1)


def test_unpooling_and_interpolation_are_torch_s():
    shown = facts("scatter_contrast")
    x = tensor([[shown["x"]]])
    unpooled = functional.max_unpool1d(x, torch.tensor([[shown["places"]]]), kernel_size=2)
    assert shown["unpooled"] == unpooled[0, 0].tolist()
    assert shown["nearest"] == functional.interpolate(x, scale_factor=2)[0, 0].tolist()
    assert shown["stamped"] == torch_transposed(shown["x"], shown["w"], stride=2, padding=1, output_padding=1)


def test_turned_and_swapped_the_weight_does_the_same():
    weight = tensor(PICTURES["channels_groups_turn_and_swap"].parameters["weight"])
    turned = tensor(eval(facts("channels_groups_turn_and_swap")["turned"]))  # noqa: S307 - a list of our own
    x = torch.arange(8, dtype=torch.float64).reshape(1, 2, 1, 4)
    assert torch.equal(functional.conv_transpose2d(x, weight), functional.conv2d(x, turned, padding=(0, 1)))


def test_every_output_cell_meets_as_many_taps_as_torch_counts():
    shown = facts("channels_groups_fan_in")
    k, s = shown["kernel_size"], shown["stride"]
    counts = functional.conv_transpose2d(torch.ones(1, 1, 2 * k, 2 * k), torch.ones(1, 1, k, k), stride=s)[
        0, 0, k:-k, k:-k
    ]
    assert shown["met"] == sorted(set(counts.flatten().tolist()))
    assert shown["fan_in"] == shown["in_channels"] * counts.mean().item()


@pytest.mark.parametrize("name", of_kind("coverage_rows", "coverage_image"))
def test_coverage_is_a_transposed_convolution_of_ones(name):
    if PICTURES[name].kind == "coverage_image":
        i, k = facts(name)["input_size"], facts(name)["kernel_size"]
        ones = [[1] * i] * i, [[1] * k] * k
        assert facts(name)["rows"] == torch_transposed(*ones, **given(name, "stride", "padding"))
    else:
        for (i, k, s, d), row in zip(facts(name)["cases"], facts(name)["rows"], strict=True):
            assert row == torch_transposed([1] * i, [1] * k, stride=s, dilation=d)
    assert holds(trees(name)[0], [count for row in facts(name)["rows"] for count in row])


@pytest.mark.parametrize("name", of_kind("interleave", "columns_grid"))
def test_phases_and_columns_add_up_to_torch_s_result(name):
    shown = facts(name)
    assert shown["full"] == torch_transposed(shown["x"], shown["w"], stride=shown["stride"])
    assert (
        all(shown["outputs"][c % shown["stride"]][c // shown["stride"]] == v for c, v in enumerate(shown["full"]))
        if ("outputs" in shown)
        else shown["products"] == np.outer(shown["w"], shown["x"]).tolist()
    )


def test_pixel_shuffle_is_torch_s():
    shown = facts("subpixel_shuffle")
    assert shown["image"] == functional.pixel_shuffle(torch.arange(16).reshape(1, 4, 2, 2), 2)[0, 0].tolist()


def test_a_ramp_through_equal_phase_sums_is_torch_s():
    shown = facts("checkerboard_ramp")
    for w, ramp in zip(shown["kernels"], shown["ramps"], strict=True):
        full = torch_transposed([1, 2, 3, 4], w, stride=shown["stride"])
        assert ramp == full[len(w) - shown["stride"] : 4 * shown["stride"]]
    assert all(len(set(sums)) == 1 for sums in shown["sums"])


def test_the_bilinear_strip_agrees_with_torch_s_interpolation_inside():
    shown = facts("upsampling_bilinear_strip")
    smooth = functional.interpolate(tensor([[shown["x"]]]), scale_factor=2, mode="linear", align_corners=False)[
        0, 0
    ].tolist()
    assert shown["result"][1:-1] == smooth[1:-1]
    assert shown["result"][0] != smooth[0]


def test_the_tied_kernel_is_torch_s_resize_then_convolution():
    shown = facts("upsampling_tied")
    large = functional.interpolate(tensor([[shown["x"]]]), scale_factor=2)[0, 0].tolist()
    assert shown["result"] == torch_correlated(large, shown["small"], padding=1)


@pytest.mark.parametrize("name", of_kind("same_shift"))
def test_tensorflow_s_crop_is_the_padding_of_the_convolution_that_it_transposes(name):
    shown = facts(name)
    before, _ = tensorflow_same_padding(shown["size"], shown["kernel_size"], shown["stride"])
    assert shown["start"] == before
    layer = torch.nn.ConvTranspose1d(1, 1, shown["kernel_size"], shown["stride"], shown["padding"], shown["extra"])
    assert layer(torch.zeros(1, 1, shown["input_size"])).shape[-1] == shown["size"]
    assert (shown["shift"] == 0) == (name == "frameworks_same_agrees")
