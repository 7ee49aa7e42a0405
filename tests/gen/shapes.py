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
            ids = [form.cell("disclosure", row.id, c) for c in block.columns]
            numbers = [copy.number(c) for c in copy.standing(ids)]
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


def _requests_heads(copy):
    head = form.APPLICANT_LABELS
    outer, inner = [head[0], "法人或其他组织"] + [SPAN] * 4, [COVERED, *head[1:6]]
    if copy.total_first:
        outer, inner = [head[6]] + outer, [COVERED] + inner
    else:
        outer, inner = outer + [head[6]], inner + [COVERED]
    return [Line([form.BALANCE_NOTE, SPAN, SPAN, "申请人情况"] + [SPAN] * 6),
            Line([COVERED, SPAN, SPAN] + outer), Line([COVERED, SPAN, SPAN] + inner)]


def requests_grid(copy):
    lines = _requests_heads(copy)
    above = ()
    for row in form.REQUESTS[copy.report.edition]:
        if not copy.has_row(row.id):
            continue
        ids = form.request_row(row.id)
        if copy.total_first:
            ids = ids[-1:] + ids[:-1]
        ids = copy.standing(ids)
        lines.append(Line(_label_cells(copy, row.path, above) + [copy.number(c) for c in ids],
                          row.id, 3))
        above = row.path
    return lines


def proceedings_grid(copy):
    grid = {"wide": _wide, "rows": _by_row, "transposed": _transposed}[copy.proceedings]
    return grid(copy, list(form.OUTCOME_LABELS))


def _wide(copy, five):
    numbers = [copy.number(c) for c in copy.standing(form.proceedings_cells())]
    return [
        Line(_spread(["行政复议"], 5) + _spread(["行政诉讼"], 10)),
        Line(five + _spread(["未经复议直接起诉"], 5) + _spread(["复议后起诉"], 5)),
        Line([COVERED] * 5 + five + five),
        Line(numbers, "proceedings"),
    ]


def _by_row(copy, five):
    """One row for each kind of case."""
    labels = (["行政复议", SPAN], ["行政诉讼", "未经复议直接起诉"], [COVERED, "复议后起诉"])
    lines = [Line(["类型", SPAN] + five)]
    for row, label in zip(form.PROCEEDINGS, labels):
        ids = copy.standing([form.cell("proceedings", row, column) for column in form.OUTCOMES])
        lines.append(Line(label + [copy.number(c) for c in ids], "proceedings", 2))
    return lines


def _transposed(copy, five):
    """One row for each outcome, one column for each kind of case."""
    lines = [Line(["结果", "行政复议", "行政诉讼", SPAN]),
             Line([COVERED, COVERED, "未经复议直接起诉", "复议后起诉"])]
    for column, label in zip(form.OUTCOMES, five):
        ids = copy.standing([form.cell("proceedings", row, column) for row in form.PROCEEDINGS])
        lines.append(Line([label] + [copy.number(c) for c in ids], "proceedings", 1))
    return lines


# ---- shapes -------------------------------------------------------------------------------------


def keeps_blanks(shape):
    """Marks a shape in which a blank cell can be told from no cell."""
    shape.keeps_blanks = True
    return shape


def tabbed(cells):
    return "\t".join(cells)


def _break(lines, page):
    """A page ends inside a row that takes several lines."""
    cut = len(lines) // 2 + 1
    return lines[:cut] + ["", page, ""] + lines[cut:]


@keeps_blanks
def tabs(grid, copy):
    """One row a line, cells between tabs, covered cells empty."""
    lines = []
    for line in grid:
        if line.row in copy.split:
            lines += _split_by_page(line, copy.split[line.row], tabbed)
        else:
            lines.append(tabbed([_text(c) for c in line.cells]))
    return lines


