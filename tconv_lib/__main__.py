"""The command ``python -m tconv_lib explain TEXT``: what a message says, and what sizes a layer or a stack makes.

It needs neither NumPy nor a framework. It exits with 0 where it has explained, 1 where it cannot, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys

from tconv_lib.explain.at import LARGEST
from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.report import as_text, explain

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console may know few letters
    parser = argparse.ArgumentParser(
        prog="python -m tconv_lib", description="Transposed convolution from the ground up."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "explain",
        help="say what a message means, or what sizes a layer makes",
        description="Say what an error message means and what mends it, or what sizes a layer or a stack makes. Layers"
        " are read, never run: PyTorch, Keras, TensorFlow, JAX, and an ONNX node's attributes.",
    )
    command.add_argument("text", help="the message, the layer or the stack; - reads it from standard input")
    command.add_argument("--input", type=_sizes, metavar="SIZE", help="the input's spatial size: 33, or 33x48")
    command.add_argument("--kernel", type=_sizes, metavar="SIZE", help="the kernel's, where a weight is only named")
    command.add_argument("--json", action="store_true", help="print what a program reads")
    given = parser.parse_args(arguments)
    try:
        report = explain(sys.stdin.read() if given.text == "-" else given.text, given.input, given.kernel)
    except ExplainError as error:
        print(f"explain: {error}", file=sys.stderr)  # noqa: T201 - its message
        return 1
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else as_text(report))  # noqa: T201 - its report
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    """Read 33, 33x48 or 33,48."""
    parts = re.split(r"[x,]", text)
    if not all(re.fullmatch(r"[0-9]{1,7}", part) and 1 <= int(part) <= LARGEST for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 33, or 33x48, from 1 to {LARGEST}")
    return tuple(map(int, parts))


if __name__ == "__main__":
    sys.exit(main())
