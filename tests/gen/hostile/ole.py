"""Files of the old binary formats: a compound file with the streams that tell what it is."""

import struct

END, FREE, SECTOR_TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _entry(name, kind, start, size, right=FREE, child=FREE):
    text = name.encode("utf-16le") + b"\0\0"
    return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
            + bytes(36) + struct.pack("<IQ", start, size))


def compound(*names):
    """A compound file with a stream of 4096 bytes for each name."""
    per = 4096 // 512
    table = [SECTOR_TABLE] + [END if i % 4 == 3 else i + 2 for i in range(8)]
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for i, name in enumerate(names):
        start = len(table)
        table += [start + k + 1 for k in range(per - 1)] + [END]
        entries.append(_entry(name, 2, start, 4096, right=i + 2 if i + 1 < len(names) else FREE))
    table[1:9] = [2, END, FREE, FREE, FREE, FREE, FREE, FREE]
    directory = b"".join(entries).ljust(1024, b"\0")
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
            + struct.pack("<HHHHHHIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, END, 0,
                          END)
            + struct.pack("<I", 0) + struct.pack("<I", 0) + b"\xff" * (4 * 108))
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    body = directory.ljust(8 * 512, b"\0") + bytes(4096 * len(names))
    return head.ljust(512, b"\xff") + sectors + body


def files():
    yield "sealed-new.docx", compound("EncryptionInfo", "EncryptedPackage"), ("input.encrypted",)
    yield "sealed-new.xlsx", compound("EncryptionInfo", "EncryptedPackage"), ("input.encrypted",)
    yield "old.doc", compound("WordDocument", "1Table"), ("input.unsupported",)
    yield "old.xls", compound("Workbook"), ("input.unsupported",)
    yield "old.wps", compound("WpsContent"), ("input.unsupported",)
    yield "loop.doc", compound("WordDocument").replace(
        struct.pack("<I", END), struct.pack("<I", 1)), ()
    yield "rich.rtf", b"{\\rtf1\\ansi{\\fonttbl}" + b"{\\b" * 100000, ()
