"""Adds grades up, prints the tables and says which goals were met."""

import grade
import sample
import shapes
from formats import draw

HEADS = ("", "files", "cells", "knowable", "right %", "not 0", "right %", "wrong", "absent",
         "guessed", "agency", "year", "edition", "status", "findings")
FORMATS = (*draw.KINDS, "encoding")
FORMAT_HEADS = ("", "files", "cells", "knowable", "right %", "wrong", "absent", "names", "claims",
                "found", "false", "false alarms")
CLAIM_HEADS = ("claims", "stated", "found", "missing", "false")


def percent(part, whole):
    """Two places, cut and not rounded: 100 means all."""
    return f"{part * 10000 // whole / 100:.2f}" if whole else "-"


def total(grades, key):
    return sum(getattr(g, key) for g in grades)


def _share(grades, count):
    return "all" if count == len(grades) else f"{count}"


def _row(name, grades):
    sums = [total(grades, key) for key in ("graded", "knowable", "right", "nonzero",
                                           "nonzero_right", "wrong", "absent", "guessed")]
    cells, knowable, right, nonzero, nonzero_right, wrong, absent, guessed = sums
    names = [_share(grades, sum(g.names[key] for g in grades)) for key in grade.NAMES]
    return [name, len(grades), cells, knowable, percent(right, knowable), nonzero,
            percent(nonzero_right, nonzero), wrong, absent, guessed, *names,
            _share(grades, total(grades, "findings"))]


def _print(heads, rows, markdown):
    texts = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(len(row[i]) for row in texts) for i in range(len(heads))]
    for number, row in enumerate(texts):
        cells = [row[0].ljust(widths[0])] + [t.rjust(w) for t, w in zip(row[1:], widths[1:])]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells))
        if number == 0 and markdown:
            print("|" + "|".join("---" if i == 0 else "---:" for i in range(len(heads))) + "|")
    print()


def _by_label(grades, labels, first):
    rows = [_row(label, [g for g in grades if label in g.labels]) for label in labels
            if any(label in g.labels for g in grades)]
    return rows + [_row(first, grades)]


def show(grades, markdown):
    shape_names = [shape.__name__ for shape in shapes.ALL]
    for title, kind, labels in (
            ("undamaged, by shape", "undamaged", shape_names + ["2021", "2019"]),
            ("through converters", "converted", _converter_labels(grades["converted"])),
            ("damaged, by shape", "damaged", shape_names + ["2021", "2019"]),
            ("damaged, by damage (alone and together)", "damaged", list(sample.BY_NAME))):
        if grades[kind]:
            _print([title, *HEADS[1:]], _by_label(grades[kind], labels, "all"), markdown)
    _formats(grades, markdown)
    if grades["damaged"]:
        _texts(grades, markdown)


def _texts(grades, markdown):
    """What is told of plain texts only."""
    _print(CLAIM_HEADS, [_claims(kind, grades[kind]) for kind in ("undamaged", "damaged",
                                                                   "converted") if grades[kind]],
           markdown)
    _print(["changed numbers", "files", "identity fails", "detected", "one cell explains", "exact",
            "no suspect", "false suspect", "wrong"],
           [_changes(name, grades[kind]) for name, kind in (("one", "changed1"),
                                                            ("two", "changed2"))], markdown)
    _show_others("no such report", grades["other"], markdown)


def _format(name, grades):
    knowable, claims = total(grades, "knowable"), total(grades, "claims")
    return [name, len(grades), total(grades, "graded"), knowable,
            percent(total(grades, "right"), knowable), total(grades, "wrong"),
            total(grades, "absent"), _share(grades, _named(grades)), claims,
            total(grades, "claims_right"), total(grades, "claims_false"), total(grades, "alarms")]


def _formats(grades, markdown):
    """One table by format, and one of the styles of each."""
    kinds = [kind for kind in FORMATS if grades.get(kind)]
    rows = []
    for kind in kinds:
        for state in ("clean", "damaged"):
            found = [g for g in grades[kind] if state in g.labels]
            rows += [_format(f"{kind}, {state}", found)] if found else []
    if rows:
        _print(["by format", *FORMAT_HEADS[1:]], rows, markdown)
    for kind in kinds:
        styles = dict.fromkeys(g.labels[0] for g in grades[kind])
        _print([kind, *FORMAT_HEADS[1:]],
               [_format(style, [g for g in grades[kind] if style == g.labels[0]])
                for style in styles] + [_format("all", grades[kind])], markdown)
    if grades.get("foreign"):
        _show_others("no such report, in any format", grades["foreign"], markdown)
    if grades.get("same"):
        _print(["one report in two formats", "reports", "the same", "differences"],
               _same(grades["same"]), markdown)


