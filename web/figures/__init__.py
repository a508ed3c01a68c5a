"""Every picture of the course, drawn by name from one table: ``draw("scatter_frames")``.

``python -m web.figures`` prints each name with its drawing function and its alternative text;
``python -m web.figures NAME`` prints the SVG. To add a picture, add a row to ``table/``: a drawing function of one of
the modules here, its arguments, and a text whose first sentence is the title. ``{full}`` in the text stands for a fact
that the function returns, computed by tconv_lib. A function that draws several frames makes an animation: ``draw``
then returns a list.
"""

from __future__ import annotations

from web.figures.picture import Picture
from web.figures.render import draw, facts
from web.figures.table import PICTURES

__all__ = ["PICTURES", "Picture", "draw", "facts"]
