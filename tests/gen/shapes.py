"""The shapes that conversions give a table: each function turns one grid into lines of text.

A grid is a list of lines; a line is a list of cells. A cell is a text ('' where it is blank), SPAN
(covered by the cell on its left) or COVERED (by the cell above).
"""

import unicodedata
from dataclasses import dataclass

import form

SPAN = object()
COVERED = object()


@dataclass
class Line:
    cells: list
    row: str = ""     # the row's id, '' for a line of heads
    labels: int = 0   # how many of the cells are label cells


def _text(cell):
    return cell if isinstance(cell, str) else ""


def _spread(texts, width):
    """The texts as cells, the last one spanning what is left of the width."""
    return list(texts) + [SPAN] * (width - len(texts))


# ---- grids: the statutory tables as a word processor holds them ---------------------------------


def disclosure_grid(copy):
    lines = []
    for block in form.DISCLOSURE[copy.report.edition]:
        lines.append(Line(_spread([block.title], 4)))
        lines.append(Line(_spread(["信息内容", *block.heads], 4)))
        for row in block.rows:
            label = copy.labels.get(row.path[0], row.path[0])
            numbers = [copy.number(form.cell("disclosure", row.id, c)) for c in block.columns]
            lines.append(Line(_spread([label, *numbers], 4), row.id, 1))
            for after, name, number in copy.extra_rows:
                if after == row.id:
                    lines.append(Line(_spread([name, number], 4), "extra", 1))
    return lines


def _label_cells(copy, path, above):
    """The three label cells of a row of table requests; a group that goes on is covered."""
    cells = []
    for depth, label in enumerate(path):
        goes_on = depth < len(path) - 1 and above[:depth + 1] == path[:depth + 1]
        cells.append(COVERED if goes_on else copy.labels.get(label, label))
    return _spread(cells, 3)


def requests_grid(copy):
    head = form.APPLICANT_LABELS
    lines = [
        Line([form.BALANCE_NOTE, SPAN, SPAN, "申请人情况"] + [SPAN] * 6),
        Line([COVERED, SPAN, SPAN, head[0], "法人或其他组织"] + [SPAN] * 4 + [head[6]]),
        Line([COVERED, SPAN, SPAN, COVERED, *head[1:6], COVERED]),
    ]
    above = ()
    for row in form.REQUESTS[copy.report.edition]:
        if not copy.has_row(row.id):
            continue
        ids = form.request_row(row.id)
        if row.id in copy.loose:
            ids = [c for c in ids if c in copy.shown]
        lines.append(Line(_label_cells(copy, row.path, above) + [copy.number(c) for c in ids],
                          row.id, 3))
        above = row.path
    return lines


def proceedings_grid(copy):
    five = list(form.OUTCOME_LABELS)
    numbers = [copy.number(c) for c in form.proceedings_cells()]
    return [
        Line(_spread(["行政复议"], 5) + _spread(["行政诉讼"], 10)),
        Line(five + _spread(["未经复议直接起诉"], 5) + _spread(["复议后起诉"], 5)),
        Line([COVERED] * 5 + five + five),
        Line(numbers, "proceedings"),
    ]


# ---- shapes -------------------------------------------------------------------------------------


def tabs(grid, copy):
    """One row a line, cells between tabs, covered cells empty."""
    lines = []
    for line in grid:
        if line.row in copy.split:
            lines += _split_by_page(line, copy.split[line.row])
        else:
            lines.append("\t".join(_text(c) for c in line.cells))
    return lines


