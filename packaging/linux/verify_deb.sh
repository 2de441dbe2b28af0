#!/usr/bin/env bash
# Prove a .deb on a clean Debian: checks it, installs it with apt, carries the sample to a report headless and in a window on a virtual
# display, removes it, and looks for what stayed behind. Needs root, debootstrap, lintian and Debian's archive.
#   packaging/linux/verify_deb.sh FILE.deb [PICTURES-FOLDER]
set -euo pipefail
deb=$(readlink -f "$1")
pictures=${2:-}
[ "$(id -u)" = 0 ] || { echo "verify_deb: needs root" >&2; exit 2; }
for tool in debootstrap lintian; do command -v "$tool" >/dev/null || { echo "verify_deb: $tool is missing" >&2; exit 2; }; done

echo "== lintian"
lintian --allow-root --fail-on error --tag-display-limit 0 "$deb"

root=$(mktemp -d)
finish() {
  for mounted in dev/pts dev/shm dev proc; do mountpoint -q "$root/$mounted" && umount -l "$root/$mounted"; done
  rm -rf --one-file-system "$root"
}
trap finish EXIT
mirror=$(apt-cache policy base-files | grep -oE 'https?://[^ ]+' | grep -v security | sort -u | sed -n 1p)
echo "== clean Debian"
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >/dev/null
rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
cp -a /etc/apt/sources.list.d "$root/etc/apt/"
[ ! -e /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/"
cp -a /usr/share/keyrings/. "$root/usr/share/keyrings/"
cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t devpts devpts "$root/dev/pts" 2>/dev/null || true
mount -t tmpfs tmpfs "$root/dev/shm"
chmod 755 "$root"
cp "$deb" "$root/srv/program.deb"
inside() { chroot "$root" /usr/bin/env -i HOME="${home:-/root}" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
person() { home=/home/someone inside setpriv --reuid=someone --regid=someone --init-groups "$@"; }
inside useradd -m someone
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends xvfb xauth >/dev/null
inside sh -c 'find / -xdev -not -path "/proc/*" | sort >/srv/before'

echo "== install"
inside apt-get install -y -qq --no-install-recommends /srv/program.deb >/dev/null
echo "== headless: the sample to a report"
person sh -c 'cd && backfill-assistant-cli sample'
echo "== window: the sample to a report"
person sh -c 'cd && mkdir -p pictures && xvfb-run -a -s "-screen 0 1280x900x24" backfill-assistant --journey pictures'
[ -z "$pictures" ] || { mkdir -p "$pictures"; cp "$root"/home/someone/pictures/*.png "$pictures/"; }
echo "== remove"
inside apt-get purge -y -qq backfill-assistant >/dev/null
inside sh -c 'find / -xdev -not -path "/proc/*" | sort >/srv/after'
left=$(inside sh -c 'comm -13 /srv/before /srv/after' | grep -i backfill | grep -vE '^/home/someone/|^/var/(log|cache|lib/dpkg|lib/apt)/' || true)
[ -z "$left" ] || { printf 'verify_deb: left behind:\n%s\n' "$left" >&2; exit 1; }
echo "verify_deb: all passed"
