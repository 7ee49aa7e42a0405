"""Draws a report for each format: its numbers, prose, damage, and how its file is made."""

import random
from dataclasses import dataclass

import document
import others
import sample
import shapes
from formats import blocks, docx, encode, mhtml, pdf, web, xlsx

# What can be the matter with a document whose tables are tables.
DAMAGES = tuple(sample.BY_NAME[name] for name in (
    "page_breaks", "lost_row", "truncated", "only_totals", "blank_zeros", "blank_some", "malformed",
    "units", "full_width_digits", "thousands_separators", "fee_unit", "wrong_characters",
    "lost_characters", "repeated_characters", "spaced_labels", "bracket_notes", "reworded_labels",
    "other_marks", "traditional", "total_first", "spaced_heads", "lost_heading", "lost_section",
    "swapped_sections", "extra_row", "lost_title", "heading_marks", "quoted_headings",
    "numbered_section6", "title_forms"))
KINDS = {"html": (".html", web.STYLES), "mhtml": (".mht", mhtml.STYLES),
         "docx": (".docx", docx.STYLES), "xlsx": (".xlsx", xlsx.STYLES),
         "pdf": (".pdf", pdf.STYLES)}
SAME = ("html", "docx", "xlsx", "pdf")
# Styles that show another report than the others do, or less of it.
APART = ("title_in_head", "errors", "uncached", "watermark", "notes", "bare", "open")


ENCODINGS = len(encode.STYLES)


@dataclass
class Made:
    """A file of known truth."""
    name: str
    suffix: str
    content: bytes
    copy: object
    style: str
    damages: tuple = ()

    @property
    def shape(self):
        return self.style


def _draft(rng):
    made = sample.draft(rng, blocks.as_table)
    made.style = blocks.style()
    return made


def _damaged(rng):
    wanted = sorted(rng.sample(DAMAGES, rng.choice((1, 1, 2, 3))),
                    key=lambda d: sample.ORDER.get(d, len(sample.ORDER)))
    for _ in range(20):
        made = _draft(rng)
        if all(damage(made) is not False for damage in wanted):
            return made, tuple(damage.__name__ for damage in wanted)
    return _draft(rng), ()


def _document(draft):
    return blocks.build(draft.copy, draft.style, draft.finish)


def _needs_title(style, draft):
    return style != "title_in_head" or (draft.copy.title and not draft.running
                                        and "\n" not in draft.copy.title)


def _prepared(style, draft):
    """What a style is there to show must be in the copy; the names of what was done for it."""
    copy = draft.copy
    if style == "errors" and not copy.malformed:
        cell = draft.rng.choice([c for c in copy.printed if c.startswith("requests")])
        sample.damage.malformed(copy, cell, "不详")
        return ("error_value",)
    if style == "uncached":
        totals = [c for c in copy.printed if c.startswith("requests") and c.endswith(".total")]
        for cell in draft.rng.sample(totals, len(totals) // 2):
            sample.damage.malformed(copy, cell, "")
        return ("sums_uncached",)
    return ()


def drawn(kind, seed, number):
    """A report as a file of this kind; the styles come in turn, one of three is damaged."""
    suffix, styles = KINDS[kind]
    name = list(styles)[number % len(styles)]
    rng = random.Random(f"{seed}/{kind}/{number}")
    damaged = number // len(styles) % 3 == 2
    while True:
        made, damages = _damaged(rng) if damaged else (_draft(rng), ())
        if _needs_title(name, made):
            break
    damages += _prepared(name, made)
    content = styles[name](_document(made), rng)
    if isinstance(content, str):
        content = content.encode()
    return Made(f"{kind}-{number}", suffix, content, made.copy, name, damages)


# ---- encodings ----------------------------------------------------------------------------------


def _plain_text(rng, encoding):
    made = sample.draft(rng, rng.choice(shapes.ALL))
    if encoding.change:
        made.copy.agency = encoding.change(made.copy.agency)
    text = document.text(made.copy, made.style)
    if rng.random() < 0.5:
        text = text.replace("\n", "\r\n")
    return made, text


def _page_text(rng, encoding):
    made = _draft(rng)
    if encoding.change:
        made.copy.agency = encoding.change(made.copy.agency)
    return made, rng.choice((web.plain, web.portal, web.soup))(_document(made), rng)


def encoded(seed, number):
    """A clean report in one of the encodings."""
    name = list(encode.STYLES)[number % len(encode.STYLES)]
    encoding = encode.STYLES[name]
    rng = random.Random(f"{seed}/encoding/{number}")
    content = None
    while content is None:
        made, text = (_page_text if encoding.page else _plain_text)(rng, encoding)
        content = encoding.encode(encoding.change(text) if encoding.change else text)
    return Made(f"encoding-{number}", encoding.suffix, content, made.copy, name)


# ---- documents that are no such report ----------------------------------------------------------


def other(seed, number):
    """(what it is, suffix, bytes, the code that must be found)."""
    rng = random.Random(f"{seed}/foreign/{number}")
    kind, text, code = others.not_a_report(seed, number)
    suffix, styles = KINDS[list(KINDS)[number % len(KINDS)]]
    style = rng.choice([name for name in styles if name not in APART])
    content = styles[style](blocks.of_text(text), rng)
    return kind, suffix, content if isinstance(content, bytes) else content.encode(), code


# ---- one report in all formats ------------------------------------------------------------------


def same(seed, number):
    """One report, sound or not, in every format: suffix -> file, and the styles."""
    rng = random.Random(f"{seed}/same/{number}")
    made, damages = _damaged(rng) if number % 3 == 1 else (_draft(rng), ())
    if number % 3 == 2:
        cells = rng.sample([c for c in made.copy.printed if not c.startswith("disclosure")], 2)
        for c in cells:
            sample.damage.wrong(made.copy, c, sample.slip(rng, made.copy.report.values[c]))
    text = document.text(made.copy, document.Style(table=shapes.tabs))
    for change in made.finish:
        text = change(text)
    files, names = {".txt": text.encode()}, ["tabs"]
    for kind in SAME:
        suffix, styles = KINDS[kind]
        style = rng.choice([name for name in styles if name not in APART])
        names.append(style)
        content = styles[style](_document(made), rng)
        files[suffix] = content if isinstance(content, bytes) else content.encode()
    return files, (*names, *damages)
