"""Web pages, saved and in one file."""

MANY = 1000000
SOME = 100000


def _page(body, head=""):
    return f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def _deep():
    for tag in ("div", "b", "svg", "form"):
        yield f"deep-{tag}", _page(f"<{tag}>" * MANY + "年报")
    yield "deep-table", _page("<table><tr><td>" * (MANY // 2) + "1")
    yield "deep-closed", _page("<div>" * (MANY // 2) + "</div>" * (MANY // 2))


def _wrong_nesting():
    """What makes the repair of a page slow."""
    for name, piece in (("a", "<a>"), ("b-p", "<b><p>"), ("table-a", "<table><a>"),
                        ("nobr", "<nobr>"), ("b-div", "<b><i><u><div></b>"),
                        ("select", "<select><option>"), ("foster", "<table>x<b>"),
                        ("end", "</p></b></a></td>"), ("template", "<template>")):
        yield f"nesting-{name}", _page(piece * SOME)


def _tables():
    cell = "<td>1</td>"
    yield "table-wide", _page(f"<table><tr>{cell * SOME}</tr></table>")
    yield "table-long", _page("<table>" + f"<tr>{cell}</tr>" * SOME + "</table>")
    yield "table-square", _page("<table>" + f"<tr>{cell * 320}</tr>" * 320 + "</table>")
    for rows, columns in ((65535, 65535), (65534, 1), (1, 65535), (1 << 32, 1 << 32), (-1, -1)):
        spans = f'<td rowspan="{rows}" colspan="{columns}">1</td>'
        yield f"spans-{rows}-{columns}", _page(
            "<table>" + f"<tr>{spans * 50}</tr>" * 1000 + "</table>")
    yield "tables-many", _page("<table><tr><td>1</table>" * SOME)
    yield "span-staircase", _page("<table>" + "".join(
        f'<tr><td rowspan="{20000 - i}">1</td></tr>' for i in range(20000)) + "</table>")


def _words():
    yield "text-long", _page("政" * 6000000)
    yield "line-breaks", _page("<br>" * MANY)
    yield "attribute-long", _page(f'<p class="{"x" * 15000000}">1</p>')
    yield "attributes-many", _page("<p " + " ".join(f"a{i}=1" for i in range(SOME)) + ">1</p>")
    yield "attributes-same", _page("<p " + "a=1 " * MANY + ">1</p>")
    yield "entities", _page("&amp;&#20013;&#x110000;&#99999999999;&bogus;&notin" * SOME)
    yield "comment-open", _page("<!--" + "x-" * MANY)
    yield "comments", _page("<!-- -->" * MANY)
    yield "script-open", _page("<script>" + "</scrip" * MANY)
    yield "brackets", b"<html>" + b"<" * (10 * MANY)
    yield "nul", b"<html><body>" + b"\0" * (10 * MANY)
    yield "bytes", b"<html><body>" + bytes(range(256)) * 40000
    yield "doctype", b"<!DOCTYPE html [" + b"<!ENTITY a 'b'>" * SOME + b"]><html>"
    yield "conditional", _page("<!--[if mso]>" * SOME + "<![endif]-->" * SOME)
    yield "base", _page("x" * 100, '<base href="file:///etc/"><link rel=stylesheet href=passwd>')
    yield "refresh", _page("<iframe src=file:///etc/passwd></iframe><object data=/etc/passwd>")


def _bombs():
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    body = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    for name, entities, text in (
            ("bomb", f'<!ENTITY l0 "lol">{laughs}', "&l11;"),
            ("file", '<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")):
        yield f"entity-{name}", (f'<?xml version="1.0"?><!DOCTYPE html [{entities}]>'
                                 + body.format(text)).encode()


def _mhtml():
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"{}\"\r\n\r\n"
    part = "--{}\r\nContent-Type: text/html\r\n\r\n<p>1</p>\r\n"
    yield "parts", (head.format("b") + part.format("b") * SOME + "--b--").encode()
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\r\n\r\n--b{i}\r\n'
                     for i in range(20000))
    yield "nested", ("MIME-Version: 1.0\r\n" + nested).encode()
    same = 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    yield "nested-same", ("MIME-Version: 1.0\r\n" + same * 20000).encode()
    yield "no-boundary", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--\r\n--\r\n"
    yield "boundary-empty", (head.format("") + "--\r\n" * SOME).encode()
    yield "boundary-long", (head.format("x" * 5000000) + "--x").encode()
    yield "header-long", b"MIME-Version: 1.0\r\nSubject: " + b"=?utf-8?Q?=E5?= " * 500000
    yield "headers-many", b"MIME-Version: 1.0\r\n" + b"X-A: b\r\n" * MANY
    for name, transfer, content in (("base64", "base64", "=A==" * MANY),
                                    ("quoted", "quoted-printable", "=\r\n" * MANY + "=ZZ")):
        yield name, (head.format("b") + "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding:"
                     f" {transfer}\r\n\r\n{content}\r\n--b--").encode()
    yield "only-image", (head.format("b")
                         + "--b\r\nContent-Type: image/png\r\n\r\nxx\r\n--b--").encode()


def files():
    for maker in (_deep, _wrong_nesting, _tables, _words, _bombs):
        for name, content in maker():
            yield f"{name}.html", content, ()
    for name, content in _mhtml():
        yield f"{name}.mht", content, ()
    yield "empty-body.html", _page(""), ("input.no_text", "input.not_a_report", "input.empty")
    yield "only-picture.html", _page('<img src="x.png">'), ("input.no_text", "input.not_a_report",
                                                            "input.empty")
