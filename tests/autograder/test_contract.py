"""The address by which mutants' files, those of this course and copied ones, import their three words."""

import re
from importlib import resources
from pathlib import Path

from autograder import contract
from autograder.masters import mutants

ROOT = Path(__file__).parents[2]


def test_the_old_address_has_the_same_words_and_no_other():
    assert contract.__all__ == ["equivalent", "mutant", "variant"]
    assert all(getattr(contract, word) is getattr(mutants, word) for word in contract.__all__)


def test_the_template_imports_from_there_and_its_answers_are_found(tmp_path):
    text = resources.files("autograder").joinpath("templates/mutants.py").read_text()
    assert re.findall(r"^from (autograder\S*) import", text, re.MULTILINE) == ["autograder.contract"]
    (tmp_path / "mutants").mkdir()
    (tmp_path / "mutants" / "own.py").write_text(text)
    found = mutants.load_answers(tmp_path / "own.md")
    assert len([answer for answer in found if answer.is_mutant]) == 4


def test_every_mutants_file_of_the_course_imports_from_there():
    files = sorted((ROOT / "solutions" / "mutants").glob("*.py"))
    assert len(files) > 10
    for file in files:
        found = re.findall(r"^from (autograder\S*) import", file.read_text(), re.MULTILINE)
        assert set(found) == {"autograder.contract"}, file.name
