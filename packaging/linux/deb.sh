#!/bin/sh
# Wraps dist/askance as a .deb and prints its path: deb.sh VERSION. Called by packaging/build.sh,
# which sets SOURCE_DATE_EPOCH.
set -eu
cd "$(dirname "$0")/../.."
version=$1
architecture=$(dpkg --print-architecture)
tree=build/deb/tree
package=dist/askance_${version}_$architecture.deb
umask 022

# Linked by nothing, but loaded by their names: by mss, by python-xlib's and our own checks, by Qt.
loaded_by_name="libxcb1 libxcb-randr0 libxcb-render0 libxcb-shm0 libxcb-xfixes0 libx11-6 libxrandr2
 libxfixes3 libwayland-client0 ca-certificates"

lay_out() {
    rm -rf build/deb
    mkdir -p "$tree/usr/bin" "$tree/usr/lib" "$tree/usr/share/applications" \
        "$tree/usr/share/metainfo" "$tree/usr/share/doc/askance" \
        "$tree/usr/share/lintian/overrides" "$tree/DEBIAN"
    cp -R dist/askance "$tree/usr/lib/askance"
    ln -s ../lib/askance/askance "$tree/usr/bin/askance"
    cp packaging/linux/io.github.askance.Askance.desktop "$tree/usr/share/applications"
    cp packaging/linux/*.metainfo.xml "$tree/usr/share/metainfo"
    cp packaging/linux/lintian-overrides "$tree/usr/share/lintian/overrides/askance"
    .venv/bin/python packaging/linux/icons.py resources/icons/askance.svg \
        "$tree/usr/share/icons/hicolor"
    .venv/bin/python packaging/linux/copyright.py >"$tree/usr/share/doc/askance/copyright"
    gzip -9n <CHANGELOG.md >"$tree/usr/share/doc/askance/changelog.gz"
    find "$tree" -type d -exec chmod 755 {} +
    # A shared library needs no execute bit; the program does.
    find "$tree" -type f -exec chmod 644 {} +
    chmod 755 "$tree/usr/lib/askance/askance"
}

# The packages of the libraries that the frozen files are linked to, with the versions they need.
linked() {
    mkdir -p build/deb/shlibdeps/debian
    printf 'Source: askance\n\nPackage: askance\nArchitecture: any\n' \
        >build/deb/shlibdeps/debian/control
    files=$(find "$PWD/$tree/usr/lib/askance" -type f \( -name '*.so' -o -name '*.so.*' \
        -o -path '*/askance/askance' \))
    (
        cd build/deb/shlibdeps
        # shellcheck disable=SC2086  # paths without spaces: of our own making
        dpkg-shlibdeps -O --ignore-missing-info $files 2>../shlibdeps.log
    ) | sed -n 's/^shlibs:Depends=//p'
}

describe() {
    depends=$(linked)
    for package_name in $loaded_by_name; do
        case ", $depends," in
            *", $package_name,"* | *", $package_name ("*) ;;
            *) depends="$depends, $package_name" ;;
        esac
    done
    size=$(du -sk --apparent-size "$tree" | cut -f1)
    sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@SIZE@|$size|" \
        -e "s/@DEPENDS@/$depends/" packaging/linux/control.in >"$tree/DEBIAN/control"
    (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
}

lay_out
describe
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >&2
printf '%s\n' "$package"
