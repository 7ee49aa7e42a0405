#!/usr/bin/env python3
"""Writes the JSON Schemas of the report document and of the feed's events from the form's tables.

    python3 tests/gen/schema.py --out etc/schema
"""

import argparse
import json
import os
import sys

import form

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REPORT = "report.schema.json"
EVENT = "event.schema.json"
WHERE = ("A place in a file without lines, counted from 1. page: of an Excel file the sheet, among "
         "those shown; null where a format has no pages of its own, as Word has none. table: of the "
         "whole document. row: of the table, in an Excel file of the sheet. paragraph: of the whole "
         "document, outside of tables.")


def strict(properties, optional=(), **more):
    """An object with exactly these keys, all of them required but the optional ones."""
    return {"type": "object", "additionalProperties": False,
            "required": [key for key in properties if key not in optional],
            "properties": properties, **more}


def ref(name):
    return {"$ref": f"#/$defs/{name}"}


def array(items):
    return {"type": "array", "items": items}


def nullable(schema):
    return {"oneOf": [{"type": "null"}, schema]}


def _kind(cell):
    if cell.endswith(".change"):
        return ref("change")
    return ref("decimal") if cell.endswith(".amount") else ref("count")


def _disclosure(edition):
    rows = {}
    for c in form.disclosure_cells(edition):
        _, row, column = c.split(".")
        rows.setdefault(row, {})[column] = _kind(c)
    if "procurement" in rows:
        rows["procurement"]["amount_unit"] = {"type": ["string", "null"]}
    return strict({row: strict(columns) for row, columns in rows.items()})


def _counts(columns):
    return strict({column: ref("count") for column in columns})

# What is checked against the report of the year before.
ACROSS_YEARS = ("history.carry_over", "history.in_force")


def _edition(edition):
    """What the edition decides: the tables and the number of cells."""
    expected = len(form.cells(edition))
    return {"properties": {
        "edition": {"const": edition},
        "disclosure": ref(f"disclosure_{edition}"),
        "requests": ref(f"requests_{edition}"),
        "proceedings": ref("proceedings"),
        "cells": {"properties": {"expected": {"const": expected}}},
        "inferred": array(ref(f"cell_{edition}")),
    }}


def _no_edition():
    zero = {"const": 0}
    return {"properties": {
        "edition": {"type": "null"}, "disclosure": {"type": "null"},
        "requests": {"type": "null"}, "proceedings": {"type": "null"},
        "cells": {"properties": {"expected": zero, "read": zero, "inferred": zero,
                                 "missing": zero}},
        "inferred": {"maxItems": 0},
    }}


