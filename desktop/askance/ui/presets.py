"""A preset's question in the person's language. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from askance.core.prompts import Preset


def prompt_of(preset: Preset) -> str:
    """The question as it is asked, with the system's language where it names one."""
    return preset.prompt.replace("{language}", _language())


def _language() -> str:
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return "English"
    return locale.nativeLanguageName() or QLocale.languageToString(locale.language())
