#!/bin/sh
# Installs the programs that read what the backends write, from Debian's packages, so that the consumer tests
# have them: on a developer's machine, in a container, in CI. Run it as root; again does no harm.
#
# Nothing of the machine's own networking changes: no service is started or enabled, /etc/network/interfaces
# is left as it was, and ifupdown-ng (which conflicts with ifupdown) and virsh (whose package has a service) are
# only unpacked, below $IFSCRIBE_CONSUMERS (default /var/cache/ifscribe-consumers).
set -eu

consumers=${IFSCRIBE_CONSUMERS:-/var/cache/ifscribe-consumers}
packages='systemd udev iproute2 procps ifupdown bridge-utils vlan ifenslave isc-dhcp-client libvirt0'
# What stanzas that others wrote call.
packages="$packages net-tools"
# The servers of guest networks, and what asks them.
packages="$packages dnsmasq-base kea-dhcp4-server bind9-dnsutils busybox util-linux"
# What filters their packets, starts it all, and tries it.
packages="$packages nftables systemd-container libxml2-utils iputils-ping socat"
export DEBIAN_FRONTEND=noninteractive

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail 'must run as root'
command -v apt-get >/dev/null || fail 'needs apt-get'

scratch=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
own_policy=no

# Puts back what the packages' scripts may have changed, however the run ends.
clean_up() {
    status=$?
    trap - EXIT INT TERM
    [ "$own_policy" = no ] || rm -f "$policy"
    if [ -e "$scratch/installing" ]; then
        if [ -e "$scratch/interfaces" ]; then
            cmp -s "$scratch/interfaces" /etc/network/interfaces || cp -p "$scratch/interfaces" /etc/network/interfaces
        else
            rm -f /etc/network/interfaces
        fi
        service_links | while read -r link; do
            grep -qxF "$link" "$scratch/links" || rm -f "$link"
        done
    fi
    rm -rf "$scratch"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The links by which an init system would start networking, or a DHCP server, at boot.
service_links() {
    find /etc/systemd/system /etc/rc?.d \( -name networking.service -o -name systemd-networkd.service \
        -o -name systemd-networkd.socket -o -name kea-dhcp4-server.service -o -name systemd-networkd-wait-online.service \
        -o -name 'S??networking' -o -name 'K??networking' \) -type l 2>/dev/null || true
}

# apt-get, waiting for its locks instead of failing; what it says is shown only when it fails.
apt() {
    for attempt in 1 2 3; do
        if apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >"$scratch/log" 2>&1; then
            return 0
        fi
        sleep "$((attempt * 5))"
    done
    cat "$scratch/log" >&2
    fail "apt-get $* failed"
}

is_installed() {
    [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]
}

# Unpacks PACKAGE to FOLDER of the consumers, unless PROGRAM is there already.
unpack() {
    [ ! -x "$consumers/$2/$3" ] || return 0
    (cd "$scratch" && apt download "$1")
    mkdir -p "$consumers"
    rm -rf "$consumers/$2.new"
    dpkg-deb -x "$scratch/$1"_*.deb "$consumers/$2.new"
    rm -rf "${consumers:?}/$2"
    mv "$consumers/$2.new" "$consumers/$2"
}

missing=
for package in $packages; do
    is_installed "$package" || missing="$missing $package"
done

if [ -z "$missing" ] && [ -x "$consumers/ifupdown-ng/sbin/ifquery" ] && [ -x "$consumers/libvirt/usr/bin/virsh" ]; then
    exit 0
fi

apt update

if [ -n "$missing" ]; then
    if [ ! -e "$policy" ]; then
        own_policy=yes
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    service_links >"$scratch/links"
    [ ! -e /etc/network/interfaces ] || cp -p /etc/network/interfaces "$scratch/interfaces"
    : >"$scratch/installing"
    # shellcheck disable=SC2086 # a list of words
    apt install --no-install-recommends $missing
fi

unpack ifupdown-ng ifupdown-ng sbin/ifquery
unpack libvirt-clients libvirt usr/bin/virsh
