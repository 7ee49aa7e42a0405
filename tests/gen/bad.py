"""Inputs that are no report, or hardly one: what is wrong with them is in their bytes."""

NOTICE = """关于做好汛期值班工作的通知

各村民委员会、镇直各单位：

今年汛期来得早，为了让险情早发现、早处置，现就值班工作通知如下。

一、值班时间
6月1日至9月30日，每日两班，每班2人。

二、值班要求
1. 按时到岗，电话畅通，交接班时把未办结的事项写清楚；
2. 雨量达到50毫米时每小时报告1次，达到100毫米时每半小时报告1次；
3. 各村准备沙袋200只、雨衣30件、手电20支。

三、联系方式
值班室设在镇政府一楼，遇有变动另行通知。

云岫县青萝镇
2023年5月20日
"""

ARTICLE = """怎样看懂一份政府信息公开工作年度报告

年度报告一般有六个部分。读者最常翻到的是第三部分，那里有一张表，列出申请的来源和办理结果。
看表时先看第一行和最后一行，再看中间各行加起来是否等于总计。数字对不上，多半是抄写时错了一格。
这篇短文不是年度报告，只谈读法。
"""

OLD_FORM = """云岫县青萝镇2014年政府信息公开工作年度报告

一、概述
2014年，镇里按季度整理公开目录，指定一名同志负责。

二、主动公开政府信息情况
全年主动公开政府信息86条，其中网站52条。

三、依申请公开政府信息办理情况
全年收到申请1件，已答复。

四、政府信息公开的收费及减免情况
未收取费用。

五、因政府信息公开申请行政复议、提起行政诉讼情况
未发生。

六、存在的主要问题和改进措施
栏目偏少，今后逐步补齐。

附表
指标名称	计量单位	统计数
一、主动公开情况	——	——
（一）主动公开政府信息数	条	86
其中：主动公开规范性文件数	条	4
（二）通过不同渠道和方式公开政府信息的情况	——	——
1.政府网站公开政府信息数	条	52
2.政务微博公开政府信息数	条	0
二、依申请公开情况	——	——
（一）收到申请数	件	1
（二）申请办结数	件	1
"""


def _rejected(code, *others):
    return {"status": "unrecognized", "edition": None, "agency": None, "year": None,
            "period": None, "sections": [], "findings_must_include": [code],
            "findings_must_not_include": list(others), "claims_must_include": []}


def _repaired(expected):
    """A sound report of which some bytes fit no character."""
    return {**expected,
            "findings_must_include": ["input.bytes_replaced"],
            "findings_must_not_include": [code for code in expected["findings_must_not_include"]
                                          if code != "input.bytes_replaced"]}


def inputs(sound, expected):
    """(name, bytes, expected) of each; `sound` is a sound report and `expected` what is in it."""
    not_a_report = _rejected("input.not_a_report", "input.empty")
    binary = bytes((i * 167 + i // 7 * 31) % 256 for i in range(4096))
    comma = "，".encode()
    return [
        ("not_a_report.txt", NOTICE.encode(), not_a_report),
        ("about_reports.txt", ARTICLE.encode(), not_a_report),
        ("old_form.txt", OLD_FORM.encode(),
         {"status": "unrecognized", "edition": None, "findings_must_include": ["input.unsupported"]}),
        ("empty.txt", b"", _rejected("input.empty")),
        ("blank.txt", "\ufeff \r\n\t\r\n\u3000\r\n".encode(), {"status": "unrecognized"}),
        ("binary.bin", b"\x7fELF\x02\x01\x01\x00" + binary, {"status": "unrecognized"}),
        ("truncated_utf8.txt", sound.rstrip()[:-1], _repaired(expected)),
        ("nul_bytes.txt", sound.replace(comma, comma + b"\0", 3), _repaired(expected)),
    ]
