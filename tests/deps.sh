#!/bin/sh
# Installs those of the named Debian packages that are missing, and says what it does.
set -eu

missing=
for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q '^install ok installed$' ||
        missing="$missing $p"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null; then
    root=sudo
else
    echo "deps: these packages are missing, and installing them needs root:$missing" >&2
    echo "deps: run as root: apt-get install$missing" >&2
    exit 1
fi
echo "deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
$root apt-get -q update
# shellcheck disable=SC2086 # a list of words
$root apt-get -q install -y --no-install-recommends $missing
