import pytest

from autograder.sandbox.inside.passing import Bar


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (
            "from tqdm import tqdm\nprint(list(tqdm([1, 2], desc='x')), sum(tqdm(range(3))), len(tqdm('ab')))",
            "[1, 2] 3 2\n",
        ),
        (
            "import tqdm\nprint(list(tqdm.tqdm([1])), list(tqdm.trange(1, 3)), list(tqdm.notebook.tqdm([2])))",
            "[1] [1, 2] [2]\n",
        ),
        ("from tqdm.auto import tqdm, trange\nfor i in trange(2): tqdm.write(str(i))", "0\n1\n"),
        (
            "from tqdm import tqdm\nwith tqdm(total=5) as bar:\n    bar.update(2)\n    bar.set_postfix()\nprint(bar.n)",
            "2\n",
        ),
        (
            "from tqdm import tqdm\nbar = tqdm(range(3))\nfor i in bar: bar.set_description('x')\nprint(bar.n, i)",
            "3 2\n",
        ),
        (
            "from tqdm.contrib import tenumerate, tzip\nprint([*tenumerate('a')], [*tzip([1], [2])])",
            "[(0, 'a')] [(1, 2)]\n",
        ),
        ("from rich import print\nfrom rich.progress import track\nprint([*track([1], description='x')])", "[1]\n"),
        ("from rich.console import Console\nConsole().print('a', style='bold')", "a\n"),
        (
            "from termcolor import colored\nfrom colorama import Fore\nprint(colored('', 'red'), Fore.RED, sep='')",
            "\n",
        ),
        ("from tabulate import tabulate\nprint(tabulate([[1, 2]], headers=['a', 'b']))", "a  b\n1  2\n"),
        ("display(3, 'text', display_id=True)", "3\ntext\n"),
        ("from IPython import display\ndisplay.clear_output(wait=True)\ndisplay.display(3)\ndisplay(4)", "3\n4\n"),
        ("import IPython.display as d\nd.display(3, d.HTML('x'))", "3\n"),
        ("import nest_asyncio\nnest_asyncio.apply()\nprint(3)", "3\n"),
        ("from icecream import ic\nprint(ic(3) + 1)", "4\n"),
    ],
)
def test_what_is_computed_or_printed_with_passes_through(cell, source, printed):
    assert cell(source) == printed


def test_a_bar_of_nothing_has_nothing():
    assert list(Bar(total=3)) == []
    assert len(Bar(total=3)) == 3
    assert 2 in Bar([1, 2])
    assert list(reversed(Bar([1, 2]))) == [2, 1]
