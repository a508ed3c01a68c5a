"""Every example in a docstring of the library runs and says what it gives."""

import doctest
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import tconv_lib

MODULES = ["tconv_lib", *(module.name for module in pkgutil.walk_packages(tconv_lib.__path__, "tconv_lib."))]


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_the_examples_say_what_they_give(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"np": np})
    assert results.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_exists_and_explains_itself(name):
    module = importlib.import_module(name)
    for public in module.__all__:
        value = getattr(module, public)
        described = inspect.isfunction(value) or inspect.isclass(value)
        assert value.__doc__ or not described, f"{name}.{public} has no docstring"
