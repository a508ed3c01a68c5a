"""``autograder completion``: the script with which a shell completes commands, options, assignments and students."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from autograder.commands.manual import manual
from autograder.commands.options import json_option, say

__all__ = ["completion"]

SHELLS = ("bash", "zsh", "fish")
PROGRAM, VARIABLE = "autograder", "_AUTOGRADER_COMPLETE"


@click.command(
    epilog=manual(
        'eval "$(autograder completion bash)"      in ~/.bashrc',
        'eval "$(autograder completion zsh)"       in ~/.zshrc',
        "autograder completion fish > ~/.config/fish/completions/autograder.fish",
    )
)
@click.argument("shell", type=click.Choice(SHELLS))
@json_option
@click.pass_context
def completion(context: click.Context, shell: str, as_json: bool) -> None:
    """Print the script by which SHELL completes what you type with the tabulator.

    It completes commands and options, and the assignments and students of the course in this folder, or in the one
    that --course names.
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has one for each of them
    script = ShellComplete.source(kind(context.find_root().command, {}, PROGRAM, VARIABLE))  # bash's own starts bash
    say(as_json, {"shell": shell, "script": script}, lambda: click.echo(script))
