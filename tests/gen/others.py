"""Documents that are no such report, drawn at random; our own sentences about places that are not.

They speak of the same things, name the report in their titles or quote its headings, and some hold
tables of their own; none may be taken for a report.
"""

import random

import form
import sample

TOPICS = ("汛期值班", "秸秆禁烧", "校园安全", "电动车停放", "农村饮水", "古树保护", "消防演练", "图书捐赠")
MONTHS = ("上半年", "第一季度", "第三季度", "一至十月")


class _Draw:
    def __init__(self, rng):
        self.rng = rng
        self.place = rng.choice(sample.PLACES)
        self.agency = self.place + rng.choice(sample.BODIES)
        self.year = rng.randint(2014, 2025)
        self.topic = rng.choice(TOPICS)

    def n(self, top=300):
        return self.rng.randint(0, top)

    def lines(self, *lines):
        return "\n".join(lines) + "\n"

    def headings(self):
        return [f"{n}、{text}" for n, text in zip("一二三四五六", form.HEADINGS)]


def notice(d):
    return d.lines(f"关于做好{d.topic}工作的通知", "", "各村民委员会、镇直各单位：",
                   f"为做好{d.topic}，现将有关事项通知如下。", "一、工作安排",
                   f"{d.n(12) + 1}月底前完成排查，登记造册{d.n()}件。", "二、工作要求",
                   f"每周报送进展1次，发现问题当日上报，联系人留两名。", d.agency, f"{d.year}年5月20日")


def call_for_reports(d):
    """The notice that asks for the reports, and lists what they must have."""
    return d.lines(f"关于报送{d.year}年度政府信息公开工作年度报告的通知", "", "各镇人民政府、县直各部门：",
                   f"请于1月{d.n(20) + 5}日前报送{d.year}年政府信息公开工作年度报告，有关要求如下。",
                   "年度报告应当包括以下六个部分：", *d.headings(),
                   "各单位要认真核对三张表格，第一项加第二项之和应当等于第三项加第四项之和。",
                   f"逾期未报的，在{d.n(9) + 2}日内说明原因。", f"{d.place}人民政府办公室",
                   f"{d.year + 1}年1月4日")


def bulletin(d):
    rows = [f"{body}\t{d.n()}\t{d.n()}\t{d.n(40)}" for body in d.rng.sample(sample.BODIES, 6)]
    return d.lines(f"关于{d.year}年政府信息公开工作年度报告核查情况的通报", "",
                   f"近期我们对{d.n(60) + 8}家单位的年度报告作了核查，总体情况较好，仍有差错。",
                   "一、总体情况", f"按时发布{d.n(60)}家，格式不合要求{d.n(9)}家。", "二、存在的问题",
                   "有的表格合计不等于各列之和，有的结转数与上年对不上。",
                   "单位\t本年新收政府信息公开申请数量\t结转下年度继续办理\t差错数", *rows,
                   "三、下一步要求", "请有关单位十日内更正后重新发布。")


def half_year(d):
    month = d.rng.choice(MONTHS)
    return d.lines(f"{d.agency}{d.year}年{month}政府信息公开工作统计", "", "一、主动公开情况",
                   f"{month}共公开信息{d.n()}条，其中文件{d.n(40)}件。", "二、依申请公开情况",
                   f"收到申请{d.n(20)}件，办结{d.n(20)}件。", "三、复议诉讼情况", "没有发生。",
                   "项目\t数量", f"网站信息\t{d.n()}", f"微信信息\t{d.n()}", f"规范性文件\t{d.n(20)}")


def index(d):
    years = range(d.year - 4, d.year + 1)
    return d.lines("政府信息公开年报 - " + d.place + "门户网站", "首页 > 政务公开 > 政府信息公开年报", "",
                   *[f"{d.place}{body}{year}年政府信息公开工作年度报告  {year + 1}-01-{10 + i}"
                     for year in years for i, body in enumerate(d.rng.sample(sample.BODIES, 4))],
                   f"共{d.n(90) + 20}条 第1页 上一页 下一页")


