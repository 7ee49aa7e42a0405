#!/usr/bin/env python3
"""Writes one fictional report in each format, with its .expected.json.

    python3 tests/gen/make_formats.py --out tests/data/formats --seed 1
    python3 tests/gen/make_formats.py --out DIR --kind pdf --count 8     reports for a bench

Versions of zlib differ in what they make of the same bytes, so unlike tests/data these files are
not compared with what the generator makes.
"""

import argparse
import random
import zlib

import damage
import document
import make_reports
import report
import shapes
from formats import blocks, docx, draw, encode, mhtml, pdf, web, xlsx


def _copy(name, seed, agency, year, density, **options):
    rng = random.Random(f"{seed}/formats/{name}")
    return damage.Copy(report.make(rng, report.AGENCIES[agency], year, density, **options),
                       zlib.crc32(name.encode()) ^ seed), rng


def _text(copy):
    return document.text(copy, document.Style(table=shapes.tabs))


def _built(copy):
    return blocks.build(copy, blocks.style())


def _gbk_text(copy, rng):
    return encode.STYLES["gbk"].encode(_text(copy).replace("\n", "\r\n"))


def _wide_text(copy, rng):
    return encode.STYLES["utf-16le-bom"].encode(_text(copy))


def _gbk_page(copy, rng):
    return encode.STYLES["page-gbk"].encode(web.portal(_built(copy), rng))


def _written(styles, style):
    return lambda copy, rng: styles[style](_built(copy), rng)


# Name -> how it is written, which agency, which year, which numbers.
FILES = {
    "gbk.txt": (_gbk_text, 0, 2023, "sparse"),
    "utf-16.txt": (_wide_text, 3, 2022, "dense"),
    "page.html": (_gbk_page, 5, 2023, "dense"),
    "saved.mht": (_written(mhtml.STYLES, "quoted"), 7, 2024, "sparse"),
    "word.docx": (_written(docx.STYLES, "everything"), 6, 2023, "dense"),
    "excel.xlsx": (_written(xlsx.STYLES, "formulas"), 4, 2020, "dense"),
    "print.pdf": (_written(pdf.STYLES, "letterhead"), 9, 2024, "dense"),
    "slip.pdf": (_written(pdf.STYLES, "thin"), 8, 2023, "dense"),
}


def _slip(copy):
    """A number that its row and its column contradict."""
    cell = "requests.granted.natural_person"
    damage.wrong(copy, cell, copy.report.values[cell] + 7, "requests.row_sum",
                 "requests.processed_sum")


def files(seed):
    """File name -> bytes."""
    found = {}
    for name, (write, *what) in FILES.items():
        copy, rng = _copy(name, seed, *what)
        if name.startswith("slip"):
            _slip(copy)
        found[name] = write(copy, rng)
        found[name.split(".")[0] + ".expected.json"] = \
            make_reports.as_json(name, damage.expected(copy)).encode()
    return found


def many(seed, kind, count):
    """File name -> bytes of so many clean reports of a kind."""
    styles = len(draw.KINDS[kind][1])
    made = [draw.drawn(kind, seed, i + i // styles * 2 * styles) for i in range(count)]
    return {one.name + one.suffix: one.content for one in made if not one.damages}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(draw.KINDS), help="reports of this kind only")
    parser.add_argument("--count", type=int, default=8)
    options = parser.parse_args()
    make_reports.write(options.out, many(options.seed, options.kind, options.count) if options.kind
                       else files(options.seed))


if __name__ == "__main__":
    main()
