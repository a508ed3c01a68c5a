"""What a network learnt, kept under ``_build/trained`` by the hash of all that it was learnt from.

The key is the source of the training code, of its data, the parameters and the versions of NumPy and torch. So neither
a changed sentence nor a changed picture trains again, while a changed learning rate does.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arrays", "reproducible", "trained"]

Arrays = dict[str, NDArray[Any]]
FOLDER = Path(__file__).resolve().parents[2] / "_build" / "trained"
KEPT = 3
"""Results that stay for each training, for as many states of its code."""


def trained(
    train: Callable[..., Mapping[str, NDArray[Any]]],
    parameters: Mapping[str, Any],
    using: Sequence[ModuleType] = (),
    *,
    folder: Path = FOLDER,
) -> Arrays:
    """Return ``train(**parameters)``, from the disk if the same code has returned it before.

    Parameters
    ----------
    train : a function of a module, which returns arrays by their names; numbers as arrays of shape ()
    parameters : its keyword arguments, of JSON's types
    using : further modules of ours on which the result depends: the data, the network; not the pictures
    folder : where the results are kept

    Returns
    -------
    dict of name to array, the same from the disk as from the training

    Raises
    ------
    TypeError
        if JSON cannot write a parameter, or an array holds Python objects: neither would come back the same.

    Notes
    -----
    Two processes that ask at the same time train once: the second waits for the first.
    """
    name = f"{train.__module__}.{train.__qualname__}"
    path = folder / f"{name}-{_key(train, parameters, using)}.npz"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _write(path, name, train(**parameters))
        path.touch()
        _forget(folder, name)
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored)


@contextmanager
def reproducible(seed: int) -> Iterator[None]:
    """Seed torch, on one thread and with deterministic algorithms; leave its state as it was.

    Sums on two threads have another order than on one, and round otherwise.
    """
    import torch  # noqa: PLC0415 - a result from the disk needs no torch

    threads, strict, state = (
        torch.get_num_threads(),
        torch.are_deterministic_algorithms_enabled(),
        torch.get_rng_state(),
    )
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(seed)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(mode=strict)
        torch.set_rng_state(state)


def _key(train: Callable[..., Any], parameters: Mapping[str, Any], using: Sequence[ModuleType]) -> str:
    try:
        written = json.dumps(parameters, sort_keys=True)
    except TypeError as error:
        raise TypeError(
            f"parameters {dict(parameters)} of {train.__qualname__} must be of JSON's types: {error}"
        ) from None
    digest = hashlib.sha256(f"{written}\0{version('numpy')}\0{version('torch')}\0".encode())
    for module in (sys.modules[train.__module__], *using):
        if module.__file__ is None:
            raise TypeError(f"{module.__name__} is no module with a file: name the modules inside it")
        digest.update(module.__name__.encode() + b"\0" + Path(module.__file__).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _write(path: Path, name: str, results: Mapping[str, NDArray[Any]]) -> None:
    """Write all or nothing, so that a training that is broken off leaves no half result."""
    arrays = {key: np.asarray(value) for key, value in results.items()}
    for key, array in arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"{name} returned Python objects as {key!r}; return an array of numbers, bools or text")
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    part.replace(path)


def _forget(folder: Path, name: str) -> None:
    kept = sorted(folder.glob(f"{name}-*.npz"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-KEPT]:
        old.unlink()
