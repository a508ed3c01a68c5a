"""Record what TensorFlow, Keras and JAX return, in a virtual environment of their own: ``make oracles``.

Writes ``frameworks.json`` beside this file, and ``messages.json`` with what they say of wrong calls.
A row of the first holds the arguments and the values that came back, or the error's class.
Input cells are 1, 2, 3, ... and taps are powers of ten, so that a row can be read: each digit is one product.
"""

import importlib.metadata
import json
import os
import subprocess
import sys
import venv
from itertools import product
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / "_build" / "oracles-venv"
PINS = ["tensorflow-cpu==2.21.0", "keras==3.15.1", "jax==0.10.2", "torch==2.13.0", "numpy==2.4.6"]
BACKENDS = ("tensorflow", "jax", "torch")  # of Keras
INPUT_SIZES, KERNEL_SIZES, STRIDES = (1, 3), (1, 2, 3, 4, 5), (1, 2, 3, 4)


def main() -> None:
    """Make the environment if need be, and run the recording inside it."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
    record_all(python)
    record_messages(python)


def record_messages(python: Path) -> None:
    """Run the wrong calls on each backend, on TensorFlow also without oneDNN, whose messages name no cause."""
    rows = []
    for backend, onednn in (("tensorflow", "1"), ("tensorflow", "0"), ("jax", "1")):
        environment = {
            **os.environ,
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "KERAS_BACKEND": backend,
        }
        environment["TF_ENABLE_ONEDNN_OPTS"] = onednn
        script = HERE / "record_messages.py"
        run = subprocess.run([python, script], check=True, env=environment, stdout=subprocess.PIPE)
        rows += [row for row in json.loads(run.stdout) if row not in rows]
    (HERE / "messages.json").write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")


def record_all(python: Path) -> None:
    """Run the recording on each backend of Keras, which is chosen once a process, and write the table."""
    quiet = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    tables = []
    for backend in BACKENDS:
        environment = {**os.environ, **quiet, "KERAS_BACKEND": backend}
        run = subprocess.run([python, __file__, backend], check=True, env=environment, stdout=subprocess.PIPE)
        tables.append(json.loads(run.stdout))
    lines = ",\n".join(json.dumps(row) for table in tables for row in table.pop("rows"))
    tables[0]["versions"] |= {name: number for table in tables for name, number in table["versions"].items()}
    head = json.dumps(tables[0], indent=1)[:-2]
    (HERE / "frameworks.json").write_text(f'{head},\n "rows": [\n{lines}\n]}}\n')


def record(backend: str) -> None:
    """Call the real packages, and print their rows; of Keras on another backend, those alone."""
    import keras

    if backend != "tensorflow":
        versions = {backend: importlib.metadata.version(backend).split("+")[0]}
        rows = [*_keras_rows(keras, f"keras on {backend}", beyond=1)]
        sys.stdout.write(json.dumps({"versions": versions, "rows": rows}))
        return
    import jax
    import tensorflow as tf

    jax.config.update("jax_enable_x64", True)
    rows = [*_tensorflow_rows(tf), *_keras_rows(keras, "keras"), *_jax_rows(jax), *_two_axes(tf, keras, jax)]
    table = {
        "versions": {"tensorflow": tf.__version__, "keras": keras.__version__, "jax": jax.__version__},
        "input": "1, 2, 3, ... in C order",
        "weight": "torch's layout (C_in, C_out, *k); 1, 10, 100, ... for one channel and axis, else 1, 2, 3, ...",
        "rows": rows,
    }
    sys.stdout.write(json.dumps(table))


def _tensorflow_rows(tf):
    def call(x, w, output_size, stride, padding):
        return tf.nn.conv1d_transpose(x, w, [1, output_size, 1], stride, padding)

    for i, k, s, padding in product(INPUT_SIZES, KERNEL_SIZES, STRIDES, ("SAME", "VALID")):
        for size in range(max(1, (i - 1) * s), i * s + k + 1):
            yield _row("tensorflow", i, k, call, output_size=size, stride=s, padding=padding)


def _keras_rows(keras, framework, beyond=0):
    def call(x, w, stride, padding, output_padding):
        return keras.ops.convert_to_numpy(keras.ops.conv_transpose(x, w, stride, padding, output_padding))

    for i, k, s, padding in product(INPUT_SIZES, KERNEL_SIZES, STRIDES, ("same", "valid")):
        for extra in (None, *range(s + beyond)):
            yield _row(framework, i, k, call, stride=s, padding=padding, output_padding=extra)


def _jax_rows(jax):
    def call(x, w, stride, padding, dilation, transpose_kernel):
        numbers = ("NHC", "HIO", "NHC")
        return jax.lax.conv_transpose(x, w, [stride], padding, [dilation], numbers, transpose_kernel=transpose_kernel)

    for i, k, s, d in product(INPUT_SIZES, KERNEL_SIZES, STRIDES, (1, 2)):
        for padding in ("SAME", "VALID", [(1, 1)], [(2, 1)], [(0, 3)]):
            yield _row("jax", i, k, call, stride=s, padding=padding, dilation=d, transpose_kernel=True)
        yield _row("jax", i, k, call, stride=s, padding="SAME", dilation=d, transpose_kernel=False)


def _two_axes(tf, keras, jax):
    """Several channels, a batch, and no two sizes alike."""
    import numpy as np

    x = np.arange(1.0, 1 + 2 * 2 * 3 * 2).reshape(2, 2, 3, 2)
    w = np.arange(1.0, 1 + 2 * 3 * 3 * 4).reshape(2, 3, 3, 4)
    last, hwoi = x.transpose(0, 2, 3, 1), w.transpose(2, 3, 1, 0)
    shapes = {"x": list(x.shape), "weight": list(w.shape)}
    numbers = ("NHWC", "HWIO", "NHWC")
    results = [
        (
            "tensorflow",
            {"output_size": [5, 6], "stride": [2, 3], "padding": "SAME"},
            tf.nn.conv2d_transpose(last, hwoi, [2, 5, 6, 3], [2, 3], "SAME"),
        ),
        (
            "keras",
            {"stride": [2, 3], "padding": "same", "output_padding": None},
            keras.ops.conv_transpose(last, hwoi, (2, 3), "same"),
        ),
        (
            "jax",
            {"stride": [2, 3], "padding": "SAME", "dilation": [1, 2], "transpose_kernel": True},
            jax.lax.conv_transpose(last, hwoi, [2, 3], "SAME", [1, 2], numbers, transpose_kernel=True),
        ),
        (
            "jax",
            {"stride": [2, 3], "padding": "SAME", "dilation": [1, 2], "transpose_kernel": False},
            jax.lax.conv_transpose(last, hwoi.swapaxes(2, 3), [2, 3], "SAME", [1, 2], numbers),
        ),
    ]
    for framework, arguments, result in results:
        out = np.asarray(result).transpose(0, 3, 1, 2)
        row = {"framework": framework, **shapes, "arguments": arguments, "shape": list(out.shape)}
        yield row | {"values": [int(value) for value in out.ravel()]}


def _row(framework, i, k, call, **arguments):
    import numpy as np

    x, w = np.arange(1.0, i + 1).reshape(1, i, 1), 10.0 ** np.arange(k).reshape(k, 1, 1)
    row = {"framework": framework, "x": [1, 1, i], "weight": [1, 1, k], "arguments": arguments}
    try:
        values = np.asarray(call(x, w, **arguments)).ravel()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the framework says
        return row | {"error": type(error).__name__}
    return row | {"shape": [1, 1, len(values)], "values": [round(float(value)) for value in values]}


if __name__ == "__main__":
    record(sys.argv[1]) if sys.argv[1:] else main()
