"""Documents as web pages: as the editors of portals, Word, WPS and Excel leave them."""

import html
import re
from dataclasses import dataclass, replace

from formats import blocks

SCRIPT = """<script type="text/javascript">
var list = ["<table><tr><td>一、本年新收政府信息公开申请数量</td><td>99</td></tr></table>"];
if (list.length < 2 && 1 > 0) { document.write("<td>" + 7 + "<\\/td>"); }
</script>"""
STYLE = "<style>\ntd > p { margin: 0 }\n.nav a:before { content: '四、结转下年度继续办理 8' }\n</style>"
SECTIONS = ("首页", "政务公开", "办事服务", "互动交流", "走进我们", "专题专栏")


@dataclass(frozen=True)
class Markup:
    """How a page's author writes paragraphs and tables."""
    table: str = '<table border="1" cellspacing="0" cellpadding="2">'
    row: str = "<tr>"
    row_end: str = "</tr>\n"
    cell: str = "<td{spans}>{text}</td>\n"
    head: str = ""                       # as cell, for heads; default: the same
    table_end: str = "</table>\n"
    title: str = "<h1>{}</h1>\n"
    heading: str = "<h2>{}</h2>\n"
    text: str = "<p>{}</p>\n"
    page: str = "<p>{}</p>\n"
    inner: object = None                 # text of a cell -> its HTML
    words: object = None                 # text of a paragraph -> its HTML


def escaped(text):
    return html.escape(text, quote=False).replace("\n", "<br>")


def _spans(cell):
    return "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.rows),
                                                    ("colspan", cell.columns)) if n > 1)


def table(found, markup):
    parts = [markup.table]
    for row in found.rows():
        parts.append(markup.row)
        for cell in row:
            shape = markup.head if markup.head and cell.kind == "head" else markup.cell
            text = (markup.inner or _inner)(cell.text)
            parts.append(shape.format(spans=_spans(cell), text=text))
        parts.append(markup.row_end)
    return "".join(parts + [markup.table_end])


def _inner(text):
    return escaped(text) or "&nbsp;"


def body(document, markup):
    words = markup.words or escaped
    parts = []
    for block in document.blocks:
        if block.kind == "table":
            parts.append(table(block.table, markup))
        else:
            parts.append(getattr(markup, block.kind).format(words(block.text)))
    return "".join(parts)


def page(document, content, head="", opening="<!DOCTYPE html>\n<html>", charset=True):
    meta = '<meta charset="utf-8">' if charset else ""
    title = f"<title>{escaped(document.title)}</title>" if document.title else ""
    return f"{opening}<head>{meta}{title}{head}</head>\n<body>\n{content}</body></html>\n"


# ---- styles -------------------------------------------------------------------------------------


def plain(document, rng):
    return page(document, body(document, Markup(head="<th{spans}>{text}</th>\n")))


def _links(names):
    return "".join(f'<li><a href="/{i}.html">{name}</a></li>' for i, name in enumerate(names))


def _furniture(document):
    """What stands around the text on a portal: (before it, behind it)."""
    other = document.year - 1
    above = (f'<div class="header"><a href="/"><img src="logo.png" alt="门户网站"></a>'
             f'<form action="/s"><input name="q" value="请输入关键字"><select><option>全站</option>'
             f'<option>2</option></select><button>搜索</button></form></div>\n'
             f'<ul class="nav">{_links(SECTIONS)}</ul>\n'
             f'<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; '
             f'<a href="/nb">政府信息公开年报</a></div>\n')
    below = (f'<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a> 【打印】 【关闭】 '
             f'字体：[大 中 小]</div>\n<div class="related"><h3>相关阅读</h3><ul>'
             f'{_links([f"关于{other}年度安排的说明", "网站地图", "办事指南"])}</ul></div>\n'
             f'<div class="footer"><p>主办：门户网站编辑部 &copy; 版权所有 网站标识码：0000000000 '
             f'备案号：00000000号</p><p>电话：000-00000000 访问量：<span id="hits">12345</span></p></div>\n')
    return above, below


def _metadata(document):
    """The table of facts on top of a published document."""
    return ('<table class="info" width="100%"><tbody><tr><td><b>索引号：</b></td><td>000000000/'
            f'{document.year + 1}-00012</td><td><b>公开目录：</b></td><td>年度报告</td></tr><tr>'
            f'<td><b>发布机构：</b></td><td>{escaped(document.agency)}</td><td><b>发布日期：</b></td>'
            f'<td>{document.year + 1}-01-{17}</td></tr><tr><td><b>文号：</b></td><td>无</td>'
            '<td><b>主题词：</b></td><td>信息公开</td></tr></tbody></table>\n')


