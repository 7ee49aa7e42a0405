#!/bin/sh
# Runs the test programs one after the other; one line each for those that pass.
set -u

# count WHAT LOG: the number in cmocka's last line "[  WHAT ] N test(s)".
count() {
    sed -n "s/.*\[ *$1 *\] \([0-9]*\) test.*/\1/p" "$2" | tail -n 1
}

failed=0 passed=0
for t in "$@"; do
    log=$t.log
    if "$t" >"$log" 2>&1; then
        passed=$((passed + 1))
        skipped=$(count SKIPPED "$log")
        echo "ok      ${t##*/} ($(count PASSED "$log") tests${skipped:+, $skipped skipped})"
    else
        failed=$((failed + 1))
        cat "$log"
        echo "FAILED  ${t##*/}"
    fi
done
echo "test programs: $passed passed, $failed failed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
