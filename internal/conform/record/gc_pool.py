"""Plays traces of allocations on CPython's own allocator and prints where each
block came to lie: one JSON object a trace.

A block is a bytes object; its address is id(). The sizes used are ones of which
the interpreter has few or no blocks. Before a trace, the free pools of the
interpreter's arenas are used up, so that the trace begins in a new arena. What is
kept between is in arrays made beforehand, so that little but the trace allocates.

Places are hashed (FNV-1a, 32 bits) as pool*16384+offset, pools counted in the
order they are first met. Every STEP operations the hash is said, and the numbers
of sys._debugmallocstats for the classes used and for arenas, less those before.
"""
import array
import gc
import json
import os
import re
import sys
import tempfile

HEADER = 33  # bytes that an empty bytes object takes
STEP = 1000


def stats():
    """The text of sys._debugmallocstats, which goes to the standard error."""
    sys.stderr.flush()
    with tempfile.TemporaryFile() as f:
        kept = os.dup(2)
        os.dup2(f.fileno(), 2)
        sys._debugmallocstats()
        os.dup2(kept, 2)
        os.close(kept)
        f.seek(0)
        return f.read().decode()


def classes(text):
    return {int(m[1]): [int(m[2]), int(m[3]), int(m[4])] for m in
            re.finditer(r"^ *\d+ +(\d+) +(\d+) +(\d+) +(\d+)$", text, re.M)}


def number(text, what):
    return int(re.search(re.escape(what) + r" += +([\d,]+)", text)[1].replace(",", ""))


def unused(text):
    return int(re.search(r"^(\d+) unused pools", text, re.M)[1])


def main(seed, ops, sizes, live):
    gc.disable()
    slots = [None] * live
    for i in range(live):
        slots[i] = None
    places = array.array("q", bytes(8 * ops))
    taken = array.array("q", bytes(8 * live))
    free = array.array("q", range(live))
    fill, kept = [None] * 200_000, 0
    # Use up what is free: the blocks of the classes used, then a pool, and again.
    for _ in range(2000):
        text = stats()
        have = classes(text)
        room = [(s, have[s][2]) for s in sizes if s in have and have[s][2]]
        if not room and unused(text) == 0:
            break
        for s, count in room or [(sizes[0], 1)]:
            for _ in range(count):
                fill[kept] = bytes(s - HEADER)
                kept += 1
    else:
        raise SystemExit("the free pools were never used up")
    before, g, n = stats(), seed, 0
    nfree, marks, said = live, [], 0
    for op in range(ops):
        g = (g * 1664525 + 1013904223) & 0xFFFFFFFF
        grow = (70, 25, 90, 5)[op * 8 // ops % 4]
        if n == 0 or (n < live and g * 100 >> 32 < grow):
            g = (g * 1664525 + 1013904223) & 0xFFFFFFFF
            b = bytes(sizes[g * len(sizes) >> 32] - HEADER)
            slots[n] = b
            places[op] = id(b)
            b = None
            n += 1
        else:
            g = (g * 1664525 + 1013904223) & 0xFFFFFFFF
            i = g * n >> 32
            n -= 1
            slots[i] = slots[n]
            slots[n] = None
        if op % STEP == STEP - 1:
            marks.append(stats())
    pools, hashed, out, m = {}, 2166136261, [], 0
    for op in range(ops):
        p = places[op]
        if p:
            place = pools.setdefault(p >> 14, len(pools)) << 14 | p & 16383
            for shift in (0, 8, 16, 24):
                hashed = ((hashed ^ (place >> shift & 255)) * 16777619) & 0xFFFFFFFF
        if op % STEP == STEP - 1:
            text = marks[m]
            m += 1
            was, now = classes(before), classes(text)
            out.append({"hash": hashed, "classes": [
                [a - b for a, b in zip(now.get(s, [0, 0, 0]), was.get(s, [0, 0, 0]))] for s in sizes],
                "mapped": number(text, "# arenas allocated total") - number(before, "# arenas allocated total"),
                "reclaimed": number(text, "# arenas reclaimed") - number(before, "# arenas reclaimed")})
    print(json.dumps({"seed": seed, "ops": ops, "sizes": sizes, "live": live, "step": STEP, "marks": out},
                     separators=(",", ":")))


main(int(sys.argv[1]), int(sys.argv[2]), [int(s) for s in sys.argv[3].split(",")], int(sys.argv[4]))
