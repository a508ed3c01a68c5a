"""What can be wrong with the arguments of a convolution: one family of exceptions."""

__all__ = ["GeometryError", "NotExpressible"]


class GeometryError(ValueError):
    """An argument that no convolution can have; the message names it, its value, the rule and what to do."""


class NotExpressible(ValueError):  # noqa: N818 - an answer more than an error
    """A result of one framework that no arguments of another framework reproduce; the message says why."""
