"""Runs contests, prints a table, and fails where results do not agree. See Scripts/compare-peers."""
import argparse
import importlib
import json
import os
import sys
from pathlib import Path

# Modules of these names.
AREAS = ["mixture", "seasonal", "evaluation"]


def duration(seconds):
    if seconds is None:
        return "-"
    for unit, scale in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1:
            break
    return f"{seconds * scale:.3g} {unit}"


def line(work, peer, ours, theirs, ratio, note=""):
    print(f"{work:<66} {peer:<20} {ours:>8} {theirs:>8} {ratio:>7} {note}".rstrip(), flush=True)


def write_whole(path, rows):
    """Writes a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("areas", nargs="*", choices=[[], *AREAS])
    arguments = parser.parse_args()
    if os.getloadavg()[0] > os.cpu_count():
        print("compare-peers: the machine is busy with other things; ratios will be rough",
              file=sys.stderr)
    rows = []
    line("work", "peer", "Saba", "peer", "ratio")
    for area in arguments.areas or AREAS:
        for contest in importlib.import_module(area).contests(arguments.folder):
            names = ", ".join(contestant.name for contestant in [contest.ours, *contest.peers])
            print(f"compare-peers: {contest.work}: {names} …", file=sys.stderr)
            for row in contest.rows():
                rows.append(row)
                line(
                    row["work"], row["peer"] or "-", duration(row["oursSeconds"]),
                    duration(row["peerSeconds"]), "-" if row["ratio"] is None else f"{row['ratio']:.3g}",
                    "RESULTS DO NOT AGREE" if row["agree"] is False else row["note"])
    if arguments.json:
        try:
            write_whole(arguments.json, rows)
        except OSError as error:
            print(f"compare-peers: cannot write {arguments.json}: {error.strerror}; "
                  "name a file in a folder that exists", file=sys.stderr)
            return 74
    differing = [row for row in rows if row["agree"] is False]
    for row in differing:
        print(f"compare-peers: {row['work']}: {row['ours']} and {row['peer']} differ; "
              "the ratio says nothing until they agree", file=sys.stderr)
    return 1 if differing else 0


sys.exit(main())
