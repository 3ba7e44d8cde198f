#!/usr/bin/env python3
"""Kills `sioc prepare` at its mutating libc calls, looks at what is left with programs that are not ours, runs it again
and looks once more: the same run is finished, there is one bundle for one content, no row is lost. By hand, after
`npm run build`:

  prepare-sweep.py [--modes kill_before,kill_after,kill_partial,errno:28,errno:5,errno_sticky:28,short] [--every N]
"""
import collections, glob, hashlib, json, os, re, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


MODES = option("--modes", "kill_before,kill_after,kill_partial").split(",")
EVERY = int(option("--every", "1"))
TMP = tempfile.mkdtemp(prefix="sioc-sweep-")
SHIM, TEMPLATE, WORK = f"{TMP}/faultshim.so", f"{TMP}/template", f"{TMP}/w"


def sioc(folder, *args, env={}):
    command = ["node", f"{ROOT}/bin/sioc.js", *args, "--config", f"{folder}/sioc.toml", "--quiet"]
    env = {**os.environ, "UV_THREADPOOL_SIZE": "1", "SIOC_TODAY": "2026-04-20", "SIOC_THREADS": "0", **env}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


def faulty(at, mode, log=None):
    env = {"LD_PRELOAD": SHIM, "FS_ROOT": WORK, "FS_AT": str(at), "FS_DO": mode}
    return sioc(WORK, "prepare", env={**env, "FS_LOG": log} if log else env)


def shell(sql):
    """On a copy: looking at the ledger itself would mend it."""
    copy = f"{TMP}/copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(f"{WORK}/registro", copy)
    done = subprocess.run(["sqlite3", f"{copy}/registro.db", sql], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else f"SHELL {done.stderr.strip()}"


def bundles():
    return sorted(path for path in glob.glob(f"{WORK}/uscita/SIOC_*") if os.path.isdir(path))


def look(records, final):
    bad = []
    for path in bundles():
        try:
            manifest = json.load(open(f"{path}/manifest.json"))
            for data in manifest["datasets"]:
                found = hashlib.sha256(open(f"{path}/{data['file']}", "rb").read()).hexdigest()
                if found != data["encrypted"]["sha256"]:
                    bad.append(f"TORN_BUNDLE {data['file']}")
        except Exception as error:
            bad.append(f"TORN_BUNDLE {error!r}")
    if os.path.exists(f"{WORK}/registro/registro.db") and shell("PRAGMA integrity_check") != "ok":
        bad.append("NOT_INTACT")
    if not final:
        return bad
    if len(bundles()) != 1:
        bad.append(f"BUNDLES {[os.path.basename(b) for b in bundles()]}")
        return bad
    left = [p for p in glob.glob(f"{WORK}/uscita/**/.*", recursive=True) if p.endswith(".part")]
    left += glob.glob(f"{WORK}/uscita/**/*.part", recursive=True)
    if left:
        bad.append(f"LEFT {left}")
    sha = hashlib.sha256(open(f"{bundles()[0]}/manifest.json", "rb").read()).hexdigest()
    runs = shell("SELECT stato, bundle, manifest_sha256 FROM run WHERE stato <> 'superseded'")
    if runs != f"prepared|{os.path.basename(bundles()[0])}|{sha}":
        bad.append(f"RUNS {runs}")
    run = shell("SELECT max(id) FROM run")
    if shell(f"SELECT count(*) FROM sending WHERE run = {run}") != str(records):
        bad.append("ROWS_LOST")
    if shell(f"SELECT count(*) FROM event WHERE what = 'run.prepared' AND run = {run}") != "1":
        bad.append("EVENT")
    return bad


def fresh():
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(TEMPLATE, WORK)


def point(at, mode, records):
    fresh()
    done = faulty(at, mode)
    bad = []
    if mode.startswith("kill"):
        if done.returncode != -9:
            bad.append(f"NOT_KILLED {done.returncode}")
    elif done.returncode not in (0, 3) and (done.returncode < 0 or done.returncode == 70 or not re.search(r"\[[A-Z_]+\]", done.stderr)):
        bad.append(f"UNCLEAR {done.returncode} {done.stderr[-200:]!r}")
    success = done.returncode in (0, 3)
    bad += look(records, success)
    again = sioc(WORK, "prepare")
    if again.returncode not in (0, 3):
        bad.append(f"NO_RECOVERY {again.returncode} {again.stderr[-200:]!r}")
    else:
        bad += look(records, True)
    return success, bad


def main():
    subprocess.run(["gcc", "-O2", "-fPIC", "-shared", "-o", SHIM, f"{HERE}/faultshim.c", "-ldl"], check=True)
    made = subprocess.run(
        ["node", f"{ROOT}/bin/sioc.js", "demo", "--folder", TEMPLATE, "--ricoveri", "12", "--errors", "2", "--today", "2026-04-20"],
        capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    for left in ("uscita", "registro"):
        shutil.rmtree(f"{TEMPLATE}/{left}", ignore_errors=True)
    toml = open(f"{TEMPLATE}/sioc.toml").read().replace('bundle = "both"', 'bundle = "folder"')
    open(f"{TEMPLATE}/sioc.toml", "w").write(toml)
    try:
        fresh()
        log = f"{TMP}/calls"
        clean = faulty(-1, "none", log)
        assert clean.returncode in (0, 3), clean.stderr
        records = int(shell("SELECT count(*) FROM sending"))
        assert not look(records, True), look(records, True)
        calls = [line.split()[1] for line in open(log)]
        print("calls of a clean run:", len(calls), dict(collections.Counter(calls)), "records:", records, flush=True)
        for mode in MODES:
            began, points, succeeded, failed = time.time(), 0, 0, []
            for at in range(1, len(calls) + 1, EVERY):
                if mode in ("kill_partial", "short") and calls[at - 1] not in ("write", "pwrite", "writev"):
                    continue
                success, bad = point(at, mode, records)
                points, succeeded = points + 1, succeeded + success
                if bad:
                    failed.append((at, calls[at - 1], bad))
                    print("  ", failed[-1], flush=True)
            print(json.dumps({"mode": mode, "points": points, "still_succeeded": succeeded, "failed": len(failed),
                              "seconds": round(time.time() - began)}), flush=True)
    finally:
        shutil.rmtree(TMP, ignore_errors=True)


main()
