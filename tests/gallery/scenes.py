"""The scenes: each a context manager that gives a widget in one state."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QListWidget,
    QToolButton,
    QWidget,
)

from askance.core.chat import ChatRequest, EncodedPicture, PromptMessage
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord
from askance.core.conversation import ConversationSummary, Role, SearchHit, TextPart
from askance.core.cost import Ledger
from askance.core.endpoint import (
    LOCAL_SERVERS,
    ON_DEVICE,
    Endpoint,
    FoundServer,
    ModelInfo,
    Parameters,
    Prices,
)
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.overrides import Overrides
from askance.core.payload import KEY_MASK, RequestPreview, build_payload
from askance.core.settings import Settings
from askance.services.endpoints import EndpointCheck
from askance.services.hotkeys import HotkeyState
from askance.services.read import ReadService
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.conversation.view import ConversationView
from askance.ui.figures import spent_words
from askance.ui.main_window import MainWindow, Page
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.status.window import StatusWindow
from askance.ui.text_layer.on_canvas import CanvasText
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from tests.fakes.reader import FakeReader
from tests.gallery import page_of_everything
from tests.gallery.dialogs import scenes as dialogs
from tests.gallery.hotkeys import scenes as hotkeys
from tests.gallery.models_page import scenes as models_page
from tests.gallery.overlays import (
    countdown,
    log_picture,
    overlay,
    overlay_joining,
    overlay_keys,
    overlay_text,
    pinned,
)
from tests.gallery.settling import typesetter
from tests.support.accessible_names import named
from tests.ui.conversation import samples

Build = Callable[[Theme], AbstractContextManager[QWidget]]

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
LOCAL = Endpoint("Local", "http://127.0.0.1:1234/v1", "qwen2.5-vl-7b")
SETTINGS = Settings(endpoints=(RELAY, LOCAL), default_endpoint="Relay", welcomed=True)
ALONE = Settings(welcomed=True)
BRING = "Bring a picture, and press Enter to read it"
CHORD = Chord.parse("Ctrl+Alt+Space")
TAKEN = Problem(
    ErrorKind.HOTKEY,
    "Ctrl+Alt+Space is taken",
    "Another program has registered it.",
    "Use another one, or free it there.",
)
BROKEN = Problem(ErrorKind.PICTURE, "The picture is broken", "“scan.tiff” was cut short.")
QUIET = "1 picture · 4 KB · ≈ 540 tokens · relay.example.com"
TITLES = (
    ("Why is this test flaky?", 0, samples.LABEL),
    ("Misleading axis in Q3 chart", 0, samples.CHART),
    ("Translate the customs form", 0, samples.LABEL),
    ("Regex in the screenshot", 1, samples.SMALL),
    ("Table to CSV", 1, samples.CHART),
    ("What plant is this?", 1, None),
    ("Rewrite this error message so that a person understands it", 6, samples.LABEL),
    ("Alt text for the hero image", 40, samples.CHART),
)


def scenes() -> dict[str, Build]:
    """Every scene by its file's name."""
    talks = {
        f"conversation-{each.name}": partial(_conversation, each) for each in samples.samples()
    }
    return {
        "empty": _empty,
        "empty-on-this-computer": _on_this_computer,
        "model-picker": _model_picker,
        "empty-narrow": partial(_empty, size=(680, 560)),
        "welcome": _welcome,
        "welcome-tested": _welcome_tested,
        **talks,
        "conversation-large-text": _large_text,
        "what-leaves": _what_leaves,
        "what-leaves-nothing": _what_leaves_nothing,
        "composer-pictures": _composer,
        "composer-options": _composer_options,
        "question-options": _question_options,
        "question-options-wrong": partial(_question_options, wrong=True),
        "conversation-prices": _prices,
        "composer-on-this-computer": _composer_on_this_computer,
        "history-search": _search,
        "hotkey-taken": _banner,
        "viewer": _viewer,
        **{f"settings-{page.name.lower()}": partial(_settings, page) for page in SettingsPage},
        "settings-on-this-computer": _settings_on_this_computer,
        **models_page(),
        **hotkeys(),
        "status": _status,
        "overlay-start": partial(overlay, None, ""),
        "overlay-selection": partial(overlay, ((170, 190), (761, 502)), "Why is the push denied?"),
        "overlay-on-this-computer": partial(
            overlay, ((170, 190), (761, 502)), "", endpoint=ON_DEVICE
        ),
        "overlay-edge": partial(overlay, ((700, 500), (1199, 779)), ""),
        "overlay-tiny": partial(overlay, ((300, 300), (312, 309)), ""),
        "overlay-window": partial(overlay_keys, None, "", (700, 500)),
        "overlay-window-by-tab": partial(overlay_keys, None, "\t", None),
        "overlay-size": partial(overlay_keys, ((170, 190), (761, 502)), "#", None),
        "overlay-keys": partial(overlay_keys, None, "?", None),
        "overlay-colour": partial(overlay_keys, None, "c", (200, 230)),
        "overlay-joining": overlay_joining,
        "countdown": countdown,
        "pin": pinned,
        "overlay-text": partial(overlay_text, None, ((300, 208), (340, 260)), None),
        "overlay-text-region": partial(
            overlay_text, ((170, 190), (761, 502)), ((300, 208), (340, 260)), None
        ),
        "overlay-text-link": partial(overlay_text, None, None, (400, 283)),
        "viewer-text": _viewer_text,
        **dialogs(partial(_window, page=Page.EMPTY)),
        **page_of_everything.scenes(),
    }


