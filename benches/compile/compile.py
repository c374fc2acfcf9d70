#!/usr/bin/env python3
"""Measure what a generated client costs to compile, beside progenitor's of the same API, in one run.

    compile.py [--specie PATH] [--progenitor PATH] [--size N] [--rounds N] [--release] [--work DIR]

Three figures, user CPU seconds of the whole process, the least of the rounds (which take turns, so that noise hits both):

    check       `cargo check` of the client crate alone, its dependencies built before
    incremental the same after one function was added, with incremental compilation
    release     (with --release) `cargo build --release` of the client and of a crate that calls every operation: bodies of async
                functions and generic code are compiled where they are used, so a client alone looks too cheap

`--progenitor` is the program cargo-progenitor (0.15); without it only our side is measured. The limits: check at most a fifth of
progenitor's, release at most a third.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import graded_spec  # noqa: E402

PROBE = """
import resource, subprocess, sys
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if run.returncode:
    sys.exit(run.stderr.decode())
print(used.ru_utime, used.ru_maxrss)
"""
LIMITS = {"check": 1 / 5, "release": 1 / 3}


def run(command, cwd, **env):
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def user_seconds(command, cwd, **env):
    """User CPU seconds and peak MiB of a command and its children."""
    user, peak = run([sys.executable, "-c", PROBE, *command], cwd, **env).split()
    return float(user), int(peak) / 1024


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def manifest(name, dependency):
    return (f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\npublish = false\n\n'
            f"[dependencies]\n{dependency}\n\n[workspace]\n")


def our_client(folder, specie, size):
    """A crate that holds nothing but the generated client."""
    space = f"{folder}/space"
    os.makedirs(f"{space}/specs")
    os.makedirs(f"{space}/generated-client/src")
    run([sys.executable, f"{os.path.dirname(HERE)}/graded_spec.py", str(size), "--out", f"{space}/specs/graded_{size}.yaml"], space)
    run([specie, "generate"], space)
    client = f"{folder}/ours"
    write(f"{client}/Cargo.toml", manifest("graded-ours", f'specie-runtime = {{ path = "{ROOT}/runtime" }}'))
    shutil.copytree(f"{space}/generated-client/src/graded_{size}", f"{client}/src/graded")
    write(f"{client}/src/lib.rs", "pub mod graded;\n")
    shutil.copy(f"{ROOT}/Cargo.lock", client)
    return client


def their_client(folder, progenitor, size):
    client = f"{folder}/theirs"
    spec = f"{folder}/graded.json"
    run([sys.executable, f"{os.path.dirname(HERE)}/graded_spec.py", str(size), "--openapi", "--out", spec], folder)
    run([progenitor, "progenitor", "-i", spec, "-o", client, "-n", "graded-theirs", "-v", "0.1.0"], folder)
    with open(f"{client}/Cargo.toml", "a", encoding="utf-8") as file:
        file.write("\n[workspace]\n")
    return client


def caller(folder, name, crate, client, context, calls):
    """A crate that calls every operation of a client."""
    path = f"{folder}/{name}"
    write(f"{path}/Cargo.toml", manifest(name, f'client = {{ package = "{crate}", path = "{client}" }}'))
    arms = "".join(f"        {i} => Box::pin(async move {{ {call} }}),\n" for i, call in enumerate(calls))
    write(f"{path}/src/lib.rs", f"""use std::{{future::Future, pin::Pin}};
