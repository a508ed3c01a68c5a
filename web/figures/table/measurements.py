"""Pictures of the results of the benchmarks."""

from __future__ import annotations

from web.figures import charts
from web.figures.picture import Picture

__all__ = ["PICTURES"]

PICTURES = {
    "fast_ratios": Picture(
        charts.ratio_dots,
        {"time": "fast_against_torch", "memory": "memory_against_torch"},
        "Time and memory beside PyTorch's, layer by layer. Of {count} layers {faster} take less time than in PyTorch,"
        " and {within} at most twice its time: from {fastest} to {slowest}, in the geometric mean {mean}. Peak memory,"
        " for the {large} layers that take 1 MB and more in PyTorch: in the geometric mean {memory_mean} of PyTorch's,"
        " at most {memory_max}. Time, and memory, of each: {each}.",
    ),
    "fast_population": Picture(
        charts.ratio_ranks,
        {"population": "population_against_torch"},
        "Time beside PyTorch's for {count} random layers, sorted. {faster} take less time than in PyTorch; the ratios"
        " go from {fastest} to {slowest}, that of {slow_name}.",
    ),
    "fast_routes_by_size": Picture(
        charts.route_lines,
        {"against": "input_size", "at": {"stride": 2}},
        "What each route costs as the input grows. At stride {stride} and kernel size {kernels}, from {first} to {last}"
        " cells (the dense matrix as far as it was made), one call takes in microseconds: {microseconds}. The products"
        " that it makes: {products}.",
    ),
    "instructor_guide_cohort": Picture(
        charts.cohort_lines,
        {"bookkeeping": "bookkeeping"},
        "Time and memory of a class, without running its code. From {least} to {most} submissions. Seconds of the"
        " processor: in the first run {first}; in a second run, when nothing has changed, {again}. Peak memory in MiB:"
        " {memory}.",
    ),
}
