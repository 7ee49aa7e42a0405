#!/usr/bin/env python3
"""Scores `nianbao check` on fictional reports with known truth, drawn at random.

    python3 tests/score/score.py                     a fresh seed, which is printed
    python3 tests/score/score.py --seed 7 --n 100    a smaller run of seed 7
    python3 tests/score/score.py --seed 7 --only damaged/23

The exit status is 1 when a goal is missed. Files that failed are kept, each with what was expected,
what was answered and what differs; their folder is printed.
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gen"))

import convert      # noqa: E402
import grade        # noqa: E402
import others       # noqa: E402
import sample       # noqa: E402
import table        # noqa: E402
from formats import draw, office    # noqa: E402

BATCH = 40
TEXTS = ("damaged", "undamaged", "changed1", "changed2", "other")
KINDS = (*TEXTS, *draw.KINDS, "encoding", "same", "foreign", "converted", "office")
DAMAGED = 640       # reports; about 190 cells each
FIGURES = "## The figures"
CONVERTED = 8       # reports sent through converters in a run of full size


@dataclass
class Job:
    """One batch of files of one kind."""
    options: object
    kind: str
    numbers: object


@dataclass
class Drawn:
    """Files that are judged together: `judge` makes (grade, expected) of their answers."""
    name: str
    files: dict          # suffix -> bytes
    judge: object


def _draw(job, number):
    seed = job.options.seed
    if job.kind == "other":
        kind, text, code = others.not_a_report(seed, number)
        name = f"other-{kind}-{number}"
        return Drawn(name, {".txt": text.encode()}, lambda answer: grade.other(name, answer, code))
    if job.kind == "foreign":
        kind, suffix, content, code = draw.other(seed, number)
        name = f"foreign-{kind}-{number}"
        return Drawn(name, {suffix: content}, lambda answer: grade.other(name, answer, code))
    if job.kind.startswith("changed"):
        made, _ = sample.changed(seed, number, int(job.kind[-1]))
        return Drawn(made.name, {made.suffix: made.content},
                     lambda answer: grade.changes(made, answer))
    if job.kind == "same":
        files, labels = draw.same(seed, number)
        return Drawn(f"same-{number}", files, lambda *answers: grade.same(
            f"same-{number}", labels, dict(zip(files, answers))))
    if job.kind == "encoding" or job.kind in draw.KINDS:
        made = draw.encoded(seed, number) if job.kind == "encoding" else \
            draw.drawn(job.kind, seed, number)
        return _graded_as(made, not made.damages)
    return _graded_as(getattr(sample, job.kind)(seed, number), job.kind == "undamaged")


def _graded_as(made, clean):
    return Drawn(made.name, {made.suffix: made.content},
                 lambda answer: grade.report(made, answer, clean))


def check(program, folder, names):
    """The report documents of these files, in their order."""
    run = subprocess.run([os.path.abspath(program), "check", "--format", "jsonl", *names],
                         cwd=folder, stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line, parse_float=Decimal) for line in run.stdout.decode().splitlines()]
    if len(answers) != len(names) or run.returncode not in (0, 1):
        raise RuntimeError(f"nianbao check: exit status {run.returncode}, "
                           f"{len(answers)} answers for {len(names)} files")
    return answers


def _keep(job, number, drawn, answers, graded, expected):
    """Puts files that failed aside, with all that is needed to see why."""
    base = os.path.join(job.options.keep, drawn.name)
    which = f"--converted {job.options.converted} --kinds {job.kind}" \
        if job.kind in ("converted", "office") else \
        f"--only {job.kind}/{number}"
    again = f"python3 tests/score/score.py --seed {job.options.seed} {which}"
    contents = {
        **drawn.files,
        ".expected.json": json.dumps(expected, ensure_ascii=False, indent=1, default=str),
        ".why": "\n".join([again, " ".join(graded.labels), *graded.faults, *graded.minor]) + "\n",
    }
    for suffix, answer in zip(drawn.files, answers):
        ending = suffix if len(answers) > 1 else ""
        contents[f"{ending}.answer.json"] = json.dumps(answer, ensure_ascii=False, indent=1,
                                                       default=str)
    for ending, content in contents.items():
        with open(base + ending, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())


def grade_batch(job):
    return job.kind, _grade_drawn(job, [_draw(job, number) for number in job.numbers])


def _grade_drawn(job, drawn):
    """Writes the files, has them read, grades the answers and keeps what failed."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for one in drawn:
            for suffix, content in one.files.items():
                names.append(one.name + suffix)
                with open(os.path.join(folder, names[-1]), "wb") as file:
                    file.write(content)
        answers = iter(check(job.options.program, folder, names))
    grades = []
    for number, one in zip(job.numbers, drawn):
        found = [next(answers) for _ in one.files]
        graded, expected = one.judge(*found)
        if graded.faults or (graded.minor and job.options.minor) or job.options.only:
            _keep(job, number, one, found, graded, expected)
        grades.append(graded)
    return grades


