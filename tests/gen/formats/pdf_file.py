"""A small writer of PDF files: pages of texts and lines, fonts that are not embedded."""

import struct
import zlib
from dataclasses import dataclass, field

BASE = "STSong-Light"


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def width(text):
    """In ems: half for ASCII, a whole one for the rest."""
    return sum(0.5 if " " <= c <= "~" else 1 for c in text)


HELVETICA = dict(zip(map(chr, range(32, 127)), (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10,
    278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584)))


class Font:
    """How codes are made of characters: by a CMap, or by numbers with a ToUnicode map."""

    def __init__(self, kind):
        self.kind = kind            # UniGB-UCS2-H, GBK-EUC-H or Identity-H
        self.codes = {}

    def encode(self, text):
        if self.kind == "UniGB-UCS2-H":
            return text.encode("utf-16be").hex()
        if self.kind == "GBK-EUC-H":
            return text.encode("gbk").hex()
        return "".join(f"{self.codes.setdefault(c, len(self.codes) + 1):04x}" for c in text)

    def _to_unicode(self):
        pairs = "\n".join(f"<{code:04x}> <{c.encode('utf-16be').hex()}>"
                          for c, code in self.codes.items())
        return ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange\n"
                f"<0000> <ffff>\nendcodespacerange\n{len(self.codes)} beginbfchar\n{pairs}\n"
                "endbfchar\nendcmap CMapName currentdict /CMap defineresource pop end end\n")

    def write(self, file):
        """Adds the objects of the font; its number."""
        ordering = "Identity" if self.kind == "Identity-H" else "GB1"
        halves = [code for c, code in self.codes.items() if " " <= c <= "~"]
        widths = "".join(f"{code} [500] " for code in sorted(halves)) if self.codes else \
            "1 [" + "500 " * 95 + "] 814 939 500"
        descriptor = file.add(f"<< /Type /FontDescriptor /FontName /{BASE} /Flags 6 /FontBBox "
                              "[-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
                              "/CapHeight 880 /StemV 93 >>")
        below = file.add(f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{BASE} "
                         f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 4 >> /DW 1000 "
                         f"/W [{widths}] /FontDescriptor {descriptor} 0 R >>")
        known = ""
        if self.codes:
            known = f" /ToUnicode {file.stream('', self._to_unicode().encode())} 0 R"
        return file.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{BASE} /Encoding /{self.kind} "
                        f"/DescendantFonts [{below} 0 R]{known} >>")


@dataclass
class Page:
    """Operators in the order of painting; texts apart, so that they can be reordered."""
    texts: list = field(default_factory=list)
    lines: list = field(default_factory=list)


class File:
    """The objects of a file; object 1 is its catalog and 2 its pages."""

    def __init__(self, compressed=True):
        self.compressed = compressed
        self.objects = [b"", b""]

    def add(self, body):
        self.objects.append(body.encode() if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, entries, content):
        if self.compressed:
            content, entries = zlib.compress(content), entries + " /Filter /FlateDecode"
        head = f"<< {entries} /Length {len(content)} >>\nstream\n"
        return self.add(head.encode() + content + b"\nendstream")

    def finish(self, pages, title="", stream=False):
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        kids = " ".join(f"{page} 0 R" for page in pages)
        self.objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
        info = self.add(f"<< /Title <feff{title.encode('utf-16be').hex()}> >>") if title else 0
        extra = f" /Info {info} 0 R" if info else ""
        return self._with_stream(extra) if stream else self._with_table(extra)

    def _with_table(self, extra):
        out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
        for i, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        out += (f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R{extra} >>\nstartxref\n{start}\n"
                "%%EOF\n").encode()
        return bytes(out)

    def _with_stream(self, extra):
        """As newer programs write: objects in an object stream, references in a stream, too."""
        packed = [i for i, body in enumerate(self.objects, 1) if b"\nstream\n" not in body]
        plain = [i for i in range(1, len(self.objects) + 1) if i not in packed]
        out, entries = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), {0: (0, 0, 65535)}
        for i in plain:
            entries[i] = (1, len(out), 0)
            out += f"{i} 0 obj\n".encode() + self.objects[i - 1] + b"\nendobj\n"
        heads, bodies, holder = [], bytearray(), len(self.objects) + 1
        for at, i in enumerate(packed):
            heads.append(f"{i} {len(bodies)}")
            bodies += self.objects[i - 1] + b"\n"
            entries[i] = (2, holder, at)
        first = (" ".join(heads) + "\n").encode()
        content = zlib.compress(first + bytes(bodies))
        entries[holder] = (1, len(out), 0)
        out += (f"{holder} 0 obj\n<< /Type /ObjStm /N {len(packed)} /First {len(first)} /Filter "
                f"/FlateDecode /Length {len(content)} >>\nstream\n").encode() + content
        out += b"\nendstream\nendobj\n"
        start = len(out)
        entries[holder + 1] = (1, start, 0)
        rows = zlib.compress(b"".join(struct.pack(">BIH", *entries[i]) for i in range(holder + 2)))
        out += (f"{holder + 1} 0 obj\n<< /Type /XRef /Size {holder + 2} /W [1 4 2] "
                f"/Root 1 0 R{extra} /Filter /FlateDecode /Length {len(rows)} >>\nstream\n").encode() + rows
        out += f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)
