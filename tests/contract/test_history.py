"""What every history keeps to: the database and the one the other tests use."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from askance.core.chat import EncodedPicture
from askance.core.conversation import (
    Attachment,
    Choice,
    Message,
    MessageStatus,
    PictureLink,
    PictureOrigin,
    ReplyRecord,
    Role,
    TextPart,
    Timing,
    TokenLogprob,
    Usage,
)
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import HistoryStore
from askance.storage.history import SqliteHistory
from tests.fakes.history import InMemoryHistory, Shelf

PICTURE = EncodedPicture(b"\x89PNG one", "image/png", 4, 3, "region.png")
OTHER = EncodedPicture(b"\xff\xd8 other", "image/jpeg", 20, 30, "photo.jpg")

Open = Callable[[], HistoryStore]


@pytest.fixture(params=["sqlite", "memory"])
def open_history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Each call stands for another process with the same file."""
    opened: list[HistoryStore] = []
    shelf = Shelf()

    def open_() -> HistoryStore:
        if request.param == "sqlite":
            opened.append(SqliteHistory(tmp_path / "data" / "history.db"))
        else:
            opened.append(InMemoryHistory(shelf))
        return opened[-1]

    yield open_
    for history in opened:
        history.close()


@pytest.fixture
def history(open_history: Open) -> HistoryStore:
    return open_history()


def ask(history: HistoryStore, text: str, *pictures: EncodedPicture, now: float = 1.0) -> int:
    """A conversation with one question; its id."""
    conversation = history.create_conversation(text[:20], now)
    history.add_message(conversation, Role.USER, parts=(TextPart(text), *pictures), now=now)
    return conversation


def begin_reply(history: HistoryStore, conversation: int, *, now: float = 2.0) -> int:
    return history.add_message(
        conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, model="m", now=now
    ).id


def found(history: HistoryStore, text: str) -> list[int]:
    return [hit.conversation.id for hit in history.search(text)]


def test_a_question_comes_back_as_it_was_asked(open_history: Open) -> None:
    link = PictureLink("https://example.com/a.png")
    history = open_history()
    conversation = history.create_conversation("Two pictures", 10.0)
    added = history.add_message(
        conversation,
        Role.USER,
        parts=(TextPart("What is this?\n\nE\u0301 \U0001f600"), PICTURE, link, OTHER),
        model="vision-1",
        endpoint="home",
        now=11.5,
    )
    history.close()
    (message,) = open_history().messages(conversation)
    assert message == added
    assert message.parts == (
        TextPart("What is this?\n\nE\u0301 \U0001f600"),
        Attachment(hashlib.sha256(PICTURE.data).hexdigest(), "image/png", 4, 3, 8, "region.png"),
        link,
        Attachment(hashlib.sha256(OTHER.data).hexdigest(), "image/jpeg", 20, 30, 8, "photo.jpg"),
    )
    assert (message.created_at, message.model, message.endpoint) == (11.5, "vision-1", "home")


def test_a_picture_comes_back_byte_for_byte(history: HistoryStore) -> None:
    conversation = ask(history, "one", PICTURE)
    (picture,) = history.messages(conversation)[0].attachments
    assert history.attachment(picture.sha256) == PICTURE.data


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", ""])
def test_a_picture_nobody_kept_is_a_problem_in_words(history: HistoryStore, name: str) -> None:
    with pytest.raises(AskanceError) as caught:
        history.attachment(name)
    assert caught.value.problem.kind is ErrorKind.STORAGE


def test_a_reply_comes_back_with_everything_the_server_said(open_history: Open) -> None:
    history = open_history()
    conversation = ask(history, "hello")
    reply = begin_reply(history, conversation)
    tokens = (
        TokenLogprob("Hi", -0.25, (("Hi", -0.25), ("Ho", float("-inf"))), b"Hi"),
        TokenLogprob("\ud83d", None),
    )
    choices = (
        Choice(0, "Hi", "thinking", "", "stop", "end_turn", tokens),
        Choice(1, "", "", "I would rather not.", "content_filter", "SAFETY"),
    )
    problem = Problem(ErrorKind.RATE_LIMIT, "Slow down", "quota", "Wait.", 429, "n", 1.5, "req-1")
    usage = Usage(10, None, 12)
    done = history.finish(
        reply,
        status=MessageStatus.FAILED,
        choices=choices,
        usage=usage,
        problem=problem,
        record=ReplyRecord("chatcmpl-1", 1_700_000_000, "fp_1"),
        model="vision-1-2026",
        now=9.0,
    )
    history.close()
    message = open_history().messages(conversation)[1]
    assert message == done
    assert message.choices == choices
    assert message.usage == usage
    assert message.problem == problem
    assert message.record == ReplyRecord("chatcmpl-1", 1_700_000_000, "fp_1")
    assert message.model == "vision-1-2026"
    assert message.status is MessageStatus.FAILED