WEB = Markup(table='<table width="100%" cellspacing="0" border="1"><tbody>',
             table_end="</tbody></table>\n", heading="<p><strong>{}</strong></p>\n",
             cell='<td{spans} valign="middle">\n<p style="text-align:center">\n<span>{text}</span>'
                  "\n</p>\n</td>\n")


def portal(document, rng):
    above, below = _furniture(document)
    content = body(document, WEB)
    facts = _metadata(document) if rng.random() < 0.7 else ""
    date = f'<div class="date">发布时间：{document.year + 1}-01-17 09:30 来源：本站 浏览次数：36次</div>\n'
    return page(document, f'{above}{facts}{date}<div id="zoom">{content}</div>{below}{SCRIPT}',
                STYLE + SCRIPT + '<meta name="keywords" content="年报,3件">')


def layout(document, rng):
    """The page is made of tables around tables."""
    above, below = _furniture(document)
    inner = f'<table width="100%"><tr><td class="content">{body(document, WEB)}</td></tr></table>'
    side = f'<td width="160" valign="top"><table><tr><td>{"</td></tr><tr><td>".join(SECTIONS)}' \
           "</td></tr></table></td>"
    return page(document, f'<table width="960" align="center"><tr><td colspan="2">{above}</td></tr>'
                f"<tr>{side}<td>{inner}</td></tr><tr><td colspan=2>{below}</td></tr></table>")


def cell_tables(document, rng):
    """Each number stands in a table of its own within its cell."""
    markup = Markup(inner=lambda text: "<table><tr><td>" + (escaped(text) or "&nbsp;")
                    + "</td></tr></table>" if text.isdigit() else _inner(text))
    return page(document, body(document, markup))


def _runs(text):
    """Latin and Chinese characters in runs of their own, as a word processor keeps their fonts."""
    return "".join(f"<span\nlang=EN-US>{run}</span>" if run.isascii()
                   else f"<span style='font-family:宋体;mso-bidi-font-family:\n宋体'>{run}</span>"
                   for run in re.findall(r"[ -~]+|[^ -~\n]+|\n", html.escape(text, quote=False)))


def _word_inner(text):
    runs = _runs(text) or "<span lang=EN-US>&nbsp;</span>"
    return ("<p class=MsoNormal align=center style='text-align:center;mso-element:frame'>"
            f"{runs}<span lang=EN-US><o:p></o:p></span></p>")


_WORD_HEAD = """<meta name=ProgId content=Word.Document>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>x</o:Author><o:Pages>3</o:Pages>
</o:DocumentProperties></xml><![endif]-->
<style><!--
 /* Style Definitions */
p.MsoNormal {mso-style-unhide:no; margin:0cm; tab-stops:list 18.0pt}
--></style><!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:普通表格}</style><![endif]-->"""


def word(document, rng):
    markup = Markup(
        table="<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 width=604\n"
              " style='width:452.9pt;border-collapse:collapse;mso-yfti-tbllook:1184'>\n",
        row=" <tr style='mso-yfti-irow:0;height:14.2pt'>\n", row_end=" </tr>\n",
        cell="  <td width=57{spans} style='width:42.5pt;border:solid windowtext 1.0pt;\n"
             "  padding:0cm 5.4pt 0cm 5.4pt'>{text}</td>\n",
        table_end=" <![if !supportMisalignedColumns]>\n <tr height=0>\n  <td width=57 "
                  "style='border:none'></td>\n </tr>\n <![endif]>\n</table>\n",
        title="<p class=MsoTitle align=center><b>{}<o:p></o:p></b></p>\n",
        heading="<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'>"
                "<![if !supportLists]><b>{}</b><![endif]></p>\n",
        text="<p class=MsoNormal style='text-indent:21.0pt'>{}<span lang=EN-US><o:p></o:p></span>"
             "</p>\n<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\n",
        inner=_word_inner, words=_runs)
    opening = ('<html xmlns:v="urn:schemas-microsoft-com:vml"\nxmlns:o="urn:schemas-microsoft-com:'
               'office:office"\nxmlns:w="urn:schemas-microsoft-com:office:word">\n')
    shape = ("<!--[if gte vml 1]><v:shape id=x><v:textbox><p>五、存在的主要问题及改进情况 9</p>"
             "</v:textbox></v:shape><![endif]--><![if !vml]><span></span><![endif]>\n")
    return page(document, f"<div class=WordSection1>{shape}{body(document, markup)}</div>",
                _WORD_HEAD, opening)


def _is_long(text):
    """Whether it is a label that a clerk breaks by hand."""
    return len(text) > 7 and not any(map(str.isdigit, text[1:]))


