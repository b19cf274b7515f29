"""`askance key`: from standard input into the real keyring, and the words when there is none."""

from pathlib import Path

import pytest

from tests.support import keyring_control
from tests.support.askance_program import ENDPOINT, Askance
from tests.support.chat_server import MODEL, ChatServer
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.secret import TEST_KEY, files_with_key

pytestmark = pytest.mark.integration

SET = ("key", "set", ENDPOINT)
DELETE = ("key", "delete", ENDPOINT)
ASK = ("ask", "--prompt", "What is this?", "--endpoint", ENDPOINT)


@pytest.fixture
def with_keyring(askance_home: Path, keyring_session: Desktop) -> Askance:
    """The command line on the test desktop, whose keyring is unlocked and empty."""
    return Askance(askance_home, keyring_session.env())


def add_endpoint(askance: Askance, base_url: str) -> None:
    address = ("--url", base_url, "--model", MODEL)
    assert askance.run("endpoint", "add", ENDPOINT, *address).code == 0


def test_the_key_is_in_the_keyring_and_nowhere_else(
    with_keyring: Askance, keyring_session: Desktop, chat_server: ChatServer
) -> None:
    add_endpoint(with_keyring, chat_server.base_url)
    kept = with_keyring.run(*SET, typed=f"  {TEST_KEY}\n".encode())
    assert kept.code == 0, kept
    assert list(keyring_control.secrets(keyring_session).values()) == [TEST_KEY]
    assert with_keyring.run(*ASK).code == 0
    assert chat_server.questions[0].key == TEST_KEY
    assert files_with_key(with_keyring.home) == []


def test_the_environment_s_key_comes_first(with_keyring: Askance, chat_server: ChatServer) -> None:
    add_endpoint(with_keyring, chat_server.base_url)
    assert with_keyring.run(*SET, typed=b"sk-another-key-altogether").code == 0
    assert with_keyring.run(*ASK, ASKANCE_API_KEY=TEST_KEY).code == 0
    assert chat_server.questions[0].key == TEST_KEY


def test_a_kept_key_does_not_go_to_a_bare_address(
    with_keyring: Askance, chat_server: ChatServer
) -> None:
    assert with_keyring.run(*SET, typed=TEST_KEY.encode()).code == 0
    address = ("--url", chat_server.base_url, "--model", MODEL)
    assert with_keyring.run("ask", "--prompt", "Hello?", *address).code == 0
    assert chat_server.questions[0].key is None


def test_deleting_forgets(
    with_keyring: Askance, keyring_session: Desktop, chat_server: ChatServer
) -> None:
    add_endpoint(with_keyring, chat_server.base_url)
    with_keyring.run(*SET, typed=TEST_KEY.encode())
    deleted = with_keyring.run(*DELETE)
    assert deleted.code == 0
    assert "forgotten" in deleted.err
    assert keyring_control.secrets(keyring_session) == {}
    assert "has no key" in with_keyring.run(*DELETE).err
    assert with_keyring.run(*ASK).code == 0
    assert chat_server.questions[0].key is None


def test_removing_an_endpoint_forgets_its_key(
    with_keyring: Askance, keyring_session: Desktop
) -> None:
    with_keyring.set_up("https://relay.example.com/v1")
    assert with_keyring.run("endpoint", "remove", ENDPOINT).code == 0
    assert keyring_control.secrets(keyring_session) == {}
    assert ENDPOINT not in with_keyring.run("endpoint", "list").out


def test_a_key_for_no_endpoint_yet_says_so(with_keyring: Askance) -> None:
    kept = with_keyring.run(*SET, typed=TEST_KEY.encode())
    assert kept.code == 0
    assert "askance endpoint add" in kept.err


@pytest.mark.parametrize("typed", [b"", b"\n", b"   \n"])
def test_nothing_on_standard_input(askance: Askance, typed: bytes) -> None:
    finished = askance.run(*SET, typed=typed)
    assert finished.code == 2
    assert "No key came" in finished.err


def test_what_can_not_be_a_key_is_refused(askance: Askance) -> None:
    finished = askance.run(*SET, typed="sk-abc…xyz".encode())
    assert finished.code == 3
    assert "That is not a key" in finished.err
    assert "sk-abc" not in finished.err


def test_the_key_is_no_argument(askance: Askance) -> None:
    finished = askance.run(*SET, "sk-an-argument-is-seen-by-everyone")
    assert finished.code == 2
    assert "unrecognized" in finished.err


def test_without_a_keyring(askance: Askance) -> None:
    kept = askance.run(*SET, typed=TEST_KEY.encode())
    assert kept.code == 3
    assert "There is no keyring on this computer" in kept.err
    assert "ASKANCE_API_KEY" in kept.err
    assert "when you quit" not in kept.err, "a command keeps nothing for a session"
    assert files_with_key(askance.home) == []


def test_without_a_keyring_a_local_server_is_asked_all_the_same(
    askance: Askance, chat_server: ChatServer
) -> None:
    add_endpoint(askance, chat_server.base_url)
    assert askance.run(*ASK).code == 0
    assert chat_server.questions[0].key is None


def test_without_a_keyring_nothing_leaves_for_elsewhere(askance: Askance) -> None:
    add_endpoint(askance, "https://relay.invalid/v1")
    finished = askance.run(*ASK)
    assert finished.code == 3
    assert "There is no keyring on this computer" in finished.err
    assert "ASKANCE_API_KEY" in finished.err
    assert "ASKANCE_API_KEY" in askance.run(*ASK, "--json").json["error"]["hint"]


def test_removing_an_endpoint_without_a_keyring_says_what_may_be_left(askance: Askance) -> None:
    add_endpoint(askance, "https://relay.invalid/v1")
    removed = askance.run("endpoint", "remove", ENDPOINT)
    assert removed.code == 3
    assert "may still be in the keyring" in removed.err
    assert ENDPOINT not in askance.run("endpoint", "list").out


def test_a_locked_keyring(askance_home: Path) -> None:
    with start_desktop(screen=False) as desktop:
        askance = Askance(askance_home, desktop.env())
        askance.set_up("https://relay.invalid/v1")
        keyring_control.lock(desktop)
        for command, typed in ((SET, TEST_KEY.encode()), (DELETE, b""), (ASK, b"")):
            finished = askance.run(*command, typed=typed)
            assert finished.code == 3, finished
            assert "The keyring is locked" in finished.err
        assert files_with_key(askance_home) == []


def test_the_doctor_tells_of_the_keyring(with_keyring: Askance) -> None:
    rows = {row["name"]: row for row in with_keyring.run("doctor", "--json").json}
    assert rows["Keys"]["state"] == "ok"
    assert "keyring" in rows["Keys"]["detail"]
