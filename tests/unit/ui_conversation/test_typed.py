"""Words as they were typed, taken in pieces: the same paragraphs however they came."""

from hypothesis import given
from hypothesis import strategies as st

from askance.ui.conversation.body import Body
from askance.ui.conversation.flow import plain_leaves

pieces = st.lists(st.text("ab\n*# ", max_size=6), max_size=8)


def fed(parts: list[str], *, later: bool) -> Body:
    body = Body(typed=True)
    for part in parts:
        body.append(part, later=later)
        body.update()
    return body


@given(pieces, st.booleans())
def test_paragraphs_are_those_of_the_whole(parts: list[str], later: bool) -> None:
    body, text = fed(parts, later=later), "".join(parts)
    body.finish()
    body.read(lambda: False)
    body.update()
    assert body.text == text
    assert body.finished
    assert body.leaves == (list(plain_leaves(text)) if text else [])


@given(pieces, st.text("ab\n", max_size=4))
def test_what_is_there_is_shown_before_the_end_and_after_going_on(
    parts: list[str], more: str
) -> None:
    body, text = fed(parts, later=False), "".join(parts)
    assert body.leaves == (list(plain_leaves(text)) if text else [])
    body.finish()
    body.update()
    body.resume(())
    body.append(more)
    body.update()
    assert body.leaves == (list(plain_leaves(text + more)) if text + more else [])