def _wps_inner(text):
    return "".join(f'<p class="MsoNormal" align="center"><span style="mso-spacerun:\'yes\';'
                   f'font-family:仿宋_GB2312;font-size:9.0000pt;"><font face="仿宋_GB2312">{escaped(c)}'
                   "</font></span><span><o:p></o:p></span></p>"
                   for c in ([text[:7], text[7:]] if _is_long(text) else [text])) if text else \
        '<p class="MsoNormal"><span><o:p>&nbsp;</o:p></span></p>'


def wps(document, rng):
    """Long labels in two paragraphs, each run in spans of its own."""
    markup = Markup(table='<table class="MsoTableGrid" style="border-collapse:collapse;'
                          'mso-table-layout-alt:fixed;">', inner=_wps_inner,
                    text='<p class="15" style="text-indent:32.0000pt;"><span style="mso-spacerun:'
                         "'yes';\"><font face=\"仿宋_GB2312\">{}</font></span></p>\n",
                    heading='<p class="16"><b><span class="17">{}</span></b></p>\n')
    return page(document, body(document, markup), "<title>Normal.dot</title>"
                if not document.title else "")


def _excel_number(cell):
    try:
        float(cell.text)
    except ValueError:
        return ""
    return f' x:num="{cell.text}"' if len(cell.text) > 4 else " x:num"


def _excel_rows(found, width):
    for row in found.rows():
        parts = []
        for cell in row:
            spans = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + \
                    (f" colspan={cell.columns}" if cell.columns > 1 else "")
            kind = f"class=xl65{_excel_number(cell)}"
            parts.append(f"  <td{spans} {kind}>{escaped(cell.text)}</td>\n")
        parts += ["  <td class=xl65></td>\n"] * (width - found.width)
        yield " <tr height=19 style='height:14.25pt'>\n" + "".join(parts) + " </tr>\n"


def excel(document, rng):
    """The whole report is one table, prose and all."""
    width = 15 if any(b.table and b.table.width == 15 for b in document.blocks) else 10
    rows = []
    for block in document.blocks:
        if block.kind == "table":
            rows += _excel_rows(block.table, width)
        else:
            rows.append(f" <tr height=40><td colspan={width} height=40 class=xl66>"
                        f"{escaped(block.text)}</td></tr>\n")
    columns = "".join(f" <col width=72 style='mso-width-source:userset'>\n" for _ in range(width))
    rows.append(f" <![if supportMisalignedColumns]>\n <tr height=0 style='display:none'>\n"
                + "  <td width=72></td>\n" * width + " </tr>\n <![endif]>\n")
    return page(document, "<table x:str border=0 cellpadding=0 cellspacing=0 width=720>\n"
                + columns + "".join(rows) + "</table>\n",
                "<meta name=ProgId content=Excel.Sheet>",
                '<html xmlns:x="urn:schemas-microsoft-com:office:excel">\n')


def soup(document, rng):
    """Upper case, nothing closed, fonts in fonts, attributes without quotes."""
    markup = Markup(table="<CENTER><TABLE BORDER=1 WIDTH=100%>\n", row="<TR ALIGN=center>\n",
                    row_end="", title="<CENTER><FONT SIZE=5><B>{}</CENTER></B>\n",
                    cell="<TD{spans} NOWRAP><FONT SIZE=2><FONT FACE=宋体>{text}\n",
                    table_end="</TABLE></CENTER></FONT>\n",
                    heading="<P><B><FONT SIZE=4>{}</B></FONT>\n", text="<P>&nbsp&nbsp;&nbsp;{}\n",
                    page="<P ALIGN=CENTER>{}\n", inner=lambda text: escaped(text) or "&nbsp")
    return page(document, body(document, markup), opening="<HTML>")


def hidden(document, rng):
    """Copies that nobody sees: for telephones, in templates, in comments."""
    seen = body(document, Markup())
    other = re.sub(r"(<td[^>]*>)\d+(</td>)", r"\g<1>5\2", seen)
    copies = (f'<div style="display:none">{other}</div>', f"<template>{other}</template>",
              f"<!-- {other.replace('--', '-')} -->", f"<div hidden>{other}</div>",
              f'<div class="m" style="color:red; DISPLAY : none;">{other}</div>',
              f"<textarea>{other}</textarea>", f"<noscript>{'请打开脚本'}</noscript>")
    first, second = rng.sample(copies, 2)
    return page(document, first + seen + second)


def _letters(text):
    return "".join(f"<span>{escaped(c)}</span>" for c in text) or "<span><br></span>"


