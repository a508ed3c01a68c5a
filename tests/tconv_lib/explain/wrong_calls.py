"""Wrong calls of PyTorch, each with the change of an argument that mends it: the grid that provokes messages."""

# ruff: noqa: A002, A006, B008, BLE001, E731, N812, PLW0108 - torch's names, one line a call

import torch
import torch.nn.functional as F
from torch import nn

REMOVED = "removed"  # as a cure: the argument is left out


class Case:
    def __init__(self, name, call, base, wrong, cure):
        self.name, self.call, self.wrong, self.cure = name, call, base | wrong, cure

    def message(self):
        """Return what the wrong call says, or None where it runs."""
        try:
            self.call(**self.wrong)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return None

    def mended(self):
        arguments = self.wrong | self.cure
        return self.call(**{name: value for name, value in arguments.items() if value is not REMOVED})


def x(channels, size, rank, dtype=torch.float32):
    return torch.zeros(1, channels, *[size] * rank, dtype=dtype)


def layer_call(kind, rank):
    """Return a function that makes a layer and calls it."""

    def call(*, input, output_size=REMOVED, **arguments):
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
            shown = (*value.shape, value.dtype) if hasattr(value, "shape") else value
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
    yield {"dilation": 0, "kernel_size": 4}, {"dilation": 1}
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
    yield {"input": torch.zeros(1, 4, *[0] * rank), "padding": 1}, {"input": x(4, 1, rank)}


MORE = {"ConvTranspose": transposed, "Conv": plain}


def functional_call(kind, rank):
    function = getattr(F, f"{'conv_transpose' if kind == 'ConvTranspose' else 'conv'}{rank}d")

    def call(*, input, weight, **arguments):
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
    a = lambda size, channels=4: x(channels, size, 2)
    up = lambda **given: nn.ConvTranspose2d(4, 4, 3, 2, 1, **given)(a(16))
    up_to = lambda join: lambda **given: join(a(32), up(**given))

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


