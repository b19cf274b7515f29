"""The conversation view as a person meets it: what it shows, where it stays, what it asks for."""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from askance.core.chat import ReasoningDelta, RefusalDelta, TextDelta
from askance.core.conversation import Choice, Message, MessageStatus, PictureLink, Role
from askance.core.errors import ErrorKind, Problem
from askance.core.settings import Appearance
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.ending import EndingCard
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.links import LinkPrompt, may_open
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.note import NoteLine
from askance.ui.conversation.pictures import PictureButton
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question

pytestmark = pytest.mark.usefixtures("unhurried")

Kind = TypeVar("Kind", bound=QWidget)
STREAMING = answer("", status=MessageStatus.STREAMING)


def body(view: ConversationView, message_id: int = 2) -> BlocksCanvas:
    """The last text of a message."""
    shown = view.message_view(message_id)
    assert shown is not None
    return shown.bodies()[-1]


def boxes(view: ConversationView, message_id: int = 2) -> list[Box]:
    canvas = body(view, message_id)
    return [canvas.box(leaf) for leaf in range(len(canvas.leaves))]


def words(view: ConversationView, message_id: int = 2) -> str:
    shown = view.message_view(message_id)
    assert shown is not None
    return "\n".join(text_of(leaf) for each in shown.bodies() for leaf in each.leaves)


def messages(view: ConversationView) -> list[MessageView]:
    return view.widget().findChildren(MessageView)


def card(view: ConversationView, message_id: int = 2) -> EndingCard | None:
    shown = view.message_view(message_id)
    assert isinstance(shown, AnswerView)
    return next(iter(visible(shown, EndingCard)), None)


def visible(widget: QWidget, kind: type[Kind]) -> list[Kind]:
    return [each for each in widget.findChildren(kind) if each.isVisibleTo(widget)]


