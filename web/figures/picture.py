"""A row of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from web.figures.arithmetic import say
from web.figures.board import Drawing

__all__ = ["Picture"]


@dataclass(frozen=True)
class Picture:
    """What to draw, and the text for readers who cannot see it.

    Parameters
    ----------
    function : the drawing function
    parameters : its arguments
    alt : title and description, divided by the first full stop; a name in braces stands for a fact of the drawing
    """

    function: Callable[..., Drawing]
    parameters: Mapping[str, Any]
    alt: str

    def drawing(self) -> Drawing:
        """Draw the picture."""
        return self.function(**self.parameters)

    def text(self, facts: Mapping[str, object]) -> tuple[str, str]:
        """Return the title and the description, with facts in place of their names.

        >>> Picture(Drawing, {}, "Two cells. They hold {x}.").text({"x": [1, -1]})
        ('Two cells', 'They hold 1, −1.')
        """
        words = self.alt.format(**{name: say(value) for name, value in facts.items()})
        title, _, description = words.partition(". ")
        return title, description
