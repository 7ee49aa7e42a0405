"""Puts a copy of a report together as text: title, sections, prose and tables in a given shape."""

from dataclasses import dataclass

import form
import shapes
from damage import HEADS

NUMERALS = "一二三四五六"
GRIDS = {2: shapes.disclosure_grid, 3: shapes.requests_grid, 4: shapes.proceedings_grid}


@dataclass
class Style:
    """How a conversion dresses the text; the tables' shape is one function for each section."""
    table: object = shapes.tabs
    proceedings: object = None        # shape of section 四 when it differs
    heading: str = "{numeral}、{text}"
    title: str = "{title}"
    gap: str = ""                     # what stands between paragraphs, None for nothing
    emphasis: bool = False            # Markdown bold around the lead of a paragraph
    page: str = ""                    # page number put inside table requests, such as "- {} -"
    pages: tuple = ()                 # before which rows of table requests


def _heading(copy, style, position, number):
    return style.heading.format(numeral=NUMERALS[position], text=copy.report.headings[number - 1])


def _paragraph(style, text):
    lead, mark, rest = text.partition("。")
    if style.emphasis and text.startswith("（"):
        return f"**{lead}{mark}**{rest}"
    return text


def _table(copy, style, number):
    shape = style.proceedings if number == 4 and style.proceedings else style.table
    grid = GRIDS[number](copy)
    if number != 3 or not (style.pages or copy.breaks):
        return shape(grid, copy)
    lines, start, page = [], 0, 3
    for i, line in enumerate(grid):
        if line.row in style.pages:
            lines += shape(grid[start:i], copy) + ["", style.page.format(page), ""]
            start, page = i, page + 1
        elif line.row in copy.breaks:
            lines += shape(grid[start:i], copy) + _page_break(copy, shape, line.row)
            start = i
    return lines + shape(grid[start:], copy)


def _page_break(copy, shape, row):
    lines = []
    for text in copy.breaks[row]:
        lines += shape(GRIDS[3](copy)[:3], copy) if text is HEADS else [text]
    return lines


def _printed_position(copy, number):
    """The number before a heading: a lost section leaves a gap, swapped ones count on."""
    return number - 1 if copy.sections == sorted(copy.sections) else copy.sections.index(number)


def _intro(report):
    if not report.period:
        return []
    return [f"本报告依据《中华人民共和国政府信息公开条例》编写，所列数据的统计期限为{report.year}年1月1日至"
            f"{report.year}年12月31日。"]


def _section(copy, style, number):
    report = copy.report
    prose = {1: report.overview, 5: report.problems, 6: report.others}.get(number)
    parts = []
    if number in copy.sections:
        parts.append([_heading(copy, style, _printed_position(copy, number), number)])
    if prose:
        parts += [[_paragraph(style, text)] for text in prose]
    elif number != 4 or copy.has_proceedings():
        parts.append(_table(copy, style, number))
    return parts


def parts(copy, style):
    """The report in order: lists of lines, or of whatever the style's shapes make of a table."""
    found = [[style.title.format(title=copy.title)]] if copy.title else []
    found += [[paragraph] for paragraph in _intro(copy.report)]
    order = [n for n in copy.sections] + [n for n in range(1, 7) if n not in copy.sections]
    if copy.sections == sorted(copy.sections):
        order.sort()
    for number in order:
        found += _section(copy, style, number)
    return found


def text(copy, style):
    lines = []
    for part in parts(copy, style):
        lines += part
        if style.gap is not None:
            lines.append(style.gap)
    return "\n".join(lines) + "\n"


# ---- changes to the whole text ------------------------------------------------------------------


def ascii_brackets(text):
    return text.replace("（", "(").replace("）", ")").replace("，", ",").replace("：", ":")


def enclosed_numerals(text):
    """（一） as ㈠ and 1. as ① in the labels of table requests."""
    for i, numeral in enumerate("一二三四五六七"):
        text = text.replace(f"（{numeral}）", "㈠㈡㈢㈣㈤㈥㈦"[i])
    return numbered(text, "①②③④⑤⑥⑦⑧")


def numbered(text, marks):
    """The labels' own numbers 1. to 8. replaced by `marks`."""
    for rows in form.REQUESTS.values():
        for row in rows:
            label = row.path[-1]
            if label[0].isdigit():
                text = text.replace(label, marks[int(label[0]) - 1] + label[2:])
    return text


def enumerated(text):
    """1. as 1、"""
    return numbered(text, [f"{i}、" for i in range(1, 9)])


def spaced_words(text):
    """Short words set with spaces between the characters, years set off by spaces."""
    for word in form.APPLICANT_LABELS + form.OUTCOME_LABELS:
        text = text.replace(f"\t{word}", "\t" + " ".join(word))
    return text.replace("年政府信息", " 年政府信息")


def spaced_heads(text):
    """The heads of columns set wide, in every shape; the prose stays."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        for word in form.APPLICANT_LABELS + form.OUTCOME_LABELS:
            if "。" not in line and len(word) < 5:
                line = line.replace(word, " ".join(word))
        lines[i] = line
    return "\n".join(lines)


def full_width(number):
    return number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})


def thousands(number):
    return f"{int(number):,}" if number.isdigit() else number


def with_unit(number):
    return number + "件"


_SIMPLIFIED = ("开报总体况动规范项内废现许处罚强费单万关系为数据类业务机构组织书会执计请结转续办无证获确"
               "认图见册们补贴预决采购级问题讼诉复议维纠后经过审继县镇乡区产发电联东个从网络华国条编写统"
               "围绕众录权护属于询举没额记点岗给错说监责门链讲鹤时间岭陈览阅钟层对传员变")
_TRADITIONAL = ("開報總體況動規範項內廢現許處罰強費單萬關係為數據類業務機構組織書會執計請結轉續辦無證獲確"
                "認圖見冊們補貼預決採購級問題訟訴復議維糾後經過審繼縣鎮鄉區產發電聯東個從網絡華國條編寫統"
                "圍繞眾錄權護屬於詢舉沒額記點崗給錯說監責門鏈講鶴時間嶺陳覽閱鐘層對傳員變")


def traditional(text):
    """The common characters of the form in their traditional shapes."""
    return text.translate(str.maketrans(_SIMPLIFIED, _TRADITIONAL))
