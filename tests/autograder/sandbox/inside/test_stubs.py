import copy
import math
import pickle

import numpy as np
import pytest

from autograder.sandbox.inside.stubs import SPARE, Inert

USES = [
    "thing.a.b.c(1, x=2)[3].d",
    "thing + 1, 1 - thing, thing @ thing, -thing, abs(thing), round(thing, 2), divmod(thing, 3), 2 ** thing",
    "thing < 1, thing >= thing, thing == 3, thing != thing, sorted([thing, thing])",
    "int(thing), float(thing), complex(thing), range(thing), [1, 2][thing], math.log(thing), math.floor(thing)",
    "bool(thing), len(thing), hash(thing), 3 in thing, not thing",
    "str(thing), repr(thing), f'{thing:.3f} {thing!r:>4}', '%s %d %.2f' % (thing, thing, thing), '{:5d}'.format(thing)",
    "copy.copy(thing), copy.deepcopy(thing), pickle.loads(pickle.dumps(thing))",
    "np.array(thing), np.array([thing, thing]), np.max(thing), np.ones(2) + thing, np.sqrt(thing)",
    "list(thing), tuple(thing), set(thing), dict(thing), [*thing], {**thing}, list(zip(thing, [1]))",
    "list(enumerate(thing)), np.asarray(thing, int)",
    "next(thing), reversed(thing), max(thing), isinstance(3, thing), isinstance(thing, thing), issubclass(int, thing)",
    "thing.update({}), list(thing.items()), thing.flat[0], thing.ravel()[1:], getattr(thing, '_x'), vars(thing)",
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("made", [Inert, Inert(), lambda: Inert().a.b])
def test_it_never_raises_and_ends(use, made):
    eval(use, {"thing": made(), "copy": copy, "pickle": pickle, "np": np, "math": math})  # noqa: S307


def test_it_unpacks_into_any_number_of_names():
    fig, (one, two), *rest, last = Inert()()
    (a, b, c, d, e, f, g), h = Inert()
    assert all(isinstance(each, Inert) for each in (fig, one, two, last, a, b, c, d, e, f, g, h, *rest))
    assert len(rest) == SPARE
    for (x, y), z in Inert():
        assert isinstance(x, Inert) and isinstance(y, Inert) and isinstance(z, Inert)  # noqa: PT018


def test_it_is_set_deleted_entered_and_derived_from():
    thing = Inert()
    thing.x, thing["y"] = 1, 2
    del thing.x, thing["y"]
    with thing.style("a") as inside, inside:
        pass

    class Box(thing.VBox, thing.HasTraits):
        def __init__(self):
            super().__init__(children=[])
            self.kept = 3

    assert Box().kept == 3
    assert isinstance(Box().anything(), Inert)


def test_as_a_decorator_it_gives_the_function_back():
    thing = Inert()

    @thing.interact(x=(0, 3))
    @thing.capture
    def double(x):
        return 2 * x

    assert double(2) == 4
    assert thing.interact(double, x=3) is double


def test_a_slider_has_the_value_that_it_began_with():
    assert Inert().IntSlider(value=5, min=0).value == 5


def test_subplots_are_an_array_as_matplotlibs(cell):
    given = """
import matplotlib.pyplot as plt
fig, axes = plt.subplots(2, 3, figsize=(3, 4))
one, row = plt.subplots()[1], plt.subplots(1, 4)[1]
from matplotlib import pyplot
fig, ((a, b), (c, d)) = pyplot.subplots(2, ncols=2)
pairs = zip(axes.flat, range(9))
print(axes.shape, len(axes.ravel()), row.shape, len(list(pairs)), plt.figure().subplots(3).shape)
axes[1, 2].plot([1], label="x"); plt.show(); one
"""
    assert cell(given) == "(2, 3) 6 (4,) 6 (3,)\n"


@pytest.mark.parametrize(
    "line",
    [
        "from mpl_toolkits.mplot3d import Axes3D\nimport seaborn as sns, plotly.express as px\npx.line([1]).show()",
        "from matplotlib.animation import FuncAnimation\nHTML = FuncAnimation(None, print, frames=3).to_jshtml()",
        "from ipywidgets import *\n@interact(x=3)\ndef f(x): pass\ndisplay(VBox([IntSlider(value=3)]))",
        "from IPython.display import *\ndisplay(Markdown('x'), HTML('y'))\nclear_output(wait=True)",
        "import turtle, tkinter\nturtle.Turtle().forward(3)\ntkinter.Tk().mainloop()",
        "from google.colab import drive, files\ndrive.mount('/x')",
        "from bokeh.plotting import figure, show\nimport altair as alt\nshow(figure(width=3)); alt.Chart(3)",
        "import matplotlib\nmatplotlib.use('Agg')\nassert tuple(map(int, matplotlib.__version__.split('.')))",
        "import wandb, panel, plotly.graph_objects as go\nwandb.init(); go.Figure(data=[go.Bar(x=[1])])",
    ],
)
def test_packages_that_only_show_are_quiet(cell, line):
    assert cell(f"{line}\nprint('went on')") == "went on\n"
