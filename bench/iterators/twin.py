"""The Python side of the benchmark: a worker that speaks one JSON object a line.

zip, window, batched and product_reuse are drained by a deque that keeps nothing,
the fastest there is; their answers are computed off the clock. The collector is
off, as timeit has it."""
import gc
import itertools
import json
import platform
import signal
import sys
import time
from collections import deque
from itertools import combinations, count, groupby, islice, permutations, product, tee
from operator import is_

WINDOW, BATCH, CHOSEN = 8, 16, 8


def measure(work):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return (ns, time.process_time_ns() - cpu), result


def drain(iterable):
    deque(iterable, maxlen=0)


def items(p):
    if "items" not in p:
        p["items"] = list(range(p["size"]))
    return p["items"]


def affine(v):
    return 3 * v + 1


def even(v):
    return v & 1 == 0


def map_filter_sum_call(p):
    data = items(p)
    return measure(lambda: sum(w for v in data if not (w := 3 * v + 1) & 1))


map_filter_sum_inline = map_filter_sum_call


def map_map_inline(p):
    data = items(p)
    return measure(lambda: sum(3 * (3 * v + 1) + 1 for v in data))


def zip_(p):
    a = items(p)
    b = [v + 1 for v in a]
    ns, _ = measure(lambda: drain(zip(a, b)))
    return ns, sum(x * y for x, y in zip(a, b))


def groupby_(p):
    data = items(p)

    def work():
        answer = 0
        for _, group in groupby(data, lambda v: v // 10):
            answer ^= sum(group)
        return answer
    return measure(work)


def tee_(p):
    data = items(p)
    return measure(lambda: sum(map(is_, *tee(data))))


def tuples(iterable):
    """Keeps all tuples, and looks at them off the clock."""
    ns, kept = measure(lambda: list(iterable))
    return ns, sum(t[0] ^ t[-1] for t in kept)


def product_(p):
    return tuples(product(items(p), repeat=3))


def permutations_(p):
    return tuples(permutations(items(p)))


def combinations_(p):
    return tuples(combinations(items(p), CHOSEN))


def product_reuse(p):
    data = items(p)
    ns, _ = measure(lambda: drain(product(data, repeat=3)))
    return ns, sum(x ^ y ^ z for x, y, z in product(data, repeat=3))


def sliding_window(iterable, n):
    """The recipe of the itertools documentation."""
    iterator = iter(iterable)
    window = deque(islice(iterator, n - 1), maxlen=n)
    for x in iterator:
        window.append(x)
        yield tuple(window)


def recipe_batched(iterable, n):
    """The recipe, for Pythons before 3.12."""
    iterator = iter(iterable)
    while batch := tuple(islice(iterator, n)):
        yield batch


batched_by = getattr(itertools, "batched", recipe_batched)


def window(p):
    data = items(p)
    ns, _ = measure(lambda: drain(sliding_window(data, WINDOW)))
    return ns, sum(w[0] ^ w[-1] for w in sliding_window(data, WINDOW))


def batched(p):
    data = items(p)
    ns, _ = measure(lambda: drain(batched_by(data, BATCH)))
    return ns, sum(b[0] ^ b[-1] for b in batched_by(data, BATCH))


class Node:
    __slots__ = ("left", "right", "value")


def tree(depth, numbers):
    if depth == 0:
        return None
    n = Node()
    n.left = tree(depth - 1, numbers)
    n.value = next(numbers)
    n.right = tree(depth - 1, numbers)
    return n


def each(n):
    if n.left is not None:
        yield from each(n.left)
    yield n.value
    if n.right is not None:
        yield from each(n.right)


def tree_walk(p):
    if "tree" not in p:
        p["tree"] = tree(p["size"].bit_length(), count())
    root = p["tree"]
    return measure(lambda: sum(each(root)))


def adder():
    total = 0
    while True:
        total += yield total


def send(p):
    n = p["size"]

    def work():
        g = adder()
        total = next(g)
        give = g.send
        for i in range(n):
            total = give(i)
        g.close()
        return total
    return measure(work)


def first_item(p):
    n = p["size"]

    def work():
        total = 0
        for i in range(n):
            total += next(filter(even, map(affine, count(i))))
        return total
    return measure(work)


CASES = [map_filter_sum_call, map_map_inline, zip_, groupby_, tee_, product_, permutations_, combinations_,
         product_reuse, window, batched, tree_walk, send, first_item]


def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    cases = {f.__name__.rstrip("_"): f for f in CASES}
    cases["map_filter_sum_inline"] = map_filter_sum_inline
    version = platform.python_implementation() + " " + platform.python_version()

    def say(o):
        out.write(json.dumps(o) + "\n")
        out.flush()

    gc.disable()
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
                say({"ns": ns[0], "cpu_ns": ns[1], "answer": str(answer)})
            else:
                p = {}
                say({})
        except Exception as e:
            say({"error": f"{type(e).__name__}: {e}"})


main()
