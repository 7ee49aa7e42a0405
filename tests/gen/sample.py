"""Draws reports at random: which numbers, which prose, which shape, which damage.

A sample is drawn from a seed alone, so each one can be made again. A damage is a function on a
Draft; it keeps the books of the copy in it, or returns False where it cannot be done to it.
"""

import random
from dataclasses import dataclass, field

import damage
import document
import form
import prose
import report
import shapes
from damage import Copy
from document import Style

PLACES = ("云岫县", "澜溪市", "鹿衔县", "望鹤区", "白石渡市", "栖霞岭自治县", "青屏州", "汐湾新区")
BODIES = ("青萝镇", "望鹤乡", "人民政府", "住房和城乡建设局", "司法局", "水务局", "云台街道办事处",
          "人民政府办公室", "市场监督管理局", "白石渡镇人民政府", "农业农村局", "教育和体育局",
          "发展和改革委员会", "财政局", "交通运输局", "卫生健康局", "桃林经济开发区管理委员会")
DENSITIES = ("dense", "dense", "dense", "dense", "sparse", "sparse", "zero")
TOPS = (3, 9, 40, 40, 300, 9000)
PAGES = ("- {} -", "— {} —", "第 {} 页", "第{}页 共12页", "-{}-", "－{}－")


@dataclass
class Sample:
    name: str
    shape: str
    text: str
    copy: object = None
    damages: tuple = ()

    @property
    def suffix(self):
        markdown = any(word in self.shape for word in ("pipes", "gfm", "markdown"))
        return ".md" if markdown else ".txt"

    @property
    def content(self):
        return self.text.encode()


@dataclass
class Draft:
    """A copy on its way: what is done to it, and how the text will be finished."""
    copy: Copy
    style: Style
    rng: object
    finish: list = field(default_factory=list)
    respelt: bool = False
    running: bool = False       # the title stands on every page

    def by_position(self):
        return self.style.table in shapes.BY_POSITION

    def rows(self, count):
        """Some rows of table requests that are printed whole."""
        ids = [row.id for row in form.REQUESTS[self.copy.report.edition]
               if row.id not in self.copy.loose
               and all(c in self.copy.printed for c in form.request_row(row.id))]
        return self.rng.sample(ids, min(count, len(ids)))


# ---- damages ------------------------------------------------------------------------------------


def _page_lines(draft):
    """What stands between two pages: a page number, perhaps the running title and the heads."""
    # A bare number can be told from a cell only where cells stand between marks.
    pages = PAGES + ("{}", "\f{}") if draft.style.table in shapes.DELIMITED else PAGES
    lines = ["", draft.rng.choice(pages).format(draft.rng.randint(2, 9)), ""]
    if draft.rng.random() < 0.3:
        lines.append(draft.copy.report.title)
        draft.running = True
    if draft.rng.random() < 0.3:
        lines.append(damage.HEADS)
    return lines


def page_breaks(draft):
    """Page numbers between rows, sometimes with a running title and the heads again."""
    for row in draft.rows(draft.rng.randint(1, 3)):
        if row != "received":
            draft.copy.breaks[row] = _page_lines(draft)


def split_rows(draft):
    """A page ends inside a row; the rest of its label stands on the next page."""
    if draft.style.table not in shapes.BREAKABLE:
        return False
    rows = {row.id: row for row in form.REQUESTS[draft.copy.report.edition]}
    for row in draft.rows(3):
        if len(rows[row].path[-1]) > 9 and row not in draft.copy.breaks:
            draft.copy.split[row] = draft.rng.choice(PAGES).format(draft.rng.randint(2, 9))
    return bool(draft.copy.split)


def lost_row(draft):
    rows = [row for row in draft.rows(4) if row not in ("received", "carried_out")]
    if not rows or draft.copy.breaks or draft.copy.split:
        return False
    damage.lose_row(draft.copy, rows[0])


