#!/bin/sh
# Runs the test programs one after the other; one line each for those that pass.
set -u

failed=0 passed=0
for t in "$@"; do
    log=$t.log
    if "$t" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok      ${t##*/} ($(sed -n 's/.*PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1) tests)"
    else
        failed=$((failed + 1))
        cat "$log"
        echo "FAILED  ${t##*/}"
    fi
done
echo "test programs: $passed passed, $failed failed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
