"""Doubtful words in the conversation: where they stand, what they say, how one gets to them."""

from dataclasses import replace
from math import log

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from askance.core.chat import LogprobsDelta, TextDelta
from askance.core.conversation import Choice, Message, MessageStatus, TokenLogprob
from askance.core.settings import Appearance
from askance.ui.colours import DARK, LIGHT, Colours
from askance.ui.conversation.alternatives import Alternatives
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.meta import MetaRow
from askance.ui.conversation.selection import Position
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question, read, tokens
from tests.ui.conversation.test_pieces import luminance

pytestmark = pytest.mark.usefixtures("unhurried")

STREAMING = answer("", status=MessageStatus.STREAMING)


def shown(view: ConversationView, message_id: int = 2) -> AnswerView:
    found = view.message_view(message_id)
    assert isinstance(found, AnswerView)
    return found


def row(view: ConversationView) -> MetaRow:
    found = shown(view).foot.meta
    assert found is not None
    return found


def marks(view: ConversationView) -> list[tuple[str, float]]:
    found = shown(view).choices.canvas.doubts
    return [(mark.word, round(mark.probability, 2)) for _, mark in found]


def marked_text(view: ConversationView) -> list[str]:
    """The words under the marks, taken from the boxes: so the places are right."""
    canvas = shown(view).choices.canvas
    return [
        canvas.box(leaf).copied(mark.start, mark.start + mark.length)
        for leaf, mark in canvas.doubts
    ]


def test_marks_stand_under_their_words_in_text_code_and_tables(view: ConversationView) -> None:
    view.show_messages((question("q"), read(samples.READ, samples.UNSURE)))
    assert marks(view) == [
        ("building", 0.78),
        ("denied", 0.66),
        ("registry.example.com/app:1.4.2O", 0.31),
        ("l2", 0.45),
        ("9O", 0.12),
    ]
    assert marked_text(view) == [word for word, _ in marks(view)]


def test_without_probabilities_nothing_is_shown(view: ConversationView) -> None:
    view.show_messages((question("q"), answer(samples.READ)))
    assert marks(view) == []
    assert not row(view).doubts.isVisible()
    assert "doubtful" not in shown(view).accessibleDescription()


def test_a_mark_behind_wide_letters_stands_under_its_word(view: ConversationView) -> None:
    text = "😀😀 画面 naïve **wörd**"
    view.show_messages((question("q"), read(text, {"wörd": 0.3})))
    assert marked_text(view) == ["wörd"]


def stream(view: ConversationView, text: str, unsure: dict[str, float]) -> list[list[str]]:
    """Streams token by token; what was marked after each."""
    view.show_messages((question("q"), STREAMING))
    seen = []
    for token in tokens(text, unsure):
        view.apply(2, [TextDelta(0, token.token), LogprobsDelta(0, (token,))])
        seen.append([word for word, _ in marks(view)])
    return seen


def test_a_block_is_marked_when_it_closes(view: ConversationView) -> None:
    text, unsure = "one two\n\nthree\n\nfour", {"two": 0.5, "three": 0.5, "four": 0.5}
    seen = stream(view, text, unsure)
    assert seen[0] == []
    assert seen[-1] == ["two", "three"], "the last line may yet become a heading"
    view.replace_message(read(text, unsure))
    assert [word for word, _ in marks(view)] == ["two", "three", "four"]
    assert marked_text(view) == ["two", "three", "four"]


def test_streamed_and_kept_answers_are_marked_alike(view: ConversationView) -> None:
    stream(view, samples.READ, samples.UNSURE)
    view.replace_message(read(samples.READ, samples.UNSURE))
    streamed = marks(view)
    view.show_messages((question("q"), read(samples.READ, samples.UNSURE)))
    assert streamed == marks(view)
    assert len(streamed) == 5


def test_tokens_that_come_after_their_block_mark_it(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(0, "one two\n\nthree\n\nfour")])
    assert marks(view) == []
    view.apply(2, [LogprobsDelta(0, tokens("one two\n\nthree\n\n", {"two": 0.5}))])
    assert marks(view) == [("two", 0.5)]


def test_line_ends_of_any_kind_do_not_move_the_marks(view: ConversationView) -> None:
    text = "one\r\n\r\ntwo two\r\rthree two\n"
    said = (
        TokenLogprob("one\r\n\r\ntwo ", log(0.99)),
        TokenLogprob("two", log(0.5)),
        TokenLogprob("\r\rthree two\n", log(0.99)),
    )
    whole = Choice(0, text, "", "", "stop", "stop", said)
    message = answer(text)
    view.show_messages(
        (question("q"), message.__class__(**{**_fields(message), "choices": (whole,)}))
    )
    assert marked_text(view) == ["two"]
    ((leaf, mark),) = shown(view).choices.canvas.doubts
    assert (leaf, mark.start, mark.source) == (1, 4, len("one\r\n\r\ntwo "))


