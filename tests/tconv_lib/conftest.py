"""Random arrays, and samples of long lists, by the run's seed; ``soak`` runs the counts in full."""

import random

import numpy as np
import pytest
import torch

from tests.drawn import SEED

torch.set_num_threads(1)  # the arrays are small: threads would only wait for each other


@pytest.fixture
def rng(request):
    return np.random.default_rng([SEED, *request.node.name.encode()])


@pytest.fixture(scope="session")
def sample():
    """Draw ``count`` members of a list, the same for the same seed."""

    def draw(members, count):
        return random.Random(SEED).sample(members, min(count, len(members)))  # noqa: S311 - not secrets

    return draw
