#!/usr/bin/env python3
"""A copy of a report as PDF: tables ruled in all the ways in which programs draw lines.

    python3 tests/gen/pdf.py --out tests/data/pdf

Writes the small files that tests/test_pdf.c reads. STYLES maps a name to how a file is drawn. The
font is one that no file embeds, and nothing is measured: an ideograph is one em wide, all of ASCII
half of one.
"""

import argparse
import json
import os
import random
import re
import zlib
from dataclasses import dataclass

import damage
import document
import make_reports
import report
import shapes

WIDE, TALL = 595, 842
MARK = "\0table "   # before the cells of a table, in document.text()
WIDTHS = {10: (3, 6, 21, 10, 10, 10, 10, 10, 10, 10), 15: (6.6,) * 15, 4: (40, 20, 20, 20)}


@dataclass(frozen=True)
class Look:
    rules: str = "stroke"     # a key of RULES
    size: float = 12          # of the prose; that of tables is 3/4 of it
    margin: float = 60
    rotate: int = 0           # /Rotate of the pages, whose content is turned back
    lying: bool = False       # the content lies on its side without it
    origin: tuple = (0, 0)    # lower left corner of the shown part of a larger page
    form: bool = False        # what is drawn is in a form XObject
    bold: bool = False        # every character is printed twice, a little apart
    drawn: bool = False       # ideographs are drawn, too, by strokes
    header: str = ""
    footer: str = ""
    compress: bool = True


# ---- the file -----------------------------------------------------------------------------------

FONT = (b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /DW 1000 "
        b"/W [ 1 95 500 ] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light "
        b"/Flags 4 /FontBBox [ -25 -254 1000 880 ] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        b"/CapHeight 880 /StemV 93 >> >> ] >>")


def stream(data, entries=b"", compress=True):
    if compress:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def assemble(objects, trailer=b""):
    """The file of numbered objects, of which the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\n"
            b"startxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, table, len(objects) + 1, trailer, len(out)))
    return bytes(out)


def _place(look):
    """The matrix that puts upright content of WIDE x TALL on the page, and the page's size."""
    x, y = look.origin
    turn = 90 if look.lying else look.rotate
    matrix = {0: (1, 0, 0, 1, x, y), 90: (0, 1, -1, 0, TALL + x, y),
              180: (-1, 0, 0, -1, WIDE + x, TALL + y), 270: (0, -1, 1, 0, x, WIDE + y)}[turn]
    return matrix, (WIDE, TALL) if turn in (0, 180) else (TALL, WIDE)


