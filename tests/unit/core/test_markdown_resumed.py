"""A finished text that takes more: as if it had never been finished, and nothing closed is new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.markdown import StreamingDocument

TEXT = """\
# Title

A paragraph, [with a link][there].

- one
- two

```py
x = 1
y = 2
```

| a | b |
|---|---|
| 1 | 2 |

The end of it.

[there]: https://example.org
"""


def finished(text: str) -> StreamingDocument:
    document = StreamingDocument()
    document.append(text)
    document.finish()
    return document


@given(st.integers(0, len(TEXT)))
def test_cut_anywhere_and_gone_on_it_ends_the_same(cut: int) -> None:
    document = finished(TEXT[:cut]).resumed()
    assert document.text == TEXT[:cut]
    assert not document.finished
    document.append(TEXT[cut:])
    document.finish()
    assert document.closed == finished(TEXT).closed


@pytest.mark.parametrize(
    "text", ["one\n\ntwo\n\nthr", "one\n\n```py\nx = 1\n", "# one\n\n- a\n- b"]
)
def test_closed_blocks_keep_their_identity_and_the_last_is_open(text: str) -> None:
    before = finished(text)
    after = before.resumed()
    assert after.closed
    assert all(mine is theirs for mine, theirs in zip(after.closed, before.closed, strict=False))
    assert after.open
