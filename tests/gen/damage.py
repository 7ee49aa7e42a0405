"""A copy of a report: what of it is printed, what was lost on the way, and what must be found.

Each function takes one kind of damage and keeps the books, so that expected() can say what a
perfect reader knows of the damaged copy.
"""

import random

import form
import reference

ERRORS = {"structure.section_missing", "structure.section_order", "structure.table_missing",
          "structure.table_truncated", "structure.row_missing", "structure.edition_mismatch",
          "structure.year_mismatch", "cell.malformed", "requests.balance",
          "requests.processed_sum", "requests.row_sum", "proceedings.sum"}
# Findings that an undamaged report must not get.
SPURIOUS = sorted(ERRORS) + ["structure.title_missing", "cell.missing", "cell.blank",
                             "cell.ambiguous", "claim.mismatch", "structure.row_extra",
                             "section6.fee_statement_missing", "privacy.id_number",
                             "privacy.mobile_number", "input.bytes_replaced"]


HEADS = object()    # in the lines of a page break: the heads of the table again


class Copy:
    """`shown` maps each printed cell to its text; a cell without an entry was lost."""

    def __init__(self, report, seed=0):
        self.report = report
        self.rng = random.Random(seed)
        self.shown = {}
        self.printed = {}                   # the numbers whose column is certain
        self.show()
        self.loose = {}                     # row -> (its cells, its numbers), columns unknown
        self.malformed = set()              # cells that hold something that is no number
        self.open = set()                   # cells about which nothing is expected
        self.extra_rows = []                # (row after which it stands, label, number)
        self.sections = [1, 2, 3, 4, 5, 6]
        self.labels = {}                    # label -> what is printed instead
        self.split = {}                     # row -> text of the page number that splits it
        self.breaks = {}                    # row -> lines of a page break before it, HEADS too
        self.total_first = False            # column 总计 of table requests stands first
        self.proceedings = "wide"           # how table proceedings is laid out: rows, transposed
        self.found = set()                  # codes that must be found
        self.allowed = set()                # codes that may be found
        self.title = report.title
        self.agency = report.agency
        self.form_year = report.year        # the year that the reader must arrive at

    def show(self):
        """Prints every number as it is."""
        self.shown = {c: str(v) for c, v in self.report.values.items()}
        self.printed = dict(self.report.values)

    def number(self, cell):
        return self.shown.get(cell, "")

    def standing(self, ids):
        """The cells that leave a trace: in a row that lost some nobody sees where."""
        if any(c in ids for loose, _ in self.loose.values() for c in loose):
            return [c for c in ids if c in self.shown]
        return ids

    def has_proceedings(self):
        """Whether table proceedings is printed, be it without a number."""
        heaps = [ids for ids, _ in self.loose.values()] + [self.shown]
        return any(c.startswith("proceedings") for ids in heaps for c in ids)

    def has_row(self, row):
        return row in self.loose or any(c in self.shown for c in form.request_row(row))


def _lose(copy, cell):
    del copy.shown[cell]
    copy.printed.pop(cell, None)


def lose_row(copy, row):
    """The row vanished, label and all, in the middle of the table."""
    for c in form.request_row(row):
        _lose(copy, c)
    copy.found.add("structure.row_missing")
    copy.allowed.add("cell.missing")


def truncate(copy, last):
    """Table requests stops after the row `last`."""
    rows = [row.id for row in form.REQUESTS[copy.report.edition]]
    for row in rows[rows.index(last) + 1:]:
        for c in form.request_row(row):
            _lose(copy, c)
    copy.found.add("structure.table_truncated")
    copy.allowed |= {"structure.row_missing", "cell.missing"}


def lose_proceedings(copy):
    """Section 四 is gone with its table."""
    for c in form.proceedings_cells():
        _lose(copy, c)
    copy.sections.remove(4)
    copy.found |= {"structure.section_missing", "structure.table_missing"}
    copy.allowed.add("cell.missing")


def lose_heading(copy, number):
    """The heading of a section is gone; its table, if any, still stands."""
    copy.sections.remove(number)
    copy.found.add("structure.section_missing")


def swap_sections(copy, first, second):
    """Two sections stand in the wrong order, under the wrong numbers."""
    a, b = copy.sections.index(first), copy.sections.index(second)
    copy.sections[a], copy.sections[b] = second, first
    copy.found.add("structure.section_order")


def blank(copy, cells, mark=""):
    """The cells are left blank in their place, or hold a dash."""
    for c in cells:
        copy.shown[c] = mark
        copy.printed.pop(c, None)
    copy.found.add("cell.blank")
    copy.allowed.add("cell.missing")


def blank_zeros(copy, tables=("requests",), mark=""):
    """Every zero of the tables is left blank, as many clerks do."""
    blank(copy, [c for c, v in copy.report.values.items()
                 if v == 0 and c.split(".")[0] in tables], mark)