def _fields(message: object) -> dict[str, object]:
    return {name: getattr(message, name) for name in message.__slots__}  # type: ignore[attr-defined]


def test_marks_stay_with_other_colours_and_sizes(view: ConversationView, theme: Theme) -> None:
    view.show_messages((question("q"), read(samples.READ, samples.UNSURE)))
    before = marks(view)
    theme.set_appearance(Appearance.DARK)
    theme.set_text_size(140)
    assert marks(view) == before
    assert marked_text(view) == [word for word, _ in before]


def test_a_reference_defined_behind_moves_no_mark(view: ConversationView) -> None:
    text = "see [a] and bad\n\nmore bad\n\n[a]: https://a.example\n"
    stream(view, text, {"bad": 0.5})
    view.replace_message(read(text, {"bad": 0.5}))
    assert marks(view) == [("bad", 0.5)]
    assert marked_text(view) == ["bad"]


def test_each_choice_has_its_own_marks(view: ConversationView) -> None:
    view.show_messages((question("q"), STREAMING))
    view.apply(2, [TextDelta(0, "first"), LogprobsDelta(0, tokens("first", {"first": 0.5}))])
    view.apply(2, [TextDelta(1, "second")])
    message = answer("first")
    choices = (
        Choice(0, "first", "", "", "stop", "stop", tokens("first", {"first": 0.5})),
        Choice(1, "second", "", "", "stop", "stop"),
    )
    view.replace_message(message.__class__(**{**_fields(message), "choices": choices}))
    assert marks(view) == [("first", 0.5)]
    (second,) = (b for b in _buttons(view) if b.accessibleName() == "Answer 2")
    second.click()
    assert marks(view) == []
    assert not row(view).doubts.isVisible()


def _buttons(view: ConversationView) -> list[QAbstractButton]:
    return shown(view).findChildren(QAbstractButton)


def test_the_dots_are_painted_and_grow_with_the_doubt(view: ConversationView) -> None:
    def ink(unsure: dict[str, float]) -> int:
        view.show_messages((question("q"), read("word", unsure)))
        image = shown(view).choices.canvas.grab().toImage()
        return sum(
            max(0, image.pixelColor(x, y).red() - image.pixelColor(x, y).blue() - 10)
            for x in range(image.width())
            for y in range(image.height())
        )

    assert ink({}) == 0
    slight, strong = ink({"word": 0.7}), ink({"word": 0.05})
    assert 0 < slight < strong


def test_a_word_says_how_sure_it_is(view: ConversationView) -> None:
    view.show_messages((question("q"), read(samples.READ, samples.UNSURE)))
    canvas, said = shown(view).choices.canvas, []
    for leaf, mark in canvas.doubts:
        point = QPointF(canvas.point_out(leaf, mark).center())
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        place = canvas.mapToGlobal(point)
        moved = QMouseEvent(QEvent.Type.MouseMove, point, place, none, none, keys)
        QApplication.sendEvent(canvas, moved)
        said.append(canvas.toolTip())
    assert [text.removeprefix("<span>").removesuffix("</span>") for text in said] == [
        "78 % sure",
        "66 % sure",
        "31 % sure",
        "45 % sure",
        "12 % sure",
    ]


def test_the_button_walks_through_the_words_and_brings_them_into_sight(
    view: ConversationView,
) -> None:
    text = "first\n\n" + "filler\n\n" * 60 + "last\n"
    view.show_messages((question("q"), read(text, {"first": 0.5, "last": 0.4})))
    button = row(view).doubts
    assert (button.text(), button.accessibleName()) == (
        "2 doubtful words",
        "2 doubtful words, go to the next",
    )
    bar, canvas = view.verticalScrollBar(), shown(view).choices.canvas

    def pointed() -> str:
        ((leaf, (shade,)),) = canvas._layers["pointed"].items()
        return canvas.box(leaf).copied(shade.start, shade.end)

    button.click()
    assert bar.value() < 100
    assert pointed() == "first"
    button.click()
    assert pointed() == "last"
    assert bar.value() > bar.maximum() - 200
    button.click()
    assert pointed() == "first"


def perhaps_bern() -> Message:
    text = "The town is Bern, I think.\n"
    said = (
        TokenLogprob("The town is", log(0.99)),
        TokenLogprob(" Bern", log(0.4), ((" Bern", log(0.4)), (" Basel", log(0.3)))),
        TokenLogprob(", I think.\n", log(0.99)),
    )
    return replace(answer(text), choices=(Choice(0, text, "", "", "stop", "stop", said),))


