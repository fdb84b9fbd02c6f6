"""The Python side of the benchmark: a worker that speaks one JSON object a line.

A line is repeated, so that not the turns of the loop are measured, which take longer;
the sum is taken of one of each eight. The collector is off, as timeit has it."""
import gc
import json
import platform
import signal
import sys
import threading
import time

WRITES = 100_000


class Point:
    def __init__(self):
        self.y, self.x = 1, 3

    def m(self):
        return 3

    @property
    def p(self):
        return 3


class Derived(Point):
    def m(self):
        return 0

    def supers(self, n):
        t = 0
        for _ in range(n // 8):
            v = super().m(); v = super().m(); v = super().m(); v = super().m()
            v = super().m(); v = super().m(); v = super().m(); v = super().m()
            t += v
        return t * 8


class Hooked:
    def __getattr__(self, name):
        return 3


class Counter:
    def __init__(self):
        self.total = 0

    def add(self, n):
        self.total += n
        return self.total


class Other:
    pass


class Root:
    k = 3


def grown(depth):
    """A class with so many bases, one below the other."""
    c = Root
    for _ in range(depth):
        c = type("Chain", (c,), {})
    return c


point, derived, hooked, shallow, deep = Point(), Derived(), Hooked(), grown(1)(), grown(16)()


def attr_get(n):
    o, t = point, 0
    for _ in range(n // 8):
        v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x; v = o.x
        t += v
    return t * 8


def attr_set(n):
    o, v = Point(), 3
    for _ in range(n // 8):
        o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v; o.x = v
    return o.x * n


def instantiate(n):
    c, t = Point, 0
    for _ in range(n):
        o = c()
        t += o.x
    return t


def method_site(n):
    o, t = point, 0
    for _ in range(n // 8):
        v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m(); v = o.m()
        t += v
    return t * 8


def super_(n):
    return derived.supers(n)


def getattr_hook(n):
    o, t = hooked, 0
    for _ in range(n // 8):
        v = o.missing; v = o.missing; v = o.missing; v = o.missing
        v = o.missing; v = o.missing; v = o.missing; v = o.missing
        t += v
    return t * 8


def property_(n):
    o, t = point, 0
    for _ in range(n // 8):
        v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p; v = o.p
        t += v
    return t * 8


def instances(n, o, c):
    is_, t = isinstance, 0
    for _ in range(n // 8):
        v = is_(o, c); v = is_(o, c); v = is_(o, c); v = is_(o, c); v = is_(o, c); v = is_(o, c); v = is_(o, c); v = is_(o, c)
        t += 3 if v else 0
    return t * 8


def isinstance_(n):
    return instances(n, point, Point)


def isinstance_deep(n):
    return instances(n, deep, Root)


def isinstance_miss(n):
    return 3 * n - instances(n, deep, Other)


def class_create(n):
    def a(self):
        return 3
    t = 0
    for _ in range(n):
        c = type("C", (Point,), {"a": a, "b": a, "c": a})
        t += c.a(None)
    return t


def reads(n, o):
    t = 0
    for _ in range(n // 8):
        v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k; v = o.k
        t += v
    return t * 8


def depth16(n):
    return reads(n, deep)


def write(n):
    """Each write is seen, or CPython would have nothing to forget."""
    for i in range(1, n + 1):
        Root.k = i
        shallow.k
    Root.k = 3


def read_after_writes(n):
    return reads(n, shallow)


def two_readers(n):
    sums = []
    threads = [threading.Thread(target=lambda: sums.append(attr_get(n))) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return sums[0] if sums[0] == sums[1] else sums


def go_method(n):
    """Python has no Go methods; this is one of its own that does the same."""
    o = Counter()
    for _ in range(n // 8):
        v = o.add(3); v = o.add(3); v = o.add(3); v = o.add(3); v = o.add(3); v = o.add(3); v = o.add(3); v = o.add(3)
    return v


CASES = [attr_get, attr_set, instantiate, method_site, super_, getattr_hook, property_, isinstance_, isinstance_deep, isinstance_miss,
         class_create, depth16, read_after_writes, two_readers, go_method]


def measure(work, n):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work(n)
    ns = time.perf_counter_ns() - start
    return (ns, time.process_time_ns() - cpu), result


def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    cases = {f.__name__.rstrip("_"): f for f in CASES}
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
                case, n = cases[q["case"]], q["size"]
                if case is read_after_writes:
                    write(WRITES)
                case(8)
                say({})
            elif q["do"] == "sample":
                gc.collect()
                ns, answer = measure(case, n)
                say({"ns": ns[0], "cpu_ns": ns[1], "answer": str(answer)})
            else:
                say({})
        except Exception as e:
            say({"error": f"{type(e).__name__}: {e}"})


main()
