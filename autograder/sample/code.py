"""What learners write that runs in their Jupyter, and that a grader may stumble over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from autograder.sample.hand_in import Edit, HandIn

__all__ = ["CODE"]

ABOVE = {
    "times_the_cell": "%%time",
    "captures_the_cell": "%%capture out",
    "times_a_statement": "%time full = 3\nprint(full)",
    "times_a_line": "t = %timeit -o -n1 -r1 sum(range(10))\nprint(t.average)",
    "sets_up_the_notebook": "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n!pip install numpy",
    "imports_torch": "import torch\nimport torch.nn as nn",
    "imports_what_it_knows": "import pandas as pd\nfrom scipy import signal\nfrom sklearn import *\nimport cv2, rich",
    "shows_progress": "from tqdm.auto import tqdm\nfor step in tqdm(range(3), desc='a'):\n    pass\nassert step == 2",
    "comes_from_colab": "from google.colab import drive\ndrive.mount('/content/drive')",
    "imports_the_checks": "from tconv_lib.checks import assert_returns\nfrom tconv_lib import *",
    "imports_numba": "from numba import njit",
    "imports_all_of_numpy": "from numpy import *\nfrom builtins import *\nimport numpy as np",
    "plots": "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 2, figsize=(4, 3))\n"
    "axes[0, 1].plot([1, 2], label='a').set_label('b')\nfor ax in axes.flat:\n    ax.axis('off')\n"
    "plt.tight_layout()\nplt.savefig('a.png')\nplt.show()",
    "plots_with_others": "import seaborn as sns\nimport plotly.express as px\nsns.set_theme()\npx.imshow([[1]]).show()",
    "has_sliders": "from ipywidgets import interact, IntSlider\n"
    "interact(lambda x: x, x=IntSlider(min=0, max=5))\n@interact(y=(0, 3))\ndef shown(y):\n    return y",
    "clears_by_a_module": "from IPython import display\ndisplay.clear_output(wait=True)\ndisplay.display(3)",
    "lists_files": "files = !ls *.ipynb\nprint(files.n, len(files.grep('x')))",
    "awaits_in_jupyters_loop": "import nest_asyncio\nnest_asyncio.apply()",
    "shows_things": "from IPython.display import display, HTML, clear_output\ndisplay(HTML('x'))\nclear_output()",
    "makes_warnings_errors": "import warnings\nwarnings.simplefilter('error')",
    "sets_a_seed": "import numpy as np\nnp.random.seed(0)\nrng = np.random.default_rng(0)",
    "prints_numbers_shorter": "import numpy as np\nnp.set_printoptions(precision=2)\nnp.seterr(all='raise')",
    "asks_for_help": "sum?\nimport os\nos.path??",
    "asks_for_the_shell": "from IPython import get_ipython\nshell = get_ipython()\n"
    "if shell is not None:\n    shell.run_line_magic('matplotlib', 'inline')",
    "asks_for_help_in_words": "help(len)",
    "falls_back": "try:\n    import cupy as xp\nexcept ImportError:\n    import numpy as xp\nassert xp.ones(1) == 1",
    "seeds_torch": "import torch\ntorch.manual_seed(0)",
    "keeps_a_log": "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.getLogger(__name__).info('x')",
    "writes_and_reads": "import numpy as np\nnp.save('a.npy', np.ones(3))\nassert np.load('a.npy').sum() == 3",
    "imports_the_future": "from __future__ import annotations",
    "names_things_in_its_language": "größe = 3\nμ = 1.0\nassert größe * μ == 3",
    "awaits": "import asyncio\nawait asyncio.sleep(0)",
}
"""Stands above the first answer, and costs nothing."""
OWN = {
    "installs_without_a_sign": "pip install torch",
    "looks_around_without_a_sign": "ls -l",
    "imports_from_a_later_python": "from itertools import batched",
    "runs_a_shell_cell": "%%bash\nls -la",
    "writes_a_file": "%%writefile helper.py\nx = 1",
    "raises": "raise KeyError('trying')",
    "uses_what_is_not_there": "import torch\nx = torch.zeros(3)",
    "reads_a_missing_file": "open('/content/data.csv').read()",
    "asks_the_network": "import urllib.request\nurllib.request.urlopen('http://example.org')",
    "starts_a_program": "import subprocess\nsubprocess.run(['ls'], check=True)",
    "starts_threads": "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
    "starts_processes": "from multiprocessing import Pool\nwith Pool(2) as pool:\n    pool.map(abs, [1, -1])",
    "leaves": "exit()",
    "leaves_at_once": "import os\nos._exit(1)",
    "prints_a_flood": "for number in range(100_000):\n    print('x' * 100)",
    "wants_too_much_memory": "import numpy as np\nnp.ones((20_000, 20_000)) @ np.ones((20_000, 20_000))",
    "recurses_for_ever": "def f(x):\n    return f(x) + 1\n\n\nf(1)",
    "has_a_main": "def main():\n    print('x')\n\n\nif __name__ == '__main__':\n    main()",
    "asks_the_user": "name = input('Your name? ')",
    "calls_the_debugger": "import pdb\npdb.set_trace()",
    "has_a_repr_that_fails": "class Bad:\n    def __repr__(self):\n        raise ValueError('no')\n\n\nBad()",
    "ends_itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "draws_a_page": "%%html\n<b>x</b>",
    "leaves_a_function": "return 3",
    "clears_everything": "%reset -f\n%cd ..\n!git clone https://example.org/x",
    "writes_no_python": "TODO: ask in the forum why this is so",
    "writes_another_python": "type Cell = tuple[int, int]",
    "writes_old_python": "print 'hello'",
    "redefines_the_checks": "def assert_returns(*args):\n    pass\n\n\nassert_equal = assert_raises = assert_returns",
    "changes_its_folder": "import os\nos.chdir('/')\nos.environ['HOME'] = '/'",
    "looks_around": "import sys, platform\nprint(sys.version, sys.argv, sys.path, platform.platform(), __name__)",
}
"""A cell of its own above everything, and costs nothing."""


def above(text: str) -> Edit:
    """Return an edit that writes something above the first answer."""

    def edit(hand_in: HandIn) -> None:
        answer = hand_in.answer(hand_in.first)
        answer.source = f"{text}\n{answer.source}"

    return edit


def own(text: str) -> Edit:
    """Return an edit that puts in a cell at the top."""
    return lambda hand_in: hand_in.insert(1, text)


def rewritten(change: Callable[[str], str]) -> Edit:
    """Return an edit of the first answer that does what it did."""

    def edit(hand_in: HandIn) -> None:
        answer = hand_in.answer(hand_in.first)
        answer.source = change(answer.source)

    return edit


def helps_itself_from_a_timed_cell(hand_in: HandIn) -> None:
    """Define a helper in a cell that begins with a magic, and need it for the answer."""
    hand_in.insert(1, "%%time\nHELP = 3")
    above("assert HELP == 3")(hand_in)


def imports_torch_before_what_it_needs(hand_in: HandIn) -> None:
    """Import in one cell what is not there, and after it what the answer needs."""
    hand_in.insert(1, "import os, sys, time, math\nimport torch\nimport collections")
    above("collections.deque()")(hand_in)


def answers_in_a_shell_cell(hand_in: HandIn) -> None:
    """Begin the answer's cell with a magic of which nothing is Python."""
    above("%%bash")(hand_in)
    hand_in.lose(hand_in.first)