def test_a_word_offers_what_else_it_could_have_been(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), perhaps_bern()))
    canvas = shown(view).choices.canvas
    ((leaf, mark),) = canvas.doubts
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.point_out(leaf, mark).center())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Alternatives)
    with qtbot.waitSignal(view.continue_from_requested) as asked:
        popup.go_on.click()
    assert asked.args == [2, 0, "The town is Basel"]


@pytest.mark.parametrize("walked", [0, 1, 2])
def test_by_keyboard_too(view: ConversationView, qtbot: QtBot, walked: int) -> None:
    view.show_messages((question("q"), perhaps_bern()))
    button = row(view).doubts
    for _ in range(walked):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Alternatives)
    with qtbot.waitSignal(view.continue_from_requested) as asked:
        popup.go_on.click()
    assert asked.args == [2, 0, "The town is Basel"]


def test_a_message_tells_its_doubtful_words(view: ConversationView) -> None:
    view.show_messages((question("q"), read("one two three", {"one": 0.5, "three": 0.25})))
    description = shown(view).accessibleDescription()
    assert description == "2 doubtful words: one (50 % sure), three (25 % sure)\none two three"


def test_a_short_count_has_its_own_words(view: ConversationView) -> None:
    view.show_messages((question("q"), read("one two", {"one": 0.5})))
    assert row(view).doubts.text() == "1 doubtful word"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_dots_can_be_seen_on_every_ground(colours: Colours) -> None:
    for ground in (colours.background, colours.code):
        bright, dim = sorted((luminance(colours.warn), luminance(ground)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 3


def test_the_details_tell_how_sure_it_was_of_the_whole(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), perhaps_bern()))
    facts = row(view).facts
    said = "89 % sure on average, least at “Bern”: 40 %"
    qtbot.waitUntil(lambda: said in facts.accessibleDescription())
    facts.click()
    (details,) = (
        each for each in shown(view).findChildren(QLabel) if "sure on average" in each.text()
    )
    assert details.isVisible()
    assert details.geometry().bottom() < shown(view).height()


def test_details_that_are_open_grow_when_the_end_comes(
    view: ConversationView, qtbot: QtBot
) -> None:
    text = perhaps_bern().text
    other = Choice(1, "Basel it is.", "", "", "stop", "stop")
    said = replace(perhaps_bern(), choices=(*perhaps_bern().choices, other), chosen=1)
    view.show_messages((question("q"), said))
    row(view).facts.setChecked(True)
    assert "sure on average" not in row(view).details
    view.replace_message(replace(said, chosen=0))
    qtbot.waitUntil(lambda: "sure on average" in row(view).details)
    assert shown(view).source() == text


def test_the_pointer_shows_what_else_it_could_have_been(view: ConversationView) -> None:
    view.show_messages((question("q"), perhaps_bern()))
    canvas = shown(view).choices.canvas
    ((leaf, mark),) = canvas.doubts
    point = QPointF(canvas.point_out(leaf, mark).center())
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, point, canvas.mapToGlobal(point), none, none, keys)
    QApplication.sendEvent(canvas, moved)
    told = QTextDocument()
    told.setHtml(canvas.toolTip())
    words = [each.replace("\xa0", "").strip() for each in told.toPlainText().split("\n")]
    assert [each for each in words if each] == ["40 % sure", "␣Bern", "40 %", "␣Basel", "30 %"]


def test_return_in_a_doubtful_word_opens_its_alternatives(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), perhaps_bern()))
    view.setFocus()
    view._selecting.set_caret(Position(1, 0, 0, 3))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert QApplication.activePopupWidget() is None
    view._selecting.set_caret(Position(1, 0, 0, len("The town is Be")))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Alternatives)
    popup.close()


def test_how_sure_a_word_must_be_is_the_person_s_choice(
    view: ConversationView, theme: Theme
) -> None:
    view.show_messages((question("q"), read("one two three", {"one": 0.7, "three": 0.25})))
    assert [word for word, _ in marks(view)] == ["one", "three"]
    theme.set_doubt_below(50)
    assert [word for word, _ in marks(view)] == ["three"]
    assert marked_text(view) == ["three"]
    assert row(view).doubts.text() == "1 doubtful word"
    assert "one" not in shown(view).accessibleDescription().splitlines()[0]
    theme.set_doubt_below(0)
    assert marks(view) == []
    assert row(view).doubts.isHidden()
    theme.set_doubt_below(95)
    assert [word for word, _ in marks(view)] == ["one", "three"]
