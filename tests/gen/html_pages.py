"""A copy of a report as web pages: the statutory tables in the HTML that offices publish.

A page is document.text() with tables in HTML, each other line then wrapped in a paragraph, so that
whatever a copy shows or lost is the same in every shape. STYLES maps a name to a function from
copy to page.
"""

import html
import re
from dataclasses import dataclass

import document
import form
import shapes

A4 = "@page { size: 21cm 29.7cm; margin: 2cm 1.5cm }\n"
WIDTHS = {10: (4, 9, 23, 9, 9, 9, 9, 9, 9, 10), 15: (6.6,) * 15, 4: (40, 20, 20, 20)}
# Column heads that a clerk breaks by hand, for the columns are narrow.
BROKEN = {"商业企业": "商业/企业", "科研机构": "科研/机构", "社会公益组织": "社会公/益组织",
          "法律服务机构": "法律服/务机构", "结果维持": "结果/维持", "结果纠正": "结果/纠正",
          "其他结果": "其他/结果", "尚未审结": "尚未/审结"}


@dataclass(frozen=True)
class Page:
    """How an office's software writes its pages."""
    css: str = ""
    table: str = '<table border="1" cellspacing="0" cellpadding="2">'
    heading: str = "<h2>{}</h2>"
    title: str = "<h1>{}</h1>"
    paragraph: str = "<p>{}</p>"
    cell: object = html.escape   # text of a cell -> its HTML
    widths: bool = False         # fixed columns, so that the labels wrap
    repeat: bool = False         # the heads are repeated on every page
    footer: str = ""             # page number at the foot, such as "- {} -"


def _owned(grid, r, c):
    """Whether a covered cell has a cell of this grid above it; a page break may have cut it off."""
    while r >= 0 and grid[r].cells[c] is shapes.COVERED:
        r -= 1
    return r >= 0


def _height(grid, r, c):
    """How many lines the cell at line r, column c takes."""
    end = r + 1
    while end < len(grid) and c < len(grid[end].cells) and grid[end].cells[c] is shapes.COVERED:
        end += 1
    return end - r


def _width(cells, c):
    end = c + 1
    while end < len(cells) and cells[end] is shapes.SPAN:
        end += 1
    return end - c


def _row(page, grid, r):
    cells = grid[r].cells
    parts = []
    for c, cell in enumerate(cells):
        if cell is shapes.SPAN or (cell is shapes.COVERED and _owned(grid, r, c)):
            continue
        text = cell if isinstance(cell, str) else ""
        spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", _height(grid, r, c)),
                                                         ("colspan", _width(cells, c))) if n > 1)
        parts.append(f'<td{spans} align="center" valign="middle">{page.cell(text)}</td>')
    return "<tr>" + "\n".join(parts) + "</tr>"


def _table(page):
    """The shape of a table on this page, for document.Style."""
    def shape(grid, copy):
        heads = 0
        while page.repeat and len(grid[0].cells) > 4 and not grid[heads].row:
            heads += 1
        rows = [_row(page, grid, r) for r in range(len(grid))]
        widths = WIDTHS[max(len(line.cells) for line in grid)] if page.widths else ()
        return [page.table, *(f'<col width="{w}%">' for w in widths),
                *(["<thead>", *rows[:heads], "</thead>"] if heads else []),
                "<tbody>", *rows[heads:], "</tbody>", "</table>"]
    return shape


def _footer(page):
    if not page.footer:
        return ""
    number = '<sdfield type="page" subtype="random" format="page">1</sdfield>'
    return f'<div title="footer"><p align="center">{page.footer.format(number)}</p></div>\n'


def _page(page):
    def render(copy):
        style = document.Style(table=_table(page), heading=page.heading.format("{numeral}、{text}"),
                               title=page.title.format("{title}"), gap=None)
        body = [line if line.startswith("<") else page.paragraph.format(html.escape(line))
                for line in document.text(copy, style).splitlines() if line]
        return ('<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
                f"<title>{html.escape(copy.title)}</title>\n<style>\n{page.css}</style></head>\n"
                "<body>\n" + "\n".join(body) + "\n" + _footer(page) + "</body></html>\n")
    return render


def _word_runs(text):
    """Latin and Chinese characters in runs of their own, as a word processor keeps their fonts."""
    return "".join(f"<span lang=EN-US>{run}</span>" if run.isascii()
                   else f"<span style='font-family:宋体'>{run}</span>"
                   for run in re.findall(r"[ -~]+|[^ -~]+", html.escape(text, quote=False)))


def _word_cell(text):
    if text in ("", form.RESULT):
        runs = "<br>".join(text) or "<span lang=EN-US>&nbsp;</span>"
    else:
        runs = "<br>".join(_word_runs(part) for part in BROKEN.get(text, text).split("/"))
    return f"<p class=MsoNormal align=center style='text-align:center'>{runs}</p>"


def _web_cell(text):
    """What the editor of a web site makes of a pasted table."""
    return f'\n<p style="text-align:center">\n<span>{html.escape(text) or "&nbsp;"}</span>\n</p>\n'


_WORD_P = "<p class=MsoNormal style='text-indent:21.0pt'><span>{}</span></p>"

STYLES = {name: _page(page) for name, page in {
    "clean": Page(),
    "word": Page(css=A4 + "p { font-size: 9pt; margin: 0 }\n",
                 table='<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0>',
                 heading="<p class=MsoNormal><b><span>{}</span></b></p>",
                 title="<p class=MsoTitle align=center><b><span>{}</span></b></p>",
                 paragraph=_WORD_P, cell=_word_cell, widths=True),
    "web": Page(cell=_web_cell, heading="<p><strong>{}</strong></p>",
                table='<table width="100%" cellspacing="0" border="1">'),
    "narrow": Page(css=A4 + "td, p { font-size: 10pt }\n", widths=True, repeat=True,
                   table='<table width="100%" border="1" cellspacing="0" cellpadding="2">',
                   footer="- {} -"),
    "large": Page(css=A4 + "td, p { font-size: 13pt }\n", widths=True,
                  table='<table width="100%" border="1" cellspacing="0" cellpadding="4">',
                  footer="第 {} 页"),
}.items()}
