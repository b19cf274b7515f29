"""What the first words need is loaded before them, a step at a time."""

from collections.abc import Iterator

from askance.ui.conversation.boxes.cell_dress import cell_dress
from askance.ui.conversation.boxes.code_dress import code_dress
from askance.ui.conversation.readying import Readying
from askance.ui.theme import Theme


def test_it_comes_to_an_end_and_does_the_rest_last(theme: Theme) -> None:
    done: list[str] = []

    def more() -> Iterator[None]:
        done.append("one")
        yield
        done.append("two")

    theme.set_text_size(140)  # so that nothing is there yet
    readying, steps = Readying(theme, more()), 0
    while not readying.step():
        steps += 1
        assert steps < 100
    assert done == ["one", "two"]
    assert steps > 4
    assert code_dress(theme) is code_dress(theme)
    assert cell_dress(theme) is cell_dress(theme)
