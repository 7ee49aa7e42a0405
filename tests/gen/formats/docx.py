"""Documents as Word files, with what Word files have in them."""

import re
from dataclasses import dataclass

from formats import blocks, package
from formats.blocks import is_group
from formats.package import escaped

NAMESPACES = " ".join(f'xmlns:{prefix}="http://schemas.{rest}"' for prefix, rest in (
    ("w", "openxmlformats.org/wordprocessingml/2006/main"),
    ("r", "openxmlformats.org/officeDocument/2006/relationships"),
    ("wp", "openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("a", "openxmlformats.org/drawingml/2006/main"),
    ("wps", "microsoft.com/office/word/2010/wordprocessingShape"),
    ("w14", "microsoft.com/office/word/2010/wordml"),
    ("mc", "openxmlformats.org/markup-compatibility/2006"))) \
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
# Widths of columns in twentieths of a point, by how many there are.
WIDTHS = {4: (2600, 2200, 2200, 2200), 7: (900, 1800, 1300, 1300, 1300, 1300, 1300),
          10: (400, 1000, 1800, 860, 860, 860, 860, 860, 860, 860), 15: (640,) * 15}
LABELLED = re.compile(r"（[一二三四五六七]）|[1-8]\.")
NUMBERED = re.compile("^([一二三四五六])、")
BY = 'w:id="7" w:author="x" w:date="2024-01-05T08:00:00Z"'


@dataclass
class Writer:
    """What a file of this style has; each is a share of the places where it could be."""
    rng: object
    pieces: float = 0          # texts in several runs
    tracked: float = 0         # numbers and words changed under revision
    fields: float = 0          # numbers that a field has calculated
    hidden: float = 0          # text that is set hidden
    wrapped: float = 0         # content controls, links, smart tags around text
    automatic: bool = False    # headings numbered by Word
    labels: bool = False       # labels numbered by Word
    boxed: bool = False        # the title stands in a text box
    before: bool = False       # rows begin behind columns that they leave out
    empty_rows: bool = False
    nested: bool = False       # a table holds the whole text
    cramped: bool = False      # columns so narrow that numbers break
    alternatives: bool = False
    notes: float = 0           # raised marks of notes behind numbers
    counted: int = 0           # headings that Word has numbered so far

    def chance(self, share):
        return share and self.rng.random() < share


def run(text, properties="", tag="t"):
    parts = re.split("([\n\t])", text)
    inner = "".join("<w:br/>" if part == "\n" else "<w:tab/>" if part == "\t"
                    else f'<w:{tag} xml:space="preserve">{escaped(part)}</w:{tag}>'
                    for part in parts if part)
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>" if inner else ""


def _tracked(writer, text):
    """Words as revised: what is seen with all changes accepted is the text."""
    at = writer.rng.randrange(len(text))
    old = str(writer.rng.randint(2, 99)) if text.isdigit() else "旧字"
    gone = f"<w:del {BY}>{run(old, tag='delText')}</w:del>"
    moved = f"<w:moveFrom {BY}>{run('移走的', tag='t')}</w:moveFrom>" if not text.isdigit() else ""
    if text.isdigit():
        return gone + f"<w:ins {BY}>{run(text)}</w:ins>"
    kind = writer.rng.choice(("ins", "ins", "moveTo"))
    return run(text[:at]) + gone + f"<w:{kind} {BY}>{run(text[at:])}</w:{kind}>" + moved


def _field(text):
    """A sum that Word has calculated."""
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    code = '<w:r><w:instrText xml:space="preserve"> =SUM(LEFT) \\# "0" </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + run(text) + mark("end")


def _wrapped(writer, inner):
    return writer.rng.choice((
        "<w:sdt><w:sdtPr><w:alias w:val=\"数 9\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
        '<w:smartTag w:uri="x" w:element="date">{}</w:smartTag>',
        '<w:fldSimple w:instr=" QUOTE 8 ">{}</w:fldSimple>',
        '<w:bookmarkStart w:id="1" w:name="b"/>{}<w:bookmarkEnd w:id="1"/>')).format(inner)


def runs(writer, text):
    if not text:
        return ""
    if writer.chance(writer.tracked):
        return _tracked(writer, text)
    if text.isdigit() and writer.chance(writer.fields):
        return _field(text)
    if len(text) > 1 and writer.chance(writer.pieces):
        at = writer.rng.randint(1, len(text) - 1)
        made = run(text[:at]) + "<w:proofErr w:type=\"gramStart\"/>" + run(text[at:], "<w:b/>")
    else:
        made = run(text)
    if writer.chance(writer.wrapped):
        made = _wrapped(writer, made)
    if text.isdigit() and writer.chance(writer.notes):
        made += run(writer.rng.choice(("1", "12")), '<w:vertAlign w:val="superscript"/>') \
            + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    if writer.chance(writer.hidden):
        made += run("隐藏66", "<w:vanish/>")
    return made


def paragraph(inner, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


# ---- tables -------------------------------------------------------------------------------------


def _label_number(mark):
    """The number of a label, counted by Word: a list for the groups, and one in each group."""
    if mark[0] == "（":
        return '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr>'
    return '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr>'


def _cell_text(writer, text):
    if is_group(text) and writer.rng.random() < 0.5:
        # One character a paragraph, or set upright by the cell.
        return "".join(paragraph(run(c)) for c in text)
    marked = LABELLED.match(text) if writer.labels else None
    if marked:
        return paragraph(runs(writer, text[marked.end():]), _label_number(marked[0]))
    if len(text) > 12 and writer.chance(writer.pieces):
        return paragraph(runs(writer, text[:9])) + paragraph(runs(writer, text[9:]))
    return paragraph(runs(writer, text), '<w:jc w:val="center"/>')


def _widths(writer, found):
    if writer.cramped:
        return (700,) * found.width
    return WIDTHS.get(found.width) or (9600 // found.width,) * found.width


def _cell(writer, cell, covered, widths):
    width = sum(widths[cell.column:cell.column + cell.columns])
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.columns > 1:
        properties += f'<w:gridSpan w:val="{cell.columns}"/>'
    if covered:
        properties += writer.rng.choice(('<w:vMerge/>', '<w:vMerge w:val="continue"/>'))
    elif cell.rows > 1:
        properties += '<w:vMerge w:val="restart"/>'
    if is_group(cell.text):
        properties += '<w:textDirection w:val="tbRlV"/>'
    # What stands in a covered cell is not seen.
    inner = paragraph("") if covered else _cell_text(writer, cell.text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _row(writer, found, owners, r):
    cells, properties, c = [], "", 0
    if r < found.heads:
        properties += "<w:tblHeader/>"
    first = owners.get((r, 0))
    if writer.before and first and not first.text and first.row == r and first.rows > 1:
        # The group label stays behind on the page before.
        properties += f'<w:gridBefore w:val="{first.columns}"/>'
        c = first.columns
    elif writer.before and first and first.row != r and not first.text:
        properties += f'<w:gridBefore w:val="{first.columns}"/>'
        c = first.columns
    while c < found.width and (r, c) in owners:
        cell = owners[r, c]
        cells.append(_cell(writer, cell, cell.row != r, _widths(writer, found)))
        c += cell.columns
    inner = "".join(cells)
    if writer.chance(writer.wrapped / 2):
        inner = f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def _deleted_row(width):
    gone = f"<w:del {BY}>{run('77', tag='delText')}</w:del>"
    cells = f"<w:tc><w:tcPr/>{paragraph(gone)}</w:tc>"
    return f"<w:tr><w:trPr><w:del {BY}/></w:trPr>{cells * width}</w:tr>"


def _empty_row(width):
    return f"<w:tr>{f'<w:tc><w:tcPr/>{paragraph(str())}</w:tc>' * width}</w:tr>"


def table(writer, found):
    owners = found.owners()
    rows = []
    for r in range(found.height):
        rows.append(_row(writer, found, owners, r))
        closed = all(cell.row + cell.rows <= r + 1 or cell.row > r for cell in found.cells)
        if writer.tracked and closed and writer.rng.random() < 0.2:
            rows.append(_deleted_row(found.width))
        if writer.empty_rows and closed and r > found.heads and writer.rng.random() < 0.3:
            rows.append(_empty_row(found.width))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _widths(writer, found))
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in
                      ("top", "left", "bottom", "right", "insideH", "insideV"))
    return ('<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>'
            f'{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}'
            f"</w:tblGrid>{''.join(rows)}</w:tbl>" + paragraph(""))


# ---- documents ----------------------------------------------------------------------------------


def _box(inner):
    """A text box, once for new programs and once for old ones."""
    content = f"<w:txbxContent>{inner}</w:txbxContent>"
    return paragraph(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic>'
        f'<a:graphicData uri="x"><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>")


def _heading(writer, text):
    numbered = NUMBERED.match(text)
    # Word counts from one on; where the report does not, its author has typed the number.
    if writer.automatic and numbered and numbered[1] == "一二三四五六七"[writer.counted]:
        writer.counted += 1
        return paragraph(runs(writer, text[2:]), '<w:pStyle w:val="Heading1"/><w:numPr><w:ilvl '
                         'w:val="0"/><w:numId w:val="3"/></w:numPr>')
    return paragraph(runs(writer, text), '<w:outlineLvl w:val="0"/>')


def _block(writer, block):
    if block.kind == "table":
        return table(writer, block.table)
    if block.kind == "heading":
        return _heading(writer, block.text)
    if block.kind == "title" and writer.boxed:
        return _box("".join(paragraph(run(line)) for line in block.text.split("\n")))
    made = paragraph(runs(writer, block.text), '<w:ind w:firstLine="420"/>')
    if writer.alternatives and block.kind == "text" and writer.rng.random() < 0.3:
        # The part for programs that know the extension is the one that is shown.
        other = run("旧程序所见：收到政府信息公开申请4321件。")
        inner = "".join(re.findall("<w:r>.*</w:r>", made, re.S))
        made = paragraph(f'<mc:AlternateContent><mc:Choice Requires="w14">{inner}</mc:Choice>'
                         f"<mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>")
    return made


def _breaks(block):
    return paragraph('<w:r><w:br w:type="page"/></w:r>') if block.kind == "page" else ""


def _body(writer, document):
    parts = [_breaks(block) + _block(writer, block) for block in document.blocks]
    if not writer.nested:
        return "".join(parts)
    # Numbered headings and boxes keep their place in cells, too.
    return ('<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>'
            f"{''.join(parts)}</w:tc></w:tr></w:tbl>" + paragraph(""))


_NUMBERING = (
    '<w:numbering {}><w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="{}"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
    'w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl><w:lvl w:ilvl="1"><w:start '
    'w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="6"/></w:num></w:numbering>')
_STYLES = ('<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="18"/></w:rPr>'
           '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="Heading1">'
           '<w:name w:val="heading 1"/>'
           "</w:style></w:styles>")
_MAIN = "vnd.openxmlformats-officedocument.wordprocessingml."


def parts(title, body, numbering="chineseCounting"):
    """The parts of a document of this body."""
    page = paragraph(run("- ") + '<w:fldSimple w:instr=" PAGE ">' + run("1") + "</w:fldSimple>"
                     + run(" -"))
    section = ('<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
               '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1100" '
               'w:bottom="1440" w:left="1100" w:header="700" w:footer="700"/></w:sectPr>')
    kinds = {"word/document.xml": _MAIN + "document.main+xml",
             "word/numbering.xml": _MAIN + "numbering+xml", "word/styles.xml": _MAIN + "styles+xml",
             "word/footer1.xml": _MAIN + "footer+xml",
             "docProps/core.xml": "vnd.openxmlformats-package.core-properties+xml"}
    opening = package.HEADER
    return {
        "[Content_Types].xml": package.content_types(kinds),
        "_rels/.rels": package.relationships([("officeDocument", "word/document.xml"),
                                              ("core", "docProps/core.xml")]),
        "docProps/core.xml": package.core(title),
        "word/document.xml": f'{opening}<w:document {NAMESPACES} mc:Ignorable="w14"><w:body>{body}'
                             f"{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": package.relationships(
            [("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footer", "footer1.xml")]),
        "word/styles.xml": opening + _STYLES.format(NAMESPACES),
        "word/numbering.xml": opening + _NUMBERING.format(NAMESPACES, numbering),
        "word/footer1.xml": f"{opening}<w:ftr {NAMESPACES}>{page}</w:ftr>",
    }


def _style(**options):
    def write(document, rng):
        writer = Writer(rng, **options)
        numbering = rng.choice(("chineseCounting", "chineseCountingThousand", "japaneseCounting"))
        return package.pack(parts(document.title, _body(writer, document), numbering))
    return write


def _strict(document, rng):
    found = parts(document.title, _body(Writer(rng, pieces=0.5), document))
    return package.pack({name: package.strict(xml) for name, xml in found.items()})


def _stored(document, rng):
    """Not compressed, with the main part under another name."""
    found = parts(document.title, _body(Writer(rng, before=True), document))
    return package.pack({name.replace("document.xml", "document2.xml"):
                         xml.replace("word/document.xml", "word/document2.xml")
                         for name, xml in found.items()}, method=0)


def _changed(change, **options):
    """A style that changes the document before it is written."""
    write = _style(**options)
    return lambda document, rng: write(change(document), rng)


STYLES = {
    "plain": _style(),
    "pieces": _style(pieces=0.6),
    "automatic": _style(automatic=True, pieces=0.2),
    "tracked": _style(tracked=0.4),
    "boxed": _style(boxed=True),
    "fields": _style(fields=0.7),
    "hidden": _style(hidden=0.3),
    "wrapped": _style(wrapped=0.4),
    "nested": _style(nested=True, pieces=0.3),
    "empty_rows": _style(empty_rows=True),
    "alternatives": _style(alternatives=True),
    "before": _style(before=True),
    "cramped": _style(cramped=True),
    "everything": _style(pieces=0.3, tracked=0.2, fields=0.3, hidden=0.2, wrapped=0.2,
                         automatic=True, boxed=True, before=True),
    "labels": _style(labels=True, automatic=True),
    "contents": _changed(lambda document: blocks.contents(document, "{0}\t{2}"), automatic=True),
    "dotted": _changed(blocks.contents),
    "unmerged": _changed(blocks.unmerged),
    "repeated": _changed(lambda document: blocks.unmerged(document, True)),
    "doubled": _changed(blocks.doubled, pieces=0.2),
    "notes": _style(notes=0.2),
    "strict": _strict,
    "stored": _stored,
}