def truncated(draft):
    rows = [row.id for row in form.REQUESTS[draft.copy.report.edition]]
    if draft.copy.loose or "structure.row_missing" in draft.copy.found:
        return False
    last = draft.rng.choice(rows[5:-2])
    kept = rows[:rows.index(last) + 1]
    draft.copy.breaks = {k: v for k, v in draft.copy.breaks.items() if k in kept}
    draft.copy.split = {k: v for k, v in draft.copy.split.items() if k in kept}
    damage.truncate(draft.copy, last)


def only_totals(draft):
    if draft.copy.loose or len(draft.copy.printed) < len(draft.copy.report.values):
        return False
    damage.totals_only(draft.copy)


def blank_zeros(draft):
    """Zeros left blank, or a dash in their place."""
    mark = draft.rng.choice(("", "", "-", "—", "--", "/", "无", "－", "——"))
    tables = draft.rng.choice((("requests",), ("requests", "proceedings"),
                               ("disclosure", "requests", "proceedings")))
    blank = [c for c in draft.copy.printed
             if draft.copy.printed[c] == 0 and c.split(".")[0] in tables]
    if not blank:
        return False
    damage.blank(draft.copy, blank, mark)


def blank_some(draft):
    """Some cells left blank, zero or not."""
    cells = [c for c in draft.copy.printed if not c.startswith("disclosure")]
    damage.blank(draft.copy, draft.rng.sample(cells, min(draft.rng.randint(1, 12), len(cells))))


def vanished_blanks(draft):
    """The zeros of some rows were blank, and their cells are gone."""
    if draft.by_position():
        return False
    rows = [row for row in draft.rows(6) if any(draft.copy.report.values[c] == 0
                                                for c in form.request_row(row))]
    if not rows or draft.copy.total_first:
        return False
    damage.vanish_zeros(draft.copy, rows)


def six_numbers(draft):
    """Rows with six numbers for seven columns."""
    if draft.by_position() or draft.copy.total_first:
        return False
    rows = draft.rows(draft.rng.randint(1, 9))
    damage.six_numbers(draft.copy, rows)
    return bool(rows)


def _respell(draft, tables, spell):
    if draft.respelt:
        return False
    draft.respelt = True
    damage.respell(draft.copy, [c for c in draft.copy.shown if c.split(".")[0] in tables], spell)
    return True


def malformed(draft):
    """Something that is no count in a few cells."""
    if not hasattr(draft.style.table, "keeps_blanks") or draft.respelt:
        return False
    cells = [c for c in draft.copy.printed if c.startswith("requests")]
    for c in draft.rng.sample(cells, min(draft.rng.randint(1, 2), len(cells))):
        damage.malformed(draft.copy, c, draft.rng.choice(("若干", "-3", "1.5", "十余", "不详")))
    return bool(cells)


def units(draft):
    return _respell(draft, ("requests", "proceedings"),
                    lambda text: document.with_unit(text) if text.isdigit() else text)


def full_width_digits(draft):
    return _respell(draft, ("disclosure", "requests", "proceedings"), document.full_width)


def thousands_separators(draft):
    mark = draft.rng.choice((",", ",", "，"))
    return _respell(draft, ("disclosure", "requests", "proceedings"),
                    lambda number: document.thousands(number).replace(",", mark))


def fee_unit(draft):
    """The amount of fees with its unit, in 万元 or in 元."""
    cell = "disclosure.fees.amount"
    if draft.copy.report.edition != "2021" or not draft.copy.number(cell) or draft.respelt:
        return False
    value = draft.copy.report.values[cell]
    yuan = value * 10000
    draft.copy.shown[cell] = draft.rng.choice((f"{value}万元", f"{int(yuan)}元", f"{int(yuan):,}元"))
    draft.respelt = True


def _labels(draft):
    paths = [row.path for row in form.REQUESTS[draft.copy.report.edition]]
    labels = sorted({label for path in paths for label in path if len(label) > 6})
    return [label for label in labels if label not in draft.copy.labels]


