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
import secrets
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "gen"))

import grade        # noqa: E402
import others       # noqa: E402
import sample       # noqa: E402
import table        # noqa: E402

BATCH = 40
DAMAGED = 640       # reports; about 190 cells each
FIGURES = "## The figures"
CONVERTED = 8       # reports sent through converters in a run of full size


class Job:
    """One batch of files of one kind."""

    def __init__(self, options, kind, numbers):
        self.options = options
        self.kind = kind
        self.numbers = numbers


def _draw(job, number):
    """(name, suffix, text, function from the answer to (grade, expected))."""
    seed = job.options.seed
    if job.kind == "other":
        kind, text, code = others.not_a_report(seed, number)
        name = f"other-{kind}-{number}"
        return name, ".txt", text, lambda answer: grade.other(name, answer, code)
    if job.kind.startswith("changed"):
        made, _ = sample.changed(seed, number, int(job.kind[-1]))
        return made.name, made.suffix, made.text, lambda answer: grade.changes(made, answer)
    return _graded_as(getattr(sample, job.kind)(seed, number), job.kind == "undamaged")


def _graded_as(made, clean):
    return made.name, made.suffix, made.text, lambda answer: grade.report(made, answer, clean)


def check(program, folder, names):
    """The report documents of these files, in their order."""
    run = subprocess.run([os.path.abspath(program), "check", "--format", "jsonl", *names],
                         cwd=folder, stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line, parse_float=Decimal) for line in run.stdout.decode().splitlines()]
    if len(answers) != len(names) or run.returncode not in (0, 1):
        raise RuntimeError(f"nianbao check: exit status {run.returncode}, "
                           f"{len(answers)} answers for {len(names)} files")
    return answers


def _keep(job, number, drawn, answer, graded, expected):
    """Puts a file that failed aside, with all that is needed to see why."""
    name, suffix, text, _ = drawn
    base = os.path.join(job.options.keep, name)
    which = f"--converted {job.options.converted}" if job.kind == "converted" else \
        f"--only {job.kind}/{number}"
    again = f"python3 tests/score/score.py --seed {job.options.seed} {which}"
    contents = {
        suffix: text,
        ".expected.json": json.dumps(expected, ensure_ascii=False, indent=1, default=str),
        ".answer.json": json.dumps(answer, ensure_ascii=False, indent=1, default=str),
        ".why": "\n".join([again, " ".join(graded.labels), *graded.faults, *graded.minor]) + "\n",
    }
    for ending, content in contents.items():
        with open(base + ending, "w", encoding="utf-8", newline="") as file:
            file.write(content)


def grade_batch(job):
    return job.kind, _grade_drawn(job, [_draw(job, number) for number in job.numbers])


def _grade_drawn(job, drawn):
    """Writes the files, has them read, grades the answers and keeps what failed."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, suffix, text, _ in drawn:
            names.append(name + suffix)
            with open(os.path.join(folder, names[-1]), "w", encoding="utf-8", newline="") as file:
                file.write(text)
        answers = check(job.options.program, folder, names)
    grades = []
    for number, one, answer in zip(job.numbers, drawn, answers):
        graded, expected = one[3](answer)
        if graded.faults or (graded.minor and job.options.minor) or job.options.only:
            _keep(job, number, one, answer, graded, expected)
        grades.append(graded)
    return grades


def _jobs(options):
    if options.only:
        kind, number = options.only.split("/")
        return [Job(options, kind, [int(number)])]
    n = options.n
    sizes = {"damaged": n, "undamaged": max(n * 3 // 8, 34), "changed1": max(n // 2, 20),
             "changed2": max(n // 4, 20), "other": max(n * 3 // 16, 40)}
    return [Job(options, kind, range(start, min(start + BATCH, size)))
            for kind, size in sizes.items() for start in range(0, size, BATCH)]


def _converted(options):
    """Grades of reports that real converters turned into text, when they are wanted."""
    if not options.converted or options.only:
        return []
    try:
        import convert
    except ImportError:
        print("tests/gen/convert.py is not there: no converters")
        return []
    samples = [sample.to_convert(options.seed, number) for number in range(options.converted)]
    with tempfile.TemporaryDirectory() as folder:
        texts = convert.convert([made.copy for made in samples], os.path.join(folder, "work"))
    drawn = [_graded_as(sample.in_shape(made, shape, text), True)
             for shape, outputs in texts.items()
             for made, text in zip(samples, outputs) if text is not None]
    return _grade_drawn(Job(options, "converted", range(len(drawn))), drawn)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", default=None, help="default: a fresh one")
    parser.add_argument("--n", type=int, default=DAMAGED, help="damaged reports; others in proportion")
    parser.add_argument("--converted", type=int, help="reports sent through converters; default: "
                        f"{CONVERTED} in a run of full size where soffice is installed")
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
    grades = {"damaged": [], "undamaged": [], "changed1": [], "changed2": [], "other": []}
    with multiprocessing.Pool(options.jobs) as pool:
        for kind, found in pool.imap_unordered(grade_batch, _jobs(options)):
            grades[kind] += found
    grades["converted"] = _converted(options)
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