def button(widget: QWidget, name: str) -> QAbstractButton:
    found = [b for b in visible(widget, QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, (name, [b.accessibleName() for b in visible(widget, QAbstractButton)])
    return found[0]


def at_end(view: ConversationView) -> bool:
    return view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


# -- what is shown


@pytest.mark.parametrize("sample", samples.samples(), ids=lambda sample: sample.name)
def test_every_sample_can_be_shown_and_nothing_in_it_is_nameless(
    view: ConversationView, sample: samples.Sample
) -> None:
    samples.show(view, sample)
    nameless = [
        widget
        for widget in view.widget().findChildren(QWidget)
        if widget.isVisibleTo(view)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and widget.focusProxy() is None
    ]
    assert nameless == []


def test_a_reply_streams_and_ends_in_the_same_widget(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    text = samples.BLOCKS + samples.WIDE
    for start in range(0, len(text), 7):
        view.apply(2, [TextDelta(0, text[start : start + 7])])
    streamed, canvas = list(body(view).leaves), body(view)
    view.replace_message(answer(text))
    assert body(view) is canvas
    assert all(
        mine is theirs for mine, theirs in zip(streamed[:-1], body(view).leaves, strict=False)
    )
    view.add_message(answer(text, id=3))
    view.reveal_message(3)
    assert words(view, 3) == words(view, 2)
    assert list(body(view, 3).leaves) == list(body(view, 2).leaves)


def test_only_the_open_block_is_touched_while_streaming(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(0, "one\n\n```py\nx = 1\n```\n\n| a |\n|---|\n| 1 |\n\ntwo")])
    before = boxes(view)[:3]
    places = [body(view).top_of(leaf) for leaf in range(3)]
    view.apply(2, [TextDelta(0, " more\n\nand more")])
    assert boxes(view)[:3] == before
    assert [body(view).top_of(leaf) for leaf in range(3)] == places


def test_the_end_may_differ_from_what_was_streamed(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(0, "something else")])
    view.replace_message(answer("the whole answer"))
    assert words(view) == "the whole answer"


def test_an_answer_found_streaming_goes_on(view: ConversationView) -> None:
    view.show_messages((question("q"), answer("half ", status=MessageStatus.STREAMING)))
    view.apply(2, [TextDelta(0, "and half")])
    assert words(view) == "half and half"


def test_html_and_markdown_of_a_question_are_its_own_words(view: ConversationView) -> None:
    view.show_messages((question("**a** <b>b</b>\n\n- c"),))
    assert words(view, 1) == "**a** <b>b</b>\n- c"


def test_a_long_word_does_not_widen_the_page(view: ConversationView) -> None:
    long = "x" * 5000
    view.show_messages((question(long), answer(f"{long} `{long}`\n\n# {long}\n\n- {long}\n")))
    assert view.horizontalScrollBar().maximum() == 0
    for message in (1, 2):
        canvas = body(view, message)
        assert canvas.width() <= view.viewport().width()
        assert all(box.overflow == 0 for box in boxes(view, message))


def test_wide_code_and_tables_scroll_inside_themselves(view: ConversationView) -> None:
    view.window().resize(640, 600)
    header = "|" + "a wide column |" * 12
    rule = "|" + "---|" * 12
    view.show_messages((question("q"), answer(f"```\n{'x ' * 500}\n```\n{header}\n{rule}\n")))
    code, table = boxes(view)
    assert code.overflow > 0
    assert table.overflow > 0
    assert view.horizontalScrollBar().maximum() == 0
    assert body(view).width() <= view.viewport().width()


def test_nothing_is_cut_off_at_any_width(view: ConversationView, qtbot: QtBot) -> None:
    samples.show(view, samples.sample("blocks"))
    for width in (320, 500, 940):
        view.window().resize(width, 600)
        qtbot.waitUntil(lambda width=width: view.width() == width)
        qtbot.waitUntil(lambda: view._scroller.resting)
        bottoms = []
        for message in (1, 2):
            shown = view.message_view(message)
            if shown is None:
                continue
            bottoms.append(shown.geometry().bottom())
            for number, canvas in enumerate(shown.bodies()):
                assert canvas.height() == canvas.height_for(canvas.width())
                assert shown.rect().contains(shown.body_rect(number))
        assert max(bottoms) < view.widget().height()


# -- thoughts, refusals, choices


def test_thoughts_are_folded_and_open_on_demand(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [ReasoningDelta(0, "hm\n\nhm")])
    shown = view.message_view(2)
    assert shown is not None
    toggle = button(shown, "Thinking…")
    assert "hm" not in words(view)
    view.apply(2, [TextDelta(0, "yes")])
    toggle.click()
    assert words(view) == "hm\nhm\nyes"
    toggle.click()
    assert words(view) == "yes"


def test_a_refusal_is_text(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [RefusalDelta(0, "I would "), RefusalDelta(0, "rather not.")])
    assert words(view) == "I would rather not."
    view.replace_message(answer("", refusal="I would rather not."))
    assert words(view) == "I would rather not."


def test_choices_are_tabs(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(1, "second"), TextDelta(0, "first")])
    shown = view.message_view(2)
    assert shown is not None
    assert words(view) == "first"
    button(shown, "Answer 2").click()
    assert words(view) == "second"
    view.apply(2, [TextDelta(1, " one")])
    assert words(view) == "second one"


# -- how it ended


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (ErrorKind.AUTH, True),
        (ErrorKind.NO_KEY, True),
        (ErrorKind.KEYRING, True),
        (ErrorKind.WRONG_URL, True),
        (ErrorKind.MODEL_NOT_FOUND, True),
        (ErrorKind.NO_ENDPOINT, True),
        (ErrorKind.NETWORK, False),
        (ErrorKind.RATE_LIMIT, False),
    ],
)
def test_a_failure_says_what_and_what_next(
    view: ConversationView, qtbot: QtBot, kind: ErrorKind, settings: bool
) -> None:
    problem = Problem(kind, "It failed", "The server said no.", "Do this.")
    failed = answer("", status=MessageStatus.FAILED, problem=problem, finish=None)
    view.show_messages((question("q"), failed))
    shown = view.message_view(2)
    assert isinstance(shown, AnswerView)
    told = card(view)
    assert told is not None
    assert told.accessibleName() == "It failed The server said no. Do this."
    with qtbot.waitSignal(view.retry_requested) as asked:
        button(shown, "Retry").click()
    assert asked.args == [2]
    assert told.settings.isVisible() is settings
    if settings:
        with qtbot.waitSignal(view.settings_requested):
            button(shown, "Open settings").click()


