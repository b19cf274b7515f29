"""The database file itself: what survives a death, what is refused, what lies on the disk."""

import hashlib
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance.core.chat import EncodedPicture
from askance.core.conversation import Choice, MessageStatus, ReplyRecord, Role, TextPart, Usage
from askance.core.errors import AskanceError, ErrorKind
from askance.storage import database, problems
from askance.storage.history import SqliteHistory
from askance.storage.migrations import MIGRATIONS, m001_conversations, m002_reply_record

PICTURE = EncodedPicture(b"\x89PNG one", "image/png", 4, 3, "region.png")

STREAMER = """
import sys
from pathlib import Path
from askance.core.chat import EncodedPicture
from askance.core.conversation import MessageStatus, Role, TextPart
from askance.storage.history import SqliteHistory

history = SqliteHistory(Path(sys.argv[1]))
conversation = history.create_conversation("t", 1.0)
picture = EncodedPicture(b"pixels", "image/png", 1, 1)
history.add_message(conversation, Role.USER, parts=[TextPart("why?"), picture], now=1.0)
reply = history.add_message(conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, now=2.0)
history.journal(reply.id, [(0, "because ")])
history.journal(reply.id, [(0, "of")])
print(conversation, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def history(path: Path) -> Iterator[SqliteHistory]:
    history = SqliteHistory(path)
    yield history
    history.close()


@pytest.fixture
def streamer(path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process in the middle of a reply, and its conversation."""
    process = subprocess.Popen(
        [sys.executable, "-c", STREAMER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
        process.kill()


def problem_of(history: SqliteHistory) -> str:
    with pytest.raises(AskanceError) as caught:
        history.conversations()
    assert caught.value.problem.kind is ErrorKind.STORAGE
    assert caught.value.problem.hint
    assert str(history._database.path.parent) in caught.value.problem.detail
    return caught.value.problem.title


def test_a_killed_process_leaves_question_picture_and_text(
    history: SqliteHistory, streamer: tuple[subprocess.Popen[str], int]
) -> None:
    process, conversation = streamer
    assert history.mark_interrupted() == 0, "it still lives"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert history.mark_interrupted() == 1
    question, reply = history.messages(conversation)
    assert question.text == "why?"
    assert history.attachment(question.attachments[0].sha256) == b"pixels"
    assert reply.status is MessageStatus.INTERRUPTED
    assert reply.text == "because of"


def test_a_dead_writers_sign_of_life_is_swept(
    history: SqliteHistory, streamer: tuple[subprocess.Popen[str], int], path: Path
) -> None:
    streamer[0].kill()
    streamer[0].wait()
    history.mark_interrupted()
    assert list((path.parent / "writers").iterdir()) == []


def test_nothing_is_touched_before_the_first_use(path: Path) -> None:
    SqliteHistory(path).close()
    assert not path.parent.exists()


def test_only_the_person_may_read_it(history: SqliteHistory, path: Path) -> None:
    previous = os.umask(0)
    try:
        conversation = history.create_conversation("x", 1.0)
        history.add_message(conversation, Role.USER, parts=[PICTURE], now=1.0)
        history.add_message(conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, now=1.0)
    finally:
        os.umask(previous)
    everything = [path.parent, *path.parent.rglob("*")]
    modes = {stat.S_IMODE(item.stat().st_mode) for item in everything if item.is_dir()}
    assert modes == {0o700}
    modes = {stat.S_IMODE(item.stat().st_mode) for item in everything if item.is_file()}
    assert modes == {0o600}


def test_a_file_left_open_to_others_is_closed(path: Path) -> None:
    SqliteHistory(path).create_conversation("x", 1.0)
    path.chmod(0o644)
    again = SqliteHistory(path)
    again.conversations()
    again.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_questions_wait_for_the_disk_and_pieces_of_a_reply_do_not(history: SqliteHistory) -> None:
    def level() -> int:
        connection = history._database._connection
        assert connection is not None
        (value,) = connection.execute("PRAGMA synchronous").fetchone()
        return int(value)

    full, normal = 2, 1
    conversation = history.create_conversation("x", 1.0)
    reply = history.add_message(
        conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, now=1.0
    )
    assert level() == full
    history.journal(reply.id, [(0, "a")])
    assert level() == normal
    history.finish(reply.id, status=MessageStatus.COMPLETE, choices=(), now=2.0)
    assert level() == full


def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    SqliteHistory(path).create_conversation("x", 1.0)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    assert problem_of(SqliteHistory(path)) == problems.NEWER
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_untouched(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    before = path.read_bytes()
    assert problem_of(SqliteHistory(path)) == "That file is not Askance's history"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_a_problem_and_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but a person's file" * 100)
    before = path.read_bytes()
    assert problem_of(SqliteHistory(path)) == problems.DAMAGED
    assert path.read_bytes() == before


def test_damage_in_the_middle_is_a_problem_and_stays(path: Path) -> None:
    history = SqliteHistory(path)
    for number in range(200):
        history.create_conversation("title " * 50 + str(number), 1.0)
    history.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    assert problem_of(SqliteHistory(path)) == problems.DAMAGED
    assert path.stat().st_size == len(content)


def test_it_works_again_after_the_cause_is_gone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but a person's file" * 100)
    history = SqliteHistory(path)
    problem_of(history)
    path.unlink()
    assert history.conversations() == ()
    history.close()


def test_a_folder_in_the_way_is_a_problem(path: Path) -> None:
    path.parent.write_text("in the way")
    assert problem_of(SqliteHistory(path))


def test_a_full_disk_keeps_what_was_there(history: SqliteHistory) -> None:
    conversation = history.create_conversation("x", 1.0)
    connection = history._database._connection
    assert connection is not None
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AskanceError) as caught:
        history.add_message(conversation, Role.USER, parts=[TextPart("x" * 100_000)], now=2.0)
    assert caught.value.problem.title == problems.FULL
    assert history.messages(conversation) == ()
    history.create_conversation("y", 3.0)


def test_a_database_held_by_another_program_is_busy(
    history: SqliteHistory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_S", 0.01)
    history.conversations()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AskanceError) as caught:
        history.create_conversation("x", 1.0)
    other.close()
    assert caught.value.problem.title == problems.BUSY
    history.create_conversation("x", 1.0)


def test_a_migration_that_fails_leaves_the_old_format(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteHistory(path).create_conversation("kept", 1.0)
    broken = ("CREATE TABLE extra (x)", "CREATE TABLE conversation (x)")
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(AskanceError):
        SqliteHistory(path).conversations()
    monkeypatch.undo()
    history = SqliteHistory(path)
    assert [row.title for row in history.conversations()] == ["kept"]
    history.close()


FORMAT_1 = """
INSERT INTO conversation VALUES (7, 'An old one', 1.0, 2.0);
INSERT INTO message VALUES
    (3, 7, 'user', 'complete', 1.0, '', '', NULL, NULL, NULL, 0, NULL, NULL),
    (4, 7, 'assistant', 'complete', 2.0, 'vision', 'relay', 10, 2, 12, 1, NULL, NULL),
    (5, 7, 'assistant', 'streaming', 2.0, 'vision', 'relay', NULL, NULL, NULL, 0, NULL, 'gone');
INSERT INTO part VALUES (3, 0, 'why?', NULL, NULL, NULL);
INSERT INTO choice VALUES (4, 0, 0, 'because', 'hm', '', 'stop', 'eos', NULL);
INSERT INTO journal VALUES (1, 5, 0, 'half');
INSERT INTO search (rowid, text) VALUES (3, 'why?'), (4, 'because');
"""


def test_a_history_of_the_first_format_keeps_everything(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        for statement in m001_conversations.STATEMENTS:
            connection.execute(statement)
        connection.executescript(FORMAT_1)
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    history = SqliteHistory(path)
    assert history.mark_interrupted() == 1
    question, answer, cut = history.messages(7)
    assert (question.text, question.record) == ("why?", None)
    assert answer.choices == (Choice(0, "because", "hm", "", "stop", "eos"),)
    assert (answer.model, answer.endpoint, answer.usage) == ("vision", "relay", Usage(10, 2, 12))
    assert (answer.problem, answer.record) == (None, None)
    assert (cut.status, cut.text) == (MessageStatus.INTERRUPTED, "half")
    assert [hit.message_id for hit in history.search("because")] == [4]
    record = ReplyRecord("chatcmpl-1", 3, "fp")
    reply = history.add_message(7, Role.ASSISTANT, status=MessageStatus.STREAMING, now=3.0)
    history.finish(reply.id, status=MessageStatus.COMPLETE, choices=(), record=record, now=3.0)
    history.close()
    assert history.messages(7)[3].record == record
    history.close()


FORMAT_2 = """
INSERT INTO conversation VALUES (7, 'An old one', 1.0, 2.0), (8, 'Beside it', 1.0, 3.0);
INSERT INTO message VALUES
    (3, 7, 'user', 'complete', 1.0, '', '', NULL, NULL, NULL, 0, NULL, NULL, NULL),
    (4, 8, 'user', 'complete', 1.0, '', '', NULL, NULL, NULL, 0, NULL, NULL, NULL),
    (5, 7, 'assistant', 'complete', 2.0, 'vision', 'relay', 10, 2, 12, 1, NULL, NULL,
     '{"id": "chatcmpl-1", "created": 7, "fingerprint": "fp"}'),
    (6, 7, 'user', 'complete', 3.0, '', '', NULL, NULL, NULL, 0, NULL, NULL, NULL),
    (9, 7, 'assistant', 'streaming', 4.0, 'vision', 'relay', NULL, NULL, NULL, 0, NULL, 'gone',
     NULL);
INSERT INTO attachment VALUES ('SHA', 'image/png', 1, 1, 6);
INSERT INTO part VALUES
    (3, 0, NULL, 'SHA', 'region', NULL), (3, 1, 'why?', NULL, NULL, NULL),
    (4, 0, 'elsewhere', NULL, NULL, NULL), (6, 0, 'and?', NULL, NULL, NULL);
INSERT INTO choice VALUES
    (5, 0, 1, 'because', 'hm', '', 'stop', 'eos', '[["because", -0.5, [["so", -1.0]], "62"]]'),
    (5, 1, 2, 'therefore', '', '', NULL, NULL, NULL);
INSERT INTO journal VALUES (1, 9, 0, 'half');
INSERT INTO search (rowid, text) VALUES (3, 'why?'), (5, 'because'), (6, 'and?');
"""


@pytest.fixture
def format_2(path: Path) -> Path:
    """A file as the second format left it, with what a crash left in it."""
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        for statement in (*m001_conversations.STATEMENTS, *m002_reply_record.STATEMENTS):
            connection.execute(statement)
        connection.executescript(FORMAT_2.replace("SHA", hashlib.sha256(b"pixels").hexdigest()))
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    return path


def test_a_history_of_the_second_format_becomes_one_line(format_2: Path) -> None:
    history = SqliteHistory(format_2)
    assert history.mark_interrupted() == 1
    question, answer, follow_up, cut = history.messages(7)
    assert [m.id for m in (question, answer, follow_up, cut)] == [3, 5, 6, 9]
    assert [message.siblings for message in history.messages(7)] == [()] * 4
    assert question.attachments[0].origin is None
    assert (answer.chosen, answer.text) == (1, "because")
    assert [choice.index for choice in answer.choices] == [1, 2]
    assert answer.choices[0].logprobs[0].top == (("so", -1.0),)
    assert (answer.choices[0].model, answer.choices[0].problem) == ("", None)
    assert (answer.record, answer.timing) == (ReplyRecord("chatcmpl-1", 7, "fp"), None)
    assert (cut.status, cut.text) == (MessageStatus.INTERRUPTED, "half")
    assert [row.message_count for row in history.conversations()] == [1, 4]
    assert [hit.message_id for hit in history.search("because")] == [5]
    history.close()


def test_branches_grow_from_what_an_earlier_format_kept(format_2: Path) -> None:
    history = SqliteHistory(format_2)
    edited = history.add_message(7, Role.USER, parts=[TextPart("and so?")], now=9.0, beside=6)
    assert [message.id for message in history.messages(7)] == [3, 5, edited.id]
    assert edited.siblings == (6, edited.id)
    history.add_message(7, Role.USER, parts=[TextPart("more")], now=9.0)
    history.select_branch(9)
    assert [message.id for message in history.messages(7)] == [3, 5, 6, 9]
    assert [message.id for message in history.messages(8)] == [4]
    history.delete_message(5)
    assert [message.id for message in history.messages(7)] == [3, 6, 9]
    history.close()


def test_no_branch_ever_has_a_gap(history: SqliteHistory) -> None:
    """What is shown is a flag on each message: after every kind of change it must mark exactly one
    way from a beginning to an end.
    """
    conversation = history.create_conversation("x", 1.0)
    chance = random.Random(7)
    ids: list[int] = []
    for step in range(300):
        change = chance.random()
        if not ids or change < 0.4:
            beside = None
        elif change < 0.65:
            beside = chance.choice(ids)
        elif change < 0.8:
            history.select_branch(chance.choice(ids))
            continue
        else:
            gone = ids.pop(chance.randrange(len(ids)))
            history.delete_message(gone)
            check_tree(history, conversation, ids)
            continue
        ids.append(history.add_message(conversation, Role.USER, now=step, beside=beside).id)
        check_tree(history, conversation, ids)


def check_tree(history: SqliteHistory, conversation: int, ids: list[int]) -> None:
    connection = history._database._connection
    assert connection is not None
    rows = connection.execute("SELECT id, parent, active FROM message").fetchall()
    assert sorted(row[0] for row in rows) == sorted(ids)
    parents = {row[0]: row[1] for row in rows}
    assert all(parent is None or parent < id_ for id_, parent in parents.items())
    active = sorted(row[0] for row in rows if row[2])
    assert [parents[id_] for id_ in active] == [None, *active][: len(active)]
    assert bool(active) == bool(ids)
    last = active[-1] if active else None
    assert last not in parents.values(), "the shown branch ends where another one goes on"
    assert [message.id for message in history.messages(conversation)] == active


def test_many_processes_may_begin_at_once(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from askance.storage.history import SqliteHistory;"
        "SqliteHistory(Path(sys.argv[1])).create_conversation('x', 1.0)"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    history = SqliteHistory(path)
    assert len(history.conversations()) == 4
    history.close()


def test_a_picture_lies_in_a_file_named_by_its_hash(history: SqliteHistory, path: Path) -> None:
    conversation = history.create_conversation("x", 1.0)
    history.add_message(conversation, Role.USER, parts=[PICTURE, PICTURE], now=1.0)
    sha256 = hashlib.sha256(PICTURE.data).hexdigest()
    files = [item for item in (path.parent / "attachments").rglob("*") if item.is_file()]
    assert files == [path.parent / "attachments" / sha256[:2] / sha256]


def test_a_picture_is_on_the_disk_before_its_row(
    history: SqliteHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = history.create_conversation("x", 1.0)

    def full(data: bytes) -> str:
        raise OSError(28, "No space left on device", "attachments/ab")

    monkeypatch.setattr(history._files, "add", full)
    with pytest.raises(AskanceError) as caught:
        history.add_message(conversation, Role.USER, parts=[PICTURE], now=1.0)
    assert caught.value.problem.title == problems.FULL
    assert history.messages(conversation) == ()


def test_a_picture_changed_on_the_disk_is_not_passed_off(
    history: SqliteHistory, path: Path
) -> None:
    conversation = history.create_conversation("x", 1.0)
    message = history.add_message(conversation, Role.USER, parts=[PICTURE], now=1.0)
    sha256 = message.attachments[0].sha256
    file = path.parent / "attachments" / sha256[:2] / sha256
    file.write_bytes(b"\x89PNG two")
    with pytest.raises(AskanceError) as caught:
        history.attachment(sha256)
    assert str(file) in caught.value.problem.detail
    assert history.messages(conversation) == (message,)


def test_a_file_that_would_not_go_is_deleted_the_next_time(
    history: SqliteHistory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = history.create_conversation("x", 1.0)
    history.add_message(conversation, Role.USER, parts=[PICTURE], now=1.0)
    with monkeypatch.context() as patch:
        patch.setattr(history._files, "remove", lambda sha256: False)
        history.delete_conversation(conversation)
    folder = path.parent / "attachments"
    assert [item for item in folder.rglob("*") if item.is_file()]
    history.mark_interrupted()
    assert [item for item in folder.rglob("*") if item.is_file()] == []


def test_an_emoji_cut_in_two_is_made_whole(history: SqliteHistory) -> None:
    conversation = history.create_conversation("x", 1.0)
    reply = history.add_message(
        conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, now=1.0
    )
    history.journal(reply.id, [(0, "\ud83d"), (0, "\ude00")])
    done = history.finish(
        reply.id,
        status=MessageStatus.COMPLETE,
        choices=[Choice(0, "\ud83d\ude00 \ud83d!")],
        now=2.0,
    )
    assert done.text == "\U0001f600 \ufffd!"


def test_deleted_words_leave_the_file(history: SqliteHistory, path: Path) -> None:
    conversation = history.create_conversation("x", 1.0)
    secret = "xyzzyplugh" * 50
    history.add_message(conversation, Role.USER, parts=[TextPart(secret)], now=1.0)
    kept = history.create_conversation("y", 1.0)
    history.add_message(kept, Role.USER, parts=[TextPart("the words that stay")], now=1.0)
    history.delete_conversation(conversation)
    history.close()
    content = path.read_bytes()
    assert b"the words that stay" in content
    assert secret.encode() not in content
