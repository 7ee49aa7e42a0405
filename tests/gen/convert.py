#!/usr/bin/env python3
"""What real converters make of a report: HTML, DOCX and PDF of it, read back as text.

    python3 tests/gen/convert.py --out tests/data/converted --seed 1

Writes a sample of such texts with their .expected.json; tests/data/converted holds that of seed 1.
Versions of the converters differ in their blanks, so unlike tests/data the sample is not compared
with what the generator makes. A converter that is not installed is left out.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from dataclasses import dataclass

import damage
import html_pages
import make_reports
import report

TIMEOUT = 300
# A file made by the office program -> what from, its reader and its writer.
OFFICE = {
    "docx": ("html", "HTML (StarWriter)", "docx:MS Word 2007 XML"),
    "pdf": ("html", "HTML (StarWriter)", "pdf:writer_pdf_Export"),
    "docx.pdf": ("docx", "MS Word 2007 XML", "pdf:writer_pdf_Export"),
    "docx.txt": ("docx", "MS Word 2007 XML", "txt:Text (encoded):UTF8"),
}


@dataclass(frozen=True)
class Converter:
    """A program that prints a file as text; {} in its command stands for the file."""
    name: str
    source: str           # html or one of OFFICE
    command: tuple
    suffix: str = ".txt"
    blanks: bool = True   # whether a blank cell leaves its place to be seen
    styles: tuple = tuple(html_pages.STYLES)


def _pandoc(source, to, suffix=".txt", **more):
    command = ("pandoc", "-f", source, "-t", to, "{}")
    return Converter(f"{source}-pandoc-{to}", source, command, suffix, **more)


def _pdftotext(source, *how):
    """Each page has its own scale under -layout, so even there no blank has a certain place."""
    name = f"{source}-pdftotext{''.join(how)}".replace(".", "-")
    return Converter(name, source, ("pdftotext", *how, "{}", "-"), blanks=False)


# pandoc has no plain table for spanned cells that hold paragraphs and prints [TABLE]. pdfminer
# gathers the numbers of a table by columns in pieces, save where the rows are tall. Not here at all
# is Debian's html2text: it counts bytes for columns, cuts characters apart and prints a cell over
# the end of the one before it, so that what is left of a number cannot be trusted.
CONVERTERS = (
    Converter("html-lynx", "html", ("lynx", "-dump", "-nolist", "-display_charset=utf-8", "{}"),
              blanks=False),
    Converter("html-w3m", "html", ("w3m", "-dump", "-cols", "120", "-O", "UTF-8", "{}")),
    Converter("html-html2markdown", "html", ("html2markdown", "{}", "utf-8"), ".md"),
    _pandoc("html", "plain", styles=("clean", "web", "narrow", "large")),
    _pandoc("html", "gfm", ".md"),
    _pandoc("docx", "plain"),
    _pandoc("docx", "gfm", ".md"),
    _pandoc("docx", "markdown", ".md"),
    Converter("docx-soffice", "docx.txt", ("cat", "{}")),
    _pdftotext("pdf"),
    _pdftotext("pdf", "-layout"),
    _pdftotext("pdf", "-raw"),
    _pdftotext("docx.pdf"),
    _pdftotext("docx.pdf", "-layout"),
    _pdftotext("docx.pdf", "-raw"),
    Converter("pdf-pdfminer", "pdf", ("pdf2txt", "{}"), blanks=False, styles=("word",)),
)


def run(command, **more):
    """The command's output, or None when it fails."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=True,
                              stdout=subprocess.PIPE, timeout=TIMEOUT, **more)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return None
    return done.stdout.decode(errors="replace")


def _office(made, folder):
    """Makes all files of one kind in one run: its start is what takes the time."""
    source, reader, writer = OFFICE[made]
    files = [os.path.join(folder, source, name) for name in
             sorted(os.listdir(os.path.join(folder, source)))]
    profile = os.path.abspath(os.path.join(folder, "profile"))
    run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
          f"--infilter={reader}", "--convert-to", writer, "--outdir", os.path.join(folder, made),
          *files], stderr=subprocess.DEVNULL)


