"""The scenes: each a context manager that gives a widget in one state."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QWidget

from askance.core.chat import ChatRequest, EncodedPicture, PromptMessage
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord
from askance.core.conversation import ConversationSummary, Role, SearchHit, TextPart
from askance.core.endpoint import LOCAL_SERVERS, Endpoint, FoundServer, ModelInfo
from askance.core.errors import ErrorKind, Problem
from askance.core.payload import KEY_MASK, RequestPreview, build_payload
from askance.core.settings import Settings
from askance.services.endpoints import EndpointCheck
from askance.services.hotkeys import HotkeyState
from askance.ui.conversation.view import ConversationView
from askance.ui.main_window import MainWindow, Page
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.status.window import StatusWindow
from askance.ui.theme import Theme
from tests.gallery.overlays import overlay
from tests.support.accessible_names import named
from tests.ui.conversation import samples

Build = Callable[[Theme], AbstractContextManager[QWidget]]

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
LOCAL = Endpoint("Local", "http://127.0.0.1:1234/v1", "qwen2.5-vl-7b")
SETTINGS = Settings(endpoints=(RELAY, LOCAL), default_endpoint="Relay", welcomed=True)
CHORD = Chord.parse("Ctrl+Alt+Space")
TAKEN = Problem(
    ErrorKind.HOTKEY,
    "Ctrl+Alt+Space is taken",
    "Another program has registered it.",
    "Use another one, or free it there.",
)
BROKEN = Problem(ErrorKind.PICTURE, "The picture is broken", "“scan.tiff” was cut short.")
QUIET = "1 picture · 21 KB · ≈ 1,567 tokens · relay.example.com"
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
        "empty-no-model": _no_model,
        "empty-narrow": partial(_empty, size=(680, 560)),
        "welcome": _welcome,
        "welcome-tested": _welcome_tested,
        **talks,
        "conversation-large-text": _large_text,
        "what-leaves": _what_leaves,
        "composer-pictures": _composer,
        "history-search": _search,
        "hotkey-taken": _banner,
        "viewer": _viewer,
        **{f"settings-{page.name.lower()}": partial(_settings, page) for page in SettingsPage},
        "status": _status,
        "overlay-start": partial(overlay, None, ""),
        "overlay-selection": partial(overlay, ((170, 190), (761, 502)), "Why is the push denied?"),
        "overlay-edge": partial(overlay, ((700, 500), (1199, 779)), ""),
        "overlay-tiny": partial(overlay, ((300, 300), (312, 309)), ""),
    }


@contextmanager
def _window(theme: Theme, page: Page, *, settings: Settings = SETTINGS) -> Iterator[MainWindow]:
    view = ConversationView(theme=theme)
    window = MainWindow(theme=theme, conversation=view)
    window.resize(1200, 780)
    window.set_endpoints(settings.endpoints, settings.current)
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
def _no_model(theme: Theme) -> Iterator[QWidget]:
    with _window(theme, Page.EMPTY, settings=Settings(welcomed=True)) as window:
        window.history.set_conversations(())
        window.composer.set_quiet_line("Nothing leaves this computer")
        yield window


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
    with _window(theme, Page.CONVERSATION) as window:
        view = window.findChild(ConversationView)
        assert view is not None
        samples.show(view, sample)
        window.set_conversation_title("Misleading axis in Q3 chart")
        window.history.set_open(2)
        window.composer.set_placeholder("Ask a follow-up…")
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
    from askance.ui.conversation.viewer import PictureViewer

    viewer = PictureViewer(theme=theme, data=samples.all_pictures()[samples.CHART])
    yield viewer
    viewer.close()


@contextmanager
def _settings(page: SettingsPage, theme: Theme) -> Iterator[QWidget]:
    dialog = SettingsDialog(theme=theme)
    dialog.set_settings(SETTINGS)
    dialog.hotkey.set_state(HotkeyState(CHORD, TAKEN, Chord.parse("Ctrl+Shift+Space")))
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
            Check("Model", CheckState.LIMITED, "No model is set up yet.", "Add one in Settings."),
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
