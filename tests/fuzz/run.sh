#!/bin/sh
# Runs one fuzzer and prints one line of what it did.
#
#   run.sh FUZZER SECONDS
#
# Beside the fuzzer lie its log, the inputs it made that reach new code (corpus/NAME, where the next
# run goes on) and those that broke it (findings/NAME-*). The exit status is 0 when none did.
set -u

fuzzer=$1 seconds=$2
build=${fuzzer%/*} name=${fuzzer##*/fuzz_}
here=$(dirname "$0")
log=$build/$name.log
mkdir -p "$build/corpus/$name" "$build/seeds/$name" "$build/findings"
rm -f "$build/findings/$name"-*
longest=65536
case $name in
html | mhtml | pdf) kinds=$name ;;
office) kinds='docx xlsx' ;;
*) kinds= ;;
esac
if [ -n "$kinds" ]; then
    longest=131072
    for kind in $kinds; do
        cp "$build/samples/$kind"/* "$build/seeds/$name"
    done
else
    cp "$here"/../data/*.txt "$here"/../data/*.md "$here"/../data/*.bin "$here"/regressions/* \
        "$build/seeds/$name"
fi

# The sanitizer keeps little of what is freed, so that the limit on memory is one on the parser. The
# limit on the time of one input is by the clock, and many times what any takes on an idle machine.
ASAN_OPTIONS=quarantine_size_mb=8:${ASAN_OPTIONS:-} \
    "$fuzzer" -max_total_time="$seconds" -seed=1 -max_len="$longest" -timeout=60 -report_slow_units=60 -rss_limit_mb=400 \
    -malloc_limit_mb=200 -print_final_stats=1 -artifact_prefix="$build/findings/$name-" \
    "$build/corpus/$name" "$build/seeds/$name" >"$log" 2>&1
status=$?

last=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [^ ]*' "$log" | tail -n 1)
execs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
findings=$(find "$build/findings" -name "$name-*" | wc -l)
printf '%-8s %10s execs  %s  peak %s MB  findings %s\n' "$name" "${execs:-?}" "${last:-}" \
    "${peak:-?}" "$findings"
if [ "$status" -ne 0 ] || [ "$findings" -ne 0 ]; then
    tail -n 30 "$log" >&2
    exit 1
fi
