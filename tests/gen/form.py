"""The statutory form as data: tables, rows, labels and identities of both editions.

Written independently of the parser's own tables, so that a slip in one shows up against the other.
"""

from dataclasses import dataclass

APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service",
              "other", "total")
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PROCEEDINGS = ("review", "direct_litigation", "litigation_after_review")

HEADINGS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
            "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项")
# Wordings that agencies use instead; the section's meaning stays.
HEADINGS_REWORDED = ("总体工作情况", "行政机关主动公开政府信息的情况",
                     "行政机关收到和处理政府信息公开申请的情况",
                     "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                     "政府信息公开工作存在的问题和改进措施", "需要报告的其他事项")

BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULT = "三、本年度办理结果"


@dataclass(frozen=True)
class Row:
    """A row of a table: its id and its label cells from the outer group inwards."""
    id: str
    path: tuple


@dataclass(frozen=True)
class Block:
    """A part of table `disclosure`: one item of article 20 with its own column heads."""
    title: str
    heads: tuple
    columns: tuple
    rows: tuple


def _group(name, *rows):
    return tuple(Row(row, (RESULT, name, label)) for row, label in rows)


_OPENING = (
    Row("received", ("一、本年新收政府信息公开申请数量",)),
    Row("carried_in", ("二、上年结转政府信息公开申请数量",)),
    Row("granted", (RESULT, "（一）予以公开")),
    Row("partially_granted",
        (RESULT, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")),
) + _group(
    "（三）不予公开",
    ("denied_state_secret", "1.属于国家秘密"),
    ("denied_prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("denied_security_stability", "3.危及“三安全一稳定”"),
    ("denied_third_party", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "5.属于三类内部事务信息"),
    ("denied_deliberative", "6.属于四类过程性信息"),
    ("denied_enforcement_file", "7.属于行政执法案卷"),
    ("denied_inquiry", "8.属于行政查询事项"),
) + _group(
    "（四）无法提供",
    ("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", "3.补正后申请内容仍不明确"),
) + _group(
    "（五）不予处理",
    ("rejected_complaint", "1.信访举报投诉类申请"),
    ("rejected_duplicate", "2.重复申请"),
    ("rejected_published", "3.要求提供公开出版物"),
    ("rejected_excessive", "4.无正当理由大量反复申请"),
    ("rejected_reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
)

_CLOSED_2021 = _group(
    "（六）其他处理",
    ("closed_uncorrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("closed_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("closed_other", "3.其他"),
)
_CLOSED_2019 = (Row("closed", (RESULT, "（六）其他处理")),)

_CLOSING = (
    Row("processed_total", (RESULT, "（七）总计")),
    Row("carried_out", ("四、结转下年度继续办理",)),
)

REQUESTS = {
    "2021": _OPENING + _CLOSED_2021 + _CLOSING,
    "2019": _OPENING + _CLOSED_2019 + _CLOSING,
}


def _rows(*pairs):
    return tuple(Row(row, (label,)) for row, label in pairs)


_STOCK_2019 = ("上一年项目数量", "本年增/减", "处理决定数量")
_STOCK_COLUMNS = ("prior_items", "change", "decisions")

DISCLOSURE = {
    "2021": (
        Block("第二十条第（一）项", ("本年制发件数", "本年废止件数", "现行有效件数"),
              ("issued", "repealed", "in_force"),
              _rows(("regulations", "规章"), ("normative_documents", "行政规范性文件"))),
        Block("第二十条第（五）项", ("本年处理决定数量",), ("decisions",),
              _rows(("licensing", "行政许可"))),
        Block("第二十条第（六）项", ("本年处理决定数量",), ("decisions",),
              _rows(("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block("第二十条第（八）项", ("本年收费金额（单位：万元）",), ("amount",),
              _rows(("fees", "行政事业性收费"))),
    ),
    "2019": (
        Block("第二十条第（一）项", ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
              ("made", "newly_public", "total_public"),
              _rows(("regulations", "规章"), ("normative_documents", "规范性文件"))),
        Block("第二十条第（五）项", _STOCK_2019, _STOCK_COLUMNS,
              _rows(("licensing", "行政许可"), ("other_services", "其他对外管理服务事项"))),
        Block("第二十条第（六）项", _STOCK_2019, _STOCK_COLUMNS,
              _rows(("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block("第二十条第（八）项", _STOCK_2019[:2], _STOCK_COLUMNS[:2],
              _rows(("fees", "行政事业性收费"))),
        Block("第二十条第（九）项", ("采购项目数量", "采购总金额"), ("items", "amount"),
              _rows(("procurement", "政府集中采购"))),
    ),
}


def cell(table, row, column):
    return f"{table}.{row}.{column}"


def request_row(row):
    """The seven cell ids of one row of table requests."""
    return [cell("requests", row, column) for column in APPLICANTS]


def disclosure_cells(edition):
    return [cell("disclosure", row.id, column)
            for block in DISCLOSURE[edition] for row in block.rows for column in block.columns]


def request_cells(edition):
    return [c for row in REQUESTS[edition] for c in request_row(row.id)]


def proceedings_cells():
    return [cell("proceedings", row, column) for row in PROCEEDINGS for column in OUTCOMES]


def cells(edition):
    """Every cell id of the edition in document order."""
    return disclosure_cells(edition) + request_cells(edition) + proceedings_cells()


def result_rows(edition):
    """The rows that add up to processed_total."""
    return [row.id for row in REQUESTS[edition][2:-2]]


def identities(edition):
    """All identities as (family, cells with sign +1, cells with sign -1); each sums to zero."""
    found = []
    for column in APPLICANTS:
        def at(row, column=column):
            return cell("requests", row, column)
        found.append(("requests.balance", [at("received"), at("carried_in")],
                      [at("processed_total"), at("carried_out")]))
        found.append(("requests.processed_sum", [at("processed_total")],
                      [at(row) for row in result_rows(edition)]))
    for row in REQUESTS[edition]:
        *parts, total = request_row(row.id)
        found.append(("requests.row_sum", [total], parts))
    for row in PROCEEDINGS:
        *parts, total = [cell("proceedings", row, column) for column in OUTCOMES]
        found.append(("proceedings.sum", [total], parts))
    return found
