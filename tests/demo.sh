#!/bin/sh
# Shows nianbao at work: starts the daemon on an empty directory, drops reports, and shows what
# comes out. Fails loudly when it does not come. With --run, only starts the daemon on build/run/.
#
#   BUILD   where the programs are (default build)
set -eu

build=$(realpath "${BUILD:-build}")
data=$(dirname "$0")/data
patience=30 # seconds for each thing to happen

# configure DIR FEED REPLAY: makes the directories of a daemon, and its configuration.
configure() {
    mkdir -p "$1/drop" "$1/archive" "$1/rejected" "$1/state"
    cat >"$1/nianbaod.conf" <<END
[directories]
drop = $1/drop
archive = $1/archive
rejected = $1/rejected
state = $1/state
[feed]
feed = $2
replay = $3
END
}

if [ "${1:-}" = --run ]; then
    here=$build/run
    configure "$here" tcp://127.0.0.1:5560 tcp://127.0.0.1:5561
    echo "把年报放进 · drop reports into:   $here/drop"
    echo "另开终端看 · in another terminal: $build/nianbao tail"
    echo "按 Ctrl-C 结束 · Ctrl-C ends it"
    exec "$build/nianbaod" -c "$here/nianbaod.conf"
fi

here=$build/demo
sockets=$(mktemp -d "${TMPDIR:-/tmp}/nianbao-demo.XXXXXX")
feed=ipc://$sockets/feed replay=ipc://$sockets/replay
daemon='' tail='' json=''

# shellcheck disable=SC2317 # called by the trap
clean() {
    for p in $tail $json $daemon; do
        kill "$p" 2>/dev/null || true
    done
    wait
    rm -rf "$sockets"
}
trap clean EXIT
trap 'exit 130' INT TERM

step=0
heading() {
    step=$((step + 1))
    printf '\n── %d. %s ──\n\n' "$step" "$1"
}

fail() {
    echo "demo: FAILED: $1" >&2
    echo "demo: the daemon's log:" >&2
    tail -n 40 "$here/nianbaod.log" >&2
    exit 1
}

# await WHAT COMMAND…: repeats the command until it succeeds.
await() {
    what=$1 tries=$((patience * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        kill -0 "$daemon" 2>/dev/null || fail "the daemon has ended by itself"
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "$what"
        sleep 0.1
    done
}

# A year that arrives after the next one makes an event more: the later year is judged anew.
events_are() {
    [ "$(wc -l <"$here/feed.txt")" -ge "$1" ] && [ "$(wc -l <"$here/feed.jsonl")" -ge "$1" ]
}

# drop NAME AS [AGENCY]: puts a sample into the drop directory, as a clerk's copy would; a text can be
# given another agency, so that samples are not taken for years of the same one, or are.
drop() {
    mkdir -p "$(dirname "$here/drop/$2")"
    if [ -n "${3:-}" ]; then
        sed "1s/^\(# \)\{0,1\}.*\([0-9]\{4\}年\)/\1$3\2/" "$data/$1" >"$here/drop/$2.part"
        mv "$here/drop/$2.part" "$here/drop/$2"
    else
        cp "$data/$1" "$here/drop/$2"
    fi
    echo "  $2"
}

drop_is_empty() {
    [ -z "$(find "$here/drop" -type f)" ]
}

# The files below a folder, each on its line.
list() {
    (cd "$here" && find "$1" -type f | LC_ALL=C sort | sed 's/^/  /')
}

rm -rf "$here"
configure "$here" "$feed" "$replay"

heading '启动守护进程 · the daemon starts'
"$build/nianbaod" -c "$here/nianbaod.conf" 2>"$here/nianbaod.log" &
daemon=$!
await 'the daemon does not answer' "$build/nianbao" status --replay "$replay" --timeout 1
"$build/nianbao" tail --feed "$feed" --replay "$replay" >"$here/feed.txt" 2>"$here/feed.err" &
tail=$!
"$build/nianbao" tail --feed "$feed" --replay "$replay" --format jsonl >"$here/feed.jsonl" 2>"$here/json.err" &
json=$!
await 'the feed is silent' grep -q '已连上' "$here/feed.err"
await 'the feed is silent' grep -q '已连上' "$here/json.err"
echo "  nianbaod -c ${here#"$PWD"/}/nianbaod.conf"
echo "  nianbao tail"

heading '放入年报 · reports are dropped'
drop valid_dense.txt 合格.txt 澜溪市财政局
drop wrong_cell.txt 有一个数错了.txt 云岫县石桥乡
drop markdown.md 乡镇/网页转存.md 鹿衔县桃源乡
drop row_lost.txt 乡镇/丢了一行.txt
drop valid_tabs.txt 望鹤乡2023年.txt 云岫县望鹤乡
drop valid_zero.txt 望鹤乡2024年.txt
drop not_a_report.txt 会议通知.txt
drop formats/gbk.txt 旧电脑上的.txt
drop formats/page.html 网页.html
drop formats/saved.mht 带图片的网页.mht
drop formats/word.docx 文档.docx
drop formats/excel.xlsx 表格.xlsx
drop formats/print.pdf 红头文件.pdf
drop formats/slip.pdf 有数错了的红头文件.pdf
await 'not every file has got its message' events_are 14

heading '发布的消息 · what the feed says'
sed 's/^/  /' "$here/feed.txt"

heading '其中一条 · one of the messages (shortened: …)'
python3 - "$here/feed.jsonl" <<'END'
import json, sys

events = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
event = next(e for e in events if e["data"]["source"]["name"].endswith("有一个数错了.txt"))
data = event["data"]
for key in ("sections", "disclosure", "requests", "proceedings", "claims", "checks"):
    data[key] = "…"
for line in json.dumps(event, ensure_ascii=False, indent=2).splitlines():
    print("  " + line)
END

heading '文件去了哪里 · where the files are'
await 'the files do not leave the drop directory' drop_is_empty
list archive
list rejected

heading '给填报人看的说明 · for the clerk'
findings=$(find "$here/archive" -name '有一个数错了.txt*.findings.txt' -o \
    -name '有一个数错了.findings.txt' | head -n 1)
[ -n "$findings" ] || fail 'the wrong report has no findings.txt'
echo "  ${findings#"$here"/}"
echo
sed 's/^/  /' "$findings"

heading '一个机关的各年 · the years of one agency'
echo "  nianbao history 云岫县望鹤乡"
echo
"$build/nianbao" history --replay "$replay" 云岫县望鹤乡 >"$here/history.txt" || [ $? -eq 1 ] ||
    fail 'no years are found'
sed 's/^/  /' "$here/history.txt"

heading '守护进程的状态 · how the daemon is'
"$build/nianbao" status --replay "$replay" >"$here/status.txt" || fail 'the daemon is not healthy'
sed 's/^/  /' "$here/status.txt"

kill "$daemon"
wait "$daemon" || fail 'the daemon did not end well'
daemon=''
printf '\n完成 · done. 文件留在 · the files are in %s\n' "${here#"$PWD"/}"
