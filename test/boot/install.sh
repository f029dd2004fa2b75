#!/bin/sh
# Installs what the boot tests need, from Debian's packages. Run it as root; again does no harm.
set -eu
packages='qemu-system-x86 mmdebstrap erofs-utils lz4 kmod systemd iproute2'

[ "$(id -u)" -eq 0 ] || { echo 'install.sh: must run as root' >&2; exit 1; }
missing=
for package in $packages; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = 'install ok installed' ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
for attempt in 1 2 3; do
    # shellcheck disable=SC2086 # a list of words
    if { apt-get -q update && apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing; } >"$log" 2>&1; then
        exit 0
    fi
    sleep $((attempt * 5))
done
cat "$log" >&2
exit 1
