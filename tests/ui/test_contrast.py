"""Every text can be read: contrast of at least 4.5 : 1, of shapes that say something 3 : 1, in each
set of colours. (Web Content Accessibility Guidelines 2.2: 1.4.3, 1.4.11 and the definition of
relative luminance.)

A text's colour is told with every ground it is written on. Whoever adds a colour, a shade or a rule
to the style sheet is told here what has not been thought about.
"""

import re
from dataclasses import fields
from itertools import chain

import pytest

from askance.resources import resource
from askance.ui import colours as module
from askance.ui.colours import DARK, LIGHT, Colours
from askance.ui.conversation import highlight
from askance.ui.conversation.boxes import tints
from askance.ui.conversation.boxes.box import Tint

TEXT, SHAPE = 4.5, 3.0
ALL = {name: each for name, each in vars(module).items() if isinstance(each, Colours)}

WRITTEN: dict[str, dict[str, str]] = {
    "text": {
        "background": "answers, titles, dialogs",
        "panel": "questions, the history, code in running text",
        "raised": "buttons, fields, menus, cards",
        "code": "code without a colour of its own",
        "hover": "what the pointer is over",
        "accent_soft": "what is chosen in a list or menu, tabs, notices",
        "warn_soft": "problems",
        "line": "a button while it is pressed",
    },
    "soft": {
        "background": "tabs and quiet buttons, thoughts, hints",
        "panel": "the history's second lines, hints on cards",
        "raised": "hints in dialogs and popups, key caps",
        "code": "comments in code",
        "hover": "a quiet button before its colour follows",
        "accent_soft": "a hint in a notice",
        "warn_soft": "what to do about a problem",
        "line": "a quiet button while it is pressed",
    },
    "faint": {
        "background": "the line below an answer, days",
        "panel": "days in the history",
        "raised": "what a field is for while it is empty, figures",
        "code": "the language of a code block",
        "hover": "small print in a row under the pointer",
        "accent_soft": "small print in the chosen row",
        "warn_soft": "small print beside a problem",
    },
    "accent": {
        "background": "links",
        "panel": "links in a question, hits in the history",
        "raised": "links in dialogs, the way a key takes",
        "code": "keywords",
        "hover": "a link under the pointer",
        "accent_soft": "hits in the chosen row of the history",
        "warn_soft": "a link in a problem",
    },
    "accent_hover": {"background": "a link's button under the pointer"},
    "on_accent": {"accent": "the main button, selected text", "accent_hover": "under the pointer"},
    "warn": {
        "background": "a limited check",
        "panel": "a doubtful word's figure",
        "raised": "a warning in a dialog",
        "code": "strings",
        "warn_soft": "a warning's title",
    },
    "danger": {
        "background": "a problem's title",
        "panel": "a problem on a card",
        "raised": "a wrong value in a dialog",
        "code": "deleted lines",
        "warn_soft": "a grave problem",
    },
}
"""Colour of the letters → ground → where. What is disabled need not be read (1.4.3, incidental)."""

DRAWN = {
    ("accent", "background"): "the focus ring",
    ("accent", "panel"): "the focus ring in the history",
    ("accent", "raised"): "a field's focus ring, a box that is ticked",
    ("accent", "hover"): "the focus ring under the pointer",
    ("faint", "raised"): "the frame of a box to tick",
    ("faint", "background"): "icons below an answer",
    ("faint", "hover"): "an icon under the pointer",
    ("warn", "background"): "dots under doubtful words",
    ("warn", "code"): "dots under doubtful words in code",
    ("warn", "warn_soft"): "the line under a hit",
    ("accent", "accent_soft"): "the line under an added word",
    ("text", "background"): "the caret",
}
"""Shape and ground → where."""

MERELY_LINES = {"line": "separates what stands apart anyway, and is the ground of a pressed button"}

IN_A_MESSAGE = ("text", "soft", "accent")
"""What a shaded word of a message can be written in, beside the colours of code."""


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def assert_apart(letters: dict[str, str], grounds: dict[str, str], least: float) -> None:
    """Each letter's colour on each ground; all that fail are told together."""
    weak = [
        f"{name} {colour} on {ground} {under}: {ratio:.2f}"
        for name, colour in letters.items()
        for ground, under in grounds.items()
        if (ratio := contrast(colour, under)) < least
    ]
    assert not weak, "\n".join(weak)


def test_the_measure_is_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_all_sets_of_colours_are_looked_at() -> None:
    assert LIGHT in ALL.values()
    assert DARK in ALL.values()


@pytest.mark.parametrize("colours", ALL.values(), ids=ALL)
@pytest.mark.parametrize("letters", WRITTEN)
def test_text(colours: Colours, letters: str) -> None:
    grounds = {ground: getattr(colours, ground) for ground in WRITTEN[letters]}
    assert_apart({letters: getattr(colours, letters)}, grounds, TEXT)


@pytest.mark.parametrize("colours", ALL.values(), ids=ALL)
def test_colours_of_code(colours: Colours) -> None:
    assert_apart(highlight.colours_of(colours), {"code": colours.code}, TEXT)


@pytest.mark.parametrize("colours", ALL.values(), ids=ALL)
@pytest.mark.parametrize("tint", Tint)
def test_shaded_text(colours: Colours, tint: Tint) -> None:
    ground = tints._GROUND[tint]
    if tint in tints._LETTERS:
        names = {tints._LETTERS[tint]: getattr(colours, tints._LETTERS[tint])}
    else:
        plain = {name: getattr(colours, name) for name in IN_A_MESSAGE}
        names = {**plain, **highlight.colours_of(colours)}
    assert_apart(names, {ground: getattr(colours, ground)}, TEXT)


@pytest.mark.parametrize("colours", ALL.values(), ids=ALL)
@pytest.mark.parametrize("tint", Tint)
def test_a_shade_is_seen(colours: Colours, tint: Tint) -> None:
    """By its ground, or by the line under it."""
    mark = getattr(colours, tints._LINE.get(tint, tints._GROUND[tint]))
    grounds = {name: getattr(colours, name) for name in ("background", "panel", "code")}
    assert_apart({tint.value: mark}, grounds, SHAPE)


@pytest.mark.parametrize("colours", ALL.values(), ids=ALL)
def test_shapes(colours: Colours) -> None:
    for shape, ground in DRAWN:
        assert_apart({shape: getattr(colours, shape)}, {ground: getattr(colours, ground)}, SHAPE)


def test_every_colour_is_thought_about() -> None:
    colours = {field.name for field in fields(Colours)} - {"dark"}
    told = {*WRITTEN, *chain.from_iterable(WRITTEN.values()), *chain(*DRAWN), *MERELY_LINES}
    assert colours == told


def test_every_pair_of_the_style_sheet_is_thought_about() -> None:
    """A rule that sets both colours of a text."""
    sheet = resource("styles", "askance.qss").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    unknown = set()
    for selector, body in rules:
        letters = re.search(r"(?<![-\w])color: @(\w+)", body)
        ground = re.search(r"(?<![-\w])background: @(\w+)", body)
        if letters and ground and ":disabled" not in selector:
            pair = (letters[1], ground[1])
            unknown |= {pair} if pair[1] not in WRITTEN.get(pair[0], {}) else set()
    assert not unknown
