"""The Python side of the benchmark: a worker that speaks one JSON object a line.

Its argument names another way to start a process, or to hand a task to one. The
collector is off, as timeit has it."""
import asyncio
import concurrent.futures
import gc
import json
import multiprocessing
import os
import platform
import selectors
import signal
import sys
import threading
import time

WAY = sys.argv[1]
WARMTH = 0.03  # seconds of tasks before the clock runs, as in warm.go
QUICK_SLEEPERS = 100_000


def measure(work):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return {"ns": ns, "cpu_ns": time.process_time_ns() - cpu, "answer": str(result)}


def resident():
    """Memory of this process in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


class Case:
    """A case made ready."""

    def __init__(self, q):
        self.n, self.quick = q["size"], q["quick"]

    def sample(self):
        return measure(self.work)

    def close(self):
        pass


def count_up():
    i = 0
    while True:
        yield i
        i += 1


class Resume(Case):
    def work(self):
        g, total = count_up(), 0
        send = g.send
        for _ in range(self.n):
            total += send(None)
        g.close()
        return total


def adder():
    total = 0
    while True:
        total += yield total


class Send(Case):
    def work(self):
        g = adder()
        total = next(g)
        send = g.send
        for i in range(self.n):
            total = send(i)
        g.close()
        return total


def one(i):
    yield i


class Coroutines(Case):
    def work(self):
        total = 0
        for i in range(self.n):
            g = one(i)
            total += next(g)
            if next(g, None) is not None:
                return -1
        return total


class Turns(Case):
    async def player(self):
        count, sleep = 0, asyncio.sleep
        for _ in range(self.n // 2):
            await sleep(0)
            count += 1
        return count

    async def main(self):
        return sum(await asyncio.gather(self.player(), self.player()))

    def work(self):
        return asyncio.run(self.main())


class Jump(selectors.SelectSelector):
    """Sets the clock on instead of waiting: nothing else can happen."""
    now = 0.0

    def select(self, timeout=None):
        if timeout:
            self.now += timeout
        return ()


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.jump = Jump()
        super().__init__(self.jump)

    def time(self):
        return self.jump.now


class Sleepers(Case):
    def __init__(self, q):
        super().__init__(q)
        if self.quick:
            self.n = min(self.n, QUICK_SLEEPERS)
        # A first run, which is not timed, says how much memory is taken when all sleep.
        blocks, before = sys.getallocatedblocks(), resident()
        self.work()
        self.took = {"allocs": self.asleep[0] - blocks, "bytes": self.asleep[1] - before} if before else {}

    async def sleeper(self, ms):
        await asyncio.sleep(ms / 1000)
        return ms

    async def main(self):
        n, loop = self.n, asyncio.get_running_loop()
        tasks = [loop.create_task(self.sleeper(i * 7919 % n + 1)) for i in range(n)]
        await asyncio.sleep(0)
        self.asleep = sys.getallocatedblocks(), resident()
        slept = 0
        for t in tasks:
            slept += await t
        return f"{slept} {round(loop.time() * 1000)}"

    def work(self):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(self.main())

    def sample(self):
        return super().sample() | self.took


class Processes(Case):
    def __init__(self, q):
        super().__init__(q)
        self.mp = multiprocessing.get_context(WAY or "spawn")
        self.start()  # so that its helpers are there

    def start(self):
        p = self.mp.Process(target=int)
        p.start()
        p.join()
        return p.exitcode == 0

    def work(self):
        return sum(self.start() for _ in range(self.n))


def affine(n):
    return 3 * n + 1


def alone():
    """The harness's pipes are the first process's alone."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)


class Tasks(Case):
    """A forked worker: how fast tasks go does not depend on how it was started."""

    def __init__(self, q):
        super().__init__(q)
        mp = multiprocessing.get_context("fork")
        if WAY == "executor":
            self.pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=mp, initializer=alone)
        else:
            self.pool = mp.Pool(1, initializer=alone)

    def work(self):
        total = 0
        if WAY == "executor":
            submit = self.pool.submit
            for i in range(self.n):
                total += submit(affine, i).result()
            return total
        apply = self.pool.apply
        for i in range(self.n):
            total += apply(affine, (i,))
        return total

    def sample(self):
        begun = time.perf_counter()
        while time.perf_counter() - begun < WARMTH:
            self.work()
        return super().sample()

    def close(self):
        if WAY == "executor":
            self.pool.shutdown()
        else:
            self.pool.close()
            self.pool.join()


class PinnedTasks(Tasks):
    """The same on one processor."""

    def __init__(self, q):
        self.before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(self.before)})
        super().__init__(q)

    def close(self):
        super().close()
        os.sched_setaffinity(0, self.before)


class Threads(Case):
    def work(self):
        results = []
        for i in range(self.n):
            t = threading.Thread(target=results.append, args=(i,))
            t.start()
            t.join()
        return sum(results)


CASES = {
    "": {"resume": Resume, "resume_inline": Resume, "send": Send, "coroutine": Coroutines, "loop_switch": Turns,
         "sleep_1m": Sleepers, "spawn_cold": Processes, "warm_task": Tasks, "warm_task_1cpu": PinnedTasks, "thread": Threads},
    "forkserver": {"spawn_cold": Processes},
    "fork": {"spawn_cold": Processes},
    "executor": {"warm_task": Tasks, "warm_task_1cpu": PinnedTasks},
}[WAY]


def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process, and with it the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    version = platform.python_implementation() + " " + platform.python_version()

    def say(o):
        out.write(json.dumps(o) + "\n")
        out.flush()

    say({"version": version, "cases": sorted(CASES)})
    case = None
    for line in sys.stdin:
        q = json.loads(line)
        try:
            if q["do"] == "prepare":
                case = CASES[q["case"]](q)
                say({})
            elif q["do"] == "sample":
                gc.collect()
                say(case.sample())
            else:
                case.close()
                case = None
                say({})
        except Exception as e:
            say({"error": f"{type(e).__name__}: {e}"})
    if case:
        case.close()


if __name__ == "__main__":
    gc.disable()
    main()