def rows(a):
    """List (call, its wrong arguments, the change) of all that is no convolution."""
    cat = lambda input, other, dim=1: torch.cat([input, other], dim)
    stack = lambda input: torch.stack(input)
    in_place = lambda input: torch.zeros(1).add_(input)
    shuffle, unshuffle, resize = F.pixel_shuffle, F.pixel_unshuffle, F.interpolate
    tensor_unfold = lambda size=3, step=1: a(5).unfold(2, size, step)
    columns = lambda channels, count: torch.zeros(1, channels, count)
    fold = lambda **given: F.fold(**{"input": columns(9, 9), "output_size": 5, "kernel_size": 3} | given)
    labels = torch.zeros(1, 32, 32, dtype=torch.long)
    return [
        (cat, {"input": a(8), "other": a(8, 3), "dim": 2}, {"dim": 1}),
        (cat, {"input": a(8)[0], "other": a(8)}, {"input": a(8)}),
        (in_place, {"input": torch.zeros(3)}, {"input": torch.zeros(1)}),
        (stack, {"input": [a(8), a(9)]}, {"input": [a(8), a(8)]}),
        (F.cross_entropy, {"input": a(32), "target": labels[:, None]}, {"target": labels}),
        (F.cross_entropy, {"input": a(32), "target": torch.cat([labels] * 2)}, {"target": labels}),
        (F.cross_entropy, {"input": a(32), "target": labels.float()}, {"target": labels}),
        (shuffle, {"input": a(4, 6), "upscale_factor": 2}, {"input": a(4, 8)}),
        (shuffle, {"input": torch.zeros(4, 4), "upscale_factor": 2}, {"input": a(4)}),
        (shuffle, {"input": a(4), "upscale_factor": 0}, {"upscale_factor": 1}),
        (shuffle, {"input": a(4), "upscale_factor": -1}, {"upscale_factor": 1}),
        (shuffle, {"input": a(4), "upscale_factor": 2.0}, {"upscale_factor": 2}),
        (unshuffle, {"input": a(5), "downscale_factor": 2}, {"input": a(6)}),
        (unshuffle, {"input": a(6)[..., :5], "downscale_factor": 2}, {"input": a(6)}),
        (unshuffle, {"input": torch.zeros(4, 4), "downscale_factor": 2}, {"input": a(4)}),
        (unshuffle, {"input": a(4), "downscale_factor": 0}, {"downscale_factor": 1}),
        (F.channel_shuffle, {"input": a(4, 5), "groups": 2}, {"groups": 5}),
        (F.unfold, {"input": a(5), "kernel_size": 7}, {"padding": 1}),
        (F.unfold, {"input": a(5), "kernel_size": 7}, {"kernel_size": 5}),
        (F.unfold, {"input": torch.zeros(1, 1, 4, 4, 4), "kernel_size": 3}, {"input": a(5)}),
        (F.unfold, {"input": torch.zeros(4, 4), "kernel_size": 3}, {"input": a(5)}),
        (F.unfold, {"input": torch.zeros(1, 0, 4, 4), "kernel_size": 3}, {"input": a(5)}),
        (F.unfold, {"input": a(5), "kernel_size": 3, "stride": 0}, {"stride": 1}),
        (F.unfold, {"input": a(5), "kernel_size": 3, "padding": -1}, {"padding": 0}),
        (F.unfold, {"input": a(5), "kernel_size": 3, "dilation": 0}, {"dilation": 1}),
        (F.unfold, {"input": a(5), "kernel_size": 0}, {"kernel_size": 1}),
        (F.unfold, {"input": a(5), "kernel_size": (3, 3, 3)}, {"kernel_size": (3, 3)}),
        (F.unfold, {"input": a(5).long(), "kernel_size": 3}, {"input": a(5)}),
        (tensor_unfold, {"size": 7}, {"size": 5}),
        (tensor_unfold, {"step": 0}, {"step": 1}),
        (fold, {"input": columns(10, 9)}, {"input": columns(9, 9)}),
        (fold, {"input": columns(9, 10)}, {"input": columns(9, 9)}),
        (fold, {"output_size": 2}, {"output_size": 5}),
        (fold, {"stride": 2}, {"output_size": 7}),
        (fold, {"input": torch.zeros(1, 1, 9, 9)}, {"input": columns(9, 9)}),
        (fold, {"stride": 0}, {"stride": 1}),
        (fold, {"padding": -1}, {"padding": 0}),
        (fold, {"dilation": 0}, {"dilation": 1}),
        (fold, {"kernel_size": 0}, {"kernel_size": 3}),
        (fold, {"output_size": (5, 5, 5)}, {"output_size": (5, 5)}),
        (fold, {"input": columns(9, 9).long()}, {"input": columns(9, 9)}),
        (resize, {"input": a(5)}, {"size": 10}),
        (lambda size=None: nn.Upsample(size)(a(5)), {}, {"size": 10}),
        (resize, {"input": a(5), "size": 10, "scale_factor": 2}, {"size": None}),
        (resize, {"input": a(5), "scale_factor": 2, "mode": "linear"}, {"mode": "bilinear"}),
        (resize, {"input": a(5)[0], "scale_factor": 2, "mode": "bilinear"}, {"mode": "linear"}),
        (resize, {"input": a(5)[None], "scale_factor": 2, "mode": "bilinear"}, {"mode": "trilinear"}),
        (resize, {"input": a(5), "scale_factor": 2, "mode": "trilinear"}, {"mode": "bicubic"}),
        (resize, {"input": a(5)[0], "scale_factor": 2, "mode": "bicubic"}, {"input": a(5)}),
        (resize, {"input": a(5)[0, 0], "scale_factor": 2}, {"input": a(5)}),
        (resize, {"input": a(5)[None, None], "scale_factor": 2, "mode": "area"}, {"input": a(5)}),
        (resize, {"input": a(5), "scale_factor": 2, "align_corners": True}, {"mode": "bilinear"}),
        (resize, {"input": a(5), "scale_factor": 2, "align_corners": True}, {"align_corners": None}),
        (resize, {"input": a(5), "size": (3, 3, 3)}, {"size": (3, 3)}),
        (resize, {"input": a(5), "size": (3,), "mode": "bilinear"}, {"size": 3}),
        (resize, {"input": a(5), "scale_factor": (2, 2, 2)}, {"scale_factor": (2, 2)}),
        (resize, {"input": a(5), "size": 0}, {"size": 1}),
        (resize, {"input": a(5), "size": 10.0}, {"size": 10}),
        (resize, {"input": a(1), "scale_factor": 0.5}, {"scale_factor": 1}),
        (resize, {"input": a(5), "scale_factor": -1, "mode": "bilinear"}, {"scale_factor": 1}),
        (resize, {"input": a(0), "scale_factor": 2}, {"input": a(1)}),
        (resize, {"input": a(5), "scale_factor": 2, "mode": "lanczos"}, {"antialias": True}),
        (resize, {"input": a(5), "scale_factor": 2, "antialias": True}, {"mode": "bilinear"}),
        (resize, {"input": a(5), "size": 10, "recompute_scale_factor": True}, {"recompute_scale_factor": None}),
        (resize, {"input": a(5).long(), "scale_factor": 2, "mode": "bilinear"}, {"input": a(5)}),
        (resize, {"input": a(5).long(), "scale_factor": 2}, {"input": a(5)}),
        *pooling_and_borders(a),
        *neighbours(a),
    ]


