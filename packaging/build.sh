#!/bin/sh
# Freezes the program into dist/askance and wraps it as dist/askance_VERSION_ARCHITECTURE.deb.
#
# Builds with .venv, whose packages are pinned and hashed: what only development needs is left out
# by name (contents.py), so an environment of its own would cost a minute and change nothing.
# Everything in between is under build/. The same commit on the same system gives the same package.
set -eu
cd "$(dirname "$0")/.."
packaging/setup.sh package

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "packaging: $*"
    exit 1
}

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' desktop/askance/__init__.py)
released=$(sed -n "s/^## \[$version\] - \([0-9-]\{10\}\)\$/\1/p" CHANGELOG.md)
metainfo=packaging/linux/io.github.askance.Askance.metainfo.xml
[ -n "$released" ] || stop "CHANGELOG.md has no line ## [$version] - YYYY-MM-DD"
grep -q "<release version=\"$version\" date=\"$released\">" "$metainfo" ||
    stop "$metainfo has no <release version=\"$version\" date=\"$released\">"
desktop-file-validate packaging/linux/io.github.askance.Askance.desktop
appstreamcli validate --no-net "$metainfo" >&2

# One time for every file: the last commit's, or the release's where there is no repository.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date -u -d "$released" +%s)
# Sets are frozen in the order of their hashes.
PYTHONHASHSEED=0
export SOURCE_DATE_EPOCH PYTHONHASHSEED

began=$(date +%s)
rm -rf dist/askance build/pyinstaller
.venv/bin/python -m PyInstaller --noconfirm --log-level WARN \
    --distpath dist --workpath build/pyinstaller packaging/askance.spec
# Whatever is missing on this system, the frozen program has to be whole.
DISPLAY='' WAYLAND_DISPLAY='' dist/askance/askance --self-test >&2
.venv/bin/python packaging/try_reading.py dist/askance dist/askance/askance >&2
frozen=$(date +%s)
package=$(packaging/linux/deb.sh "$version")
wrapped=$(date +%s)

say "frozen   $(du -sm --apparent-size dist/askance | cut -f1) MB in $((frozen - began)) s"
say "package  $(du -m --apparent-size "$package" | cut -f1) MB in $((wrapped - frozen)) s"
say "install  sudo apt install ./$package"
say "try it   sudo packaging/linux/try-deb.sh $package    (in a fresh Debian; some minutes)"
