"""A copy of a report as a document: blocks in the order of reading, tables with true spans.

What a copy shows or lost is the same here as in document.text(); writers only dress it.
"""

from dataclasses import dataclass, replace

import document
import form
import shapes

HEADING, TITLE = "\x01", "\x02"     # mark the lines of the text that are such


@dataclass
class Cell:
    """A cell of a table. `kind` is head, label or number."""
    text: str
    kind: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass
class Table:
    cells: list                      # of Cell, in the order of reading
    height: int
    width: int
    heads: int = 0                   # rows of heads at the top
    number: int = 3                  # of the section in which it stands

    def rows(self):
        """Row by row, the cells that begin there."""
        found = [[] for _ in range(self.height)]
        for cell in self.cells:
            found[cell.row].append(cell)
        return found

    def owners(self):
        """(row, column) -> the cell that takes this place."""
        return {(cell.row + r, cell.column + c): cell for cell in self.cells
                for r in range(cell.rows) for c in range(cell.columns)}


@dataclass
class Block:
    """A piece of a document. `kind` is title, heading, text, page (a page number) or table."""
    kind: str
    text: str = ""
    table: object = None


@dataclass
class Document:
    """`title` is for the properties of the file; it is empty where the text has none."""
    title: str
    blocks: list
    edition: str
    year: int
    agency: str


def _owned(grid, r, c):
    """Whether a covered place has a cell above it; a page break may have cut it off."""
    while r >= 0 and c < len(grid[r].cells) and grid[r].cells[c] is shapes.COVERED:
        r -= 1
    return r >= 0 and c < len(grid[r].cells)


def _extent(grid, r, c):
    """How many rows and columns the cell at line r, column c takes."""
    bottom, right = r + 1, c + 1
    while bottom < len(grid) and c < len(grid[bottom].cells) \
            and grid[bottom].cells[c] is shapes.COVERED:
        bottom += 1
    while right < len(grid[r].cells) and grid[r].cells[right] is shapes.SPAN:
        right += 1
    return bottom - r, right - c


def _kind(line, c):
    if not line.row:
        return "head"
    return "label" if c < line.labels else "number"


def _cells(grid):
    for r, line in enumerate(grid):
        for c, text in enumerate(line.cells):
            if text is shapes.SPAN or (text is shapes.COVERED and _owned(grid, r, c)):
                continue
            rows, columns = _extent(grid, r, c)
            yield Cell(text if isinstance(text, str) else "", _kind(line, c), r, c, rows, columns)


@shapes.keeps_blanks
def as_table(grid, copy):
    """The shape of a table that keeps it as one."""
    if not grid:
        return []
    heads = 0
    while heads < len(grid) and not grid[heads].row:
        heads += 1
    width = max(len(line.cells) for line in grid)
    number = {4: 2, 10: 3}.get(width, 4)
    if grid[0].cells[0] == "结果":
        number = 4
    return [Table(list(_cells(grid)), len(grid), width, heads, number)]


def style():
    return document.Style(table=as_table, gap=None, heading=HEADING + "{numeral}、{text}",
                          title=TITLE + "{title}")


def _block(line, in_table, change):
    if isinstance(line, Table):
        for cell in line.cells:
            cell.text = change(cell.text)
        return Block("table", table=line)
    if line.startswith((HEADING, TITLE)):
        return Block("heading" if line[0] == HEADING else "title", change(line[1:]))
    return Block("page" if in_table else "text", change(line))


def build(copy, style, finish=()):
    """The copy as a document; `finish` are changes to its texts."""
    def change(text):
        for function in finish:
            text = function(text)
        return text
    blocks = []
    for part in document.parts(copy, style):
        in_table = any(isinstance(line, Table) for line in part)
        blocks += [_block(line, in_table, change) for line in part if line]
    title = change(copy.title).replace("\n", "")
    return Document(title, blocks, copy.report.edition, copy.report.year, copy.report.agency)


def of_text(text):
    """A document of plain text: the first line is its title, lines with tabs make a table."""
    blocks, rows = [], []
    for line in [*text.split("\n"), ""]:
        cells = [part.strip() for part in line.strip("| ").replace("|", "\t").split("\t")]
        if len(cells) > 1:
            rows.append(cells)
            continue
        if rows:
            blocks.append(Block("table", table=_plain_table(rows)))
            rows = []
        if line.strip():
            blocks.append(Block("text" if blocks else "title", line.strip()))
    return Document(blocks[0].text, blocks, "2021", 2021, "")


def _plain_table(rows):
    cells = [Cell(text, "number" if text.isdigit() else "label", r, c)
             for r, row in enumerate(rows) for c, text in enumerate(row)]
    return Table(cells, len(rows), max(map(len, rows)), 1, 0)


def contents(document, line="{}{}{}"):
    """The document with a list of its sections behind the title; `line`: heading, dots, page."""
    headings = [block for block in document.blocks if block.kind == "heading"]
    listed = [Block("text", line.format(block.text, "…" * 12, 1 + i // 2))
              for i, block in enumerate(headings)]
    titles = [block for block in document.blocks if block.kind == "title"]
    rest = [block for block in document.blocks if block.kind != "title"]
    return replace(document, blocks=titles + [Block("text", "目  录"), *listed] + rest)


def unmerged(document, repeat=False):
    """The document with no spans: what a cell covers is left blank, or says the same again."""
    def split(found):
        cells = []
        for (r, c), cell in sorted(found.owners().items()):
            first = (r, c) == (cell.row, cell.column)
            text = cell.text if first or (repeat and cell.kind != "number") else ""
            # What is beside a number is no cell of the form; nothing is said again there.
            cells.append(Cell(text, cell.kind, r, c))
        return replace(found, cells=cells)
    return replace(document, blocks=[
        replace(block, table=split(block.table)) if block.table else block
        for block in document.blocks])


def doubled(document):
    """Every column is two columns wide."""
    def widen(found):
        return replace(found, width=2 * found.width, cells=[
            replace(cell, column=2 * cell.column, columns=2 * cell.columns)
            for cell in found.cells])
    return replace(document, blocks=[
        replace(block, table=widen(block.table)) if block.table else block
        for block in document.blocks])


def numbered(document):
    """Table requests has a column of serial numbers in front."""
    def add(found):
        if found.number != 3:
            return found
        cells = [replace(cell, column=cell.column + 1) for cell in found.cells]
        if found.heads:
            cells.append(Cell("序号", "head", 0, 0, found.heads, 1))
        cells += [Cell(str(r - found.heads + 1), "label", r, 0)
                  for r in range(found.heads, found.height)]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return replace(found, cells=cells, width=found.width + 1)
    return replace(document, blocks=[
        replace(block, table=add(block.table)) if block.table else block
        for block in document.blocks])


def is_number(text):
    """Whether the text is a number as a spreadsheet keeps it."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0"
                                                      or "." in text)


def is_group(text):
    """Whether a label runs down the page beside its rows."""
    return text == form.RESULT
