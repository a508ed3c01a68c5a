"""The words of a mutants' file, under the name by which courses import them."""

from __future__ import annotations

from autograder.masters.mutants import equivalent, mutant, variant

__all__ = ["equivalent", "mutant", "variant"]
