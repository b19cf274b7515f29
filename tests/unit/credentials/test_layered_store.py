"""Which key counts, and where a new one goes."""

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.credentials.layered_store import LayeredStore
from askance.credentials.session_store import SessionStore
from tests.fakes.keys import NO_KEYRING, InMemoryKeys


def test_the_processs_key_comes_first_and_asks_no_keyring() -> None:
    keyring = InMemoryKeys(problem=NO_KEYRING)
    session = SessionStore()
    session.set("Home", "sk-session")
    store = LayeredStore(keyring, session, process_key=" sk-process\n")
    assert store.get("Home") == "sk-process"
    assert store.get("Any other") == "sk-process"


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_an_empty_process_key_is_none(nothing: str | None) -> None:
    store = LayeredStore(InMemoryKeys({"Home": "sk-kept"}), SessionStore(), process_key=nothing)
    assert store.get("Home") == "sk-kept"


def test_a_process_key_that_cannot_travel_is_told() -> None:
    store = LayeredStore(InMemoryKeys(), SessionStore(), process_key="sk-…abc")
    with pytest.raises(AskanceError) as caught:
        store.get("Home")
    assert caught.value.problem.kind is ErrorKind.NO_KEY


def test_the_sessions_key_comes_before_the_kept_one() -> None:
    keyring = InMemoryKeys({"Home": "sk-kept"})
    store = LayeredStore(keyring, SessionStore())
    store.set_for_session("Home", "sk-session")
    assert store.get("Home") == "sk-session"
    assert keyring.keys == {"Home": "sk-kept"}


def test_the_sessions_key_serves_without_a_keyring() -> None:
    store = LayeredStore(InMemoryKeys(problem=NO_KEYRING), SessionStore())
    store.set_for_session("Home", "sk-session")
    assert store.get("Home") == "sk-session"
    with pytest.raises(AskanceError):
        store.get("Other")


def test_setting_needs_the_keyring_and_keeps_nothing_without_it() -> None:
    store = LayeredStore(InMemoryKeys(problem=NO_KEYRING), SessionStore())
    with pytest.raises(AskanceError) as caught:
        store.set("Home", "sk-one")
    assert caught.value.problem == NO_KEYRING
    with pytest.raises(AskanceError):
        store.get("Home")


def test_a_kept_key_replaces_the_sessions() -> None:
    store = LayeredStore(InMemoryKeys(), SessionStore())
    store.set_for_session("Home", "sk-session")
    store.set("Home", "sk-kept")
    assert store.get("Home") == "sk-kept"


def test_deleting_forgets_both() -> None:
    keyring = InMemoryKeys({"Home": "sk-kept"})
    store = LayeredStore(keyring, SessionStore())
    store.set_for_session("Home", "sk-session")
    assert store.delete("Home") is True
    assert store.get("Home") is None
    store.set_for_session("Home", "sk-session")
    assert store.delete("Home") is True
    assert store.delete("Home") is False


def test_deleting_says_when_the_keyring_may_still_have_it() -> None:
    keyring = InMemoryKeys({"Home": "sk-kept"}, problem=NO_KEYRING)
    store = LayeredStore(keyring, SessionStore())
    store.set_for_session("Home", "sk-session")
    with pytest.raises(AskanceError):
        store.delete("Home")


def test_no_key_shows() -> None:
    store = LayeredStore(SessionStore(), SessionStore(), process_key="sk-shown-nowhere")
    store.set_for_session("Home", "sk-shown-nowhere")
    assert "sk-shown" not in repr(store) + str(vars(SessionStore()))