def _same(grades):
    pairs = [key for key in grades[0].other if key.startswith(".")]
    return [[pair.replace(".", " ").strip(), len(grades), sum(not g.other[pair] for g in grades),
             _other(grades, pair)] for pair in pairs]


def _converter_labels(grades):
    """The converters, then the styles in which the documents were set."""
    return sorted({g.labels[0] for g in grades}) + sorted({g.labels[1] for g in grades})


def _claims(name, grades):
    stated, found = total(grades, "claims"), total(grades, "claims_right")
    return [name, stated, found, stated - found, total(grades, "claims_false")]


def _other(grades, key):
    return sum(g.other[key] for g in grades)


def _changes(name, grades):
    return [name, len(grades)] + [_other(grades, key) for key in
                                  ("failing", "detected", "explained", "exact", "mute", "false")] \
        + [total(grades, "wrong")]


def _show_others(title, grades, markdown):
    kinds = sorted({g.labels[0] for g in grades})
    _print([title, "files", "accepted", "other code"],
           [_others(kind, [g for g in grades if kind in g.labels]) for kind in kinds]
           + [_others("all", grades)], markdown)


def _others(name, grades):
    return [name, len(grades), _other(grades, "accepted"), len(grades) - _other(grades, "code")]


# ---- goals --------------------------------------------------------------------------------------


def _named(grades):
    return sum(all(g.names.values()) for g in grades)


def _clean_goals(kind, grades, share=0):
    """`share`: one cell of so many may be missing, where a format only has words in places."""
    knowable = total(grades, "knowable")
    return [
        (f"{kind}: every knowable cell right", knowable - total(grades, "right"),
         knowable // share if share else 0),
        (f"{kind}: agency, year, edition and status right", len(grades) - _named(grades), 0),
        (f"{kind}: no error and no claim.mismatch", total(grades, "alarms"), 0),
    ]


def _format_goals(grades):
    found = []
    for kind in FORMATS:
        clean = [g for g in grades.get(kind, []) if "clean" in g.labels]
        bad = [g for g in grades.get(kind, []) if "damaged" in g.labels]
        if clean:
            found += _clean_goals(kind, clean, 200 if kind == "pdf" else 0)
        if bad:
            found.append((f"{kind}, damaged: at most 0.5 % of knowable cells not right",
                          total(bad, "knowable") - total(bad, "right"),
                          total(bad, "knowable") // 200))
    if grades.get("foreign"):
        found.append(("no other document accepted in any format",
                      _other(grades["foreign"], "accepted"), 0))
    if grades.get("same"):
        found.append(("one report says the same in all formats",
                      _other(grades["same"], "different"), 0))
    return found


def _text_goals(grades):
    clean, bad = grades["undamaged"], grades["damaged"]
    one, two, other = grades["changed1"], grades["changed2"], grades["other"]
    old = [g for g in other if "old_form" in g.labels]
    return [
        ("at least half of the reports dense",
         max(len(clean + bad) - 2 * total(clean + bad, "dense"), 0), 0),
        *_clean_goals("undamaged", clean),
        *(_clean_goals("through converters", grades["converted"]) if grades["converted"] else []),
        ("damaged: at most 0.5 % of knowable cells not right",
         total(bad, "knowable") - total(bad, "right"), total(bad, "knowable") // 200),
        ("one number changed: detected", _other(one, "failing") - _other(one, "detected"), 0),
        ("one number changed: suspect exact", _other(one, "explained") - _other(one, "exact"), 0),
        ("two numbers changed: detected", _other(two, "failing") - _other(two, "detected"), 0),
        ("no false suspect", _other(one + two, "false"), 0),
        ("no other document accepted", _other(other, "accepted"), 0),
        ("old forms: input.unsupported", len(old) - _other(old, "code"), 0),
    ]


def _goals(grades):
    everything = sum(grades.values(), [])
    return [*(_text_goals(grades) if grades["damaged"] else []), *_format_goals(grades),
            ("no wrong value in any cell", total(everything, "wrong"), 0)]


def goals(grades):
    """Prints each goal with the number of failures and how many are allowed; how many missed."""
    missed = 0
    cells = total(sum(grades.values(), []), "graded")
    print(f"goals, on {cells} cells:")
    for name, failures, allowed in _goals(grades):
        met = failures <= allowed
        missed += not met
        limit = f" (at most {allowed})" if allowed else ""
        print(f"  {'met   ' if met else 'MISSED'}  {name}: {failures} failed{limit}")
    return missed