def spans(document, rng):
    """Each character in a span, numbers with blanks of all kinds around them."""
    blank = rng.choice(("&nbsp;", "&ensp;", "&#12288;", "&#8203;", "\u3000", "&emsp;"))
    markup = Markup(inner=lambda text: f"<div>{blank}<div>{_letters(text)}</div>{blank}</div>",
                    text="<div>\u3000\u3000{}</div>\n", heading="<div><b>{}</b></div>\n",
                    title="<div class=t>{}</div>\n", words=_letters)
    return page(document, body(document, markup))


def entities(document, rng):
    """Every character as a number."""
    def words(text):
        return "".join(rng.choice((f"&#{ord(c)};", f"&#x{ord(c):x};")) if c != "\n" else "<br>"
                       for c in text)
    return page(document, body(document, Markup(
        inner=lambda text: words(text) or "&#160;", words=words)))


def sections(document, rng):
    """Heads in thead, several bodies, a caption, columns in groups; as XHTML."""
    markup = Markup(table='<table><caption>（统计表）</caption><colgroup><col width="10%" /></colgroup>'
                          "<tbody>", table_end="</tbody></table>\n",
                    row_end="</tr>\n</tbody><tbody>\n",
                    text="<p>{}<br /></p>\n", inner=lambda text: escaped(text) or "<br />")
    plain_rows = Markup(**{**markup.__dict__, "row_end": "</tr>\n"})
    parts = []
    for block in document.blocks:
        # A cell that spans rows ends with its body, so only rows without such may part them.
        if block.kind == "table":
            whole = all(cell.rows == 1 for cell in block.table.cells)
            parts.append(table(block.table, markup if whole else plain_rows))
        else:
            parts.append(getattr(markup, block.kind).format(escaped(block.text)))
    return page(document, "".join(parts),
                opening='<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC '
                        '"-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">\n'
                        '<html xmlns="http://www.w3.org/1999/xhtml">')


def wide_spans(document, rng):
    """Spans that reach over the edge of the table, spans of 0 and 1, spans that are no numbers."""
    def spread(found):
        parts = ["<table border=1>"]
        for row in found.rows():
            parts.append("<tr>")
            for cell in row:
                columns = cell.columns
                if cell.column + columns == found.width and columns > 1:
                    columns += 20
                row_span = f" rowspan={cell.rows}" if cell.rows > 1 else rng.choice(
                    ("", " rowspan=1", ' rowspan=""'))
                span = f' colspan="{columns}"' if columns > 1 else rng.choice(
                    ("", " colspan=1", ' colspan="x"', " colspan=0"))
                parts.append(f"<td{row_span}{span}>{_inner(cell.text)}</td>")
            parts.append("</tr>\n")
        return "".join(parts) + "</table>\n"
    markup = Markup()
    return page(document, "".join(
        spread(block.table) if block.kind == "table"
        else getattr(markup, block.kind).format(escaped(block.text)) for block in document.blocks))


def title_in_head(document, rng):
    """The title stands in the head of the page only."""
    left = [block for block in document.blocks if block.kind != "title"]
    return page(document, body(replace(document, blocks=left), WEB))


def anchors(document, rng):
    """A list of the sections to jump to, and links back to the top."""
    listed = _links(block.text for block in document.blocks if block.kind == "heading")
    markup = Markup(heading='<h3><a name="x">{}</a> <a href="#top">↑</a></h3>\n')
    return page(document, f'<ul class="toc">{listed}</ul>{body(document, markup)}')


def unmerged(document, rng):
    return plain(blocks.unmerged(document, rng.random() < 0.5), rng)


def doubled(document, rng):
    return plain(blocks.doubled(document), rng)


def notes(document, rng):
    """Raised marks of notes behind numbers, and pieces that are not shown within cells."""
    def inner(text):
        more = rng.choice(("", "", "<sup>1</sup>", "<sup>12</sup>",
                           '<span style="display:none">8</span>', "<!-- 6 -->",
                           '<input type="hidden" value="9">')) if text.isdigit() else ""
        return escaped(text) + more
    return page(document, body(document, Markup(inner=inner)))


def cells_of_paragraphs(document, rng):
    """White space, tabs and line feeds wherever the markup allows them."""
    markup = Markup(cell="<td{spans}>\n\t\t<p>\n\t\t\t{text}\n\t\t</p>\n\t\t<p></p>\n\t</td>",
                    text="\n\n<p>\n\t{}\n</p>\n\n", heading="<p>\n<b>\n{}\n</b>\n</p>")
    return page(document, body(document, markup))


STYLES = {function.__name__: function for function in (
    plain, portal, layout, cell_tables, word, wps, excel, soup, hidden, spans, entities, sections,
    wide_spans, title_in_head, anchors, unmerged, doubled, notes, cells_of_paragraphs)}
