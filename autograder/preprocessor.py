"""The executor for plain nbgrader, under the name by which courses' ``nbgrader_config.py`` import it."""

from __future__ import annotations

from autograder.nbgrader_plugins import ExecuteSandboxed, autograde_preprocessors

__all__ = ["ExecuteSandboxed", "autograde_preprocessors"]