def _sizes(n):
    """Kind -> how many of it a run with n damaged texts has."""
    return {"damaged": n, "undamaged": max(n * 3 // 8, 34), "changed1": max(n // 2, 20),
            "changed2": max(n // 4, 20), "other": max(n * 3 // 16, 40),
            **{kind: max(n // 8, 3 * len(styles)) for kind, (_, styles) in draw.KINDS.items()},
            "encoding": max(n // 8, draw.ENCODINGS), "same": max(n // 16, 9), "foreign": max(n * 3 // 16, 40)}


def _jobs(options):
    if options.only:
        kind, number = options.only.split("/")
        return [Job(options, kind, [int(number)])]
    return [Job(options, kind, range(start, min(start + BATCH, size)))
            for kind, size in _sizes(options.n).items() if kind in options.kinds
            for start in range(0, size, BATCH)]


def _to_convert(options):
    return [sample.to_convert(options.seed, number) for number in range(options.converted)]


def _converted(options):
    """Grades of reports that real converters turned into text."""
    samples = _to_convert(options)
    with tempfile.TemporaryDirectory() as folder:
        texts = convert.convert([made.copy for made in samples], os.path.join(folder, "work"))
    drawn = [_graded_as(sample.in_shape(made, shape, text), True)
             for shape, outputs in texts.items()
             for made, text in zip(samples, outputs) if text is not None]
    return _grade_drawn(Job(options, "converted", range(len(drawn))), drawn)


def _office(options):
    """Format -> grades of reports that office programs made files of."""
    samples = _to_convert(options)
    with tempfile.TemporaryDirectory() as folder:
        found = office.convert_all([made.copy for made in samples], folder,
                                   random.Random(f"{options.seed}/office"))
    drawn = [_graded_as(draw.Made(f"office-{i}-{route}", suffix, content, samples[i].copy, route),
                        True)
             for route, (suffix, contents) in found.items()
             for i, content in enumerate(contents) if content]
    grades = {}
    for one, graded in zip(drawn, _grade_drawn(Job(options, "office", range(len(drawn))), drawn)):
        grades.setdefault(next(iter(one.files))[1:], []).append(graded)
    return grades


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", default=None, help="default: a fresh one")
    parser.add_argument("--n", type=int, default=DAMAGED,
                        help="damaged reports; others in proportion")
    parser.add_argument("--converted", type=int, help="reports sent through converters; default: "
                        f"{CONVERTED} in a run of full size where soffice is installed")
    parser.add_argument("--kinds", metavar="KIND,KIND", help="only these; texts stands for those "
                        "that are plain text")
    parser.add_argument("--only", metavar="KIND/NUMBER", help="one file, kept whatever comes out")
    parser.add_argument("--program", default="build/nianbao")
    parser.add_argument("--keep", metavar="DIR", help="where to keep failing files")
    parser.add_argument("--minor", action="store_true",
                        help="also keep files with only claims or findings amiss")
    parser.add_argument("--quiet", action="store_true", help="only the goals")
    parser.add_argument("--write", metavar="FILE", help="put the figures into docs/score.md")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if options.converted is None:
        full = options.n >= DAMAGED and shutil.which("soffice")
        options.converted = CONVERTED if full else 0
    wanted = (options.kinds or ",".join(KINDS)).replace("texts", ",".join(TEXTS)).split(",")
    options.kinds = [kind for kind in KINDS if kind in wanted]
    options.seed = options.seed or str(secrets.randbelow(10 ** 9))
    options.keep = options.keep or tempfile.mkdtemp(prefix="nianbao-score-")
    os.makedirs(options.keep, exist_ok=True)
    return options


def _show(options, grades):
    """Prints the tables and the goals; how many goals were missed."""
    print(f"seed {options.seed}, {sum(len(g) for g in grades.values())} files")
    if not options.quiet:
        print()
        table.show(grades, bool(options.write))
    return table.goals(grades)


def _write(options, grades):
    """Replaces what stands behind the last heading of the file by these figures."""
    figures = io.StringIO()
    with contextlib.redirect_stdout(figures):
        missed = _show(options, grades)
    with open(options.write, encoding="utf-8") as file:
        kept = file.read().partition(FIGURES)[0]
    tables, _, goals = figures.getvalue().partition("goals,")
    with open(options.write, "w", encoding="utf-8") as file:
        file.write(f"{kept}{FIGURES}\n\n{tables}```\ngoals,{goals}```\n")
    return missed


def main():
    options = _options()
    grades = {kind: [] for kind in KINDS}
    with multiprocessing.Pool(options.jobs) as pool:
        for kind, found in pool.imap_unordered(grade_batch, _jobs(options)):
            grades[kind] += found
    if options.converted and not options.only:
        if "converted" in options.kinds:
            grades["converted"] = _converted(options)
        for kind, found in _office(options).items() if "office" in options.kinds else ():
            grades[kind] += found
    if options.only:
        for graded in sum(grades.values(), []):
            print("\n".join([" ".join(graded.labels), *graded.faults, *graded.minor]))
        print(f"kept in {options.keep}")
        return 0
    missed = _write(options, grades) if options.write else _show(options, grades)
    kept = [name for name in os.listdir(options.keep) if name.endswith(".why")]
    if kept:
        print(f"{len(kept)} files are kept in {options.keep}")
    else:
        os.rmdir(options.keep)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