@pytest.mark.parametrize(
    ("message", "title", "retry"),
    [
        (answer("x", status=MessageStatus.INTERRUPTED, finish=None), "Interrupted", True),
        (answer("x", status=MessageStatus.CANCELLED, finish=None), "Stopped", True),
        (answer("x", finish="length"), "The answer was cut at the token limit.", True),
        (answer("x", finish="content_filter"), "content filter", True),
        (answer("", finish="tool_calls"), "wanted to use a tool", True),
        (answer(""), "The answer is empty.", True),
        (answer("x"), None, False),
        (answer("x", finish="eos"), None, False),
        (answer("x", finish=None), None, False),
    ],
)
def test_how_an_answer_ended(
    view: ConversationView, message: Message, title: str | None, retry: bool
) -> None:
    view.show_messages((question("q"), message))
    told = card(view)
    assert (told is not None) is (title is not None)
    if told is not None and title is not None:
        assert title in told.accessibleName()
        assert told.retry.isVisible() is retry


def test_the_note_stands_only_under_a_streaming_answer(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    shown = view.message_view(2)
    assert shown is not None
    height = shown.height_for(600)
    view.set_note(2, "Waiting for the first word · 3 s")
    assert len(visible(shown, NoteLine)) == 1
    assert shown.height_for(600) > height
    view.replace_message(answer("x"))
    assert visible(shown, NoteLine) == []
    view.set_note(99, "nobody")


def test_an_answer_can_be_asked_for_again(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), answer("**x**")))
    shown = view.message_view(2)
    assert shown is not None
    with qtbot.waitSignal(view.retry_requested):
        button(shown, "Ask again").click()


def test_messages_can_be_removed_and_are_asked_to_be_deleted(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), answer("x")))
    shown = view.message_view(1)
    assert shown is not None
    with qtbot.waitSignal(view.delete_requested) as asked:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert asked.args == [1]
    below = view.message_view(2)
    assert below is not None
    top = below.y()
    view.remove_message(1)
    view.remove_message(1)
    assert view.message_view(1) is None
    assert below.y() < top
    view.clear()
    assert view.message_view(2) is None
    view.apply(2, [TextDelta(0, "late")])


# -- pictures


def test_pictures_are_asked_for_once_and_open(view: ConversationView, qtbot: QtBot) -> None:
    asked: list[str] = []
    view.picture_needed.connect(asked.append)
    chart = samples.CHART_ATTACHMENT
    view.show_messages((question("a", chart), answer("x"), question("b", chart, id=3)))
    assert asked == [samples.CHART]
    view.set_picture(samples.CHART, samples.all_pictures()[samples.CHART])
    thumbnails = view.widget().findChildren(PictureButton)
    qtbot.waitUntil(lambda: all(thumbnail._image is not None for thumbnail in thumbnails))
    assert [t.accessibleName() for t in thumbnails] == ["Picture 1, 392 × 236, open"] * 2
    with qtbot.waitSignal(view.picture_opened) as opened:
        thumbnails[0].click()
    assert opened.args == [samples.CHART]
    view.add_message(question("c", chart, id=4))
    assert asked == [samples.CHART]
    view.show_messages((question("a", chart),))
    assert asked == [samples.CHART] * 2


def test_a_broken_picture_says_so(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("a", samples.LABEL_ATTACHMENT),))
    view.set_picture(samples.LABEL, b"no picture")
    (thumbnail,) = view.widget().findChildren(PictureButton)
    qtbot.waitUntil(lambda: isinstance(thumbnail._image, QImage) and thumbnail._image.isNull())
    assert "can’t be shown" in thumbnail.toolTip()


