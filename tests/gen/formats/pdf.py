"""Documents as PDF files: set line by line on pages, tables ruled, as word processors do."""

import re
from dataclasses import dataclass

from formats import blocks
from formats.blocks import is_group
from formats.pdf_file import HELVETICA, File, Font, Page, number, width

WIDTHS = {4: (155, 120, 120, 120), 7: (60, 105, 70, 70, 70, 70, 70), 15: (515 / 15,) * 15,
          10: (22, 58, 127, 44, 44, 44, 44, 44, 44, 44)}
HEIGHT, LEFT, FULL = 842, 40, 515
TOP, BOTTOM = 780, 60


@dataclass
class Options:
    font: str = "UniGB-UCS2-H"
    size: float = 12               # of the prose
    small: float = 9               # in tables
    rules: str = "stroke"          # stroke, thin (rectangles), boxes (one a cell), open, bare
    align: str = "middle"          # of the text in cells, or top
    repeat: bool = False           # the heads of a table again on every page
    letterhead: bool = False
    running: bool = False          # the title on top of every page
    footer: str = "- {} -"
    glyphs: str = "string"         # string, each (character by itself), kerned (in arrays)
    order: str = "reading"         # in which texts are painted: reading, reversed, shuffled
    compressed: bool = True
    stream: bool = False           # references in a stream
    form: bool = False             # pages painted by a form
    rotated: bool = False          # painted upright on a page that is turned
    scaled: bool = False           # the size is in the matrix
    mixed: bool = False            # ASCII in Helvetica
    twice: bool = False            # bold made by painting twice
    watermark: str = ""            # across every page
    shaded: bool = False           # heads on a grey ground
    notes: bool = False            # raised marks of notes behind numbers
    torn: bool = False             # rows go on over pages
    contents: bool = False         # a list of the sections in front


class Setter:
    """Sets blocks on pages, from top to bottom."""

    def __init__(self, options, document, rng):
        self.options, self.document, self.rng = options, document, rng
        self.font = Font(options.font)
        self.pages, self.y = [], 0
        self.turn()

    def turn(self):
        """Begins a page."""
        self.pages.append(Page())
        self.y = TOP
        if self.options.footer:
            self._centred(self.options.footer.format(len(self.pages)), 30, 9)
        if self.options.watermark:
            shown = self.font.encode(self.options.watermark)
            self.pages[-1].texts.append("q 0.9 g BT /F1 60 Tf 0.7 0.7 -0.7 0.7 120 200 Tm "
                                        f"<{shown}> Tj ET Q")
        if self.options.running and self.document.title and len(self.pages) > 1:
            self._centred(self.document.title, 806, 8)

    # ---- painting ----

    def text(self, text, x, y, size, colour=""):
        if self.options.mixed and not text.isascii() and any(" " <= c <= "~" for c in text):
            for part in re.findall(r"[ -~]+|[^ -~]+", text):
                self.text(part, x, y, size, colour)
                x += width(part) * size
            return
        if self.options.twice and colour != "2":
            self.text(text, x + 0.35, y, size, "2")
        colour = "" if colour == "2" else colour
        font = self.font
        scale, place = number(size), f"{number(x)} {number(y)}"
        begin = f"{colour}BT " + (f"/F1 1 Tf {scale} 0 0 {scale} {place} Tm"
                                  if self.options.scaled else f"/F1 {scale} Tf {place} Td")
        if self.options.glyphs == "each" and len(text) > 1:
            for c in text:
                self.text(c, x, y, size, colour)
                x += width(c) * size
            return
        if self.options.glyphs == "kerned":
            pieces = " ".join(f"<{font.encode(c)}> {self.rng.choice((-20, 0, 10))}" for c in text)
            shown = f"[{pieces}] TJ"
        elif self.options.mixed and text.isascii():
            # Set to the width that the layout has reckoned with.
            natural = sum(HELVETICA[c] for c in text) / 1000
            begin = begin.replace("/F1", f"{number(100 * width(text) / natural)} Tz /F2")
            shown = f"<{text.encode().hex()}> Tj 100 Tz"
        else:
            shown = f"<{font.encode(text)}> Tj"
        self.pages[-1].texts.append(f"{begin} {shown} ET" + (" 0 g" if colour else ""))

    def _centred(self, text, y, size, colour=""):
        self.text(text, LEFT + (FULL - width(text) * size) / 2, y, size, colour)

    def rule(self, x1, y1, x2, y2):
        if self.options.rules == "bare" or (self.options.rules == "open" and x1 == x2):
            return
        if self.options.rules == "thin":
            w, h = (x2 - x1 or 0.5), (y2 - y1 or 0.5)
            drawn = f"{number(x1)} {number(y1)} {number(w)} {number(h)} re f"
        else:
            drawn = f"{number(x1)} {number(y1)} m {number(x2)} {number(y2)} l S"
        self.pages[-1].lines.append(drawn)

    def box(self, x1, y1, x2, y2):
        if self.options.rules == "boxes":
            self.pages[-1].lines.append(
                f"{number(x1)} {number(y1)} {number(x2 - x1)} {number(y2 - y1)} re S")
            return
        for x in (x1, x2):
            self.rule(x, y1, x, y2)
        for y in (y1, y2):
            self.rule(x1, y, x2, y)

    # ---- prose ----

    def room(self, height):
        if self.y - height < BOTTOM:
            self.turn()

    def prose(self, text, size, centred=False, indent=2):
        for line in wrap("\u3000" * indent + text, FULL / size):
            self.room(size * 1.5)
            self.y -= size * 1.5
            if centred:
                self._centred(line, self.y, size)
            else:
                lead = len(line) - len(line.lstrip("\u3000"))
                self.text(line[lead:], LEFT + lead * size, self.y, size)

    def letterhead(self):
        self.y -= 40
        self._centred(f"{self.document.agency}文件", self.y, min(30, FULL / (
            len(self.document.agency) + 3)), "1 0 0 rg ")
        self.y -= 24
        self._centred(f"（{self.document.year + 1}）3号", self.y, 12)
        self.pages[-1].lines.append(f"1 0 0 rg {LEFT} {number(self.y - 8)} {FULL} 1.5 re f 0 g")
        self.y -= 30

    def block(self, block):
        if block.kind == "table":
            Grid(self, block.table).set()
        elif block.kind == "title":
            for line in block.text.split("\n"):
                self.prose(line, 18, centred=True, indent=0)
        else:
            for line in block.text.split("\n"):
                self.prose(line, self.options.size)


