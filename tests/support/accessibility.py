"""The program through its accessibility tree, as a screen reader's user meets it.

pyatspi exists for the system's Python alone, so a small agent there does the looking and pressing;
this half asks it over a pipe.

    with Accessibility(desktop) as tree:
        window = tree.application(pid).find("Askance", role="frame")
        window.find("Question").set_text("What is this?")
        window.find("Send").press()
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.desktop import Desktop
from tests.support.waiting import PATIENCE_S, wait_for

SYSTEM_PYTHON = "/usr/bin/python3"


class AccessibilityError(Exception):
    """The tree said no: the object is gone, or has no such interface."""


class Accessibility:
    """A connection to the accessibility bus of a desktop."""

    def __init__(self, desktop: Desktop) -> None:
        self._agent = subprocess.Popen(
            [SYSTEM_PYTHON, Path(__file__).with_name("accessibility_agent.py")],
            env=desktop.env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, ask: str, **more: Any) -> Any:
        """One question to the agent."""
        assert self._agent.stdin is not None
        assert self._agent.stdout is not None
        self._agent.stdin.write(json.dumps({"ask": ask, **more}) + "\n")
        self._agent.stdin.flush()
        line = self._agent.stdout.readline()
        if not line:
            raise AccessibilityError(
                f"the agent ended while asked {ask}: is python3-pyatspi there?"
            )
        answer = json.loads(line)
        if "error" in answer:
            raise AccessibilityError(answer["error"])
        return answer["answer"]

    def application(self, pid: int | None = None, *, patience_s: float = PATIENCE_S) -> "Element":
        """The program with that process id, once it shows up on the bus."""
        found = wait_for(
            lambda: self.ask("applications", pid=pid),
            f"process {pid} on the accessibility bus",
            patience_s=patience_s,
        )
        return Element(self, found[0]["id"], found[0]["name"], found[0]["role"])

    def close(self) -> None:
        with self._agent:
            assert self._agent.stdin is not None
            self._agent.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a tree as it was when asked."""

    name: str
    role: str
    description: str
    states: frozenset[str]
    children: tuple["Node", ...]

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        lines = [f"{self.role} {self.name!r}"]
        for child in self.children:
            lines += ["  " + line for line in str(child).splitlines()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Element:
    """A live object: whatever is asked is asked of the running program."""

    _tree: Accessibility
    _id: int
    name: str
    role: str

    def find_all(
        self, name: str | None = None, *, role: str | None = None, showing: bool = True
    ) -> list["Element"]:
        """Everything below (and this itself) with that name and role, right now."""
        found = self._tree.ask("find", id=self._id, name=name, role=role, showing=showing)
        return [Element(self._tree, item["id"], item["name"], item["role"]) for item in found]

    def find(
        self,
        name: str | None = None,
        *,
        role: str | None = None,
        showing: bool = True,
        patience_s: float = PATIENCE_S,
    ) -> "Element":
        """The first such object, once there is one."""
        return wait_for(
            lambda: self.find_all(name, role=role, showing=showing),
            f"{role or 'anything'} named {name!r} in the accessibility tree",
            patience_s=patience_s,
        )[0]

    def tree(self) -> Node:
        """Everything below, as it is now."""
        return _node(self._tree.ask("tree", id=self._id))

    @property
    def states(self) -> frozenset[str]:
        return frozenset(self._tree.ask("describe", id=self._id)["states"])

    @property
    def description(self) -> str:
        return str(self._tree.ask("describe", id=self._id)["description"])

    @property
    def text(self) -> str:
        """The content of a text field, document or label with text."""
        return str(self._tree.ask("text", id=self._id))

    def wait_for_text(self, part: str, *, patience_s: float = PATIENCE_S) -> str:
        """The text, once it holds that part."""
        return wait_for(
            lambda: text if part in (text := self.text) else None,
            f"{part!r} in {self.name!r}",
            patience_s=patience_s,
        )

    def read(self) -> list[str]:
        """What is written on everything below that shows: texts, labels and buttons, in order."""
        return list(self._tree.ask("read", id=self._id))

    def set_text(self, text: str) -> None:
        if not self._tree.ask("set_text", id=self._id, text=text):
            raise AccessibilityError(f"{self.name!r} took no text")

    def press(self, action: str | None = None) -> None:
        """Do the named action, or the first: what Enter or a click does."""
        if not self._tree.ask("act", id=self._id, action=action):
            raise AccessibilityError(f"{self.name!r} was not pressed")

    @property
    def actions(self) -> list[str]:
        return list(self._tree.ask("actions", id=self._id))

    def focus(self) -> None:
        self._tree.ask("focus", id=self._id)

    @property
    def extents(self) -> tuple[int, int, int, int]:
        """(x, y, width, height) on the screen."""
        x, y, width, height = self._tree.ask("extents", id=self._id)
        return x, y, width, height


def _node(raw: dict[str, Any]) -> Node:
    return Node(
        name=raw["name"],
        role=raw["role"],
        description=raw["description"],
        states=frozenset(raw["states"]),
        children=tuple(_node(child) for child in raw["children"]),
    )