def write(pages, look, title=""):
    """The file of pages, each one a list of content operators."""
    matrix, (wide, tall) = _place(look)
    x, y = look.origin
    box = b"/MediaBox [ 0 0 %d %d ] /CropBox [ %d %d %d %d ]" % (
        wide + 2 * x, tall + 2 * y, x, y, x + wide, y + tall)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", FONT]
    kids = []
    for operators in pages:
        place = b"%d %d %d %d %d %d cm\n" % matrix
        data = b"q\n" + place + "\n".join(operators).encode() + b"\nQ\n"
        resources = b"<< /Font << /F 3 0 R >> >>"
        if look.form:
            objects.append(stream(data, b" /Type /XObject /Subtype /Form /BBox [ 0 0 2000 2000 ]"
                                  b" /Matrix [ 0.5 0 0 0.5 10 20 ] /Resources " + resources))
            resources = b"<< /XObject << /X %d 0 R >> >>" % len(objects)
            data = b"q 2 0 0 2 -20 -40 cm /X Do Q"
        objects.append(stream(data, compress=look.compress))
        objects.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Rotate %d /Resources %s >>"
                       % (len(objects), look.rotate, resources))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [ %s ] %s >>" % (len(kids), b" ".join(kids), box)
    objects.append(b"<< /Title <%s> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode())
    return assemble(objects, b" /Info %d 0 R" % len(objects))


# ---- lines --------------------------------------------------------------------------------------
# What draws the sides of one cell, in upright coordinates; neighbours draw the side they share
# twice, as most programs do.


def _sides(x0, y0, x1, y1):
    return (x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)


def _bar(x0, y0, x1, y1, half):
    return f"{x0 - half:.2f} {y0 - half:.2f} {x1 - x0 + 2 * half:.2f} {y1 - y0 + 2 * half:.2f} re f"


def _stroke(*cell):
    return ["{:.2f} {:.2f} m {:.2f} {:.2f} l S".format(*side) for side in _sides(*cell)]


def _box(x0, y0, x1, y1):
    return [f"0.5 w {x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S"]


def _bars(*cell):
    return [_bar(*side, 0.24) for side in _sides(*cell)]


def _ring(x0, y0, x1, y1):
    return [f"{x0 - 1:.2f} {y0 - 1:.2f} {x1 - x0 + 2:.2f} {y1 - y0 + 2:.2f} re",
            f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f*"]


def _dots(*cell):
    parts = []
    for x0, y0, x1, y1 in _sides(*cell):
        n = max(1, round((x1 - x0 + y1 - y0) / 2))
        parts += [_bar(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n,
                       x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n, 0.24) for i in range(n + 1)]
    return parts


def _double(x0, y0, x1, y1):
    return _stroke(x0 + 0.8, y0 + 0.8, x1 - 0.8, y1 - 0.8)


def _slant(x0, y0, x1, y1):
    """Borders whose ends are mitred, as browsers draw them."""
    return [f"{a} {b} m {c} {b} l {c - 0.7} {b + 0.7} l {a + 0.7} {b + 0.7} l h f"
            for a, b, c in ((x0, y0, x1), (x0, y1, x1))] + [
            f"{a} {b} m {a} {c} l {a + 0.7} {c - 0.7} l {a + 0.7} {b + 0.7} l h f"
            for a, b, c in ((x0, y0, y1), (x1, y0, y1))]


def _across(*cell):
    return _stroke(*cell)[:2]


def _open(x0, y0, x1, y1):
    """Without the sides of the whole table."""
    room = (60, WIDE - 60)
    return _across(x0, y0, x1, y1) + [f"{x:.2f} {y0:.2f} m {x:.2f} {y1:.2f} l S"
                                      for x in (x0, x1) if not any(abs(x - at) < 1 for at in room)]


RULES = {"stroke": _stroke, "box": _box, "bars": _bars, "ring": _ring, "dots": _dots,
         "double": _double, "slant": _slant, "open": _open, "across": _across,
         "none": lambda *cell: []}


# ---- text ---------------------------------------------------------------------------------------


def width(text):
    """In ems."""
    return sum(0.5 if c.isascii() else 1 for c in text)


def wrap(text, ems):
    """Lines of at most so many ems; digits that belong together stay so."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrap(part, ems)]
    lines, line, i = [], "", 0
    while i < len(text):
        end = i + 1
        while text[i].isdigit() and text[i].isascii() and end < len(text) and (
                text[end].isdigit() or text[end] == "."):
            end += 1
        if line and width(line + text[i:end]) > ems and text[i] not in "，。；、）”":
            lines.append(line)
            line = ""
        line += text[i:end]
        i = end
    return lines + [line]


class Paper:
    """Pages being filled from top to bottom, in upright coordinates."""

    def __init__(self, look):
        self.look = look
        self.pages = []
        self.turn()

    def turn(self):
        self.pages.append([])
        self.y = TALL - self.look.margin
        self.show(60, TALL - 30, 9, self.look.header)
        if self.look.footer:
            text = self.look.footer.format(len(self.pages))
            self.show(WIDE / 2 - width(text) * 5, 30, 10, text)

    def show(self, x, y, size, text):
        if not text:
            return
        for shift in (0, 0.3) if self.look.bold else (0,):
            self.pages[-1].append(f"BT /F {size} Tf {x + shift:.2f} {y:.2f} Td "
                                  f"<{text.encode('utf-16-be').hex()}> Tj ET")

        for i, char in enumerate(text if self.look.drawn else ""):
            left = x + width(text[:i]) * size
            if not char.isascii():
                box = (left + size * 0.1, y - size * 0.05, left + size * 0.9, y + size * 0.8)
                middle = (left + size * 0.1, y + size * 0.4, left + size * 0.9, y + size * 0.4)
                self.pages[-1] += _box(*box) + ["{:.2f} {:.2f} m {:.2f} {:.2f} l S".format(*middle)]

    def need(self, height):
        if self.y - height < self.look.margin:
            self.turn()

    def paragraph(self, text, centred=False):
        size, room = self.look.size, WIDE - 2 * self.look.margin
        indent = "" if centred else "\u3000\u3000"
        for line in wrap(indent + text, room / size):
            self.need(size * 1.6)
            self.y -= size * 1.6
            x = self.look.margin + ((room - width(line) * size) / 2 if centred else 0)
            bare = line.lstrip("\u3000")
            self.show(x + (len(line) - len(bare)) * size, self.y, size, bare)

    def table(self, rows):
        Table(self, rows).draw()


class Table:
    def __init__(self, paper, rows):
        self.paper, self.rows = paper, rows
        self.size = paper.look.size * 0.75
        columns = max(len(row) for row in rows)
        shares = WIDTHS.get(columns, (1,) * columns)
        room = WIDE - 2 * paper.look.margin
        self.x = [paper.look.margin + room * sum(shares[:i]) / sum(shares)
                  for i in range(columns + 1)]
        self.heights = [max(self._least(r, c) for c in range(len(rows[r])))
                        for r in range(len(rows))]

    def _columns(self, r, c):
        end = c + 1
        while end < len(self.rows[r]) and self.rows[r][end] is shapes.SPAN:
            end += 1
        return end

    def _lines(self, r, c):
        ems = (self.x[self._columns(r, c)] - self.x[c]) / self.size - 0.6
        return wrap(self.rows[r][c], max(ems, 1))

    def _least(self, r, c):
        """What the row must have in height for this cell; a cell of many rows takes theirs."""
        tall = r + 1 < len(self.rows) and c < len(self.rows[r + 1]) and \
            self.rows[r + 1][c] is shapes.COVERED
        if not isinstance(self.rows[r][c], str) or tall:
            return self.size * 1.8
        return len(self._lines(r, c)) * self.size * 1.2 + self.size * 0.6

    def draw(self):
        """The heads stay together; their cells reach over several rows."""
        self.paper.need(sum(self.heights[:4]))
        start = 0
        while start < len(self.rows):
            room, end = self.paper.y - self.paper.look.margin, start
            while end < len(self.rows) and sum(self.heights[start:end + 1]) <= room:
                end += 1
            if end > start:
                self._part(start, end)
            if end < len(self.rows):
                self.paper.turn()
            start = end
        self.paper.y -= self.size

    def _part(self, start, end):
        """The rows that are on one page. A cell that began on an earlier one goes on blank."""
        y = [self.paper.y - sum(self.heights[start:r]) for r in range(start, end + 1)]
        for r in range(start, end):
            for c, cell in enumerate(self.rows[r]):
                if cell is shapes.SPAN or (cell is shapes.COVERED and r > start):
                    continue
                last = r + 1
                while last < end and self.rows[last][c] is shapes.COVERED:
                    last += 1
                self._cell(r, c, cell, y[r - start], y[last - start])
        self.paper.y = y[-1]

    def _cell(self, r, c, cell, top, bottom):
        x0, x1 = self.x[c], self.x[self._columns(r, c)]
        self.paper.pages[-1] += RULES[self.paper.look.rules](x0, bottom, x1, top)
        lines = self._lines(r, c) if isinstance(cell, str) and cell else []
        y = (top + bottom + len(lines) * self.size * 1.2) / 2
        for line in lines:
            y -= self.size * 1.2
            self.paper.show((x0 + x1 - width(line) * self.size) / 2, y + self.size * 0.3,
                            self.size, line)


# ---- reports ------------------------------------------------------------------------------------


def _table(grid, copy):
    names = {id(shapes.SPAN): 1, id(shapes.COVERED): 2}
    return [MARK + json.dumps([[names.get(id(cell), cell) for cell in line.cells]
                               for line in grid])]


def draw(blocks, look, title=""):
    """A file of paragraphs and of tables, which are lists of rows of cells as in shapes.py."""
    paper = Paper(look)
    for block in blocks:
        if isinstance(block, str):
            paper.paragraph(block, centred=block == title)
        else:
            paper.table(block)
    return write(paper.pages, look, title)


def _block(line):
    marks = {1: shapes.SPAN, 2: shapes.COVERED}
    if not line.startswith(MARK):
        return line
    return [[cell if isinstance(cell, str) else marks[cell] for cell in row]
            for row in json.loads(line[len(MARK):])]


def render(copy, look):
    """The copy of a report as the bytes of a file."""
    text = document.text(copy, document.Style(table=_table, gap=None))
    return draw([_block(line) for line in text.splitlines()], look, copy.title)


STYLES = {
    "stroke": Look(),
    "box": Look(rules="box", size=14, footer="- {} -"),
    "bars": Look(rules="bars", size=16, margin=72, footer="— {} —"),
    "ring": Look(rules="ring", bold=True),
    "dots": Look(rules="dots"),
    "double": Look(rules="double", footer="第 {} 页"),
    "slant": Look(rules="slant", origin=(30, 50)),
    "form": Look(form=True, size=10.5),
    "rotate90": Look(rotate=90),
    "rotate180": Look(rotate=180, rules="box"),
    "rotate270": Look(rotate=270, rules="bars", origin=(10, 20)),
    "lying": Look(lying=True),
    "header": Look(header="某县人民政府办公室　网站打印稿", footer="网址某某某　1/{}", margin=90),
    "drawn": Look(drawn=True, size=20),
    "open": Look(rules="open"),
    "across": Look(rules="across"),
    "none": Look(rules="none"),
}

# ---- small files --------------------------------------------------------------------------------

TABLE = [["项目", "件数", shapes.SPAN], [shapes.COVERED, "今年", "去年"],
         ["甲类（含往年转来的）", "12", "7"], ["乙类", "", "30"]]
PROSE = ("本页供测试之用，所列数字都是编造的。第一句说明来历，第二句把这一段写得长一些，好让它占到两行以上，"
         "从而看出各行是否仍连成一段。")
IMAGE = "q 400 0 0 400 60 60 cm BI /W 2 /H 2 /BPC 8 /CS /G ID !~AZ EI Q"


LONG = [["序号", "名称", "件数"]] + [[str(n), f"第{n}类", str(n * 7)] for n in range(1, 40)]
STACKED = [["项目", "件数", "金额"], ["甲类\n乙类", "12\n3456", "7\n8"]]
NARROW = [["数"] * 15, ["123456\n78", "12", "1234567890", ""] + ["5"] * 11]


def _cut():
    """Numbers that reach out of the page on both sides, and one that just does not."""
    paper = Paper(Look())
    for x, text in ((560, "123456"), (-20, "987654"), (500, "222222"), (60, "其余")):
        paper.y -= 30
        paper.show(x, paper.y, 12, text)
    return write(paper.pages, paper.look)


def _filled():
    """Wide numbers that fill their cells nearly, below one that reaches over a side; then a line
    of which a bracket is left over."""
    paper = Paper(Look())
    paper.pages[0] += [f"100 {y} m 300 {y} l S" for y in (600, 630, 660)]
    paper.pages[0] += [f"{x} 600 m {x} 660 l S" for x in (100, 150, 200, 300)]
    for x, y, text in ((126, 640, "９８７６"), (101.4, 610, "１２３４"), (150.2, 610, "５６７８"),
                       (210, 610, "９"), (400, 480, "在右边"), (100, 540, "小样（共两行"),
                       (120, 520, "）")):
        paper.show(x, y, 12, text)
    return write(paper.pages, paper.look)


def mark(text):
    paper = Paper(Look())
    paper.show(60, 30, 9, text)
    return paper.pages[0]


def _marks():
    """A table under a watermark, a mark of a note behind each number."""
    paper = Paper(Look())
    paper.table(TABLE)
    marks = []
    for operator in paper.pages[0]:
        text = re.fullmatch(r"BT /F ([\d.]+) Tf ([\d.]+) ([\d.]+) Td <((?:003\d)+)> Tj ET", operator)
        if text:
            size, x, y = (float(text[i]) for i in (1, 2, 3))
            x += len(text[4]) / 8 * size
            marks.append(f"BT /F {size * 0.55} Tf {x} {y + size * 0.45} Td <00310032> Tj ET")
    shown = "内部2024".encode("utf-16-be").hex()
    marks.append(f"q 0.9 g BT /F 60 Tf 0.7 0.7 -0.7 0.7 190 560 Tm <{shown}> Tj ET Q")
    return write([paper.pages[0] + marks], paper.look)


def _sizes():
    """Single digits larger than all the rest, which are no watermark."""
    paper = Paper(Look())
    paper.table(TABLE)
    for x, text in ((100, "7"), (200, "0"), (300, "12")):
        paper.show(x, 200, 22, text)
    return write(paper.pages, paper.look)


def _bomb():
    """A page whose content unpacks to very much more than it is."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count 1 /Kids [ 4 0 R ] /MediaBox [ 0 0 595 842 ] >>", FONT,
               b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R "
               b"/Resources << /Font << /F 3 0 R >> >> >>",
               stream(b"BT /F 12 Tf 60 700 Td <4e00> Tj ET\n" + b" " * (48 << 20))]
    return assemble(objects)


def _loop(kids, contents=b"q 1 0 0 1 0 0 cm /X Do Q"):
    """Kids of the page tree, and a form that paints itself."""
    resources = b"/Resources << /Font << /F 3 0 R >> /XObject << /X 5 0 R >> >>"
    form_data = b"BT /F 12 Tf 60 700 Td <4e00> Tj ET 60 60 m 90 60 l S /X Do /X Do"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count 2 /Kids [ %s ] /MediaBox [ 0 0 595 842 ] >>" % kids, FONT,
               b"<< /Type /Page /Parent 2 0 R /Contents 6 0 R " + resources + b" >>",
               stream(form_data, b" /Type /XObject /Subtype /Form /BBox [ 0 0 600 900 ] "
                      + resources), stream(contents)]
    return assemble(objects)


