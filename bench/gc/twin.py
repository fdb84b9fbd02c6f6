"""The Python side of the benchmark: a worker that speaks one JSON object a line.

The nodes are classes with __slots__ and no __init__: the smallest and fastest
objects with references that CPython has. Collection is automatic only in gcbench
and binary_trees, with the default thresholds."""
import array
import gc
import itertools
import json
import platform
import signal
import sys
import time
import weakref

PYPY = platform.python_implementation() == "PyPy"


class Node1:
    __slots__ = ("next",)


class Node2:
    __slots__ = ("left", "right")


RING = 10
MIN_DEPTH = 4
WALK = 100_000


def measure(work):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return (ns, time.process_time_ns() - cpu), result


def numbers(seed, n, count):
    """The generator all contestants share."""
    g = seed
    for _ in range(count):
        g = (g * 1664525 + 1013904223) & 0xFFFFFFFF
        yield g * n >> 32


def chain(n):
    head = last = Node1()
    for _ in range(n - 1):
        x = Node1()
        last.next = x
        last = x
    return head, last


def tree(depth):
    if depth == 0:
        return Node2()
    left = tree(depth - 1)
    right = tree(depth - 1)
    x = Node2()
    x.left = left
    x.right = right
    return x


def grow(x, depth):
    if depth == 0:
        return
    x.left = left = Node2()
    x.right = right = Node2()
    grow(left, depth - 1)
    grow(right, depth - 1)


def count(x, depth):
    if depth == 0:
        return 1
    return 1 + count(x.left, depth - 1) + count(x.right, depth - 1)


def tree_depth(nodes):
    return nodes.bit_length() - 1


def tree_nodes(depth):
    return (1 << depth + 1) - 1


class Marked(Node1):
    """A node that tells whether it is still there; only PyPy needs one."""
    __slots__ = ("__weakref__",)


def mark(last):
    """Hangs a marked node on the last one. PyPy does not say what a collection
    freed; that this one is gone shows that its neighbours are."""
    last.next = m = Marked()
    return m


def answer_freed(marked, n):
    if marked() is not None:
        raise RuntimeError("a collection did not free the nodes")
    return f"freed {n}"


def live_collect():
    ns, found = measure(gc.collect)
    if found:
        raise RuntimeError(f"{found} live objects were freed")
    return ns


