"""Holds an answer of `nianbao check` against what a perfect reader knows."""

import itertools
from dataclasses import dataclass, field
from decimal import Decimal

import damage
import form

FAMILIES = ("requests.balance", "requests.processed_sum", "requests.row_sum", "proceedings.sum")
NAMES = ("agency", "year", "edition", "status")


@dataclass
class Grade:
    """The counts of one file. `faults` says in words what was not as it should be."""
    index: str
    labels: tuple = ()        # the shape, the damages and the edition that it counts for
    dense: int = 0            # 1 when no count of requests and proceedings is 0
    graded: int = 0           # cells looked at
    knowable: int = 0
    right: int = 0
    nonzero: int = 0          # knowable cells that are not 0
    nonzero_right: int = 0
    wrong: int = 0            # a value that differs from the truth, in any cell
    absent: int = 0           # knowable, but no value was given
    guessed: int = 0          # a right value where more than one would do
    names: dict = field(default_factory=dict)
    findings: int = 0         # 1 when all findings that must be there are, and no others
    claims: int = 0
    claims_right: int = 0
    claims_false: int = 0
    alarms: int = 0           # errors and claim.mismatch on a clean report
    other: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    minor: list = field(default_factory=list)


def answer_of(document, cell):
    table, row, column = cell.split(".")
    rows = document.get(table)
    value = rows[row].get(column) if rows and row in rows else None
    return None if value is None else Decimal(value)


def _cells(grade, document, expected, truth):
    for c, known in expected.items():
        grade.graded += 1
        answer, true = answer_of(document, c), Decimal(truth[c])
        knowable = known["value"] is not None
        grade.knowable += knowable
        grade.nonzero += knowable and true != 0
        if answer is None:
            grade.absent += knowable
            if knowable:
                grade.faults.append(f"absent: {c} is {true} ({known['state']})")
        elif answer != true:
            grade.wrong += 1
            grade.faults.append(f"WRONG: {c} is {true}, not {answer} ({known['state']})")
        elif knowable:
            grade.right += 1
            grade.nonzero_right += true != 0
        elif known["state"] == "missing":
            grade.guessed += 1
            grade.minor.append(f"guessed: {c} is {true}, but another value would do")


def _claims(grade, document, expected):
    stated = {(tuple(sorted(ids)), Decimal(value)) for ids, value in expected}
    found = {(tuple(sorted(claim["cells"])), Decimal(claim["value"]))
             for claim in document["claims"]}
    grade.claims = len(stated)
    grade.claims_right = len(stated & found)
    grade.claims_false = len(found - stated)
    for ids, value in sorted(stated - found):
        grade.minor.append(f"claim missing: {value} for {' + '.join(ids)}")
    for ids, value in sorted(found - stated):
        grade.minor.append(f"claim false: {value} for {' + '.join(ids)}")


def _names(grade, document, expected):
    for key in NAMES:
        grade.names[key] = int(document[key] == expected[key])
        if document[key] != expected[key]:
            grade.faults.append(f"{key}: {expected[key]}, not {document[key]}")


def _findings(grade, document, expected):
    codes = {finding["code"] for finding in document["findings"]}
    lost = set(expected["findings_must_include"]) - codes
    more = set(expected["findings_must_not_include"]) & codes
    grade.findings = int(not lost and not more)
    grade.minor += [f"finding missing: {code}" for code in sorted(lost)]
    grade.minor += [f"finding not wanted: {code}" for code in sorted(more)]


def report(sample, document, clean):
    """Grades the answer to one report; returns (grade, expected)."""
    expected = damage.expected(sample.copy)
    state = "damaged" if sample.damages else "clean"
    grade = Grade(sample.name, (sample.shape, *sample.damages, state, sample.copy.report.edition))
    grade.dense = int(all(v for c, v in sample.copy.report.values.items()
                          if not c.startswith("disclosure")))
    _cells(grade, document, expected["cells"], sample.copy.report.values)
    _names(grade, document, expected)
    _findings(grade, document, expected)
    _claims(grade, document, sample.copy.report.claims)
    if clean:
        alarms = [f for f in document["findings"]
                  if f["severity"] == "error" or f["code"] == "claim.mismatch"]
        grade.alarms = int(bool(alarms))
        grade.faults += [f"false alarm: {f['code']} {f['text'] or ''}" for f in alarms]
    return grade, expected


# ---- one report in several formats --------------------------------------------------------------


