"""What the prose of a report says of its numbers, in many wordings, and what looks alike but is not.

Each sentence about a number is drawn together with the claims it makes, as (cell ids, value).
Decoys are sentences with numbers that are not in the tables: published items, other years, other
bodies, percentages, petitions and hotlines.
"""

import form

_DIGITS = "零一二三四五六七八九"
RECEIVED = "requests.received.total"
CARRIED_IN = "requests.carried_in.total"
CARRIED_OUT = "requests.carried_out.total"
PROCESSED = "requests.processed_total.total"
GROUPS = ("denied", "unavailable", "rejected", "closed")
NAMES = {
    "granted": ("予以公开", "全部公开", "同意公开"),
    "partially_granted": ("部分公开",),
    "denied": ("不予公开",),
    "unavailable": ("无法提供",),
    "rejected": ("不予处理",),
    "closed": ("其他处理",),
}


def group(report, name):
    """The cells in column 总计 of the rows of one group of results."""
    return [form.cell("requests", row, "total") for row in form.result_rows(report.edition)
            if row == name or (name in GROUPS and row.startswith(name))]


def chinese(number):
    """0 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


class Writer:
    """Writes numbers in one of the usual ways and keeps the claims."""

    def __init__(self, rng, report):
        self.rng = rng
        self.report = report
        self.claims = []
        self.counter = rng.choice("件件件件宗份")
        self.manner = rng.choice(("plain", "plain", "plain", "spaced", "thousands", "chinese"))

    def write(self, number):
        if self.manner == "spaced":
            return f" {number} "
        if self.manner == "thousands":
            return f"{number:,}"
        if self.manner == "chinese" and 0 < number < 100 and number != 2:
            return chinese(number)
        return str(number)

    def count(self, number, counter=None):
        return self.write(number) + (counter or self.counter)

    def value(self, ids):
        return sum(self.report.values[c] for c in ids)

    def claim(self, *ids):
        """The number of these cells, with its counter; it becomes a claim."""
        ids = list(ids)
        self.claims.append((ids, self.value(ids)))
        return self.count(self.value(ids))

    def none(self, *ids):
        """Notes that the prose says "none" of these cells."""
        self.claims.append((list(ids), 0))
        return ""

    def choice(self, *options):
        return self.rng.choice(options)


# ---- requests -----------------------------------------------------------------------------------


def _received(w):
    year = w.choice("", "全年", "本年度", f"{w.report.year}年，", "一年来，")
    we = w.choice("", "本机关", "我单位", "共", "新")
    if w.report.values[RECEIVED]:
        verb = w.choice("收到", "收到", "受理", "接收") if we != "新" else "收到"
        text = year + we + verb + w.choice("政府信息公开申请", "依申请公开政府信息申请",
                                           "信息公开申请")
        return text + w.claim(RECEIVED)
    w.none(RECEIVED)
    we = w.choice("", "本机关", "我单位")
    return year + we + w.choice("未收到政府信息公开申请", "没有收到政府信息公开申请",
                                "未收到公民、法人和其他组织提出的政府信息公开申请",
                                f"收到政府信息公开申请0{w.counter}",
                                "无人提出政府信息公开申请，未收到政府信息公开申请")


def _applicants(w):
    persons = "requests.received.natural_person"
    others = form.request_row("received")[1:-1]
    if not w.report.values[persons] or not w.value(others):
        return ""
    return (f"（其中自然人申请{w.claim(persons)}，"
            f"法人或其他组织申请{w.claim(*others)}）")


def _carried_in(w):
    if w.report.values[CARRIED_IN]:
        return w.choice("，上年结转{}", "，上年度结转申请{}", "，加上上年结转{}",
                        "，另有上年结转{}").format(w.claim(CARRIED_IN))
    if w.rng.random() < 0.3:
        w.none(CARRIED_IN)
        return w.choice("，无上年结转申请", "，没有上年结转的申请")
    return ""


def _carried_out(w):
    if w.report.values[CARRIED_OUT]:
        return w.choice("，结转下年度继续办理{}", "，结转下年度办理{}", "，结转至下年度{}",
                        "，结转下一年度继续办理{}").format(w.claim(CARRIED_OUT))
    if w.rng.random() < 0.3:
        w.none(CARRIED_OUT)
        return w.choice("，无结转下年度继续办理的申请", "，没有结转下年度办理的申请")
    return ""


def _results(w):
    """其中：予以公开…, for all results that are not zero, or some of them."""
    parts = []
    for name, words in NAMES.items():
        ids = group(w.report, name)
        if w.value(ids) and (name != "closed" or w.report.edition == "2021"
                             or w.rng.random() < 0.5):
            parts.append(w.rng.choice(words) + w.claim(*ids))
    if not parts:
        return ""
    comma = w.choice("，", "、", "；")
    return w.choice("其中", "其中：", "按办理结果分，") + comma.join(parts)


def _processed(w):
    if not w.report.values[PROCESSED]:
        return ""
    text = w.choice("，办结{}", "，已答复{}", "，本年度办理答复申请{}", "，共办结申请{}",
                    "，当年答复申请{}")
    return text.format(w.claim(PROCESSED))


def requests(w):
    first = _received(w)
    if w.rng.random() < 0.4 and w.report.values[RECEIVED]:
        first += _applicants(w)
    first += _carried_in(w)
    if w.rng.random() < 0.6:
        first += _processed(w)
    if w.rng.random() < 0.5:
        results = _results(w)
        if results:
            first += w.choice("，", "。", "；") + results
    return first + _carried_out(w) + "。"


# ---- review and litigation ----------------------------------------------------------------------

REVIEW = "proceedings.review.total"
LAWSUITS = ("proceedings.direct_litigation.total", "proceedings.litigation_after_review.total")
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}


def _outcomes(w, rows):
    parts = []
    for column, name in RESULTS.items():
        ids = [form.cell("proceedings", row, column) for row in rows]
        if w.value(ids):
            parts.append(name + w.claim(*ids))
    return w.choice("（其中{}）", "，其中{}").format("、".join(parts)) if parts else ""


def proceedings(w):
    reviews, lawsuits = w.report.values[REVIEW], w.value(LAWSUITS)
    detail = w.rng.random() < 0.4
    if not reviews and not lawsuits:
        w.none(REVIEW)
        w.none(*LAWSUITS)
        return w.choice("没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
                        "未发生因政府信息公开引起的行政复议和行政诉讼。",
                        "全年无政府信息公开行政复议、行政诉讼案件。")
    text = w.choice("因政府信息公开", "围绕政府信息公开，", "在政府信息公开方面，")
    if reviews:
        text += w.choice("被申请行政复议{}", "发生行政复议{}", "共有行政复议{}") \
            .format(w.claim(REVIEW))
        text += _outcomes(w, ["review"]) if detail else ""
    else:
        w.none(REVIEW)
        text += w.choice("未发生行政复议", "没有被申请行政复议")
    text += w.choice("；", "，")
    if lawsuits:
        text += w.choice("被提起行政诉讼{}", "发生行政诉讼{}", "行政诉讼{}") \
            .format(w.claim(*LAWSUITS))
        text += _outcomes(w, form.PROCEEDINGS[1:]) if detail else ""
    else:
        w.none(*LAWSUITS)
        text += w.choice("未发生行政诉讼", "没有被提起行政诉讼")
    return text + "。"


# ---- numbers of something else ------------------------------------------------------------------


def decoys(w):
    """One or two sentences whose numbers are not those of the tables."""
    n, m = w.rng.randint(1, 400), w.rng.randint(2, 60)
    last = w.report.year - 1
    return w.rng.sample([
        f"公开行政处罚{n}件、行政许可{m}件，均按时上网。",
        f"公示行政强制信息{m}件，更新办事指南{n}条。",
        f"申请数量同比增长{m}.5%，答复率{100}%。",
        f"与上年相比，申请量减少{m}件，下降{m}%。",
        f"{last}年收到政府信息公开申请{n}件，当年全部办结。",
        f"去年同期收到政府信息公开申请{n}件，今年有所变化。",
        f"办理人大代表建议{m}件、政协提案{n}件，全部按期答复。",
        f"接待群众来信来访{n}件次，办结{m}件。",
        f"热线平台转来工单{n}件，办结{n}件，办结率100%。",
        f"网上咨询留言{n}条，答复{n}条。",
        f"通过网络渠道提交的占{m}%。",
        f"所属各单位共收到政府信息公开申请{n}件，由其自行答复。",
        f"举办政府信息公开培训{m}场，参加{n}人次。",
        f"承办其他行政复议案件{n}件、行政应诉案件{m}件，与信息公开无关。",
        f"发布政策解读{n}篇，其中图解{m}篇，视频解读{m}件。",
        f"编制公开目录{m}项，清理过期文件{n}份。",
    ], w.rng.choice((1, 1, 2)))


def tell(rng, report):
    """Replaces section 一 of the report by one drawn anew; sets its claims."""
    w = Writer(rng, report)
    body = [requests(w)]
    if rng.random() < 0.8:
        body.append(proceedings(w))
    more = decoys(w)
    body.insert(rng.randint(0, len(body)), more.pop())
    overview = [text for text in report.overview if not text.startswith("（二）依申请公开")]
    if more:
        overview.append("".join(more))
    lead = rng.choice(("（二）依申请公开。", "（二）依申请公开情况。", "2.依申请公开。"))
    overview.insert(2, lead + "".join(body))
    report.overview = overview
    report.claims = w.claims