def _sources(made, folder):
    """Has the files of the kind `made`, and those they are made from, ready in their folder."""
    if made in OFFICE and not os.path.isdir(os.path.join(folder, made)):
        os.makedirs(os.path.join(folder, made))
        _sources(OFFICE[made][0], folder)
        _office(made, folder)


def _pages(copies, styles, folder):
    os.makedirs(os.path.join(folder, "html"))
    for i, copy in enumerate(copies):
        for style in styles:
            path = os.path.join(folder, "html", f"{style}-{i}.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write(html_pages.STYLES[style](copy))


def _has_blanks(copy):
    return any(not text.strip() for text in copy.shown.values())


def _in_order(copy, text):
    """Whether the numbers of the tables stand in the text in the order of the form.

    Where they do not, the converter took table cells apart, and nothing says what belongs where.
    """
    numbers = iter(re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?(?!\d|\\?[.、．])", text))
    return all(wanted in numbers for wanted in copy.shown.values() if wanted.strip())


def _text(converter, folder, stem, copy):
    path = os.path.join(folder, converter.source, stem + "." + converter.source.split(".")[-1])
    if not os.path.exists(path) or (_has_blanks(copy) and not converter.blanks):
        return None
    text = run([path if word == "{}" else word for word in converter.command])
    return text if text and _in_order(copy, text) else None


def installed(converter):
    office = converter.source in OFFICE
    return bool(shutil.which(converter.command[0]) and (not office or shutil.which("soffice")))


def convert(copies, workdir, converters=CONVERTERS, styles=tuple(html_pages.STYLES)):
    """Each copy in each style through each converter: "STYLE/CONVERTER" -> a text for each copy.

    A text is None where the converter failed or lost what the copy shows: the places of blank
    cells, the order of the numbers. The copies show plain numbers and blanks, in all their cells.
    `workdir` is for this call alone; what an earlier one left there is removed.
    """
    shutil.rmtree(workdir, ignore_errors=True)
    _pages(copies, styles, workdir)
    texts = {}
    for converter in filter(installed, converters):
        _sources(converter.source, workdir)
        for style in styles:
            if style in converter.styles:
                texts[f"{style}/{converter.name}"] = [
                    _text(converter, workdir, f"{style}-{i}", copy)
                    for i, copy in enumerate(copies)]
    return texts


# ---- the sample ---------------------------------------------------------------------------------


def _copy(name, seed, agency, year, density, **options):
    rng = random.Random(f"{seed}/converted/{name}")
    return damage.Copy(report.make(rng, report.AGENCIES[agency], year, density, **options),
                       zlib.crc32(name.encode()) ^ seed)


def _copies(seed):
    copies = [
        _copy("dense", seed, 3, 2023, "dense"),
        _copy("2019", seed, 4, 2020, "dense"),
        _copy("city", seed, 5, 2024, "dense", top=3000),
        _copy("zero", seed, 1, 2022, "zero"),
        _copy("blank", seed, 8, 2021, "sparse"),
    ]
    damage.blank_zeros(copies[-1])
    return copies


def _choose(texts):
    """Shape -> (which copy, its text): the copies in turn, so that each converter has several."""
    turns = {}
    for shape, found in texts.items():
        style, converter = shape.split("/")
        first = list(html_pages.STYLES).index(style) + turns.setdefault(converter, len(turns))
        for i in range(first, first + len(found)):
            if found[i % len(found)]:
                yield shape, i % len(found), found[i % len(found)]
                break


def sample(seed):
    """File name -> bytes of the sample."""
    copies = _copies(seed)
    with tempfile.TemporaryDirectory() as folder:
        texts = convert(copies, os.path.join(folder, "work"))
    suffixes = {converter.name: converter.suffix for converter in CONVERTERS}
    files = {}
    for shape, i, text in _choose(texts):
        style, converter = shape.split("/")
        stem = f"{style}_{converter}"
        files[stem + suffixes[converter]] = text.encode()
        files[stem + ".expected.json"] = make_reports.as_json(
            stem + suffixes[converter], damage.expected(copies[i])).encode()
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True, help="write the sample there")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for converter in CONVERTERS:
        if not installed(converter):
            print(f"{converter.name}: not installed, left out", file=sys.stderr)
    make_reports.write(options.out, sample(options.seed))


if __name__ == "__main__":
    main()
