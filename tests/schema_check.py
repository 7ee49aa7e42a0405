#!/usr/bin/env python3
"""Checks JSON documents, one a line, against a JSON Schema.

    python3 tests/schema_check.py SCHEMA FILE

Prints every violation with its document and place. Exit status 1 when there are any, 2 when the
check itself cannot be made (the module jsonschema is in Debian's package python3-jsonschema).
"""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("schema_check.py: the Python module jsonschema is missing: "
          "install python3-jsonschema", file=sys.stderr)
    sys.exit(2)


def deepest(error):
    """The violation behind a oneOf or anyOf, in the branch that the document meant.

    A branch whose discriminator (edition, type) does not fit was not meant.
    """
    while error.context:
        branches = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = [inners for inners in branches.values()
                 if not any(list(i.path)[-1:] in (["edition"], ["type"]) for i in inners)]
        error = (meant or list(branches.values()))[-1][0]
    return error


def name_of(document, line):
    try:
        return f"line {line} ({document['source']['name']})"
    except (KeyError, TypeError):
        return f"line {line}"


def main():
    if len(sys.argv) != 3:
        print("usage: schema_check.py SCHEMA FILE", file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    violations = documents = 0
    with open(sys.argv[2], encoding="utf-8") as file:
        for line, text in enumerate(file, 1):
            document = json.loads(text)
            documents += 1
            for error in validator.iter_errors(document):
                error = deepest(error)
                place = "/".join(str(key) for key in error.absolute_path) or "the document"
                print(f"{name_of(document, line)}: {place}: {error.message[:300]}", file=sys.stderr)
                violations += 1
    if documents == 0:
        print("schema_check.py: no document to check", file=sys.stderr)
        return 2
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
