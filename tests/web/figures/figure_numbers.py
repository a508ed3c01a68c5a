"""What the tests of the pictures read and compute: the numbers shown, and torch's own."""

import re
import xml.etree.ElementTree as ET
from itertools import groupby

import numpy as np
import torch
from torch.nn import functional

from web.figures import PICTURES, draw

SVG = "{http://www.w3.org/2000/svg}"


def frames(name):
    """The frames of an animation, or a picture as the only one."""
    drawn = draw(name)
    return [drawn] if isinstance(drawn, str) else drawn


def trees(name):
    return [ET.fromstring(svg) for svg in frames(name)]  # noqa: S314 - our own text


def numbers(tree):
    """The numbers in a picture, in the order of drawing; words are left out."""
    written = (text.text.replace("−", "-") for text in tree.iter(f"{SVG}text"))
    return [float(word) for word in written if re.fullmatch(r"-?\d+(\.\d+)?", word)]


def holds(tree, values):
    """Whether the values stand in the picture one after another."""
    shown, wanted = numbers(tree), list(np.ravel(values).astype(float))
    return any(shown[start : start + len(wanted)] == wanted for start in range(len(shown) - len(wanted) + 1))


def rects(tree, role, opacity=None):
    """The boxes of one role, as numbers x, y, width, height; of one tint, if it is given."""
    chosen = [rect for rect in tree.iter(f"{SVG}rect") if f"--tc-{role}," in rect.get("fill")]
    chosen = [rect for rect in chosen if opacity is None or float(rect.get("fill-opacity")) == opacity]
    return [tuple(float(rect.get(key)) for key in ("x", "y", "width", "height")) for rect in chosen]


def drawn_by(*functions):
    return [name for name, picture in PICTURES.items() if picture.function in functions]


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def torch_transposed(x, w, **arguments):
    layer = functional.conv_transpose2d if np.ndim(x) == 2 else functional.conv_transpose1d
    return layer(tensor([[x]]), tensor([[w]]), **arguments)[0, 0].tolist()


def torch_correlated(x, w, **arguments):
    layer = functional.conv2d if np.ndim(x) == 2 else functional.conv1d
    return layer(tensor([[x]]), tensor([[w]]), **arguments)[0, 0].tolist()


def given(name, *keys):
    """Those of the arguments that the picture has."""
    return {key: PICTURES[name].parameters[key] for key in keys if key in PICTURES[name].parameters}


def chapters_of(pictures, chapters):
    """The chapters that the pictures are named after, in the order of the pictures."""
    stems = (next((stem for stem in chapters if name.startswith(f"{stem}_")), name) for name in pictures)
    return [stem for stem, _ in groupby(stems)]