def pooling_and_borders(a):
    def unpool(size=6, output_size=None, indices=None):
        values, own = F.max_pool2d(a(size), 2, return_indices=True)
        return F.max_unpool2d(values, own if indices is None else indices, 2, output_size=output_size)

    three = torch.zeros(1, 4, 3, 3, dtype=torch.long)
    border = lambda mode="reflect", pad=1, input=a(3): F.pad(input, pad, mode)
    return [
        (F.max_pool2d, {"input": a(1), "kernel_size": 2}, {"input": a(2)}),
        (F.max_pool1d, {"input": torch.zeros(1, 4, 1), "kernel_size": 2}, {"kernel_size": 1}),
        (F.max_pool3d, {"input": x(4, 1, 3), "kernel_size": 2}, {"kernel_size": 1}),
        (F.avg_pool2d, {"input": a(1), "kernel_size": 2}, {"input": a(2)}),
        (F.avg_pool3d, {"input": x(4, 1, 3), "kernel_size": 2, "padding": 1}, {"input": x(4, 2, 3)}),
        (F.max_pool2d, {"input": a(5), "kernel_size": 2, "padding": 2}, {"padding": 1}),
        (F.avg_pool2d, {"input": a(5), "kernel_size": 2, "padding": 2}, {"kernel_size": 4}),
        (F.max_pool2d, {"input": a(5), "kernel_size": 2, "padding": 2, "dilation": 3}, {"padding": 1}),
        (F.max_pool1d, {"input": a(5)[0], "kernel_size": 2, "padding": 2}, {"padding": 1}),
        (F.max_pool1d, {"input": a(5)[0], "kernel_size": 0, "stride": 1}, {"kernel_size": 1}),
        (F.max_pool1d, {"input": a(5)[0], "kernel_size": 2, "stride": 0}, {"stride": 1}),
        (F.max_pool1d, {"input": a(5)[0], "kernel_size": 2, "dilation": 0}, {"dilation": 1}),
        (F.max_pool2d, {"input": a(5), "kernel_size": 2, "stride": 0}, {"stride": 1}),
        (F.max_pool2d, {"input": a(5), "kernel_size": 0}, {"kernel_size": 1}),
        (F.max_pool2d, {"input": a(5), "kernel_size": 2, "dilation": 0}, {"dilation": 1}),
        (F.max_pool2d, {"input": torch.zeros(5, 5), "kernel_size": 2}, {"input": a(5)}),
        (unpool, {"output_size": (20, 20)}, {"output_size": (6, 6)}),
        (unpool, {"output_size": (1, 1, 1, 1, 6, 6)}, {"output_size": (6, 6)}),
        (unpool, {"indices": three[..., :2]}, {"indices": None}),
        (unpool, {"indices": three.float()}, {"indices": None}),
        (unpool, {"indices": three + 99}, {"indices": None}),
        (border, {"pad": (4, 4, 4, 4)}, {"pad": (2, 2, 2, 2)}),
        (border, {"pad": (4, 4, 4, 4)}, {"mode": "replicate"}),
        (border, {"pad": (4, 4, 4, 4), "mode": "circular"}, {"pad": (3, 3, 3, 3)}),
        (border, {"pad": (1, 1, 1)}, {"pad": (1, 1, 1, 1)}),
        (border, {"pad": (1, 1)}, {"pad": (1, 1, 1, 1)}),
        (border, {"pad": (1, 1), "input": torch.zeros(3)}, {"input": torch.zeros(1, 3)}),
        (border, {"pad": (1,) * 10, "mode": "constant"}, {"pad": (1,) * 8}),
        (border, {"pad": (-2, -2), "mode": "constant"}, {"pad": (-1, -1)}),
        (border, {"pad": (1, 1, 1, 1), "mode": "mirror"}, {"mode": "reflect"}),
    ]


