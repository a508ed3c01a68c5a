"""List the pictures, or print one as SVG: ``python -m web.figures [NAME]``."""

from __future__ import annotations

import sys

from web.figures.render import alternative_text, draw
from web.figures.table import PICTURES

__all__ = ["main"]


def main(arguments: list[str]) -> None:
    """Print the named picture, or the list of all."""
    if not arguments:
        for name, picture in PICTURES.items():
            function = f"{picture.function.__module__}.{picture.function.__name__}"
            title, description = alternative_text(name)
            sys.stdout.write(f"{name}  [{function}]  {title}. {description}\n")
        return
    try:
        drawn = draw(arguments[0])
    except KeyError as error:
        sys.exit(error.args[0])
    sys.stdout.write(drawn if isinstance(drawn, str) else "\n".join(drawn))


if __name__ == "__main__":
    main(sys.argv[1:])
