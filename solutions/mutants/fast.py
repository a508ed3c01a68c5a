"""Wrong answers to the exercises on the fast way: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import mutant, variant

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
    return _count(
        route, input_size, kernel_size, stride, insertion=full * kernel_size, matrix=full * input_size
    )


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


