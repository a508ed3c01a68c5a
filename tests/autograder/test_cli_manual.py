"""Every command, whichever there are: help that is a manual, JSON, exit codes, a second run that changes nothing."""

import os
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.cli import cli
from autograder.stopping import STOPPED
from tests.autograder.class_of_three import ROSTER, contents
from tests.autograder.classroom import command
from tests.autograder.small_class import NAME

ROOT = Path(__file__).parents[2]
CPU = 0.5
"""Seconds of the processor that a shell waits for a completion."""
WITHOUT_A_COURSE = {"init", "check", "completion", "doctor"}


def walked(group, *names):
    """Yield every command with its words, groups too."""
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        yield " ".join([*names, name]), command
        if isinstance(command, click.Group):
            yield from walked(command, *names, name)


ALL = dict(walked(cli))
LEAVES = {words: command for words, command in ALL.items() if not isinstance(command, click.Group)}


def help_of(words):
    done = CliRunner().invoke(cli, [*words.split(), "--help"])
    assert done.exit_code == 0
    return done.stdout


def examples(command):
    """Return the command lines of a command's examples, as words after the program's name."""
    block = re.search(r"Examples?:\n((?:  .+\n)+)", command.epilog or "")
    found = re.findall(r"autograder ([^)\n>]*)", block[1]) if block else []
    return [shlex.split(line) for line in found]


def run(*words):
    """Run the whole command line in this process: exit code, what was printed, and complaints."""
    done = command(*words)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("words", ALL)
def test_help_has_a_purpose_in_sentences_examples_and_exit_codes(words):
    text, command = help_of(words), ALL[words]
    purpose = command.get_short_help_str(limit=1_000)
    assert purpose.endswith(".")
    assert "..." not in purpose
    assert len(examples(command)) >= 1
    for code in ("0    done", "1    ", "2    wrong usage", "130  stopped"):
        assert f"\n    {code}" in text, text


@pytest.mark.parametrize("words", LEAVES)
def test_every_option_is_explained_and_json_is_one(words):
    options = [each for each in LEAVES[words].params if isinstance(each, click.Option)]
    assert [each.name for each in options if not (each.help or "").endswith(".")] == []
    assert [each.opts for each in options if "--json" in each.opts] == [["--json"]]


@pytest.mark.parametrize("words", ALL)
def test_every_example_is_a_command_line_that_is_understood(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.csv").write_text("id\n")
    (tmp_path / "solutions").mkdir()
    for line in examples(ALL[words]):
        command, rest = cli, list(line)
        while isinstance(command, click.Group):
            command = command.commands[rest.pop(0)]
        if rest != ["--help"]:
            command.make_context(command.name, rest)
    assert any(" ".join(line).startswith(words) for line in examples(ALL[words]))


@pytest.mark.parametrize("words", LEAVES)
def test_an_unknown_option_is_wrong_usage_in_one_line(words):
    code, out, error = run(*words.split(), "--polish")
    assert (code, out) == (2, "")
    assert error.startswith("error: No such option")
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("words", LEAVES)
def test_a_stop_ends_any_command_with_one_line(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.csv").write_text("id\n")

    def stopped(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(LEAVES[words], "callback", stopped)
    line = next(each for each in examples(LEAVES[words]) if " ".join(each).startswith(words))
    code, out, error = run(*line)
    assert (code, out, error.lstrip("\n")) == (130, "", f"error: {STOPPED}\n")  # click ends the line with ^C


@pytest.mark.parametrize("words", [words for words in LEAVES if words not in WITHOUT_A_COURSE])
def test_outside_of_a_course_a_command_says_what_to_do_and_makes_nothing(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.csv").write_text("id\n")
    line = next(each for each in examples(LEAVES[words]) if " ".join(each).startswith(words))
    code, out, error = run(*line)
    assert (code, out) == (1, "")
    assert "is not a course" in error
    assert [path.name for path in tmp_path.iterdir()] == ["class.csv"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["roster", "class.csv"],
        ["due", NAME, "2026-11-20T12:00Z"],
        ["due"],
        ["check", NAME],
        ["release", NAME, "--wheel", "tconv_course-0-py3-none-any.whl"],
        ["grade"],
        ["grade", "--student", "bob", "--explain"],
        ["feedback"],
        ["student", "export", "ann", "--out", "ann.zip"],
        ["completion", "bash"],
        pytest.param(["doctor"], marks=pytest.mark.slow),
        ["init", "."],
        ["new", NAME],
        ["student", "delete", "nobody", "--yes"],
    ],
    ids=" ".join,
)
def test_a_second_run_changes_no_file_and_no_row(three, words, monkeypatch):
    monkeypatch.chdir(three.root)
    (three.root / "class.csv").write_text(ROSTER)
    (three.root / "tconv_course-0-py3-none-any.whl").write_bytes(b"a wheel")
    first = run(*words)
    before = contents(three)
    second = run(*words)
    assert second[0] == first[0] == (1 if words[0] in ("init", "new") or "nobody" in words else 0), second
    after = contents(three)
    assert {name for name in {**before[0], **after[0]} if before[0].get(name) != after[0].get(name)} == set()
    assert after[1] == before[1]


@pytest.mark.slow
def test_a_second_deletion_finds_nobody_and_changes_nothing(three):
    words = ["student", "delete", "ann", "--yes", "--course", three.root]
    assert run(*words)[0] == 0
    before = contents(three)
    code, _, error = run(*words)
    assert (code, error.splitlines()[-1].startswith("error: ann: nobody is called so here")) == (1, True)
    assert contents(three) == before


@pytest.mark.slow
def test_help_and_completion_take_half_a_second_of_the_processor(three):
    program = Path(sys.executable).parent / "autograder"
    complete = {"_AUTOGRADER_COMPLETE": "bash_complete", "COMP_WORDS": "autograder grade --student ", "COMP_CWORD": "3"}
    for words, variables in ((["--help"], {}), ([], complete)):
        taken = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [program, *words], env={**os.environ, **variables}, cwd=three.root, capture_output=True, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert min(taken) < CPU, (words, taken)
        assert b"ann" in done.stdout or b"Usage" in done.stdout
