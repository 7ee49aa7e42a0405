"""Writes parser/variant.inc: characters that stand for others which the parser's words are made of.

Two sources, both as Debian packages them:
  OpenCC's conversion t2s (package opencc), asked for every ideograph of the basic block, gives
  the simplified form of traditional and variant characters;
  Unicode's EquivalentUnifiedIdeograph.txt (in perl, as property EqUIdeo) gives the ideograph that
  a radical of the block CJK Radicals Supplement looks like. PDF files print such radicals.

    python3 tools/variants.py > parser/variant.inc
"""

import subprocess

FIRST, LAST = 0x4E00, 0x9FFF
RADICALS = (0x2E80, 0x2EF3)

# The prescribed forms themselves must not change, whatever a dictionary prefers.
KEPT = set("着乾")
# A stroke that is typed for the comma of lists: 一丶总体情况.
TYPED = {0x4E36: 0x3001}


def simplified():
    source = [chr(c) for c in range(FIRST, LAST + 1) if chr(c) not in KEPT]
    done = subprocess.run(["opencc", "-c", "t2s"], input="\n".join(source), text=True,
                          capture_output=True, check=True).stdout.split("\n")
    pairs = {ord(a): ord(b) for a, b in zip(source, done) if a != b and len(b) == 1}
    pairs = {a: pairs.get(b, b) for a, b in pairs.items()}
    return {a: b for a, b in {**pairs, **TYPED}.items() if b <= 0xFFFF}


def radicals():
    script = ('use Unicode::UCD "charprop"; for ($c = hex $ARGV[0]; $c <= hex $ARGV[1]; $c++) '
              '{ my $to = charprop($c, "EqUIdeo"); printf "%x %x\\n", $c, ord $to if $to ne ""; }')
    lines = subprocess.run(["perl", "-e", script, *(f"{c:x}" for c in RADICALS)], text=True,
                           capture_output=True, check=True).stdout.split("\n")
    pairs = dict(tuple(int(word, 16) for word in line.split()) for line in lines if line)
    return {a: b for a, b in pairs.items() if FIRST <= b <= LAST}


def show(name, first, pairs):
    print(f"const uint16_t {name} = {{")
    items = [f"[0x{a - first:04X}] = 0x{b:04X}" for a, b in sorted(pairs.items())]
    for i in range(0, len(items), 8):
        print("    " + ", ".join(items[i:i + 8]) + ",")
    print("};")


def main():
    plain = simplified()
    print("/* Written by tools/variants.py from OpenCC (Apache-2.0) and Unicode data; not by hand. */")
    show("nb_variant_forms[NB_VARIANT_LAST - NB_VARIANT_FIRST + 1]", FIRST, plain)
    show("nb_radical_forms[NB_RADICAL_LAST - NB_RADICAL_FIRST + 1]", RADICALS[0],
         {a: plain.get(b, b) for a, b in radicals().items()})


if __name__ == "__main__":
    main()