def test_many_pictures_wrap_within_the_card(view: ConversationView) -> None:
    chart = samples.CHART_ATTACHMENT
    view.show_messages((question("a", *[replace(chart, sha256=str(n)) for n in range(7)]),))
    shown = view.message_view(1)
    assert shown is not None
    thumbnails = shown.findChildren(PictureButton)
    assert len({thumbnail.y() for thumbnail in thumbnails}) == 4
    places = [thumbnail.geometry() for thumbnail in thumbnails]
    assert max(place.right() for place in places) - min(place.left() for place in places) < 600


# -- links


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://www.example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("smb://server/share", False),
        ("relative/path", False),
        ("https:", False),
        ("", False),
    ],
)
def test_which_addresses_are_opened(qapp: QApplication, address: str, allowed: bool) -> None:
    assert may_open(address) is allowed


def test_a_link_shows_where_it_leads_before_it_opens(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "askance.ui.conversation.links.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    view.show_messages((question("q"), answer("see [bank.example](https://evil.example/x)")))
    caret = body(view).caret(0, 6)
    assert caret is not None
    point = caret.center().toPoint() + QPoint(2, 0)
    qtbot.mouseClick(body(view), Qt.MouseButton.LeftButton, pos=point)
    (prompt,) = view.window().findChildren(LinkPrompt)
    assert prompt._head.text() == "This link leads to evil.example"
    assert opened == []
    prompt.open_button.click()
    assert opened == ["https://evil.example/x"]


def test_a_picture_on_the_web_is_only_an_address(view: ConversationView) -> None:
    view.show_messages((question("q", PictureLink("https://img.example.org/cat.png")),))
    shown = view.message_view(1)
    assert shown is not None
    button(shown, "Picture on the web: https://img.example.org/cat.png").click()
    (prompt,) = view.window().findChildren(LinkPrompt)
    assert prompt._shown.toPlainText() == "https://img.example.org/cat.png"
    prompt.close()


def test_other_addresses_are_refused_in_words(view: ConversationView) -> None:
    view.open_link("file:///etc/passwd")
    (prompt,) = view.window().findChildren(LinkPrompt)
    assert "only web and mail" in prompt._head.text()
    assert not prompt.open_button.isVisible()
    prompt.close()


# -- where the view stays


def long_talk(view: ConversationView) -> None:
    view.show_messages((question("q"), answer("word\n\n" * 100), question("r", id=3)))
    view.add_message(answer("", id=4, status=MessageStatus.STREAMING))


def test_it_follows_the_end_only_while_the_person_is_there(view: ConversationView) -> None:
    long_talk(view)
    assert at_end(view)
    view.apply(4, [TextDelta(0, "a\n\nb\n\nc\n\nd\n\ne")])
    assert at_end(view)
    assert not view._pill.isVisible()
    bar = view.verticalScrollBar()
    bar.setValue(100)
    view.apply(4, [TextDelta(0, "\n\nf\n\ng")])
    assert bar.value() == 100
    assert view._pill.isVisible()
    view._pill.click()
    assert at_end(view)
    assert not view._pill.isVisible()
    view.apply(4, [TextDelta(0, "\n\nh\n\ni\n\nj")])
    assert at_end(view)


def test_return_on_the_way_back_goes_to_the_end(view: ConversationView, qtbot: QtBot) -> None:
    long_talk(view)
    view.verticalScrollBar().setValue(100)
    view.apply(4, [TextDelta(0, "a\n\nb\n\nc")])
    qtbot.keyClick(view._pill, Qt.Key.Key_Return)
    assert at_end(view)


def test_a_note_or_an_end_below_moves_nothing(view: ConversationView) -> None:
    long_talk(view)
    view.verticalScrollBar().setValue(100)
    view.set_note(4, "Waiting")
    view.replace_message(answer("x", id=4))
    assert view.verticalScrollBar().value() == 100


def test_a_question_of_ones_own_is_gone_to(view: ConversationView) -> None:
    long_talk(view)
    view.verticalScrollBar().setValue(100)
    view.add_message(question("s", id=5))
    assert at_end(view)


def test_another_width_or_text_size_keeps_the_place(
    view: ConversationView, theme: Theme, qtbot: QtBot
) -> None:
    long_talk(view)
    for _ in range(3):
        view.add_message(question("x", id=view.widget().height()))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    anchor = view.message_view(2)
    assert anchor is not None
    share = (bar.value() - anchor.y()) / anchor.height()
    theme.set_text_size(150)
    assert (bar.value() - anchor.y()) / anchor.height() == pytest.approx(share, abs=0.02)
    view.window().resize(500, 600)
    qtbot.waitUntil(lambda: view.width() == 500)
    assert (bar.value() - anchor.y()) / anchor.height() == pytest.approx(share, abs=0.02)
    view.go_to_end()
    theme.set_text_size(80)
    assert at_end(view)


def test_the_theme_is_followed(view: ConversationView, theme: Theme) -> None:
    view.show_messages((question("q"), answer("words " * 200)))

    def ground() -> str:
        image = view.grab().toImage()
        return image.pixelColor(4, 4).name()

    def ink() -> set[str]:
        image = body(view).grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(200) for y in range(40)}

    assert ground() == theme.colour("background").name()
    assert theme.colour("text").name() in ink()
    theme.set_appearance(Appearance.DARK)
    assert ground() == theme.colour("background").name()
    assert theme.colour("text").name() in ink()


def test_a_heavy_block_leaves_the_window_room_to_breathe(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askance.ui.conversation.view.rest_after", lambda _cost: 20)
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(0, "a" * 100)])
    view.apply(2, [TextDelta(0, "b")])
    assert "b" not in words(view)
    qtbot.waitUntil(lambda: words(view).endswith("b"))


