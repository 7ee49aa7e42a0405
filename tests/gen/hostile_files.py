#!/usr/bin/env python3
"""Writes hostile and damaged files of every format, and an index of them.

    python3 tests/gen/hostile_files.py --out DIR [--only PART] [--small]

A line of DIR/index is: group, file name, the codes of which one must be found ("-": any answer
will do). The files of a group are small and can be read in one run. Nothing is over 20 MB, and
nothing over 200 KB with --small.
"""

import argparse
import os
import random
import struct
import zlib

from formats import draw
from hostile import markup, office, ole, pdf

SEED = 5
LARGE, SMALL = 20 << 20, 200 << 10


def _one_of_each():
    """kind -> (suffix, bytes) of a sound report."""
    for kind in draw.KINDS:
        made = draw.drawn(kind, SEED, 0)
        yield kind, made.suffix, made.content


def _cut():
    """Each sound file, ended early."""
    for kind, suffix, content in _one_of_each():
        for part in range(1, 16):
            yield f"cut-{kind}", f"cut-{part}{suffix}", content[:len(content) * part // 16], ()
        yield f"cut-{kind}", f"cut-last{suffix}", content[:-1], ()
        yield f"cut-{kind}", f"headless{suffix}", content[7:], ()


def _flipped():
    """Each sound file with some bytes changed."""
    for kind, suffix, content in _one_of_each():
        rng = random.Random(f"{SEED}/{kind}")
        for number in range(24):
            changed = bytearray(content)
            for _ in range(1 << number % 8):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
            yield f"flipped-{kind}", f"flipped-{number}{suffix}", bytes(changed), ()


def _png():
    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(72)))
            + chunk(b"IEND", b""))


def _strange():
    """What is no document, or not what its name says."""
    picture = ("input.no_text", "input.unsupported")
    yield "scan.png", _png(), picture
    head = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    yield "scan.jpg", head + bytes(500) + b"\xff\xd9", picture
    yield "scan.gif", b"GIF89a\1\0\1\0\x80\0\0" + bytes(30) + b";", picture
    yield "scan.tif", b"II*\0\x08\0\0\0" + bytes(300), picture
    yield "nothing.pdf", b"", ("input.empty",)
    yield "nothing.docx", b"", ("input.empty",)
    yield "program.docx", b"\x7fELF\2\1\1" + bytes(5000), ()
    yield "packed.gz", b"\x1f\x8b\x08\0" + zlib.compress(bytes(1000)), ()
    for kind, suffix, content in _one_of_each():
        yield f"misnamed-{kind}.txt", content, ()
        yield f"misnamed-{kind}.pdf", content, ()
        yield f"prefixed-{kind}{suffix}", b"\r\n\r\n \xef\xbb\xbf" + content, ()
        yield f"followed-{kind}{suffix}", content + b"\0" * 100000, ()


def _sealed():
    yield from pdf.sealed(draw.drawn("pdf", SEED, 0).content)


def _singly(maker):
    for name, content, codes in maker():
        yield name, name, content, codes


PARTS = {"html": lambda: _singly(markup.files), "office": lambda: _singly(office.files),
         "pdf": lambda: _singly(pdf.files), "old": lambda: _singly(ole.files),
         "strange": lambda: _singly(_strange), "sealed": lambda: _singly(_sealed),
         "cut": _cut, "flipped": _flipped}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--only", choices=list(PARTS))
    parser.add_argument("--small", action="store_true", help="leave out what is over 200 KB")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "index"), "w", encoding="utf-8") as index:
        for part in [options.only] if options.only else PARTS:
            for group, name, content, codes in PARTS[part]():
                if len(content) > (SMALL if options.small else LARGE):
                    continue
                with open(os.path.join(options.out, name), "wb") as file:
                    file.write(content)
                index.write(f"{group} {name} {','.join(codes) or '-'}\n")


if __name__ == "__main__":
    main()
