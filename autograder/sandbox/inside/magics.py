"""The shell that learners' magics talk to, ``get_ipython()``: it never raises, and does what means something here.

``%time`` and its like run their statement; what only arranges a notebook is passed over; any other magic is named in
the cell's output: "%run was not run". Cell magics with a body that is Python are taken off before (``cells.parse``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .stubs import Inert

__all__ = ["BODY", "Lines", "Shell", "automagic", "without_magic"]

BODY = frozenset(
    "capture debug heat ipytest lprun memit mprun prun pyinstrument scalene snakeviz time timeit wandb".split()
)
"""Cell magics whose body is a cell of Python as any other."""
STATEMENT = frozenset("prun snakeviz time".split())
"""Line magics that run a statement in the notebook's own names."""
QUIET = frozenset(
    "alias alias_magic autoawait autocall automagic autoreload autosave aimport bookmark cat cd clear colors conda "
    "config connect_info cp cpaste debug dhist dirs doctest_mode env gui history hist killbgscripts less ll load_ext "
    "logoff logon logstart logstate logstop ls lsmagic magic mamba man matplotlib memit mkdir more mprun mv lprun "
    "notebook page pdb pdef pdoc pfile pinfo pinfo2 pip pinfo precision pprint psearch psource pwd pycat quickref "
    "reload_ext reset reset_selective rm rmdir set_env system sx tb tensorboard timeit unalias unload_ext uv who "
    "who_ls whos xdel xmode bigquery_stats watermark".split()
)
"""Line magics that only arrange or look: not running them is no loss."""
FIRST = re.compile(r"^\s*%%(\w+)([^\n]*)\n?")
ONE_LINE = re.compile(r"\s*(\w+)(?:[ \t]+(?![=!])([^\n]*))?\s*")
OPTIONS = re.compile(r"^(?:\s*-[a-zA-Z]+(?:\s*\d+)?(?=\s|$))*\s*")


def without_magic(source: str) -> str | None:
    r"""Return a cell without the magics that it begins with, line by line; None if its body is no Python.

    >>> without_magic("%%capture out\nx = 1")
    'out = get_ipython().captured()\nx = 1'
    >>> without_magic("%%bash\nls")
    """
    above, rest = "", source
    while (match := FIRST.match(rest)) and match[1] in BODY:
        above += "\n" * rest[: match.start(1)].count("\n") + _line(match[1], match[2]) + "\n"
        rest = rest[match.end() :]
    return above + rest if above and not match else None


def automagic(source: str) -> str | None:
    r"""Return a cell of one line that is a line magic without its ``%`` as a call of it; None for any other.

    >>> automagic("pip install numpy")
    "get_ipython().run_line_magic('pip', 'install numpy')"
    >>> automagic("x = 1")
    """
    found = ONE_LINE.fullmatch(source)
    if found is None or found[1] not in QUIET | STATEMENT:
        return None
    return f"get_ipython().run_line_magic({found[1]!r}, {(found[2] or '').rstrip()!r})"


def _line(name: str, options: str) -> str:
    """Return the line of Python that stands in the place of a magic."""
    words = [word for word in options.split() if not word.startswith("-")]
    if name == "capture" and words and words[0].isidentifier():
        return f"{words[0]} = get_ipython().captured()"
    return (name == "timeit" and OPTIONS.sub("", options, count=1).strip()) or "#"


class Lines(list[str]):
    """What a program printed that was not run: no lines, with the names that IPython's own list of lines has."""

    n = s = nlstr = spstr = get_nlstr = get_spstr = ""

    @property
    def l(self) -> Lines:  # noqa: E743 - IPython's name
        """Return itself."""
        return self

    p = paths = list = l

    def grep(self, *_args: Any, **_options: Any) -> Lines:
        """Return no lines."""
        return self

    fields = grep


class Shell(Inert):
    """What ``get_ipython()`` gives.

    Parameters
    ----------
    names
        Those of the notebook.
    run
        Runs a text as a cell does, and returns the value of its last line.
    """

    def __init__(self, names: dict[str, Any], run: Callable[[str], Any]) -> None:
        super().__init__()
        self.user_ns = self.user_global_ns = names
        self.run = run

    def run_line_magic(self, name: str, line: str = "", *_args: Any, **_options: Any) -> Any:
        """Run a statement, or pass over a magic that is none."""
        name = str(name)
        if name in STATEMENT:
            return self.run(OPTIONS.sub("", str(line), count=1))
        if name == "pylab":
            self.run("import numpy as np\nfrom numpy import *\nfrom matplotlib.pyplot import *")
            self.run("import matplotlib.pyplot as plt")
        elif name not in QUIET:
            print(f"%{name} was not run")  # noqa: T201 - into the cell's output
        if name in ("sx", "system"):
            return Lines()
        return str(Path.cwd()) if name == "pwd" else Inert() if name in ("timeit", "memit") else None

    def run_cell_magic(self, name: str, _line: str = "", _cell: str = "") -> None:
        """Say that a cell was not run."""
        print(f"this cell begins with %%{name}: it was not run")  # noqa: T201 - into the cell's output

    def magic(self, text: str) -> Any:
        """Run a line magic the old way."""
        name, _, line = str(text).lstrip("%").partition(" ")
        return self.run_line_magic(name, line)

    def system(self, *_args: Any, **_options: Any) -> None:
        """Run no program."""

    def getoutput(self, *_args: Any, **_options: Any) -> Lines:
        """Stand in for ``files = !ls``."""
        return Lines()

    def captured(self) -> Any:
        """Stand in for what ``%%capture out`` binds: the output itself is the cell's."""
        captured = Inert()
        captured.__dict__.update(stdout="", stderr="", outputs=[])
        return captured

    def run_cell(self, text: str, *_args: Any, **_options: Any) -> Any:
        """Run a text as a cell."""
        return self.run(str(text))

    ex = ev = run_cell

    def push(self, names: Any, *_args: Any, **_options: Any) -> None:
        """Bind names."""
        self.user_ns.update(names)
