"""What this machine is, and which candidate serves it."""

from askance.platforms.choice import NONE, Candidate, Choice, Unavailable, choose, unavailable
from askance.platforms.display import display_complaint, x11_answers
from askance.platforms.machine import PlatformInfo, Session, System
from askance.platforms.notify import DBusNotifier, NullNotifier, choose_notifier

__all__ = [
    "NONE",
    "Candidate",
    "Choice",
    "DBusNotifier",
    "NullNotifier",
    "PlatformInfo",
    "Session",
    "System",
    "Unavailable",
    "choose",
    "choose_notifier",
    "display_complaint",
    "unavailable",
    "x11_answers",
]
