"""What the given cells ask of the learner."""

from tconv_check.names import asked


def test_what_any_given_cell_binds_is_not_asked_for():
    texts = [
        "import numpy as np\nfrom a import b",
        "def helper(n):\n    return mine(n) + local\nlocal = 1",
        "helper(b)",
    ]
    assert asked(texts) == {"mine"}


def test_local_names_of_functions_are_not_asked_for_and_names_in_comprehensions_are():
    assert asked(["def f(x):\n    y = x\n    return y\n[f(a) for a in data]"]) == {"data"}


def test_builtins_are_not_asked_for():
    assert asked(["print(sum(range(3)), answer)"]) == {"answer"}
