"""Chat completions over HTTP."""

import sys

# httpx loads a command line of its own where its libraries happen to be installed: rich, click and
# Pygments, a tenth of a second and 9 MB for nothing. It does without what cannot be imported, and
# None says so (Python Language Reference, 5.3.1).
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is allowed there
