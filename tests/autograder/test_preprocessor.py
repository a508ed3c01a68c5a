"""The address by which courses that were made before import the executor into their ``nbgrader_config.py``."""

from traitlets.config import Config

from autograder import nbgrader_plugins, preprocessor


def test_the_old_address_has_the_same_names_and_no_other():
    assert sorted(preprocessor.__all__) == ["ExecuteSandboxed", "autograde_preprocessors"]
    for name in preprocessor.__all__:
        assert getattr(preprocessor, name) is getattr(nbgrader_plugins, name)


def test_an_old_config_still_names_the_step_that_nbgrader_configures():
    steps = preprocessor.autograde_preprocessors()
    config = Config({"ExecuteSandboxed": {"course": "/class", "sandbox": "none"}})
    [ours] = [step for step in steps if step is preprocessor.ExecuteSandboxed]
    made = ours(config=config)
    assert (made.course, made.sandbox) == ("/class", "none")
