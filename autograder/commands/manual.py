"""The end of every command's help: examples, what a second run changes, and exit codes."""

from __future__ import annotations

import click

__all__ = ["Manual", "manual"]

ORDER = (
    "doctor", "init", "new", "check", "release", "sample", "roster", "due", "collect", "grade", "feedback", "export",
    "report", "student", "completion",
)  # fmt: skip
"""Commands as an instructor meets them; any other comes after them."""


class Manual(click.Group):
    """A group whose help lists its commands in that order, each with its first sentence in full."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of the commands in their order."""
        return sorted(self.commands, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list."""
        rows = [(name, self.commands[name].get_short_help_str(limit=1_000)) for name in self.list_commands(context)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def manual(
    *examples: str, again: str = "", fails: str = "something is wrong; one line says what, where and what to do"
) -> str:
    r"""Return the epilog of a command.

    Parameters
    ----------
    examples
        Command lines as one types them.
    again
        What a second run does, where that is not nothing.
    fails
        What exit code 1 stands for.

    Examples
    --------
    >>> print(manual("autograder check scatter").splitlines()[2])
      autograder check scatter
    """
    shown = "\n".join(f"  {example}" for example in examples)
    twice = f"{again}\n\n" if again else ""
    return f"""\b
{"Example" if len(examples) == 1 else "Examples"}:
{shown}

{twice}\b
Exit codes:
  0    done
  1    {fails}
  2    wrong usage
  130  stopped; what was finished is kept
"""