def plan(d):
    return d.lines(f"{d.agency}{d.year}年政务公开工作要点", "", "一、围绕中心工作做好主动公开",
                   f"全年发布{d.topic}信息不少于{d.n(50) + 5}条。", "二、规范依申请公开",
                   "收到申请后三个工作日内登记，二十个工作日内答复。", "三、做好年度报告",
                   "年度报告于次年1月31日前发布，数据与台账一致。", "四、加强监督",
                   f"组织培训{d.n(5) + 1}次，抽查{d.n(5) + 1}次。")


def rules(d):
    """A set of local rules with articles, on the reports themselves among others."""
    articles = ("为了规范政府信息公开工作，制定本办法。", "行政机关应当在职责范围内公开政府信息。",
                "公开政府信息以公开为常态，不公开为例外。", "收到政府信息公开申请，应当登记并出具回执。",
                "对申请可以作出予以公开、部分公开、不予公开、无法提供、不予处理等答复。",
                "属于国家秘密的政府信息，不予公开。", "行政机关应当于每年1月31日前公布上一年度工作报告。",
                "年度报告应当包括主动公开政府信息情况、收到和处理政府信息公开申请情况、"
                "因政府信息公开工作被申请行政复议、提起行政诉讼情况。", "本办法自发布之日起施行。")
    return d.lines(f"{d.place}政府信息公开办法（{d.year}年修订）", "", "第一章 总则",
                   *[f"第{n}条 {text}" for n, text in zip("一二三四五六七八九", articles)],
                   f"（{d.year}年{d.n(11) + 1}月1日公布）")


def news(d):
    return d.lines(f"{d.agency}发布{d.year}年政府信息公开工作年度报告", "",
                   f"日前，{d.agency}在门户网站发布{d.year}年政府信息公开工作年度报告。",
                   f"报告显示，全年主动公开信息{d.n()}条，收到政府信息公开申请{d.n(60)}件，"
                   f"办结{d.n(60)}件，被申请行政复议{d.n(6)}件。",
                   "报告由六个部分组成，附有三张表格，市民可以登录网站查看全文。")


def reply(d):
    return d.lines("政府信息公开申请答复书", f"{d.place}公开〔{d.year}〕第{d.n(90) + 1}号", "林某：",
                   f"你于{d.year}年3月{d.n(27) + 1}日提出的政府信息公开申请收悉，经审查答复如下。",
                   "一、你申请的第1项信息予以公开，见附件。", "二、第2项信息本机关不掌握，无法提供。",
                   "如对本答复不服，可以在六十日内申请行政复议，或者在六个月内提起行政诉讼。", d.agency)


def guide(d):
    return d.lines(f"{d.agency}政府信息公开指南", "", "一、主动公开", "本机关在网站公开机构职能、规划、预算。",
                   "二、依申请公开", "公民、法人或者其他组织可以当面、信函、网上提出申请。",
                   "1.受理机构：办公室", f"2.办公时间：工作日9:00-17:{10 + d.n(49)}",
                   "三、监督方式", "认为未依法履行公开义务的，可以申请行政复议或者提起行政诉讼。")


def summary(d):
    """Last year's figures of many agencies in one table."""
    rows = [f"{place}\t" + "\t".join(str(d.n()) for _ in range(7)) for place in sample.PLACES]
    return d.lines(f"{d.year}年各地政府信息公开申请办理情况汇总表", "",
                   "地区\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计", *rows,
                   "注：数据来自各地年度报告。")


def form_to_apply(d):
    return d.lines(f"{d.agency}政府信息公开申请表", "", "申请人信息", "自然人\t姓名\t\t证件名称\t",
                   "法人或其他组织\t名称\t\t统一代码\t", "所需信息的内容描述\t", "获取信息的方式\t□邮寄 □自取",
                   "申请时间\t年 月 日")


def minutes(d):
    return d.lines(f"{d.agency}{d.year}年第{d.n(11) + 1}次政务公开工作例会纪要", "",
                   "会议听取了年度报告编写情况的汇报，讨论了主动公开政府信息情况和申请办理情况两部分的文字。",
                   f"会议要求，表格数据由两人核对，{d.n(20) + 5}日前定稿。", "参加人员：办公室、法制科、信息中心。")


