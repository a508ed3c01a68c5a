"""Wrong calls of PyTorch, each with the change of one of its arguments that mends it: the grid that provokes messages."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

REMOVED = object()  # as a cure: the argument is left out


class Case:
    def __init__(self, name, call, base, wrong, cure):
        self.name, self.call, self.wrong, self.cure = name, call, base | wrong, cure

    def message(self):
        """Return what the wrong call says, or None where it runs."""
        try:
            self.call(**self.wrong)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what a reader sees
            return f"{type(error).__name__}: {error}"
        return None

    def mended(self):
        arguments = self.wrong | self.cure
        return self.call(**{name: value for name, value in arguments.items() if value is not REMOVED})


def x(channels, size, rank, dtype=torch.float32):
    return torch.zeros(1, channels, *[size] * rank, dtype=dtype)


def layer_call(kind, rank):
    """Return a function that makes a layer and calls it."""

    def call(*, input, output_size=REMOVED, **arguments):  # noqa: A002 - torch's name
        layer = getattr(nn, f"{kind}{rank}d")(**arguments)
        return layer(input) if output_size is REMOVED else layer(input, output_size=output_size)

    return call


def layers(kind, rank):
    """Yield the wrong layers of one kind and number of axes."""
    right = x(4, 5, rank)
    base = {"in_channels": 4, "out_channels": 2, "kernel_size": 3, "input": right}
    more, call = (2,) * (rank + 1), layer_call(kind, rank)
    wrong = {
        "in_channels": [(3, 4), (-4, 4), (4.0, 4)],
        "out_channels": [(0, 2)],
        "groups": [(3, 2), (0, 1)],
        "input": [(torch.zeros(4, *[5] * (rank - 1)), right), (x(4, 5, rank + 1), right), (right.numpy(), right)],
        "kernel_size": [(more, 3), (0, 3), (-1, 1), (3.0, 3), (REMOVED, 3)],
        "stride": [(0, 1), (-1, 1), (more, 2), (2.0, 2)],
        "dilation": [(0, 1), (-1, 2)],
        "padding": [(-1, 0)],
    }
    wrong["input"] += [(right.to(getattr(torch, name)), right) for name in OTHER_DTYPES]
    wrong["input"] += [(torch.zeros(1, 4, *[0] * rank), right)]
    for name, pairs in wrong.items():
        for value, cure in pairs:
            shown = tuple(value.shape) + (value.dtype,) if hasattr(value, "shape") else value
            arguments = {**base, name: value}
            arguments = {key: given for key, given in arguments.items() if given is not REMOVED}
            yield Case(f"{kind}{rank}d {name}={shown}", call, arguments, {}, {name: cure})
    yield Case(f"{kind}{rank}d strides", call, base, {"strides": 2}, {"strides": REMOVED, "stride": 2})
    yield Case(f"{kind}{rank}d out, groups", call, base, {"out_channels": 3, "groups": 2}, {"out_channels": 4})
    yield Case(f"{kind}{rank}d mode", call, base, {"padding_mode": "mirror"}, {"padding_mode": "zeros"})
    for extra, cure in MORE[kind](rank):
        yield Case(f"{kind}{rank}d {extra}", call, base, extra, cure)


OTHER_DTYPES = ["float64", "float16", "int64", "complex64", "bfloat16", "uint8", "bool"]


def transposed(rank):
    size, small = [9] * rank, x(4, 2, rank)
    s2 = {"stride": 2, "padding": 1}
    yield {"padding": "same"}, {"padding": 1}
    yield {"padding": "same", "stride": 2}, {"padding": 1}
    yield {"padding": "SAME"}, {"padding": 1}
    yield {"padding_mode": "reflect"}, {"padding_mode": REMOVED}
    yield {"stride": 2, "output_padding": 2}, {"output_padding": 1}
    yield {"stride": 2, "output_padding": 2}, {"stride": 3}
    yield {"output_padding": 1}, {"output_padding": 0}
    yield {"stride": 2, "output_padding": -1}, {"output_padding": 0}
    yield {**s2, "output_size": [12] * rank}, {"output_size": [10] * rank}
    yield {**s2, "output_size": [8] * rank}, {"output_size": size}
    yield {**s2, "output_size": [9] * (rank + 3)}, {"output_size": size}
    yield {**s2, "output_size": [9] * (rank + 1)}, {"output_size": size}
    yield {**s2, "output_size": 9}, {"output_size": size}
    yield {"padding": 4, "input": small}, {"padding": 1}
    yield {"padding": 2, "input": small}, {"kernel_size": 5}


def plain(rank):
    yield {"padding": "same", "stride": 2}, {"padding": 1}
    yield {"padding": "same", "stride": 2}, {"stride": 1}
    yield {"padding": "SAME"}, {"padding": "same"}
    yield {"kernel_size": 7}, {"padding": 1}
    yield {"dilation": 3}, {"dilation": 2}
    yield {"padding": 6, "padding_mode": "reflect"}, {"padding": 4}
    yield {"padding": 6, "padding_mode": "reflect"}, {"padding_mode": "replicate"}
    yield {"padding": 6, "padding_mode": "circular"}, {"padding": 5}
    yield {"input": torch.zeros(1, 4, *[0] * rank), "padding": 1}, {"padding": 2}


MORE = {"ConvTranspose": transposed, "Conv": plain}


def functional_call(kind, rank):
    function = getattr(F, f"{'conv_transpose' if kind == 'ConvTranspose' else 'conv'}{rank}d")

    def call(*, input, weight, **arguments):  # noqa: A002 - torch's name
        return function(input, weight, **arguments)

    return call


def functions(kind, rank):
    """Yield the wrong functional calls of one kind and number of axes."""
    call, more = functional_call(kind, rank), (2,) * (rank + 1)
    channels = (4, 2) if kind == "ConvTranspose" else (2, 4)
    right = torch.zeros(*channels, *[3] * rank)
    base = {"input": x(4, 5, rank), "weight": right}
    other = torch.zeros(*((6, 2) if kind == "ConvTranspose" else (4, 3)), *[3] * rank)
    wrong = [
        ({"weight": other, "groups": 2}, {"weight": torch.zeros(4, 2, *[3] * rank)}),
        ({"groups": 3}, {"groups": 1}),
        ({"groups": 0}, {"groups": 1}),
        ({"groups": -1}, {"groups": 1}),
        ({"weight": torch.zeros(*channels, *[3] * (rank - 1))}, {"weight": right}),
        ({"weight": torch.zeros(*channels, *[3] * (rank + 1))}, {"weight": right}),
        ({"input": torch.zeros(4, *[5] * (rank - 1))}, {"input": base["input"]}),
        ({"input": base["input"].bool(), "weight": right.bool()}, {"input": base["input"], "weight": right}),
        ({"bias": torch.zeros(3)}, {"bias": torch.zeros(2)}),
        ({"bias": torch.zeros(2, 1)}, {"bias": REMOVED}),
        ({"stride": 0}, {"stride": 1}),
        *(({name: more}, {name: 1}) for name in ("stride", "padding", "dilation")),
        ({"strides": 2}, {"strides": REMOVED, "stride": 2}),
        ({"padding": "same", "stride": 2}, {"padding": 1}),
        ({"padding": "SAME"}, {"padding": 1}),
    ]
    if kind == "ConvTranspose":
        wrong += [({"output_padding": more, "stride": 2}, {"output_padding": 1})]
    if kind == "Conv" or rank == 3:  # the others run
        wrong += [({"bias": torch.zeros(2).double()}, {"bias": torch.zeros(2)})]
    for number, (arguments, cure) in enumerate(wrong):
        yield Case(f"{kind} function {rank}d {number} {[*arguments]}", call, base, arguments, cure)


def other_calls():
    """Yield the wrong calls beside the layers: joins, losses, pixel shuffle, fold, resizing, pooling, borders."""
    a = lambda size, channels=4: x(channels, size, 2)  # noqa: E731 - short, because it stands in every line
    up = lambda **given: nn.ConvTranspose2d(4, 4, 3, 2, 1, **given)(a(16))  # noqa: E731 - a decoder's stage, 31 cells
    up_to = lambda join: lambda **given: join(a(32), up(**given))  # noqa: E731 - and the encoder's map of 32 cells

    def case(call, wrong, cure):
        return Case(f"{len(made)} {[*wrong, *cure]}", call, {}, wrong, cure)

    made = []
    joins = [
        lambda skip, y: torch.cat([skip, y], 1),
        lambda skip, y: skip + y,
        lambda skip, y: F.mse_loss(y, skip),
        lambda skip, y: F.binary_cross_entropy(y.sigmoid(), skip),
        lambda skip, y: F.binary_cross_entropy_with_logits(y, skip),
        lambda skip, y: F.cross_entropy(y, skip[:, 0].long()),
    ]
    made += [case(up_to(join), {}, {"output_padding": 1}) for join in joins]
    return made + [case(*row) for row in rows(a)]
