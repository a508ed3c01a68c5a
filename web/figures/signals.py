"""Signals: which samples wait for a later input, and what a live layer does to a voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tconv_lib.geometry import Axis
from tconv_lib.rates import rate_arguments
from tconv_lib.streaming import causal_upsample, stream_step
from web.figures.board import CELL, SMALL, Board, Drawing

__all__ = ["live_voice", "smooth_kernel", "speech_like", "waiting_samples"]


def waiting_samples(input_size: int, kernel_size: int, stride: int) -> Drawing:
    """Draw which samples the centred and the causal crop keep, and the newest input that each of them needs."""
    board = Board()
    padding, extra = rate_arguments(kernel_size, stride)
    cells, kept = Axis(kernel_size, stride).full_size(input_size), input_size * stride
    facts: dict[str, object] = {"input_size": input_size, "kernel_size": kernel_size, "stride": stride}
    facts["padding"] = padding
    crops = {"centred": (padding, f"centred: padding {padding}, output padding {extra}"), "causal": (0, "causal")}
    for number, (name, (start, words)) in enumerate(crops.items()):
        top = number * (2 * CELL + 26)
        board.text(0, top + 8, words, anchor="start", bold=True, size=SMALL)
        waits = []
        for cell in range(max(cells, start + kept)):
            sample, newest = cell - start, cell // stride
            if 0 <= sample < kept:
                waits.append(newest > sample // stride)
                look = "focus" if waits[-1] else "output"
                board.text((cell + 0.5) * CELL, top + 30 + CELL, sample, size=12, muted=True)
            else:
                look = "cropped"
            board.cell(cell * CELL, top + 20, newest, look)
        facts[name] = sum(waits)
    board.key({"output": "in time", "focus": "waits for the next input", "cropped": "cropped"})
    return Drawing([board], facts | {"samples": kept})


def speech_like(size: int, rate: int = 4000, pitch: int = 125) -> NDArray[np.float64]:
    """Return a sound like a vowel: a pulse every 1/pitch seconds, through two resonances; 1 at its loudest."""
    time = np.arange(rate // 10) / rate
    rings = (np.exp(-decay * time) * np.sin(2 * np.pi * tone * time) for tone, decay in ((450, 120), (1100, 300)))
    pulses = np.zeros(size)
    pulses[:: rate // pitch] = 1
    voice = np.convolve(pulses, np.sum(list(rings), axis=0))[:size]
    return np.asarray(voice / np.abs(voice).max())


def smooth_kernel(stride: int) -> NDArray[np.float64]:
    """Return an even kernel of 2 * stride taps without jumps; each phase sums to 1."""
    return np.sin(np.pi * (np.arange(2 * stride) + 0.5) / (2 * stride)) ** 2


def live_voice(size: int, stride: int, chunk: int) -> Drawing:
    """Draw a voice upsampled whole, in chunks without a state, and in chunks with it."""
    board = Board()
    x, w = speech_like(size), smooth_kernel(stride)
    whole = causal_upsample(x, w, stride)
    state = None
    forgotten, carried = [], []
    for start in range(0, size, chunk):
        part = x[start : start + chunk]
        forgotten.append(stream_step(None, part, w, 0.0, stride)[0])
        samples, state = stream_step(state, part, w, 0.0, stride)
        carried.append(samples)
    signals = {"whole": whole, "in chunks, state lost": np.concatenate(forgotten)}
    signals["in chunks, state carried"] = np.concatenate(carried)
    step, high = 340 / len(whole), 44.0
    for number, (name, signal) in enumerate(signals.items()):
        top = number * (2 * high + 34)
        middle = top + 24 + high
        board.text(0, top + 8, name, anchor="start", bold=True, size=SMALL)
        if number:
            board.line([(n * step, middle - high * value) for n, value in enumerate(whole.tolist())], role="grey")
            for cut in range(chunk, size, chunk):
                place = cut * stride * step
                board.line([(place, middle - high), (place, middle + high)], role="grey", width=0.8, dashed=True)
        board.line([(0, middle), (340, middle)], role="grey", width=0.6)
        board.line([(n * step, middle - high * value) for n, value in enumerate(signal.tolist())], width=1.5)
    lost, kept = (np.abs(signal - whole).max() for signal in list(signals.values())[1:])
    facts = {"stride": stride, "chunk": chunk, "cuts": len(range(chunk, size, chunk)), "samples": len(whole)}
    return Drawing([board], facts | {"lost": round(100 * float(lost)), "kept": 100 * float(kept)})
