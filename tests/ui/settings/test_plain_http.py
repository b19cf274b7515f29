"""An address that is not encrypted: the warning, and the person's word that a key may go there."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox

from askance.core.endpoint import Endpoint
from askance.ui.settings.key_field import KeyState

LAB = Endpoint("Lab", "http://models.lab.example:8000/v1", "qwen2.5-vl-72b")
CONSENT = "Send the key unencrypted to models.lab.example:8000"


def consent(window) -> QCheckBox:
    found = [
        each
        for each in window.dialog.findChildren(QCheckBox)
        if each.accessibleName().startswith("Send the key unencrypted")
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://models.lab.example/v1", True),
        ("http://192.0.2.7:8000", True),
        ("printer.local", True),
        ("https://models.lab.example/v1", False),
        ("http://127.0.0.1:1234/v1", False),
        ("localhost:1234", False),
        ("http://[::1]:1234", False),
        ("", False),
        ("http://", False),
    ],
)
def test_what_others_can_read_is_warned_of(window, address, warned):
    window.open(LAB)
    window.write("Address", address)
    assert ("is not encrypted" in window.words) is warned
    assert ("is not encrypted" in window.find("Address").accessibleDescription()) is warned


def test_without_a_key_there_is_nothing_to_allow(window):
    window.open(LAB)
    window.models.set_key_state("Lab", KeyState.NONE)
    assert not consent(window).isVisible()
    window.write("Key", "sk-test")
    assert consent(window).isVisible()
    window.write("Key", "")
    assert not consent(window).isVisible()


@pytest.mark.parametrize("state", [KeyState.KEPT, KeyState.SESSION, KeyState.ENVIRONMENT])
def test_a_kept_key_is_asked_about_for_its_own_server(window, state):
    window.open(LAB)
    window.models.set_key_state("Lab", state)
    assert consent(window).isVisible()
    assert consent(window).accessibleName() == CONSENT
    window.write("Address", "http://other.example/v1")
    assert not consent(window).isVisible(), "it would not be sent there"


def test_without_consent_it_is_saved_and_said_to_be_refused(window):
    window.open(LAB)
    window.models.set_key_state("Lab", KeyState.KEPT)
    assert "Questions with a key are refused until you allow it:" in window.words
    assert window.save() == LAB


def test_consent_is_kept_and_can_be_taken_back(window):
    window.open(LAB)
    window.models.set_key_state("Lab", KeyState.KEPT)
    consent(window).click()
    assert "are refused" not in window.words
    assert window.save() == replace(LAB, plain_http=True)
    window.open(replace(LAB, plain_http=True))
    consent(window).click()
    assert window.save() == LAB


def test_consent_is_for_one_server_alone(window):
    window.open(replace(LAB, plain_http=True))
    assert consent(window).isChecked()
    window.write("Address", "http://models.lab.example:8000/gateway/v1")
    assert consent(window).isChecked(), "the same server"
    window.write("Address", "http://other.example:8000/v1")
    assert not consent(window).isChecked()
    window.write("Address", LAB.base_url)
    assert not consent(window).isChecked(), "it is asked for anew"
    assert window.save() == LAB


def test_encrypting_the_way_takes_the_consent_away(window):
    window.open(replace(LAB, plain_http=True))
    window.write("Address", "https://models.lab.example:8000/v1")
    saved = window.save()
    assert saved is not None
    assert not saved.plain_http