def wrap(text, room):
    """Lines of at most `room` ems; numbers are not broken."""
    lines, line, word = [], "", ""
    for c in text + "\0":
        if "!" <= c <= "~" or "０" <= c <= "９" or (c in "，．" and word[-1:].isdigit()):
            word += c
            continue
        if width(line + word) > room and line.strip("\u3000"):
            lines.append(line)
            line = ""
        line, word = line + word, ""
        if c == "\0":
            break
        if width(line + c) > room and line:
            lines.append(line)
            line = ""
        line += c
    return lines + [line] if line else lines


class Grid:
    """A table on its way onto pages."""

    def __init__(self, setter, table):
        self.setter, self.table = setter, table
        self.size, self.gap = setter.options.small, 3
        widths = WIDTHS.get(table.width) or (FULL / table.width,) * table.width
        self.edges = [LEFT + sum(widths[:i]) for i in range(len(widths) + 1)]
        self.leading = self.size * 1.25
        self.texts = {id(cell): self._lines(cell) for cell in table.cells}
        self.heights = self._heights()

    def _room(self, cell):
        return self.edges[cell.column + cell.columns] - self.edges[cell.column] - 2 * self.gap

    def _lines(self, cell):
        if is_group(cell.text):
            return list(cell.text)
        return wrap(cell.text.replace("\n", ""), self._room(cell) / self.size)

    def _heights(self):
        heights = [self.leading + 2 * self.gap] * self.table.height
        for cell in sorted(self.table.cells, key=lambda cell: cell.rows):
            last = cell.row + cell.rows
            needed = len(self.texts[id(cell)]) * self.leading + 2 * self.gap
            heights[last - 1] += max(needed - sum(heights[cell.row:last]), 0)
        return heights

    def _pieces(self):
        """What stands on each page: row -> (its height there, the lines of it that are there)."""
        setter, piece, pieces = self.setter, {}, []
        y, whole = setter.y - 6, slice(None)
        for r, height in enumerate(self.heights):
            lines = whole
            if y - height < BOTTOM:
                fits = int((y - BOTTOM - 2 * self.gap) // self.leading)
                if setter.options.torn and 0 < fits and height > 3 * self.leading \
                        and r >= self.table.heads:
                    piece[r] = (fits * self.leading + 2 * self.gap, slice(0, fits))
                    height, lines = height - fits * self.leading, slice(fits, None)
                pieces.append(piece)
                piece, y = {}, TOP - 6
                if setter.options.repeat and r > self.table.heads:
                    piece = {head: (self.heights[head], whole) for head in range(self.table.heads)}
                    y -= sum(self.heights[:self.table.heads])
            piece[r] = (height, lines)
            y -= height
        return pieces + [piece]

    def set(self):
        pieces = self._pieces()
        for at, piece in enumerate(pieces):
            if at:
                self.setter.turn()
            self._piece(piece, at, pieces)
        self.setter.y -= 10

    def _piece(self, piece, at, pieces):
        tops = {}
        y = self.setter.y - 6
        for r, (height, _) in piece.items():
            tops[r] = y
            y -= height
        for cell in self.table.cells:
            inside = [r for r in range(cell.row, cell.row + cell.rows) if r in piece]
            if not inside:
                continue
            lines = self.texts[id(cell)]
            if cell.rows == 1:
                lines = lines[piece[cell.row][1]]
            elif not self._is_here(cell, at, pieces):
                lines = []
            self._cell(cell, tops[inside[0]], tops[inside[-1]] - piece[inside[-1]][0], lines)
        self.setter.y = y

    def _is_here(self, cell, at, pieces):
        """Whether the text of a cell that goes on over pages stands on this one: where most is."""
        if cell.row + cell.rows <= self.table.heads:
            return True
        taken = [sum(height for r, (height, _) in piece.items()
                     if cell.row <= r < cell.row + cell.rows) for piece in pieces]
        return taken.index(max(taken)) == at

    def _cell(self, cell, top, bottom, lines):
        setter, left = self.setter, self.edges[cell.column]
        right = self.edges[cell.column + cell.columns]
        if setter.options.shaded and cell.kind == "head":
            setter.pages[-1].lines.append(f"0.85 g {number(left)} {number(bottom)} "
                                          f"{number(right - left)} {number(top - bottom)} re f 0 g")
        setter.box(left, bottom, right, top)
        size = self.size
        if len(lines) == 1:
            size = min(size, (right - left - 1) / width(lines[0]))
        used = len(lines) * self.leading
        y = top - self.gap if setter.options.align == "top" and cell.kind != "head" else \
            (top + bottom + used) / 2
        for line in lines:
            y -= self.leading
            x = (left + right - width(line) * size) / 2
            setter.text(line, x, y + size * 0.3, size)
            if setter.options.notes and line.isdigit() and setter.rng.random() < 0.15:
                setter.text(setter.rng.choice(("1", "12")), x + width(line) * size,
                            y + size * 0.75, size * 0.55)


def _page(file, setter, page, font):
    options = setter.options
    texts = list(page.texts)
    if options.order == "reversed":
        texts.reverse()
    elif options.order == "shuffled":
        setter.rng.shuffle(texts)
    content = "\n".join(["0.5 w", *page.lines, *texts])
    box, turned = "0 0 595 842", ""
    if options.rotated:
        content, box, turned = f"0 1 -1 0 842 0 cm\n{content}", "0 0 842 595", " /Rotate 90"
    second = "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    resources = f"<< /Font << /F1 {font} 0 R {second} >> >>"
    if options.form:
        form = file.stream(f"/Type /XObject /Subtype /Form /BBox [{box}] /Resources {resources}",
                           content.encode())
        content, resources = "q /X1 Do Q", f"<< /XObject << /X1 {form} 0 R >> >>"
    stream = file.stream("", content.encode())
    return file.add(f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}]{turned} "
                    f"/Resources {resources} /Contents {stream} 0 R >>")


