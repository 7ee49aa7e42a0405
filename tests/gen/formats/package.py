"""ZIP packages of parts; dates and order are fixed, so that the same parts give the same bytes."""

import io
import zipfile

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STRICT = (
    ("http://schemas.openxmlformats.org/officeDocument/2006/",
     "http://purl.oclc.org/ooxml/officeDocument/"),
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
     "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     "http://purl.oclc.org/ooxml/spreadsheetml/main"),
)


def escaped(text):
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def strict(xml):
    """The same XML in the namespaces of ISO 29500 Strict."""
    for transitional, other in STRICT:
        xml = xml.replace(transitional, other)
    return xml


def pack(parts, method=zipfile.ZIP_DEFLATED):
    """Part name -> text or bytes, as a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content if isinstance(content, bytes) else content.encode())
    return out.getvalue()


def content_types(overrides):
    kinds = "".join(f'<Override PartName="/{name}" ContentType="application/{kind}"/>'
                    for name, kind in overrides.items())
    return (HEADER + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f"{kinds}</Types>")


def relationships(targets):
    """[(kind, target)] as a part of relations, with the ids rId1, rId2, ..."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    items = "".join(f'<Relationship Id="rId{i}" Type="{core if kind == "core" else base + kind}" '
                    f'Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1))
    return (HEADER + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships">{items}</Relationships>')


def core(title):
    return (HEADER + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
            'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escaped(title)}</dc:title><dc:creator>x</dc:creator></cp:coreProperties>")