def _definitions():
    natural = {"type": "integer", "minimum": 0}
    line = {"type": ["integer", "null"], "minimum": 1}
    number = {"type": ["number", "null"]}
    date = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    checked = strict({"passed": natural, "failed": natural, "undecided": natural})
    families = list(dict.fromkeys(family for family, _, _ in form.identities("2021")))
    definitions = {
        "count": {"type": ["integer", "null"], "minimum": 0},
        "change": {"type": ["integer", "null"]},
        "decimal": {"type": ["number", "null"], "minimum": 0},
        "cell": {"anyOf": [ref(f"cell_{edition}") for edition in form.REQUESTS]},
        "code": {"type": "string", "pattern": "^[a-z0-9]+\\.[a-z0-9_]+$"},
        "source": strict({
            "name": {"type": "string"},
            "size": natural,
            "sha256": nullable({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
            "media_type": {"type": ["string", "null"]},
            "charset": {"type": ["string", "null"]},
        }),
        "period": strict({"from": date, "to": date}),
        "where": strict({key: line for key in ("page", "table", "row", "paragraph")},
                        description=WHERE),
        "section": strict({
            "number": {"type": "integer", "minimum": 1, "maximum": 6},
            "printed": {"type": ["integer", "null"], "minimum": 1},
            "heading": {"type": "string", "minLength": 1},
            "line": line,
            "where": nullable(ref("where")),
        }),
        "claim": strict({
            "cells": {**array(ref("cell")), "minItems": 1, "uniqueItems": True},
            "value": natural,
            "line": line,
            "where": nullable(ref("where")),
            "text": {"type": "string", "minLength": 1, "maxLength": 80},
        }),
        "finding": strict({
            "code": ref("code"),
            "severity": {"enum": ["info", "warning", "error"]},
            "cells": {**array(ref("cell")), "uniqueItems": True},
            "expected": number,
            "actual": number,
            "suspect": nullable(ref("cell")),
            "suspect_value": {"type": ["integer", "null"], "minimum": 0},
            "line": line,
            "where": nullable(ref("where")),
            "text": {"type": ["string", "null"], "maxLength": 80},
            "message": {"type": "string", "minLength": 1},
            "severity_overridden": {"const": True},
        }, optional=("severity_overridden",)),
        "checks": strict({key: checked for key in families + ["claim", *ACROSS_YEARS]}),
        "applicants": _counts(form.APPLICANTS),
        "outcomes": _counts(form.OUTCOMES),
        "proceedings": strict({row: ref("outcomes") for row in form.PROCEEDINGS}),
    }
    for edition in form.REQUESTS:
        rows = [row.id for row in form.REQUESTS[edition]]
        definitions[f"disclosure_{edition}"] = _disclosure(edition)
        definitions[f"requests_{edition}"] = strict({row: ref("applicants") for row in rows})
        definitions[f"cell_{edition}"] = {"enum": form.cells(edition)}
    return definitions


def _document():
    natural = {"type": "integer", "minimum": 0}
    return {
        "schema_version": {"const": "1.0"},
        "ruleset": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+$"},
        "source": ref("source"),
        "status": {"enum": ["valid", "invalid", "unrecognized"]},
        "edition": {"enum": [*form.REQUESTS, None]},
        "agency": {"type": ["string", "null"], "minLength": 1},
        "year": {"type": ["integer", "null"], "minimum": 2008, "maximum": 2999},
        "title": {"type": ["string", "null"], "minLength": 1},
        "period": nullable(ref("period")),
        "sections": array(ref("section")),
        "disclosure": {"type": ["object", "null"]},
        "requests": {"type": ["object", "null"]},
        "proceedings": {"type": ["object", "null"]},
        "cells": strict({key: natural for key in ("expected", "read", "inferred", "missing")}),
        "inferred": {**array(ref("cell")), "uniqueItems": True},
        "claims": array(ref("claim")),
        "findings": array(ref("finding")),
        "checks": ref("checks"),
    }


def report_schema():
    return {
        "$schema": DIALECT,
        "$id": "nianbao:" + REPORT,
        "title": "nianbao report document",
        "description": "What one annual report on government information disclosure says, and "
                       "what is wrong with it. Every key is there; what is not known is null.",
        **strict(_document()),
        "oneOf": [_edition("2021"), _edition("2019"), _no_edition()],
        "allOf": [_status_fits("valid", _never({"severity": {"const": "error"}})),
                  _status_fits("invalid", _some({"severity": {"const": "error"}})),
                  _status_fits("unrecognized", _some({"code": {"pattern": "^input\\."}}))],
        "$defs": _definitions(),
    }


def _some(properties):
    return {"contains": {"properties": properties}}


def _never(properties):
    return {"not": _some(properties)}


def _status_fits(status, findings):
    return {"if": {"properties": {"status": {"const": status}}},
            "then": {"properties": {"findings": findings}}}


def event_schema():
    """The envelope; the report in `data` is the report schema with three keys more."""
    identifier = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    sequence = {"type": "string", "pattern": "^[0-9]{20}$"}
    time = {"type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$"}
    report = report_schema()
    definitions = report.pop("$defs")
    for key in ("$schema", "$id", "title", "description"):
        report.pop(key)
    added = {"revision": {"type": "integer", "minimum": 1},
             "supersedes": nullable({"type": "string", "pattern": f"^{identifier}/[0-9]{{20}}$"}),
             "received": time}
    report["properties"].update(added)
    report["required"] += list(added)
    kinds = [_event_kind("nianbao.report", {
                 "id": {"type": "string", "pattern": f"^{identifier}/[0-9]{{20}}$"},
                 "subject": {"type": "string", "minLength": 1},
                 "data": {"$ref": "#/$defs/report"}}),
             _event_kind("nianbao.heartbeat", {"data": {"type": ["object", "null"]}})]
    return {
        "$schema": DIALECT,
        "$id": "nianbao:" + EVENT,
        "title": "nianbao event",
        "description": "A message of the feed: a CloudEvents 1.0 envelope around a report document "
                       "or a heartbeat.",
        **strict({
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "minLength": 1},
            "source": {"type": "string", "minLength": 1},
            "type": {"enum": ["nianbao.report", "nianbao.heartbeat"]},
            "subject": {"type": "string"},
            "time": time,
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"type": ["string", "null"]},
            "sequence": sequence,
            "epoch": {"type": "string", "pattern": f"^{identifier}$"},
            "data": {},
        }),
        "oneOf": kinds,
        "$defs": {**definitions, "report": report},
    }


def _event_kind(name, properties):
    return {"properties": {"type": {"const": name}, **properties}}


def _text(value, indent=""):
    """JSON for people: what fits on a line stands on one, the rest is broken up."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) < 100 or not isinstance(value, (dict, list)):
        return flat
    deeper = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_text(item, deeper)}" for key, item in value.items()]
    else:
        items = [_text(item, deeper) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inside = ",\n".join(deeper + item for item in items)
    return f"{opening}\n{inside}\n{indent}{closing}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    todo = parser.add_mutually_exclusive_group(required=True)
    todo.add_argument("--out", metavar="DIR", help="write the schemas there")
    todo.add_argument("--check", metavar="DIR", help="only compare with those that are there")
    options = parser.parse_args()
    stale = 0
    for name, schema in ((REPORT, report_schema()), (EVENT, event_schema())):
        path = os.path.join(options.out or options.check, name)
        if options.out:
            with open(path, "w", encoding="utf-8") as file:
                file.write(_text(schema) + "\n")
            continue
        with open(path, encoding="utf-8") as file:
            if file.read() != _text(schema) + "\n":
                print(f"{path}: not what tests/gen/schema.py makes", file=sys.stderr)
                stale = 1
    sys.exit(stale)


if __name__ == "__main__":
    main()
