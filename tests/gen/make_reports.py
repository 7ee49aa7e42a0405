#!/usr/bin/env python3
"""Writes fictional annual reports with known truth: NAME.txt (or .md) and NAME.expected.json.

    python3 tests/gen/make_reports.py --out tests/data --seed 1

The same seed gives the same files, byte for byte; tests/data holds those of seed 1. Each entry of
CATALOGUE is one report in one shape with one kind of damage.
"""

import argparse
import json
import os
import random
import sys
import zlib

import bad
import damage
import document
import form
import report
import shapes
from damage import Copy
from document import Style

CATALOGUE = {}
PLAIN = Style()
BARS = Style(table=shapes.bars, gap=None)
MARKDOWN = Style(table=shapes.pipes, heading="## {numeral}、{text}", title="# {title}",
                 emphasis=True)
LAYOUT = Style(table=shapes.columns)


def entry(name, agency, year, density, style=PLAIN, suffix=".txt", finish=lambda text: text,
          **options):
    """Registers a fixture; the decorated function does the damage to the copy."""
    def register(change):
        def build(seed):
            rng = random.Random(f"{seed}/{name}")
            copy = Copy(report.make(rng, report.AGENCIES[agency], year, density, **options),
                        zlib.crc32(name.encode()) ^ seed)
            change(copy)
            text = finish(document.text(copy, style))
            content = text if isinstance(text, bytes) else text.encode()
            return name + suffix, content, damage.expected(copy)
        assert name not in CATALOGUE
        CATALOGUE[name] = build
        return change
    return register


def plain(name, agency, year, density, style=PLAIN, **more):
    """A fixture without damage."""
    entry(name, agency, year, density, style, **more)(lambda copy: None)


# ---- sound reports in every shape ---------------------------------------------------------------

plain("valid_tabs", 0, 2023, "sparse")
plain("valid_zero", 1, 2024, "zero")
plain("valid_dense", 5, 2022, "dense")
plain("ragged_tabs", 1, 2022, "dense", Style(table=shapes.ragged_tabs))
plain("bars", 6, 2024, "dense", BARS, finish=document.ascii_brackets)
plain("markdown", 0, 2024, "sparse", MARKDOWN, suffix=".md")
plain("one_a_line", 7, 2023, "dense", Style(table=shapes.one_a_line, gap=None))
plain("vertical_group", 9, 2022, "dense", Style(table=shapes.vertical_group))
plain("wrapped", 3, 2023, "dense", Style(table=shapes.wrapped))
plain("single_spaces", 4, 2023, "dense", Style(table=shapes.single_spaces))
plain("layout", 2, 2024, "dense", LAYOUT)
plain("section4_one_line", 1, 2023, "dense", Style(proceedings=shapes.numbers_on_one_line))
plain("section4_upright", 6, 2022, "dense", Style(proceedings=shapes.upright_heads))
plain("enclosed_numerals", 4, 2024, "dense", finish=document.enclosed_numerals)
plain("headings_reworded", 3, 2022, "dense",
      Style(page="第 {} 页", pages=("granted", "rejected_published")),
      headings=form.HEADINGS_REWORDED)
plain("no_period", 7, 2024, "dense", period=False, finish=document.enumerated)
plain("edition_2019", 5, 2020, "dense")
plain("page_numbers", 8, 2023, "dense",
      Style(page="- {} -", pages=("denied_third_party", "unavailable_not_held", "processed_total")))


# ---- the same numbers in other clothes ----------------------------------------------------------


@entry("number_styles", 5, 2024, "dense", top=3000)
def _(copy):
    cells = form.request_cells("2021")
    damage.respell(copy, cells[:70], document.full_width)
    damage.respell(copy, cells[70:140], document.thousands)
    damage.respell(copy, cells[140:], document.with_unit)


@entry("labels_misspelt", 1, 2021, "dense")
def _(copy):
    copy.labels = {
        "行政规范性文件": "规范性文件",
        "3.补正后申请内容仍不明确": "3.补证后申请内容仍不明确",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请":
            "1.申请人无正当理由逾期不补证、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请":
            "2.申请人逾期未按收费通要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出具已经获取的信息",
        "8.属于行政查询事项": "8.属于行政查询事项（不动产登记、工商档案等另有专门规定的，按其规定办理）",
    }


@entry("traditional", 1, 2022, "dense", finish=document.traditional)
def _(copy):
    copy.agency = document.traditional(copy.agency)