def test_usage_the_server_never_sent_stays_unknown(history: HistoryStore) -> None:
    reply = begin_reply(history, ask(history, "x"))
    done = history.finish(reply, status=MessageStatus.COMPLETE, choices=(), usage=None, now=3.0)
    assert done.usage is None
    assert done.model == "m"


@pytest.mark.parametrize("record", [None, ReplyRecord("é", None, ""), ReplyRecord(created=0)])
def test_what_the_server_did_not_name_stays_unnamed(
    open_history: Open, record: ReplyRecord | None
) -> None:
    history = open_history()
    conversation = ask(history, "x")
    reply = begin_reply(history, conversation)
    history.finish(reply, status=MessageStatus.COMPLETE, choices=(), record=record, now=3.0)
    question, answer = open_history().messages(conversation)
    assert (question.record, answer.record) == (None, record)


def test_a_streaming_reply_shows_what_was_journalled(open_history: Open) -> None:
    history = open_history()
    conversation = ask(history, "hello")
    reply = begin_reply(history, conversation)
    history.journal(reply, [(0, "Hel"), (1, "Sal")])
    history.journal(reply, [(0, "lo")])
    message = open_history().messages(conversation)[1]
    assert message.status is MessageStatus.STREAMING
    assert message.choices == (Choice(0, "Hello"), Choice(1, "Sal"))


def test_the_final_text_replaces_the_journal(history: HistoryStore) -> None:
    conversation = ask(history, "hello")
    reply = begin_reply(history, conversation)
    history.journal(reply, [(0, "half a w")])
    history.finish(reply, status=MessageStatus.COMPLETE, choices=[Choice(0, "whole")], now=3.0)
    assert history.messages(conversation)[1].choices == (Choice(0, "whole"),)


def test_what_a_dead_process_streamed_is_interrupted_with_its_text(open_history: Open) -> None:
    dying = open_history()
    conversation = ask(dying, "hello")
    reply = begin_reply(dying, conversation)
    dying.journal(reply, [(0, "so far")])
    dying.close()
    survivor = open_history()
    assert survivor.mark_interrupted() == 1
    message = survivor.messages(conversation)[1]
    assert message.status is MessageStatus.INTERRUPTED
    assert message.choices == (Choice(0, "so far"),)
    assert found(survivor, "far") == [conversation]
    assert survivor.mark_interrupted() == 0


def test_what_a_living_process_streams_is_left_alone(open_history: Open) -> None:
    streaming, other = open_history(), open_history()
    conversation = ask(streaming, "hello")
    reply = begin_reply(streaming, conversation)
    assert other.mark_interrupted() == 0
    assert streaming.mark_interrupted() == 0
    streaming.journal(reply, [(0, "on")])
    done = streaming.finish(reply, status=MessageStatus.COMPLETE, choices=[Choice(0, "on")], now=5)
    assert done.status is MessageStatus.COMPLETE


def cut_answer(history: HistoryStore, conversation: int) -> int:
    """An answer that ended too early, with everything that can be kept."""
    reply = begin_reply(history, conversation)
    choices = (
        Choice(0, "Once upon", "thinking", "", "length", "length", (TokenLogprob("Once", -0.5),)),
        Choice(1, "Other", finish_reason="stop", finish_reason_raw="stop"),
    )
    problem = Problem(ErrorKind.TRUNCATED, "Cut off")
    history.finish(
        reply,
        status=MessageStatus.FAILED,
        choices=choices,
        usage=Usage(10, 2, 12),
        problem=problem,
        record=ReplyRecord("chatcmpl-1"),
        now=3.0,
    )
    return reply


