#include "codebook.h"

#include <string.h>

static const struct {
    const char *name;
    enum nb_severity severity;
} codes[] = {
#define CODE(id, name, severity) {name, severity},
    NB_CODE_LIST(CODE)
#undef CODE
};

static const char *const severities[] = {"off", "info", "warning", "error"};
static const char *const severities_zh[] = {"关闭", "提示", "注意", "错误"};

const struct nb_basis_entry nb_bases[NB_BASES] = {
    [NB_BASIS_NONE] =
        {
            {NULL, NULL},
            {"没有专门条文；本程序为了读懂报告、核对报告前后是否一致而设。",
             "No article: the program has to read the report, and the report has to agree with "
             "itself."},
        },
    [NB_BASIS_REGULATION] =
        {
            {"《政府信息公开条例》第五十条、{f}",
             "Regulation on Open Government Information, art. 50; {f}"},
            {"《中华人民共和国政府信息公开条例》第五十条（年度报告的内容和统一格式）；统一格式见{f}"
             "。",
             "Regulation on Open Government Information (政府信息公开条例), article 50, which sets "
             "what the report holds and that its form is uniform; the form is set by {f}."},
        },
    [NB_BASIS_FORM] =
        {
            {"{f}", "{f}"},
            {"年度报告统一格式：{f}。", "The uniform form of the annual report: {f}."},
        },
    [NB_BASIS_BALANCE] =
        {
            {"{f}，表内勾稽关系", "{f}, the balance printed in the table"},
            {"年度报告统一格式（{f}"
             "）申请情况表左上角印明的勾稽关系：第一项加第二项之和，等于第三项加第四项之和。",
             "The uniform form ({f}) prints it in the corner of the requests table: items 1 + 2 "
             "equal items 3 + 4."},
        },
    [NB_BASIS_FEES] =
        {
            {"《政府信息公开条例》第四十二条、国办函〔2020〕109号",
             "Regulation on Open Government Information, art. 42; 国办函〔2020〕109号"},
            {"《中华人民共和国政府信息公开条例》第四十二条；《政府信息公开信息处理费管理办法》（国"
             "办函〔2020〕109号）。",
             "Regulation on Open Government Information (政府信息公开条例), article 42; the rules "
             "on information-processing fees (政府信息公开信息处理费管理办法, "
             "国办函〔2020〕109号)."},
        },
    [NB_BASIS_PERSONAL] =
        {
            {"《个人信息保护法》第二十五条", "Personal Information Protection Law, art. 25"},
            {"《中华人民共和国个人信息保护法》第二十五条：未经个人单独同意，不得公开其个人信息。",
             "Personal Information Protection Law (个人信息保护法), article 25: personal "
             "information is not made public without the person's separate consent."},
        },
};

