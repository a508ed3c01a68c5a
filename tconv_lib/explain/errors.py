"""What can be wrong with a text that is to be explained."""

__all__ = ["ExplainError"]


class ExplainError(ValueError):
    """A text, or an input size, that nothing can be said of; the message names it and says what to write."""
