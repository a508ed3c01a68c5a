"""The scripts for shells: they load in the shell itself, and complete what there is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import cli
from tests.autograder.class_of_three import NAME

BIN = Path(sys.executable).parent
ASKED = """
eval "$(autograder completion bash)"
COMP_WORDS=({words})
COMP_CWORD={place}
_autograder_completion autograder
echo "${{COMPREPLY[@]}}"
"""


def script(shell, *words):
    done = CliRunner().invoke(cli, ["completion", shell, *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script_and_the_shell_that_is_here_reads_it(shell):
    text = script(shell)
    assert "_AUTOGRADER_COMPLETE=" in text
    assert json.loads(script(shell, "--json")) == {"shell": shell, "script": text.removesuffix("\n")}
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=text, text=True, check=True)


def test_another_shell_is_wrong_usage():
    assert CliRunner().invoke(cli, ["completion", "tcsh"]).exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("autograder gra", "grade"),
        ("autograder grade h", NAME),
        ("autograder student de", "delete"),
        ("autograder student delete a", "ann"),
        ("autograder grade --student b", "bob"),
        ("autograder grade --expl", "--explain"),
        ("autograder completion f", "fish"),
    ],
)
def test_bash_completes_in_a_course(three, words, offered):
    bash = shutil.which("bash")
    assert bash is not None
    asked = ASKED.format(words=words, place=len(words.split()) - 1)
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "--norc", "-c", asked], capture_output=True, text=True, cwd=three.root, env={**os.environ, "PATH": path},
        check=False,
    )  # fmt: skip
    assert done.stdout.split() == [offered], done.stderr
