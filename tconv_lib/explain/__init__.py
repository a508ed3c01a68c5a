"""What a message or a layer says, at the terminal: ``python -m tconv_lib explain``.

``messages.json`` is one table of what the frameworks say, for this command and for the web page alike. Texts are parsed
and never run; neither NumPy nor a framework is imported.
"""

from tconv_lib.explain.errors import ExplainError
from tconv_lib.explain.report import as_text, explain

__all__ = ["ExplainError", "as_text", "explain"]
