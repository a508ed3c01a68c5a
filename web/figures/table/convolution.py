"""Pictures of Part I: convolution, precisely."""

from __future__ import annotations

from web.figures import channels, contrasts, fields, windows
from web.figures.picture import Picture

__all__ = ["PICTURES"]

SQUARE = [[0, 1], [2, 3]]
COUNT = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
DIAGONAL = [[1, 0], [0, -1]]
ONES3 = [[1, 1, 1]] * 3

PICTURES = {
    "sliding_window_frames": Picture(
        windows.conv_frames,
        {"x": COUNT, "w": DIAGONAL},
        "A window slides over an image. The kernel {w} on the image {x} gives {out}.",
    ),
    "sliding_window_strided": Picture(
        windows.conv_frames,
        {"x": [[(r * c + r) % 5 for c in range(5)] for r in range(5)], "w": ONES3, "stride": 2},
        "A window that moves by two cells. The kernel {w} on the image {x} at stride {stride} gives {out}.",
    ),
    "sliding_window_padded": Picture(
        windows.conv_frames,
        {"x": COUNT, "w": ONES3, "padding": 1, "positions": [0, 1, 4, 8]},
        "A window on a padded image. The kernel {w} on the image {x} with a ring of zeros gives {out}.",
    ),
    "sliding_window_flip": Picture(
        contrasts.flip_contrast,
        {"x": [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "w": COUNT},
        "Cross-correlation and true convolution of a single 1. With a ring of zeros round the image, cross-correlation"
        " with the kernel {w} gives it turned by half a turn, {correlated}; true convolution gives it as it is,"
        " {convolved}.",
    ),
    "sliding_window_channels": Picture(
        channels.channel_sum,
        {
            "x": [[[1, 2], [3, 4]], [[0, 1], [1, 0]], [[2, 0], [0, 2]]],
            "w": [DIAGONAL, [[1, 1], [1, 1]], SQUARE],
            "bias": 5,
        },
        "Many channels make one number. Three windows times the three slices of one kernel, plus the bias {bias}:"
        " {sum} = {total}.",
    ),
    "sliding_window_parameters": Picture(
        channels.parameter_blocks,
        {"in_channels": 3, "out_channels": 1, "kernel_shape": (3, 3)},
        "The parameters of a layer. {in_channels} input channels, {out_channels} output channel and a {kernel}"
        " kernel: {total} numbers with the bias.",
    ),
    "sliding_window_parameters_two": Picture(
        channels.parameter_blocks,
        {"in_channels": 3, "out_channels": 2, "kernel_shape": (3, 3)},
        "The parameters of a layer with two outputs. {in_channels} input channels, {out_channels} output channels"
        " and {kernel} kernels: {total} numbers with the biases.",
    ),
    "output_size_windows": Picture(
        windows.window_rows,
        {"rows": [(7, 0, 0), (8, 0, 0)], "kernel_size": 3, "stride": 2, "misfit": True},
        "Windows that fit. Rows of {inputs} cells under a kernel of {kernel_size} at stride {stride} have {sizes}"
        " windows; the next one, dashed, does not fit, and in the longer row the last cell is never read.",
    ),
    "output_size_padded_windows": Picture(
        windows.window_rows,
        {"rows": [(5, 1, 1), (6, 1, 1)], "kernel_size": 3, "stride": 2, "misfit": True},
        "Windows on padded rows. Rows of {inputs} cells with a zero on each side have {sizes} windows of"
        " {kernel_size} cells at stride {stride}; what goes unread in the longer row is the right zero, cell"
        " {missed}.",
    ),
    "output_size_gaps": Picture(
        windows.window_rows,
        {"rows": [(7, 0, 0)], "kernel_size": 2, "stride": 3},
        "Cells between windows. A kernel of {kernel_size} cells at stride {stride} on a row of {inputs} has"
        " {sizes} windows and never reads cells {unread}.",
    ),
    "output_size_dilated_gaps": Picture(
        windows.window_rows,
        {"rows": [(7, 0, 0)], "kernel_size": 2, "stride": 2, "dilation": 2},
        "A dilated kernel in step with its stride. A kernel of {kernel_size} cells with dilation {dilation} at"
        " stride {stride} on a row of {inputs} has {sizes} windows and never reads cells {unread}.",
    ),
    "output_size_unread": Picture(
        windows.unread_image,
        {"cases": [(8, 0), (6, 1)], "kernel_size": 3, "stride": 2},
        "Where the eighth row went. Of images of {inputs} rows with padding {paddings} a kernel of {kernel_size}"
        " rows at stride {stride} makes {sizes} rows. Of the first, row and column {missed} are never read; of the"
        " padded one, only zeros. The windows on the diagonal are outlined.",
    ),
    "output_size_preimage": Picture(
        windows.preimage,
        {"kernel_size": 3, "stride": 2, "outputs": (2, 3, 4), "letter": "u"},
        "Which sizes share a result. With kernel size {kernel_size}, stride {stride}, padding {padding} the"
        " convolution takes {groups}.",
    ),
    "output_size_preimage_padded": Picture(
        windows.preimage,
        {"kernel_size": 3, "stride": 2, "padding": 1, "outputs": (2, 3, 4), "letter": "u"},
        "Which sizes share a result with padding. With kernel size {kernel_size}, stride {stride}, padding"
        " {padding} the convolution takes {groups}.",
    ),
    "output_size_preimage_three": Picture(
        windows.preimage,
        {"kernel_size": 5, "stride": 3, "padding": 2, "outputs": (4, 5), "letter": "u"},
        "Three sizes share a result at stride three. With kernel size {kernel_size}, stride {stride}, padding"
        " {padding} the convolution takes {groups}.",
    ),
    "output_size_dilation": Picture(
        windows.dilation_rows,
        {"w": [1, 10, 100], "dilations": (1, 2, 3)},
        "A kernel that spreads. The kernel {w} with dilation {dilations} spans {extents} cells.",
    ),
    "valid_same_full_windows": Picture(
        windows.window_rows,
        {"rows": [(5, 0, 0), (5, 1, 1), (5, 2, 2)], "kernel_size": 3, "names": ["valid", "same", "full"]},
        "Valid, same and full. Rows of {inputs} cells under a kernel of {kernel_size}, with {before} zeros on"
        " each side, become {sizes} cells.",
    ),
    "valid_same_full_even": Picture(
        windows.window_rows,
        {"rows": [(5, 1, 2), (5, 2, 1)], "kernel_size": 4, "names": ["extra zero right", "extra zero left"]},
        "An even kernel needs one more zero on one side. To keep {sizes} cells, a kernel of {kernel_size} takes"
        " {before} zeros before and {after} after them.",
    ),
    "valid_same_full_tensorflow": Picture(
        windows.window_rows,
        {"rows": [(6, 0, 1), (6, 1, 1)], "kernel_size": 3, "stride": 2, "names": ["TensorFlow same", "padding 1"]},
        "Two ways to make three of six. With kernel size {kernel_size} and stride {stride}, the zeros before are"
        " {before} and the zeros after {after}, first for TensorFlow's same, then for symmetric padding; the"
        " windows lie one cell apart.",
    ),
    "valid_same_full_images": Picture(
        windows.pad_frames,
        {"size": 4, "kernel_size": 3, "names": ["valid", "same", "full"], "paddings": [0, 1, 2]},
        "Valid, same and full on an image. A {size}×{size} image and a {kernel_size}×{kernel_size} kernel give"
        " sizes {outputs}.",
    ),
    "receptive_field_cone": Picture(
        fields.cone,
        {"layers": [(3, 1, 0, 1), (3, 1, 0, 1)], "input_size": 9, "index": 2},
        "How far one cell sees. Through layers of kernel size, stride, padding, dilation {layers}, output cell"
        " {index} sees input cells {first} to {last}, {seen} cells.",
    ),
    "receptive_field_cone_strided": Picture(
        fields.cone,
        {"layers": [(3, 2, 1, 1), (3, 2, 1, 1)], "input_size": 11, "index": 1},
        "How far one cell sees through strides. Through layers of kernel size, stride, padding, dilation"
        " {layers}, output cell {index} sees input cells {first} to {last}, {seen} cells; the layers have {sizes}"
        " cells.",
    ),
    "receptive_field_cone_border": Picture(
        fields.cone,
        {"layers": [(3, 2, 1, 1), (3, 2, 1, 1)], "input_size": 9, "index": 0},
        "The first cell sees padding. Through layers of kernel size, stride, padding, dilation {layers}, output"
        " cell {index} sees cells {first} to {last}; those below 0 lie outside the input.",
    ),
    "receptive_field_cone_dilated": Picture(
        fields.cone,
        {"layers": [(3, 1, 0, 1), (3, 1, 0, 2)], "input_size": 11, "index": 2},
        "Dilation widens the view. Through layers of kernel size, stride, padding, dilation {layers}, output cell"
        " {index} sees input cells {first} to {last}, {seen} cells.",
    ),
    "receptive_field_cone_gridding": Picture(
        fields.cone,
        {"layers": [(3, 1, 0, 2), (3, 1, 0, 2)], "input_size": 11, "index": 1},
        "Dilations that share a factor. Through layers of kernel size, stride, padding, dilation {layers}, output"
        " cell {index} reaches from input cell {first} to {last}, and sees every second cell between them.",
    ),
    "receptive_field_effective": Picture(
        fields.path_counts,
        {"kernel_size": 3, "depth": 3},
        "The middle counts most. The number of paths from each input cell to one output cell through one, two and"
        " three layers of kernel size {kernel_size}: {rows}.",
    ),
}
