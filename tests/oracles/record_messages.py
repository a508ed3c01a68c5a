"""Record what Keras, TensorFlow and JAX say of wrong calls: ``make oracles`` runs it once for each backend of Keras.

Prints rows of the call, as it is written below, and its message. ``z(2, 3)`` is an array of zeros.
"""

import json
import os
import sys

KERAS = """
T(2, 3, strides=2, output_padding=2)(z(1, 5, 5, 4))
T(2, 3, strides=2, output_padding=3, padding="same")(z(1, 5, 5, 4))
T(2, 3, output_padding=1)(z(1, 5, 5, 4))
T(2, 3, strides=2, output_padding=2)(keras.Input((5, 5, 4)))
T(2, 4, strides=2, output_padding=0, padding="same")(z(1, 5, 5, 4))
T(2, 3, dilation_rate=2)(z(1, 5, 5, 4))
ops.conv_transpose(z(1, 5, 5, 4), z(3, 3, 2, 4), 2, "same", 2)
ops.conv_transpose(z(1, 5, 5, 4), z(4, 4, 2, 4), 2, "same", 0)
ops.conv_transpose(z(1, 5, 5, 4), z(3, 3, 2, 3), 2)
ops.conv_transpose(z(1, 5, 5, 4), z(3, 3, 2, 4, dtype="float64"), 2)
ops.conv(z(1, 5, 5, 4), z(3, 3, 3, 2), 2)
ops.concatenate([z(1, 32, 32, 4), z(1, 33, 33, 4)], -1)
T(2, 3, padding=1)(z(1, 5, 5, 4))
T(2, 3, padding="full")(z(1, 5, 5, 4))
T(2, 3, padding="causal")(z(1, 5, 5, 4))
T(2, 3, strides=2, dilation_rate=2)(z(1, 5, 5, 4))
C(2, 3, strides=2, dilation_rate=2)(z(1, 5, 5, 4))
T(2, 3)(z(5, 5, 4))
T(2, 3)(z(1, 5, 5, 5, 4))
[f(z(1, 5, 5, channels)) for f in [T(2, 3)] for channels in (4, 3)]
[f(z(1, 5, 5, channels)) for f in [C(2, 3)] for channels in (4, 3)]
T(2, 3, groups=2)(z(1, 5, 5, 4))
T(2, 3, stride=2)(z(1, 5, 5, 4))
C(2, 3, groups=3)(z(1, 5, 5, 4))
C(3, 3, groups=2)(z(1, 5, 5, 4))
T(0, 3)(z(1, 5, 5, 4))
T(2, 0)(z(1, 5, 5, 4))
T(2, 3, strides=0)(z(1, 5, 5, 4))
T(2, 3, dilation_rate=0)(z(1, 5, 5, 4))
T(2, 3, strides=2, output_padding=-1)(z(1, 5, 5, 4))
T(2, (3, 3, 3))(z(1, 5, 5, 4))
T(2, 3, strides=(2, 2, 2))(z(1, 5, 5, 4))
T(2, 3.0)(z(1, 5, 5, 4))
C(2, 7)(z(1, 5, 5, 4))
C(2, 7)(keras.Input((5, 5, 4)))
layers.MaxPooling2D(2)(keras.Input((1, 1, 4)))
layers.Concatenate()([z(1, 32, 32, 4), z(1, 33, 33, 4)])
layers.Concatenate()([keras.Input((32, 32, 4)), keras.Input((33, 33, 4))])
layers.Add()([z(1, 32, 32, 4), z(1, 33, 33, 4)])
T(2, 3)(keras.Input((5, 5, None)))
layers.UpSampling2D(2, interpolation="linear")(z(1, 5, 5, 4))
layers.UpSampling2D(2)(z(5, 5, 4))
layers.Cropping2D(3)(z(1, 5, 5, 4))
layers.Reshape((7, 7, 4))(z(1, 100))
T(2, 3, data_format="channels")(z(1, 5, 5, 4))
[(f(z(1, 5, 5, 4)), f.set_weights([z(4, 2, 3, 3), z(2)])) for f in [T(2, 3)]]
"""
TENSORFLOW = """
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 8, 8, 2], 2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 12, 12, 2], 2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 2], 2, "VALID")
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 4], 2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [2, 10, 10, 2], 2)
up(z(1, 5, 5, 4), z(3, 3, 4, 2), [1, 10, 10, 4], 2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 2], 2, "same")
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 5, 5, 2], 1, "SAME", dilations=2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 2], 0)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 2], [2, 2, 2])
up(z(1, 5, 5, 4), z(3, 3, 2, 4), [None, 10, 10, 2], 2)
up(z(5, 5, 4), z(3, 3, 2, 4), [1, 10, 10, 2], 2)
up(z(1, 5, 5, 4), z(3, 3, 2, 4), strides=2)
up(z(1, 4, 5, 5), z(3, 3, 2, 4), [1, 2, 10, 10], 2, data_format="NCHW")
tf.nn.conv1d_transpose(z(1, 5, 4), z(3, 2, 4), [1, 12, 2], 2)
tf.nn.conv3d_transpose(z(1, 5, 5, 5, 4), z(3, 3, 3, 2, 4), [1, 12, 12, 12, 2], 2)
tf.nn.conv2d(z(1, 5, 5, 4), z(3, 3, 3, 2), 1, "SAME")
tf.nn.conv2d(z(1, 5, 5, 4), z(7, 7, 4, 2), 1, "VALID")
tf.concat([z(1, 32, 32, 4), z(1, 33, 33, 4)], -1)
tf.constant(z(1, 32, 32, 4)) + tf.constant(z(1, 33, 33, 4))
tf.nn.depth_to_space(z(1, 5, 5, 6), 2)
tf.nn.space_to_depth(z(1, 5, 5, 4), 2)
tf.pad(z(1, 5, 5, 4), [[0, 0], [-1, 0], [0, 0], [0, 0]])
tf.pad(z(1, 3, 3, 4), [[0, 0], [4, 0], [0, 0], [0, 0]], "REFLECT")
tf.image.resize(z(5, 5), (3, 3))
"""
JAX = """
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), 1)
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), (1, 1))
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "FULL")
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "same")
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), [(1, 1)])
up(z(1, 5, 5, 4), z(3, 3, 3, 2), (2, 2), "SAME")
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "SAME", transpose_kernel=True)
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2,), "SAME")
up(z(1, 5, 5, 4), z(3, 3, 4, 2), 2, "SAME")
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (0, 0), "SAME")
up(z(1, 5, 5, 4), z(3, 3, 4, 2, dtype="int32"), (2, 2), "SAME")
up(z(1, 2, 2, 4), z(3, 3, 4, 2), (1, 1), [(-3, -3)] * 2)
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "SAME", output_padding=1)
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "SAME", output_shape=(10, 10))
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2), "SAME", dimension_numbers=("NCHW", "HWIO"))
up(z(1, 5, 5, 4), z(3, 3, 4, 2), (2, 2))
jax.lax.conv_general_dilated(z(1, 4, 5, 5), z(2, 3, 3, 3), (1, 1), "SAME")
jax.lax.conv_general_dilated(z(1, 4, 5, 5), z(3, 2, 3, 3), (1, 1), "SAME", feature_group_count=2)
jax.numpy.concatenate([z(1, 32, 32, 4), z(1, 33, 33, 4)], -1)
jax.numpy.zeros((1, 32, 32, 4)) + z(1, 33, 33, 4)
"""


def main() -> None:
    """Evaluate the calls of Keras and of its backend, and print what they say."""
    import keras
    import numpy as np

    names = {
        "keras": keras,
        "layers": keras.layers,
        "ops": keras.ops,
        "T": keras.layers.Conv2DTranspose,
        "C": keras.layers.Conv2D,
        "z": lambda *shape, dtype="float32": np.zeros(shape, dtype),
    }
    backend = os.environ["KERAS_BACKEND"]
    rows = _said(f"keras on {backend}", KERAS, names)
    if backend == "tensorflow":
        import tensorflow as tf

        rows += _said(backend, TENSORFLOW, {**names, "tf": tf, "up": tf.nn.conv2d_transpose})
    if backend == "jax":
        import jax

        rows += _said(backend, JAX, {**names, "jax": jax, "up": jax.lax.conv_transpose})
    sys.stdout.write(json.dumps(rows))


def _said(framework, calls, names):
    rows = []
    for call in calls.strip().splitlines():
        try:
            eval(call, names)  # noqa: S307 - the lines above
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the framework says
            text = f"{type(error).__name__}: {error}".replace(sys.prefix, "")
            rows.append({"framework": framework, "call": call, "message": text[:700]})
    return rows


if __name__ == "__main__":
    main()