# -- by keyboard and screen reader


def test_tab_goes_through_a_conversation_in_reading_order(
    view: ConversationView, qtbot: QtBot
) -> None:
    after = QPushButton("after")
    view.window().statusBar().addWidget(after)
    view.window().statusBar().show()
    view.show_messages((question("q", samples.LABEL_ATTACHMENT), STREAMING))
    view.apply(2, [TextDelta(0, "one\n\n```py\nx\n```\n\n| a |\n|---|\n| 1 |\n\ntwo")])
    view.replace_message(answer("one\n\n```py\nx\n```\n\n| a |\n|---|\n| 1 |\n\ntwo"))
    view.add_message(question("r", id=3))
    shown = view.message_view(2)
    assert shown is not None
    qtbot.waitUntil(lambda: len(body(view).stops) == 2)  # made when nothing else is to be done
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(lambda: view.hasFocus())
    names = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is after:
            break
        names.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    wanted = [
        "Conversation",
        "You asked: q",
        "Picture 1, 840 × 320, open",
        "Answer: one Code, py Table, 1 column, 1 row two",
        "Copy code",
        "Copy table",
        "You asked: r",
    ]
    assert [name for name in names if name in wanted] == wanted
    assert all(names)


def test_a_screen_reader_finds_names_roles_and_text(view: ConversationView) -> None:
    text = "The **serial** number.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    view.show_messages((question("What is it?"), answer(text)))
    assert view.accessibleName() == "Conversation"
    shown = view.message_view(2)
    assert shown is not None
    assert shown.accessibleDescription() == text
    spoken = QAccessible.queryAccessibleInterface(shown)
    assert spoken.role() is QAccessible.Role.Grouping
    name = "Answer: The serial number. Table, 2 columns, 1 row"
    assert spoken.text(QAccessible.Text.Name) == name
    named = [
        child.accessibleName() for child in view.widget().children() if child in messages(view)
    ]
    assert [name.split(":")[0] for name in named] == ["You asked", "Answer"]


def test_roles_of_messages_are_told_apart(view: ConversationView) -> None:
    view.show_messages((Message(1, 1, Role.SYSTEM, 0.0), answer("", id=2)))
    assert view.message_view(2).accessibleName() == "Answer: The answer is empty."  # type: ignore[union-attr]


def test_choices_of_a_kept_message_come_back(view: ConversationView) -> None:
    both = (Choice(0, "first", finish_reason="stop"), Choice(1, "second", finish_reason="length"))
    view.show_messages((question("q"), replace(answer("first"), choices=both)))
    shown = view.message_view(2)
    assert shown is not None
    assert card(view) is None
    button(shown, "Answer 2").click()
    assert words(view) == "second"
    assert card(view) is not None
