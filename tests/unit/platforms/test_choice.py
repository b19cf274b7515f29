"""The walk along the candidates."""

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.platforms.choice import NONE, Candidate, Choice, Unavailable, choose, unavailable
from askance.platforms.machine import PlatformInfo, Session, System

HERE = PlatformInfo(System.LINUX, Session.X11)


class Row:
    """Candidates that note what they were asked."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def __call__(
        self,
        name: str,
        *,
        suits: bool = True,
        missing: str | None = None,
        broken: str | None = None,
    ) -> Candidate[str]:
        def told(question: str) -> None:
            self.log.append(f"{name} {question}")

        def does_suit(_info: PlatformInfo) -> bool:
            return suits

        def is_missing() -> str | None:
            told("missing?")
            return missing

        def load() -> str:
            told("load")
            if broken is not None:
                raise Unavailable(broken)
            return f"the {name}"

        return Candidate(name, does_suit, load, is_missing)


@pytest.fixture
def row() -> Row:
    return Row()


def pick(*candidates: Candidate[str], explicit: str = "") -> Choice[str]:
    return choose(candidates, HERE, null=" ".join, kind=ErrorKind.CAPTURE, explicit=explicit)


def test_the_first_that_works_is_taken_and_the_rest_left_alone(row: Row) -> None:
    choice = pick(row("a", suits=False), row("b"), row("c"))
    assert (choice.chosen, choice.name, choice.reasons) == ("the b", "b", ())
    assert choice.available
    assert row.log == ["b missing?", "b load"]


def test_what_is_missing_or_broken_is_remembered_on_the_way(row: Row) -> None:
    choice = pick(row("a", missing="Install a."), row("b", broken="Start b."), row("c"))
    assert (choice.name, choice.reasons) == ("c", ("Install a.", "Start b."))
    assert "a load" not in row.log


def test_the_end_is_a_null_object_that_knows_every_reason(row: Row) -> None:
    choice = pick(row("a", missing="Install a."), row("b", broken="Start b."))
    assert (choice.chosen, choice.name) == ("Install a. Start b.", NONE)
    assert not choice.available


def test_where_nothing_suits_there_is_a_reason_all_the_same(row: Row) -> None:
    choice = pick(row("a", suits=False))
    assert choice.reasons
    assert choice.chosen == choice.reasons[0]


@pytest.mark.parametrize("explicit", ["c", " C "])
def test_an_explicit_choice_is_taken_even_where_it_does_not_suit(row: Row, explicit: str) -> None:
    choice = pick(row("a"), row("c", suits=False), explicit=explicit)
    assert (choice.chosen, choice.name) == ("the c", "c")
    assert row.log == ["c missing?", "c load"]


def test_an_explicit_choice_that_does_not_work_is_an_error_with_its_reason(row: Row) -> None:
    for bad in (row("b", missing="Install b."), row("b", broken="Install b.")):
        with pytest.raises(AskanceError) as caught:
            pick(row("a"), bad, explicit="b")
        problem = caught.value.problem
        assert problem.kind is ErrorKind.CAPTURE
        assert "Install b." in problem.detail
        assert problem.hint
    assert not [entry for entry in row.log if entry.startswith("a ")]


def test_an_unknown_explicit_choice_is_an_error_that_names_the_known(row: Row) -> None:
    with pytest.raises(AskanceError) as caught:
        pick(row("a"), row("b"), explicit="x")
    assert "“x”" in caught.value.problem.title
    assert "a, b, none" in caught.value.problem.detail


def test_none_switches_it_off(row: Row) -> None:
    choice = pick(row("a"), explicit="none")
    assert not choice.available
    assert choice.reasons
    assert row.log == []


def test_a_way_of_a_later_version_says_so(row: Row) -> None:
    later = Candidate("later", lambda _info: True, unavailable("Not yet. Do this instead."))
    assert pick(later).reasons == ("Not yet. Do this instead.",)


def test_a_fault_of_ours_is_not_mistaken_for_a_state_of_the_machine() -> None:
    def load() -> str:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        pick(Candidate("a", lambda _info: True, load))
