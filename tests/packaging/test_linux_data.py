"""The menu entry and the store's page agree with the program, its changelog and each other."""

import configparser
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from askance import __version__
from askance.app.arguments import build_parser

CHECKOUT = Path(__file__).resolve().parents[2]
LINUX = CHECKOUT / "packaging" / "linux"
APP_ID = "io.github.askance.Askance"


@pytest.fixture
def entry() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # keys differ by case
    parser.read(LINUX / f"{APP_ID}.desktop")
    return parser


@pytest.fixture
def metainfo() -> ET.Element:
    return ET.parse(LINUX / f"{APP_ID}.metainfo.xml").getroot()


def changelog() -> list[tuple[str, str]]:
    """Every released version with its date, newest first."""
    text = (CHECKOUT / "CHANGELOG.md").read_text()
    return re.findall(r"^## \[([^\]]+)\] - (\d{4}-\d{2}-\d{2})$", text, re.MULTILINE)


def test_the_version_is_the_newest_of_the_changelog_and_of_the_store_page(
    metainfo: ET.Element,
) -> None:
    releases = [(item.get("version"), item.get("date")) for item in metainfo.iter("release")]
    assert changelog()[0][0] == __version__
    assert releases == changelog()
    for _, day in releases:
        assert day is not None
        assert date.fromisoformat(day)


def test_one_name_for_the_menu_entry_the_store_page_and_the_window(metainfo: ET.Element) -> None:
    assert metainfo.findtext("id") == APP_ID
    assert metainfo.findtext("launchable") == f"{APP_ID}.desktop"
    sources = (path.read_text() for path in (CHECKOUT / "desktop").rglob("*.py"))
    given = [
        name for text in sources for name in re.findall(r'setDesktopFileName\("(.+?)"\)', text)
    ]
    assert given == [APP_ID]


@pytest.mark.parametrize("section", ["Desktop Entry", "Desktop Action Capture"])
def test_the_menu_starts_commands_that_exist(
    entry: configparser.ConfigParser, section: str
) -> None:
    program, *arguments = entry[section]["Exec"].split()
    assert program == "askance"
    build_parser().parse_args(arguments)


def test_every_action_has_its_section(entry: configparser.ConfigParser) -> None:
    actions = entry["Desktop Entry"]["Actions"].rstrip(";").split(";")
    sections = {f"Desktop Action {action}" for action in actions}
    assert sections == {*entry.sections()} - {"Desktop Entry"}


def test_the_same_words_everywhere(entry: configparser.ConfigParser, metainfo: ET.Element) -> None:
    words = metainfo.findtext("summary")
    assert words == entry["Desktop Entry"]["Comment"]
    assert f'description = "{words}."' in (CHECKOUT / "pyproject.toml").read_text()


def test_the_icons_are_drawn_at_every_size(tmp_path: Path) -> None:
    mark = CHECKOUT / "resources" / "icons" / "askance.svg"
    theme = tmp_path / "hicolor"
    subprocess.run([sys.executable, LINUX / "icons.py", mark, theme], check=True)
    drawn = {path.parent.parent.name: path for path in theme.glob("*/apps/askance.png")}
    assert set(drawn) == {f"{n}x{n}" for n in (16, 22, 24, 32, 48, 64, 128, 256)}
    for size, path in drawn.items():
        with Image.open(path) as icon:
            assert f"{icon.width}x{icon.height}" == size
            corner, middle = icon.getpixel((0, 0)), icon.getpixel((icon.width // 2, 1))
            assert isinstance(corner, tuple)
            assert isinstance(middle, tuple)
            assert corner[3] < 128 <= middle[3], f"{size} is not the rounded mark"
    assert (theme / "scalable" / "apps" / "askance.svg").read_bytes() == mark.read_bytes()


@pytest.fixture(scope="module")
def copyright_text() -> str:
    command = [sys.executable, LINUX / "copyright.py"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def copyright_sections(copyright_text: str) -> dict[str, str]:
    """By component: from its underlined title up to the next one."""
    parts = re.split(r"^([\w.-]+) \d[^\n]*\n-{5,}\n", copyright_text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_component_is_named_with_its_licence(copyright_text: str) -> None:
    assert (CHECKOUT / "LICENSE").read_text().strip() in copyright_text
    for name in ("Python", "PySide6_Essentials", "httpx", "pillow", "keyring", "truststore"):
        assert re.search(rf"^{name} \d", copyright_text, re.MULTILINE), f"{name} is missing"
    assert "GNU Lesser General Public License, version 3" in copyright_text


@pytest.mark.parametrize(
    ("component", "words"),
    [
        ("rapidocr", "RapidOCR Model License and Attribution Notice"),
        ("onnxruntime", "Copyright (c) Microsoft Corporation"),
        ("onnxruntime", "THIRD PARTY SOFTWARE NOTICES"),
        ("opencv-python-headless", "FFmpeg"),
        ("numpy", "Copyright (c) 2005-"),
        ("shapely", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("pyclipper", "Permission is hereby granted"),
        ("zxing-cpp", "/usr/share/common-licenses/Apache-2.0"),
    ],
)
def test_what_reads_comes_with_its_licences(
    copyright_sections: dict[str, str], component: str, words: str
) -> None:
    assert words in copyright_sections[component]
