"""PDF files."""

import os
import random
import shutil
import subprocess
import tempfile
import zlib



DATA = zlib.compress(b" " * 10)


def _bomb(megabytes):
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(megabytes)] + [packer.flush()])


def _raw(objects, trailer="/Root 1 0 R", tail=""):
    """Objects by their numbers as they are, with a table of references."""
    out, places = bytearray(b"%PDF-1.5\n"), {}
    for i, body in objects.items():
        places[i] = len(out)
        out += f"{i} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode()) \
            + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{places[i]:010} 00000 n \n".encode() if i in places
                    else b"0000000000 65535 f \n" for i in range(1, size))
    out += f"trailer\n<< /Size {size} {trailer} >>\n{tail}startxref\n{start}\n%%EOF\n".encode()
    return bytes(out).replace(b"@START@", str(start).encode())


def _stream(content, entries=""):
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


CATALOG, PAGES = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _page(content, resources="/Font << /F1 5 0 R >>", entries="", **objects):
    """A file of one page with this content."""
    page = ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            f"/Resources << {resources} >> >>")
    content = content.encode() if isinstance(content, str) else content
    return _raw({1: CATALOG, 2: PAGES, 3: page, 4: _stream(content, entries), 5: FONT,
                 **{int(name[1:]): body for name, body in objects.items()}})


