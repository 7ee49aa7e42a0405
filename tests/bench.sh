#!/bin/sh
# Measures the parser and the daemon beside floors taken in the same run, and prints a table.
#
#   BUILD          where the programs are (default build)
#   BENCH_FILES    files of one end-to-end run (default 20000)
#   BENCH_WAITING  files that wait when the daemon starts (default 100000; 0 leaves this out)
#   BENCH_RUNS     runs of each, of which the median counts (default 3)
#   BENCH_REPLAY_EVENTS  events that a client replays (default 100000, some 8 KiB of disk each; 0
#                  leaves this out)
#
# Everything happens below $BUILD/bench, on the file system of the build, and is removed.
set -eu

build=$(realpath "${BUILD:-build}")
data=$(dirname "$0")/data
files=${BENCH_FILES:-20000} waiting=${BENCH_WAITING:-100000} runs=${BENCH_RUNS:-3}
events=${BENCH_REPLAY_EVENTS:-100000} paced=2000
sample=$data/valid_dense.txt
work=$build/bench
sockets=$(mktemp -d "${TMPDIR:-/tmp}/nianbao-bench.XXXXXX")
trap 'rm -rf "$work" "$sockets"' EXIT
trap 'exit 130' INT TERM

# again: no files, but the journal of the run before.
again() {
    rm -rf "$work/drop" "$work/stage" "$work/archive" "$work/rejected"
    mkdir -p "$work/drop" "$work/stage" "$work/archive" "$work/rejected" "$work/state"
}

fresh() {
    rm -rf "$work"
    again
    cat >"$work/nianbaod.conf" <<END
[directories]
drop = $work/drop
archive = $work/archive
rejected = $work/rejected
state = $work/state
[feed]
feed = ipc://$sockets/feed
replay = ipc://$sockets/replay
[log]
level = warning
END
}

# drive WAY COUNT ours|floor: prints what bench_drive measured.
drive() {
    fresh
    if [ "$3" = ours ]; then
        set -- "$1" "$2" "$build/nianbaod" -c "$work/nianbaod.conf"
    else
        set -- "$1" "$2" "$build/tests/bench_floor" "$work/drop" "$work/archive" "$work/log" \
            "ipc://$sockets/feed"
    fi
    way=$1 count=$2
    shift 2
    "$build/tests/bench_drive" "$way" "$sample" "$work" "ipc://$sockets/feed" "$count" "$@"
}

# median NAME FILE: the middle one of the values of NAME=… in FILE.
median() {
    sed -n "s/.*\<$1=\([0-9-]*\).*/\1/p" "$2" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

# row WHAT NAME GOAL [OURS FLOOR]: one line of a table, from what two kinds of runs printed.
row() {
    ours=$(median "$2" "$sockets/${4:-ours}") floor=$(median "$2" "$sockets/${5:-floor}")
    awk -v w="$1" -v a="$ours" -v b="$floor" -v g="$3" \
        'BEGIN {printf "%-44s %9d %9d %8.2f   %s\n", w, a, b, a / b, g}'
}

printf '%-44s %9s %9s %8s   %s\n' '' ours floor ratio 'to reach'
"$build/tests/bench_parse" "$sample" "$data/wrong_cell.txt" "$data/bars.txt" "$data/markdown.md"

"$build/tests/bench_hostile" "$data/valid_tabs.txt"

# format KIND GOAL COMMAND...: one line, of twelve reports in that format.
format() {
    kind=$1 goal=$2
    shift 2
    python3 -B "$(dirname "$0")/gen/make_formats.py" --out "$sockets/$kind" --kind "$kind" --count 12
    BUILD=$build "$build/tests/bench_formats" "$(echo "$kind" | tr a-z A-Z), documents/s (beside $1)" \
        "$goal" "$sockets/$kind"/* -- "$@"
}

format pdf 'ratio >= 0.67' pdftotext {} -
format docx 'ratio >= 5.00' pandoc -f docx -t plain {}
format html 'ratio >= 5.00' pandoc -f html -t plain {}
format xlsx '' /usr/bin/python3 -c 'import openpyxl, sys
for sheet in openpyxl.load_workbook(sys.argv[1], data_only=True):
    for row in sheet.iter_rows(values_only=True): print(row)' {}

i=0
while [ "$i" -lt "$runs" ]; do
    drive run "$files" floor >>"$sockets/floor"
    drive run "$files" ours >>"$sockets/ours"
    i=$((i + 1))
done
row "end to end, files/s ($files at once)" files_per_s 'ratio >= 0.30'
row 'latency p50, us (200 files/s)' p50_us 'ratio <= 2.00'
row 'latency p99, us' p99_us ''
row 'peak memory, KiB' peak_kib 'ours <= 65536'
row_lost=$(median lost "$sockets/ours")
[ "$row_lost" = 0 ] || echo "messages that the subscriber did not get in a run: $row_lost"

if [ "$waiting" -gt 0 ]; then
    drive wait "$waiting" ours >"$sockets/waiting"
    printf '%-44s %9d %9s %8s   %s\n' "peak memory, KiB ($waiting waiting at start)" \
        "$(median peak_kib "$sockets/waiting")" '' '' 'ours <= 65536'
    printf '%-44s %9d\n' 'files/s from there' "$(median files_per_s "$sockets/waiting")"
fi

replay() {
    "$build/tests/bench_replay" "$@"
}

# replay_rate: a client replays everything; beside it the same sockets from memory.
replay_rate() {
    "$build/nianbaod" -c "$work/nianbaod.conf" &
    daemon=$!
    replay drain "ipc://$sockets/replay" 1 >/dev/null
    i=0
    while [ "$i" -lt "$runs" ]; do
        replay floor "ipc://$sockets/memory" "$events" "$work/state/journal.db" >>"$sockets/from-memory"
        replay drain "ipc://$sockets/replay" 1 >>"$sockets/replayed"
        i=$((i + 1))
    done
    kill "$daemon"
    wait "$daemon"
}

# pace: files are dropped at an even pace.
pace() {
    again
    "$build/tests/bench_drive" pace "$sample" "$work" "ipc://$sockets/feed" "$paced" \
        "$build/nianbaod" -c "$work/nianbaod.conf"
}

# pace_replaying: the same while a client replays everything, over and over.
pace_replaying() {
    "$build/tests/bench_replay" drain "ipc://$sockets/replay" 0 >>"$sockets/meanwhile" &
    client=$!
    pace
    kill "$client"
    wait "$client"
}

if [ "$events" -gt 0 ]; then
    fresh
    replay fill "$work/state/journal.db" "$events" "$sample"
    replay_rate
    row "replay, events/s (beside memory; $events events)" events_per_s 'ratio >= 0.60' \
        replayed from-memory
    i=0
    while [ "$i" -lt "$runs" ]; do
        pace >>"$sockets/alone"
        pace_replaying >>"$sockets/beside"
        i=$((i + 1))
    done
    row 'latency p50, us, during a replay (beside without)' p50_us '' beside alone
    row 'latency p99, us, likewise' p99_us 'ratio <= 2.00' beside alone
    printf '%-44s %9d\n' 'events replayed meanwhile, each run' "$(median events "$sockets/meanwhile")"
fi