def test_an_answer_goes_on_after_what_it_said(open_history: Open) -> None:
    history = open_history()
    conversation = ask(history, "A tale")
    reply = cut_answer(history, conversation)
    resumed = history.resume(reply)
    assert resumed.status is MessageStatus.STREAMING
    assert (resumed.text, resumed.problem) == ("Once upon", None)
    assert (resumed.model, resumed.usage) == ("m", Usage(10, 2, 12))
    assert resumed.record == ReplyRecord("chatcmpl-1")
    assert found(history, "once") == []
    history.journal(reply, [(0, " a"), (0, " time")])
    first, second = open_history().messages(conversation)[1].choices
    tokens = (TokenLogprob("Once", -0.5),)
    assert first == Choice(0, "Once upon a time", "thinking", logprobs=tokens)
    assert second == Choice(1, "Other", "", "", "stop", "stop")
    done = history.finish(
        reply, status=MessageStatus.COMPLETE, choices=[first, second], endpoint="other", now=4.0
    )
    assert (done.text, done.model, done.endpoint) == ("Once upon a time", "m", "other")
    assert found(history, "once time") == [conversation]


def test_a_process_that_dies_while_an_answer_goes_on_loses_neither_half(
    open_history: Open,
) -> None:
    dying = open_history()
    conversation = ask(dying, "A tale")
    reply = cut_answer(dying, conversation)
    dying.resume(reply)
    dying.journal(reply, [(0, " a time")])
    dying.close()
    survivor = open_history()
    assert survivor.mark_interrupted() == 1
    message = survivor.messages(conversation)[1]
    assert message.status is MessageStatus.INTERRUPTED
    assert [choice.text for choice in message.choices] == ["Once upon a time", "Other"]
    assert message.choices[0].reasoning == "thinking"
    assert found(survivor, "upon time") == [conversation]


def test_what_never_went_on_stays_as_it_was_when_the_process_dies(open_history: Open) -> None:
    dying = open_history()
    conversation = ask(dying, "A tale")
    dying.resume(cut_answer(dying, conversation))
    dying.close()
    survivor = open_history()
    survivor.mark_interrupted()
    first, _ = survivor.messages(conversation)[1].choices
    assert (first.text, first.finish_reason) == ("Once upon", "length")


def test_what_can_not_go_on_is_a_problem_in_words(open_history: Open) -> None:
    history = open_history()
    conversation = ask(history, "A tale")
    [question] = history.messages(conversation)
    streaming = begin_reply(history, conversation)
    gone = cut_answer(history, conversation)
    history.delete_message(gone)
    for message_id in (question.id, streaming, gone):
        with pytest.raises(AskanceError) as caught:
            open_history().resume(message_id)
        assert caught.value.problem.kind is ErrorKind.STORAGE


def test_conversations_are_listed_by_their_last_change(history: HistoryStore) -> None:
    first, second = ask(history, "first", now=1), ask(history, "second", now=2)
    history.add_message(first, Role.USER, parts=[TextPart("again"), PICTURE], now=3)
    rows = history.conversations()
    assert [row.id for row in rows] == [first, second]
    assert [row.message_count for row in rows] == [2, 1]
    assert [row.thumbnail for row in rows] == [hashlib.sha256(PICTURE.data).hexdigest(), None]
    assert (rows[0].created_at, rows[0].updated_at) == (1, 3)
    assert [row.id for row in history.conversations(limit=1, offset=1)] == [second]


def test_a_conversation_can_be_renamed(history: HistoryStore) -> None:
    conversation = ask(history, "x")
    history.rename(conversation, "Better")
    assert history.conversations()[0].title == "Better"


def test_deleting_takes_the_pictures_nobody_else_uses(history: HistoryStore) -> None:
    gone, kept = ask(history, "a", PICTURE, OTHER), ask(history, "b", OTHER)
    pictures = [row.sha256 for row in history.messages(gone)[0].attachments]
    history.delete_conversation(gone)
    assert history.messages(gone) == ()
    assert [row.id for row in history.conversations()] == [kept]
    assert history.attachment(pictures[1]) == OTHER.data
    with pytest.raises(AskanceError):
        history.attachment(pictures[0])


