"""Wrong answers to the gradient exercises: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# backward_output_padding


def _refuse(room):
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room


@mutant(
    "backward_output_padding",
    caught_by=["worked_example", "any_geometry", "brings_the_size_back"],
    sentence="as if the size always came back without output padding",
)
def always_zero(input_size, kernel_size, stride, padding, dilation):
    _refuse(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return 0


@mutant(
    "backward_output_padding",
    caught_by=["worked_example", "any_geometry", "brings_the_size_back", "refuses_what_does_not_fit"],
    sentence="as if output padding were always one less than the stride",
)
def always_the_stride_less_one(input_size, kernel_size, stride, padding, dilation):
    _refuse(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return stride - 1


@mutant(
    "backward_output_padding", caught_by=["any_geometry", "brings_the_size_back"], sentence="as if the padding were 0"
)
def forgets_the_padding(input_size, kernel_size, stride, padding, dilation):
    _refuse(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return (input_size - dilation * (kernel_size - 1) - 1) % stride


@mutant(
    "backward_output_padding",
    caught_by=["any_geometry", "brings_the_size_back", "refuses_what_does_not_fit"],
    sentence="as if there were zeros at one end of the input only",
)
def counts_the_padding_once(input_size, kernel_size, stride, padding, dilation):
    return _refuse(input_size + padding - dilation * (kernel_size - 1) - 1) % stride


@mutant(
    "backward_output_padding",
    caught_by=["any_geometry", "brings_the_size_back", "refuses_what_does_not_fit"],
    sentence="as if the dilation were 1",
)
def ignores_the_dilation(input_size, kernel_size, stride, padding, dilation):
    return _refuse(input_size + 2 * padding - kernel_size) % stride


@mutant(
    "backward_output_padding",
    caught_by=["any_geometry", "brings_the_size_back"],
    sentence="as if input size and stride decided alone, whatever kernel size, padding and dilation are",
)
def takes_the_size_modulo_the_stride(input_size, kernel_size, stride, padding, dilation):
    _refuse(input_size + 2 * padding - dilation * (kernel_size - 1) - 1)
    return (1 - input_size) % stride


@mutant(
    "backward_output_padding",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if it did not matter whether the kernel fits",
)
def answers_where_nothing_fits(input_size, kernel_size, stride, padding, dilation):
    return (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) % stride


@variant("backward_output_padding")
def by_trying_every_remainder(input_size, kernel_size, stride, padding, dilation):
    extent = dilation * (kernel_size - 1) + 1
    if extent > input_size + 2 * padding:
        raise ValueError("no convolution")
    m = (input_size + 2 * padding - extent) // stride + 1
    return next(a for a in range(stride) if (m - 1) * stride + extent - 2 * padding + a == input_size)


# conv_weight_gradient


def _checked(x, g, k, stride, padding):
    """Give the padded row of a call whose sizes fit."""
    padded = np.pad(x, padding)
    if len(padded) < k or len(g) != (len(padded) - k) // stride + 1:
        raise ValueError("the sizes do not fit")
    return padded


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding", "refuses_another_size"],
    sentence="as if the stride were 1",
)
def ignores_the_stride(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    return np.array([sum(g[j] * padded[j + t] for j in range(len(g))) for t in range(k)])


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding"],
    sentence="as if the stride lay between the taps, not between the windows",
)
def spreads_the_taps_by_the_stride(x, g, k, stride, padding):
    padded = np.append(_checked(x, g, k, stride, padding), np.zeros(stride * k + len(g)))
    return np.array([sum(g[j] * padded[j + stride * t] for j in range(len(g))) for t in range(k)])


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding", "refuses_another_size"],
    sentence="as if the taps were numbered from the last to the first",
)
def flips_the_result(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    return np.array([sum(g[j] * padded[stride * j + t] for j in range(len(g))) for t in reversed(range(k))])


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding", "refuses_another_size"],
    sentence="as if the windows were averaged, not added up",
)
def takes_the_mean_of_the_windows(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    return np.array([np.mean([g[j] * padded[stride * j + t] for j in range(len(g))]) for t in range(k)])


@mutant(
    "conv_weight_gradient",
    caught_by=["padding", "refuses_another_size"],
    sentence="as if all zeros of the padding stood on the right",
)
def pads_on_the_right_only(x, g, k, stride, padding):
    _checked(x, g, k, stride, padding)
    padded = np.pad(x, (0, 2 * padding))
    return np.array([sum(g[j] * padded[stride * j + t] for j in range(len(g))) for t in range(k)])


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding", "refuses_another_size"],
    sentence="as if the last window did not count",
)
def drops_the_last_window(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    return np.array([sum((g[j] * padded[stride * j + t] for j in range(len(g) - 1)), 0.0) for t in range(k)])


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding"],
    sentence="as if the kernel had another tap for every cell left over behind the last window",
)
def keeps_taps_for_what_the_floor_forgot(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    spread = np.zeros(stride * (len(g) - 1) + 1)
    spread[::stride] = g
    return np.correlate(padded, spread, "valid")


@mutant(
    "conv_weight_gradient",
    caught_by=["worked_example", "any_stride", "padding", "refuses_another_size"],
    sentence="as if every cell that a window reads were 1",
)
def forgets_the_input(x, g, k, stride, padding):
    _checked(x, g, k, stride, padding)
    return np.full(k, g.sum())


@mutant("conv_weight_gradient", caught_by=["refuses_another_size"], sentence="as if g could have any size")
def believes_any_size_of_gradient(x, g, k, stride, padding):
    padded = np.append(np.pad(x, padding), np.zeros(stride * len(g) + k))
    return np.array([sum(g[j] * padded[stride * j + t] for j in range(len(g))) for t in range(k)])


@variant("conv_weight_gradient")
def by_columns(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    return np.lib.stride_tricks.sliding_window_view(padded, k)[::stride].T @ g


@variant("conv_weight_gradient")
def by_correlating_with_the_spread_gradient(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    spread = np.zeros(stride * (len(g) - 1) + 1)
    spread[::stride] = g
    return np.correlate(padded, spread, "valid")[:k]


@variant("conv_weight_gradient")
def by_fourier_transform(x, g, k, stride, padding):
    padded = _checked(x, g, k, stride, padding)
    size = len(padded) + stride * len(g)
    spread = np.zeros(size)
    spread[: stride * len(g) : stride] = g
    product = np.fft.rfft(padded, size) * np.fft.rfft(spread).conj()
    return np.fft.irfft(product, size)[:k]


# conv_transpose_gradients


def _spread_out(x, w, g, stride, padding):
    """Give g where it stands in full, of a call whose sizes fit."""
    padded = np.pad(g, padding)
    if len(padded) != stride * (len(x) - 1) + len(w):
        raise ValueError("g has another size")
    return padded


def _gradients(x, w, padded, cell):
    """Collect with ``cell(j, t)`` as the place that input j wrote to through tap t."""
    dx, dw = np.zeros(len(x)), np.zeros(len(w))
    for j, t in np.ndindex(len(x), len(w)):
        if 0 <= cell(j, t) < len(padded):
            dx[j] += w[t] * padded[cell(j, t)]
            dw[t] += x[j] * padded[cell(j, t)]
    return dx, dw


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_input"],
    sentence="as if the kernel were flipped for the gradient at x",
)
def flips_the_kernel_on_the_way_back(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    dx, _ = _gradients(x, w[::-1], padded, lambda j, t: stride * j + t)
    _, dw = _gradients(x, w, padded, lambda j, t: stride * j + t)
    return dx, dw, float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_kernel", "refuses_another_size"],
    sentence="as if, for the gradient at w, the stride were 1 and nothing had been cropped",
)
def leaves_the_stride_out_of_the_kernels_gradient(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    dx, _ = _gradients(x, w, padded, lambda j, t: stride * j + t)
    _, dw = _gradients(x, w, g, lambda j, t: j + t)
    return dx, dw, float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_input", "at_the_kernel"],
    sentence="as if, for the gradients at x and w, the stride were 1",
)
def leaves_the_stride_out(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    return *_gradients(x, w, padded, lambda j, t: j + t), float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_input", "at_the_kernel", "refuses_another_size"],
    sentence="as if g began at the first cell of full, with nothing cropped before it",
)
def forgets_that_padding_cropped(x, w, g, stride, padding):
    _spread_out(x, w, g, stride, padding)
    return *_gradients(x, w, g, lambda j, t: stride * j + t), float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_input", "at_the_kernel", "refuses_another_size"],
    sentence="as if all cropped cells had been cropped on the left",
)
def puts_all_of_the_crop_on_the_left(x, w, g, stride, padding):
    _spread_out(x, w, g, stride, padding)
    padded = np.pad(g, (2 * padding, 0))
    return *_gradients(x, w, padded, lambda j, t: stride * j + t), float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_bias", "refuses_another_size"],
    sentence="as if the gradient at b were a mean over the cells",
)
def takes_the_mean_for_the_bias(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    return *_gradients(x, w, padded, lambda j, t: stride * j + t), float(g.mean())


@mutant("conv_transpose_gradients", caught_by=["at_the_bias"], sentence="as if cells that no stamp reaches had no bias")
def gives_the_bias_only_what_stamps_reach(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    reached = {stride * j + t for j in range(len(x)) for t in range(len(w))}
    db = sum(float(padded[cell]) for cell in reached)
    return *_gradients(x, w, padded, lambda j, t: stride * j + t), db


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_input", "at_the_kernel", "refuses_another_size"],
    sentence="as if the gradient at w came first, and the one at x second",
)
def returns_the_kernels_gradient_first(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    dx, dw = _gradients(x, w, padded, lambda j, t: stride * j + t)
    return dw, dx, float(g.sum())


@mutant(
    "conv_transpose_gradients",
    caught_by=["worked_example", "at_the_kernel", "refuses_another_size"],
    sentence="as if the gradient at w were a mean over the input cells",
)
def takes_the_mean_over_the_inputs(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    dx, dw = _gradients(x, w, padded, lambda j, t: stride * j + t)
    return dx, dw / len(x), float(g.sum())


@mutant("conv_transpose_gradients", caught_by=["refuses_another_size"], sentence="as if g could have any size")
def lets_any_size_pass(x, w, g, stride, padding):
    padded = np.append(np.pad(g, padding), np.zeros(stride * len(x) + len(w)))
    return *_gradients(x, w, padded, lambda j, t: stride * j + t), float(g.sum())


@variant("conv_transpose_gradients")
def by_windows(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(w))[::stride]  # (m, k)
    return windows @ w, windows.T @ x, float(g.sum())


@variant("conv_transpose_gradients")
def by_matrices(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    stamps = np.array([np.pad(w, (stride * j, stride * (len(x) - 1 - j))) for j in range(len(x))])  # (m, L)
    taps = np.zeros((len(w), len(padded)))
    for t in range(len(w)):
        taps[t, t : t + stride * (len(x) - 1) + 1 : stride] = x
    return stamps @ padded, taps @ padded, float(np.ones(len(g)) @ g)


@variant("conv_transpose_gradients")
def by_fourier_transform_of_both(x, w, g, stride, padding):
    padded = _spread_out(x, w, g, stride, padding)
    size = 2 * len(padded) + stride
    spread = np.zeros(size)
    spread[: stride * len(x) : stride] = x
    spectrum = np.fft.rfft(padded, size)
    dx = np.fft.irfft(spectrum * np.fft.rfft(w, size).conj(), size)[: stride * len(x) : stride]
    dw = np.fft.irfft(spectrum * np.fft.rfft(spread).conj(), size)[: len(w)]
    return dx, dw, float(g.sum())


# numerical_input_gradient


def _loss(row, w, g, stride, padding):
    padded = np.pad(row, padding)
    return sum(g[j] * (padded[stride * j : stride * j + len(w)] @ w) ** 3 for j in range(len(g)))


def _differences(x, loss, eps, scale):
    if not eps > 0:
        raise ValueError("eps")
    steps = eps * np.eye(len(x))
    return np.array([(loss(x + step) - loss(x - step)) / scale for step in steps])


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if the two values of a cell were only one eps apart",
)
def divides_by_one_step(x, w, g, stride, padding, eps):
    return _differences(x, lambda row: _loss(row, w, g, stride, padding), eps, eps)


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if g were 1 everywhere",
)
def forgets_the_incoming_gradient(x, w, g, stride, padding, eps):
    return _differences(x, lambda row: _loss(row, w, np.ones(len(g)), stride, padding), eps, 2 * eps)


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if the loss were a mean over the output cells, not a sum",
)
def takes_the_mean_for_the_sum(x, w, g, stride, padding, eps):
    return _differences(x, lambda row: _loss(row, w, g, stride, padding) / len(g), eps, 2 * eps)


@mutant("numerical_input_gradient", caught_by=["any_geometry", "whole_numbers"], sentence="as if the stride were 1")
def ignores_the_stride_in_the_loss(x, w, g, stride, padding, eps):
    return _differences(x, lambda row: _loss(row, w, g, 1, padding), eps, 2 * eps)


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if the kernel were flipped",
)
def convolves_with_the_flipped_kernel(x, w, g, stride, padding, eps):
    return _differences(x, lambda row: _loss(row, w[::-1], g, stride, padding), eps, 2 * eps)


@mutant(
    "numerical_input_gradient",
    caught_by=["whole_numbers"],
    sentence="as if a row of ints stayed a row of ints when a cell is changed",
)
def keeps_the_dtype_of_the_input(x, w, g, stride, padding, eps):
    if not eps > 0:
        raise ValueError("eps")
    result = np.zeros(len(x))
    for r in range(len(x)):
        up, down = x.copy(), x.copy()
        up[r], down[r] = x[r] + eps, x[r] - eps
        result[r] = (_loss(up, w, g, stride, padding) - _loss(down, w, g, stride, padding)) / (2 * eps)
    return result


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if all cells of x were changed at once",
)
def moves_all_cells_at_once(x, w, g, stride, padding, eps):
    if not eps > 0:
        raise ValueError("eps")
    up, down = (_loss(x + step, w, g, stride, padding) for step in (eps, -eps))
    return np.full(len(x), (up - down) / (2 * eps))


@mutant("numerical_input_gradient", caught_by=["refuses_a_step_of_nothing"], sentence="as if any eps were allowed")
def divides_by_zero(x, w, g, stride, padding, eps):
    with np.errstate(all="ignore"):
        losses = [
            (_loss(x + step, w, g, stride, padding), _loss(x - step, w, g, stride, padding))
            for step in eps * np.eye(len(x))
        ]
        return np.array([np.float64(up - down) / (2 * eps) for up, down in losses])


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if one step, up from x, were enough",
)
def takes_one_step_up(x, w, g, stride, padding, eps):
    if eps <= 0:
        raise ValueError("eps must be above 0")
    here = _loss(x, w, g, stride, padding)
    return np.array([(_loss(x + step, w, g, stride, padding) - here) / eps for step in eps * np.eye(len(x))])


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if the derivative were asked for, not the quotient",
)
def derives_it(x, w, g, stride, padding, eps):
    if eps <= 0:
        raise ValueError("eps must be above 0")
    padded, slope = np.pad(x, padding), np.zeros(len(x) + 2 * padding)
    for j in range(len(g)):
        window = slice(stride * j, stride * j + len(w))
        slope[window] += 3 * g[j] * (padded[window] @ w) ** 2 * w
    return slope[padding : padding + len(x)]


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if eps were always the same small number",
)
def has_an_eps_of_its_own(x, w, g, stride, padding, eps):
    if eps <= 0:
        raise ValueError("eps must be above 0")
    return _differences(x, lambda row: _loss(row, w, g, stride, padding), 1e-5, 2e-5)


@mutant(
    "numerical_input_gradient",
    caught_by=["worked_example", "any_geometry", "whole_numbers"],
    sentence="as if the output cells were not cubed",
)
def forgets_the_cube(x, w, g, stride, padding, eps):
    def plain(row):
        padded = np.pad(row, padding)
        return sum(g[j] * (padded[stride * j : stride * j + len(w)] @ w) for j in range(len(g)))

    return _differences(x, plain, eps, 2 * eps)


@variant("numerical_input_gradient")
def by_expanding_the_cube(x, w, g, stride, padding, eps):
    if eps <= 0:
        raise ValueError("eps must be above 0")
    padded, quotient = np.pad(x, padding).astype(float), np.zeros(len(x) + 2 * padding)
    for j in range(len(g)):
        window = slice(stride * j, stride * j + len(w))
        quotient[window] += g[j] * (3 * (padded[window] @ w) ** 2 * w + eps**2 * w**3)
    return quotient[padding : padding + len(x)]


# single changes to the solutions that make no difference

equivalent(
    "conv_weight_gradient",
    "if len(g) != (len(padded) - k) // stride + 1:",
    "if len(g) < (len(padded) - k) // stride + 1:",
    reason="a longer g does not fit the cells of some tap, and @ raises ValueError by itself",
)


# conv_layer


def _windows(x, w, g, stride, padding):
    padded = np.pad(x, padding)
    windows = [slice(start, start + len(w)) for start in range(0, len(padded) - len(w) + 1, stride)]
    if not windows or g.shape != (len(windows),):
        raise ValueError("fit")
    return padded, windows


def _layer(x, w, b, g, stride, padding):
    """The right layer, with the gradient of the padded row."""
    padded, windows = _windows(x, w, g, stride, padding)
    dpadded, dw = np.zeros(len(padded)), np.zeros(len(w))
    for window, value in zip(windows, g, strict=True):
        dpadded[window] += value * w
        dw += value * padded[window]
    return np.array([padded[window] @ w + b for window in windows]), dpadded, dw, float(g.sum())


@mutant(
    "conv_layer",
    caught_by=["worked_example", "backward"],
    sentence="as if the backward pass ran the flipped kernel over g",
)
def flips_the_kernel_going_back(x, w, b, g, stride, padding):
    y, _, dw, db = _layer(x, w, b, g, stride, padding)
    return y, _layer(x, w[::-1], b, g, stride, padding)[1][padding : padding + len(x)], dw, db


@mutant(
    "conv_layer",
    caught_by=["backward", "refuses_what_does_not_fit"],
    sentence="as if the gradient at the padding belonged to x",
)
def returns_the_gradient_of_the_padded_row(x, w, b, g, stride, padding):
    return _layer(x, w, b, g, stride, padding)


@mutant(
    "conv_layer",
    caught_by=["worked_example", "forward"],
    sentence="as if the bias belonged to the gradients alone",
)
def leaves_the_bias_out(x, w, b, g, stride, padding):
    y, dpadded, dw, db = _layer(x, w, 0.0, g, stride, padding)
    return y, dpadded[padding : padding + len(x)], dw, db


@mutant(
    "conv_layer",
    caught_by=["worked_example", "backward"],
    sentence="as if the gradient of the bias were 1, whatever arrives",
)
def gives_the_bias_a_one(x, w, b, g, stride, padding):
    y, dpadded, dw, _ = _layer(x, w, b, g, stride, padding)
    return y, dpadded[padding : padding + len(x)], dw, 1.0


@mutant(
    "conv_layer",
    caught_by=["worked_example", "backward"],
    sentence="as if the loss were the mean of the output cells, not their sum",
)
def divides_by_the_cells_of_g(x, w, b, g, stride, padding):
    y, dpadded, dw, db = _layer(x, w, b, g / len(g), stride, padding)
    return y, dpadded[padding : padding + len(x)], dw, db


@mutant("conv_layer", caught_by=["backward"], sentence="as if every cell of the row were read")
def cuts_off_what_no_window_reads(x, w, b, g, stride, padding):
    _, windows = _windows(x, w, g, stride, padding)
    y, dpadded, dw, db = _layer(x, w, b, g, stride, padding)
    return y, dpadded[padding : min(windows[-1].stop, padding + len(x))], dw, db


@mutant("conv_layer", caught_by=["backward"], sentence="as if the stride were 1 on the way back")
def goes_back_at_stride_one(x, w, b, g, stride, padding):
    padded, _ = _windows(x, w, g, stride, padding)
    dpadded, dw = np.zeros(len(padded)), np.zeros(len(w))
    for j, value in enumerate(g):
        dpadded[j : j + len(w)] += value * w
        dw += value * padded[j : j + len(w)]
    return _layer(x, w, b, g, stride, padding)[0], dpadded[padding : padding + len(x)], dw, float(g.sum())


@mutant(
    "conv_layer",
    caught_by=["refuses_what_does_not_fit"],
    sentence="as if a g of another length could be cut or filled up",
)
def cuts_or_fills_g(x, w, b, g, stride, padding):
    padded = np.pad(x, padding)
    windows = [slice(start, start + len(w)) for start in range(0, len(padded) - len(w) + 1, stride)]
    if not windows:
        raise ValueError("fit")
    fitted = np.resize(g.ravel() if g.size else np.zeros(1), len(windows))
    y, dpadded, dw, db = _layer(x, w, b, fitted, stride, padding)
    return y, dpadded[padding : padding + len(x)], dw, db


@mutant(
    "conv_layer",
    caught_by=["worked_example", "backward"],
    sentence="as if a cell kept the gradient of the last window that reads it",
)
def keeps_the_last_windows_gradient(x, w, b, g, stride, padding):
    padded, windows = _windows(x, w, g, stride, padding)
    y, _, dw, db = _layer(x, w, b, g, stride, padding)
    dpadded = np.zeros(len(padded))
    for window, value in zip(windows, g, strict=True):
        dpadded[window] = value * w
    return y, dpadded[padding : padding + len(x)], dw, db


@variant("conv_layer")
def conv_layer_by_matrix(x, w, b, g, stride, padding):
    padded, windows = _windows(x, w, g, stride, padding)
    C = np.zeros((len(windows), len(padded)))
    for row, window in zip(C, windows, strict=True):
        row[window] = w
    dw = np.array([padded[window] for window in windows]).T @ g
    return C @ padded + b, (C.T @ g)[padding : padding + len(x)], dw, float(g.sum())


@variant("conv_layer")
def conv_layer_by_slices(x, w, b, g, stride, padding):
    padded, windows = _windows(x, w, g, stride, padding)
    last = stride * (len(windows) - 1) + 1
    dpadded, y = np.zeros(len(padded)), np.full(len(windows), float(b))
    dw = np.zeros(len(w))
    for t, tap in enumerate(w):
        y += tap * padded[t : t + last : stride]
        dpadded[t : t + last : stride] += tap * g
        dw[t] = padded[t : t + last : stride] @ g
    return y, dpadded[padding : padding + len(x)], dw, float(g.sum())


@variant("conv_layer")
def conv_layer_by_spectra(x, w, b, g, stride, padding):
    padded, windows = _windows(x, w, g, stride, padding)
    spread = np.zeros(len(padded))  # g with zeros in between, as long as what is read
    spread[: stride * len(g) : stride] = g
    size = len(padded) + len(w)
    at_padded, at_w, at_spread = (np.fft.rfft(row, size) for row in (padded, w, spread))
    y = np.fft.irfft(at_padded * at_w.conj(), size)[: stride * len(windows) : stride] + b
    dpadded = np.fft.irfft(at_spread * at_w, size)
    dw = np.fft.irfft(at_padded * at_spread.conj(), size)[: len(w)]
    return y, dpadded[padding : padding + len(x)], dw, float(g.sum())
