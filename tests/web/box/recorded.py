"""Texts drawn by seed, and what ``tconv_lib.explain`` says of each: the record that the page's answers must equal."""

# ruff: noqa: E501 - a text is a line

import json
import random
import re
from functools import partial
from itertools import product
from pathlib import Path

from tconv_lib.explain import ExplainError, explain
from tconv_lib.explain.tables import load_table

MESSAGES = json.loads((Path(__file__).parents[2] / "oracles" / "messages.json").read_text("utf-8"))
NUMBERS = ["0", "1", "1", "2", "2", "2", "3", "3", "4", "5", "7", "16", "64", "-1", "2.0", "1.5", "True", "None"]
NUMBERS += [
    "'2'",
    "(2, 3)",
    "[2, 2]",
    "(1, 2, 3)",
    "(2,)",
    "()",
    "2 + 1",
    "2 * 3",
    "-(-5 // 2)",
    "k",
    "k // 2",
    "'same'",
]
LARGE = ["1000000", "1000001", "4096", "4097", "999999999999999", "1e16", "1e-5", "2.5e300", "1_000"]
WORDS = ["'same'", "'valid'", "'SAME'", "'VALID'", "'full'", "'it\\'s'", '"it\'s"', "'zeros'", "'circular'", "'NOTSET'"]
PIECES = [
    "nn.Conv2d(",
    ")",
    "(",
    "[",
    "]",
    ",",
    "=",
    "3",
    "x",
    "'",
    '"',
    "\n",
    " ",
    "#",
    "stride=2",
    "-",
    "*",
    "**",
    "é",
    "☃",
]
PIECES += [
    "\u2028",
    "\r\n",
    "\xa0",
    "“",
    "’",
    "{",
    "}",
    ":",
    ";",
    "->",
    "nn.ReLU()",
    "OrderedDict",
    "Sequential(",
    "padding",
    ".",
]
KEEPS = ["nn.ReLU()", "nn.BatchNorm2d(8)", "nn.Dropout(0.5)", "nn.Sigmoid()", "nn.PReLU()", "nn.Identity()"]


def record(count, seed):
    """Return ``count`` drawn questions and every recorded message, each with its answer."""
    draw = random.Random(seed)  # noqa: S311 - texts, not secrets
    makers = [_layer, _layer, _layer, _stack, _stack, _node, _garbage, _mangled]
    questions = [_question(draw, makers[at % len(makers)](draw)) for at in range(count)]
    questions += [{"text": row["message"], "sizes": None, "kernel": None} for row in MESSAGES]
    questions += [{"text": text, "sizes": [33], "kernel": None} for text in _hostile()]
    questions += [{"text": text, "sizes": [n], "kernel": None} for text in _corners() for n in (1, 2, 3, 6)]
    return [{"question": question, "answer": answer(question)} for question in questions]


def answer(question):
    """Return what Python says, as JSON would hand it on."""
    sizes, kernel = (None if question[name] is None else tuple(question[name]) for name in ("sizes", "kernel"))
    try:
        return json.loads(json.dumps(explain(question["text"], sizes, kernel)))
    except ExplainError as refused:
        return {"refused": str(refused)}


def _question(draw, text):
    sizes = draw.choice([None, [33], [8], [13], [12, 17], [5, 6, 7], [1], [1_000_000], [draw.randint(1, 300)]])
    return {"text": text, "sizes": sizes, "kernel": draw.choice([None, None, None, [3], [2, 3]])}


def _value(draw, name):
    if name in ("padding_mode", "mode", "auto_pad", "data_format", "interpolation"):
        return draw.choice(WORDS)
    if name == "padding" and draw.random() < 0.25:
        return draw.choice(WORDS)
    if name in ("weight", "filters", "rhs") and draw.random() < 0.6:
        return draw.choice(
            ["torch.zeros(4, 2, 3, 3)", "np.ones((3, 3, 2, 4))", "torch.randn(3, 1, 1)", "torch.zeros()", "w"]
        )
    if name in ("output_shape", "output_size") and draw.random() < 0.7:
        return draw.choice(
            ["[1, 9, 9, 2]", "[17]", "(66, 66)", "[10, 11]", "(1, 2, 66, 66)", "skip.shape[2:]", "None", "7"]
        )
    if name in ("input", "lhs"):
        return draw.choice(["x", "torch.zeros(1, 4, 8, 8)"])
    return draw.choice(NUMBERS if draw.random() < 0.93 else LARGE)


