"""Other frameworks, against what they really returned (``make oracles`` records it)."""

from collections import Counter
from functools import partial

import numpy as np
import pytest

from tconv_lib.errors import GeometryError
from tconv_lib.frameworks.conv_transpose import (
    jax_conv_transpose,
    keras_conv_transpose,
    tensorflow_conv_transpose,
)
from tests.tconv_lib.frameworks.recorded import TABLE, arrays, rows

CALLS = {
    "tensorflow": tensorflow_conv_transpose,
    "keras": keras_conv_transpose,
    "keras on jax": partial(keras_conv_transpose, backend="jax"),
    "keras on torch": partial(keras_conv_transpose, backend="torch"),
    "jax": jax_conv_transpose,
}


@pytest.mark.slow
@pytest.mark.parametrize("framework", CALLS)
def test_every_recorded_result_is_computed_and_every_refusal_is_one(framework):
    kinds = Counter()
    for row in rows(framework):
        x, weight = arrays(row)
        if "error" in row or 0 in row["shape"]:
            kinds["refused"] += 1
            with pytest.raises(GeometryError):  # noqa: PT012 - the row is part of the message
                CALLS[framework](x, weight, **row["arguments"])
                pytest.fail(f"{row}")
        else:
            kinds["returned"] += 1
            actual = CALLS[framework](x, weight, **row["arguments"])
            assert list(actual.shape) == row["shape"], row
            np.testing.assert_array_equal(actual.ravel(), row["values"], err_msg=str(row))
    assert kinds["returned"] >= 200


def test_the_table_names_the_versions_it_was_recorded_with():
    assert set(TABLE["versions"]) == {"tensorflow", "keras", "jax", "torch"}


def test_kerass_words_are_read_in_any_case():
    x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100]]])
    for word in ("same", "valid"):
        lower = keras_conv_transpose(x, weight, stride=2, padding=word)
        np.testing.assert_array_equal(keras_conv_transpose(x, weight, stride=2, padding=word.upper()), lower)


@pytest.mark.parametrize("padding", [(1, 1), 1, [(1, 1)], [(1, 1), (1,)], None])
def test_pytorchs_way_of_writing_padding_is_refused_by_jax_with_the_translation(padding):
    x, weight = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))
    translation = (
        r"padding must be .* one \(before, after\) for each of the 2 axes, got .*\(extent - 1 - p, extent - 1 - p\)"
    )
    with pytest.raises(GeometryError, match=translation):
        jax_conv_transpose(x, weight, padding=padding)


def test_pytorchs_way_of_writing_padding_is_refused_by_keras():
    with pytest.raises(GeometryError, match="padding must be one of valid, same, got 1"):
        keras_conv_transpose(np.ones((1, 1, 3)), np.ones((1, 1, 2)), padding=1)


def test_what_keras_refuses_on_tensorflow_alone_is_said_with_the_argument_and_the_backends():
    x, weight = np.array([[[1, 2, 3]]]), np.array([[[1, 10, 100, 1000]]])
    arguments = {"stride": 2, "padding": "same", "output_padding": 0}
    message = "output_padding 0 with padding 'same' asks for 4 cells.* on tensorflow.*on jax and torch its op returns"
    with pytest.raises(GeometryError, match=message):
        keras_conv_transpose(x, weight, **arguments)
    recorded = {
        row["framework"]: row.get("values")
        for row in rows("keras on jax") + rows("keras on torch")
        if row["x"] == [1, 1, 3] and row["weight"] == [1, 1, 4] and row["arguments"] == arguments
    }
    for backend in ("jax", "torch"):
        values = keras_conv_transpose(x, weight, **arguments, backend=backend).ravel().tolist()
        assert values == recorded[f"keras on {backend}"] == [102, 1020, 203, 2030]
