"""Pictures of Part II, first half: from the definition to the matrix."""

from __future__ import annotations

from web.figures import contrasts, crops, insertion, matrices, patterns, stamps, windows
from web.figures.picture import Picture

__all__ = ["PICTURES"]

SQUARE = [[0, 1], [2, 3]]
COUNT = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
X, W = [1, 2, 3], [1, 10, 100]

PICTURES = {
    "scatter_frames": Picture(
        stamps.stamp_frames,
        {"x": SQUARE, "w": SQUARE},
        "Stamping an image cell by cell. The image {x} is stamped by the kernel {w} at stride {stride};"
        " overlapping stamps add up to {full}.",
    ),
    "scatter_strided": Picture(
        stamps.stamp_frames,
        {"x": SQUARE, "w": SQUARE, "stride": 2},
        "Stamping with a stride. The image {x} is stamped by the kernel {w} at stride {stride}; the stamps lie"
        " side by side and give {full}.",
    ),
    "scatter_strip": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2},
        "The stamps of a row. The cells {x} each scale the kernel w = ({w}), {stride} cells apart; the columns"
        " add up to full = {full}.",
    ),
    "scatter_overlap": Picture(
        patterns.stamp_overlap,
        {"input_size": 2, "kernel_sizes": [3, 4], "stride": 2},
        "Where the stamps of an image overlap. The four stamps of a {input_size}×{input_size} input at stride {stride},"
        " outlined, and the number of products that each cell adds up. With kernel size 3: {first}. With kernel size"
        " 4: {last}.",
    ),
    "scatter_contributors": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2, "cell": 4},
        "Who contributes to one output cell. Of the stamps of {x} with w = ({w}) at stride {stride}, cell {cell}"
        " of full receives {sum} = {value}.",
    ),
    "scatter_worked_example": Picture(
        stamps.stamp_frames,
        {"x": [[1, 2], [3, 4]], "w": [[1, 0], [0, -1]]},
        "The worked example of the fifth source. The image {x} is stamped by the kernel {w}, and the sum is {full}.",
    ),
    "scatter_holes": Picture(
        stamps.stamp_strip,
        {"x": X, "w": [1, 10], "stride": 3},
        "Stamps that leave holes. A kernel of two cells, ({w}), at stride {stride} leaves a hole between"
        " neighbouring stamps: full = {full}.",
    ),
    "scatter_contrast": Picture(
        contrasts.upsampling_contrast,
        {"x": [1, 3, 2], "w": W, "places": [1, 2, 5]},
        "Three ways to double a row. Of {x}, max unpooling makes {unpooled}, with zeros between remembered places"
        " {places}; nearest-neighbour interpolation makes {nearest}; a transposed convolution with w = ({w}) makes"
        " {stamped}, as its weights decide.",
    ),
    "padding_crops_ring": Picture(
        crops.crop_frames,
        {"x": SQUARE, "w": SQUARE, "paddings": [0, 1, 2]},
        "Padding crops the sum. Of the stamps' sum {full}, padding takes that many rings away.",
    ),
    "padding_crops_rows": Picture(
        crops.crop_rows,
        {"input_size": 5, "kernel_size": 3, "stride": 1, "choices": [(0, 0), (1, 0), (2, 0)]},
        "More padding, fewer cells. At stride {stride} and kernel size {kernel_size}, {input_size} cells become"
        " {sizes} with padding {paddings}.",
    ),
    "padding_crops_strip": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2, "padding": 1},
        "Padding crops both ends. Of full = {full}, padding {padding} crops one cell at each end, which leaves"
        " {result}.",
    ),
    "padding_crops_even": Picture(
        crops.crop_rows,
        {"input_size": 5, "kernel_size": 4, "stride": 1, "choices": [(0, 0), (1, 0), (2, 0)]},
        "An even kernel at stride one, without dilation, never keeps the size."
        " With kernel size {kernel_size}, {input_size} cells"
        " become {sizes} with padding {paddings}.",
    ),
    "padding_crops_scale": Picture(
        crops.crop_rows,
        {"input_size": 4, "kernel_size": 4, "stride": 2, "choices": [(0, 0), (1, 0), (2, 0)]},
        "The padding that doubles. With kernel size {kernel_size} and stride {stride}, {input_size} cells become"
        " {sizes} with padding {paddings}.",
    ),
    "output_padding_comes_back": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2, "padding": 1, "output_padding": 1},
        "A cropped cell comes back. Of full = {full}, padding {padding} crops one cell at each end;"
        " output_padding {output_padding} brings {back} back on the right, so that the result is {result}.",
    ),
    "output_padding_puzzle": Picture(
        stamps.stamp_strip,
        {"x": [1, 2, 3, 4], "w": W, "stride": 2, "padding": 1, "output_padding": 1},
        "Eight cells out of four. The cells {x} stamp w = ({w}), {stride} cells apart; padding crops one cell at each"
        " end, and output padding brings the last one back: {result}.",
    ),
    "output_padding_beyond": Picture(
        stamps.stamp_strip,
        {"x": X, "w": W, "stride": 2, "output_padding": 1},
        "A cell beyond the stamps. With padding {padding} there is nothing to bring back: output_padding"
        " {output_padding} adds {beyond} cell beyond full = {full}, and the result is {result}.",
    ),
    "output_padding_preimage": Picture(
        windows.preimage,
        {"kernel_size": 3, "stride": 2, "padding": 1, "outputs": (2, 3, 4), "chosen": 6},
        "The choice of output padding. With kernel size {kernel_size}, stride {stride}, padding {padding} the"
        " convolution takes {groups}; output padding {output_padding} chooses {chosen}.",
    ),
    "output_padding_sizes": Picture(
        crops.crop_rows,
        {"input_size": 3, "kernel_size": 3, "stride": 2, "choices": [(0, 0), (0, 1), (1, 0), (1, 1)]},
        "Two kinds of extra cell. From {input_size} cells, kernel size {kernel_size}, stride {stride}: with"
        " padding {paddings} and output padding {extras} the sizes are {sizes}; without padding the extra cell"
        " lies beyond the stamps, with padding it is a cropped cell that comes back.",
    ),
    "output_padding_back": Picture(
        crops.there_and_back,
        {"input_size": 3, "kernel_size": 3, "stride": 2, "padding": 1, "extras": [0, 1, 2]},
        "Why output padding stays below the stride. From {input_size}, output padding {extras} leads to {larges},"
        " which the convolution takes back to {backs}.",
    ),
    "output_padding_dilated": Picture(
        crops.there_and_back,
        {"input_size": 5, "kernel_size": 3, "stride": 1, "padding": 0, "extras": [0, 1, 2], "dilation": 3},
        "What PyTorch accepts beyond the stride. With stride {stride} and dilation {dilation}, output padding"
        " {extras} leads from {input_size} to {larges}, which the convolution takes back to {backs}.",
    ),
    "output_padding_decoder": Picture(
        crops.decoder,
        {"size": 22, "layers": [(3, 2, 1, 1), (3, 2, 1, 1)]},
        "A decoder that misses its skips. The encoder's sizes are {down}; without output padding the decoder"
        " makes {plain}, with {planned} it makes {fitted}.",
    ),
    "output_padding_twelve": Picture(
        crops.decoder,
        {"size": 12, "layers": [(3, 2, 1, 1)]},
        "Twelve, six, and back. The encoder's sizes are {down}; without output padding the decoder makes {plain},"
        " with {planned} it makes {fitted}.",
    ),
    "zero_insertion_steps": Picture(
        insertion.insertion_steps,
        {"x": X, "w": W, "stride": 2, "padding": 1},
        "Four steps to the same result. {x} becomes {spread}, padded {canvas}; the flipped kernel {flipped}"
        " slides over it and gives {out}.",
    ),
    "zero_insertion_stamps": Picture(
        stamps.stamp_strip,
        {"x": [1, 0, 2, 0, 3], "w": W},
        "The stamp version, without a flip. The row with its zeros inserted, {x}, stamped with w = ({w}) at stride"
        " {stride}, gives the same full = {full}.",
    ),
    "zero_insertion_slide": Picture(
        insertion.insertion_slide,
        {"x": X, "w": W, "stride": 2, "padding": 1, "output_padding": 1},
        "The flipped kernel slides. On the canvas {canvas} the flipped kernel {flipped} gives {out}.",
    ),
    "zero_insertion_canvas": Picture(
        insertion.insertion_canvas,
        {"x": [[1, 2], [3, 4]], "w": COUNT, "stride": 2},
        "The canvas in two dimensions. The image {x} with zeros between its cells and a border makes a canvas of"
        " {height} by {width} cells; of {products} products {useful} meet an input cell.",
    ),
    "zero_insertion_full": Picture(
        insertion.insertion_steps,
        {"x": X, "w": [1, 10], "stride": 1},
        "At stride one it is full true convolution. {x} padded to {canvas} under the flipped kernel {flipped}"
        " gives {out}.",
    ),
    "zero_insertion_crop": Picture(
        insertion.insertion_steps,
        {"x": X, "w": W, "stride": 2, "padding": 3},
        "A negative pad is a crop. With padding {padding} the pads are {before} and {after}: of {spread} the"
        " canvas keeps {canvas}, and the result is {out}.",
    ),
    "zero_insertion_crop_after_pad": Picture(
        insertion.insertion_steps,
        {"x": [7], "w": [1], "stride": 5, "padding": 2, "output_padding": 4},
        "Pad first, then crop. With kernel size 1, stride {stride}, padding {padding}, output padding"
        " {output_padding} the pads are {before} and {after}, and the result is {out}.",
    ),
    "zero_insertion_dilation": Picture(
        insertion.zeros_where,
        {"x": X, "w": W, "stride": 2, "dilation": 2},
        "Stride and dilation put zeros in different places. Stride {stride} makes the input {x}, dilation"
        " {dilation} the kernel {w}, into {spreads}.",
    ),
    "zero_insertion_dilated_steps": Picture(
        insertion.insertion_steps,
        {"x": [1, 2], "w": W, "stride": 2, "dilation": 2, "padding": 2},
        "The four steps with a dilated kernel. {x} becomes {spread}, padded {canvas}; the flipped kernel"
        " {flipped} with dilation {dilation} gives {out}.",
    ),
    "matrix_sparsity": Picture(
        matrices.matrix_pair,
        {"w": [1, 2, 3], "size": 7, "stride": 2},
        "A convolution's matrix and its transpose. Kernel {w}, stride {stride}, {columns} cells in: C has {rows}"
        " rows and {columns} columns, {filled} of {cells} entries are taps.",
    ),
    "matrix_sparsity_2d": Picture(
        matrices.matrix_pair,
        {"w": [[1, 2], [3, 4]], "size": (3, 3)},
        "The matrix of an image's convolution. Kernel {w} on a 3×3 image: C has {rows} rows and {columns}"
        " columns, {matrix}.",
    ),
    "matrix_unread": Picture(
        matrices.matrix_pair,
        {"w": [1, 2, 3], "size": 8, "stride": 2},
        "A column of zeros. Kernel {w}, stride {stride}, {columns} cells in: column {idle} of C is zero, as is"
        " that row of its transpose.",
    ),
    "matrix_product": Picture(
        matrices.matrix_product,
        {"w": W, "y": X, "input_size": 7, "stride": 2, "cell": 2},
        "The transpose times y. The columns of the transpose are the stamps of {w}; times {y} they give {result},"
        " and row {cell} gathers {sum}.",
    ),
    "matrix_haar": Picture(
        matrices.bank,
        {
            "x": [[4, 2], [6, 8]],
            "kernels": [[[1, 1], [1, 1]], [[1, -1], [1, -1]], [[1, 1], [-1, -1]], [[1, -1], [-1, 1]]],
            "unit": 0.5,
        },
        "The Haar bank comes back whole. Four kernels of plus and minus {unit} make {y} of the window {x}; the sum of"
        " their stamps is {total} again.",
    ),
    "matrix_orthogonal": Picture(
        matrices.gram,
        {"kernels": [[0.6, 0.8], [1, 1]], "size": 6, "stride": 2},
        "When the transpose undoes. At stride {stride}, C times its transpose is {verdicts} for the kernels {kernels}.",
    ),
}
