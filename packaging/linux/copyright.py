"""Prints Debian's copyright file: our licence, and those of everything frozen with us.

The components are what requirements.txt pins for this system, with the licence texts that they
themselves carry.
"""

import re
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "packaging"))

from contents import pinned  # noqa: E402  the folder is no package

OURS = """\
Askance
=======

{licence}

Askance comes frozen with the components below. Each is under its own licence, and none of them was
changed.

Qt, PySide6 and shiboken6 are used under the GNU Lesser General Public License, version 3, which is
in /usr/share/common-licenses/LGPL-3 (and GPL-3). They are shared libraries under
/usr/lib/askance/_internal and may be replaced by compatible ones; their sources are at
https://code.qt.io. Qt brings along ICU (Unicode License v3), HarfBuzz (MIT), libjpeg-turbo (IJG and
BSD-3-Clause), libpng (libpng-2.0), libwebp (BSD-3-Clause), PCRE2 (BSD-3-Clause) and md4c (MIT).

OpenCV is linked to shared libraries of FFmpeg, used under the GNU Lesser General Public License,
version 2.1 or later; their sources are at https://ffmpeg.org. Shapely is linked to GEOS, used under
the GNU Lesser General Public License, version 2.1; its sources are at https://libgeos.org. Both lie
beside what they serve, under /usr/lib/askance/_internal, and may be replaced by compatible ones.

The models that read text are PaddleOCR's, under the Apache License, Version 2.0, as RapidOCR
converted and carries them.

python-xlib is used under the GNU Lesser General Public License, version 2.1 or later, which is in
/usr/share/common-licenses/LGPL-2.1.

The program that starts it all is PyInstaller's bootloader: GNU General Public License, version 2 or
later, with an exception that allows to distribute it with programs under any licence.
"""

LICENCE_FILE = re.compile("LICEN[CS]E|COPYING|NOTICE|ThirdPartyNotices")
APACHE = "The Apache License, Version 2.0, is in /usr/share/common-licenses/Apache-2.0."
APACHE_TEXT = re.compile(
    r"Apache License\s+Version 2\.0, January 2004.+?END OF TERMS AND CONDITIONS"
    r"(\s+APPENDIX:.+?limitations under the License\.)?",
    re.DOTALL,
)


def installed(name: str) -> Distribution | None:
    """None when this system does not need it (a requirement of Windows, say)."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_name(component: Distribution) -> str:
    """As the component itself declares it: an expression, a line, or a classifier."""
    metadata = component.metadata
    declared = metadata.get("License-Expression") or metadata.get("License") or ""
    classifiers = [
        value.rpartition(" :: ")[2]
        for value in metadata.get_all("Classifier", [])
        if value.startswith("License ::")
    ]
    declared = declared.partition("\n")[0].strip().removeprefix("UNKNOWN")
    return declared or ", ".join(classifiers) or "see below"


def licence_texts(component: Distribution) -> list[str]:
    """What lies under the usual names in the component's metadata folder, or else at the top of its
    package. Debian has the Apache License once for all.
    """
    named = [
        file
        for file in sorted(component.files or (), key=str)
        if LICENCE_FILE.search(file.stem) and file.suffix != ".py"
    ]
    beside = [file for file in named if ".dist-info" in file.parts[0]]
    texts = [
        Path(str(component.locate_file(file))).read_text("utf-8", errors="replace")
        for file in beside or [file for file in named if len(file.parts) == 2]
    ]
    return [APACHE_TEXT.sub(APACHE, text).strip() for text in texts]


def python_licence() -> str:
    """The text of this Python's own licence, wherever its maker put it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path("/usr/share/doc", version, "copyright"),
    ):
        if path.is_file():
            return path.read_text("utf-8", errors="replace").strip()
    raise FileNotFoundError("the licence of this Python is not to be found")


def section(title: str, *texts: str) -> str:
    """One component."""
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *texts])


def main() -> None:
    """Everything, to standard output."""
    print(OURS.format(licence=(CHECKOUT / "LICENSE").read_text("utf-8").strip()))
    print(section(f"Python {sys.version.partition(' ')[0]}", python_licence()))
    for name in sorted(pinned((CHECKOUT / "requirements.txt").read_text("utf-8"))):
        component = installed(name)
        if component is not None:
            title = f"{component.metadata['Name']} {component.version}: {licence_name(component)}"
            print(f"\n{section(title, *licence_texts(component))}")


if __name__ == "__main__":
    main()