@entry("spaced_words", 0, 2021, "dense", finish=document.spaced_words)
def _(copy):
    """Column heads set wide, and the title on two lines."""
    copy.title = f"{copy.agency}\n\n{copy.report.year}年政府信息公开工作年度报告"


@entry("title_shared_words", 6, 2023, "sparse")
def _(copy):
    """人民政府 and 政府信息公开 share the word 政府."""
    copy.agency = "鹿衔县白石渡镇人民政府"
    copy.title = "2023年鹿衔县白石渡镇人民政府信息公开工作年度报告"


# ---- damage that leaves the report valid --------------------------------------------------------


@entry("split_row", 8, 2022, "dense")
def _(copy):
    copy.split = {"closed_uncorrected": "— 5 —", "denied_prohibited_by_law": "-4-"}


@entry("six_numbers", 2, 2021, "dense")
def _(copy):
    damage.six_numbers(copy, ["granted", "denied_third_party", "denied_inquiry",
                              "rejected_complaint", "closed_other", "processed_total"])


@entry("six_numbers_ragged", 9, 2021, "dense", Style(table=shapes.ragged_tabs))
def _(copy):
    damage.six_numbers(copy, [row.id for row in form.REQUESTS["2021"][2:11]])


@entry("markdown_blank_zeros", 3, 2021, "sparse", MARKDOWN, suffix=".md")
def _(copy):
    damage.blank_zeros(copy)


@entry("dashes", 4, 2021, "sparse")
def _(copy):
    damage.blank_zeros(copy, ("requests", "proceedings"), "-")


@entry("totals_only", 7, 2021, "zero")
def _(copy):
    damage.totals_only(copy)


@entry("totals_only_dense", 1, 2021, "dense")
def _(copy):
    damage.totals_only(copy)


@entry("blanks_vanished", 0, 2022, "sparse")
def _(copy):
    damage.vanish_zeros(copy, ["carried_in", "granted", "denied_third_party", "closed_unpaid"])


@entry("ambiguous", 5, 2023, "zero")
def _(copy):
    """Two rows hold 5 and 5 and one column each has the 5: which row has which cannot be told.

    Both totals must be 5; whether a reader says so when it cannot place the other 5 is left open.
    """
    for row, column in (("denied_inquiry", 1), ("rejected_duplicate", 0)):
        for name in ("received", row, "processed_total"):
            ids = form.request_row(name)
            copy.report.values[ids[column]] += 5
            copy.report.values[ids[-1]] += 5
    report.check(copy.report.edition, copy.report.values)
    report.tell(copy.rng, copy.report)
    copy.show()
    damage.vanish_zeros(copy, ["denied_inquiry", "rejected_duplicate"])
    copy.found.add("cell.ambiguous")
    copy.open = {"requests.denied_inquiry.total", "requests.rejected_duplicate.total"}


@entry("extra_row", 3, 2024, "sparse")
def _(copy):
    damage.extra_row(copy, "normative_documents", "其他主动公开文件", "37")


@entry("labels_only", 9, 2023, "zero")
def _(copy):
    """Nothing but zeros, all left blank, and the blanks vanished: nothing can be known."""
    damage.vanish_zeros(copy, [row.id for row in form.REQUESTS["2021"]])


@entry("headings_quoted", 2, 2024, "sparse")
def _(copy):
    """The opening names all six headings before the sections begin."""
    names = "、".join(form.HEADINGS)
    copy.report.overview.insert(0, f"全文分为{names}六个部分，三、四两部分以表格为主。")


@entry("section6_numbered", 6, 2024, "sparse")
def _(copy):
    copy.report.others = [
        "（一）年度重点任务的落实情况。", "1. 整理历年文件，共核对120份。", "2. 补齐图解材料，四、五月集中完成。",
        "3. 开放日接待群众35人。", "（二）信息处理费收取情况。", report.FEES,
    ]


@entry("no_fee_statement", 2, 2024, "sparse", fees=False)
def _(copy):
    copy.found.add("section6.fee_statement_missing")


@entry("claim_mismatch", 8, 2021, "dense")
def _(copy):
    ids, value = copy.report.claims[0]
    copy.report.overview[2] = copy.report.overview[2].replace(f"{value}件", f"{value + 7}件", 1)
    copy.report.claims[0] = (ids, value + 7)
    copy.found.add("claim.mismatch")


@entry("privacy", 6, 2021, "sparse")
def _(copy):
    copy.report.others.append("联系人林某，手机13800138000，身份证号11010519491231002X。")
    copy.found |= {"privacy.mobile_number", "privacy.id_number"}


