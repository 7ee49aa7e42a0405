#!/bin/sh
# Runs the test programs, as many at a time as there are processors (JOBS=n: n at a time); one line
# each for those that pass.
set -u

# count WHAT LOG: the number in cmocka's last line "[  WHAT ] N test(s)".
count() {
    sed -n "s/.*\[ *$1 *\] \([0-9]*\) test.*/\1/p" "$2" | tail -n 1
}

# Says in one piece what came of one program: what others say does not come in between.
if [ "${1:-}" = --one ]; then
    t=$2 log=$2.log
    if "$t" >"$log" 2>&1; then
        skipped=$(count SKIPPED "$log")
        echo "ok      ${t##*/} ($(count PASSED "$log") tests${skipped:+, $skipped skipped})"
        exit 0
    fi
    printf '%s\nFAILED  %s\n' "$(cat "$log")" "${t##*/}"
    exit 1
fi

said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
printf '%s\n' "$@" | xargs -P "${JOBS:-$(nproc)}" -n 1 sh "$0" --one | tee "$said"
passed=$(grep -c '^ok      ' "$said")
echo "test programs: $passed passed, $(($# - passed)) failed"
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" -eq $# ]
