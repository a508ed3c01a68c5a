"""What all commands share."""

import json
from pathlib import Path

import click

from autograder.commands.options import next_command, say


def test_the_next_command_is_what_one_types_from_here():
    assert next_command("grade", ("scatter",), Path()) == "autograder grade scatter"
    assert next_command("feedback", [], Path("my course")) == "autograder feedback --course 'my course'"


def test_json_is_one_document_and_text_is_not_printed_with_it(capsys):
    say(True, {"path": Path("a"), "name": "李"}, lambda: click.echo("text"))
    assert json.loads(capsys.readouterr().out) == {"path": "a", "name": "李"}
    say(False, {"a": 1}, lambda: click.echo("text"))
    assert capsys.readouterr().out == "text\n"
