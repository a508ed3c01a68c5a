"""The words of a mutants' file, under the name by which courses import them."""

from __future__ import annotations

from autograder.masters.mutants import mutant, variant

__all__ = ["mutant", "variant"]
