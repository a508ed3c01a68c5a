"""A tiny U-Net that finds shapes, once for each way to enlarge and for several seeds. Chapter ``segmentation``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tconv_lib import segmentation as measure
from web.book.trained import Arrays, reproducible, trained
from web.networks import shapes
from web.networks.shapes import CLASSES, draw_shapes

__all__ = ["PARAMETERS", "UPSAMPLERS", "TinyUNet", "Up", "results", "train"]

UPSAMPLERS = ("k2 s2", "k3 s2 p1 a1", "k4 s2 p1", "bilinear + conv", "pixel shuffle")
PARAMETERS = {"seeds": [0, 1, 2], "steps": 220, "batch": 16, "size": 24, "odd": [27, 33]}
FACTOR = 4
"""Two stages halve the size twice."""


class Up(nn.Module):
    """Double the size, or where the way allows it reach the size that is asked for."""

    def __init__(self, way: str, inputs: int, outputs: int) -> None:
        super().__init__()
        self.way = way
        self.layer: nn.Module
        if way == "bilinear + conv":
            self.layer = nn.Conv2d(inputs, outputs, 3, padding=1)
        elif way == "pixel shuffle":
            self.layer = nn.Sequential(nn.Conv2d(inputs, 4 * outputs, 3, padding=1), nn.PixelShuffle(2))
        else:
            kernel_size, padding = {"k2 s2": (2, 0), "k3 s2 p1 a1": (3, 1), "k4 s2 p1": (4, 1)}[way]
            self.layer = nn.ConvTranspose2d(inputs, outputs, kernel_size, 2, padding)

    def forward(self, x: Tensor, size: Sequence[int]) -> Tensor:
        """Enlarge x (N, C, h, w) to the size (H, W).

        Raises
        ------
        ValueError
            if this way leads from (h, w) to other sizes only.
        """
        if isinstance(self.layer, nn.ConvTranspose2d):
            out: Tensor = self.layer(x, output_size=list(size))
        elif self.way == "bilinear + conv":
            out = self.layer(functional.interpolate(x, size=list(size), mode="bilinear", align_corners=False))
        else:
            out = self.layer(x)
            if tuple(out.shape[2:]) != tuple(size):
                raise ValueError(f"a pixel shuffle leads from {tuple(x.shape[2:])} to {tuple(out.shape[2:])} alone")
        return out


class TinyUNet(nn.Module):
    """Two stages down by max-pooling, two up, skips joined by concatenation; 3×3 convolutions keep the size."""

    def __init__(self, way: str, channels: Sequence[int] = (8, 16, 32)) -> None:
        super().__init__()
        first, second, third = channels
        self.down = nn.ModuleList([_block(1, first), _block(first, second)])
        self.bottom = _block(second, third)
        self.up = nn.ModuleList([Up(way, third, second), Up(way, second, first)])
        self.join = nn.ModuleList([_block(2 * second, second), _block(2 * first, first)])
        self.head = nn.Conv2d(first, len(CLASSES), 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, classes, H, W) of images (N, 1, H, W)."""
        skips = []
        for block in self.down:
            skips.append(block(x))
            x = functional.max_pool2d(skips[-1], 2)
        x = self.bottom(x)
        for up, join in zip(self.up, self.join, strict=True):
            skip = skips.pop()
            x = join(torch.cat([skip, up(x, size=skip.shape[2:])], dim=1))
        scores: Tensor = self.head(x)
        return scores


def _block(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU())


def train(*, seeds: list[int], steps: int, batch: int, size: int, odd: list[int]) -> Arrays:
    """Train every way with every seed, and measure each on images that no training saw.

    Returns
    -------
    ``iou`` (ways, seeds) at ``size``; ``passed`` and ``padded`` (ways, seeds) at the size ``odd``, with the size handed
    to each stage, NaN where the way cannot reach it, and with the image padded and the result cropped; ``image``,
    ``target`` (size, size) and ``found`` (ways, size, size), with their ``found_iou`` (ways,), for the first seed.
    """
    test = draw_shapes(128, size, size, seed=1_000)
    odd_test = draw_shapes(64, odd[0], odd[1], seed=1_001)
    iou, passed, padded = (np.full((len(UPSAMPLERS), len(seeds)), np.nan) for _ in range(3))
    found = []
    for row, way in enumerate(UPSAMPLERS):
        for column, seed in enumerate(seeds):
            with reproducible(seed), torch.enable_grad():
                network = _fitted(way, seed, steps, batch, size)
            with torch.inference_mode():
                labels = _labels(network, torch.from_numpy(test[0]))
                iou[row, column] = _iou(labels, test[1])
                if _reaches(network, odd):
                    passed[row, column] = _iou(_labels(network, torch.from_numpy(odd_test[0])), odd_test[1])
                padded[row, column] = _iou(_pad_and_crop(network, torch.from_numpy(odd_test[0])), odd_test[1])
            if column == 0:
                found.append(labels)
    example = int(np.argmax([len(np.unique(label)) for label in test[1]]))
    return {
        "iou": iou, "passed": passed, "padded": padded, "image": test[0][example, 0], "target": test[1][example],
        "found": np.stack([labels[example] for labels in found]),
        "found_iou": np.array([_iou(labels[example], test[1][example]) for labels in found]),
    }  # fmt: skip


def results() -> Arrays:
    """Return what ``train`` returns for the parameters of the chapter, trained once for this code."""
    return trained(train, PARAMETERS, [shapes, measure])


def _fitted(way: str, seed: int, steps: int, batch: int, size: int) -> TinyUNet:
    network = TinyUNet(way)
    images, labels = (torch.from_numpy(array) for array in draw_shapes(steps * batch, size, size, seed))
    optimizer = torch.optim.Adam(network.parameters(), 5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-2, total_steps=steps)
    for start in range(0, steps * batch, batch):
        scores, target = network(images[start : start + batch]), labels[start : start + batch]
        optimizer.zero_grad()
        torch.autograd.backward(functional.cross_entropy(scores, target))
        optimizer.step()
        schedule.step()
    return network.eval()


def _labels(network: TinyUNet, images: Tensor) -> NDArray[np.int64]:
    labels: NDArray[np.int64] = network(images).argmax(1).numpy()
    return labels


def _pad_and_crop(network: TinyUNet, images: Tensor) -> NDArray[np.int64]:
    height, width = images.shape[2:]
    whole = functional.pad(images, (0, -width % FACTOR, 0, -height % FACTOR))
    return _labels(network, whole)[:, :height, :width]


def _reaches(network: TinyUNet, size: Sequence[int]) -> bool:
    try:
        network(torch.zeros(1, 1, *size))
    except ValueError:
        return False
    return True


def _iou(labels: NDArray[np.int64], target: NDArray[np.int64]) -> float:
    return measure.mean_iou(labels, target, len(CLASSES))
