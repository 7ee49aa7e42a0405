"""Web pages saved with their parts in one file (RFC 2557)."""

import base64
import quopri

from formats import web

_PIXEL = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")


def _part(kind, location, content, transfer, charset=""):
    """One part with its headers."""
    if transfer == "base64":
        body = base64.encodebytes(content)
    elif transfer == "quoted-printable":
        body = quopri.encodestring(content)
    else:
        body = content
    name = f'; charset="{charset}"' if charset else ""
    head = (f"Content-Type: {kind}{name}\r\nContent-Transfer-Encoding: {transfer}\r\n"
            f"Content-Location: {location}\r\n\r\n")
    return head.encode() + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _pack(parts, boundary):
    head = ("From: <Saved by Blink>\r\n"
            "Snapshot-Content-Location: http://www.example.org/nb.html\r\n"
            "Subject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\r\nDate: Fri, 5 Jan 2024 08:00:00 -0000\r\n"
            f'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
            f'\tboundary="{boundary}"\r\n\r\n\r\n').encode()
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def _style(transfer, encoding="utf-8", label="utf-8", first=True, page=web.portal):
    def write(document, rng):
        html = page(document, rng).replace('charset="utf-8"', f'charset="{label}"')
        text = _part("text/html", "http://www.example.org/nb.html",
                     html.encode(encoding, "xmlcharrefreplace"), transfer, label)
        frame = _part("text/html", "cid:frame@mhtml.blink",
                      "<html><body>收到政府信息公开申请8888件</body></html>".encode(encoding),
                      transfer, label)
        others = [_part("text/css", "cid:css-1@mhtml.blink", b"td { color: red }",
                        "quoted-printable"),
                  _part("image/gif", "http://www.example.org/logo.gif", _PIXEL, "base64")]
        parts = [text, frame, *others] if first else [others[1], text, others[0]]
        return _pack(parts, rng.choice(("----MultipartBoundary--x4Yb--", "----=_NextPart_01D9.A0")))
    return write


STYLES = {
    "quoted": _style("quoted-printable"),
    "base64": _style("base64", page=web.word),
    "binary": _style("8bit", page=web.layout),
    "gbk": _style("quoted-printable", "gbk", "gb2312"),
    "second": _style("base64", first=False),
}