def _profile(document):
    """What must not depend on the format, as a set of facts."""
    facts = {(key, document[key]) for key in NAMES}
    for name in ("disclosure", "requests", "proceedings"):
        facts |= {("cell", name, row, column, value)
                  for row, columns in (document[name] or {}).items()
                  for column, value in columns.items()}
    facts |= {("inferred", cell) for cell in document["inferred"]}
    facts |= {("claim", tuple(sorted(c["cells"])), c["value"]) for c in document["claims"]}
    facts |= {("finding", f["code"], f["severity"], tuple(sorted(f["cells"])), f["expected"],
               f["actual"], f["suspect"], f["suspect_value"]) for f in document["findings"]}
    return facts


def same(name, labels, answers):
    """Holds the answers to one report in several formats against one another, pair by pair."""
    profiles = {suffix: _profile(answer) for suffix, answer in answers.items()}
    grade = Grade(name, labels)
    grade.other = {"pairs": 0, "different": 0}
    for first, second in itertools.combinations(profiles, 2):
        apart = profiles[first] ^ profiles[second]
        grade.other["pairs"] += 1
        grade.other["different"] += bool(apart)
        grade.other[first + second] = len(apart)
        for fact in sorted(apart, key=str):
            where = first if fact in profiles[first] else second
            grade.faults.append(f"{first} and {second}: only {where} has {fact}")
    return grade, {}


# ---- changed numbers ----------------------------------------------------------------------------


def _failing(edition, values):
    return [identity for identity in form.identities(edition)
            if sum(values[c] for c in identity[1]) != sum(values[c] for c in identity[2])]


def explanation(edition, values, table):
    """(cell, value): the only change of one cell of requests that repairs all that fails in it."""
    if table != "requests":
        return None, None
    failing = [i for i in _failing(edition, values) if i[0].startswith(table)]
    found = []
    for c in (failing[0][1] + failing[0][2] if failing else []):
        _, plus, minus = failing[0]
        needed = sum(values[x] for x in minus) - sum(values[x] for x in plus)
        value = values[c] + (needed if c in plus else -needed)
        if value >= 0 and not any(i[0].startswith(table)
                                  for i in _failing(edition, {**values, c: value})):
            found.append((c, value))
    return found[0] if len(found) == 1 else (None, None)


def changes(sample, document):
    """Grades the findings on a report in which numbers were changed; (grade, expected)."""
    copy = sample.copy
    edition, values = copy.report.edition, copy.printed
    families = {i[0] for i in _failing(edition, values)}
    errors = [f for f in document["findings"] if f["code"] in FAMILIES]
    wanted = {t: explanation(edition, values, t) for t in ("requests", "proceedings")}
    detected = families == {f["code"] for f in errors}
    grade = Grade(sample.name, (sample.shape, edition))
    grade.other = {"failing": int(bool(families)), "detected": int(detected and bool(families)),
                   "explained": int(wanted["requests"][0] is not None), "exact": 0, "false": 0,
                   "mute": 0}
    if not detected:
        grade.faults.append(f"identities: {sorted(families)}, "
                            f"not {sorted({f['code'] for f in errors})}")
    exact = True
    for f in errors:
        cell, value = wanted[f["code"].split(".")[0]]
        said = (f["suspect"], f["suspect_value"])
        if said != (cell, value):
            exact = False
            kind = "mute" if said[0] is None else "false"
            grade.other[kind] = 1
            grade.faults.append(f"suspect: {cell}={value}, not {said[0]}={said[1]} ({f['code']})")
    grade.other["exact"] = int(exact and detected and grade.other["explained"])
    for c, true in values.items():
        answer = answer_of(document, c)
        grade.graded += 1
        if answer is not None and answer != Decimal(true):
            grade.wrong += 1
            grade.faults.append(f"WRONG: {c} shows {true}, not {answer}")
    return grade, {"printed": {c: str(v) for c, v in values.items()}, "suspect": wanted}


def other(name, document, code):
    """Grades the answer to a document that is no report."""
    grade = Grade(name, (name.split("-")[1],))
    codes = [f["code"] for f in document["findings"]]
    grade.other = {"accepted": int(document["status"] != "unrecognized"),
                   "code": int(code in codes)}
    if grade.other["accepted"]:
        grade.faults.append(f"accepted as a report: {document['status']}")
    if code not in codes:
        kind = grade.faults if code == "input.unsupported" else grade.minor
        kind.append(f"finding: {code}, not {codes}")
    return grade, {"status": "unrecognized", "findings_must_include": [code]}
