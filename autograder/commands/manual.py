"""The end of every command's help: examples, what a second run changes, and exit codes."""

from __future__ import annotations

__all__ = ["manual"]


def manual(*examples: str, again: str = "", fails: str = "something is wrong; one line says what, where and what to do") -> str:
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
{'Example' if len(examples) == 1 else 'Examples'}:
{shown}

{twice}\b
Exit codes:
  0    done
  1    {fails}
  2    wrong usage
  130  stopped; what was finished is kept
"""
