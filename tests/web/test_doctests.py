"""The examples in the docstrings run."""

import doctest
import importlib

import pytest

from tests.web.built import ROOT

MODULES = [path for path in sorted((ROOT / "web").glob("[bf]*/**/*.py")) if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_examples_in_the_docstrings_run(path):
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
