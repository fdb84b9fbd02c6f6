"""The Python side of the benchmark: a worker that speaks one JSON object a line.

Its argument names one of the five ways, as usually written, without a lock."""
import gc
import json
import platform
import signal
import sys
import threading
import time

WAY = sys.argv[1]


class New:
    _it = None

    def __new__(cls):
        if cls._it is None:
            cls._it = super().__new__(cls)
            cls._it.n = 1
        return cls._it


class Meta(type):
    _all = {}

    def __call__(cls, *args):
        if cls not in cls._all:
            cls._all[cls] = super().__call__(*args)
        return cls._all[cls]


class Plain:
    def __init__(self):
        self.n = 1


class WithMeta(Plain, metaclass=Meta):
    pass


def by_function(cls):
    it = None

    def get():
        nonlocal it
        if it is None:
            it = cls()
        return it
    return get


class ByClass:
    def __init__(self, cls):
        self.cls, self.it = cls, None

    def __call__(self):
        if self.it is None:
            self.it = self.cls()
        return self.it


variable = Plain()
GETS = {"global": lambda: variable, "new": New, "metaclass": WithMeta, "function": by_function(Plain), "class": ByClass(Plain)}
get = GETS[WAY]


def gets(n):
    total = 0
    for _ in range(n):
        total += get().n
    return total


def measure(work):
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return (ns, time.process_time_ns() - cpu), result


def one(p):
    return measure(lambda: gets(p["size"]))


def contended(p):
    def work():
        sums = []
        threads = [threading.Thread(target=lambda: sums.append(gets(p["size"] // 8))) for _ in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        return sum(sums)
    return measure(work)



def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    cases = {"get": one, "get_contended": contended}
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
