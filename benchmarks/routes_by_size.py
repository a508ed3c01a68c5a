"""Cost of each route against the input's size and the stride, with the number of products beside it.

The chapter ``fast`` plots the table: one row, one channel in and out, kernel of twice the stride. The dense matrix is
left out where it has more than 2**24 cells.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from layers import save, with_one_thread

if TYPE_CHECKING:
    from tconv_lib.layer import Array

SIZES, STRIDES = (8, 32, 128, 512, 2048, 8192, 32768, 131072), (1, 2, 4, 8)
SIZE = 8192  # against the stride
SECONDS = 0.15  # for each point
LARGEST_MATRIX = 2**24  # cells


def main() -> None:
    """Measure every route at every size and stride, and write it down."""
    import numpy as np  # noqa: PLC0415 - after the number of threads is set

    from tconv_lib import fast, input_gradient, matrix, scatter, subpixel, zero_insertion  # noqa: PLC0415

    routes = {
        "scatter": (scatter.conv_transpose, "scatter"),
        "zero_insertion": (zero_insertion.conv_transpose, "insertion"),
        "matrix": (matrix.conv_transpose, "matrix"),
        "input_gradient": (input_gradient.conv_transpose, "scatter"),
        "subpixel": (subpixel.conv_transpose, "phases"),
        "fast": (fast.conv_transpose, "gemm"),
    }
    rows = []
    points = [(size, 2) for size in SIZES] + [(SIZE, stride) for stride in STRIDES if stride != 2]
    for size, stride in points:
        kernel_size = 2 * stride
        x = np.random.default_rng(0).normal(size=(1, 1, size))
        weight = np.random.default_rng(1).normal(size=(1, 1, kernel_size))
        for name, (route, counted_as) in routes.items():
            products = fast.multiplications(counted_as, size, kernel_size, stride)
            if name == "matrix" and products > LARGEST_MATRIX:
                continue
            point = {"route": name, "input_size": size, "stride": stride, "kernel_size": kernel_size}
            rows.append(point | {"products": products, "microseconds": microseconds(route, x, weight, stride)})
            print(f"{name:16}{size:6}{stride:3}{products:10}{rows[-1]['microseconds']:12.1f}")
    save("routes_by_size", {"points": rows})


def microseconds(route: Callable[..., Array], x: Array, weight: Array, stride: int) -> float:
    """Median processor time of one call."""
    route(x, weight, stride=stride)
    runs, stop = [], time.process_time() + SECONDS
    while time.process_time() < stop or len(runs) < 5:
        start = time.process_time()
        route(x, weight, stride=stride)
        runs.append(time.process_time() - start)
    return round(1e6 * statistics.median(runs), 1)


if __name__ == "__main__":
    with_one_thread()
    main()
