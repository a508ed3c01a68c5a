"""The end of a command's help, and the order of a group's commands."""

import click
from click.testing import CliRunner

from autograder.commands.manual import Manual, manual


def test_examples_a_second_run_and_exit_codes_stand_at_the_end_each_line_as_written():
    command = click.Command("f", help="Do.", epilog=manual("f one", "f two --long", again="Nothing.", fails="no luck"))
    lines = CliRunner().invoke(command, ["--help"]).stdout.splitlines()
    assert lines[lines.index("  Examples:") :] == [
        "  Examples:", "    f one", "    f two --long", "", "  Nothing.", "", "  Exit codes:",
        "    0    done", "    1    no luck", "    2    wrong usage", "    130  stopped; what was finished is kept",
    ]  # fmt: skip
    assert "  Example:" in CliRunner().invoke(click.Command("f", epilog=manual("f")), ["--help"]).stdout


def test_a_group_lists_commands_as_one_meets_them_and_unknown_ones_last_with_whole_sentences():
    sentence = "Do something that takes more than the forty-five letters of a line, and say so."
    group = Manual("g", {name: click.Command(name, help=sentence) for name in ("other", "grade", "init", "another")})
    assert group.list_commands(click.Context(group)) == ["init", "grade", "another", "other"]
    told = " ".join(CliRunner().invoke(group, ["--help"]).stdout.split())
    assert told.count(sentence) == 4