def _split_by_page(line, page):
    """A page break inside a label: the numbers stay above, the rest of the label goes below."""
    cells = [_text(c) for c in line.cells]
    deepest = max(i for i in range(line.labels) if cells[i])
    label = cells[deepest]
    cut = max(3, len(label) * 2 // 5)
    below = [""] * len(cells)
    cells[deepest], below[deepest] = label[:cut], label[cut:]
    return ["\t".join(cells), "", page, "", "\t".join(below)]


def ragged_tabs(grid, copy):
    """Tabs, but some rows lost their empty leading cells and got them back at the end."""
    lines = []
    for text in tabs(grid, copy):
        cells = text.split("\t")
        if len(cells) > 3 and copy.rng.random() < 0.5:
            while cells and cells[0] == "":
                cells.append(cells.pop(0))
        lines.append("\t".join(cells) + "\t" * copy.rng.choice((0, 0, 1)))
    return lines


def bars(grid, copy):
    """One cell a line with ` |` behind it, a bar more for each column it spans."""
    pieces = []
    for line in grid:
        for cell in line.cells:
            if cell is SPAN and pieces:
                pieces[-1] += "|"
            elif cell is not COVERED and cell is not SPAN:
                pieces.append(f"{cell} |".lstrip())
    pieces[-1] = pieces[-1].rstrip("| ")
    return pieces


def pipes(grid, copy):
    """A Markdown pipe table with a separator row."""
    lines = ["| " + " | ".join(_text(c) for c in line.cells) + " |" for line in grid]
    lines.insert(1, "|" + " --- |" * len(grid[0].cells))
    return [line.replace("|  |", "| |").replace("|  |", "| |") for line in lines]


def one_a_line(grid, copy):
    """Every label and every number on a line of its own, nothing between them."""
    return [c for line in grid for c in line.cells if isinstance(c, str) and c]


def vertical_group(grid, copy):
    """Tabs, with the label of the big group printed down the page, one character between rows."""
    down = list(form.RESULT)
    lines = []
    for line, text in zip(grid, tabs(grid, copy)):
        cells = text.split("\t")
        if cells[0] == form.RESULT:
            cells[0] = ""
        lines.append("\t".join(cells))
        if line.row and line.labels == 3 and down and line.row not in ("received", "carried_in"):
            lines.append(down.pop(0))
    return lines


def _wrap(text, width):
    return [text[i:i + width] for i in range(0, len(text), width)] or [""]


def wrapped(grid, copy):
    """Labels wrapped at eleven characters, the numbers on the middle line, tabs between."""
    lines = []
    for line in grid:
        cells = [_text(c) for c in line.cells]
        if not line.labels:
            lines.append("\t".join(cells))
            continue
        columns = [_wrap(label, 11) for label in cells[:line.labels]]
        height = max(len(c) for c in columns)
        for i in range(height):
            part = [_at(c, i, height) for c in columns]
            numbers = cells[line.labels:] if i == height // 2 else []
            lines.append("\t".join(part + numbers).rstrip("\t"))
    return lines


def _at(column, i, height):
    """The piece of a vertically centred column that stands on line i."""
    start = (height - len(column)) // 2
    return column[i - start] if 0 <= i - start < len(column) else ""


def _width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _pad(text, width):
    return text + " " * max(width - _width(text), 0)


def columns(grid, copy):
    """Columns kept by spaces, as a PDF's text layout prints them; long labels wrap."""
    if not any(line.labels for line in grid):
        return _spaced(grid, [10] * len(grid[0].cells), 4)
    widths = [14, 18, 30] if len(grid[0].cells) > 4 else [26]
    widths += [12] * (len(grid[0].cells) - len(widths))
    return _spaced(grid, widths, 14)


def _spaced(grid, widths, head_wrap):
    lines = []
    for line in grid:
        cells = [_text(c) for c in line.cells]
        wraps = [_wrap(text, max(w // 2 - 1, 1) if i < line.labels else head_wrap)
                 for i, (text, w) in enumerate(zip(cells, widths))]
        height = max(len(w) for w in wraps)
        for i in range(height):
            pieces = [_pad(_at(w, i, height), width) for w, width in zip(wraps, widths)]
            lines.append("".join(pieces).rstrip())
    return lines


def numbers_on_one_line(grid, copy):
    """Heads as they come, then all the numbers on one line with single spaces."""
    heads = [" ".join(c for c in line.cells if isinstance(c, str)) for line in grid if not line.row]
    return heads + [" ".join(_text(c) for c in line.cells) for line in grid if line.row]


def single_spaces(grid, copy):
    """Cells between single spaces; the numbers of a long label stand on the next line."""
    lines = []
    for line in grid:
        cells = [_text(c) for c in line.cells]
        label = " ".join(c for c in cells[:line.labels] if c)
        numbers = " ".join(c for c in cells[line.labels:] if c)
        lines += [label, numbers] if len(label) > 24 else [f"{label} {numbers}".strip()]
    return lines


def upright_heads(grid, copy):
    """Heads printed vertically, one character a line; then one number a line."""
    lines = []
    for line in grid:
        for cell in line.cells:
            if isinstance(cell, str):
                lines += [cell] if line.row else list(cell)
    return lines