def test_a_picture_can_come_back_after_it_was_deleted(history: HistoryStore) -> None:
    history.delete_conversation(ask(history, "a", PICTURE))
    (picture,) = history.messages(ask(history, "b", PICTURE))[0].attachments
    assert history.attachment(picture.sha256) == PICTURE.data


def test_deleting_one_message_leaves_the_others(history: HistoryStore) -> None:
    conversation = ask(history, "keep this")
    doomed = history.add_message(conversation, Role.USER, parts=[TextPart("secret")], now=2)
    history.delete_message(doomed.id)
    assert [message.text for message in history.messages(conversation)] == ["keep this"]
    assert found(history, "secret") == []


def test_deleting_twice_harms_nobody(history: HistoryStore) -> None:
    conversation = ask(history, "x")
    message = history.messages(conversation)[0]
    for _ in range(2):
        history.delete_message(message.id)
        history.delete_conversation(conversation)
    assert history.conversations() == ()


def test_writing_into_what_was_deleted_is_a_problem_in_words(history: HistoryStore) -> None:
    conversation = ask(history, "x")
    reply = begin_reply(history, conversation)
    history.delete_conversation(conversation)
    for attempt in (
        lambda: history.journal(reply, [(0, "late")]),
        lambda: history.finish(reply, status=MessageStatus.COMPLETE, choices=(), now=3),
        lambda: history.add_message(conversation, Role.USER, now=3),
    ):
        with pytest.raises(AskanceError) as caught:
            attempt()
        assert caught.value.problem.kind is ErrorKind.STORAGE
    assert history.conversations() == ()


def test_ids_are_never_given_twice(history: HistoryStore) -> None:
    first = ask(history, "x")
    history.delete_conversation(first)
    assert ask(history, "y") != first


def test_search_wants_every_word_and_lets_the_last_be_unfinished(history: HistoryStore) -> None:
    both = ask(history, "The quick brown fox")
    ask(history, "The quick red deer")
    assert found(history, "quick bro") == [both]
    assert found(history, "qui brown") == []
    assert found(history, "BROWN quick") == [both]


def test_search_folds_accents(history: HistoryStore) -> None:
    conversation = ask(history, "Ein Café in Zürich")
    assert found(history, "cafe zurich") == [conversation]
    assert found(history, "CAFE\u0301") == [conversation]


@pytest.mark.parametrize("words", ["错误", "误", "网络错误", "连接 错误", "timeout 错误"])
def test_search_finds_chinese_inside_a_sentence(history: HistoryStore, words: str) -> None:
    conversation = ask(history, "连接超时timeout,这是一个网络错误吗?")
    ask(history, "这里没有问题")
    assert found(history, words) == [conversation]


def test_search_does_not_find_chinese_that_is_not_there(history: HistoryStore) -> None:
    ask(history, "误会, 错过")
    assert found(history, "错误") == []


@pytest.mark.parametrize(
    "words",
    [
        *("", "   ", '"', '"" OR', "NEAR(", "a AND", "NOT", "*", "^", "text:x", "-x", "()", "x'y"),
        *("\0", "\ud800", "foo\0bar", '"fox" OR 1', "col:*", "{", "%", "_", "\u0002", "\u001f"),
    ],
)
def test_nothing_a_person_types_breaks_the_search(history: HistoryStore, words: str) -> None:
    ask(history, "quick fox")
    assert found(history, words) == []


def test_a_snippet_marks_the_words(history: HistoryStore) -> None:
    ask(history, "before 错误 after")
    assert history.search("错误")[0].snippet == "before \u0002错误\u0003 after"
    assert history.search("befo")[0].snippet == "\u0002before\u0003 错误 after"


def test_search_gives_the_newest_first_and_no_more_than_asked(history: HistoryStore) -> None:
    ids = [ask(history, f"fox {number}", now=number) for number in range(5)]
    assert found(history, "fox") == ids[::-1]
    hits = history.search("fox", limit=2)
    assert [hit.conversation.id for hit in hits] == ids[:2:-1]
    assert hits[0].conversation == history.conversations()[0]
    assert hits[0].role is Role.USER


