#!/usr/bin/env python3
"""Writes sound files of every format, for fuzzers and long runs to start from.

    python3 tests/fuzz/samples.py --out DIR

DIR/KIND holds one file of each style of that kind. Of PDF files there is one with its streams as they
are besides the compressed one, so that what is changed in it is seen by more than the decompressor.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gen"))

from formats import draw, pdf, pdf_file  # noqa: E402

SEED = 11


def _bare():
    """PDF files without compressed streams."""
    packed, pdf.File = pdf.File, lambda compressed=False: pdf_file.File(False)
    try:
        for number in range(len(draw.KINDS["pdf"][1])):
            yield draw.drawn("pdf", SEED, number)
    finally:
        pdf.File = packed


def _write(folder, prefix, mades):
    os.makedirs(folder, exist_ok=True)
    for made in mades:
        with open(os.path.join(folder, prefix + made.name + made.suffix), "wb") as file:
            file.write(made.content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    out = parser.parse_args().out
    for kind, (_, styles) in draw.KINDS.items():
        _write(os.path.join(out, kind), "",
               (draw.drawn(kind, SEED, number) for number in range(len(styles))))
    _write(os.path.join(out, "pdf"), "bare-", _bare())


if __name__ == "__main__":
    main()
