"""Documents as Excel files: three sheets or one, with what such files have in them."""

from dataclasses import dataclass
from decimal import Decimal

from formats import blocks, package
from formats.blocks import is_number
from formats.package import escaped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HIDDEN_COLUMN = 20
NAMES = {1: "说明", 2: "主动公开", 3: "依申请公开", 4: "复议诉讼"}


@dataclass
class Options:
    sheets: str = "one"        # one, or split: each table on a sheet of its own
    shared: bool = True        # texts in the table of shared strings, or in the cells
    formulas: bool = False     # totals are calculated
    rich: bool = False         # texts in runs, with phonetic guides
    zeros_hidden: bool = False
    long_digits: bool = False  # decimals with the 17 digits of a double
    offset: tuple = (0, 0)     # rows and columns left free at the top and the left
    decoys: bool = False       # a hidden sheet with other numbers
    covert: bool = False       # hidden rows and a hidden column with other numbers
    units: bool = False        # the format of a number adds its unit
    uncached: bool = False     # sums that nobody has calculated where a total is blank
    errors: bool = False       # what is no number is an error of Excel's
    sparse: bool = False       # cells without a value and rows without cells are left out
    text_numbers: bool = False # numbers kept as text
    strict: bool = False


def column_name(number):
    """1 -> A, 27 -> AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Sheet:
    """One sheet on its way: rows of cells and merged ranges."""

    def __init__(self, book, name, state=""):
        self.book, self.name, self.state = book, name, state
        self.rows, self.merges, self.hidden = {}, [], set()
        self.next = 1 + book.options.offset[0]

    def put(self, row, column, text, formula=""):
        self.rows.setdefault(row, {})[column] = self.book.cell(
            f"{column_name(column)}{row}", text, formula)

    def merge(self, row, column, rows, columns):
        if rows > 1 or columns > 1:
            first = f"{column_name(column)}{row}"
            self.merges.append(f"{first}:{column_name(column + columns - 1)}{row + rows - 1}")

    def line(self, text, width):
        column = 1 + self.book.options.offset[1]
        self.put(self.next, column, text)
        self.merge(self.next, column, 1, width)
        self.next += 1

    def table(self, found):
        top, left = self.next, 1 + self.book.options.offset[1]
        self.book.counts = found.number != 2
        owners = found.owners()
        for (r, c), cell in owners.items():
            inside = (r, c) != (cell.row, cell.column)
            if inside or (not cell.text and self.book.options.sparse):
                if not self.book.options.sparse:
                    self.put(top + r, left + c, "")
                continue
            formula = self._formula(found, cell, top + r, left + c)
            self.put(top + r, left + c, cell.text, formula)
            self.merge(top + r, left + c, cell.rows, cell.columns)
        self.next = top + found.height + 1
        if self.book.options.covert:
            self._covert(found, top, left)

    def _covert(self, found, top, left):
        """A row of old numbers behind the table, and a column of them in it; both are hidden."""
        self.hidden.add(self.next)
        for c in range(found.width):
            self.put(self.next, left + c, "三、本年度办理结果" if c == 0 else str(70 + c))
        for r in range(found.heads, found.height):
            self.put(top + r, HIDDEN_COLUMN, str(800 + r))
        self.next += 1

    def _formula(self, found, cell, row, column):
        last = cell.column + cell.columns == found.width
        options = self.book.options
        wanted = options.uncached and not cell.text or options.formulas and is_number(cell.text)
        if not (wanted and found.number == 3 and last and cell.kind == "number"):
            return ""
        return f"SUM({column_name(column - 6)}{row}:{column_name(column - 1)}{row})"

    def xml(self):
        rows = []
        for number in sorted(self.rows):
            cells = "".join(self.rows[number][c] for c in sorted(self.rows[number]))
            hidden = ' hidden="1"' if number in self.hidden else ""
            rows.append(f'<row r="{number}"{hidden}>{cells}</row>')
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        merged = f'<mergeCells count="{len(self.merges)}">{merged}</mergeCells>' if merged else ""
        view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>' \
            if self.book.options.zeros_hidden else ""
        if self.hidden:
            view += (f'<cols><col min="{HIDDEN_COLUMN}" max="{HIDDEN_COLUMN}" hidden="1" '
                     'width="0"/></cols>')
        return (f'{package.HEADER}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{view}'
                f"<sheetData>{''.join(rows)}</sheetData>{merged}</worksheet>")


class Book:
    def __init__(self, options, rng):
        self.options, self.rng = options, rng
        self.strings, self.sheets = {}, []
        self.counts = False         # whether the numbers of the table are counts

    def sheet(self, name, state=""):
        self.sheets.append(Sheet(self, name, state))
        return self.sheets[-1]

    def cell(self, ref, text, formula):
        style = ' s="1"' if self.options.zeros_hidden else ' s="2"' \
            if self.options.units and self.counts else ""
        if not text:
            return f'<c r="{ref}"{style}>{f"<f>{formula}</f>" if formula else ""}</c>'
        if self.options.errors and text in ("若干", "不详", "十余"):
            return f'<c r="{ref}" t="e"><v>{self.rng.choice(("#REF!", "#VALUE!", "#N/A"))}</v></c>'
        if is_number(text) and not self.options.text_numbers:
            formula = f"<f>{formula}</f>" if formula else ""
            return f'<c r="{ref}"{style}>{formula}<v>{self._digits(text)}</v></c>'
        if self.options.shared:
            index = self.strings.setdefault(text, len(self.strings))
            return f'<c r="{ref}" t="s"><v>{index}</v></c>'
        return f'<c r="{ref}" t="inlineStr"><is>{self._string(text)}</is></c>'

    def _digits(self, text):
        """A decimal as Excel writes it: the nearest double in 17 digits."""
        if not self.options.long_digits or "." not in text:
            return text
        return f"{float(text):.17g}" if Decimal(text) else "0"

    def _string(self, text):
        if not self.options.rich or len(text) < 2:
            return f'<t xml:space="preserve">{escaped(text)}</t>'
        half = len(text) // 2
        return (f'<r><t xml:space="preserve">{escaped(text[:half])}</t></r><r><rPr><b/></rPr>'
                f'<t xml:space="preserve">{escaped(text[half:])}</t></r>'
                '<rPh sb="0" eb="1"><t>7</t></rPh><phoneticPr fontId="1"/>')

    def parts(self, title):
        names = [f"xl/worksheets/sheet{i}.xml" for i in range(1, len(self.sheets) + 1)]
        sheets = "".join(f'<sheet name="{escaped(s.name)}" sheetId="{i}" r:id="rId{i}"{s.state}/>'
                         for i, s in enumerate(self.sheets, 1))
        kind = "vnd.openxmlformats-officedocument.spreadsheetml."
        kinds = {"xl/workbook.xml": kind + "sheet.main+xml", "xl/styles.xml": kind + "styles+xml",
                 "xl/sharedStrings.xml": kind + "sharedStrings+xml",
                 "docProps/core.xml": "vnd.openxmlformats-package.core-properties+xml",
                 **{name: kind + "worksheet+xml" for name in names}}
        targets = [("worksheet", name.removeprefix("xl/")) for name in names] + \
            [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        found = {s.name: s.xml() for s in self.sheets}
        strings = "".join(f"<si>{self._string(text)}</si>" for text in self.strings)
        return {
            "[Content_Types].xml": package.content_types(kinds),
            "_rels/.rels": package.relationships([("officeDocument", "xl/workbook.xml"),
                                                  ("core", "docProps/core.xml")]),
            "docProps/core.xml": package.core(title),
            "xl/workbook.xml": f'{package.HEADER}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
                               f"<sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": package.relationships(targets),
            "xl/styles.xml": f'{package.HEADER}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
                             '<numFmt numFmtId="170" formatCode="0;-0;;@"/><numFmt numFmtId="171" '
                             'formatCode="0&quot;件&quot;"/></numFmts><cellXfs count="3"><xf '
                             'numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/><xf '
                             'numFmtId="171" applyNumberFormat="1"/></cellXfs>'
                             "</styleSheet>",
            "xl/sharedStrings.xml": f'{package.HEADER}<sst xmlns="{MAIN}">{strings}</sst>',
            **dict(zip(names, found.values())),
        }


def _decoy(book):
    """A sheet that nobody sees, with the form and other numbers."""
    sheet = book.sheet("上年", ' state="hidden"')
    sheet.line("澜溪市水务局2011年政府信息公开工作年度报告", 8)
    for row, label in enumerate(("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"), 3):
        sheet.put(row, 1, label)
        for column in range(2, 9):
            sheet.put(row, column, str(row + column))


def _fill(book, document):
    split = book.options.sheets == "split"
    sheet = None if split else book.sheet("年报")
    number = 1
    for block in document.blocks:
        width = 10
        if block.kind == "heading":
            number = next((n for n, numeral in enumerate("一二三四五六", 1)
                           if block.text.startswith(numeral)), number)
        if sheet is None or (split and block.kind == "heading" and number in (2, 3, 4, 5)):
            sheet = book.sheet(NAMES.get(number, "其他" if number > 4 else "说明"))
        if block.kind == "table":
            sheet.table(block.table)
        else:
            sheet.line(block.text, width)


def _style(**options):
    def write(document, rng):
        book = Book(Options(**options), rng)
        if book.options.decoys:
            _decoy(book)
        _fill(book, document)
        _unique(book.sheets)
        parts = book.parts(document.title)
        if book.options.strict:
            parts = {name: package.strict(xml) for name, xml in parts.items()}
        return package.pack(parts)
    return write


def _unique(sheets):
    for i, sheet in enumerate(sheets):
        if sheet.name in [s.name for s in sheets[:i]]:
            sheet.name += f" {i}"


def _changed(change, **options):
    """A style that changes the document before it is written."""
    write = _style(**options)
    return lambda document, rng: write(change(document), rng)


STYLES = {
    "one": _style(),
    "split": _style(sheets="split"),
    "inline": _style(shared=False),
    "formulas": _style(formulas=True, sheets="split"),
    "rich": _style(rich=True),
    "zeros_hidden": _style(zeros_hidden=True, long_digits=True),
    "offset": _style(offset=(4, 3), sparse=True),
    "decoys": _style(decoys=True, long_digits=True),
    "covert": _style(covert=True),
    "units": _style(units=True),
    "uncached": _style(uncached=True),
    "errors": _style(errors=True),
    "text_numbers": _style(text_numbers=True, shared=False),
    "unmerged": _changed(blocks.unmerged),
    "repeated": _changed(lambda document: blocks.unmerged(document, True), sheets="split"),
    "doubled": _changed(blocks.doubled),
    "strict": _style(strict=True, formulas=True),
}
