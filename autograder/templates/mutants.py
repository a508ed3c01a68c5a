"""Wrong answers: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant


@mutant(
    "spread",
    caught_by=["worked_example", "any_stride"],
    sentence="as if the stride itself were the number of zeros between neighbours",
)
def puts_stride_zeros_between(x, stride):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    out = np.zeros((stride + 1) * (len(x) - 1) + 1)
    out[:: stride + 1] = x
    return out


@mutant("spread", caught_by=["worked_example", "any_stride"], sentence="as if zeros followed the last cell too")
def adds_zeros_after_the_last(x, stride):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    out = np.zeros(stride * len(x))
    out[::stride] = x
    return out


@mutant(
    "spread",
    caught_by=["worked_example", "any_stride"],
    sentence="as if cells were repeated instead of zeros put between them",
)
def repeats_instead(x, stride):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    return np.repeat(x, stride)[: stride * (len(x) - 1) + 1]


@mutant("spread", caught_by=["refuses_a_stride_below_one"], sentence="as if any stride were allowed")
def takes_any_stride(x, stride):
    stride = max(stride, 1)
    out = np.zeros(stride * (len(x) - 1) + 1)
    out[::stride] = x
    return out


@variant("spread")
def multiplies_by_a_comb(x, stride):
    if stride < 1:
        raise ValueError("stride must be at least 1")
    return np.kron(x, np.eye(1, stride)[0])[: stride * (len(x) - 1) + 1]


equivalent(
    "spread",
    "if stride < 1:",
    "if stride < 0:",
    reason="at stride 0 the slice out[::0] raises ValueError by itself",
)