# ---- reports that break the form or contradict themselves ---------------------------------------


@entry("wrong_cell", 0, 2023, "dense")
def _(copy):
    cell = "requests.granted.enterprise"
    damage.wrong(copy, cell, copy.report.values[cell] + 10, "requests.row_sum",
                 "requests.processed_sum")


@entry("wrong_proceedings", 5, 2021, "dense")
def _(copy):
    cell = "proceedings.review.pending"
    damage.wrong(copy, cell, copy.report.values[cell] + 1, "proceedings.sum")


@entry("wrong_two", 7, 2024, "dense")
def _(copy):
    first, second = "requests.received.total", "requests.rejected_duplicate.research"
    damage.wrong(copy, first, copy.report.values[first] + 100, "requests.row_sum",
                 "requests.balance")
    damage.wrong(copy, second, copy.report.values[second] + 3, "requests.processed_sum")


@entry("malformed_cells", 9, 2022, "dense")
def _(copy):
    damage.malformed(copy, "requests.granted.natural_person", "-3")
    damage.malformed(copy, "requests.denied_inquiry.research", "1.5")
    damage.malformed(copy, "proceedings.review.upheld", "若干")


@entry("row_lost", 2, 2022, "dense")
def _(copy):
    damage.lose_row(copy, "rejected_published")


@entry("truncated", 4, 2022, "dense")
def _(copy):
    damage.truncate(copy, "rejected_duplicate")


@entry("section4_lost", 6, 2023, "dense")
def _(copy):
    damage.lose_proceedings(copy)


@entry("heading_lost", 1, 2024, "sparse")
def _(copy):
    damage.lose_heading(copy, 5)


@entry("sections_swapped", 8, 2024, "sparse")
def _(copy):
    damage.swap_sections(copy, 5, 6)


@entry("wrong_form", 3, 2022, "dense", edition="2019")
def _(copy):
    copy.found.add("structure.edition_mismatch")


@entry("wrong_year", 5, 2022, "sparse")
def _(copy):
    """The title was taken over from the year before."""
    copy.title = copy.title.replace("2022", "2021")
    copy.form_year = 2021
    copy.found.add("structure.year_mismatch")


@entry("title_missing", 2, 2023, "sparse")
def _(copy):
    copy.title = ""
    copy.agency = None
    copy.found.add("structure.title_missing")


# ---- writing ------------------------------------------------------------------------------------


def as_json(name, expected):
    """One key a line, one cell a line, so that a change shows as a line."""
    rows = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in {"file": name, **expected}.items() if key != "cells"]
    cells = [f"{json.dumps(c)}: {json.dumps(known, separators=(',', ':'))}"
             for c, known in expected.get("cells", {}).items()]
    if cells:
        rows.append('"cells": {\n' + ",\n".join(cells) + "\n}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def files(names, seed):
    """File name -> bytes of everything that is asked for."""
    made = [CATALOGUE[name](seed) for name in names or CATALOGUE]
    if not names:
        made += bad.inputs(*CATALOGUE["valid_tabs"](seed)[1:])
    found = {}
    for name, content, expected in made:
        found[name] = content
        found[os.path.splitext(name)[0] + ".expected.json"] = as_json(name, expected).encode()
    return found


def check(folder, wanted):
    """Prints which files differ from those that would be written; their number."""
    there = {entry.name for entry in os.scandir(folder)
             if entry.is_file() and not entry.name.startswith(".")}
    different = sorted(there ^ set(wanted))
    for name in sorted(there & set(wanted)):
        with open(os.path.join(folder, name), "rb") as file:
            if file.read() != wanted[name]:
                different.append(name)
    for name in different:
        print(f"{folder}/{name}: not what the generator makes; run it with --out {folder}",
              file=sys.stderr)
    return len(different)


def write(folder, wanted):
    os.makedirs(folder, exist_ok=True)
    for name, content in wanted.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    todo = parser.add_mutually_exclusive_group(required=True)
    todo.add_argument("--out", metavar="DIR", help="write the files there")
    todo.add_argument("--check", metavar="DIR", help="only compare with the files that are there")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", help="only these entries of the catalogue")
    options = parser.parse_args()
    wanted = files(options.names, options.seed)
    if options.check:
        sys.exit(1 if check(options.check, wanted) else 0)
    write(options.out, wanted)


if __name__ == "__main__":
    main()