def totals_only(copy):
    """Only the column 总计 of table requests is filled."""
    blank(copy, [c for c in form.request_cells(copy.report.edition) if not c.endswith(".total")])


def loosen(copy, row, keep):
    """Of the row only the columns numbered in `keep` are printed, with nothing to tell which."""
    ids = form.request_row(row)
    copy.loose[row] = (ids, [copy.report.values[ids[i]] for i in keep])
    for i, c in enumerate(ids):
        copy.printed.pop(c, None)
        if i not in keep:
            copy.shown.pop(c, None)
    copy.allowed |= {"cell.blank", "cell.missing", "cell.ambiguous"}


def six_numbers(copy, rows):
    """The converter dropped the last number of these rows."""
    for row in rows:
        loosen(copy, row, range(6))


def vanish_zeros(copy, rows):
    """The zeros of these rows were blank, and the blanks vanished."""
    for row in rows:
        ids = form.request_row(row)
        loosen(copy, row, [i for i, c in enumerate(ids) if copy.report.values[c] != 0])


def _heaps(copy):
    """The cells of each row, table by table, in the order in which they are printed."""
    for block in form.DISCLOSURE[copy.report.edition]:
        for row in block.rows:
            yield [form.cell("disclosure", row.id, c) for c in block.columns]
    for row in form.REQUESTS[copy.report.edition]:
        ids = form.request_row(row.id)
        yield ids[-1:] + ids[:-1] if copy.total_first else ids
    kinds = [[form.cell("proceedings", row, c) for c in form.OUTCOMES] for row in form.PROCEEDINGS]
    if copy.proceedings == "wide":
        yield form.proceedings_cells()
    elif copy.proceedings == "rows":
        yield from kinds
    else:
        yield from ([row[i] for row in kinds] for i in range(len(form.OUTCOMES)))


def lose_blanks(copy, tables):
    """The tables are printed in a shape in which a blank cell leaves no trace."""
    for ids in _heaps(copy):
        if ids[0].split(".")[0] not in tables or "" not in [copy.shown.get(c) for c in ids]:
            continue
        left = [c for c in ids if copy.shown.get(c)]
        copy.loose[f"heap {ids[0]}"] = (ids, [copy.printed.pop(c) for c in left
                                              if c in copy.printed])
        for c in set(ids) - set(left):
            copy.shown.pop(c, None)
        copy.allowed |= {"cell.blank", "cell.missing", "cell.ambiguous"}
    copy.found.discard("cell.blank")
    copy.allowed.add("cell.blank")


def wrong(copy, cell, value, *families):
    """A slip: the cell shows another number; these identities fail."""
    copy.shown[cell] = str(value)
    copy.printed[cell] = value
    copy.found |= set(families)
    copy.allowed.add("claim.mismatch")


def malformed(copy, cell, text):
    """What stands in the cell is no count."""
    copy.shown[cell] = text
    del copy.printed[cell]
    copy.malformed.add(cell)
    copy.found.add("cell.malformed")
    copy.allowed |= {"cell.missing", "cell.blank"}


def respell(copy, cells, spell):
    """The same numbers in other clothes: full-width digits, separators, units."""
    for c in cells:
        if c in copy.shown and copy.shown[c]:
            copy.shown[c] = spell(copy.shown[c])


def extra_row(copy, after, label, number):
    """A row of table disclosure that the form does not have."""
    copy.extra_rows.append((after, label, number))
    copy.found.add("structure.row_extra")


def expected(copy):
    """What a perfect reader of this copy answers, as the test compares it."""
    report = copy.report
    known = reference.decide(report.edition, copy.printed, list(copy.loose.values()),
                             report.values)
    known.update((c, ("missing", None)) for c in copy.malformed)
    for c, (state, value) in known.items():
        assert value is None or value == copy.printed.get(c, report.values[c]), c
    year = copy.form_year
    return {
        "edition": report.edition,
        "agency": copy.agency,
        "year": year,
        "period": {"from": f"{report.year}-01-01", "to": f"{report.year}-12-31"}
                  if report.period else None,
        "sections": sorted(copy.sections),
        "status": "invalid" if copy.found & ERRORS else "valid",
        "findings_must_include": sorted(copy.found),
        "findings_must_not_include": [code for code in SPURIOUS
                                      if code not in copy.found | copy.allowed],
        "claims_must_include": [[ids[0] if len(ids) == 1 else ids, value]
                                for ids, value in report.claims],
        "cells": {c: {"value": _number(value), "state": state}
                  for c, (state, value) in known.items() if c not in copy.open},
    }


def _number(value):
    """A decimal is kept as text: JSON readers differ in what they make of its digits."""
    return value if value is None or isinstance(value, int) else format(value.normalize(), "f")