def _trees():
    yield "tree-loop", _raw({1: CATALOG, 2: "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})
    yield "tree-mutual", _raw({1: CATALOG, 2: "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 4 >>",
                               3: "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 4 >>"})
    wide = {i: f"<< /Type /Pages /Kids [{f'{i + 1} 0 R ' * 10}] /Count {10 ** (12 - i)} >>"
            for i in range(2, 12)}
    yield "tree-bomb", _raw({1: CATALOG, **wide, 12: "<< /Type /Page /MediaBox [0 0 9 9] >>"})
    yield "tree-deep", _raw({1: CATALOG, **{i: f"<< /Type /Pages /Kids [{i + 1} 0 R] /Count 1 >>"
                                            for i in range(2, 50000)}})
    for count in (2147483647, -1, 99999999999999999999):
        yield f"count{count}", _raw({1: CATALOG, 2: f"<< /Type /Pages /Kids [] /Count {count} >>"})
    kids = "3 0 R " * 200000
    yield "pages-many", _raw({1: CATALOG, 2: f"<< /Type /Pages /Kids [{kids}] /Count 200000 >>",
                              3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] "
                                 "/Contents 4 0 R >>",
                              4: _stream(b"BT ET")})
    yield "no-pages", _raw({1: CATALOG, 2: "<< /Type /Pages /Kids [] /Count 0 >>"})
    yield "no-root", _raw({1: "null"})


def _references():
    yield "prev-loop", _raw({1: CATALOG, 2: PAGES, 3: "<< /Type /Page >>"},
                            "/Root 1 0 R /Prev @START@")
    yield "length-itself", _raw({1: CATALOG, 2: PAGES, 3: "<< /Type /Page /Contents 4 0 R >>",
                                 4: b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"})
    yield "object-itself", _raw({1: CATALOG, 2: PAGES, 3: "3 0 R"})
    yield "object-stream-itself", _raw({1: CATALOG, 2: PAGES, 3: _stream(
        b"3 0 3 0 R", "/Type /ObjStm /N 1 /First 4 /Extends 3 0 R")})
    yield "deep-array", _raw({1: CATALOG, 2: "<< /Type /Pages /Kids " + "[" * 1000000 + " >>"})
    yield "deep-dictionary", _raw({1: CATALOG, 2: "<< /A " * 500000})
    yield "size-huge", _raw({1: CATALOG, 2: PAGES}).replace(b"/Size 3", b"/Size 2147483647")
    yield "xref-huge", _raw({1: CATALOG, 2: PAGES}).replace(b"xref\n0 3", b"xref\n0 2147483647")
    yield "start-wrong", _raw({1: CATALOG, 2: PAGES}).replace(b"startxref\n",
                                                              b"startxref\n99999999")
    yield "junk", b"%PDF-1.7\n" + random.Random(1).randbytes(200000)
    yield "objects-only", b"%PDF-1.4\n" + b"1 0 obj <<>> endobj\n" * 300000
    yield "header-only", b"%PDF-1.4\n"


def _forms():
    resources = "/XObject << /X 6 0 R >>"

    def form(content, inner):
        return _stream(content, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                       f"/Resources << {inner} >>")
    yield "form-itself", _page("/X Do", resources, o6=form(b"/X Do", "/XObject << /X 6 0 R >>"))
    yield "form-mutual", _page("/X Do", resources, o6=form(b"/X Do", "/XObject << /X 7 0 R >>"),
                               o7=form(b"/X Do /X Do", "/XObject << /X 6 0 R >>"))
    doubling = {f"o{i}": form(b"/X Do " * 10, f"/XObject << /X {i + 1} 0 R >>")
                for i in range(6, 18)}
    yield "form-bomb", _page("/X Do", resources, **doubling, o18=form(b"BT ET", ""))
    chain = {f"o{i}": form(b"/X Do", f"/XObject << /X {i + 1} 0 R >>") for i in range(6, 5000)}
    yield "form-deep", _page("/X Do", resources, **chain)


def _contents():
    show = "BT /F1 9 Tf {} {} Td (1234) Tj ET\n"
    yield "flate-bomb", _page(_bomb(1024), entries="/Filter /FlateDecode")
    twice = zlib.compress(_bomb(1024), 9)
    yield "flate-twice", _page(twice, entries="/Filter [/FlateDecode /FlateDecode]")
    yield "filters", _page(b"x", entries="/Filter [" + "/FlateDecode " * 100000 + "]")
    yield "ascii-bomb", _page(b"z" * 5000000 + b"~>", entries="/Filter /ASCII85Decode")
    yield "runs-bomb", _page(b"\x810" * 2000000 + b"\x80", entries="/Filter /RunLengthDecode")
    yield "predictor", _page(DATA, entries="/Filter /FlateDecode /DecodeParms << /Predictor 15 "
                             "/Columns 2147483647 /Colors 2147483647 >>")
    yield "saves", _page("q " * 2000000)
    yield "texts", _page("".join(show.format(i % 500, i % 800) for i in range(200000)))
    yield "texts-same-place", _page(show.format(50, 50) * 200000)
    yield "text-long", _page("BT /F1 9 Tf 9 9 Td (" + "1" * 5000000 + ") Tj ET")
    yield "lines", _page("".join(f"{i % 595} {i % 842} m {i % 595} 800 l S\n"
                                 for i in range(300000)))
    yield "boxes", _page("".join(f"{i % 500} {i % 800} {i % 91} {i % 37} re S\n"
                                 for i in range(200000)))
    yield "grid", _page("".join(f"{i} 0 m {i} 800 l S 0 {i} m 800 {i} l S\n"
                                for i in (n / 4 for n in range(3200))))
    yield "curves", _page("1 1 m " + "1 2 3 4 5 6 c " * 500000 + "S")
    for value in ("1e300", "-99999999999999999999", "0", "nan", "0.0000000001"):
        yield f"scale{value}", _page(f"{value} 0 0 {value} 0 0 cm " + show.format(1, 1))
        yield f"size{value}", _page(f"BT /F1 {value} Tf {value} {value} Td (12) Tj ET "
                                    f"{value} {value} {value} {value} re S")
    yield "image-open", _page("BI /W 10 /H 10 ID " + "x" * 1000000)
    yield "string-open", _page("BT /F1 9 Tf (" + "(" * 1000000)
    yield "dictionary-open", _page("/A << " * 1000000 + " BDC")
    yield "operands", _page("1 " * 3000000)
    yield "box-huge", _page(show.format(1, 1)).replace(b"595 842", b"1e30 9")
    yield "box-none", _page(show.format(1, 1)).replace(b"[0 0 595 842]", b"[0 0 0 0]")


def _fonts():
    show = "BT /F1 9 Tf 9 9 Td <0001> Tj ET"
    ranges = "".join(f"<0000> <ffff> <{i:04x}>\n" for i in range(20000))
    cmap = f"begincmap 20000 beginbfrange\n{ranges}endbfrange endcmap"
    wide = "/W [" + "0 65535 1000 " * 100000 + "]"
    below = f"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X {wide} >>]"
    yield "unicode-map", _page(show).replace(FONT.encode(), (
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R "
        f"{below} >>"
    ).encode()), cmap
    yield "map-itself", _page(show).replace(FONT.encode(), (
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 6 0 R /DescendantFonts [5 0 R] >>"
    ).encode()), "/UseCMap 6 0 R"
    yield "glyphs-itself", _page(show).replace(FONT.encode(), (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 0 "
        "/LastChar 1 /CharProcs << /a 4 0 R >> /Encoding << /Differences [0 /a /a] >> "
        "/Resources << /Font << /F1 5 0 R >> >> >>").encode()), ""


def _picture():
    """A page that was scanned."""
    pixels = zlib.compress(bytes(100 * 100))
    image = _stream(pixels, "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace "
                    "/DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")
    return _page("q 595 0 0 842 0 0 cm /X Do Q", "/XObject << /X 6 0 R >>", o6=image)


def _with_font_map():
    for name, content, extra in _fonts():
        stream = _stream(extra.encode())
        yield name, content.replace(b"xref\n", b"6 0 obj\n" + stream + b"\nendobj\nxref\n", 1)


def sealed(content):
    """(name, bytes, codes) of the file under passwords, where qpdf is there to do it."""
    if not shutil.which("qpdf"):
        return
    with tempfile.TemporaryDirectory() as folder:
        plain, made = os.path.join(folder, "a.pdf"), os.path.join(folder, "b.pdf")
        with open(plain, "wb") as file:
            file.write(content)
        for name, user, bits, codes in (("user-40", "x", "40", ("input.encrypted",)),
                                        ("user-128", "x", "128", ("input.encrypted",)),
                                        ("user-256", "x", "256", ("input.encrypted",)),
                                        ("owner-128", "", "128", ()), ("owner-256", "", "256", ())):
            subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", user, "y", bits, "--",
                            plain, made], check=True)
            with open(made, "rb") as file:
                yield f"{name}.pdf", file.read(), codes


def files():
    for maker in (_trees, _references, _forms, _contents, _with_font_map):
        for name, content in maker():
            yield f"{name}.pdf", content, ()
    yield "scanned.pdf", _picture(), ("input.no_text",)
    yield "empty.pdf", _page(""), ("input.no_text", "input.empty", "input.not_a_report")