fn any<T>() -> T {{ std::hint::black_box(None).expect("never run") }}
pub fn call(n: usize, a: &'static str) -> Pin<Box<dyn Future<Output = bool>>> {{
    let client: &'static {context} = any();
    let _ = a;
    match n {{
{arms}        _ => Box::pin(async {{ false }}),
    }}
}}
""")
    if os.path.exists(f"{client}/Cargo.lock"):
        shutil.copy(f"{client}/Cargo.lock", path)
    return path


def touch(crate):
    os.utime(f"{crate}/src/lib.rs")


def check(crate, target):
    touch(crate)
    return user_seconds(["cargo", "check", "-q", "--offline"], crate, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=target)


def incremental(crate, target):
    """After a function was added at the end."""
    path = f"{crate}/src/lib.rs"
    before = open(path, encoding="utf-8").read()
    steps = {"CARGO_INCREMENTAL": "1", "CARGO_TARGET_DIR": target + "-incremental"}
    run(["cargo", "check", "-q", "--offline"], crate, **steps)
    write(path, before + f"pub fn edit_{os.getpid()}() {{}}\n")
    used = user_seconds(["cargo", "check", "-q", "--offline"], crate, **steps)
    write(path, before)
    return used


def release(crates, target):
    """The client, then the caller: each alone."""
    total, peak = 0.0, 0.0
    for crate in crates:
        touch(crate)
        user, most = user_seconds(["cargo", "build", "-q", "--release", "--offline"], crate, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=target)
        total, peak = total + user, max(peak, most)
    return total, peak


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--specie", default=f"{os.environ.get('CARGO_TARGET_DIR', ROOT + '/target')}/release/specie")
    ap.add_argument("--progenitor")
    ap.add_argument("--size", type=int, default=100)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--release", action="store_true")
    ap.add_argument("--incremental", action="store_true")
    ap.add_argument("--work", help="folder that keeps built dependencies between runs; left out: a new one each time")
    a = ap.parse_args()
    os.environ["RUSTFLAGS"] = os.environ.get("RUSTFLAGS", "") + " -Awarnings"
    folder = os.path.abspath(a.work or tempfile.mkdtemp(prefix="compile-"))
    target = f"{folder}/target"
    for old in ("space", "ours", "theirs", "ours-caller", "theirs-caller"):
        shutil.rmtree(f"{folder}/{old}", ignore_errors=True)
    os.makedirs(folder, exist_ok=True)

    names = [op[0] for op in graded_spec.operations(a.size)]
    ours = our_client(folder, os.path.abspath(a.specie), a.size)
    sides = {"ours": (ours, [f"client.{name}(any()).await.map(drop).is_ok()" for name in names], "client::graded::Client")}
    if a.progenitor:
        theirs = their_client(folder, os.path.abspath(a.progenitor), a.size)
        calls = [f"client.{name}(a, a, None, None, any()).await.map(drop).is_ok()" for name in names]
        sides["theirs"] = (theirs, calls, "client::Client")
    crates = {}
    for side, (client, calls, context) in sides.items():
        call = caller(folder, f"{side}-caller", f"graded-{side}", client, context, calls)
        crates[side] = (client, call)
        run(["cargo", "check", "-q"], client, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=target)
        if a.release:
            run(["cargo", "build", "-q", "--release"], call, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=target)
            run(["cargo", "build", "-q", "--release"], client, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=target)

    figures = {"check": lambda client, call: check(client, target)}
    if a.incremental:
        figures["incremental"] = lambda client, call: incremental(client, target)
    if a.release:
        figures["release"] = lambda client, call: release((client, call), target)
    for figure, measure in figures.items():
        taken = {side: [] for side in crates}
        for _ in range(a.rounds):
            for side, pair in crates.items():
                taken[side].append(measure(*pair))
        least = {side: min(user for user, _ in all_) for side, all_ in taken.items()}
        line = f"{figure} of {a.size} operations: " + ", ".join(
            f"{side} {least[side]:.2f} s ({max(peak for _, peak in taken[side]):.0f} MiB)" for side in crates)
        if "theirs" in least:
            ratio = least["ours"] / least["theirs"]
            line += f", ratio 1/{1 / ratio:.1f}"
            if figure in LIMITS:
                line += "" if ratio <= LIMITS[figure] else " ABOVE THE LIMIT"
        print(line, flush=True)


if __name__ == "__main__":
    main()
