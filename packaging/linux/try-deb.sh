#!/bin/sh
# Installs the package in a Debian made for this alone, uses it there, and purges it again:
#
#   sudo packaging/linux/try-deb.sh dist/askance_VERSION_ARCHITECTURE.deb [SUITE]
#
# Needs debootstrap, what `make test` needs, and the network for Debian's packages. A root that has
# been used before would hide a forgotten dependency. Everything lies under build/try-deb; mounts
# and processes end with this script, since they live in namespaces of their own.
set -eu
cd "$(dirname "$0")/../.."
package=$1
suite=${2:-bookworm}
root=$PWD/build/try-deb/root

if [ -z "${ASKANCE_INSIDE:-}" ]; then
    [ "$(id -u)" = 0 ] || { echo "try-deb.sh: must be root" >&2; exit 1; }
    # Without the namespace's mounts, so that nothing of this machine can be reached through it.
    forget() { rm -rf --one-file-system build/try-deb; }
    forget
    trap forget EXIT
    unshare --mount --pid --fork --kill-child --mount-proc env ASKANCE_INSIDE=1 "$0" "$@"
    exit
fi

step() { printf '\n== %s\n' "$*"; }

there() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$root" "$@"
}

as_a_person() {
    env -i PATH=/usr/bin:/bin:/usr/sbin LC_ALL=C.UTF-8 HOME=/home/person \
        chroot --userspec=person:person "$root" "$@"
}

step "A fresh $suite"
mkdir -p "$root"
debootstrap --variant=minbase "$suite" "$root" >build/try-deb/debootstrap.log
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# No service of a dependency starts in here.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
there useradd --create-home person

step "Install"
cp "$package" "$root/var/cache/askance.deb"
there apt-get install -q -y --no-install-recommends /var/cache/askance.deb \
    >build/try-deb/install.log 2>&1 || { cat build/try-deb/install.log; exit 1; }
rm "$root/var/cache/askance.deb"
there dpkg --verify askance
du -sm --apparent-size "$root/usr/lib/askance"

step "Use, without a screen"
as_a_person askance --version
as_a_person askance --self-test
as_a_person askance doctor || [ $? -eq 1 ] # no screen is missing a screen
code=0
as_a_person askance || code=$?
[ "$code" = 2 ] || { echo "askance without a display: exit code $code, not 2" >&2; exit 1; }

# The home folders made for it, the screen's, the bus's and the keyring's sockets: all in here.
mount --bind /tmp "$root/tmp"

step "Read"
.venv/bin/python packaging/try_reading.py "$root/usr/lib/askance" \
    /usr/sbin/chroot --userspec=person:person "$root" askance

step "Use, with a screen: the tests of the whole program, on what was installed"
TEST_PROGRAM="/usr/sbin/chroot $root askance" dbus-run-session -- \
    .venv/bin/python -m pytest -q tests/e2e/test_main_job.py \
    tests/integration/test_cli_ask.py tests/integration/test_cli_key.py \
    -k "not test_it_needs_no_qt_no_keyring_and_no_database" # asks the interpreter itself
umount "$root/tmp"

step "Purge"
there apt-get purge -q -y askance >build/try-deb/purge.log 2>&1
left=$(find "$root" -xdev -path "$root/home" -prune -o -iname '*askance*' -print)
[ -z "$left" ] || { printf 'left behind:\n%s\n' "$left" >&2; exit 1; }
echo "Nothing is left."
