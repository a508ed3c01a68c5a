"""Layers as they are written, explained and run."""

import torch
from torch import nn

from tconv_lib.explain.layers import make_layer
from tconv_lib.explain.syntax import read_calls


def layer_of(text):
    [call] = read_calls(text)
    return make_layer(call)


def real_size(text, sizes, channels=None):
    """Return the spatial sizes that torch makes, or what it says where it refuses the layer or the input."""
    try:
        layer = eval(text, {"nn": nn})  # noqa: S307 - text of the tests
        given = channels or getattr(layer, "in_channels", 4)
        return tuple(layer(torch.zeros(1, given, *sizes)).shape[2:])
    except (RuntimeError, ValueError, TypeError, ZeroDivisionError) as error:
        return str(error)
