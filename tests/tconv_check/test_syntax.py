"""IPython's syntax becomes lines that do nothing."""

import pytest

from tconv_check.syntax import compiled, without_magics


def names_after(text):
    names = {}
    exec(compiled(text, "<cell 1>"), names)  # noqa: S102 - ours
    return {name: value for name, value in names.items() if name != "__builtins__"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = 5 %3", {"a": 2}),
        ("%matplotlib inline\na = 1", {"a": 1}),
        ("!pip install torch\na = 1", {"a": 1}),
        ("if True:\n    !ls\n    a = 1", {"a": 1}),
        ("%time a = 1", {"a": 1}),
        ("%%time\na = 1", {"a": 1}),
        ("\n%%capture out\na = 1", {"a": 1}),
        ("%%bash\nls -l", {}),
        ("%%timeit\na = 1", {}),
        ("files = !ls\na = len(files)", {"files": [], "a": 0}),
        ("?print\nprint??\na = 1", {"a": 1}),
        (">>> a = 1\n>>> b = 2", {"a": 1, "b": 2}),
        ("In [3]: a = 1\nIn [4]: if a: b = 2", {"a": 1, "b": 2}),
    ],
)
def test_python_runs_and_the_rest_does_nothing(text, names):
    assert names_after(text) == names


def test_lines_keep_their_numbers():
    text = "%load_ext x\n\n!ls\nx ="
    assert len(without_magics(text).split("\n")) == 4
    with pytest.raises(SyntaxError) as caught:
        compiled(text, "<cell 1>")
    assert caught.value.filename == "<cell 1>"


def test_a_string_that_looks_like_a_magic_stays_in_a_cell_of_plain_python():
    assert names_after('a = """\n%d!\n"""') == {"a": "\n%d!\n"}
