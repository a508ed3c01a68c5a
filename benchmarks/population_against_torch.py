"""Claim: on layers that nobody chose, ``tconv_lib.conv_transpose`` is as fast as PyTorch's, one thread: ``make bench``.

A seed draws the layers log-uniformly; those that take PyTorch from 0.1 to 50 ms are kept. The way to compute a layer
was chosen with seed 1 (``population_against_torch.py 1`` prints its table, and writes none), the result is of another.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from math import prod

from layers import TransposedLayer, describe, save, with_one_thread

SEED = 7
COUNT = 200
KEPT = (1e-4, 50e-3)  # seconds that PyTorch takes
SIZES = {1: 4096, 2: 96, 3: 20}  # the largest input, by the number of axes
MAX_PRODUCTS = 2e10  # and cells: what is surely too slow is not even tried
MAX_CELLS = 5e7
SECONDS = 0.3  # for each layer


def draw_layers(seed: int) -> Iterator[tuple[TransposedLayer, bool]]:
    """Draw layers without end, and whether each has a bias; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - not secrets

    def between(low: int, high: int) -> int:
        return min(high, int(math.exp(rng.uniform(math.log(low), math.log(high + 1)))))

    while True:
        rank = rng.randint(1, 3)
        batch, channels_in, channels_out = between(1, 16), between(1, 512), between(1, 512)
        size, k, s = between(2, SIZES[rank]), between(1, 17), between(1, 8)
        groups = rng.choice([1, 2, 4, 8, channels_in])
        depthwise = groups == channels_in
        channels_in = -(-channels_in // groups) * groups
        channels_out = channels_in if depthwise else -(-channels_out // groups) * groups
        padding, extra = rng.randint(0, (k - 1) // 2), rng.randint(0, s - 1)
        name = f"{rank}-D k{k} s{s}, {'depthwise' if depthwise else f'{groups} groups'}"
        shape = (size,) * rank
        yield (
            TransposedLayer(name, batch, channels_in, shape, channels_out, k, s, padding, extra, groups),
            rng.random() < 0.5,
        )


def is_feasible(layer: TransposedLayer) -> bool:
    """Tell whether the layer has an output, and is not larger by far than what is kept."""
    full = [(size - 1) * layer.stride + layer.kernel_size - 2 * layer.padding for size in layer.input_size]
    if min(full) + layer.output_padding < 1:
        return False
    taps, cells = layer.kernel_size ** len(full), prod(layer.input_size) * layer.batch
    products = cells * taps * layer.in_channels * layer.out_channels / layer.groups
    outputs = layer.batch * layer.out_channels * prod(size + layer.output_padding for size in full)
    weights = layer.in_channels * layer.out_channels // layer.groups * taps
    return products < MAX_PRODUCTS and max(outputs, weights, cells * layer.in_channels) < MAX_CELLS


def main() -> None:
    """Measure every layer, print the table, and write it down."""
    import numpy as np  # noqa: PLC0415 - after the number of threads is set
    import torch  # noqa: PLC0415

    import tconv_lib  # noqa: PLC0415

    torch.set_num_threads(1)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    rows: list[dict[str, object]] = []
    print(
        f"{'layer':28}{'bias':6}{'batch':>6}{'in':>5}{'out':>5}{'size':>6}{'torch ms':>10}{'ours ms':>10}{'ratio':>8}"
    )
    for layer, has_bias in draw_layers(seed):
        if not is_feasible(layer):
            continue
        arrays, arguments = layer.arrays()[: 3 if has_bias else 2], layer.arguments()
        tensors = [torch.from_numpy(array) for array in arrays]
        rival = getattr(torch.nn.functional, f"conv_transpose{len(layer.input_size)}d")

        def theirs() -> object:
            return rival(*tensors, **arguments)  # noqa: B023 - called before the next layer

        def ours() -> object:
            return tconv_lib.conv_transpose(*arrays, **arguments)  # noqa: B023

        if not KEPT[0] <= min(seconds_of(theirs) for _ in range(3)) <= KEPT[1]:
            continue
        scale = math.sqrt(prod(arrays[1].shape) / layer.out_channels)  # of a sum of that many products
        np.testing.assert_allclose(ours(), rival(*tensors, **arguments).numpy(), rtol=1e-3, atol=1e-4 * scale)
        torch_ms, ours_ms = (1e3 * seconds for seconds in fastest(theirs, ours))
        row = {"torch_ms": round(torch_ms, 4), "ours_ms": round(ours_ms, 4), "ratio": round(ours_ms / torch_ms, 3)}
        rows.append(describe(layer) | {"bias": has_bias} | row)
        print(
            f"{layer.name:28}{has_bias!s:6}{layer.batch:6}{layer.in_channels:5}{layer.out_channels:5}{layer.input_size[0]:6}"
            f"{torch_ms:10.3f}{ours_ms:10.3f}{ours_ms / torch_ms:8.2f}",
            flush=True,
        )
        if len(rows) == COUNT:
            break
    ratios = sorted(float(str(row["ratio"])) for row in rows)
    summary = {
        "geometric_mean": round(statistics.geometric_mean(ratios), 3),
        "nine_of_ten": ratios[int(0.9 * COUNT) - 1],
        "worst": ratios[-1],
    }
    print(f"seed {seed}, {COUNT} layers: " + ", ".join(f"{key} {value:.2f}" for key, value in summary.items()))
    if seed == SEED:
        save("population_against_torch", {"seed": seed, **summary, "layers": rows})


def fastest(theirs: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
    """Time both in turn; return the fastest run of each, which other work on the machine slows least."""
    best = {theirs: math.inf, ours: math.inf}
    stop, runs = time.process_time() + SECONDS, 0
    while time.process_time() < stop or runs < 5:
        for function in ((theirs, ours), (ours, theirs))[runs % 2]:
            best[function] = min(best[function], seconds_of(function))
        runs += 1
    return best[theirs], best[ours]


def seconds_of(function: Callable[[], object]) -> float:
    """Return the processor time of one call: more threads would pay for each."""
    start = time.process_time()
    function()
    return time.process_time() - start


if __name__ == "__main__":
    with_one_thread()
    main()