def work_report(d):
    """An annual report of something else, in six sections."""
    return d.lines(f"{d.agency}{d.year}年法治政府建设年度报告", "", "一、总体情况",
                   f"全年办理行政复议{d.n(30)}件，行政诉讼{d.n(30)}件，{d.topic}专题普法{d.n(9)}场。",
                   "二、主要做法", f"审查规范性文件{d.n(40)}件，废止{d.n(9)}件。", "三、行政执法情况",
                   f"行政许可{d.n()}件，行政处罚{d.n()}件，行政强制{d.n(20)}件。", "四、行政复议、行政诉讼情况",
                   f"结果维持{d.n(20)}件，结果纠正{d.n(5)}件。", "五、存在的主要问题", "执法力量不足。",
                   "六、下一步打算", "继续加强培训。")


KINDS = (notice, call_for_reports, bulletin, half_year, index, plan, rules, news, reply, guide,
         summary, form_to_apply, minutes, work_report)


# ---- the forms of 2014 to 2018 ------------------------------------------------------------------

_INDICATORS = (
    ("一、主动公开情况", None), ("（一）主动公开政府信息数", "条"), ("其中：主动公开规范性文件数", "条"),
    ("制发规范性文件总数", "件"), ("（二）通过不同渠道和方式公开政府信息的情况", None),
    ("1.政府公报公开政府信息数", "条"), ("2.政府网站公开政府信息数", "条"), ("3.政务微博公开政府信息数", "条"),
    ("二、回应解读情况", None), ("（一）回应公众关注热点或重大舆情数", "次"),
    ("三、依申请公开情况", None), ("（一）收到申请数", "件"), ("1.当面申请数", "件"), ("2.网络申请数", "件"),
    ("（二）申请办结数", "件"), ("1.按时办结数", "件"), ("（三）申请答复数", "件"),
    ("1.属于已主动公开范围数", "件"), ("2.同意公开答复数", "件"), ("3.不同意公开答复数", "件"),
    ("四、行政复议数量", "件"), ("（一）维持具体行政行为数", "件"), ("（二）被依法纠错数", "件"),
    ("五、行政诉讼数量", "件"), ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("六、举报投诉数量", "件"), ("七、依申请公开信息收取的费用", "万元"), ("八、机构建设和保障经费情况", None),
    ("（一）政府信息公开工作专门机构数", "个"), ("九、政府信息公开会议和培训情况", None),
    ("（一）召开政府信息公开工作会议或专题会议数", "次"),
)


def _indicators(d, form_of_row):
    return [form_of_row(name, unit or "——", "" if unit is None else str(d.n(90)))
            for name, unit in _INDICATORS]


def _old_prose(d):
    return ["一、概述", f"{d.year}年，按照要求编制本报告，全文由概述、主动公开、依申请公开等部分组成。",
            "二、主动公开政府信息情况", f"全年主动公开政府信息{d.n()}条，其中网站{d.n()}条。",
            "三、依申请公开政府信息办理情况", f"全年收到申请{d.n(9)}件，已全部答复。",
            "四、政府信息公开的收费及减免情况", "未收取费用。",
            "五、因政府信息公开申请行政复议、提起行政诉讼情况", "未发生。",
            "六、存在的主要问题和改进措施", "栏目偏少，今后逐步补齐。"]


def old_form(d):
    """A report of 2014 to 2018 with its indicators."""
    d.year = d.rng.randint(2014, 2018)
    shape = d.rng.choice((lambda a, b, c: f"{a}\t{b}\t{c}", lambda a, b, c: f"| {a} | {b} | {c} |",
                          lambda a, b, c: f"{a}  {b}  {c}", lambda a, b, c: f"{a}\n{b}\n{c}"))
    heads = d.rng.choice((("指标名称", "计量单位", "统计数"), ("统计指标", "单位", "统计数")))
    title = d.rng.choice((f"{d.agency}{d.year}年政府信息公开工作年度报告",
                          f"{d.agency}{d.year}年度政府信息公开工作报告"))
    return d.lines(title, "", *_old_prose(d), "", f"附表：政府信息公开情况统计表（{d.year}年度）",
                   shape(*heads), *_indicators(d, shape))


def not_a_report(seed, number):
    """(text, the code that must be found) of document `number`; every fifth is an old form."""
    draw = _Draw(random.Random(f"{seed}/other/{number}"))
    if number % 5 == 4:
        return "old_form", old_form(draw), "input.unsupported"
    kind = KINDS[number % len(KINDS)]
    return kind.__name__, kind(draw), "input.not_a_report"