def neighbours(a):
    """List wrong calls of what stands beside the layers in a network, and of their weights."""
    norm = lambda layer=nn.BatchNorm2d, input=a(5), **n: layer(**n or {"num_features": 4})(input)
    one = lambda input, mode=True: nn.BatchNorm2d(4).train(mode)(input)
    prelu = lambda num_parameters: nn.PReLU(num_parameters)(a(5))
    linear = lambda in_features: nn.Linear(in_features, 10)(a(5).flatten(1))
    unflatten = lambda shape: nn.Unflatten(1, shape)(torch.zeros(1, 70))
    saved = nn.ConvTranspose2d(4, 2, 3).state_dict()

    def load(layer=nn.ConvTranspose2d, in_channels=4, out_channels=2, kernel_size=3, bias=True):
        layer(in_channels, out_channels, kernel_size, bias=bias).load_state_dict(saved)

    def assign(weight):
        nn.ConvTranspose2d(4, 2, 3).weight = weight

    def copy(weight):
        nn.ConvTranspose2d(4, 2, 3).weight.data.copy_(weight)

    def lazy(input):
        layer = nn.LazyConvTranspose2d(2, 3)
        return layer.weight.shape if input is None else layer(input)

    gradient = lambda grad_output, stride=1: nn.grad.conv2d_input(
        (1, 4, 9, 9), torch.zeros(2, 4, 3, 3), grad_output, stride
    )
    tbc = lambda weight: torch.conv_tbc(torch.zeros(5, 1, 3), weight, torch.zeros(2))
    spectrum = torch.zeros(5, 4, dtype=torch.complex64)
    return [
        (norm, {"num_features": 3}, {"num_features": 4}),
        (norm, {"layer": nn.GroupNorm, "num_groups": 2, "num_channels": 6}, {"num_channels": 4}),
        (norm, {"layer": nn.GroupNorm, "num_groups": 3, "num_channels": 4}, {"num_groups": 2}),
        (norm, {"input": a(5)[0]}, {"input": a(5)}),
        (norm, {"layer": nn.BatchNorm1d}, {"layer": nn.BatchNorm2d}),
        (one, {"input": a(1)}, {"input": a(2)}),
        (one, {"input": a(1)}, {"mode": False}),
        (lambda input: nn.InstanceNorm2d(4)(input), {"input": a(1)}, {"input": a(2)}),
        (prelu, {"num_parameters": 3}, {"num_parameters": 4}),
        (linear, {"in_features": 99}, {"in_features": 100}),
        (torch.reshape, {"input": a(5), "shape": (1, 99)}, {"shape": (1, 100)}),
        (unflatten, {"shape": (8, 3, 3)}, {"shape": (7, 10)}),
        (load, {"kernel_size": 4}, {"kernel_size": 3}),
        (load, {"layer": nn.Conv2d}, {"layer": nn.ConvTranspose2d}),
        (load, {"bias": False}, {"bias": True}),
        (lazy, {"input": None}, {"input": a(5)}),
        (lazy, {"input": torch.zeros(4, 4)}, {"input": a(5)}),
        (gradient, {"grad_output": torch.zeros(1, 2, 5, 5)}, {"grad_output": torch.zeros(1, 2, 7, 7)}),
        (gradient, {"grad_output": torch.zeros(1, 2, 4, 4)}, {"stride": 2}),
        (tbc, {"weight": torch.zeros(3, 4, 2)}, {"weight": torch.zeros(3, 3, 2)}),
        (assign, {"weight": torch.zeros(4, 2, 3, 3)}, {"weight": nn.Parameter(torch.zeros(4, 2, 3, 3))}),
        (copy, {"weight": torch.zeros(2, 4, 3, 3)}, {"weight": torch.zeros(4, 2, 3, 3)}),
        (
            lambda window: torch.istft(spectrum, 8, window=window),
            {"window": torch.zeros(8)},
            {"window": torch.hann_window(8)},
        ),
    ]


def all_cases():
    made = [case for rank in (1, 2, 3) for kind in MORE for make in (layers, functions) for case in make(kind, rank)]
    return [*made, *other_calls()]
