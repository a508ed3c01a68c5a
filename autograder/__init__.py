"""Release, grade and give feedback: nbgrader's formats, our own checks."""

import sys

# jsonschema, which nbformat imports, spends a second on the grammar of addresses (RFC 3987), which no notebook's schema
# asks for; where the grammar is not installed it goes on without, and so it does here.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # None: "cannot be imported"
