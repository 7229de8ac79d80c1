#!/bin/sh
# The browser tests run in Debian's own chromium; this installs it, and a font with Arabic, where it is missing.
set -eu

if command -v chromium >/dev/null 2>&1; then
    exit 0
fi

refuse() {
    echo "The browser tests need chromium, and $1." >&2
    echo "Install it by hand (Debian: apt-get install chromium fonts-dejavu-core) and run make test again." >&2
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

echo "Installing chromium from the Debian packages ..."
$as_root apt-get update -qq || refuse "apt-get update failed"
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    refuse "apt-get install failed"
