"""The masters of the course, each read once a process."""

from pathlib import Path

from autograder.masters.master import find_masters, load

PATHS = find_masters([Path(__file__).parents[1] / "solutions"])
MASTERS = {stem: load(path) for stem, path in PATHS.items()}
