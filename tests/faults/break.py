#!/usr/bin/env python3
"""Breaks a file in many ways and runs a command on each: it must end with status 0, 1 or 2.

    break.py FILE TIMES COMMAND...

Bits are flipped, bytes set, the end cut off, always in the same way. The file is put back.
"""

import pathlib
import random
import subprocess
import sys


def broken(data, chance):
    data = bytearray(data)
    way = chance.randrange(4)
    if way == 0:
        return bytes(data[:chance.randrange(len(data) + 1)])
    if way == 1:
        at = chance.randrange(len(data))
        data[at:at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
    else:
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def main():
    path, times, command = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    whole, chance, failed = path.read_bytes(), random.Random(1), 0
    for turn in range(times):
        path.write_bytes(broken(whole, chance))
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            print(f"{path}, turn {turn}: it does not end")
            failed += 1
            continue
        report = run.stderr.decode("utf-8", "replace")
        if run.returncode not in (0, 1, 2) or "Sanitizer" in report or "runtime error" in report:
            print(f"{path}, turn {turn}: status {run.returncode}\n{report[:2000]}")
            failed += 1
    path.write_bytes(whole)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
