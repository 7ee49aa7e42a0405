#!/bin/sh
# Runs the fault tests one after the other; for each a line, and the counts of what it broke.
set -u
here=$(dirname "$0")
JOBS=1 sh "$here/../run.sh" "$@"
status=$?
for t in "$@"; do
    sed -n 's/^counts //p' "$t.log"
done
exit "$status"
