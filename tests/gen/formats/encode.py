"""Texts and web pages in the encodings that are about, labelled right, wrong or not at all."""

import codecs
import functools
import os
import re
from dataclasses import dataclass

VARIANTS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "..", "..", "..", "parser", "variant.inc")
FIRST = 0x4E00


@functools.cache
def _big5_forms():
    """Simplified character -> a traditional one that Big5 has, for those that it lacks."""
    with open(VARIANTS, encoding="utf-8") as file:
        pairs = re.findall(r"\[0x([0-9A-F]+)\] = 0x([0-9A-F]+)", file.read())
    forms = {}
    for variant, plain in ((chr(FIRST + int(a, 16)), chr(int(b, 16))) for a, b in pairs):
        if _fits(variant, "big5") and not _fits(plain, "big5"):
            forms.setdefault(ord(plain), variant)
    return forms


def _fits(text, encoding):
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def traditional(text):
    """The text in characters of Big5."""
    return text.translate(_big5_forms())


@dataclass(frozen=True)
class Encoding:
    encoding: str
    mark: bytes = b""
    label: str = None          # what a web page says of itself; None: nothing
    page: bool = False         # a web page, not plain text
    change: object = None      # what is done to every text before

    @property
    def suffix(self):
        return ".html" if self.page else ".txt"

    def encode(self, text):
        """The bytes, or None where the encoding lacks a character."""
        if self.page:
            label = f'<meta http-equiv="Content-Type" content="text/html; charset={self.label}">'
            text = text.replace('<meta charset="utf-8">', label if self.label else "", 1)
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError:
            return None


STYLES = {
    "utf-8": Encoding("utf-8"),
    "utf-8-bom": Encoding("utf-8", codecs.BOM_UTF8),
    "utf-16le-bom": Encoding("utf-16le", codecs.BOM_UTF16_LE),
    "utf-16be-bom": Encoding("utf-16be", codecs.BOM_UTF16_BE),
    "utf-16le": Encoding("utf-16le"),
    "utf-16be": Encoding("utf-16be"),
    "gb18030": Encoding("gb18030"),
    "gbk": Encoding("gbk"),
    "big5": Encoding("big5", change=traditional),
    "page-gbk": Encoding("gbk", label="gb2312", page=True),
    "page-gbk-as-utf-8": Encoding("gbk", label="utf-8", page=True),
    "page-gbk-unlabelled": Encoding("gbk", page=True),
    "page-gb18030": Encoding("gb18030", label="GB18030", page=True),
    "page-utf-8-as-gbk": Encoding("utf-8", label="gbk", page=True),
    "page-utf-8-unlabelled": Encoding("utf-8", page=True),
    "page-utf-8-as-utf-16": Encoding("utf-8", label="utf-16", page=True),
    "page-utf-16-bom": Encoding("utf-16le", codecs.BOM_UTF16_LE, "unicode", True),
    "page-utf-16be-bom": Encoding("utf-16be", codecs.BOM_UTF16_BE, None, True),
    "page-big5": Encoding("big5", label="big5", page=True, change=traditional),
    "page-big5-unlabelled": Encoding("big5", page=True, change=traditional),
    "page-big5-as-gbk": Encoding("big5", label="gbk", page=True, change=traditional),
}