def _style(**more):
    def write(document, rng):
        options = Options(**more)
        if options.contents:
            document = blocks.contents(document)
        setter = Setter(options, document, rng)
        if options.letterhead and document.title:
            setter.letterhead()
        for block in document.blocks:
            setter.block(block)
        file = File(options.compressed)
        font = setter.font.write(file)
        pages = [_page(file, setter, page, font) for page in setter.pages]
        return file.finish(pages, document.title, options.stream)
    return write


STYLES = {
    "stroke": _style(),
    "thin": _style(rules="thin", size=16, footer="— {} —"),
    "boxes": _style(rules="boxes", repeat=True, footer="第 {} 页"),
    "letterhead": _style(letterhead=True, size=16, rules="thin", glyphs="kerned"),
    "identity": _style(font="Identity-H", glyphs="each", stream=True),
    "gbk": _style(font="GBK-EUC-H", align="top", compressed=False, footer="{}"),
    "shuffled": _style(order="shuffled", repeat=True, scaled=True),
    "reversed": _style(order="reversed", font="Identity-H", running=True),
    "form": _style(form=True, rules="thin", align="top", stream=True),
    "rotated": _style(rotated=True, small=8, repeat=True),
    "mixed": _style(mixed=True, rules="thin", size=16),
    "twice": _style(twice=True),
    "watermark": _style(watermark="内部资料2024", shaded=True),
    "contents": _style(contents=True, mixed=True, repeat=True),
    "open": _style(rules="open"),
    "bare": _style(rules="bare"),
    "outlined": _style(rules="boxes", shaded=True, order="shuffled", glyphs="each"),
    "notes": _style(notes=True),
    "torn": _style(torn=True, small=11, size=13, align="top"),
    "torn_middle": _style(torn=True, small=11, size=15, rules="thin"),
    "large": _style(small=11, size=14, glyphs="kerned"),
}