def ring_garbage(p):
    n = p["size"]
    for _ in range(n // RING):
        first, last = chain(RING)
        last.next = first
    if PYPY:
        m = mark(last)
        m.next = first
        marked = weakref.ref(m)
        del m
    del first, last
    ns, found = measure(gc.collect)
    return ns, answer_freed(marked, n) if PYPY else f"freed {found}"


def deep_chain_freed(p):
    n = p["size"]
    head, last = chain(n)
    if PYPY:
        marked = weakref.ref(mark(last))
        gc.collect()
    del last
    before = 0 if PYPY else sys.getallocatedblocks()
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    del head
    if PYPY:
        gc.collect()
    ns = time.perf_counter_ns() - start
    ns = ns, time.process_time_ns() - cpu
    if PYPY:
        return ns, answer_freed(marked, n)
    gone = before - sys.getallocatedblocks()
    # A few blocks are the interpreter's own business.
    return ns, f"freed {n if abs(gone - n) < 100 else gone}"


def live_chain(p):
    x, last = chain(p["size"])
    ns = live_collect()
    n = 1
    while x is not last:
        x = x.next
        n += 1
    return ns, f"live {n}"


def live_tree(p):
    depth = tree_depth(p["size"])
    root = tree(depth)
    ns = live_collect()
    return ns, f"live {count(root, depth)}"


def live_random(p):
    n = p["size"]
    nodes = []
    for _ in range(n):
        nodes.append(Node2())
    if "edges" not in p:  # the same for every sample: draw them once
        p["edges"] = array.array("I", numbers(p["seed"], n, 2 * n))
    r = iter(p["edges"])
    for x in nodes:
        x.left = nodes[next(r)]
        x.right = nodes[next(r)]
    ns = live_collect()
    seen = set()
    x = nodes[0]
    for right in numbers(p["seed"], 2, WALK):
        seen.add(x)
        x = x.right if right else x.left
    answer = f"live {len(nodes)}, {len(seen)} on a walk"
    seen.clear()
    for x in nodes:  # break the cycles, so that counting frees them
        x.left = x.right = None
    return ns, answer


def gcbench(p):
    return measure(lambda: gcbench_run(p["size"]))


def gcbench_run(stretch):
    gc.enable()
    tree(stretch)
    depth = max(stretch - 2, MIN_DEPTH)
    n = 125_000 * (1 << stretch) // (1 << 16)
    long = Node2()
    grow(long, depth)
    kept = array.array("d", bytes(8 * n))
    for i in range(n // 2):
        kept[i] = 1 / (i + 1)
    nodes = 0
    for d in range(MIN_DEPTH, depth + 1, 2):
        trees = 2 * tree_nodes(stretch) // tree_nodes(d)
        for _ in range(trees):
            last = Node2()
            grow(last, d)
        nodes += count(last, d)
        for _ in range(trees):
            last = tree(d)
            if last.left is not None and last.right is not None:
                nodes += 2
        del last
    result = "%d %d %.6f" % (count(long, depth), nodes, kept[min(1000, n // 2 - 1)])
    del long
    gc.disable()
    return result


def binary_trees(p):
    return measure(lambda: binary_trees_run(max(MIN_DEPTH + 2, p["size"]), p["quick"]))


def binary_trees_run(largest, quick):
    step, most = (4, 1 << MIN_DEPTH - 1) if quick else (2, 1 << MIN_DEPTH)
    gc.enable()
    out = ["stretch %d\n" % count(tree(largest + 1), largest + 1)]
    long = tree(largest)
    for depth in range(MIN_DEPTH, largest + 1, step):
        trees, nodes = most << largest - depth, 0
        for _ in range(trees):
            nodes += count(tree(depth), depth)
        out.append("%d trees of depth %d: %d\n" % (trees, depth, nodes))
    out.append("long lived %d\n" % count(long, largest))
    del long
    gc.disable()
    return "".join(out)


HELD = 256  # blocks in use at a time in pool_64
BLOCK = 31   # a bytes object of that length takes 64 B


def pool_64(p):
    order = list(range(HELD))
    g = p["seed"]
    for i in range(HELD - 1, 0, -1):
        g = (g * 1664525 + 1013904223) & 0xFFFFFFFF
        j = g * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    rounds = max(1, p["size"] // HELD // 2)
    pool_rounds(order, 1)
    ns, n = measure(lambda: pool_rounds(order, rounds))
    return ns, f"{n} blocks"


def pool_rounds(order, rounds):
    """As everywhere, each block is looked at before it is freed. They are made
    by a loop in C."""
    n = total = 0
    backwards = range(HELD - 1, -1, -1)
    for _ in range(rounds):
        for way in backwards, order:
            held = list(map(bytes, itertools.repeat(BLOCK, HELD)))
            n += len(held)
            for i in way:
                total += held[i][0]
                held[i] = None
    if total:
        raise RuntimeError("a new block is not zero")
    return n


CASES = [pool_64, ring_garbage, deep_chain_freed, live_chain, live_tree, live_random, gcbench, binary_trees]


def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    cases = {f.__name__: f for f in CASES}
    version = platform.python_implementation() + " " + (
        ".".join(map(str, sys.pypy_version_info[:3])) if PYPY else platform.python_version())

    def say(o):
        out.write(json.dumps(o) + "\n")
        out.flush()

    gc.disable()
    gc.collect()
    if hasattr(gc, "freeze"):
        gc.freeze()
    say({"version": version, "cases": sorted(cases)})
    for line in sys.stdin:
        q = json.loads(line)
        try:
            if q["do"] == "prepare":
                case, p = cases[q["case"]], q
                say({})
            elif q["do"] == "sample":
                gc.collect()
                ns, answer = case(p)
                gc.collect()
                say({"ns": ns[0], "cpu_ns": ns[1], "answer": answer})
            else:
                say({})
        except Exception as e:
            say({"error": f"{type(e).__name__}: {e}"})


main()
