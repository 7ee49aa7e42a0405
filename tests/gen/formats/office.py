"""Reports as real programs make files of them: LibreOffice, pandoc and openpyxl.

A program that is not installed is left out.
"""

import io
import os
import shutil
from dataclasses import dataclass

import convert
import html_pages
from formats import blocks, docx, web, xlsx
from formats.blocks import is_number

HTML, WORD, CALC = "HTML (StarWriter)", "MS Word 2007 XML", "Calc MS Excel 2007 XML"
TO_DOCX, TO_XLSX = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
TO_PDF = "pdf:writer_pdf_Export"
SOURCES = {"page": (".html", html_pages.STYLES), "html": (".html", web.STYLES),
           "docx": (".docx", docx.STYLES), "xlsx": (".xlsx", xlsx.STYLES)}


@dataclass(frozen=True)
class Route:
    """The file that one of our writers makes, and the steps that it goes from there.

    A step is (reader, writer) of LibreOffice, or a command in which {} stands for the file that is
    read and {out} for the one that is written.
    """
    source: str
    style: str
    steps: tuple
    suffix: str


def _pandoc(source, to):
    return ("pandoc", "-f", source, "-t", to, "{}", "-o", "{out}")


ROUTES = {
    "word-docx": Route("page", "word", ((HTML, TO_DOCX),), ".docx"),
    "web-docx": Route("page", "web", ((HTML, TO_DOCX),), ".docx"),
    "tracked-docx": Route("docx", "tracked", ((WORD, TO_DOCX),), ".docx"),
    "boxed-docx": Route("docx", "boxed", ((WORD, TO_DOCX),), ".docx"),
    "automatic-docx": Route("docx", "automatic", ((WORD, TO_DOCX),), ".docx"),
    "pandoc-docx": Route("html", "plain", (_pandoc("html", "docx"),), ".docx"),
    "docx-html": Route("docx", "pieces", ((WORD, "html:HTML (StarWriter)"),), ".html"),
    "docx-xhtml": Route("docx", "plain", ((WORD, "html:XHTML Writer File"),), ".html"),
    "pandoc-html": Route("docx", "plain", (_pandoc("docx", "html"),), ".html"),
    "xlsx-xlsx": Route("xlsx", "formulas", ((CALC, TO_XLSX),), ".xlsx"),
    "one-xlsx": Route("xlsx", "one", ((CALC, TO_XLSX),), ".xlsx"),
    "xlsx-html": Route("xlsx", "one", ((CALC, "html:HTML (StarCalc)"),), ".html"),
    "clean-pdf": Route("page", "clean", ((HTML, TO_PDF),), ".pdf"),
    "word-pdf": Route("page", "word", ((HTML, TO_PDF),), ".pdf"),
    "narrow-pdf": Route("page", "narrow", ((HTML, TO_PDF),), ".pdf"),
    "large-pdf": Route("page", "large", ((HTML, TO_PDF),), ".pdf"),
    "docx-pdf": Route("docx", "pieces", ((WORD, TO_PDF),), ".pdf"),
    "cramped-pdf": Route("docx", "cramped", ((WORD, TO_PDF),), ".pdf"),
    "narrow-docx-pdf": Route("page", "narrow", ((HTML, TO_DOCX), (WORD, TO_PDF)), ".pdf"),
    "word-docx-pdf": Route("page", "word", ((HTML, TO_DOCX), (WORD, TO_PDF)), ".pdf"),
}


def _program(step):
    return "soffice" if len(step) == 2 else step[0]


def _source(route, copy, rng):
    suffix, styles = SOURCES[route.source]
    style = styles[route.style]
    content = style(copy) if route.source == "page" else \
        style(blocks.build(copy, blocks.style()), rng)
    return suffix, content.encode() if isinstance(content, str) else content


def _office(step, folder, files, out):
    """Converts all files in one run: its start is what takes the time."""
    reader, writer = step
    profile = os.path.abspath(os.path.join(folder, "profile"))
    convert.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
                 f"--infilter={reader}", "--convert-to", writer, "--outdir", out, *files])


def _step(step, folder, stage, files):
    """name -> path of what the step makes of these."""
    out = os.path.join(folder, f"{stage}-{abs(hash(step))}")
    os.makedirs(out)
    suffix = "." + (step[1].partition(":")[0] if len(step) == 2 else step[4])
    made = {name: os.path.join(out, name + suffix) for name in files}
    if len(step) == 2:
        _office(step, folder, list(files.values()), out)
    else:
        for name, path in files.items():
            convert.run([path if word == "{}" else made[name] if word == "{out}" else word
                         for word in step])
    return {name: path for name, path in made.items() if os.path.exists(path)}


def _write_sources(copies, routes, folder, rng):
    files = {}
    for name, route in routes.items():
        for i, copy in enumerate(copies):
            suffix, content = _source(route, copy, rng)
            files[name, i] = os.path.join(folder, f"{name}.{i}{suffix}")
            with open(files[name, i], "wb") as file:
                file.write(content)
    return files


def _openpyxl(copy):
    """One sheet as openpyxl writes it; None without it."""
    try:
        import openpyxl
    except ImportError:
        return None
    book = openpyxl.Workbook()
    sheet, row = book.active, 1
    for block in blocks.build(copy, blocks.style()).blocks:
        if block.kind != "table":
            sheet.cell(row, 1, block.text)
            row += 1
            continue
        for cell in block.table.cells:
            text = cell.text
            value = (float(text) if "." in text else int(text)) if is_number(text) else text
            top, left = row + cell.row, 1 + cell.column
            sheet.cell(top, left, value)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(start_row=top, start_column=left, end_row=top + cell.rows - 1,
                                  end_column=left + cell.columns - 1)
        row += block.table.height + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def convert_all(copies, folder, rng):
    """route -> (suffix, for each copy the bytes of its file, or None where a program failed)."""
    routes = {name: route for name, route in ROUTES.items()
              if all(shutil.which(_program(step)) for step in route.steps)}
    files = {f"{name}.{i}": path for (name, i), path in
             _write_sources(copies, routes, folder, rng).items()}
    for stage in range(2):
        for step in dict.fromkeys(route.steps[stage] for route in routes.values()
                                  if len(route.steps) > stage):
            names = [name for name, route in routes.items()
                     if route.steps[stage:stage + 1] == (step,)]
            due = {key: files.pop(key) for key in list(files) if key.split(".")[0] in names}
            files.update(_step(step, folder, stage, due))
    found = {name: (route.suffix, [_read(files.get(f"{name}.{i}")) for i in range(len(copies))])
             for name, route in routes.items()}
    made = [_openpyxl(copy) for copy in copies]
    if any(made):
        found["openpyxl-xlsx"] = (".xlsx", made)
    return found


def _read(path):
    if not path:
        return None
    with open(path, "rb") as file:
        return file.read()