def _relabel(draft, change, share=6):
    for label in _labels(draft):
        if draft.rng.randrange(share) == 0:
            draft.copy.labels[label] = change(label)
    return bool(draft.copy.labels)


def _inside(rng, label):
    """An index in the label's words, behind its number."""
    return rng.randint(3, len(label) - 1)


def wrong_characters(draft):
    def change(label):
        at = _inside(draft.rng, label)
        return label[:at] + draft.rng.choice("证己末人天由和与木员") + label[at + 1:]
    return _relabel(draft, change)


def lost_characters(draft):
    def change(label):
        at = _inside(draft.rng, label)
        return label[:at] + label[at + 1:]
    return _relabel(draft, change)


def repeated_characters(draft):
    def change(label):
        at = _inside(draft.rng, label)
        return label[:at] + label[at] + label[at:]
    return _relabel(draft, change)


def spaced_labels(draft):
    """Labels set wide, or with a space where the line broke."""
    def change(label):
        if draft.rng.random() < 0.4:
            return " ".join(label)
        at = _inside(draft.rng, label)
        return label[:at] + " " + label[at:]
    return _relabel(draft, change, 3)


def bracket_notes(draft):
    """Long explanations in brackets inside labels."""
    notes = ("（指依照有关规定由其他机关负责公开的，告知申请人向该机关提出）",
             "（不动产登记、工商档案等另有专门规定的，按其规定办理）",
             "（同一申请人就同一内容再次提出、已经作出答复的）", "（含 2 种情形）")
    return _relabel(draft, lambda label: label + draft.rng.choice(notes), 5)


def reworded_labels(draft):
    """Wordings that agencies use."""
    words = {"补正": "补证", "行政规范性文件": "规范性文件", "已获取信息": "已经获取的信息",
             "不掌握相关": "不掌握该", "收费通知": "收费通", "上年结转": "上年度结转",
             "本年新收": "本年度新收"}
    found = [(label, old) for label in _labels(draft) for old in words if old in label]
    for label, old in found:
        draft.copy.labels[label] = label.replace(old, words[old])
    return bool(found)


def other_marks(draft):
    """㈠ for （一）, ① or 1、 for 1., or brackets of ASCII."""
    if draft.copy.labels:
        return False
    draft.finish.append(draft.rng.choice((document.enclosed_numerals, document.enumerated,
                                          document.ascii_brackets)))


def traditional(draft):
    draft.finish.append(document.traditional)
    if draft.copy.agency:
        draft.copy.agency = document.traditional(draft.copy.agency)


def radicals(draft):
    """Characters replaced by the radicals that look like them, as some PDF fonts do."""
    draft.finish.append(lambda text: text.translate(str.maketrans("一二人入行立示用生",
                                                                  "⼀⼆⼈⼊⾏⽴⽰⽤⽣")))


def odd_blanks(draft):
    """No-break spaces for spaces, CR LF, and zero-width characters."""
    mark = draft.rng.choice(("\u200b", "\ufeff", ""))
    draft.finish.append(lambda text: text.replace("政府信息", f"政府{mark}信息")
                        .replace(" ", "\u00a0").replace("\n", "\r\n"))


def hard_wrapped_prose(draft):
    """Paragraphs broken into lines of 36 characters."""
    def wrap(text):
        lines = []
        for line in text.split("\n"):
            prose_line = "。" in line and "\t" not in line and "|" not in line
            lines += [line[i:i + 36] for i in range(0, len(line), 36)] if prose_line else [line]
        return "\n".join(lines)
    draft.finish.append(wrap)


def total_first(draft):
    """The column 总计 stands first, with its heading."""
    if draft.copy.loose or draft.copy.split:
        return False
    draft.copy.total_first = True


def spaced_heads(draft):
    """The heads of columns set wide."""
    draft.finish.append(document.spaced_heads)


def heading_marks(draft):
    """Headings numbered in another way, or followed by a colon."""
    draft.style.heading = draft.style.heading.replace("{numeral}、{text}", draft.rng.choice(
        ("{numeral}、 {text}", "{numeral}.{text}", "第{numeral}部分 {text}", "{numeral}、{text}：",
         "**{numeral}、{text}**")))