def computes_with_torch(hand_in: HandIn) -> None:
    """Use in the answer what is not there when it is graded."""
    _first_line("import torch; torch.zeros(1)")(hand_in)
    hand_in.lose(hand_in.first)


def leaves_a_breakpoint(hand_in: HandIn) -> None:
    """Forget a breakpoint in the answer."""
    _first_line("breakpoint()")(hand_in)
    hand_in.lose(hand_in.first)


def calls_what_is_nowhere(hand_in: HandIn) -> None:
    """Call a function above the answer that was deleted since."""
    above("spread_helper(1)")(hand_in)
    hand_in.lose(hand_in.first)


def misnames_its_function(hand_in: HandIn) -> None:
    """Write the answer under another name."""
    rewritten(lambda text: re.sub(r"def (\w+)", r"def \1_", text))(hand_in)
    hand_in.lose(hand_in.first)


def prints_for_return(hand_in: HandIn) -> None:
    """Print something and return nothing."""
    name = hand_in.first.name
    rewritten(lambda text: f"{text}\n\n\ndef {name}(*args):\n    print(args)")(hand_in)
    hand_in.lose(hand_in.first)


def _first_line(line: str) -> Edit:
    """Return an edit that puts a line first into the body of the first answer."""
    return rewritten(lambda text: re.sub(r"(def [^\n]*:\n)", rf"\g<1>    {line}\n", text, count=1))


def _as_prompts(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f">>> {first}", *(f"... {line}" for line in rest)])


def _as_ipython(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"In [3]: {first}", *(f"   ...: {line}" for line in rest)])


CODE: Mapping[str, Edit] = {
    **{name: above(text) for name, text in ABOVE.items()},
    **{name: own(text) for name, text in OWN.items()},
    "goes_on_after_its_def": rewritten(lambda text: f"{text}\nimport time\nwhile True:\n    time.sleep(1)"),
    "tries_it_below": rewritten(lambda text: f"{text}\n\n\nprint('tried')\nassert False, 'not yet'"),
    "pastes_prompts": rewritten(_as_prompts),
    "pastes_ipythons_prompts": rewritten(_as_ipython),
    "indents_by_tabs": rewritten(lambda text: text.replace("    ", "\t")),
    "fences_its_code": rewritten(lambda text: f"```python\n{text}\n```"),
    "tries_its_doctests": rewritten(lambda text: f"{text}\n\n\nimport doctest\ndoctest.testmod()"),
    "indents_all_of_it": rewritten(lambda text: "\n".join(f"    {line}" for line in text.split("\n"))),
    "prints_in_its_function": _first_line("print('called'); import sys; print('x', file=sys.stderr)"),
    "helps_itself_from_a_timed_cell": helps_itself_from_a_timed_cell,
    "imports_torch_before_what_it_needs": imports_torch_before_what_it_needs,
    "answers_in_a_shell_cell": answers_in_a_shell_cell,
    "computes_with_torch": computes_with_torch,
    "leaves_a_breakpoint": leaves_a_breakpoint,
    "calls_what_is_nowhere": calls_what_is_nowhere,
    "misnames_its_function": misnames_its_function,
    "prints_for_return": prints_for_return,
}
"""Kinds by the name of the student who hands them in."""
