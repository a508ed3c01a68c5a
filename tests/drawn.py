"""A few cases of a long list, drawn with the run's seed, for ``make test``; ``make soak`` runs them all."""

import os
import random

import pytest

SEED = int(os.environ.get("TCONV_SEED", "0"))


def sample(count, cases):
    """Return ``count`` of the cases, in their order."""
    chosen = random.Random(SEED).sample(range(len(cases)), count)  # noqa: S311 - not secrets
    return [case for n, case in enumerate(cases) if n in chosen]


def drawn(count, cases):
    """Return all the cases, those marked ``soak`` that are not among the ``count`` drawn ones."""
    cases = [case if isinstance(case, tuple) else (case,) for case in cases]
    chosen = sample(count, range(len(cases)))
    return [pytest.param(*case, marks=() if n in chosen else pytest.mark.soak) for n, case in enumerate(cases)]