def quoted_headings(draft):
    """The opening names all six headings before the sections begin."""
    names = "、".join(draft.copy.report.headings)
    draft.copy.report.overview.insert(0, f"全文分为{names}六个部分，以表格为主。")


def numbered_section6(draft):
    """Section 六 has sub-headings of its own."""
    draft.copy.report.others = ["（一）年度重点任务的落实情况。", "1. 整理历年文件，共核对120份。",
                                "2. 补齐图解材料，四、五月集中完成。", "（二）信息处理费收取情况。",
                                report.FEES]


def title_forms(draft):
    """The year first, on a line of its own, set off by spaces or in brackets."""
    agency, year = draft.copy.report.agency, draft.copy.report.year
    if draft.copy.title != draft.copy.report.title:
        return False
    forms = ["{y}年{a}政府信息公开工作年度报告", "{a}{y}年度政府信息公开工作年度报告",
             "{a} {y} 年政府信息公开工作年度报告", "{a}\n{y}年政府信息公开工作年度报告",
             "{a}政府信息公开工作年度报告（{y}年度）", "{a}政府信息公开工作{y}年度报告"]
    if agency.endswith("人民政府"):
        forms.append("{y}年{a}信息公开工作年度报告")
    draft.copy.title = draft.rng.choice(forms).format(a=agency, y=year)


def lost_heading(draft):
    if draft.copy.sections != [1, 2, 3, 4, 5, 6]:
        return False
    damage.lose_heading(draft.copy, draft.rng.choice((5, 6)))


def lost_section(draft):
    if draft.copy.sections != [1, 2, 3, 4, 5, 6] or len(draft.copy.printed) < 150:
        return False
    if any(c not in draft.copy.printed for c in form.proceedings_cells()):
        return False
    damage.lose_proceedings(draft.copy)


def swapped_sections(draft):
    if draft.copy.sections != [1, 2, 3, 4, 5, 6]:
        return False
    damage.swap_sections(draft.copy, 5, 6)


def extra_row(draft):
    damage.extra_row(draft.copy, "normative_documents", "其他主动公开文件",
                     str(draft.rng.randint(0, 99)))


def lost_title(draft):
    if draft.running or not draft.copy.report.period or not draft.copy.title:
        return False
    draft.copy.title, draft.copy.agency = "", None
    draft.copy.found.add("structure.title_missing")


DAMAGES = (page_breaks, split_rows, lost_row, truncated, only_totals, blank_zeros, blank_some,
           vanished_blanks, six_numbers, malformed, units, full_width_digits, thousands_separators, fee_unit,
           wrong_characters, lost_characters, repeated_characters, spaced_labels, bracket_notes,
           reworded_labels, other_marks, traditional, radicals, odd_blanks, hard_wrapped_prose,
           total_first, spaced_heads, lost_heading, lost_section, swapped_sections, extra_row, lost_title,
           heading_marks, quoted_headings, numbered_section6, title_forms)
BY_NAME = {d.__name__: d for d in DAMAGES}
# These look at how the cells are printed, so they come before those that print them otherwise.
ORDER = {d: i for i, d in enumerate((total_first, blank_zeros, blank_some, only_totals, truncated,
                                     lost_row, vanished_blanks, six_numbers, malformed, fee_unit))}


# ---- drawing ------------------------------------------------------------------------------------


def _report(rng):
    edition = rng.choice(("2021", "2021", "2019"))
    year = rng.randint(2021, 2025) if edition == "2021" else rng.choice((2019, 2020))
    made = report.make(rng, rng.choice(PLACES) + rng.choice(BODIES), year, rng.choice(DENSITIES),
                       top=rng.choice(TOPS), period=rng.random() < 0.8,
                       headings=rng.choice((form.HEADINGS, form.HEADINGS, form.HEADINGS_REWORDED)))
    prose.tell(rng, made)
    return made


