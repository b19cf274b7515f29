"""What is laid out before it is seen."""

from __future__ import annotations

from askance.ui.conversation.ahead import Ahead, farthest

ROOM = 800


def laid(ahead: Ahead, *, first: int = 3, last: int = 6) -> list[int]:
    """The messages in the order in which they are laid out."""
    found: list[int] = []

    def lay(number: int) -> bool:
        found.append(number)
        return False

    ahead.find(first, last)
    ahead.work(lay, lambda: False)
    return found


def test_a_whole_page_is_made_ready_the_way_one_goes() -> None:
    ahead = Ahead()
    ahead.go(1)
    above, below = ahead.margins(ROOM)
    assert below == farthest(ROOM) > ROOM > above
    ahead.go(-1)
    assert ahead.margins(ROOM) == (below, above)


def test_at_rest_a_page_both_ways_and_after_a_leap_less() -> None:
    ahead = Ahead()
    assert ahead.margins(ROOM) == (farthest(ROOM), farthest(ROOM))
    ahead.go(None)
    assert 0 < max(ahead.margins(ROOM)) < ROOM


def test_what_is_met_first_is_laid_out_first() -> None:
    ahead = Ahead()
    ahead.go(1)
    assert laid(ahead) == [3, 4, 5, 6]
    ahead.go(-1)
    assert laid(ahead) == [6, 5, 4, 3]


def test_it_stops_when_it_is_enough_and_goes_on_where_it_was() -> None:
    ahead, found = Ahead(), list[int]()

    def lay(number: int) -> bool:
        found.append(number)
        return False

    ahead.find(1, 4)
    assert ahead.work(lay, lambda: len(found) >= 2) == (False, False)
    ahead.find(90, 99)  # nothing: some of the first still wait
    assert ahead.work(lay, lambda: False) == (False, True)
    assert found == [1, 2, 3, 4]
    assert ahead.done


def test_another_height_brings_others_near() -> None:
    ahead = Ahead()
    ahead.find(1, 2)
    assert ahead.work(lambda number: number == 2, lambda: False) == (True, False)
    assert not ahead.done
    ahead.find(3, 3)
    assert ahead.work(lambda _number: False, lambda: False) == (False, True)
    assert ahead.done
