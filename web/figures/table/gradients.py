"""Pictures of Part II, second half: tensors and autograd, gradients, channels and groups."""

from __future__ import annotations

from web.figures import graphs, matrices, stamps, weights
from web.figures.picture import Picture

__all__ = ["PICTURES"]

X, W = [1, 2, 3], [1, 10, 100]

PICTURES = {
    "tensors_autograd_graph": Picture(
        graphs.tape_graph,
        {
            "tape": [
                {"name": "x", "value": 3},
                {"name": "w", "value": 2},
                {"name": "y", "op": "mul", "inputs": ["x", "w"], "value": 6},
                {"name": "z", "op": "mul", "inputs": ["y", "y"], "value": 36},
                {"name": "loss", "op": "add", "inputs": ["z", "x"], "value": 39},
            ],
            "output": "loss",
            "places": {"x": (0, 0), "w": (1, 0), "y": (1, 1), "z": (1, 2), "loss": (0.5, 3)},
        },
        "A tape as a graph. The values are {values}; the gradients of {output} are {gradients}.",
    ),
    "tensors_autograd_detach": Picture(
        graphs.tape_graph,
        {
            "tape": [
                {"name": "x", "value": 3},
                {"name": "y", "op": "mul", "inputs": ["x", "x"], "value": 9},
                {"name": "c", "op": "detach", "inputs": ["y"], "value": 9},
                {"name": "loss", "op": "mul", "inputs": ["y", "c"], "value": 81},
            ],
            "output": "loss",
            "places": {"x": (0.5, 0), "y": (0, 1), "c": (1, 2), "loss": (0.5, 3)},
        },
        "Detach cuts the graph. The values are {values}; the gradients of {output} are {gradients}: nothing flows"
        " through the dashed edge.",
    ),
    "tensors_autograd_accumulates": Picture(
        graphs.accumulation,
        {
            "tape": [{"name": "x", "value": 3}, {"name": "y", "op": "mul", "inputs": ["x", "x"], "value": 9}],
            "output": "y",
            "leaf": "x",
        },
        "Backward adds. Each pass through y = x · x at x = 3 adds {each} to the gradient of {leaf}: {totals}.",
    ),
    "tensors_autograd_storage": Picture(
        graphs.storages,
        {
            "program": [
                ("new", "a", None),
                ("alias", "b", "a"),
                ("detach", "c", "a"),
                ("view", "d", "a"),
                ("new", "e", None),
            ]
        },
        "Names and storages. There are {count} storages, shared by {groups}.",
    ),
    "tensors_autograd_squeeze": Picture(
        graphs.shape_steps,
        {"shape": (1, 1, 3, 3), "steps": [("squeeze", None), ("squeeze", 1), ("unsqueeze", 0)]},
        "Squeeze and unsqueeze. From the shape {shape}: {shapes}.",
    ),
    "tensors_autograd_broadcast": Picture(
        graphs.broadcast,
        {"g": [[1, 2, 3], [4, 5, 6]]},
        "The gradient of what was broadcast is a sum. Of the incoming gradient {g} a row that was repeated gets"
        " {row}, a column gets {column}.",
    ),
    "gradient_adjoint": Picture(
        matrices.adjoint,
        {"w": [1, 2, 3], "x": [1, 0, 2, 1, 3, 1, 2], "y": [1, 2, 1], "stride": 2},
        "Two inner products that agree. For x = {x} and y = {y}, C x = {forward} and the transpose gives"
        " {backward}; both inner products are {products}.",
    ),
    "gradient_jacobian": Picture(
        matrices.matrix_pair,
        {"w": [1, 2, 3], "size": 5, "stride": 2, "names": ("∂y/∂x", "its transpose")},
        "Jacobian and gradient layout. The Jacobian of y = C x has a row for each y, {matrix}; the gradient at x"
        " is its transpose times the gradient at y.",
    ),
    "gradient_swap": Picture(
        graphs.swap,
        {"input_size": 7, "kernel_size": 3, "stride": 2},
        "Forward and backward change places. A convolution takes {input_size} cells to {small} with C forward and"
        " its transpose backward; the transposed convolution takes {small} to {input_size} with the transpose"
        " forward and C backward.",
    ),
    "gradient_unread": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2, "output_padding": 1},
        "The gradient at a cell that was never read. The incoming gradient {x} stamps w = ({w}) at stride"
        " {stride}; for an input of {size} cells the backward pass needs {beyond} cell beyond full, and it is 0:"
        " {result}.",
    ),
    "gradient_weight": Picture(
        graphs.weight_gradient,
        {"x": [1, 2, 3, 4, 5, 6, 7], "g": [1, 10, 100], "kernel_size": 3, "stride": 2},
        "The gradient at the kernel. Each tap meets the input {x} in cells {stride} apart, once for each cell of"
        " the incoming gradient {g}: {result}.",
    ),
    "channels_groups_readings": Picture(
        weights.two_readings,
        {"rows": 3, "columns": 2},
        "One weight, read in two directions. A tensor of {rows} by {columns} kernels: a convolution reads rows as"
        " outputs and columns as inputs, its transpose rows as inputs and columns as outputs.",
    ),
    "channels_groups_blocks": Picture(
        weights.group_frames,
        {"in_channels": 4, "out_channels": 4, "groups": [1, 2, 4]},
        "Groups are blocks. With {in_channels} input and {out_channels} output channels and groups {groups}, an"
        " output channel reads only the input channels of its own group.",
    ),
    "channels_groups_turn_and_swap": Picture(
        weights.turn_and_swap,
        {"weight": [[[[1, 2]], [[3, 4]], [[5, 6]]], [[[7, 8]], [[9, 10]], [[11, 12]]]]},
        "Turned and swapped. The transposed weight {weight} becomes the convolution weight {turned}: every kernel"
        " turned, the two channel axes swapped.",
    ),
    "channels_groups_fan_in": Picture(
        weights.taps_met,
        {"kernel_size": 4, "stride": 2, "in_channels": 256},
        "How many products an output cell sums. Of the {taps} taps of a {kernel_size}×{kernel_size} kernel at"
        " stride {stride} each output cell meets {met}; over {in_channels} channels that makes {fan_in} products.",
    ),
    "channels_groups_bias": Picture(
        stamps.stamp_strip,
        {"x": X, "w": [1, 10], "stride": 3, "output_padding": 1, "bias": 5},
        "The bias reaches every cell. Stamps of ({w}) at stride {stride} leave holes and a cell beyond full; the"
        " bias {bias} is added there as well: {result}.",
    ),
}
