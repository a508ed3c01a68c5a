import pytest

THERE = "is not there when your notebook is graded: only NumPy is"


@pytest.mark.parametrize(
    "line",
    [
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn",
        "from tconv_lib.checks import assert_returns",
        "from scipy.signal import convolve2d as c",
        "from scipy import *",
        "import pandas as pd\npd.set_option('x', 1)\npd.options.display.max_rows = 3",
        "import torch\ntorch.manual_seed(0)\ntorch.backends.x.y = True\nprint(end=torch.__version__[:0])",
        "import torch\ndef f(x: torch.Tensor | None) -> 'torch.Tensor': pass\nassert not isinstance(3, torch.Tensor)",
        "import importlib\nt = importlib.import_module('torch')\nrepr(t);",
        "from numba import njit\nimport cv2, PIL.Image, sklearn.linear_model",
        "from jaxtyping import Float\nimport numpy as np\ndef f(x: Float[np.ndarray, 'n']): pass",
        "def f():\n    import torch\nf()",
        "try:\n    x = [][0]\nexcept IndexError:\n    import torch",
    ],
)
def test_an_import_of_what_is_not_there_costs_nothing(cell, line):
    assert cell(f"{line}\nimport collections\nprint('went on')") == "went on\n"


@pytest.mark.parametrize(
    ("source", "root"),
    [
        ("import torch\ntorch.zeros(3)", "torch"),
        ("from numba import njit\n@njit\ndef f(x): return x", "numba"),
        ("from torch import nn\nclass Net(nn.Module): pass", "torch"),
        ("import pandas as pd\nfor x in pd.Series: pass", "pandas"),
        ("import scipy.signal\nscipy.signal.convolve2d + 1", "scipy"),
        ("import torch\nwith torch.no_grad: pass", "torch"),
        ("import torch\nimport numpy as np\nnp.asarray(torch.x)", "torch"),
        ("import torch\nif torch.x: pass", "torch"),
        ("from helpers import solve\nsolve(1)", "helpers"),
    ],
)
def test_using_it_says_what_is_there(cell, source, root):
    assert cell(source) == f"ModuleNotFoundError: {root} {THERE}"


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "def f():\n    import torch\n    return torch\ntry:\n    torch = f()\nexcept ImportError:\n    torch = None",
        "import contextlib\ntorch = None\nwith contextlib.suppress(ImportError):\n    import torch",
        "import importlib.util\ntorch = importlib.util.find_spec('torch')",
        "import importlib\ntry:\n    torch = importlib.import_module('torch')\nexcept ImportError:\n    torch = None",
        "try:\n    import google.colab as torch\nexcept ImportError:\n    torch = None",
    ],
)
def test_a_fallback_is_taken_as_in_jupyter_without_the_module(cell, source):
    assert cell("import torch", f"{source}\nprint(torch)") == "None\n"


def test_what_numpy_and_the_standard_library_try_to_import_is_none_of_it(cell):
    assert cell("import numpy.nowhere").startswith("ModuleNotFoundError: No module named")
    assert cell("exec('import torch')") == "ModuleNotFoundError: No module named 'torch'"
