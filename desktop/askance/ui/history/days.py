"""Which day a conversation belongs to, as a heading. Pure but for Qt's names of months."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QLocale


def local_day(seconds: float) -> date:
    """The day of a moment (seconds since the epoch) on this computer's clock."""
    return datetime.fromtimestamp(seconds).astimezone().date()


def day_heading(day: date, today: date) -> str:
    """Today, Yesterday, Last week (the six days before), else the month, with its year unless it is
    this one. A day to come (a clock that was wrong) counts as today.
    """
    age = (today - day).days
    if age <= 0:
        return QCoreApplication.translate("History", "Today")
    if age == 1:
        return QCoreApplication.translate("History", "Yesterday")
    if age <= 7:
        return QCoreApplication.translate("History", "Last week")
    month = QLocale().standaloneMonthName(day.month)
    return month if day.year == today.year else f"{month} {day.year}"
