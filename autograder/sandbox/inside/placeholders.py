"""A module that is not there costs nothing until it is used, and then says what is there.

A ``Placeholder`` stands for the module and everything in it. Naming it, asking for an attribute, annotating with it,
setting an option of it, ``isinstance`` with it do no harm; to call, index, compute or derive from it raises.
"""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["Placeholder", "not_there"]

SETTINGS = frozenset(
    "manual_seed manual_seed_all seed_everything set_default_dtype set_num_threads set_option set_options "
    "set_printoptions set_seed set_verbosity setLogLevel".split()
)
"""Functions that only set something in a module that is not there."""


def not_there(root: str) -> ModuleNotFoundError:
    """Return the error of using a module that is not there.

    >>> not_there("torch")
    ModuleNotFoundError('torch is not there when your notebook is graded: only NumPy is')
    """
    return ModuleNotFoundError(f"{root} is not there when your notebook is graded: only NumPy is", name=root)


class Placeholder:
    """A module, or what was asked of it."""

    def __init__(self, path: str, starred: list[str]) -> None:
        self.__dict__["_missing_path"] = path
        self.__dict__["_missing_starred"] = starred

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "not there when graded"
        if name == "__all__":
            self.__dict__["_missing_starred"].append(self.__dict__["_missing_path"])
            return []
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        path, starred = self.__dict__["_missing_path"], self.__dict__["_missing_starred"]
        return _nothing if name in SETTINGS else Placeholder(f"{path}.{name}", starred)

    def __repr__(self) -> str:
        return f"<{self.__dict__['_missing_path']}: not there when your notebook is graded>"

    def __instancecheck__(self, _instance: Any) -> bool:
        return False  # nothing can be of a class that is not there

    def __subclasscheck__(self, _kind: Any) -> bool:
        return False

    def __or__(self, _other: Any) -> Any:
        return self  # def f(x: torch.Tensor | None)

    __ror__ = __or__

    def _raise(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise not_there(self.__dict__["_missing_path"].partition(".")[0])

    __call__ = __getitem__ = __setitem__ = __delitem__ = __iter__ = __next__ = __len__ = __bool__ = _raise
    __contains__ = __enter__ = __aenter__ = __await__ = __aiter__ = __mro_entries__ = _raise
    __int__ = __float__ = __complex__ = __index__ = __fspath__ = __array__ = _raise
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _raise
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _raise
    __and__ = __rand__ = __xor__ = __rxor__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _raise
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __pos__ = __abs__ = __invert__ = __round__ = __divmod__ = _raise

    def __exit__(self, *_error: object) -> None:
        """Let errors pass."""

    __aexit__ = __exit__


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    return None
