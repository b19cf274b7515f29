"""Runs under the system's Python, which has pyatspi: answers questions about the accessibility
tree, one JSON object a line in, one a line out. Its other half is accessibility.py.

Objects are handed out as numbers and stay valid as long as their widget does.
"""

import contextlib
import json
import os
import sys

# The program changes behind our back, and no event loop runs here to hear of it.
os.environ["ATSPI_NO_CACHE"] = "1"

import pyatspi
from gi.repository import GLib

OBJECTS = {}


def number_of(accessible):
    for number, known in OBJECTS.items():
        if known == accessible:
            return number
    OBJECTS[len(OBJECTS) + 1] = accessible
    return len(OBJECTS)


def children(accessible):
    for index in range(accessible.childCount):
        child = accessible.getChildAtIndex(index)
        if child is not None:
            yield child


def describe(accessible):
    states = accessible.getState().getStates()
    return {
        "id": number_of(accessible),
        "name": accessible.name,
        "role": accessible.getRoleName(),
        "description": accessible.description,
        "states": sorted(pyatspi.stateToString(state) for state in states),
    }


def walk(accessible):
    yield accessible
    for child in children(accessible):
        yield from walk(child)


def walk_showing(accessible):
    """As `walk`, without what does not show: nothing in there can. Nor what is taken away while we
    look, as a message that is replaced.
    """
    yield accessible
    with contextlib.suppress(GLib.Error):
        for child in children(accessible):
            if child.getState().contains(pyatspi.STATE_SHOWING):
                yield from walk_showing(child)


def tree(accessible):
    return {**describe(accessible), "children": [tree(child) for child in children(accessible)]}


def applications(request):
    desktop = pyatspi.Registry.getDesktop(0)
    found = [describe(app) | {"pid": app.get_process_id()} for app in children(desktop)]
    return [app for app in found if request.get("pid") in (None, app["pid"])]


def find(request):
    found = []
    start = OBJECTS[request["id"]]
    for accessible in walk_showing(start) if request.get("showing") else walk(start):
        with contextlib.suppress(GLib.Error):
            if request.get("name") not in (None, accessible.name):
                continue
            if request.get("role") not in (None, accessible.getRoleName()):
                continue
            found.append(describe(accessible))
    return found


def actions(request):
    action = OBJECTS[request["id"]].queryAction()
    return [action.getName(index) for index in range(action.nActions)]


def act(request):
    wanted = request.get("action")
    action = OBJECTS[request["id"]].queryAction()
    for index in range(action.nActions):
        if wanted in (None, action.getName(index)):
            return bool(action.doAction(index))
    raise LookupError(f"no action {wanted!r} among {actions(request)}")


def text(request):
    interface = OBJECTS[request["id"]].queryText()
    return interface.getText(0, interface.characterCount)


def read(request):
    """What is written on everything that shows, from top to bottom: content, else name."""
    words = []
    for accessible in walk_showing(OBJECTS[request["id"]]):
        with contextlib.suppress(GLib.Error):
            if "Text" in pyatspi.listInterfaces(accessible):
                interface = accessible.queryText()
                words.append(interface.getText(0, interface.characterCount))
            elif accessible.getRole() in (pyatspi.ROLE_LABEL, pyatspi.ROLE_PUSH_BUTTON):
                words.append(accessible.name)
    return [word for word in words if word]


def set_text(request):
    return bool(OBJECTS[request["id"]].queryEditableText().setTextContents(request["text"]))


def value(request):
    return OBJECTS[request["id"]].queryValue().currentValue


def focus(request):
    return bool(OBJECTS[request["id"]].queryComponent().grabFocus())


def extents(request):
    box = OBJECTS[request["id"]].queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return [box.x, box.y, box.width, box.height]


ANSWERS = {
    "applications": applications,
    "describe": lambda request: describe(OBJECTS[request["id"]]),
    "tree": lambda request: tree(OBJECTS[request["id"]]),
    "find": find,
    "actions": actions,
    "act": act,
    "text": text,
    "read": read,
    "set_text": set_text,
    "value": value,
    "focus": focus,
    "extents": extents,
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"answer": ANSWERS[request["ask"]](request)}
    except Exception as error:  # noqa: BLE001  every failure goes to the other half
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
