#!/bin/sh
# The browser tests run in Debian's own chromium; this installs it, and a font with Arabic, where it is missing,
# and the one library that the program which drives it needs and a bare Debian lacks.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium fonts-dejavu-core"
/sbin/ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
if [ -z "$missing" ]; then
    exit 0
fi

refuse() {
    echo "The browser tests need more than is installed, and $1." >&2
    echo "Install it by hand (Debian: apt-get install $missing) and run make test again." >&2
    exit 1
}

command -v apt-get >/dev/null 2>&1 || refuse "this system has no apt-get"
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    refuse "installing it takes root or sudo"
fi

echo "Installing from the Debian packages: $missing"
$as_root apt-get update -qq || refuse "apt-get update failed"
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends $missing >/dev/null ||
    refuse "apt-get install failed"
