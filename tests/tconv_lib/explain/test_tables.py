"""The tables, and sentences filled from them."""

import re

import pytest

from tconv_lib.explain import ExplainError
from tconv_lib.explain.tables import cut, fill, load_table, pattern, say


def test_a_sentence_has_its_values_and_keeps_braces_that_are_none_of_them():
    assert say("onnx-small", n=5) == "Status Message: Invalid input shape: {5}"
    assert fill("{1} of {2} {}", {"1": None}) == "None of {2} {}"


def test_a_missing_table_is_named():
    with pytest.raises(ExplainError, match=r"nothing\.json is not beside the code"):
        load_table("nothing")


@pytest.mark.parametrize("text", ["é", "\u0663", "\u2003"])
def test_patterns_know_ascii_alone_as_those_of_javascript_do(text):
    assert not pattern(r"\w|\d").search(text)


def test_a_long_text_is_cut_and_becomes_one_line():
    assert cut(" a\n\t b ") == "a b"
    assert cut("x" * 70) == "x" * 60 + "..."


def test_no_pattern_has_what_the_two_languages_read_differently():
    table = load_table("layers")
    patterns = [row["pattern"] for row in load_table("messages")["rows"]] + [form["path"] for form in table["forms"]]
    patterns += [table["keep"], table["attribute"], *(each for _, each in table["tokens"])]
    assert [each for each in patterns if re.search(r"\(\?P|\(\?[a-z]|\\[sSAZ]|(?<!\\)\$$", each)] == []


def test_every_formula_and_sentence_is_named_somewhere():
    table = load_table("layers")
    code = "".join(path.read_text("utf-8") for path in sorted(_folder().glob("*.py")))
    families = {"keras-valid-extra", "keras-same-extra", "conv-channels", "transposed-channels"}
    names = {*table["formulas"], *table["sentences"]} - families
    assert [name for name in sorted(names) if f'"{name}"' not in code] == []


def _folder():
    from pathlib import Path

    import tconv_lib.explain

    return Path(tconv_lib.explain.__file__).parent
