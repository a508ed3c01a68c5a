"""The one table: every picture of the course by name, ``<stem>_<what>``, in the order of the chapters."""

from __future__ import annotations

from web.figures.table import consequences, convolution, gradients, measurements, networks, segmentation, transposed

__all__ = ["PICTURES"]

PICTURES = {
    **convolution.PICTURES,
    **transposed.PICTURES,
    **gradients.PICTURES,
    **consequences.PICTURES,
    **segmentation.PICTURES,
    **measurements.PICTURES,
    **networks.PICTURES,
}
