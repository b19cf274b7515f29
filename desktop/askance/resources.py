"""Finds icons, styles, translations and prompts: in a wheel or a frozen program they lie inside the
package, in a checkout beside `desktop/` (an editable install brings no forced includes).
"""

from __future__ import annotations

from pathlib import Path


def resource_root() -> Path:
    """The folder that holds `icons/`, `styles/` … Raises FileNotFoundError naming both places."""
    package = Path(__file__).resolve().parent
    places = (package / "resources", package.parent.parent / "resources")
    for place in places:
        if (place / "icons").is_dir():
            return place
    raise FileNotFoundError(f"Askance's resources are in neither {places[0]} nor {places[1]}")


def resource(*names: str) -> Path:
    """One resource, `resource("icons", "crop.svg")`. Raises FileNotFoundError when missing."""
    path = resource_root().joinpath(*names)
    if not path.exists():
        raise FileNotFoundError(f"Askance's resource {'/'.join(names)} is missing")
    return path