@contextmanager
def _window(theme: Theme, page: Page, *, settings: Settings = SETTINGS) -> Iterator[MainWindow]:
    view = ConversationView(theme=theme, typesetter=typesetter())
    window = MainWindow(theme=theme, conversation=view)
    window.resize(1200, 780)
    window.set_endpoints(settings.all_endpoints, settings.current)
    window.set_hotkey(CHORD.caps)
    window.history.thumbnail_needed.connect(
        lambda sha: window.history.set_thumbnail(sha, samples.all_pictures()[sha])
    )
    window.history.set_conversations(_summaries())
    window.show_page(page)
    window.composer.set_quiet_line("relay.example.com")
    yield window
    window.close()
    window.deleteLater()


def _summaries() -> tuple[ConversationSummary, ...]:
    noon = datetime.now().astimezone().replace(hour=12)
    return tuple(
        ConversationSummary(
            number, title, when := (noon - timedelta(days=days)).timestamp(), when, picture, 2
        )
        for number, (title, days, picture) in enumerate(TITLES, 1)
    )


@contextmanager
def _empty(theme: Theme, size: tuple[int, int] = (1200, 780)) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        window.resize(*size)
        yield window


@contextmanager
def _on_this_computer(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY, settings=ALONE) as window:
        window.history.set_conversations(())
        window.composer.set_quiet_line("Nothing leaves this computer")
        window.composer.set_placeholder(BRING)
        yield window


@contextmanager
def _model_picker(theme: Theme) -> Iterator[QWidget]:
    """The menu alone: a window of its own, which no picture of the main window would hold."""
    with _window(theme, Page.EMPTY) as window:
        (model,) = named(window, "Model")
        assert isinstance(model, QToolButton)
        menu = model.menu()
        assert menu is not None
        menu.popup(QPoint(0, 0))
        yield menu
        menu.close()


@contextmanager
def _composer_on_this_computer(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY, settings=ALONE) as window:
        window.composer.add_picture("Region · 392 × 236", _picture())
        window.composer.set_placeholder("Press Enter to read the text")
        window.composer.set_quiet_line("1 picture · 392 × 236 · stays on this computer")
        yield window


@contextmanager
def _what_leaves_nothing(theme: Theme) -> Iterator[QWidget]:
    with _composer_on_this_computer(theme) as window:
        assert isinstance(window, MainWindow)
        window.payload.show_kept((_picture(),))
        window.set_payload_visible(True)
        yield window


@contextmanager
def _settings_on_this_computer(theme: Theme) -> Iterator[QWidget]:
    with _settings(SettingsPage.MODELS, theme) as dialog:
        assert isinstance(dialog, SettingsDialog)
        (models,) = named(dialog, "Models")
        assert isinstance(models, QListWidget)
        models.setCurrentRow(len(SETTINGS.endpoints))
        dialog.models.set_test_result(ON_DEVICE, EndpointCheck("Askance", 1.4))
        yield dialog


