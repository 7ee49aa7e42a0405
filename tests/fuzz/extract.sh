#!/bin/sh
# Sends changed files of a format through the reading processes and prints what came of it.
#
#   extract.sh BUILD FORMAT SECONDS
#
# Files that ended the process that read them are kept in BUILD/findings/FORMAT. The exit status is
# 0 when there are none, and the program that asked has left nothing behind.
set -u

build=$1 kind=$2 seconds=$3
found=$build/findings/$kind
rm -rf "$found"
mkdir -p "$found"
if said=$("$build/tests/bench_soak" "$build/nianbao-extract" "$build/samples/$kind" \
    --seconds "$seconds" --keep "$found" 2>&1); then
    status=0
else
    status=1
fi
echo "$kind: $said"
exit $status
