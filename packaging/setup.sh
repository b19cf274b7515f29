#!/bin/sh
# Prepares this checkout: system libraries where they are missing, then .venv beside the sources.
#
#   packaging/setup.sh run    what the program needs to start
#   packaging/setup.sh dev    that, and what checks and tests need
#   packaging/setup.sh package    that, and what building packages needs
#
# Does nothing, quickly, when nothing is missing. Touches only the system's packages (apt, as root
# or through sudo) and .venv. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

run_packages="libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libx11-6
 libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0
 libxcb-xkb1 libgssapi-krb5-2 libbrotli1 libwayland-client0 libwayland-cursor0 libwayland-egl1"
dev_packages="xvfb xauth openbox xdotool x11-utils x11-xserver-utils xclip fonts-dejavu-core
 fonts-noto-cjk dbus gnome-keyring at-spi2-core python3-pyatspi gir1.2-atspi-2.0
 sway grim xdg-desktop-portal xdg-desktop-portal-wlr pipewire wireplumber
 xserver-xorg-core xserver-xorg-video-dummy xcompmgr trayer"
package_packages="binutils dpkg-dev desktop-file-utils appstream"

fedora_packages="libEGL libglvnd-glx dbus-libs fontconfig freetype glib2 libX11 libX11-xcb
 libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms libxcb krb5-libs brotli
 libwayland-client libwayland-cursor libwayland-egl"
arch_packages="libglvnd dbus fontconfig freetype2 glib2 libx11 libxkbcommon-x11 xcb-util-cursor
 xcb-util-wm xcb-util-keysyms libxcb krb5 brotli wayland"

say() { printf '%s\n' "$*" >&2; }

# A Python this program runs on: the first of the usual names that is 3.11 or newer.
find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

# Names that dpkg does not hold as installed; a library renamed for 64-bit time counts under both.
missing_debian() {
    installed=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' 2>/dev/null) "
    for package in "$@"; do
        case $installed in
            *" $package=installed "* | *" ${package}t64=installed "*) ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

install_debian() {
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root=sudo; fi
    if [ -n "$as_root" ] && ! command -v sudo >/dev/null; then
        say "Some system packages are missing. Install them as root, then run this again:"
        say "  apt-get update && apt-get install --no-install-recommends $*"
        exit 1
    fi
    say "Installing system packages: $*"
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
}

# Elsewhere nothing is installed by us: say exactly what to type.
ask_for() {
    command=$1
    shift
    [ $# -gt 0 ] || return 0
    say "Some system packages are missing. Install them, then run this again:"
    say "  sudo $command $*"
    exit 1
}

# Debian's own Python carries its shared library, which a frozen program needs, apart.
shared_python() {
    python=.venv/bin/python
    [ -x "$python" ] || python=$(find_python)
    "$python" -c 'import sys
if sys.base_prefix == "/usr":
    print("libpython%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

system_packages() {
    if command -v dpkg-query >/dev/null; then
        wanted=$run_packages
        [ "$purpose" = run ] || wanted="$wanted $dev_packages"
        [ "$purpose" != package ] || wanted="$wanted $package_packages $(shared_python)"
        # Debian ships venv's half of the standard library apart.
        if [ ! -x .venv/bin/python ] && ! "$(find_python)" -c 'import ensurepip' 2>/dev/null; then
            wanted="$wanted python3 python3-venv"
        fi
        # shellcheck disable=SC2046,SC2086  # lists of words
        install_debian $(missing_debian $wanted)
    elif command -v rpm >/dev/null && command -v dnf >/dev/null; then
        # shellcheck disable=SC2046,SC2086
        ask_for "dnf install" $(for p in $fedora_packages; do rpm -q "$p" >/dev/null || echo "$p"; done)
    elif command -v pacman >/dev/null; then
        # shellcheck disable=SC2046,SC2086
        ask_for "pacman -S" $(pacman -T $arch_packages || true)
    fi
}

make_venv() {
    if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    python=$(find_python)
    if [ -z "$python" ]; then
        say "Askance needs Python 3.11 or newer, and found none. PYTHON=/path/to/python names one."
        exit 1
    fi
    say "Creating .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

# What an environment was made from: it is made again when any of this changes.
fingerprint() {
    cat pyproject.toml packaging/setup.sh requirements.txt requirements-build.txt "$@" | cksum
    pwd
}

install_python_packages() {
    for_run=$(fingerprint)
    for_dev=$(fingerprint requirements-dev.txt)
    set -- requirements.txt requirements-build.txt
    case $purpose in
        run) [ "$(cat .venv/.askance-run 2>/dev/null)" != "$for_run" ] || return 0 ;;
        *)
            [ "$(cat .venv/.askance-dev 2>/dev/null)" != "$for_dev" ] || return 0
            set -- "$@" requirements-dev.txt
            ;;
    esac
    make_venv
    say "Installing Python packages ($purpose)"
    pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip --quiet install"
    # shellcheck disable=SC2046,SC2086
    $pip --require-hashes $(printf -- '-r %s ' "$@")
    $pip --no-deps --no-build-isolation --editable .
    printf '%s\n' "$for_run" >.venv/.askance-run
    [ "$purpose" = run ] || printf '%s\n' "$for_dev" >.venv/.askance-dev
}

system_packages
install_python_packages
