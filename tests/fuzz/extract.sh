#!/bin/sh
# Sends changed files of each format through the reading processes and prints what came of it.
#
#   extract.sh BUILD SECONDS
#
# Files that ended the process that read them are kept in BUILD/findings/KIND. The exit status is 0
# when there are none, and the program that asked has left nothing behind.
set -u

build=$1 seconds=$2 status=0
for samples in "$build"/samples/*; do
    kind=${samples##*/}
    found=$build/findings/$kind
    rm -rf "$found"
    mkdir -p "$found"
    echo "$kind"
    "$build/tests/bench_soak" "$build/nianbao-extract" "$samples" --seconds "$seconds" \
        --keep "$found" || status=1
done
exit $status
