"""What the landing page says in numbers: the puzzle that it opens with, and the size of the course.

The library computes the first, the masters in ``solutions/`` have the second.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from autograder.masters.master import find_masters, load
from tconv_lib.geometry import Axis

__all__ = ["AXIS", "PICTURE", "course", "facts", "hook", "puzzle", "state"]

AXIS = Axis(kernel_size=3, stride=2, padding=1)
"""The layer of the puzzle: down by a convolution, up by its transpose."""

PICTURE = "output_padding_puzzle"
"""The picture of the puzzle on a row of few cells, which stands where there is no JavaScript."""

IMAGE, ROW = 64, 8
"""Sizes of the puzzle: of an image as people meet it, and of a row that the explorer draws."""

KERNEL = (1, 10, 100)
OUTPUT_PADDING = 1
TIME = re.compile(r"^About (\d+) minutes(?:, and (\d+) for the exercises)?\.", re.MULTILINE)
"""What a chapter says of the time that it takes."""


def puzzle(size: int) -> dict[str, int]:
    """Return what becomes of ``size`` cells on the way down and up, and with an output padding of one.

    Examples
    --------
    >>> puzzle(64)
    {'size': 64, 'down': 32, 'up': 63, 'mended': 64}
    """
    down = AXIS.size(size)
    up, mended = AXIS.transposed_size(down), AXIS.transposed_size(down, OUTPUT_PADDING)
    return {"size": size, "down": down, "up": up, "mended": mended}


def state(size: int) -> str:
    """Return the way up from ``size`` cells as the explorer's address writes it."""
    numbers = {"i": size, "k": AXIS.kernel_size, "s": AXIS.stride, "p": AXIS.padding, "d": AXIS.dilation, "a": 0}
    cells = {"x": ",".join(str(cell + 1) for cell in range(size)), "w": ",".join(map(str, KERNEL))}
    return urlencode({"layer": "transposed", "dim": 1} | numbers | cells, safe=",")


def hook() -> str:
    """Return the puzzle as one line, for the picture that a link shows.

    Examples
    --------
    >>> hook()
    '64 cells went in, 63 came back. Why?'
    """
    image = puzzle(IMAGE)
    return f"{image['size']} cells went in, {image['up']} came back. Why?"


def course(root: Path) -> dict[str, int]:
    """Return how many chapters have exercises, how many these are, their points, and the hours that chapters take.

    Raises
    ------
    MasterError
        if a file in ``solutions`` is no master.
    """
    masters = [load(path) for path in find_masters([root / "solutions"]).values()]
    texts = [path.read_text(encoding="utf-8") for path in (root / "chapters").glob("*.md")]
    minutes = sum(int(number or 0) for text in texts for found in TIME.findall(text) for number in found)
    return {
        "chapters": len(masters),
        "exercises": sum(len(master.exercises) for master in masters),
        "points": int(sum(master.points for master in masters)),
        "hours": round(minutes / 60),
    }


def facts(root: Path) -> dict[str, Any]:
    """Return all that the template of the landing page puts in: the puzzle at 64 cells and at 8, and the course."""
    image, row = puzzle(IMAGE), puzzle(ROW)
    return {
        "image": image,
        "row": row,
        "axis": AXIS,
        "mended_by": OUTPUT_PADDING,
        "shared": AXIS.input_sizes(image["down"]),
        "explorer": {"state": state(row["down"]), "compact": "", "explorer": "chapters/explorer.html"},
        "course": course(root),
    }
