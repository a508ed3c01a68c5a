"""Wrong answers to the exercises on the fast way: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# multiplications


def _taps(kernel_size, stride):
    return [len(range(phase, kernel_size, stride)) for phase in range(stride)]


def _count(route, m, k, s, **other):
    full = (m - 1) * s + k
    counts = {
        "scatter": m * k,
        "insertion": full * k,
        "matrix": full * m,
        "gemm": m * k,
        "phases": sum((m + c - 1) * c for c in _taps(k, s)),
    } | other
    if route not in counts:
        raise ValueError("unknown route")
    return counts[route]


@mutant(
    "multiplications",
    caught_by=["worked_example", "insertion_and_matrix"],
    sentence="as if a product with an inserted zero were not carried out",
)
def skips_the_zeros_of_insertion(route, input_size, kernel_size, stride):
    return _count(route, input_size, kernel_size, stride, insertion=input_size * kernel_size)


@mutant(
    "multiplications",
    caught_by=["worked_example", "insertion_and_matrix"],
    sentence="as if the zeros of the matrix were not stored",
)
def skips_the_zeros_of_the_matrix(route, input_size, kernel_size, stride):
    return _count(route, input_size, kernel_size, stride, matrix=input_size * kernel_size)


@mutant(
    "multiplications",
    caught_by=["worked_example", "insertion_and_matrix"],
    sentence="as if the output were stride times the input",
)
def takes_stride_times_the_input(route, input_size, kernel_size, stride):
    full = input_size * stride
    return _count(route, input_size, kernel_size, stride, insertion=full * kernel_size, matrix=full * input_size)


@mutant(
    "multiplications",
    caught_by=["worked_example", "phases"],
    sentence="as if the phases met no zero at the ends",
)
def leaves_out_the_ends_of_the_phases(route, input_size, kernel_size, stride):
    return _count(route, input_size, kernel_size, stride, phases=input_size * kernel_size)


@mutant(
    "multiplications",
    caught_by=["phases"],
    sentence="as if all phases had as many taps as the longest",
)
def gives_every_phase_the_most_taps(route, input_size, kernel_size, stride):
    most = -(-kernel_size // stride)
    return _count(
        route, input_size, kernel_size, stride, phases=min(stride, kernel_size) * (input_size + most - 1) * most
    )


@mutant(
    "multiplications",
    caught_by=["worked_example", "one_product_for_each_pair"],
    sentence="as if the sums of col2im were products",
)
def counts_the_sums(route, input_size, kernel_size, stride):
    return _count(route, input_size, kernel_size, stride, gemm=2 * input_size * kernel_size)


@mutant("multiplications", caught_by=["refuses_another_route"], sentence="as if an unknown route were the last one")
def takes_any_route(route, input_size, kernel_size, stride):
    return _count(
        route if route in ("scatter", "insertion", "matrix", "gemm") else "phases", input_size, kernel_size, stride
    )


@variant("multiplications")
def by_sliding(route, input_size, kernel_size, stride):
    row = [0] * ((input_size - 1) * stride + 1 + 2 * (kernel_size - 1))
    places = len(row) - kernel_size + 1
    insertion, matrix = (sum(size for _ in range(places)) for size in (kernel_size, input_size))
    return _count(route, input_size, kernel_size, stride, insertion=insertion, matrix=matrix)


# columns


def _same_channels(x, weight):
    if len(x) != len(weight):
        raise ValueError("other channels")


@mutant(
    "columns",
    caught_by=["worked_example", "order_of_rows_and_cells", "several_channels"],
    sentence="as if the taps of a kernel were flipped",
)
def flips_the_taps(x, weight):
    _same_channels(x, weight)
    return weight[..., ::-1, ::-1].reshape(len(weight), -1).T @ x.reshape(len(x), -1)


@mutant(
    "columns",
    caught_by=["order_of_rows_and_cells", "several_channels"],
    sentence="as if the cells were counted down the columns of the image",
)
def counts_cells_downwards(x, weight):
    _same_channels(x, weight)
    return weight.reshape(len(weight), -1).T @ x.swapaxes(1, 2).reshape(len(x), -1)


@mutant(
    "columns",
    caught_by=["order_of_rows_and_cells", "several_channels"],
    sentence="as if the output channel came after the taps",
)
def puts_the_channel_last(x, weight):
    _same_channels(x, weight)
    return np.moveaxis(weight, 1, -1).reshape(len(weight), -1).T @ x.reshape(len(x), -1)


@mutant(
    "columns",
    caught_by=["several_channels", "refuses_other_channels"],
    sentence="as if only the first input channel were sent",
)
def sends_one_channel(x, weight):
    _same_channels(x, weight)
    return weight[:1].reshape(1, -1).T @ x[:1].reshape(1, -1)


@mutant(
    "columns",
    caught_by=["worked_example", "order_of_rows_and_cells", "several_channels"],
    sentence="as if each row belonged to a cell",
)
def returns_it_transposed(x, weight):
    _same_channels(x, weight)
    return x.reshape(len(x), -1).T @ weight.reshape(len(weight), -1)


@mutant("columns", caught_by=["refuses_other_channels"], sentence="as if channels too many could be left out")
def takes_other_channels(x, weight):
    channels = min(len(x), len(weight))
    return weight[:channels].reshape(channels, -1).T @ x[:channels].reshape(channels, -1)


@variant("columns")
def by_einsum(x, weight):
    _same_channels(x, weight)
    return np.einsum("chw,cokl->oklhw", x, weight).reshape(weight[0].size, -1)


# col2im


def _add(columns, input_shape, kernel_shape, stride, put=np.add.at, flip=1):
    (height, width), (kh, kw) = input_shape, kernel_shape
    rows, cells = columns.shape
    if cells != height * width or rows % (kh * kw):
        raise ValueError("does not fit")
    stamps = columns.reshape(-1, kh, kw, height, width)[:, ::flip, ::flip]
    full = np.zeros((len(stamps), stride * (height - 1) + kh, stride * (width - 1) + kw))
    u, v, i, j = np.indices(stamps.shape[1:])
    put(full, (slice(None), stride * i + u, stride * j + v), stamps)
    return full


@variant("col2im")
def by_indices(columns, input_shape, kernel_shape, stride):
    return _add(columns, input_shape, kernel_shape, stride)


@mutant(
    "col2im",
    caught_by=["worked_example", "stamps_that_overlap"],
    sentence="as if a stamp replaced what lies there",
)
def overwrites(columns, input_shape, kernel_shape, stride):
    return _add(columns, input_shape, kernel_shape, stride, lambda full, at, stamps: full.__setitem__(at, stamps))


@mutant(
    "col2im",
    caught_by=["worked_example", "stamps_that_touch_nowhere", "stamps_that_overlap"],
    sentence="as if the stamps were flipped",
)
def flips_the_stamps(columns, input_shape, kernel_shape, stride):
    return _add(columns, input_shape, kernel_shape, stride, flip=-1)


@mutant(
    "col2im",
    caught_by=["worked_example", "stamps_that_touch_nowhere", "stamps_that_overlap"],
    sentence="as if the stamps always lay one cell apart",
)
def forgets_the_stride(columns, input_shape, kernel_shape, stride):
    return _add(columns, input_shape, kernel_shape, 1)


@mutant(
    "col2im",
    caught_by=["stamps_that_touch_nowhere", "stamps_that_overlap"],
    sentence="as if the columns ran down the image",
)
def counts_cells_downwards_again(columns, input_shape, kernel_shape, stride):
    height, width = input_shape
    if columns.shape[1] == height * width:
        columns = columns.reshape(-1, width, height).swapaxes(1, 2).reshape(len(columns), -1)
    return _add(columns, input_shape, kernel_shape, stride)


@mutant(
    "col2im", caught_by=["stamps_that_touch_nowhere", "stamps_that_overlap"], sentence="as if all channels were one"
)
def adds_the_channels(columns, input_shape, kernel_shape, stride):
    return _add(columns, input_shape, kernel_shape, stride).sum(axis=0, keepdims=True)


@mutant("col2im", caught_by=["refuses_columns_that_do_not_fit"], sentence="as if any number of rows would do")
def drops_rows_that_are_left(columns, input_shape, kernel_shape, stride):
    taps = kernel_shape[0] * kernel_shape[1]
    whole = len(columns) // taps * taps
    return _add(columns[:whole], input_shape, kernel_shape, stride)


@mutant("col2im", caught_by=["refuses_columns_that_do_not_fit"], sentence="as if columns too many could be left out")
def drops_columns_that_are_left(columns, input_shape, kernel_shape, stride):
    cells = input_shape[0] * input_shape[1]
    return _add(columns[:, :cells], input_shape, kernel_shape, stride)


@mutant(
    "col2im",
    caught_by=["stamps_that_touch_nowhere", "stamps_that_overlap"],
    sentence="as if the taps were counted down the kernel",
)
def counts_taps_downwards(columns, input_shape, kernel_shape, stride):
    kh, kw = kernel_shape
    if len(columns) % (kh * kw) == 0:
        columns = columns.reshape(-1, kw, kh, columns.shape[1]).swapaxes(1, 2).reshape(columns.shape)
    return _add(columns, input_shape, kernel_shape, stride)


@mutant(
    "col2im",
    caught_by=["stamps_that_touch_nowhere", "stamps_that_overlap"],
    sentence="as if the channel came after the taps",
)
def reads_the_channel_last(columns, input_shape, kernel_shape, stride):
    taps = kernel_shape[0] * kernel_shape[1]
    if len(columns) % taps == 0:
        columns = columns.reshape(taps, -1, columns.shape[1]).swapaxes(0, 1).reshape(columns.shape)
    return _add(columns, input_shape, kernel_shape, stride)


@mutant(
    "col2im",
    caught_by=["worked_example", "stamps_that_touch_nowhere", "stamps_that_overlap", "refuses_columns_that_do_not_fit"],
    sentence="as if the result were stride times the input",
)
def returns_stride_times_the_input(columns, input_shape, kernel_shape, stride):
    full = _add(columns, input_shape, kernel_shape, stride)
    result = np.zeros((len(full), stride * input_shape[0], stride * input_shape[1]))
    common = full[:, : result.shape[1], : result.shape[2]]
    result[:, : common.shape[1], : common.shape[2]] = common
    return result


@variant("col2im")
def by_gathering(columns, input_shape, kernel_shape, stride):
    (height, width), (kh, kw) = input_shape, kernel_shape
    rows, cells = columns.shape
    if cells != height * width or rows % (kh * kw):
        raise ValueError("does not fit")
    full = np.zeros((rows // (kh * kw), stride * (height - 1) + kh, stride * (width - 1) + kw))
    for c, row, column in np.ndindex(full.shape):
        for u in range(kh):
            for v in range(kw):
                (i, down), (j, right) = divmod(row - u, stride), divmod(column - v, stride)
                if down == right == 0 and 0 <= i < height and 0 <= j < width:
                    full[c, row, column] += columns[(c * kh + u) * kw + v, i * width + j]
    return full


@variant("col2im")
def by_matrices_of_places(columns, input_shape, kernel_shape, stride):
    (height, width), (kh, kw) = input_shape, kernel_shape
    if columns.shape[1] != height * width or len(columns) % (kh * kw):
        raise ValueError("does not fit")
    places = [
        np.array([np.eye(stride * (cells - 1) + taps)[stride * i : stride * i + taps] for i in range(cells)])
        for cells, taps in ((height, kh), (width, kw))
    ]  # (cells, taps, output cells): 1 where tap of cell lands
    return np.einsum("cuvij,iur,jvs->crs", columns.reshape(-1, kh, kw, height, width), *places)


equivalent(
    "col2im",
    "stamps = columns.reshape(-1, kh, kw, height, width)",
    "stamps = columns.reshape(-2, kh, kw, height, width)",
    reason="NumPy takes any negative size for the unknown one",
)
equivalent(
    "multiplications",
    'if route in ("scatter", "gemm"):',
    'if route in ("gemm", "scatter"):',
    reason="the order of a tuple does not matter to in",
)
equivalent(
    "columns",
    "return np.tensordot(weight, x, (0, 0)).reshape(weight[0].size, x[0].size)",
    "return np.tensordot(weight, x, (0, 0)).reshape(weight[-1].size, x[0].size)",
    reason="every input channel is of one size",
)
equivalent(
    "columns",
    "return np.tensordot(weight, x, (0, 0)).reshape(weight[0].size, x[0].size)",
    "return np.tensordot(weight, x, (0, 0)).reshape(weight[0].size, x[-1].size)",
    reason="every input channel is of one size",
)
