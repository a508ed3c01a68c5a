"""One small decoder that enlarges textures four times, with five ways to double the size. Chapter ``generation``."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tconv_lib import generation as measure
from web.book.trained import Arrays, reproducible, trained
from web.networks import textures
from web.networks.textures import draw_textures, shrink

__all__ = ["PARAMETERS", "UPSAMPLERS", "decoder", "doubling", "results", "train"]

UPSAMPLERS = ("k3 s2 p1 a1", "k4 s2 p1", "resize + conv", "pixel shuffle", "shuffle + ICNR")
PARAMETERS = {"seeds": [0, 1, 2], "steps": 300, "batch": 12, "size": 32}
FACTOR = 4
"""Two stages double the size twice."""
BORDER = 12
"""Pixels left out at each side, where the layers see padding."""
GREYS = (0.1, 0.3, 0.5, 0.7, 0.9)
SHOWN = 64
"""Size of the textures that measure, twice as large as those that train."""
EXAMPLE = 3
"""The texture that is shown: stripes."""


def doubling(way: str, inputs: int, outputs: int) -> nn.Module:
    """Return a layer that takes (N, inputs, H, W) to (N, outputs, 2H, 2W)."""
    if way == "k3 s2 p1 a1":
        return nn.ConvTranspose2d(inputs, outputs, 3, 2, 1, output_padding=1)
    if way == "k4 s2 p1":
        return nn.ConvTranspose2d(inputs, outputs, 4, 2, 1)
    if way == "resize + conv":
        return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(inputs, outputs, 3, padding=1))
    conv = nn.Conv2d(inputs, 4 * outputs, 3, padding=1)
    if way == "shuffle + ICNR":
        with torch.no_grad():  # the first of each four phases, and its bias, for all four
            for values in conv.parameters():
                values.copy_(values[::4].repeat_interleave(4, 0))
    return nn.Sequential(conv, nn.PixelShuffle(2))


def decoder(way: str, channels: int = 16) -> nn.Sequential:
    """Return the decoder: (N, 1, H, W) to (N, 1, 4H, 4W). The last layer enlarges, as in DCGAN."""
    return nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(),
        doubling(way, channels, channels), nn.ReLU(),
        doubling(way, channels, 1),
    )  # fmt: skip


def train(*, seeds: list[int], steps: int, batch: int, size: int) -> Arrays:
    """Train every way with every seed on textures of ``size``; measure each on larger ones that no training saw.

    Returns
    -------
    ``loss`` (ways, seeds, 2), the mean squared error before and after training; ``flat`` and ``textured``
    (ways, seeds, 2), the mean artefact energy at stride 4 on plain greys and in the errors on textures; ``small`` and
    ``target``, one texture; ``before``, ``after`` (ways, 64, 64), what the first seed makes of it; ``grey``
    (ways, 64, 64), what its trained network makes of a grey 0.5; ``kernels`` (seeds, 16, 4, 4), the last layers of
    k4 s2 p1 after training.
    """
    target = draw_textures(48, SHOWN, seed=1_000)
    small = torch.from_numpy(shrink(target, FACTOR))
    loss, flat, textured = (np.empty((len(UPSAMPLERS), len(seeds), 2)) for _ in range(3))
    pictures: dict[str, list[np.ndarray]] = {"before": [], "after": [], "grey": []}
    kernels = []
    for row, way in enumerate(UPSAMPLERS):
        for column, seed in enumerate(seeds):
            with reproducible(seed), torch.enable_grad():
                network = decoder(way)
                for moment, name in enumerate(("before", "after")):
                    if name == "after":
                        _fit(network, draw_textures(240, size, seed), steps, batch)
                    made, greys = _outputs(network, small)
                    error = made - target
                    at = (row, column, moment)
                    loss[at] = (error**2).mean()
                    flat[at] = _energy(greys)
                    textured[at] = _energy(error)
                    if column == 0:
                        pictures[name].append(made[EXAMPLE, 0])
                if column == 0:
                    pictures["grey"].append(greys[GREYS.index(0.5), 0])
            last = network[-1]
            if way == "k4 s2 p1" and isinstance(last, nn.ConvTranspose2d):
                kernels.append(last.weight.detach().numpy()[:, 0])
    return {
        "loss": loss, "flat": flat, "textured": textured, "small": small.numpy()[EXAMPLE, 0],
        "target": target[EXAMPLE, 0], "kernels": np.stack(kernels),
        **{name: np.stack(drawn) for name, drawn in pictures.items()},
    }  # fmt: skip


def results() -> Arrays:
    """Return what ``train`` returns for the parameters of the chapter, trained once for this code."""
    return trained(train, PARAMETERS, [textures, measure])


def _fit(network: nn.Module, images: np.ndarray, steps: int, batch: int) -> None:
    target, small = torch.from_numpy(images), torch.from_numpy(shrink(images, FACTOR))
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        some = torch.randint(len(target), (batch,))
        optimizer.zero_grad()
        torch.autograd.backward(functional.mse_loss(network(small[some]), target[some]))
        optimizer.step()
        schedule.step()


def _outputs(network: nn.Module, small: Tensor) -> tuple[np.ndarray, np.ndarray]:
    with torch.inference_mode():
        greys = torch.tensor(GREYS).reshape(-1, 1, 1, 1).expand(-1, 1, *small.shape[2:])
        return network(small).numpy(), network(greys).numpy()


def _energy(images: np.ndarray) -> float:
    inside = images[:, 0, BORDER:-BORDER, BORDER:-BORDER]
    return float(np.mean([measure.artefact_energy(image, FACTOR) for image in inside]))
