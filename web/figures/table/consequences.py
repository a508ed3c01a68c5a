"""Pictures of Parts III and IV: consequences, networks."""

from __future__ import annotations

from web.figures import crops, images, patterns, signals, stamps, weights
from web.figures.picture import Picture

__all__ = ["PICTURES"]

X, W = [1, 2, 3], [1, 10, 100]

PICTURES = {
    "upsampling_nearest": Picture(
        stamps.stamp_strip,
        {"x": [1, 3, 2], "w": [1, 1], "stride": 2},
        "Nearest neighbour as stamps. The cells {x} with the kernel ({w}) at stride {stride} give {full}.",
    ),
    "upsampling_bilinear_strip": Picture(
        stamps.stamp_strip,
        {"x": [4, 8, 4], "w": [0.25, 0.75, 0.75, 0.25], "stride": 2, "padding": 1},
        "Linear interpolation as stamps. The cells {x} with the kernel ({w}) at stride {stride} and padding"
        " {padding} give {result}; the first and the last cell are too small, since a neighbour is missing.",
    ),
    "upsampling_kernel": Picture(
        patterns.kernel_heat,
        {"strides": [2, 3]},
        "Bilinear kernels for even and odd strides. For stride 2 the centre lies between taps, for stride 3 on a tap.",
    ),
    "upsampling_tied": Picture(
        patterns.tied_strip,
        {"x": [1, 2], "w": W, "stride": 2, "padding": 1},
        "Resize, then convolve, in one. The kernel ({small}) turned, and added to itself one cell on, is ({w}); its"
        " stamps of {x} at stride {stride} give {result}.",
    ),
    "subpixel_phases": Picture(
        patterns.interleave,
        {"x": X, "w": W, "stride": 2},
        "Phases, interleaved. At stride {stride} the kernel ({w}) splits into {kernels}; the row {x} gives"
        " {outputs}, and interleaved {full}.",
    ),
    "subpixel_phases_three": Picture(
        patterns.interleave,
        {"x": [1, 2], "w": [1, 2, 3, 4], "stride": 3},
        "Phases where the stride does not divide the kernel. At stride {stride} the kernel ({w}) splits into"
        " {kernels}; the row {x} gives {outputs}, and interleaved {full}.",
    ),
    "subpixel_shuffle": Picture(
        patterns.shuffle_blocks,
        {"size": 2, "upscale": 2},
        "Pixel shuffle. {count} channels of 2×2 become one image, {image}.",
    ),
    "checkerboard_squares": Picture(
        images.through_layers,
        {"size": 12, "stacks": [[(3, 2, 1, 1)] * 2, [(4, 2, 1, 0)] * 2]},
        "A smooth bump through two layers whose taps are all equal. {size} pixels become {sizes}; at its top"
        " neighbouring pixels differ by {swings} percent: squares after kernels of 3, none after kernels of 4.",
    ),
    "checkerboard_spectrum": Picture(
        images.spectra,
        {"size": 12, "stacks": [[(3, 2, 1, 1)], [(3, 2, 1, 1)] * 2, [(4, 2, 1, 0)] * 2]},
        "How strong each frequency is in the middle row. Beside the bump itself, at 1 to 3 cycles, there are peaks, in"
        " percent of the strongest: {peaks}, in turn.",
    ),
    "checkerboard_overlap": Picture(
        patterns.stamp_overlap,
        {"input_size": 3, "kernel_sizes": [3, 4], "stride": 2, "side": 21},
        "Stamps that overlap on both axes. The nine stamps of a {input_size}×{input_size} image at stride {stride},"
        " outlined, and the number of products in each cell. Kernel size 3: {first}. Kernel size 4: {last}.",
    ),
    "checkerboard_coverage": Picture(
        patterns.coverage_rows,
        {"cases": [(4, 3, 2, 1), (4, 4, 2, 1), (3, 5, 2, 1)]},
        "How many products a cell sums. For input size, kernel size, stride and dilation {cases} the counts are"
        " {rows}.",
    ),
    "checkerboard_holes": Picture(
        patterns.coverage_rows,
        {"cases": [(3, 2, 3, 1), (3, 3, 2, 2), (4, 2, 2, 3)]},
        "Cells that get nothing. For input size, kernel size, stride and dilation {cases} the counts are {rows}.",
    ),
    "checkerboard_heat": Picture(
        patterns.coverage_image,
        {"input_size": 4, "kernel_size": 3, "stride": 2},
        "The checkerboard. A kernel of size {kernel_size} at stride {stride}: along each axis the counts are"
        " {counts}, and their products take the values {levels} in turn.",
    ),
    "checkerboard_even": Picture(
        patterns.coverage_image,
        {"input_size": 4, "kernel_size": 4, "stride": 2, "padding": 1},
        "An even cover. A kernel of size {kernel_size} at stride {stride} and padding 1: along each axis the"
        " counts are {counts}, the same in the whole interior.",
    ),
    "checkerboard_ramp": Picture(
        patterns.ramp_bars,
        {"size": 4, "kernels": [[1, 2, 1], [3, 0, -2, 1], [1, 1, 1, 1]], "stride": 2},
        "Equal phase sums are not enough. The kernels {kernels} at stride {stride} have phase sums {sums}; all"
        " keep a constant, but of the ramp 1, 2, 3, 4 they make {ramps}.",
    ),
    "fast_multiplications": Picture(
        patterns.multiply_bars,
        {"input_size": 8, "kernel_size": 4, "stride": 2},
        "The work of each route. For {input_size} cells, kernel size {kernel_size}, stride {stride}: {counts}"
        " products.",
    ),
    "fast_columns": Picture(
        patterns.columns_grid,
        {"x": X, "w": W, "stride": 2},
        "Columns and col2im. The products of w = ({w}) and x = ({x}) fill a table, {products}; its columns are"
        " laid {stride} cells apart and added: {full}.",
    ),
    "frameworks_same_shift": Picture(
        patterns.same_shift,
        {"input_size": 4, "kernel_size": 3, "stride": 2, "padding": 1},
        "Same size, other cells. With kernel size {kernel_size} and stride {stride} PyTorch (padding {padding},"
        " output padding {extra}) crops {padding} at the start, TensorFlow's SAME crops {start}: shifted by"
        " {shift}.",
    ),
    "frameworks_same_shift_two": Picture(
        patterns.same_shift,
        {"input_size": 2, "kernel_size": 9, "stride": 4, "padding": 4},
        "A shift of two cells. With kernel size {kernel_size} and stride {stride} PyTorch (padding {padding},"
        " output padding {extra}) crops {padding} at the start, TensorFlow's SAME crops {start}: shifted by"
        " {shift}.",
    ),
    "frameworks_same_agrees": Picture(
        patterns.same_shift,
        {"input_size": 4, "kernel_size": 4, "stride": 2, "padding": 1},
        "No shift where kernel and stride are both even. With kernel size {kernel_size} and stride {stride}"
        " PyTorch (padding {padding}, output padding {extra}) and TensorFlow's SAME both crop {start} at the"
        " start.",
    ),
    "frameworks_layouts": Picture(
        weights.axis_boxes,
        {
            "rows": [
                ("PyTorch convolution", ("out", "in/g", "kh", "kw")),
                ("PyTorch transposed", ("in", "out/g", "kh", "kw")),
                ("Keras convolution", ("kh", "kw", "in/g", "out")),
                ("Keras transposed", ("kh", "kw", "out", "in")),
                ("JAX conv_transpose, HWIO", ("kh", "kw", "in", "out")),
            ]
        },
        "The order of a weight's axes. {layouts}.",
    ),
    "streaming_voice": Picture(
        signals.live_voice,
        {"size": 64, "stride": 5, "chunk": 8},
        "A voice upsampled by {stride}, whole and live. Cut into chunks of {chunk} inputs, it starts near 0 after each"
        " of the {cuts} cuts if the state is lost, by up to {lost} percent of the loudest input; with the state carried"
        " it differs from the whole by {kept}.",
    ),
    "streaming_waiting": Picture(
        signals.waiting_samples,
        {"input_size": 4, "kernel_size": 4, "stride": 2},
        "The newest input that each sample needs. {input_size} inputs, kernel size {kernel_size}, stride {stride}. With"
        " padding {padding} on both sides {centred} of {samples} samples need an input that arrives after their turn;"
        " with the crop on the right {causal}.",
    ),
    "segmentation_decoder": Picture(
        crops.decoder,
        {"size": 572, "layers": [(2, 2, 0, 1)] * 4},
        "A U-Net of 572 pixels misses its skips. The encoder's sizes are {down}; without output padding the"
        " decoder makes {plain}, with {planned} it makes {fitted}.",
    ),
}