def test_replies_are_found_once_they_are_final(history: HistoryStore) -> None:
    conversation = ask(history, "hello")
    reply = begin_reply(history, conversation)
    history.journal(reply, [(0, "elephant")])
    assert found(history, "elephant") == []
    history.finish(reply, status=MessageStatus.COMPLETE, choices=[Choice(0, "elephant")], now=3)
    assert found(history, "elephant") == [conversation]


# --- branches


def say(history: HistoryStore, conversation: int, text: str, beside: int | None = None) -> int:
    """One more message of the person's; its id."""
    parts = (TextPart(text),)
    return history.add_message(conversation, Role.USER, parts=parts, now=3.0, beside=beside).id


def line(history: HistoryStore, *texts: str) -> tuple[int, list[int]]:
    """A conversation of messages one after the other; its id and theirs."""
    conversation = history.create_conversation(texts[0], 1.0)
    return conversation, [say(history, conversation, text) for text in texts]


def shown(history: HistoryStore, conversation: int) -> list[str]:
    return [message.text for message in history.messages(conversation)]


def siblings(history: HistoryStore, conversation: int) -> list[tuple[int, ...]]:
    return [message.siblings for message in history.messages(conversation)]


def test_a_message_beside_another_begins_a_branch(open_history: Open) -> None:
    history = open_history()
    conversation, (one, two, three) = line(history, "one", "two", "three")
    assert siblings(history, conversation) == [(), (), ()]
    other = say(history, conversation, "other two", beside=two)
    history.close()
    history = open_history()
    assert shown(history, conversation) == ["one", "other two"]
    assert siblings(history, conversation) == [(), (two, other)]
    assert history.messages(conversation)[0].id == one
    say(history, conversation, "other three")
    assert shown(history, conversation) == ["one", "other two", "other three"]
    history.select_branch(three)
    assert shown(history, conversation) == ["one", "two", "three"]
    assert siblings(history, conversation) == [(), (two, other), ()]


def test_an_added_message_tells_those_in_its_place(history: HistoryStore) -> None:
    conversation, (one,) = line(history, "one")
    beside = history.add_message(conversation, Role.USER, now=2.0, beside=one)
    assert beside.siblings == (one, beside.id)
    streaming = history.add_message(
        conversation, Role.ASSISTANT, status=MessageStatus.STREAMING, now=2.0, beside=one
    )
    done = history.finish(streaming.id, status=MessageStatus.COMPLETE, choices=(), now=3.0)
    assert done.siblings == (one, beside.id, done.id)


def test_the_first_question_has_branches_too(history: HistoryStore) -> None:
    conversation, (one, _two) = line(history, "one", "two")
    other = say(history, conversation, "other", beside=one)
    assert shown(history, conversation) == ["other"]
    history.select_branch(one)
    assert shown(history, conversation) == ["one", "two"]
    assert siblings(history, conversation) == [(one, other), ()]


def test_a_branch_is_shown_as_far_as_it_was_last_carried_on(history: HistoryStore) -> None:
    conversation, (one, two, _three) = line(history, "one", "two", "three")
    say(history, conversation, "other three", beside=_three)
    say(history, conversation, "end of it")
    other = say(history, conversation, "other one", beside=one)
    history.select_branch(two)
    assert shown(history, conversation) == ["one", "two", "other three", "end of it"]
    history.select_branch(other)
    assert shown(history, conversation) == ["other one"]


def test_selecting_what_is_shown_changes_nothing(history: HistoryStore) -> None:
    conversation, (one, two) = line(history, "one", "two")
    say(history, conversation, "other", beside=two)
    history.select_branch(two)
    history.select_branch(one)
    assert shown(history, conversation) == ["one", "two"]


def test_a_branch_that_is_gone_can_not_be_shown(history: HistoryStore) -> None:
    conversation, (one, two) = line(history, "one", "two")
    history.delete_message(two)
    for attempt in (
        lambda: history.select_branch(two),
        lambda: history.choose(two, 1),
        lambda: say(history, conversation, "x", beside=two),
    ):
        with pytest.raises(AskanceError) as caught:
            attempt()
        assert caught.value.problem.kind is ErrorKind.STORAGE
    assert [message.id for message in history.messages(conversation)] == [one]


def test_no_message_goes_beside_one_of_another_conversation(history: HistoryStore) -> None:
    conversation, _ = line(history, "one")
    _, (elsewhere,) = line(history, "elsewhere")
    with pytest.raises(AskanceError):
        say(history, conversation, "x", beside=elsewhere)
    assert shown(history, conversation) == ["one"]


