#!/usr/bin/env python3
"""Kills a process at every mutating libc call of its work on a ledger (ledger-child.js), then looks at what is left with
the sqlite3 shell, runs it again and looks once more. By hand, after `npm run build`:

  ledger-sweep.py [--modes kill_before,kill_after,kill_partial,errno:28,errno:5,errno_sticky:28,short] [--every N]
  ledger-sweep.py --fs ext4|xfs [--modes …] [--every N]    power cut: the file system is shut down (root, xfsprogs)

From the reference harness of the project (shared/harness); the shim is its shim.c."""
import collections, glob, json, os, re, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
RUNS, RECORDS = 3, 40


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


FS = option("--fs", None)
MODES = option("--modes", "kill_before,kill_after,kill_partial" if not FS else "kill_after").split(",")
EVERY = int(option("--every", "1"))
TMP = tempfile.mkdtemp(prefix="sioc-sweep-")
SHIM, ROOT, IMAGE = f"{TMP}/faultshim.so", f"{TMP}/root", f"{TMP}/image"


def sh(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def child(work, env={}):
    place = json.dumps({"mode": "work", "file": f"{work}/r/registro.db", "keyFile": f"{work}/k/registro.key"})
    env = {**os.environ, "UV_THREADPOOL_SIZE": "1", **env}
    return subprocess.run(["node", f"{HERE}/ledger-child.js", place], env=env, capture_output=True, text=True, timeout=60)


def faulty(work, at, mode, log=None):
    env = {"LD_PRELOAD": SHIM, "FS_ROOT": work, "FS_AT": str(at), "FS_DO": mode}
    return child(work, {**env, "FS_LOG": log} if log else env)


def power_cut():
    sh("xfs_io", "-x", "-c", "shutdown", ROOT)
    sh("umount", ROOT)
    sh("mount", "-o", "loop", IMAGE, ROOT)


def shell(database, sql):
    done = subprocess.run(["sqlite3", database, sql], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else f"SHELL {done.stderr.strip()}"


def look(work, acknowledged, final):
    """What must hold at any moment, on a copy: looking at the ledger itself would mend it."""
    bad = []
    for path in glob.glob(f"{work}/**/*", recursive=True):
        if os.stat(path).st_mode & 0o077:
            bad.append(f"OPEN_TO_OTHERS {os.path.basename(path)}")
    source = f"{work}/r/registro.db"
    if not os.path.exists(source):
        return bad + (["NO_LEDGER"] if final or acknowledged else [])
    if not os.path.exists(f"{work}/k/registro.key") or os.path.getsize(f"{work}/k/registro.key") != 65:
        bad.append("LEDGER_WITHOUT_KEY")
    copy = f"{TMP}/copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(f"{work}/r", copy)
    db = f"{copy}/registro.db"
    if shell(db, "PRAGMA integrity_check") != "ok":
        bad.append("NOT_INTACT")
    torn = f"""SELECT count(*) FROM run WHERE (SELECT count(*) FROM sending WHERE run = run.id) <> {RECORDS}
      OR (SELECT count(*) FROM event WHERE run = run.id AND what = 'run.prepared') <> 1
      OR (SELECT count(*) FROM event WHERE run = run.id AND what = 'run.outcome') <> (stato = 'accepted')
      OR (stato = 'accepted' AND (SELECT count(*) FROM record WHERE run >= run.id) = 0)"""
    if shell(db, torn) != "0":
        bad.append(f"TORN_TRANSACTION {shell(db, torn)}")
    if shell(db, "SELECT count(*) FROM sending WHERE run NOT IN (SELECT id FROM run)") != "0":
        bad.append("ORPHANS")
    if shell(db, "SELECT count(*) FROM event WHERE what = 'ledger.created'") != "1":
        bad.append("CREATED_NOT_ONCE")
    for run, stato in acknowledged:
        if shell(db, f"SELECT count(*) FROM run WHERE id = {run} AND stato IN ('{stato}', 'accepted')") != "1":
            bad.append(f"ACKNOWLEDGED_AND_LOST {run} {stato}")
    if final:
        counts = shell(db, "SELECT (SELECT count(*) FROM run WHERE stato = 'accepted'), (SELECT count(*) FROM sending),"
                           " (SELECT count(*) FROM record), (SELECT count(*) FROM event)")
        expected = f"{RUNS}|{RUNS * RECORDS}|{(RUNS + 1) * RECORDS // 2}|{1 + 2 * RUNS}"
        if counts != expected:
            bad.append(f"NOT_FINISHED {counts}")
    return bad


def point(at, mode):
    work = f"{ROOT}/w"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work, mode=0o700)
    if FS:
        sh("sync", "-f", ROOT)
    done = faulty(work, at, mode)
    acknowledged = re.findall(r"ACK (\d+) (\w+)", done.stdout)
    bad = []
    if mode.startswith("kill") and done.returncode != -9:
        bad.append(f"NOT_KILLED {done.returncode}")
    elif not mode.startswith("kill") and done.returncode != 0:
        if done.returncode < 0 or not re.search(r"^(LEDGER_(DISK|DAMAGED|LOCKED)|DISK|OUTPUT_UNWRITABLE)$", done.stdout, re.M):
            bad.append(f"UNCLEAR {done.returncode} {done.stdout[-60:]!r} {done.stderr[:300]!r}")
    if FS:
        power_cut()
    success = done.returncode == 0
    bad += look(work, acknowledged, success)
    again = child(work)
    if again.returncode != 0:
        bad.append(f"NO_RECOVERY {again.returncode} {again.stdout[-60:]!r} {again.stderr[:200]!r}")
    else:
        bad += look(work, [], True)
    return success, bad


def main():
    sh("gcc", "-O2", "-fPIC", "-shared", "-o", SHIM, f"{HERE}/faultshim.c", "-ldl")
    os.makedirs(ROOT)
    if FS:
        sh("truncate", "-s", "400M", IMAGE)
        sh(f"mkfs.{FS}", "-q", *(["-F"] if FS == "ext4" else ["-f"]), IMAGE)
        sh("mount", "-o", "loop", IMAGE, ROOT)
    try:
        work, log = f"{ROOT}/w", f"{TMP}/calls"
        os.makedirs(work, mode=0o700)
        clean = faulty(work, -1, "none", log)
        assert clean.returncode == 0, clean
        calls = [line.split()[1] for line in open(log)]
        print("calls of a clean run:", len(calls), dict(collections.Counter(calls)), flush=True)
        for mode in MODES:
            began, points, succeeded, failed = time.time(), 0, 0, []
            for at in range(1, len(calls) + 1, EVERY):
                if mode in ("kill_partial", "short") and calls[at - 1] not in ("write", "pwrite", "writev"):
                    continue
                success, bad = point(at, mode)
                points, succeeded = points + 1, succeeded + success
                if bad:
                    failed.append((at, calls[at - 1], bad))
            print(json.dumps({"fs": FS or "-", "mode": mode, "points": points, "still_succeeded": succeeded,
                              "failed": len(failed), "seconds": round(time.time() - began)}), flush=True)
            for failure in failed[:8]:
                print("  ", failure, flush=True)
    finally:
        if FS:
            subprocess.run(["umount", ROOT])
        shutil.rmtree(TMP, ignore_errors=True)


main()
