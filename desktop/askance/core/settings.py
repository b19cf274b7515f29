"""The settings, typed. Kept in one file (see `storage`); holds no key, ever."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.screen import Region


class Appearance(StrEnum):
    """Follow the system, or always one."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set, and the little that is kept for them. `hotkey` None means the
    system's default chord; there and in its like, empty means none.

    `welcomed`: the first-run page was answered. `text_size` is a percentage, `doubt_below` the one
    of a word's probability under which it is marked as doubtful (0: none is). `last_region`: the
    one captured last, in physical pixels of the desktop.
    """

    endpoints: tuple[Endpoint, ...] = ()
    default_endpoint: str = ""
    hotkey: str | None = None
    hotkey_last: str = ""
    hotkey_screen: str = ""
    hotkey_show: str = ""
    hotkey_enabled: bool = True
    appearance: Appearance = Appearance.SYSTEM
    text_size: int = 100
    doubt_below: int = 80
    history_visible: bool = True
    welcomed: bool = False
    last_region: Region | None = None
    grabber: str = ""
    hotkeys: str = ""

    def endpoint(self, name: str) -> Endpoint | None:
        """The endpoint called `name`, the built-in one included, or None."""
        return next((item for item in self.all_endpoints if item.name == name), None)

    @property
    def all_endpoints(self) -> tuple[Endpoint, ...]:
        """Those that were added, then the built-in one."""
        return (*self.endpoints, ON_DEVICE)

    @property
    def current(self) -> Endpoint:
        """The endpoint a new question goes to: the default, else the first, else the built-in."""
        return self.endpoint(self.default_endpoint) or self.all_endpoints[0]

    def with_endpoint(self, endpoint: Endpoint, *, default: bool = False) -> Settings:
        """Adds it, or replaces the one of the same name in its place. The built-in one is only
        chosen: it is always there.
        """
        if endpoint.on_device:
            return replace(self, default_endpoint=endpoint.name) if default else self
        if self.endpoint(endpoint.name) is None:
            endpoints = (*self.endpoints, endpoint)
        else:
            endpoints = tuple(
                endpoint if item.name == endpoint.name else item for item in self.endpoints
            )
        chosen = endpoint.name if default or not self.endpoints else self.default_endpoint
        return replace(self, endpoints=endpoints, default_endpoint=chosen)

    def without_endpoint(self, name: str) -> Settings:
        """Removes it; the first one left becomes the default when it was the default."""
        endpoints = tuple(item for item in self.endpoints if item.name != name)
        chosen = self.default_endpoint
        if chosen == name:
            chosen = endpoints[0].name if endpoints else ""
        return replace(self, endpoints=endpoints, default_endpoint=chosen)