@contextmanager
def _welcome(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.WELCOME, settings=Settings()) as window:
        window.history.set_conversations(())
        yield window


@contextmanager
def _welcome_tested(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.WELCOME, settings=Settings()) as window:
        window.history.set_conversations(())
        models = (ModelInfo("qwen2.5-vl-7b", sees_pictures=True), ModelInfo("llama-3.2-11b-vision"))
        window.welcome.set_found((FoundServer(LOCAL_SERVERS[1], models),))
        ready = EndpointCheck("ready", 0.8)
        window.welcome.test_requested.connect(
            lambda asked, _key: window.welcome.set_test_result(asked, ready)
        )
        (test,) = named(window.welcome, "Test")
        assert isinstance(test, QAbstractButton)
        test.click()
        yield window


@contextmanager
def _conversation(sample: samples.Sample, theme: Theme) -> Iterator[QWidget]:
    here = any(each.endpoint == ON_DEVICE.name for each in sample.messages)
    with _window(theme, Page.CONVERSATION, settings=ALONE if here else SETTINGS) as window:
        view = window.findChild(ConversationView)
        assert view is not None
        samples.show(view, sample)
        window.set_conversation_title("Misleading axis in Q3 chart")
        window.history.set_open(2)
        window.composer.set_placeholder(BRING if here else "Ask a follow-up…")
        window.composer.set_follow_up(True)
        if here:
            window.set_conversation_title("deploy.log")
            window.composer.set_quiet_line("Nothing leaves this computer")
        window.composer.set_running(bool(sample.events or sample.note))
        yield window


@contextmanager
def _large_text(theme: Theme) -> Iterator[QWidget]:
    theme.set_text_size(160)
    with _conversation(samples.sample("complete"), theme) as window:
        yield window
    theme.set_text_size(100)


@contextmanager
def _what_leaves(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        picture = _picture()
        window.composer.add_picture("Region · 392 × 236", picture)
        window.composer.insert_text("Why is the push denied, and how do I fix it?")
        window.composer.set_quiet_line(QUIET)
        words = TextPart("Why is the push denied, and how do I fix it?")
        request = ChatRequest(RELAY, (PromptMessage(Role.USER, (picture, words)),))
        url = f"{RELAY.base_url}/chat/completions"
        body = {
            "model": RELAY.model,
            "stream": True,
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": words.text},
                        {"type": "image_url", "image_url": {"url": _data_url(picture)}},
                    ],
                }
            ],
        }
        headers = (("Authorization", f"Bearer {KEY_MASK}"), ("Content-Type", "application/json"))
        preview = RequestPreview(url, headers, json.dumps(body))
        window.payload.show_payload(build_payload(request, preview))
        window.set_payload_visible(True)
        yield window


