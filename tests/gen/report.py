"""A fictional report with known truth: numbers that satisfy every identity, and prose around them.

The places do not exist and the sentences are our own. Everything follows from the random generator
that is passed in, so the same seed gives the same report.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

import form

AGENCIES = ("云岫县青萝镇", "云岫县望鹤乡", "云岫县人民政府", "澜溪市住房和城乡建设局", "鹿衔县司法局",
            "澜溪市人民政府办公室", "鹿衔县白石渡镇人民政府", "澜溪市云台山街道办事处", "澜溪市市场监督管理局",
            "鹿衔县水务局")

THEMES = ("乡村建设", "安全生产", "惠农补贴", "预算决算", "项目招标", "防汛抗旱", "社会救助", "义务教育",
          "公共卫生", "食品安全")
PLACES = ("便民大厅的查阅点", "村口的公示栏", "门户网站的专栏", "政务新媒体账号", "乡村广播")
MEASURES = ("每季度核对一次目录", "由两人分别校对后再发布", "把过期的材料移入历史栏目",
            "给新到岗的同事讲解流程", "对外来咨询逐件登记", "每月检查链接是否有效")
PROBLEMS = ("更新有时不及时", "解读材料偏少", "栏目划分不够清楚", "村一级的公开还不均衡",
            "图表形式的内容不多", "人员变动后衔接不畅")
FEES = "本年度没有收取政府信息公开信息处理费。"
NO_FEES = "本年度无其他需要报告的内容。"


@dataclass
class Report:
    agency: str
    year: int
    edition: str
    values: dict                     # cell id -> int or Decimal
    claims: list = field(default_factory=list)  # (cell ids, value) that the prose states
    overview: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    others: list = field(default_factory=list)
    period: bool = True              # whether the text states the period of the figures
    headings: tuple = form.HEADINGS

    @property
    def title(self):
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"


def _count(rng, density, top):
    """One count: always 0, seldom above 0, or never 0."""
    if density == "zero" or (density == "sparse" and rng.random() < 0.85):
        return 0
    return rng.randint(1, top)


def _requests(rng, edition, density, top):
    rows = form.REQUESTS[edition]
    table = {row.id: [] for row in rows}
    for _ in form.APPLICANTS[:-1]:
        results = [_count(rng, density, top) for _ in form.result_rows(edition)]
        out = _count(rng, density, 1 + top // 4)
        carried = min(_count(rng, density, 1 + top // 4), max(sum(results) + out - 1, 0))
        column = [sum(results) + out - carried, carried] + results + [sum(results), out]
        for row, value in zip(rows, column):
            table[row.id].append(value)
    return {c: v for row in rows
            for c, v in zip(form.request_row(row.id), table[row.id] + [sum(table[row.id])])}


def _proceedings(rng, density, top):
    values = {}
    for row in form.PROCEEDINGS:
        parts = [_count(rng, density, 1 + top // 8) for _ in form.OUTCOMES[:-1]]
        for column, value in zip(form.OUTCOMES, parts + [sum(parts)]):
            values[form.cell("proceedings", row, column)] = value
    return values


def _disclosure(rng, edition, density, top):
    values = {}
    for c in form.disclosure_cells(edition):
        values[c] = _count(rng, density, 10 * top)
        if c.endswith(".amount") and density != "zero":
            values[c] = Decimal(rng.randint(10001, 99999999)) / 10 ** rng.choice((1, 2, 4))
        if c.endswith(".change") and density != "zero" and rng.random() < 0.5:
            values[c] = -values[c]
    return values


def numbers(rng, edition, density, top=40):
    """A value for every cell. Density: zero, sparse or dense (no zero in requests, proceedings)."""
    values = {**_disclosure(rng, edition, density, top), **_requests(rng, edition, density, top),
              **_proceedings(rng, density, top)}
    check(edition, values)
    return values


def check(edition, values):
    """Every identity holds and every count has its kind."""
    assert list(values) == form.cells(edition)
    for family, plus, minus in form.identities(edition):
        assert sum(values[c] for c in plus) == sum(values[c] for c in minus), family
    for c, value in values.items():
        assert value >= 0 or c.endswith(".change")
        assert isinstance(value, int) or c.endswith(".amount")


def _requests_prose(rng, values):
    """The sentence about requests, and the claims it makes."""
    received, carried_in, carried_out = (f"requests.{row}.total" for row in
                                         ("received", "carried_in", "carried_out"))
    claims = [([received], values[received])]
    if values[received] == 0:
        text = rng.choice(("全年未收到政府信息公开申请", "本年度没有收到政府信息公开申请"))
    else:
        text = rng.choice(("全年新收到政府信息公开申请{}件", "本年度共收到政府信息公开申请{}件")) \
            .format(values[received])
    if values[carried_in]:
        text += f"，上年结转{values[carried_in]}件"
        claims.append(([carried_in], values[carried_in]))
    if values[carried_out]:
        text += f"，结转下年度继续办理{values[carried_out]}件"
        claims.append(([carried_out], values[carried_out]))
    return text + "。", claims


def _proceedings_prose(values):
    review = "proceedings.review.total"
    lawsuits = ["proceedings.direct_litigation.total", "proceedings.litigation_after_review.total"]
    sued = sum(values[c] for c in lawsuits)
    if not values[review] or not sued:
        return "", []
    text = f"因政府信息公开被申请行政复议{values[review]}件，被提起行政诉讼{sued}件。"
    return text, [([review], values[review]), (lawsuits, sued)]


def tell(rng, report):
    """Writes section 一 from the numbers, with the claims that it makes."""
    first, claims = _requests_prose(rng, report.values)
    second, more = _proceedings_prose(report.values)
    published = rng.randint(20, 900)
    theme = rng.sample(THEMES, 3)
    place = rng.sample(PLACES, 2)
    measure = rng.sample(MEASURES, 3)
    report.claims = claims + more
    report.overview = [
        f"{report.year}年，我们围绕群众常问的事项开展公开工作，先理清目录，再逐项补齐内容。",
        f"（一）主动公开。全年发布各类信息{published}条，内容以{theme[0]}、{theme[1]}和{theme[2]}为主，"
        f"除{place[0]}外，还放在{place[1]}上，方便老人查看。",
        f"（二）依申请公开。{first}{second}收件、登记、答复都留有记录。",
        f"（三）政府信息管理。{measure[0]}，{measure[1]}，发现差错当天改正。",
        f"（四）平台建设。{place[1]}和{place[0]}共用一份底稿，避免两处说法不同。",
        f"（五）监督保障。{measure[2]}，听取意见{rng.randint(2, 30)}人次，未发生责任追究。",
    ]


def make(rng, agency, year, density, edition=None, top=40, fees=True, **changes):
    """A report; `changes` are fields of Report that replace the usual ones."""
    edition = edition or ("2021" if year >= 2021 else "2019")
    report = Report(agency, year, edition, numbers(rng, edition, density, top))
    problem = rng.sample(PROBLEMS, 3)
    tell(rng, report)
    report.problems = [
        f"存在的问题：一是{problem[0]}；二是{problem[1]}；三是{problem[2]}。",
        f"改进措施：下一步{rng.choice(MEASURES)}，并{rng.choice(MEASURES)}，争取让查找更省时间。",
    ]
    report.others = [FEES if fees else NO_FEES]
    return replace(report, **changes)