FORMS = load_table("layers")["forms"]
PATHS = {
    "tf_transposed": "tf.nn.conv{}d_transpose",
    "jax_transposed": "jax.lax.conv_transpose",
    "keras_transposed": "keras.layers.Conv{}DTranspose",
    "keras_conv": "Conv{}D",
    "keras_pool": "layers.MaxPooling{}D",
    "keras_resize": "UpSampling{}D",
    "onnx_transposed": "onnx.ConvTranspose",
    "onnx_conv": "Conv",
}
TORCH = {
    "transposed": ["nn.ConvTranspose{}d", "F.conv_transpose{}d", "nn.LazyConvTranspose{}d"],
    "conv": ["nn.Conv{}d", "F.conv{}d", "nn.LazyConv{}d"],
    "pool": ["nn.MaxPool{}d", "nn.AvgPool{}d", "F.max_pool{}d", "F.avg_pool{}d"],
    "shuffle": ["nn.PixelShuffle", "F.pixel_shuffle"],
    "unshuffle": ["nn.PixelUnshuffle", "F.pixel_unshuffle"],
    "resize": ["nn.Upsample", "nn.UpsamplingNearest2d", "F.interpolate"],
    "pad": ["nn.ZeroPad{}d", "nn.ReflectionPad{}d", "nn.CircularPad{}d"],
    "fixed": ["nn.AdaptiveAvgPool{}d"],
}


def _layer(draw, rank=None):
    form = draw.choice(FORMS)
    path = draw.choice(TORCH.get(form["kind"], [PATHS.get(form["kind"])])).format(rank or draw.choice([1, 2, 2, 3]))
    order = form["order"].split() or ["strides", "pads", "kernel_shape", "output_padding", "dilations"]
    positional = order[: draw.randint(0, min(5, len(order)))] if form["order"] else []
    named = [name for name in order if name not in positional and draw.random() < 0.35]
    if draw.random() < 0.04:
        named.append(draw.choice(["strides", "dilation_rate", "kernel", "foo", "__proto__", "constructor"]))
    written = [_value(draw, name) for name in positional] + [f"{name}={_value(draw, name)}" for name in named]
    call = f"{path}({', '.join(written)})"
    if draw.random() < 0.08:
        call += f"(x, output_size={_value(draw, 'output_size')})"
    return call if draw.random() < 0.9 else f"self.up = {call}  # a comment"


def _stack(draw):
    """Draw a stack whose layers mostly fit each other: an encoder and a decoder, with what stands between."""
    rank = draw.choice([1, 2, 2])
    numbers = lambda: (draw.randint(2, 5), draw.choice([1, 2, 2, 3]), draw.randint(0, 2))  # noqa: E731
    down, up, channels = [], [], 1
    for _ in range(draw.randint(1, 4)):
        (k, s, p), more = numbers(), draw.choice([channels, channels * 2])
        pool = draw.random() < 0.3
        down.append(f"nn.MaxPool{rank}d({s})" if pool else f"nn.Conv{rank}d({channels}, {more}, {k}, {s}, {p})")
        if draw.random() < 0.4:
            k, s, p = numbers()
        extra = draw.choice(["", "", f", output_padding={draw.randint(0, 2)}"])
        back = f"nn.ConvTranspose{rank}d({channels if pool else more}, {channels}, {k}, {s}, {p}{extra})"
        up.append(draw.choice([back, back, f"nn.Upsample(scale_factor={draw.choice([s, float(s), 1.5])})"]))
        channels = channels if pool else more
        if draw.random() < 0.3:
            down.append(draw.choice([*KEEPS, _layer(draw, rank)]))
    layers = down + up[::-1]
    separator = draw.choice([", ", ",\n    "])
    return draw.choice(
        [
            lambda: f"nn.Sequential({separator.join(layers)})",
            lambda: (
                f"nn.Sequential(OrderedDict([{separator.join(f'({n!r}, {each})' for n, each in enumerate(layers))}]))"
            ),
            lambda: f"model = keras.Sequential([{separator.join(layers)}])",
            lambda: "\n".join(layers),
            lambda: "Sequential(\n" + "\n".join(f"  ({n}): {each}" for n, each in enumerate(layers)) + "\n)",
        ]
    )()


def _node(draw):
    names = draw.sample(
        ["strides", "pads", "kernel_shape", "dilations", "output_padding", "output_shape", "auto_pad", "group"], 4
    )
    lists = ["[2, 2]", "[3, 3]", "[1, 1, 1, 1]", "[0, 0, 1, 1]", "[1]", "2", "[]", "[9, 9, 9, 9]"]
    words = ["SAME_UPPER", "NOTSET", "VALID"]
    return draw.choice(["", "ConvTranspose ", "Conv ", "%y = Conv["]) + draw.choice([", ", " "]).join(
        f"{name}{draw.choice(['=', ' = ', ': '])}{draw.choice(words if name == 'auto_pad' else lists)}"
        for name in names
    )