@contextmanager
def _composer(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        composer = window.composer
        composer.add_picture("Region · 392 × 236", _picture())
        composer.add_picture("holiday.jpg")
        composer.add_picture("scan.tiff", BROKEN)
        composer.insert_text("Which of these is newer?\nSay why, in two sentences.")
        composer.set_quiet_line(QUIET)
        yield window


@contextmanager
def _composer_options(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        composer = window.composer
        composer.add_picture("Region · 392 × 236", _picture())
        composer.insert_text("What does the label say?")
        composer.options.form.set_overrides(Overrides(n=3, temperature=0.2))
        composer.set_quiet_line("1 picture · 4 KB · ≈ 540 tokens · ≈ 0.0011 · relay.example.com")
        yield window


@contextmanager
def _question_options(theme: Theme, *, wrong: bool = False) -> Iterator[QWidget]:
    """The popup alone: a window of its own, which no picture of the main window would hold."""
    with _window(theme, Page.EMPTY) as window:
        options = window.composer.options
        own = Parameters(temperature=0.7, detail="high")
        options.set_endpoint(replace(RELAY, parameters=own, max_tokens=4000))
        options.form.set_overrides(Overrides(n=3, temperature=0.2))
        if wrong:
            (top_p,) = named(options.form, "Top p")
            assert isinstance(top_p, QLineEdit)
            top_p.setText("7")
        window.show()
        options.open()
        yield options.form
        options.form.hide()


@contextmanager
def _prices(theme: Theme) -> Iterator[QWidget]:
    with _conversation(samples.sample("two-pictures"), theme) as window:
        assert isinstance(window, MainWindow)
        view = window.findChild(ConversationView)
        assert view is not None
        prices = Prices(prompt=1.0, completion=4.0)
        ledger = Ledger(lambda _: prices)
        for message in samples.sample("two-pictures").messages:
            ledger.add(message)
        account = ledger.account()
        view.set_spent(account.answers)
        assert account.total is not None
        window.set_total(spent_words(account.total))
        window.composer.set_quiet_line("≈ 3,412 tokens · ≈ 0.0034 · relay.example.com")
        yield window


@contextmanager
def _search(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        window.history.focus_search()
        window.history._search.setText("axis")
        first = _summaries()[1]
        snippets = ("… the vertical \x02axis\x03 starts at 40 …", "an honest \x02axis\x03 from 0 …")
        window.history.set_results(
            "axis",
            tuple(
                SearchHit(replace(first, id=n), n, Role.ASSISTANT, s)
                for n, s in enumerate(snippets, 1)
            ),
        )
        yield window


@contextmanager
def _banner(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY) as window:
        window.set_hotkey(())
        window.show_problem(TAKEN, ("use", "Use Ctrl+Shift+Space"))
        yield window


@contextmanager
def _viewer(theme: Theme) -> Iterator[QWidget]:
    from askance.ui.viewer.viewer import PictureViewer

    viewer = PictureViewer(theme=theme, data=samples.all_pictures()[samples.CHART])
    yield viewer
    viewer.close()


@contextmanager
def _viewer_text(theme: Theme) -> Iterator[QWidget]:
    """Words selected off the log's picture."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from askance.ui.viewer.viewer import PictureViewer

    worker = Worker()
    worker.start()
    data, lines = log_picture()
    service = ReadService(make=lambda: FakeReader(*lines))
    reader = PictureReader(bridge=Bridge(worker), read=service)
    viewer = PictureViewer(
        theme=theme,
        data=data,
        make_text=lambda data, view: CanvasText(theme=theme, reader=reader, data=data, view=view),
    )
    viewer.show()
    while viewer.message.text():
        QTest.qWait(10)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_T)
    while not any("Drag over" in label.text() for label in viewer.findChildren(QLabel)):
        QTest.qWait(10)
    port, begin, end = viewer.canvas.viewport(), (270, 128), (420, 152)
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=viewer.canvas.mapFromScene(*begin))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, shift, viewer.canvas.mapFromScene(*end))
    yield viewer
    viewer.close()
    worker.stop()


@contextmanager
def _settings(page: SettingsPage, theme: Theme) -> Iterator[QWidget]:
    dialog = SettingsDialog(theme=theme)
    dialog.set_settings(SETTINGS)
    dialog.hotkey.set_state(
        Hotkey.CAPTURE, HotkeyState(CHORD, TAKEN, Chord.parse("Ctrl+Shift+Space"))
    )
    dialog.hotkey.set_state(
        Hotkey.SCREEN, HotkeyState(Chord.parse("Ctrl+Alt+Q"), hotkey=Hotkey.SCREEN)
    )
    dialog.show_page(page)
    yield dialog
    dialog.close()
    dialog.deleteLater()


@contextmanager
def _status(theme: Theme) -> Iterator[QWidget]:
    window = StatusWindow(theme=theme)
    window.set_checks(
        (
            Check("Screen capture", CheckState.OK, "mss: 1920 × 1080, 3840 × 2160."),
            Check(
                "Hotkey",
                CheckState.MISSING,
                "Ctrl+Alt+Space is taken by another program.",
                "Choose another one in Settings, or bind this command.",
                "askance capture",
            ),
            Check("Keys", CheckState.OK, "Kept in the system's keyring."),
            Check("Model", CheckState.LIMITED, "On this computer alone.", "Add one in Settings."),
            Check("History", CheckState.OK, "Kept on this computer."),
        )
    )
    yield window
    window.close()
    window.deleteLater()


def _picture() -> EncodedPicture:
    data = samples.all_pictures()[samples.CHART]
    return EncodedPicture(data, "image/png", 392, 236, "Region · 392 × 236")


def _data_url(picture: EncodedPicture) -> str:
    from base64 import b64encode

    return f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"