def test_what_followed_a_deleted_message_stays_on_every_branch(history: HistoryStore) -> None:
    conversation, (_one, two, three) = line(history, "one", "two", "three")
    other = say(history, conversation, "other three", beside=three)
    history.delete_message(two)
    assert shown(history, conversation) == ["one", "other three"]
    assert siblings(history, conversation) == [(), (three, other)]
    history.select_branch(three)
    assert shown(history, conversation) == ["one", "three"]


@pytest.mark.parametrize("place", [0, 1])
def test_deleting_the_end_of_a_branch_shows_the_one_beside_it(
    history: HistoryStore, place: int
) -> None:
    texts = ["one", "two", "three"]
    conversation, ids = line(history, *texts)
    other = say(history, conversation, "other", beside=ids[place])
    history.delete_message(other)
    assert shown(history, conversation) == texts
    assert siblings(history, conversation) == [(), (), ()]


def test_deleting_on_a_branch_out_of_sight_changes_nothing_shown(history: HistoryStore) -> None:
    conversation, (_one, two, _three) = line(history, "one", "two", "three")
    say(history, conversation, "other", beside=two)
    history.delete_message(two)
    assert shown(history, conversation) == ["one", "other"]
    assert len(siblings(history, conversation)[1]) == 2


def test_deleting_everything_one_by_one_leaves_nothing(history: HistoryStore) -> None:
    conversation, (one, two) = line(history, "one", "two")
    other = say(history, conversation, "other", beside=one)
    for message_id in (other, one, two):
        history.delete_message(message_id)
    assert history.messages(conversation) == ()
    say(history, conversation, "again")
    assert shown(history, conversation) == ["again"]


def test_a_summary_is_that_of_the_shown_branch(history: HistoryStore) -> None:
    conversation = ask(history, "one", PICTURE)
    [first] = history.messages(conversation)
    say(history, conversation, "two")
    other = history.add_message(conversation, Role.USER, parts=[OTHER], now=3.0, beside=first.id)
    [summary] = history.conversations()
    assert (summary.message_count, summary.thumbnail) == (1, other.attachments[0].sha256)
    history.select_branch(first.id)
    [summary] = history.conversations()
    assert (summary.message_count, summary.thumbnail) == (2, first.attachments[0].sha256)


def test_words_on_a_branch_out_of_sight_are_found_and_can_be_shown(history: HistoryStore) -> None:
    conversation, (one, _two) = line(history, "zebra", "giraffe")
    say(history, conversation, "lion", beside=one)
    [hit] = history.search("giraffe")
    history.select_branch(hit.message_id)
    assert shown(history, conversation) == ["zebra", "giraffe"]


def test_deleting_a_conversation_takes_all_its_branches(history: HistoryStore) -> None:
    conversation = ask(history, "zebra", PICTURE)
    [first] = history.messages(conversation)
    say(history, conversation, "lion", beside=first.id)
    history.delete_conversation(conversation)
    assert found(history, "zebra") == found(history, "lion") == []
    with pytest.raises(AskanceError):
        history.attachment(first.attachments[0].sha256)


def test_an_answer_on_a_branch_out_of_sight_is_written_all_the_same(history: HistoryStore) -> None:
    conversation, (one,) = line(history, "one")
    reply = begin_reply(history, conversation)
    say(history, conversation, "other", beside=one)
    history.journal(reply, [(0, "He")])
    done = history.finish(reply, status=MessageStatus.COMPLETE, choices=[Choice(0, "Hello")], now=5)
    assert done.text == "Hello"
    assert shown(history, conversation) == ["other"]
    history.select_branch(one)
    assert shown(history, conversation) == ["one", "Hello"]


# --- several answers to one question


def two_answers(history: HistoryStore) -> tuple[int, int]:
    """A conversation and its answer, which has two choices."""
    conversation = ask(history, "Which?")
    reply = begin_reply(history, conversation)
    choices = (Choice(0, "Left"), Choice(1, "Right"))
    history.finish(reply, status=MessageStatus.COMPLETE, choices=choices, now=3.0)
    return conversation, reply