def _garbage(draw):
    return "".join(draw.choice(PIECES) for _ in range(draw.randint(0, 25)))


def _mangled(draw):
    """Take a text that can be read, and change a place in it."""
    text = draw.choice([_layer, _stack, _node, lambda draw: draw.choice(MESSAGES)["message"]])(draw)
    at = draw.randint(0, len(text))
    change = draw.choice(
        [lambda: "", partial(draw.choice, PIECES), lambda: "9" * 20, lambda: text[: draw.randint(0, 40)]]
    )
    return text[:at] + change() + text[at + draw.randint(0, 3) :]


def _corners():
    """Write layers of which few drawn ones come to the corner that sets them apart."""
    grid = list(product((1, 2, 3, 4), (1, 2, 3), (0, 1)))
    texts = [f"nn.MaxPool1d({k}, {s}, {p}, ceil_mode=True)" for k, s, p in grid]
    for (k, s, p), word in product(grid, ("'same'", "'valid'")):
        texts.append(f"Conv1DTranspose(1, {k}, {s}, {word}, output_padding={('None', '0')[p]})")
        texts.append(f"jax.lax.conv_transpose(x, torch.zeros({k}, 1, 1), ({s},), {word.upper()}, ({p + 1},))")
    texts += [
        f"kernel_shape=[{k}] strides=[{s}] auto_pad={word}" for k, s, _ in grid for word in ("SAME_UPPER", "SAME_LOWER")
    ]
    texts += [f"nn.ConvTranspose1d(1, 1, 3, stride='{text}')" for text in ("3", "-3", " +07 ", "1_0", "x", "1__0")]
    return [*texts, "nn.MaxPool2d(2), nn.Conv2d(1, 1, 3, (1, 1), 1), nn.ConvTranspose2d(1, 1, 3, (1, 1), 1)"]


def _hostile():
    """List texts that somebody might try."""
    layer = "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)"
    trace = f'Traceback (most recent call last):\n  File "a.py", line 1\n    {layer}\n'
    wrong = "RuntimeError: Given groups=1, weight of size [4, 3, 3, 3], expected input[1, 4, 8, 8] to have 3 channels, but got 4 channels instead\n"
    return [
        "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", f"{layer}<b>", "\0", "", "\ud83d", "🙂" * 70, "nn." * 500,
        "(" * 3000, f"nn.Conv2d({'(' * 39}1{')' * 39})", f"nn.Conv2d({'(' * 40}1{')' * 40})", f"nn.Conv2d(1, 2, {'9' * 400})",
        f"nn.Conv2d(1, 2, {'-' * 9000}1)", "x" * 20_001, "🙂" * 20_000, "nn.Conv2d(1, 2, 999999999999999 * 2)",
        ",".join(["nn.ReLU()"] * 101), ",".join(["nn.Upsample(scale_factor=4096), nn.MaxPool2d(4096)"] * 45),
        trace + wrong, trace + "RuntimeError: CUDA out of memory", trace + wrong + "During handling, another:\n" + trace
        + "ValueError: either size or scale_factor should be defined", "nn.Conv2d(1, 1, 3)(x)(y)", "nn.Sequential()", "model.add(Conv2D(8, 3))",
        "helper.make_node('ConvTranspose', ['x', 'w'], ['y'], strides=[2, 2], kernel_shape=[3, 3])", "__proto__(1)", "a.constructor()",
        "nn.Conv2d(1, 1, 3, __proto__=2)", "\x1b[31mnn.Conv2d(1, 1, 3)\x1b[0m", "nn.Conv2d(1, 1, 3, padding=‘same’)", "toString", "nn.Conv2d(1,1,3); nn.Conv2d(1,1,3)",
    ]  # fmt: skip


def near_misses(length):
    """Return texts that begin as messages do and never end as they do, as long as a text may be."""
    openings = {}
    for row in load_table("messages")["rows"]:
        for branch in row["pattern"].split("|"):
            plain = re.sub(
                r"\\([^dwbn])", r"\1", re.split(r"\\[dwb]|(?<!\\)[\[(?+*]|\.\*", branch.removeprefix("(?:"))[0]
            )
            if len(plain) > 3:
                openings.setdefault(plain, row["id"])
    fillers = ["", "1", "1, ", "a=", "a", "[", " ", "(", "x x"]
    texts = [f"{opening}{filler * 9999}"[:length] for opening in openings for filler in fillers[1:]]
    return texts + [(f"{opening}{filler}" * length)[:length] for opening in openings for filler in fillers]
