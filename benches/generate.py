#!/usr/bin/env python3
"""Measure `specie generate`: CPU seconds and peak memory, for APIs of graded size and for the specs of this workspace.

    generate.py [--specie PATH] [--progenitor PATH] [N...]

PATH of specie is a release build (`cargo build --release -p specie-cli`). With --progenitor (the program cargo-progenitor)
the same API goes through progenitor in the same run, and the ratio of CPU is printed. Each figure is the median of RUNS runs
(one where N is 1000 or more); the time is user and system time of the whole process and its children.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RUNS = 5
# Runs one command in a process of its own, so that the peak of its memory is its own and nobody else's.
PROBE = """
import resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if run.returncode:
    sys.exit(run.stderr.decode())
print(used.ru_utime, used.ru_stime, used.ru_maxrss)
"""


def measure(command, cwd, runs):
    """Median CPU seconds, and peak MiB."""
    cpu, peak = [], []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", PROBE, *command], cwd=cwd, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {done.stderr}")
        user, system, rss = done.stdout.split()
        cpu.append(float(user) + float(system))
        peak.append(int(rss) / 1024)
    return statistics.median(cpu), max(peak)


def workspace(folder, n):
    """A workspace with the graded spec of N operations."""
    os.makedirs(f"{folder}/specs")
    os.makedirs(f"{folder}/generated-client/src")
    graded(n, f"{folder}/specs/graded_{n}.yaml")


def graded(n, out, *options):
    subprocess.run([sys.executable, f"{HERE}/graded_spec.py", str(n), *options, "--out", out], check=True)


def lines(folder):
    count = 0
    for root, _, files in os.walk(folder):
        count += sum(1 for name in files if name.endswith(".rs") for _ in open(f"{root}/{name}", encoding="utf-8"))
    return count


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("sizes", nargs="*", type=int, default=[10, 100, 1000], metavar="N")
    ap.add_argument("--specie", default=f"{os.environ.get('CARGO_TARGET_DIR', ROOT + '/target')}/release/specie")
    ap.add_argument("--progenitor")
    a = ap.parse_args()
    specie = os.path.abspath(a.specie)

    for check in ([], ["--check"]):
        cpu, peak = measure([specie, "generate", *check], ROOT, RUNS)
        print(f"the specs of the workspace{' (--check)' if check else ''}: {cpu:.3f} s, {peak:.0f} MiB")
    for n in a.sizes:
        runs = RUNS if n < 1000 else 1
        with tempfile.TemporaryDirectory() as folder:
            workspace(folder, n)
            cpu, peak = measure([specie, "generate"], folder, runs)
            row = f"{n} operations: {cpu:.3f} s, {peak:.0f} MiB, {lines(folder + '/generated-client') / n:.0f} lines an operation"
            if a.progenitor:
                graded(n, f"{folder}/graded.json", "--openapi")
                command = [os.path.abspath(a.progenitor), "progenitor", "-i", "graded.json", "-o", "out", "-n", "graded", "-v", "0.1.0"]
                theirs, their_peak = measure(command, folder, runs)
                row += f"; progenitor: {theirs:.3f} s, {their_peak:.0f} MiB: 1/{theirs / cpu:.1f}"
            print(row)


if __name__ == "__main__":
    main()
