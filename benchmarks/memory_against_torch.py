"""Claim: ``tconv_lib.conv_transpose`` peaks at less memory than PyTorch's on most layers, at 1.4 times on none.

Every layer runs in a process of its own for each library: Linux's highest resident set since the call began, less the
resident set before it.
"""

import ctypes
import statistics
import subprocess
import sys
from pathlib import Path

from layers import LAYERS, describe, save, with_one_thread


def main() -> None:
    """Measure every layer in both libraries, print the table, and write it down."""
    rows = []
    print(f"{'layer':38}{'torch MB':>10}{'ours MB':>10}{'ratio':>8}")
    for index, layer in enumerate(LAYERS):
        theirs, ours = (peak_of(library, index) for library in ("torch", "ours"))
        rows.append(describe(layer) | {"torch_mb": round(theirs, 2), "ours_mb": round(ours, 2)})
        print(f"{layer.name:38}{theirs:10.2f}{ours:10.2f}{ours / theirs if theirs else float('inf'):8.2f}")
    large = [row for row in rows if row["torch_mb"] >= 1]  # below, the pages of the allocator are counted
    ratios = [row["ours_mb"] / row["torch_mb"] for row in large]
    summary = {
        "layers_of_1_mb_and_more": len(large),
        "geometric_mean": round(statistics.geometric_mean(ratios), 3),
        "worst": round(max(ratios), 3),
    }
    print(f"{summary}")
    save("memory_against_torch", {**summary, "layers": rows})


def peak_of(library: str, index: int) -> float:
    """Megabytes that one call adds at its peak, the median of three processes."""
    command = [sys.executable, __file__, library, str(index)]
    runs = [float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    return statistics.median(runs)


def measure(library: str, index: int) -> None:
    """Run one call in this process, and print what it added at its peak."""
    layer = LAYERS[index]
    arrays = layer.arrays()
    if library == "torch":
        import torch  # noqa: PLC0415

        torch.set_num_threads(1)
        function = getattr(torch.nn.functional, f"conv_transpose{len(layer.input_size)}d")
        arrays = [torch.from_numpy(array) for array in arrays]
    else:
        from tconv_lib import conv_transpose as function  # noqa: PLC0415
    small = [array[:1] if index != 1 else array for index, array in enumerate(arrays[:2])]
    small[0] = small[0][..., :1]  # one column of one image loads the code
    function(*small, stride=layer.stride, groups=layer.groups)

    status = Path("/proc/self/status")
    ctypes.CDLL(None).malloc_trim(0)  # memory that is free already would hide what the call takes
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = kilobytes(status.read_text(), "VmRSS")
    function(*arrays, **layer.arguments())
    print((kilobytes(status.read_text(), "VmHWM") - before) / 1024)


def kilobytes(status: str, name: str) -> int:
    """Read one number of /proc/self/status."""
    return int(next(line for line in status.splitlines() if line.startswith(name)).split()[1])


if __name__ == "__main__":
    with_one_thread()
    measure(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else main()
