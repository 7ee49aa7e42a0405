"""ZIP files, and the Word and Excel documents in them."""

import struct
import zlib

from formats import docx, package, xlsx
from formats.package import HEADER

LAUGHS = '<!DOCTYPE x [<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12)) + "]>"
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"政" * 50000}">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY l11 "x">]>'
TEXT = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
DAMAGED = ("input.damaged", "input.too_large", "input.unsupported", "input.no_text",
           "input.not_a_report", "input.empty")


# ---- raw ZIP ------------------------------------------------------------------------------------


class Member:
    """A member as the ZIP says it is, which need not be so."""

    def __init__(self, name, data, size=None, method=8, flags=0, crc=0):
        self.name, self.data, self.method, self.flags = name.encode(), data, method, flags
        self.size = len(data) if size is None else size
        self.crc = crc
        self.offset = None

    def local(self):
        return struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, self.flags, self.method, 0, 33, self.crc,
                           len(self.data), min(self.size, 0xFFFFFFFE), len(self.name), 0) \
            + self.name + self.data

    def central(self):
        return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, self.flags, self.method, 0, 33,
                           self.crc, len(self.data), min(self.size, 0xFFFFFFFE),
                           len(self.name), 0, 0, 0, 0, 0, self.offset) + self.name


def deflated(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def honest(name, content):
    content = content.encode() if isinstance(content, str) else content
    return Member(name, deflated(content), len(content), crc=zlib.crc32(content))


def archive(members, entries=None):
    out, directory = bytearray(), bytearray()
    for member in members:
        if member.offset is None:
            member.offset = len(out)
            out += member.local()
        directory += member.central()
    count = min(len(members) if entries is None else entries, 0xFFFF)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def zeros(gigabytes, around=(b"", b"")):
    """A deflate stream of so many zeros, between two texts."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(around[0]) + packer.flush(zlib.Z_FULL_FLUSH)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + first * (gigabytes << 10) + packer.compress(around[1]) + packer.flush()


# ---- documents ----------------------------------------------------------------------------------


def _word(body, prolog="", **more):
    xml = f"{HEADER}{prolog}<w:document {docx.NAMESPACES}><w:body>{body}</w:body></w:document>"
    parts = docx.parts("", "")
    parts["word/document.xml"] = xml
    parts.update(more)
    return package.pack(parts)


def _bomb(name, size):
    """A package whose part `name` has ten gigabytes, and says it has `size` bytes."""
    parts = docx.parts("", "")
    xml = f"{HEADER}<w:document {docx.NAMESPACES}><w:body><w:p><w:r><w:t>".encode()
    members = [honest(other, content) for other, content in parts.items() if other != name]
    return archive(members + [Member(name, zeros(10, (xml, b"")), size)])


def _zip_files():
    yield "zeros.docx", _bomb("word/document.xml", 10 << 30)
    yield "zeros-hidden.docx", _bomb("word/document.xml", 1000)
    yield "zeros-types.docx", _bomb("[Content_Types].xml", 10 << 30)
    yield "zeros-rels.docx", _bomb("_rels/.rels", 5000)
    yield "members.docx", archive([Member(f"word/{i}.xml", b"", method=0) for i in range(65000)])
    kernel = honest("word/document.xml", bytes(1 << 24))
    overlapping = []
    for i in range(20000):
        member = Member(f"xl/worksheets/sheet{i}.xml", kernel.data, kernel.size, crc=kernel.crc)
        member.offset = 0 if i else None
        overlapping.append(member)
    yield "overlapping.xlsx", archive(overlapping)
    inner = package.pack({"zeros": bytes(1 << 24)})
    for _ in range(6):
        inner = package.pack({f"lib {i}.zip": inner for i in range(16)})
    yield "nested.zip", inner
    parts = docx.parts("", "")
    twice = [honest(name, content) for name, content in parts.items()] * 2
    yield "twice.docx", archive([Member(m.name.decode(), m.data, m.size, crc=m.crc) for m in twice])
    yield "names.docx", archive([honest(name, "<x/>") for name in (
        "../../../../tmp/x", "/etc/passwd", "C:\\x", "[Content_Types].xml", "a" * 60000)])
    yield "count.docx", archive([honest("[Content_Types].xml", "<x/>")], entries=65535)
    wrong = [honest(name, content) for name, content in docx.parts("", TEXT.format("年报")).items()]
    for member in wrong:
        member.crc ^= 1
    yield "wrong-crc.docx", archive(wrong)
    yield "junk.docx", b"PK\3\4" + bytes(range(256)) * 400
    yield "junk-end.xlsx", b"PK\5\6" + bytes(18)
    yield "method.docx", archive([Member("[Content_Types].xml", b"xx", 9, method=99),
                                  Member("word/document.xml", b"xx", 9, method=12)])


def _xml_files():
    reference = TEXT.format("&l11;")
    for name, prolog in (("laughs", LAUGHS), ("external", EXTERNAL), ("parameter", PARAMETER)):
        yield f"{name}.docx", _word(reference, prolog)
        strings = f'{HEADER}{prolog}<sst xmlns="{xlsx.MAIN}"><si><t>&l11;</t></si></sst>'
        yield f"{name}.xlsx", _workbook("<row><c t=\"s\"><v>0</v></c></row>", strings=strings)
    yield "quadratic.docx", _word(TEXT.format("&a;" * 20000), QUADRATIC)
    million = 300000
    yield "deep-table.docx", _word("<w:tbl><w:tr><w:tc>" * million + TEXT.format(1)
                                   + "</w:tc></w:tr></w:tbl>" * million)
    yield "deep-control.docx", _word("<w:sdt><w:sdtContent>" * million
                                     + "</w:sdtContent></w:sdt>" * million)
    yield "deep-open.docx", _word("<w:p>" * 1000000)
    yield "deep-box.docx", _word("<w:p><w:r><w:pict><v:textbox><w:txbxContent>" * 50000)
    yield "deep-choice.docx", _word("<mc:AlternateContent><mc:Choice>" * million)
    cell = f"<w:tc>{TEXT.format(1)}</w:tc>"
    yield "cells-wide.docx", _word(f"<w:tbl><w:tr>{cell * 100000}</w:tr></w:tbl>")
    yield "cells-long.docx", _word(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 100000}</w:tbl>")
    for span in (2147483647, 65535, -1, 0):
        wide = (f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/><w:vMerge w:val="restart"/></w:tcPr>'
                "</w:tc>")
        row = f'<w:tr><w:trPr><w:gridBefore w:val="{span}"/></w:trPr>{wide * 20}</w:tr>'
        yield f"span{span}.docx", _word(f"<w:tbl>{row * 2000}</w:tbl>")
    merged = '<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>'
    yield "merges.docx", _word(f"<w:tbl>{f'<w:tr>{merged * 200}</w:tr>' * 2000}</w:tbl>")
    yield "levels.docx", _word(
        "".join(f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{i * 7919}"/><w:numId w:val="{i}"/></w:numPr>'
                "</w:pPr></w:p>" for i in range(100000)))
    yield "fields.docx", _word("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 500000
                               + "</w:p>")
    yield "attributes.docx", _word("<w:p " + " ".join(f'w:a{i}="1"' for i in range(100000)) + "/>")
    yield "text-long.docx", _word(TEXT.format("政" * 10000000))
    yield "no-text.docx", _word("<w:p/>")
    styles = "".join(f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 1000}"/></w:style>'
                     for i in range(1000))
    yield "style-loop.docx", _word(
        '<w:p><w:pPr><w:pStyle w:val="s1"/></w:pPr></w:p>',
        **{"word/styles.xml": f"{HEADER}<w:styles {docx.NAMESPACES}>{styles}</w:styles>"})
    yield "utf-16.docx", _word(TEXT.format(1), **{"word/document.xml": (
        "\ufeff" + _document(TEXT.format("年报")).replace("UTF-8", "UTF-16")).encode("utf-16le")})
    yield "utf-7.docx", _word("", **{"word/document.xml":
                                     _document(TEXT.format(1)).replace("UTF-8", "UTF-7")})


def _document(body):
    return f"{HEADER}<w:document {docx.NAMESPACES}><w:body>{body}</w:body></w:document>"


def _workbook(rows, more="", strings=None, sheets=1, dimension="", target="worksheets/sheet1.xml"):
    book = xlsx.Book(xlsx.Options(), None)
    for i in range(sheets):
        book.sheet(f"s{i}")
    parts = book.parts("")
    parts["xl/worksheets/sheet1.xml"] = (
        f'{HEADER}<worksheet xmlns="{xlsx.MAIN}">{dimension}<sheetData>{rows}</sheetData>{more}'
        "</worksheet>")
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace("worksheets/sheet1.xml", target)
    return package.pack(parts)


def _excel_files():
    number = '<c r="{}"><v>1</v></c>'
    corner = number.format("XFD1048576")
    ends = f'<row r="1">{number.format("A1")}</row><row r="1048576">{corner}</row>'
    yield "corner.xlsx", _workbook(ends, dimension='<dimension ref="A1:XFD1048576"/>')
    for ref in ("XFE1048577", "ZZZZZZZZ99999999999", "A0", "1A", "", "A-1", "A" * 100000):
        yield f"ref-{ref[:12] or 'none'}.xlsx", _workbook(f'<row r="1">{number.format(ref)}</row>')
    for row in (4294967295, 99999999999999999999, -1, 0):
        yield f"row{row}.xlsx", _workbook(f'<row r="{row}">{number.format("A1")}</row>')
    everything = '<mergeCell ref="A1:XFD1048576"/>'
    for name, merges in (("all", everything), ("all-often", everything * 50000),
                         ("many", "".join(f'<mergeCell ref="A{i}:C{i + 1}"/>'
                                          for i in range(1, 100001))),
                         ("columns", "".join(f'<mergeCell ref="A{i}:A1048576"/>'
                                             for i in range(1, 50001)))):
        yield f"merge-{name}.xlsx", _workbook(ends, f"<mergeCells>{merges}</mergeCells>")
    rows = "".join(f'<row r="{i}">{number.format(f"A{i}")}</row>' for i in range(1, 200001))
    yield "rows.xlsx", _workbook(rows)
    wide = "".join(number.format(f"{xlsx.column_name(i)}1") for i in range(1, 16385))
    yield "columns.xlsx", _workbook(f'<row r="1">{wide}</row>' * 20)
    for index in (4294967296, -1, 999999, "x"):
        yield f"string{index}.xlsx", _workbook(
            f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>')
    strings = f'{HEADER}<sst xmlns="{xlsx.MAIN}">' + f"<si><t>{'年' * 100000}</t></si></sst>"
    yield "string-often.xlsx", _workbook("".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 5001)),
                                         strings=strings)
    yield "sheets.xlsx", _workbook(f'<row r="1">{number.format("A1")}</row>', sheets=5000)
    yield "target.xlsx", _workbook("", target="../../../../../etc/passwd")
    yield "target-web.xlsx", _workbook("", target="http://127.0.0.1:9/x.xml")
    yield "numbers.xlsx", _workbook("".join(
        f'<row r="{i}"><c r="A{i}"><v>{v}</v></c></row>' for i, v in enumerate(
            ("1e999", "-1e999", "NaN", "INF", "1" * 100000, "0x10", "1e-400", "", " 5 "), 1)))
    yield "empty.xlsx", _workbook("")


def files():
    for maker in (_zip_files, _xml_files, _excel_files):
        for name, content in maker():
            yield name, content, ()
    sealed = [Member(name, b"x" * 40, 28, flags=1) for name in docx.parts("", "")]
    yield "sealed.docx", archive(sealed), ("input.encrypted",)
    yield "plain.zip", package.pack({"a.txt": "年报"}), ("input.unsupported",)
    yield "writer.odt", package.pack({"mimetype": "application/vnd.oasis.opendocument.text",
                                      "content.xml": "<x/>"}), ("input.unsupported",)
    yield "empty.docx", _word("<w:p/>"), ("input.no_text", "input.not_a_report", "input.empty")
