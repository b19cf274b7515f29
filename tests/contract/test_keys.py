"""What every key store keeps to: the real keyring, the session, both layered, and the fake."""

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.core.ports import KeyStore, ProcessKeys
from askance.credentials.keyring_store import KeyringStore
from askance.credentials.layered_store import LayeredStore
from askance.credentials.session_store import SessionStore
from tests.fakes.keys import NO_KEYRING, InMemoryKeys


@pytest.fixture(
    params=[
        pytest.param("keyring", marks=pytest.mark.integration),
        pytest.param("layered", marks=pytest.mark.integration),
        "session",
        "fake",
    ]
)
def keys(request: pytest.FixtureRequest) -> KeyStore:
    match request.param:
        case "session":
            return SessionStore()
        case "fake":
            return InMemoryKeys()
        case "keyring":
            request.getfixturevalue("keyring_session")
            return KeyringStore()
        case _:
            request.getfixturevalue("keyring_session")
            return LayeredStore(KeyringStore(), SessionStore())


def test_an_absent_key_is_none(keys: KeyStore) -> None:
    assert keys.get("Home") is None


def test_a_key_comes_back(keys: KeyStore) -> None:
    keys.set("Home", "sk-one")
    keys.set("Büro 事務所", "sk-two")
    assert keys.get("Home") == "sk-one"
    assert keys.get("Büro 事務所") == "sk-two"


def test_a_key_replaces_the_one_before(keys: KeyStore) -> None:
    keys.set("Home", "sk-one")
    keys.set("Home", "sk-two")
    assert keys.get("Home") == "sk-two"
    assert keys.delete("Home")
    assert keys.get("Home") is None


def test_deleting_says_whether_there_was_one(keys: KeyStore) -> None:
    keys.set("Home", "sk-one")
    assert keys.delete("Home") is True
    assert keys.delete("Home") is False
    assert keys.get("Home") is None


def test_the_space_that_copying_brings_is_left_out(keys: KeyStore) -> None:
    keys.set("Home", " \tsk-one\r\n")
    assert keys.get("Home") == "sk-one"


@pytest.mark.parametrize("text", ["", " \n", "sk-\none", "sk-\0one", "sk-\x7f"])
def test_what_cannot_be_a_key_is_refused_and_the_old_one_stays(keys: KeyStore, text: str) -> None:
    keys.set("Home", "sk-one")
    with pytest.raises(AskanceError) as caught:
        keys.set("Home", text)
    assert caught.value.problem.kind is ErrorKind.NO_KEY
    assert keys.get("Home") == "sk-one"


def test_no_key_shows(keys: KeyStore) -> None:
    keys.set("Home", "sk-shown-nowhere")
    if not isinstance(keys, InMemoryKeys):
        assert "sk-shown" not in repr(keys)
    assert keys.name


@pytest.fixture(params=["layered", "fake"])
def store(request: pytest.FixtureRequest) -> ProcessKeys:
    if request.param == "fake":
        return InMemoryKeys()
    return LayeredStore(InMemoryKeys(), SessionStore())


@pytest.fixture(params=["layered", "fake"])
def store_without_keyring(request: pytest.FixtureRequest) -> ProcessKeys:
    if request.param == "fake":
        return InMemoryKeys(problem=NO_KEYRING)
    return LayeredStore(InMemoryKeys(problem=NO_KEYRING), SessionStore())


def test_a_key_for_the_session_comes_before_the_kept_one(store: ProcessKeys) -> None:
    store.set("Home", "sk-kept")
    store.set_for_session("Home", " sk-session\n")
    assert store.get("Home") == "sk-session"
    store.set("Home", "sk-newer")
    assert store.get("Home") == "sk-newer"


def test_deleting_forgets_the_sessions_and_the_kept_one(store: ProcessKeys) -> None:
    store.set("Home", "sk-kept")
    store.set_for_session("Home", "sk-session")
    assert store.delete("Home") is True
    assert store.get("Home") is None
    assert store.delete("Home") is False


def test_a_key_for_the_session_needs_no_keyring(store_without_keyring: ProcessKeys) -> None:
    store_without_keyring.set_for_session("Home", "sk-session")
    assert store_without_keyring.get("Home") == "sk-session"


@pytest.mark.parametrize("method", ["get", "set", "delete"])
def test_without_a_keyring_absent_is_not_unavailable(
    store_without_keyring: ProcessKeys, method: str
) -> None:
    arguments = ("Home", "sk-one") if method == "set" else ("Home",)
    with pytest.raises(AskanceError) as caught:
        getattr(store_without_keyring, method)(*arguments)
    assert caught.value.problem == NO_KEYRING


@pytest.mark.parametrize("text", ["", "sk-\none"])
def test_a_session_takes_no_more_than_a_keyring(store: ProcessKeys, text: str) -> None:
    with pytest.raises(AskanceError) as caught:
        store.set_for_session("Home", text)
    assert caught.value.problem.kind is ErrorKind.NO_KEY
