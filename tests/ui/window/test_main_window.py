"""The window: pages, shortcuts, room for everything, what is dropped on it."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from askance.core.chord import Chord
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.ui.drops import BroughtLink, BroughtPath, BroughtPixels
from askance.ui.main_window import MainWindow, Page
from askance.ui.theme import Theme
from tests.support.accessible_names import named, nameless_controls

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
LOCAL = Endpoint("R&D", "http://127.0.0.1:1234/v1", "llava")
TAKEN = Problem(ErrorKind.HOTKEY, "Ctrl+Alt+Space is taken", "Another program has it.")


@pytest.fixture
def window(qapp, qtbot):
    QGuiApplication.clipboard().clear()
    made = MainWindow(theme=Theme(qapp), conversation=QWidget())
    qtbot.addWidget(made)
    made.resize(1200, 780)
    made.show()
    return made


def button(window, name):
    return next(found for found in named(window, name) if found.isVisible())


def test_it_is_called_askance_and_begins_empty(window):
    assert window.windowTitle() == "Askance"
    assert window.page is Page.EMPTY
    assert window.composer.isVisible()
    assert not window.payload.isVisible()


def test_only_the_first_run_page_is_without_a_composer(window):
    window.show_page(Page.WELCOME)
    assert window.welcome.isVisible()
    assert not window.composer.isVisible()
    window.show_page(Page.CONVERSATION)
    assert window.composer.isVisible()


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, "new_conversation_requested"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settings_requested"),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier, "quit_requested"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "status_requested"),
        (Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier, "sidebar_toggled"),
        (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier, "payload_toggled"),
    ],
)
def test_shortcuts(window, qtbot, key, modifier, signal):
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window.composer.question, key, modifier)


@pytest.mark.parametrize(
    ("key", "step"),
    [(Qt.Key.Key_Plus, 1), (Qt.Key.Key_Equal, 1), (Qt.Key.Key_Minus, -1), (Qt.Key.Key_0, 0)],
)
def test_text_size_keys(window, qtbot, key, step):
    with qtbot.waitSignal(window.text_size_stepped) as caught:
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [step]


def test_ctrl_f_shows_the_history_and_goes_to_its_search(window, qtbot):
    window.set_sidebar_visible(False)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    (field,) = named(window, "Search history")
    assert window.history.isVisible()
    assert window.focusWidget() is field


def test_ctrl_f_finds_in_the_conversation_wherever_the_keyboard_is_but_in_the_history(
    window, qtbot
):
    window.show_page(Page.CONVERSATION)
    window.composer.focus_question()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(window.find_requested):
        qtbot.keyClick(window.composer.question, Qt.Key.Key_F, control)
    (field,) = named(window, "Search history")
    assert window.focusWidget() is not field
    qtbot.keyClick(window.composer.question, Qt.Key.Key_F, control | shift)
    assert window.focusWidget() is field
    with qtbot.assertNotEmitted(window.find_requested):
        qtbot.keyClick(field, Qt.Key.Key_F, control)
    window.show_page(Page.EMPTY)
    with qtbot.assertNotEmitted(window.find_requested):
        qtbot.keyClick(window.composer.question, Qt.Key.Key_F, control)
    assert window.focusWidget() is field


def test_the_menu_shows_what_finds_and_what_searches(window):
    window.show_page(Page.CONVERSATION)
    keys = {each.text(): each.shortcut().toString() for each in window._menu.actions()}
    assert keys["Find in conversation"] == "Ctrl+F"
    assert keys["Search history"] == "Ctrl+Shift+F"


def test_a_history_shown_in_a_narrow_window_stays_when_that_is_remembered(window):
    window.resize(700, 600)
    assert not window.history.isVisible()
    window.sidebar_toggled.connect(window.set_sidebar_visible)
    window.toggle_sidebar()
    assert window.history.isVisible()
    window.toggle_sidebar()
    assert not window.history.isVisible()
    window.resize(1000, 600)
    assert not window.history.isVisible()


def test_escape_leaves_the_nearest_thing(window, qtbot):
    stopped = []
    window.stop_requested.connect(lambda: stopped.append(True))
    window.set_payload_visible(True)
    window.composer.set_running(True)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert stopped == [True]
    assert window.payload.isVisible()
    window.composer.set_running(False)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert stopped == [True]
    assert not window.payload.isVisible()


def test_every_listed_action_has_words_and_the_keys_of_the_window(window):
    menu = button(window, "Menu").menu()
    keys = {
        action.text(): action.shortcut().toString() for action in menu.actions() if action.text()
    }
    assert keys["New conversation"] == "Ctrl+N"
    assert keys["Settings…"] == "Ctrl+,"
    assert keys["What works here…"] == "F1"
    assert "Leave" not in keys


def test_a_narrow_window_hides_the_history_but_not_for_good(window):
    told = []
    window.sidebar_toggled.connect(told.append)
    window.resize(700, 600)
    assert not window.history.isVisible()
    window.resize(1200, 780)
    assert window.history.isVisible()
    assert told == []


def test_in_a_narrow_window_the_history_comes_when_asked(window, qtbot):
    window.resize(700, 600)
    qtbot.mouseClick(button(window, "Show or hide history"), Qt.MouseButton.LeftButton)
    assert window.history.isVisible()


def test_what_leaves_takes_the_room_of_the_history_first(window):
    window.set_payload_visible(True)
    assert window.payload.width() == 420
    assert not window.history.isVisible()
    window.resize(640, 600)
    assert window.payload.width() + 320 <= 640
    window.set_payload_visible(False)
    window.resize(1300, 780)
    assert window.history.isVisible()


def test_the_model_menu_offers_the_endpoints(window, qtbot):
    model = button(window, "Model")
    assert isinstance(model, QToolButton)
    assert model.accessibleDescription() == "On this computer"
    window.set_endpoints((RELAY, LOCAL, ON_DEVICE), RELAY)
    assert model.accessibleDescription() == "gemini-pro-vision · Relay"
    actions = {action.text(): action for action in model.menu().actions() if action.text()}
    assert actions["gemini-pro-vision · Relay"].isChecked()
    with qtbot.waitSignal(window.endpoint_chosen) as caught:
        actions["llava · R&&D"].trigger()
    assert caught.args == ["R&D"]
    with qtbot.waitSignal(window.add_model_requested):
        actions["Add a model…"].trigger()


def test_the_built_in_endpoint_is_last_in_the_menu_with_a_quiet_word(window, qtbot):
    model = button(window, "Model")
    window.set_endpoints((RELAY, LOCAL, ON_DEVICE), ON_DEVICE)
    assert model.accessibleDescription() == "On this computer"
    actions = [action for action in model.menu().actions() if not action.isSeparator()]
    texts = [action.text() for action in actions]
    assert texts[2:4] == ["On this computer", "Reads text and codes. Nothing leaves."]
    assert [action.isEnabled() for action in actions[2:4]] == [True, False]
    assert actions[2].isChecked()
    with qtbot.waitSignal(window.endpoint_chosen) as caught:
        actions[2].trigger()
    assert caught.args == [ON_DEVICE.name]


def test_the_presets_are_those_of_the_endpoint(window, qtbot):
    def offered(place):
        return [
            found.text()
            for found in place.findChildren(QPushButton)
            if found.property("kind") == "preset" and found.isVisibleTo(place)
        ]

    device = ["Extract text", "Copy as is", "Table to CSV", "Codes"]
    window.set_endpoints((ON_DEVICE,), ON_DEVICE)
    assert offered(window.empty) == device
    assert offered(window.composer) == []
    window.composer.set_follow_up(True)
    assert offered(window.composer) == device
    with qtbot.waitSignal(window.preset_chosen) as caught:
        named(window.composer, "Codes")[0].click()
    assert caught.args[0].id == "device-codes"
    window.composer.set_running(True)
    assert offered(window.composer) == []
    window.composer.set_running(False)
    window.set_endpoints((RELAY, ON_DEVICE), RELAY)
    assert offered(window.empty)[0] == "Explain"
    assert offered(window.composer) == []


def test_it_says_so_while_only_this_computer_can_be_asked(window):
    def words():
        return [w.text() for w in window.empty.findChildren(QLabel) if w.isVisibleTo(window.empty)]

    window.set_endpoints((ON_DEVICE,), ON_DEVICE)
    assert "Text, tables and codes are read on this computer." in words()
    window.set_endpoints((RELAY, ON_DEVICE), ON_DEVICE)
    assert "Text, tables and codes are read on this computer." not in words()


def test_capture_has_one_name_and_shows_its_keys(window, qtbot):
    window.set_hotkey(Chord.parse("Ctrl+Alt+Space").caps)
    (capture,) = named(window, "Capture region")
    with qtbot.waitSignal(window.capture_requested):
        qtbot.mouseClick(capture, Qt.MouseButton.LeftButton)
    assert capture.toolTip() == "Ctrl Alt Space"


def test_a_problem_is_shown_once_a_kind_with_a_button_that_helps(window, qtbot):
    window.show_problem(TAKEN)
    window.show_problem(TAKEN, ("use_free", "Use Ctrl+Alt+A instead"))
    with qtbot.waitSignal(window.problem_action) as caught:
        qtbot.mouseClick(button(window, "Use Ctrl+Alt+A instead"), Qt.MouseButton.LeftButton)
    assert caught.args == ["use_free"]
    with qtbot.waitSignal(window.problem_dismissed) as caught:
        qtbot.mouseClick(button(window, f"Dismiss: {TAKEN.title}"), Qt.MouseButton.LeftButton)
    assert caught.args == [ErrorKind.HOTKEY]
    assert not [found for found in named(window, "Use Ctrl+Alt+A instead") if found.isVisible()]


def drop(window, mime):
    # The window holds no reference to the data: they must live as long as the events.
    place = QPoint(600, 400)
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    QApplication.sendEvent(window, QDragEnterEvent(place, action, mime, left, none))
    hinted = window._hint.isVisible()
    QApplication.sendEvent(window, QDropEvent(QPointF(place), action, mime, left, none))
    return hinted


def test_pictures_dropped_anywhere_are_brought(window, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/home/a/one.png"), QUrl.fromLocalFile("/home/a/two.png")])
    with qtbot.waitSignal(window.brought) as caught:
        assert drop(window, mime)
    assert caught.args == [(BroughtPath("/home/a/one.png"), BroughtPath("/home/a/two.png"))]
    assert not window._hint.isVisible()


def test_dropped_words_go_into_the_question(window):
    mime = QMimeData()
    mime.setText("these words")
    drop(window, mime)
    assert window.composer.draft.text == "these words"


def test_a_picture_is_pasted_wherever_the_focus_is(window, qtbot):
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    QGuiApplication.clipboard().setImage(image)
    (history,) = named(window, "History")
    for widget in (history, window.composer.question):
        widget.setFocus()
        with qtbot.waitSignal(window.brought) as caught:
            qtbot.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        (picture,) = caught.args[0]
        assert isinstance(picture, BroughtPixels)


def test_words_are_pasted_into_the_field_that_has_the_focus(window, qtbot):
    QGuiApplication.clipboard().setText("regex")
    (field,) = named(window, "Search history")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "regex"
    assert window.composer.draft.text == ""


def test_files_are_asked_for_without_stopping_the_window(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(QFileDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(window.brought) as caught:
        dialog.filesSelected.emit(["/home/a/one.png"])
    assert caught.args == [(BroughtPath("/home/a/one.png"),)]
    dialog.close()


def test_an_address_can_be_typed(window, qtbot):
    window.composer.ask_for_address()
    (field,) = named(window, "Address of a picture on the web")
    qtbot.keyClicks(field, "https://example.com/a.png")
    with qtbot.waitSignal(window.brought) as caught:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [(BroughtLink("https://example.com/a.png"),)]


def test_closing_hides_where_it_stays_in_reach(window, qtbot):
    window.hides_on_close = True
    with qtbot.waitSignal(window.close_requested):
        window.close()
    assert not window.isVisible()
    window.bring_forward()
    assert window.isVisible()
    window.hides_on_close = False
    with qtbot.waitSignal(window.close_requested):
        window.close()


def test_every_control_has_a_name(window):
    window.set_endpoints((RELAY,), RELAY)
    window.show_problem(TAKEN, ("use", "Use another"))
    for page in Page:
        window.show_page(page)
        assert nameless_controls(window) == []
    for name in ("Capture region", "Question", "Send", "Model", "What leaves", "History"):
        assert len(named(window, name)) == 1, name