def _report(name, look):
    made = report.make(random.Random("pdf"), report.AGENCIES[3], 2023, "dense")
    copy = damage.Copy(made, 1)
    return {name + ".pdf": render(copy, look), name + ".expected.json":
            make_reports.as_json(name + ".pdf", damage.expected(copy)).encode()}


def samples():
    """File name -> bytes."""
    files = {name + ".pdf": draw(["小样", PROSE, TABLE, "表后的话。"], look, "小样")
             for name, look in STYLES.items()}
    look = Look(footer="- {} -", size=16)
    files["split.pdf"] = draw([PROSE * 9, LONG, PROSE], look)
    files["split_headers.pdf"] = draw([PROSE.replace("。", "，") * 24], STYLES["header"])
    files["stacked.pdf"] = draw([STACKED], Look())
    files["narrow.pdf"] = draw([NARROW], Look())
    files["marks.pdf"] = _marks()
    files["sizes.pdf"] = _sizes()
    files["cut.pdf"] = _cut()
    files["filled.pdf"] = _filled()
    files["scan.pdf"] = write([[IMAGE]], look)
    files["scan_recognized.pdf"] = write([[IMAGE, "3 Tr", *mark("共收到申请" * 40)]], look)
    files["scan_marked.pdf"] = write([[IMAGE, *mark("扫描软件")]], look)
    files |= _report("report", STYLES["bars"]) | _report("report_plain", STYLES["none"])
    files["bomb.pdf"] = _bomb()
    files["loop_form.pdf"] = _loop(b"4 0 R")
    files["loop_pages.pdf"] = _loop(b"4 0 R 2 0 R")
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True, help="write the files there")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    for name, data in samples().items():
        with open(os.path.join(options.out, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
