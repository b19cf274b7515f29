"""The panel that shows what leaves: everything of the request, nothing of the key."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from askance.core.chat import ChatRequest, PromptMessage
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.payload import KEY_MASK, RequestPreview, build_payload
from askance.ui.composer.payload_panel import PayloadPanel
from askance.ui.picture_preview import PicturePreview
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from tests.support.accessible_names import named, nameless_controls
from tests.support.sample_pictures import encoded

URL = "https://relay.example.com/v1/chat/completions"


@pytest.fixture
def panel(qapp, qtbot):
    loader = ThumbnailLoader()
    made = PayloadPanel(theme=Theme(qapp), thumbnails=loader)
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    yield made
    loader.close()


@pytest.fixture
def payload():
    message = PromptMessage(Role.USER, (encoded("Region", 59, 31), TextPart("Why?")))
    request = ChatRequest(Endpoint("Relay", URL, "gpt-5-mini"), (message,))
    headers = (("Authorization", f"Bearer {KEY_MASK}"),)
    return build_payload(request, RequestPreview(URL, headers, json.dumps({"model": "gpt-5-mini"})))


def words(panel):
    return [found.text() for found in panel.findChildren(QLabel) if found.isVisible()]


def test_it_shows_picture_figures_and_request(panel, payload, qtbot):
    panel.show_payload(payload)
    qtbot.waitUntil(lambda: {"59 × 31 PNG", "≈ 256"} <= set(words(panel)))
    (request,) = [found for found in named(panel, "Request") if isinstance(found, QPlainTextEdit)]
    assert request.toPlainText().startswith(f"Authorization: Bearer {KEY_MASK}\n{{")
    (preview,) = panel.findChildren(PicturePreview)
    qtbot.waitUntil(lambda: preview.height() == 31)


def test_a_picture_that_stays_is_shown_and_nothing_of_a_request(panel, payload, qtbot):
    panel.show_kept((encoded("Region", 59, 31),))
    assert any(text.startswith("Nothing leaves this computer.") for text in words(panel))
    (preview,) = panel.findChildren(PicturePreview)
    qtbot.waitUntil(lambda: preview.height() == 31)
    assert preview.y() < 120
    for name in ("Request", "Copy as curl"):
        assert not [found for found in named(panel, name) if found.isVisible()]
    assert not any("tokens" in text.lower() or "≈" in text for text in words(panel))
    panel.show_payload(payload)
    assert [found for found in named(panel, "Copy as curl") if found.isVisible()]
    assert not any(text.startswith("Nothing leaves") for text in words(panel))
    panel.show_kept(())
    assert words(panel) == ["What leaves", "Nothing leaves this computer."]


def test_copying_names_no_key(panel, payload, qtbot):
    panel.show_payload(payload)
    (copy,) = named(panel, "Copy as curl")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == payload.curl
    assert "$ASKANCE_API_KEY" in payload.curl


def test_nothing_to_show_is_said(panel, payload):
    panel.show_payload(payload)
    panel.show_nothing("Nothing leaves this computer.")
    assert "Nothing leaves this computer." in words(panel)
    assert not named(panel, "Request")[0].isVisible()


def test_it_can_be_closed(panel, qtbot):
    (close,) = named(panel, "Close What leaves")
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)


def test_every_control_has_a_name(panel, payload):
    panel.show_payload(payload)
    assert nameless_controls(panel) == []