def _style(rng, table, copy):
    copy.proceedings = rng.choice(("wide", "wide", "rows", "transposed"))
    section4 = None
    if copy.proceedings == "wide" and rng.random() < 0.35:
        section4 = rng.choice((shapes.numbers_on_one_line, shapes.upright_heads,
                               shapes.one_a_line, shapes.tabs))
    style = Style(table=table, proceedings=section4, gap=rng.choice(("", "", None)))
    if table in (shapes.pipes, shapes.pipes_repeated):
        style.heading, style.title, style.emphasis = "## {numeral}、{text}", "# {title}", True
        style.gap = ""
    return style


def settle(draft):
    """Blank cells leave no trace in some shapes."""
    for number, table in ((2, "disclosure"), (3, "requests"), (4, "proceedings")):
        shape = draft.style.proceedings if number == 4 else None
        shape = shape or draft.style.table
        if not hasattr(shape, "keeps_blanks"):
            damage.lose_blanks(draft.copy, (table,))


def draft(rng, table):
    made = _report(rng)
    copy = Copy(made, rng.getrandbits(32))
    return Draft(copy, _style(rng, table, copy), rng)


def _finished(name, draft, damages):
    settle(draft)
    text = document.text(draft.copy, draft.style)
    for change in draft.finish:
        text = change(text)
    return Sample(name, draft.style.table.__name__, text, draft.copy,
                  tuple(d.__name__ for d in damages))


def undamaged(seed, index, table=None):
    """A clean report; the shapes come in turn."""
    rng = random.Random(f"{seed}/undamaged/{index}")
    return _finished(f"undamaged-{index}", draft(rng, table or shapes.ALL[index % len(shapes.ALL)]),
                     ())


def _wanted(rng, index):
    """Each damage alone in turn, then two to four together."""
    if index % 2 == 0:
        return [DAMAGES[index // 2 % len(DAMAGES)]]
    return rng.sample(DAMAGES, rng.randint(2, 4))


def damaged(seed, index):
    rng = random.Random(f"{seed}/damaged/{index}")
    wanted = sorted(_wanted(rng, index), key=lambda d: ORDER.get(d, len(ORDER)))
    for attempt in range(40):
        made = draft(rng, rng.choice(shapes.ALL))
        done = [d for d in wanted if d(made) is not False]
        if done and (len(done) == len(wanted) or attempt > 20):
            return _finished(f"damaged-{index}", made, done)
    return _finished(f"damaged-{index}", draft(rng, shapes.tabs), ())


def slip(rng, value):
    """Another number, as a slip of the pen makes it."""
    digits = str(value)
    options = [value + 1, max(value - 1, 0), value + 10, value * 10, rng.randint(0, 2 * value + 9),
               int(digits[::-1]), 0]
    return rng.choice([v for v in options if v != value])


def changed(seed, index, count):
    """A report in which `count` numbers of requests and proceedings were changed: (sample, cells)."""
    rng = random.Random(f"{seed}/changed{count}/{index}")
    made = draft(rng, rng.choice(shapes.ALL))
    cells = rng.sample([c for c in made.copy.printed if not c.startswith("disclosure")], count)
    for c in cells:
        damage.wrong(made.copy, c, slip(rng, made.copy.report.values[c]))
    sample = _finished(f"changed{count}-{index}", made, ())
    return sample, cells


# ---- reports that real converters turn into text ------------------------------------------------


def to_convert(seed, number):
    """A clean report that is not printed yet: converters print it."""
    rng = random.Random(f"{seed}/converted/{number}")
    return Sample(f"converted-{number}", "", "", Copy(_report(rng), rng.getrandbits(32)))


def in_shape(made, shape, text):
    """The sample as "STYLE/CONVERTER" gave it; the copy keeps every number in its place."""
    style, _, converter = shape.rpartition("/")
    return Sample(f"{made.name}-{style}-{converter}", converter, text, made.copy, (style,))