def test_the_chosen_choice_is_kept(open_history: Open) -> None:
    history = open_history()
    conversation, reply = two_answers(history)
    assert history.messages(conversation)[1].text == "Left"
    history.choose(reply, 1)
    history.close()
    answer = open_history().messages(conversation)[1]
    assert (answer.chosen, answer.text) == (1, "Right")


def test_what_is_chosen_while_it_comes_outlives_the_process(open_history: Open) -> None:
    dying = open_history()
    conversation = ask(dying, "Which?")
    reply = begin_reply(dying, conversation)
    dying.journal(reply, [(0, "Left"), (1, "Right")])
    dying.choose(reply, 1)
    dying.close()
    survivor = open_history()
    assert survivor.mark_interrupted() == 1
    answer = survivor.messages(conversation)[1]
    assert (answer.status, answer.text) == (MessageStatus.INTERRUPTED, "Right")


def test_what_is_chosen_while_it_comes_is_so_at_its_end(history: HistoryStore) -> None:
    conversation = ask(history, "Which?")
    reply = begin_reply(history, conversation)
    history.choose(reply, 1)
    choices = (Choice(0, "Left"), Choice(1, "Right"))
    done = history.finish(reply, status=MessageStatus.COMPLETE, choices=choices, now=3.0)
    assert (done.chosen, done.text) == (1, "Right")


def test_every_choice_is_searched(history: HistoryStore) -> None:
    conversation, _ = two_answers(history)
    assert found(history, "left") == found(history, "right") == [conversation]


def test_another_choice_comes_beside_those_that_stand(open_history: Open) -> None:
    history = open_history()
    conversation, reply = two_answers(history)
    before = history.messages(conversation)[1].choices
    resumed = history.resume(reply, adding=Choice(2, "So ", model="m2", endpoint="other"))
    assert resumed.status is MessageStatus.STREAMING
    assert resumed.choices == (*before, Choice(2, "So ", model="m2", endpoint="other"))
    history.journal(reply, [(2, "neither")])
    answer = open_history().messages(conversation)[1]
    assert answer.choices == (*before, Choice(2, "So neither", model="m2", endpoint="other"))
    problem = Problem(ErrorKind.TRUNCATED, "Cut off")
    ended = Choice(2, "So neither", finish_reason="error", model="m3", problem=problem)
    done = history.finish(reply, status=MessageStatus.COMPLETE, choices=(*before, ended), now=4.0)
    assert done.choices == (*before, ended)
    assert open_history().messages(conversation)[1] == done


def test_a_process_that_dies_over_another_choice_harms_none(open_history: Open) -> None:
    dying = open_history()
    conversation, reply = two_answers(dying)
    before = dying.messages(conversation)[1].choices
    dying.resume(reply, adding=Choice(2, model="m2", endpoint="other"))
    dying.journal(reply, [(2, "Neit")])
    dying.close()
    survivor = open_history()
    assert survivor.mark_interrupted() == 1
    answer = survivor.messages(conversation)[1]
    assert answer.status is MessageStatus.INTERRUPTED
    assert answer.choices == (*before, Choice(2, "Neit", model="m2", endpoint="other"))
    assert answer.text == "Left"


# --- timings, and parts of pictures


@pytest.mark.parametrize("timing", [None, Timing(), Timing(0.25, 1.5, 3.75)])
def test_how_long_it_took_is_kept(open_history: Open, timing: Timing | None) -> None:
    history = open_history()
    conversation = ask(history, "x")
    reply = begin_reply(history, conversation)
    done: Message = history.finish(
        reply, status=MessageStatus.COMPLETE, choices=(), timing=timing, now=3.0
    )
    assert done.timing == timing
    assert open_history().messages(conversation)[1].timing == timing


def test_where_a_part_was_cut_from_is_kept(open_history: Open) -> None:
    history = open_history()
    origin = PictureOrigin("ab" * 32, 10, 20, 4, 3)
    part = EncodedPicture(PICTURE.data, "image/png", 4, 3, "Part", origin)
    conversation = ask(history, "This?", part, PICTURE)
    kept, whole = open_history().messages(conversation)[0].attachments
    assert (kept.origin, whole.origin) == (origin, None)
    assert kept.sha256 == whole.sha256
