"""Transposed convolution from the ground up: the reference library of the course.

One module an idea, named as its chapter. The two names used most stand here, and load NumPy on first use only:
the modules of pure integers (``output_size`` and others) work without it.

Examples
--------
>>> import numpy as np
>>> from tconv_lib import conv_transpose
>>> conv_transpose(np.array([[[1.0, 2.0]]]), np.array([[[1.0, 10.0, 100.0]]]), stride=2)
array([[[  1.,  10., 102.,  20., 200.]]])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tconv_lib.fast import conv_transpose
    from tconv_lib.sliding_window import conv

__all__ = ["conv", "conv_transpose"]

_MODULE_OF = {"conv": "tconv_lib.sliding_window", "conv_transpose": "tconv_lib.fast"}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULE_OF[name]), name)
