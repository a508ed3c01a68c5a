"""The matrices in the pictures are the Jacobians of torch's layers."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.web.figures.figure_numbers import (
    drawn_by,
    holds,
    tensor,
    torch_correlated,
    torch_transposed,
    trees,
)
from web.figures import PICTURES, facts, matrices


@pytest.mark.parametrize("name", drawn_by(matrices.matrix_pair))
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
