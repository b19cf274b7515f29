"""What an endpoint is called and which questions it is offered, in the person's language.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from askance.core.endpoint import Endpoint
from askance.core.prompts import DEVICE_PRESETS, PRESETS, Preset


def presets_for(endpoint: Endpoint) -> tuple[Preset, ...]:
    """The questions offered for an endpoint: what the built-in one can do, else the usual ones."""
    return DEVICE_PRESETS if endpoint.on_device else PRESETS


def title_of(preset: Preset) -> str:
    """The words on a preset's button."""
    return QCoreApplication.translate("Preset", preset.title)


def prompt_of(preset: Preset) -> str:
    """The question as it is asked, with the system's language where it names one."""
    return preset.prompt.replace("{language}", _language())


def question_for(endpoint: Endpoint, text: str) -> str:
    """What is asked when `text` was typed: the built-in endpoint extracts text without words."""
    return text.strip() or (DEVICE_PRESETS[0].prompt if endpoint.on_device else "")


def name_of(endpoint: Endpoint) -> str:
    """An endpoint's name; the built-in one's is ours to translate."""
    if endpoint.on_device:
        return QCoreApplication.translate("Endpoint", "On this computer")
    return endpoint.name


def _language() -> str:
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return "English"
    return locale.nativeLanguageName() or QLocale.languageToString(locale.language())
