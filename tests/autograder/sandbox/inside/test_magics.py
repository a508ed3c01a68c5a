import pytest

from autograder.sandbox.inside.magics import Shell, without_magic


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("%time x = 3\nx", "3"),
        ("y = %time 3 + 4\ny", "7"),
        ("%prun -l 3 z = [1]\nz", "[1]"),
        ("t = %timeit -o -n1 -r1 sum(range(10))\nprint(t.average, f'{t.best:.3f}', t.average * 1e6 < 3)", "  False\n"),
        ("%%capture out\nx = 3\nprint(out.stdout, x)", " 3\n"),
        ("%%bash\nls", "this cell begins with %%bash: it was not run\n"),
        ("%%writefile a.py\nx = 1", "this cell begins with %%writefile: it was not run\n"),
        ("%run a.py\n5", "%run was not run\n5"),
        ("%load_ext autoreload\n%autoreload 2\n%config A.b = 'c'\n%pip install x\n!pip install y\n?x\nx??\n6", "6"),
        ("files = !ls\nfiles", "[]"),
        ("files = !ls\nprint(files.n, files.grep('x').l, files.fields(0), len(files.s))\n8", " [] [] 0\n8"),
        ("files = %sx ls\nprint(files.p)", "[]\n"),
        ("here = %pwd\nimport os\nos.path.join(here, 'a') == os.path.abspath('a')", "True"),
        ("pip install torch", ""),
        ("  cd ..  ", ""),
        ("ls", ""),
        ("ls -l", ""),
        ("whos  # all of it", ""),
        ("time 3 + 4", "7"),
        ("conda install -y numpy\n", ""),
        ("get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().foo.bar[3](1)\n7", "7"),
        ("get_ipython().magic('time x = 8')\nget_ipython().user_ns['x']", "8"),
        ("%pylab inline\nplot([1])\nprint(arange(2), np.pi > 3)", "[0 1] True\n"),
        ("from IPython import get_ipython\nget_ipython().magic('time x = 8')\nx", "8"),
        ("from IPython import *\nget_ipython() is get_ipython()", "True"),
        ("help(len)\n7", "7"),
        ("from IPython import get_ipython as g\ng().run_cell('w = 9')\nw", "9"),
    ],
)
def test_a_magic_does_what_means_something(cell, source, shown):
    assert cell(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("ls\n3", "NameError: name 'ls' is not defined"),
        ("env = 3\nenv", "3"),
        ("history == 3", "NameError: name 'history' is not defined"),
        ("pip install\nx = 1", "SyntaxError: invalid syntax (<cell 1>, line 1)"),
        ("notamagic -l", "NameError: name 'notamagic' is not defined"),
    ],
)
def test_a_word_is_a_magic_where_it_stands_alone_in_its_cell(cell, source, shown):
    assert cell(source) == shown


def test_a_name_of_the_notebooks_own_comes_before_a_magic(cell):
    assert cell("ls = [5]", "ls") == "[5]"
    assert cell("ls = 5\nl = 2", "ls -l") == "3"


def test_an_error_in_a_statement_of_a_magic_is_the_learners_own(cell):
    assert cell("%time 1 / 0") == "ZeroDivisionError: division by zero"


def test_a_body_that_is_no_python_is_left():
    assert without_magic("%%html\n<b>") is None
    assert without_magic("x = 1\n%%time") is None


def test_the_shell_takes_everything():
    shell = Shell({}, lambda text: text)
    assert shell.run_line_magic("time", " f(x) ") == "f(x) "
    shell.events.register("post", print)
    shell.set_next_input("x")
    shell.push({"a": 1})
    assert shell.user_ns == {"a": 1}