def _split_by_page(line, page, join):
    """A page break inside a label: the numbers stay above, the rest of the label goes below."""
    cells = [_text(c) for c in line.cells]
    deepest = max(i for i in range(line.labels) if cells[i])
    label = cells[deepest]
    cut = max(3, len(label) * 2 // 5)
    below = [""] * len(cells)
    cells[deepest], below[deepest] = label[:cut], label[cut:]
    return [join(cells), "", page, "", join(below)]


def ragged_tabs(grid, copy):
    """Tabs, but some rows lost their empty leading cells and got them back at the end."""
    lines = []
    for text in tabs(grid, copy):
        cells = text.split("\t")
        if len(cells) > 3 and copy.rng.random() < 0.5:
            while cells and cells[0] == "" and any(cells):
                cells.append(cells.pop(0))
        lines.append("\t".join(cells) + "\t" * copy.rng.choice((0, 0, 1)))
    return lines


@keeps_blanks
def bars(grid, copy):
    """One cell a line with ` |` behind it, a bar more for each column it spans."""
    pieces = []
    for line in grid:
        for cell in line.cells:
            if cell is SPAN and pieces:
                pieces[-1] += "|"
            elif cell is not COVERED and cell is not SPAN:
                pieces.append(f"{cell} |".lstrip())
    pieces[-1] = pieces[-1].rstrip("| ") or "|"
    return pieces


def bars_trailing(grid, copy):
    """As above, and each row closes with the bars of cells that were covered."""
    lines = []
    for line in grid:
        covered = sum(cell is COVERED for cell in line.cells)
        lines += bars([line], copy)
        lines[-1] = lines[-1].rstrip("| ") + " | " + "|" * (covered + 1)
    return lines


@keeps_blanks
def bars_between(grid, copy):
    """One row a line, a bar between cells and none at the ends."""
    return [" | ".join(_text(c) for c in line.cells) for line in grid]


@keeps_blanks
def pipes(grid, copy):
    """A Markdown pipe table with a separator row."""
    lines = ["| " + " | ".join(_text(c) for c in line.cells) + " |" for line in grid]
    lines.insert(1, "|" + " --- |" * len(grid[0].cells))
    return [line.replace("|  |", "| |").replace("|  |", "| |") for line in lines]


@keeps_blanks
def pipes_repeated(grid, copy):
    """A pipe table in which every merged head or label stands in each of its cells."""
    filled = []
    for line in grid:
        cells = []
        for i, cell in enumerate(line.cells):
            if cell is SPAN and (not line.row or i < line.labels):
                cell = cells[-1]
            if cell is COVERED:
                cell = filled[-1].cells[i] if filled else ""
            cells.append(cell)
        filled.append(Line(cells, line.row, line.labels))
    return pipes(filled, copy)


def one_a_line(grid, copy):
    """Every label and every number on a line of its own, nothing between them."""
    return [c for line in grid for c in line.cells if isinstance(c, str) and c]


def one_a_paragraph(grid, copy):
    """Every label and every number on a line of its own, blank lines between them."""
    return [text for c in one_a_line(grid, copy) for text in (c, "")]


@keeps_blanks
def vertical_group(grid, copy):
    """Tabs, with the label of the big group printed down the page, one character between rows."""
    down = list(form.RESULT)
    lines = []
    for line, text in zip(grid, tabs([Line(g.cells) for g in grid], copy)):
        cells = text.split("\t")
        if cells[0] == form.RESULT:
            cells[0] = ""
        lines.append("\t".join(cells))
        if line.row and line.labels == 3 and down and line.row not in ("received", "carried_in"):
            lines.append(down.pop(0))
    return lines


def _wrap(text, width):
    return [text[i:i + width] for i in range(0, len(text), width)] or [""]


def _wrapped(grid, copy, join):
    """Labels wrapped at eleven characters, the numbers on the middle line."""
    lines = []
    for line in grid:
        cells = [_text(c) for c in line.cells]
        if not line.labels:
            lines.append(join(cells))
            continue
        columns = [_wrap(label, 11) for label in cells[:line.labels]]
        height = max(len(c) for c in columns)
        row = []
        for i in range(height):
            part = [_at(c, i, height) for c in columns]
            numbers = cells[line.labels:] if i == height // 2 else []
            row.append(join(part + numbers).rstrip("\t"))
        lines += _break(row, copy.split[line.row]) if line.row in copy.split else row
    return lines


def wrapped(grid, copy):
    """Wrapped labels, tabs between."""
    return _wrapped(grid, copy, tabbed)


def wrapped_spaces(grid, copy):
    """Wrapped labels, single spaces between: the text of a PDF in the order of its lines."""
    return _wrapped(grid, copy, lambda cells: " ".join(c for c in cells if c))


def _at(column, i, height):
    """The piece of a vertically centred column that stands on line i."""
    start = (height - len(column)) // 2
    return column[i - start] if 0 <= i - start < len(column) else ""


def _width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _left(text, width):
    return text + " " * max(width - _width(text), 0)


def _right(text, width):
    return " " * max(width - _width(text) - 2, 0) + text + "  "


def _centre(text, width):
    left = max(width - _width(text), 0) // 2
    return _left(" " * left + text, width)


def _columns(grid, copy, place, head=14, merge=False):
    if not any(line.labels for line in grid):
        return _spaced(grid, copy, [10] * len(grid[0].cells), 4, place, merge)
    widths = {10: [14, 18, 30], 7: [14, 20]}.get(len(grid[0].cells), [26])
    widths += [12] * (len(grid[0].cells) - len(widths))
    return _spaced(grid, copy, widths, head, place, merge)


@keeps_blanks
def columns(grid, copy):
    """Columns kept by spaces, as a PDF's text layout prints them; long labels wrap."""
    return _columns(grid, copy, _left)


@keeps_blanks
def columns_right(grid, copy):
    """The same with the numbers and heads to the right, merged cells over all their columns."""
    return _columns(grid, copy, _right, 4, True)


@keeps_blanks
def columns_centred(grid, copy):
    """Numbers and heads in the middle of their columns, a group's label beside its middle row."""
    return _columns(_middle(grid), copy, _centre, 4, True)


@keeps_blanks
def tabs_middle(grid, copy):
    """Tabs, with a group's label beside its middle row."""
    return tabs(_middle(grid), copy)


def _middle(grid):
    """The grid with the label of each group moved to its middle row."""
    moved = [Line(list(line.cells), line.row, line.labels) for line in grid]
    for depth in range(max(line.labels for line in grid) - 1 if grid else 0):
        start = None
        for i, line in enumerate(grid + [Line([""] * 3)]):
            covered = line.row and line.labels > depth and line.cells[depth] is COVERED
            if not covered and start is not None:
                middle = (start + i - 1) // 2
                moved[start].cells[depth] = COVERED
                moved[middle].cells[depth] = grid[start].cells[depth]
            if not covered:
                start = i if line.row else None
    return moved


def _spans(line, widths, merge):
    """The width that each cell has; those that a merged cell takes have none."""
    spans = list(widths)
    for i in reversed(range(1, len(line.cells))):
        # A number stays in its own column, whatever is merged behind it.
        if merge and line.cells[i] is SPAN and not (line.row and i > line.labels):
            spans[i - 1] += spans[i]
            spans[i] = 0
    return spans


def _wrapped_cell(text, width, is_label, head_wrap, is_row):
    if is_label:
        return _wrap(text, max(width // 2 - 1, 1))
    return [text] if is_row else _wrap(text, max(head_wrap, width // 2 - 2))


def _spaced(grid, copy, widths, head_wrap, place, merge=False):
    lines = []
    for line in grid:
        spans = _spans(line, widths, merge)
        wraps = [_wrapped_cell(_text(c), width, i < line.labels, head_wrap, line.row)
                 for i, (c, width) in enumerate(zip(line.cells, spans))]
        height = max(len(w) for w in wraps)
        row = []
        for i in range(height):
            pieces = [(_left if j < line.labels else place)(_at(w, i, height), width)
                      if width else "" for j, (w, width) in enumerate(zip(wraps, spans))]
            row.append("".join(pieces).rstrip())
        lines += _break(row, copy.split[line.row]) if line.row in copy.split else row
    return lines


def numbers_on_one_line(grid, copy):
    """Heads as they come, then all the numbers on one line with single spaces."""
    heads = [" ".join(c for c in line.cells if isinstance(c, str)) for line in grid if not line.row]
    rows = [" ".join(c for c in line.cells if isinstance(c, str) and c)
            for line in grid if line.row]
    return heads + [row for row in rows if row]


def single_spaces(grid, copy):
    """Cells between single spaces; the numbers of a long label stand on the next line."""
    lines = []
    for line in grid:
        cells = [_text(c) for c in line.cells]
        label = " ".join(c for c in cells[:line.labels] if c)
        numbers = " ".join(c for c in cells[line.labels:] if c)
        lines += [label, numbers] if len(label) > 24 else [f"{label} {numbers}".strip()]
    return [line for line in lines if line]


def wide_spaces(grid, copy):
    """Cells between runs of spaces that say nothing of columns."""
    return ["   ".join(c for c in line.cells if isinstance(c, str) and c) for line in grid]


def upright_heads(grid, copy):
    """Heads printed vertically, one character a line; then one number a line."""
    lines = []
    for line in grid:
        for cell in line.cells:
            if isinstance(cell, str) and cell:
                lines += [cell] if line.row else list(cell)
    return lines


ALL = (tabs, ragged_tabs, tabs_middle, vertical_group, wrapped, bars, bars_trailing, bars_between,
       pipes, pipes_repeated, one_a_line, one_a_paragraph, single_spaces, wide_spaces,
       wrapped_spaces, columns, columns_right, columns_centred)
# Shapes in which a blank cell is gone without a trace have no `keeps_blanks`.
BREAKABLE = (tabs, tabs_middle, wrapped, wrapped_spaces, columns, columns_right, columns_centred)
DELIMITED = (tabs, tabs_middle, vertical_group, bars_between, pipes, pipes_repeated)
BY_POSITION = (bars, bars_between, pipes, pipes_repeated, columns, columns_right, columns_centred)