const struct nb_code_entry nb_codebook[NB_CODES] = {
    [NB_STRUCTURE_SECTION_MISSING] =
        {
            .basis = NB_BASIS_REGULATION,
            .say = {"缺少{d}，请按格式补上。", "Section {d} is missing; add it."},
            .meaning = {"六个部分中有一个找不到标题。",
                        "One of the six sections has no heading in the report."},
            .fix = {"按统一格式补上这一部分；没有内容可写的，标题也要保留，并写明没有。",
                    "Add the section with its heading; where there is nothing to say, say so below "
                    "it."},
            .example = "四、政府信息公开行政复议、行政诉讼情况\n…\n六、其他需要报告的事项",
        },
    [NB_STRUCTURE_SECTION_ORDER] =
        {
            .basis = NB_BASIS_REGULATION,
            .say = {"{d}，请按格式规定的次序和序号改正。",
                    "{d}; put the sections in the prescribed order and number them so."},
            .meaning = {"六个部分的先后次序不对，或者编的序号不对。",
                        "The sections are out of order, or a section bears another one's number."},
            .fix = {"按一至六的次序排列，序号与内容一致。",
                    "Put the sections in the order of the form, numbered 一 to 六."},
            .example = "五、其他需要报告的事项\n…\n六、存在的主要问题及改进情况",
        },
    [NB_STRUCTURE_TABLE_MISSING] =
        {
            .basis = NB_BASIS_REGULATION,
            .say = {"缺少{d}，请按格式补上，没有数据的格填“0”。",
                    "The {d} is missing; add it, with 0 where there is none."},
            .meaning = {"三张表中有一张找不到。", "One of the three tables is not in the report."},
            .fix = {"按统一格式补上整张表；没有数据也不能省略，填“0”。如果表格是图片，请换成文字。",
                    "Add the whole table, with 0 where there is none. A table that is a picture "
                    "has to become text."},
            .example = "四、政府信息公开行政复议、行政诉讼情况\n本年度没有发生行政复议、行政诉讼。",
        },
    [NB_STRUCTURE_TABLE_TRUNCATED] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{d}到此中断，缺少从{f}起的各行，请补全。",
                    "The {d} stops here, before its row \"{f}\"; complete it."},
            .meaning = {"表格有开头，但没有到最后一行就结束了。",
                        "A table begins, and ends before its last row."},
            .fix = {"补上缺少的各行；常见原因是转换或复制时丢了后面一页。",
                    "Add the rows that are lost; often a page was left out when the file was "
                    "converted."},
            .example =
                "（四）无法提供\t1."
                "本机关不掌握相关政府信息\t0\t0\t0\t0\t0\t0\t0\n五、存在的主要问题及改进情况",
        },
    [NB_STRUCTURE_ROW_MISSING] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"缺少{f}一行{b}，请按格式补上，没有数据的格填“0”。",
                    "The row \"{f}\" is missing{b}; add it, with 0 where there is none."},
            .meaning = {"表格在，但少了格式规定的一行。",
                        "The table is there, without one of its rows."},
            .fix = {"补上这一行，没有数据的格填“0”；格式规定的行不能删减。",
                    "Add the row, with 0 where there is none; no row of the form may be left out."},
            .example = "1.信访举报投诉类申请\t0\t0\t0\t0\t0\t0\t0\n3."
                       "要求提供公开出版物\t0\t0\t0\t0\t0\t0\t0",
        },
    [NB_STRUCTURE_ROW_EXTRA] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"“{d}”不是规定格式中的行，没有计入。",
                    "\"{d}\" is not a row of the form; it was left out."},
            .meaning =
                {"表格中有格式没有规定的行；它不进入任何一张表，也不参加求和。",
                 "A table has a row that the form does not have; it enters no table and no sum."},
            .fix =
                {"一般应当删去；需要公布的内容写在表格以外的文字中。",
                 "As a rule take it out; what it says can be told in the text around the table."},
            .example = "行政许可\t3\n其他主动公开文件\t12",
        },
    [NB_STRUCTURE_EDITION_MISMATCH] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{d}，请换用该年度规定的表格。",
                    "{d}; use the tables prescribed for that year."},
            .meaning = {"表格不是报告年度应当使用的那一版。",
                        "The tables are not those prescribed for the reporting year."},
            .fix = {"2021年及以后的报告使用2021年版，2019、2020年的报告使用2019年版。",
                    "Reports for 2021 and later use edition 2021, those for 2019 and 2020 edition "
                    "2019."},
            .example = "2022年政府信息公开工作年度报告\n信息内容\t本年新制作数量\t本年新公开数量\t"
                       "对外公开总数量",
        },
    [NB_STRUCTURE_YEAR_MISMATCH] =
        {
            .basis = NB_BASIS_NONE,
            .say = {"{d}，请核对报告年度，改成一致。", "{d}; make them the same."},
            .meaning = {"标题、统计期限、正文说的不是同一个年度。",
                        "Title, period and text do not name the same reporting year."},
            .fix = {"核对报告是哪一年的，把不对的年份改过来；常见原因是照抄上一年的报告。",
                    "Find out which year is meant and correct the other; often last year's text "
                    "was copied."},
            .example =
                "青萝镇2024年政府信息公开工作年度报告\n…统计期限为2023年1月1日至2023年12月31日。",
        },
    [NB_STRUCTURE_TITLE_MISSING] =
        {
            .basis = NB_BASIS_NONE,
            .say = {"标题中看不出{d}，请在标题中写明机关名称和年度。",
                    "The title does not give {d}; name the agency and the year."},
            .meaning = {"没有标题，或者标题中没有机关名称或年度。",
                        "There is no title, or it names no agency or no year."},
            .fix = {"标题写成：机关名称、年度、“政府信息公开工作年度报告”。",
                    "Write the title as agency, year, 政府信息公开工作年度报告."},
            .example = "政府信息公开工作年度报告",
        },
    [NB_STRUCTURE_SEVERAL_REPORTS] =
        {
            .basis = NB_BASIS_NONE,
            .say = {"文件中有不止一份报告，只读取了第一份，请分开提交。",
                    "The file holds more than one report; only the first was read. Submit them one "
                    "by one."},
            .meaning = {"六个部分写完之后又从头开始；后面的内容没有读取，也没有混入第一份。",
                        "The six sections begin for a second time; what follows was not read, nor "
                        "mixed with the first report."},
            .fix = {"每份报告存为一个文件，分别提交。", "Save each report as a file of its own."},
            .example = "六、其他需要报告的事项\n…\n一、总体情况\n…",
        },
    [NB_CELL_MISSING] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}没有数值，也不能由勾稽关系推出，请补填。",
                    "{c} has no value, and none follows from the identities; fill it in."},
            .meaning = {"格中没有数，勾稽关系也不能确定是多少；这一格在结果中是空值，不是0。",
                        "The cell has no number and the identities leave more than one; its value "
                        "is null, which is not zero."},
            .fix = {"对照原始记录补填。", "Fill it in from the records."},
            .example = "规章\t\t\t3",
        },
    [NB_CELL_BLANK] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}是空白，请填写，没有的填“0”。",
                    "{c} is blank; write 0 where there is none."},
            .meaning =
                {"应当填数的格是空白，或者只有横线、斜线、“无”；每行报告一次，不论能否推出。",
                 "A cell that needs a number is blank or holds a dash, a slash or 无; one finding "
                 "a row, whether its value can be inferred or not."},
            .fix = {"填上数字，没有的填“0”。", "Write the number, and 0 where there is none."},
            .example = "（一）予以公开\t2\t\t\t\t\t\t2",
        },
    [NB_CELL_MALFORMED] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}填的是“{t}”，应填{d}。", "{c} holds \"{t}\"; it needs {d}."},
            .meaning = {"格中的内容不是这一格应有的数：是负数、小数、文字，或者位数太多。",
                        "What stands in the cell is no number of its kind: negative, a fraction, a "
                        "word, or with too many digits."},
            .fix = {"改成不小于0的整数；收费金额以万元为单位，可以有小数；2019年版的“本年增/"
                    "减”可以是负数。",
                    "Write an integer that is not negative; amounts may have decimals, and the "
                    "changes of edition 2019 may be negative."},
            .example = "行政许可\t若干",
        },
    [NB_CELL_AMBIGUOUS] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{r}的数字比格子少或多，无法判断各属哪一列，请对照原件填全。",
                    "The numbers of \"{r}\" do not match its cells, so their columns cannot be "
                    "told; fill in every cell."},
            .meaning = {"行中的数与格数不等，放在不同的列都说得通；本程序不猜，这些格作为未知。",
                        "A row has more or fewer numbers than cells, and more than one placement "
                        "would do; nothing is guessed, the cells count as not known."},
            .fix = {"把这一行的每一格都填上，没有的填“0”。",
                    "Fill in every cell of the row, 0 where there is none."},
            .example = "（一）予以公开  2  3",
        },
    [NB_REQUESTS_BALANCE] =
        {
            .basis = NB_BASIS_BALANCE,
            .say = {"{k}列第一、二项之和不等于第三（七）总计与第四项之和（{d}）{s}。",
                    "In the column {k} items 1 + 2 do not equal items 3(7) + 4 ({d}){s}."},
            .meaning = {"申请情况表的一列中，本年新收加上年结转，不等于办理总计加结转下年度。",
                        "In a column of the requests table, received plus carried in differs from "
                        "processed plus carried out."},
            .fix = {"核对这一列的第一、二项，第三（七）总计和第四项。",
                    "Check items 1, 2, 3(7) and 4 of that column."},
            .example =
                "一、本年新收…\t5\n二、上年结转…\t1\n（七）总计\t4\n四、结转下年度继续办理\t1",
        },
    [NB_REQUESTS_PROCESSED_SUM] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}是{a}，但第三项各行之和是{e}{s}。",
                    "{c} is {a}, but the rows of item 3 add up to {e}{s}."},
            .say_other = {"{c}是{a}，但第三项各行只算已填的数就有{d}，请核对。",
                          "{c} is {a}, but the rows of item 3 that are filled in add up to {d} "
                          "already; check them."},
            .meaning =
                {"申请情况表的一列中，第三（七）总计不等于第三（一）至（六）各行之和。",
                 "In a column of the requests table, 3(7) is not the sum of the rows of item 3."},
            .fix = {"核对这一列第三项的各行和总计。",
                    "Check the rows of item 3 and their total in that column."},
            .example = "（一）予以公开\t3\n…（其余各行为0）\n（七）总计\t4",
        },
    [NB_REQUESTS_ROW_SUM] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}是{a}，但该行各列之和是{e}{s}。",
                    "{c} is {a}, but the columns of that row add up to {e}{s}."},
            .say_other = {"{c}是{a}，但该行各列只算已填的数就有{d}，请核对。",
                          "{c} is {a}, but the columns of that row that are filled in add up to "
                          "{d} already; check them."},
            .meaning = {"申请情况表的一行中，总计不等于自然人和五类法人或其他组织之和。",
                        "In a row of the requests table, the total is not the sum of the six kinds "
                        "of applicant."},
            .fix = {"核对这一行的七个数。", "Check the seven numbers of that row."},
            .example = "（一）予以公开\t2\t0\t0\t0\t0\t0\t3",
        },
    [NB_PROCEEDINGS_SUM] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{c}是{a}，但各项结果之和是{e}，请核对。",
                    "{c} is {a}, but the results add up to {e}; check them."},
            .say_other = {"{c}是{a}，但各项结果只算已填的数就有{d}，请核对。",
                          "{c} is {a}, but the results that are filled in add up to {d} already; "
                          "check them."},
            .meaning = {"复议诉讼情况表中，总计不等于结果维持、结果纠正、其他结果、尚未审结之和。",
                        "In the proceedings table, a total is not the sum of upheld, corrected, "
                        "other and pending."},
            .fix = {"核对这五个数。", "Check these five numbers."},
            .example = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n1\t0\t0\t1\t3",
        },
    [NB_CLAIM_MISMATCH] =
        {
            .basis = NB_BASIS_NONE,
            .say = {"文字中说{c}是{a}，表格中是{e}，请核对后改成一致。",
                    "The text says that {c} is {a}, the table has {e}; check which is right."},
            .meaning = {"正文说的件数与表格中的数不同。",
                        "The text states a number that the table contradicts."},
            .fix = {"核对后把文字或表格改过来。", "Find out which is right and correct the other."},
            .example = "全年收到政府信息公开申请12件。\n…\n一、本年新收政府信息公开申请数量\t…\t11",
        },
    [NB_HISTORY_CARRY_OVER] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{y}年报告的{c}是{a}{i}，但{d}{s}。",
                    "{c} is {a}{i} in the report for {y}, but {d}{s}."},
            .meaning =
                {"申请情况表的一列中，第二项（上年结转）不等于同一机关上一年度报告的第四项（结"
                 "转下年度）。有上一年度报告的最新一版可比时才核对。",
                 "In a column of the requests table, what was carried in differs from what "
                 "the same agency's report for the year before carries out. It is checked "
                 "where the latest version of that report is known."},
            .fix =
                {"核对两年的报告，把填错的一年改过来；改的是上一年度的，重新提交上一年度的报告。",
                 "Check the reports of both years and correct the one that is wrong; where it "
                 "is that of the year before, submit that one again."},
            .example = "2023年：四、结转下年度继续办理\t…\t3\n2024年：二、上年结转…\t…\t2",
        },
    [NB_HISTORY_IN_FORCE] =
        {
            .basis = NB_BASIS_FORM,
            .say = {"{y}年报告的{c}是{a}{i}，但{d}，应为{e}，请核对。",
                    "{c} is {a}{i} in the report for {y}, but {d} makes {e}; check these numbers."},
            .say_other = {"{y}年报告的{c}是{a}{i}，但{d}，不够减，请核对。",
                          "{c} is {a}{i} in the report for {y}, but {d} is less than nothing; "
                          "check these numbers."},
            .meaning = {"规章或者行政规范性文件的现行有效件数，不等于上一年度报告的现行有效件数加本"
                        "年制发、减本年废止的件数。两年都用2021年版格式时才核对。",
                        "The number of regulations or normative documents in force is not that of "
                        "the year before, plus those issued, minus those repealed this year. It is "
                        "checked where both reports have the form of edition 2021."},
            .fix = {"核对两年的件数；因清理、重新认定等原因调整过存量的，在报告中说明。",
                    "Check the numbers of both years; where the stock was counted anew, say so in "
                    "the report."},
            .example = "2023年：现行有效件数\t5\n2024年：本年制发件数\t2\n本年废止件数\t1\n"
                       "现行有效件数\t7",
        },
    [NB_SECTION6_FEE_MISSING] =
        {
            .basis = NB_BASIS_FEES,
            .say = {"第六部分没有报告收取信息处理费的情况，请补写（没有收取也应写明）。",
                    "Section 6 does not report on information-processing fees; say so even if none "
                    "were charged."},
            .meaning = {"2021年版的报告，第六部分没有提到信息处理费的收取情况。",
                        "Section 6 of a report of edition 2021 does not mention "
                        "information-processing fees."},
            .fix = {"写明收取的件数和金额；没有收取的，写“本年度没有收取信息处理费”。",
                    "State how many were charged and how much; where none were, say so."},
            .example = "六、其他需要报告的事项\n无其他需要报告的事项。",
        },
    [NB_PRIVACY_ID_NUMBER] =
        {
            .basis = NB_BASIS_PERSONAL,
            .say = {"文中有疑似居民身份证号码（{d}），公开前请删除。",
                    "The text prints what looks like a resident identity number ({d}); remove it."},
            .meaning =
                {"文中有18位号码，出生日期和校验码都符合居民身份证号码的规则；结果中只显示头三位和"
                 "末两位。",
                 "The text prints 18 characters whose date and check digit fit a resident identity "
                 "number; only the first three and the last two are shown anywhere."},
            .fix = {"公开前删除。", "Remove it before publication."},
            .example = "申请人身份证号110*************2X",
        },
    [NB_PRIVACY_MOBILE_NUMBER] =
        {
            .basis = NB_BASIS_PERSONAL,
            .say = {"文中有疑似个人手机号码（{d}），请确认是否应当公开。",
                    "The text prints what looks like a personal mobile number ({d}); check whether "
                    "it may be public."},
            .meaning = {"文中有11位手机号码（可带+"
                        "86、空格或横线）；固定电话不算。结果中只显示头三位和末两位。",
                        "The text prints a mobile number of 11 digits, with or without +86, spaces "
                        "or hyphens; fixed lines do not count. Only the first three and the last "
                        "two digits are shown."},
            .fix = {"确认是否应当公开；机关的联系方式最好用固定电话。",
                    "Check whether it may be public; an agency had better give a fixed line."},
            .example = "联系人：林某，手机138******00",
        },
    [NB_INPUT_EMPTY] =
        {
            .say = {"文件是空的{b}，请重新提交。", "The file is empty{b}; submit it again."},
            .meaning = {"文件没有内容，或者只有空白。",
                        "The file has no content, or nothing but white space."},
            .fix = {"重新导出后提交。", "Export the report again and submit it."},
            .example = "",
        },
    [NB_INPUT_TOO_LARGE] =
        {
            .say = {"文件太大或太复杂{b}，没有读取，请确认是不是年度报告。",
                    "The file is too large or too complex{b} and was not read; check that it is "
                    "the report."},
            .meaning = {"文件超过大小上限，或者内部过于复杂，没有读取。",
                        "The file is larger than the limit, or too complex inside, and was not "
                        "read."},
            .fix = {"确认提交的是年度报告本身；确实需要时由管理员调高上限。",
                    "Check that it is the report itself; an administrator can raise the limit."},
            .example = "",
        },
    [NB_INPUT_ENCODING] =
        {
            .say =
                {"文件的文字编码无法识别{b}，请另存为UTF-8后再提交。",
                 "The encoding of the file is not known{b}; save it as UTF-8 and submit it again."},
            .meaning = {"文件的字节按任何一种认得的编码都不成文字。",
                        "The bytes make no text in any encoding that is known."},
            .fix = {"在编辑软件中另存为UTF-8编码的文本。", "Save it as UTF-8 text in an editor."},
            .example = "",
        },
    [NB_INPUT_UNSUPPORTED] =
        {
            .say = {"不能读取这种文件{b}，请提交.docx、.xlsx、PDF、网页或文本文件。",
                    "This kind of file cannot be read{b}; submit a .docx, .xlsx, PDF, HTML or text "
                    "file."},
            .say_other = {"不能读取这种报告{b}，没有核对。",
                          "This kind of report cannot be read{b} and was not checked."},
            .meaning = {"文件的种类不能读取，或者是2018年度及以前的报告，表格与现行格式不同。",
                        "A kind of file that cannot be read, or a report for 2018 or earlier, "
                        "which has other tables."},
            .fix = {"另存为.docx、.xlsx、PDF、网页或文本；2018年度及以前的报告不在检查范围内。",
                    "Save it as .docx, .xlsx, PDF, HTML or text; reports for 2018 and earlier are "
                    "not checked."},
            .example = "2017年政府信息公开情况统计表",
        },
    [NB_INPUT_DAMAGED] =
        {
            .say = {"文件已损坏{b}，请重新提交。", "The file is damaged{b}; submit it again."},
            .meaning = {"文件的内部结构是坏的，读不出内容。",
                        "The file is broken inside and gives no content."},
            .fix = {"从原来的软件重新导出后提交。",
                    "Export it again from the program that it was made with."},
            .example = "",
        },
    [NB_INPUT_ENCRYPTED] =
        {
            .say = {"文件已加密{b}，请去掉密码后再提交。",
                    "The file is encrypted{b}; remove the password and submit it again."},
            .meaning = {"文件设有打开密码。", "The file needs a password."},
            .fix = {"去掉密码后另存。", "Save it without the password."},
            .example = "",
        },
    [NB_INPUT_NO_TEXT] =
        {
            .say = {"文件中没有可用的文字{b}"
                    "，请提交Word、WPS等软件直接生成的文件，不要用扫描件或图片。",
                    "The file holds no text that can be used{b}; submit what the word processor "
                    "writes, no scan or picture."},
            .meaning = {"文件中没有文字，或者只有软件从扫描图片中识别的文字。",
                        "The file holds no text, or only what a program recognized in scanned "
                        "pictures."},
            .fix = {"提交由文字处理软件导出的文件，不要用扫描件。",
                    "Submit what the word processor exports, not a scan."},
            .example = "",
        },
    [NB_INPUT_UNREADABLE] =
        {
            .say = {"文件无法打开或读取{b}，请检查文件和权限后再提交。",
                    "The file cannot be opened or read{b}; check it and its permissions, and "
                    "submit it again."},
            .meaning = {"文件打不开：不是普通文件、没有权限或磁盘出错。",
                        "The file cannot be opened: it is no regular file, may not be read, or the "
                        "disk fails."},
            .fix = {"检查文件和权限；提交普通文件，不要用快捷方式。",
                    "Check the file and its permissions; submit a regular file, not a link."},
            .example = "",
        },
    [NB_INPUT_NOT_A_REPORT] =
        {
            .say = {"这份文件不是政府信息公开工作年度报告{b}，请确认提交的文件。",
                    "This is no annual report on the disclosure of government information{b}; "
                    "check that it is the right file."},
            .meaning = {"文件可以读取，但不是年度报告：标题、章节、表格不像，或者是通知、解读、空白"
                        "格式、不满一年的统计等别的文件。",
                        "The file can be read, but its title, sections and tables are not those of "
                        "an annual report, or it is another paper: a notice, an explanation, the "
                        "empty form, statistics of a part of a year."},
            .fix = {"确认提交的是年度报告的全文，不是通知、统计表或目录。",
                    "Check that it is the whole report, and no notice, statistics or index."},
            .example = "关于召开政务公开工作会议的通知",
        },
    [NB_INPUT_BYTES_REPLACED] =
        {
            .say = {"有{a}处字节不成文字，已用“\xEF\xBF\xBD”代替，请核对第{d}个字节附近的内容。",
                    "{a} byte sequences fit no character and were replaced; check the text near "
                    "byte {d}."},
            .say_other = {"有{a}处字符不成文字，已用“\xEF\xBF\xBD”代替，请核对。",
                          "{a} characters make no text and were replaced; check the text."},
            .meaning = {"个别字节不成文字，已代替，其余照常读取。",
                        "Some bytes fit no character and were replaced; the rest was read."},
            .fix = {"核对那一处的文字；常见原因是从别的编码转换时出错。",
                    "Check the text there; often a conversion from another encoding went wrong."},
            .example = "全年收到政府信息公开申请\xEF\xBF\xBD\xEF\xBF\xBD件",
        },
};

const char *nb_code_name(int code)
{
    return code >= 0 && code < NB_CODES ? codes[code].name : NULL;
}

int nb_code_by_name(const char *name)
{
    for (int i = 0; i < NB_CODES; i++)
        if (strcmp(codes[i].name, name) == 0)
            return i;
    return -1;
}

enum nb_severity nb_code_severity(enum nb_code code)
{
    return codes[code].severity;
}

const char *nb_severity_name(enum nb_severity severity)
{
    return severities[severity];
}

const char *nb_severity_word(enum nb_severity severity, enum nb_lang lang)
{
    return lang == NB_EN ? severities[severity] : severities_zh[severity];
}

int nb_severity_by_name(const char *name)
{
    for (int i = 0; i <= NB_ERROR; i++)
        if (strcmp(severities[i], name) == 0)
            return i;
    return -1;
}
