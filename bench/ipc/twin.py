"""The Python side of the benchmark: a worker that speaks one JSON object a line.

Its argument names the way between the two processes. The other one is forked, which
is the quickest to start; how fast messages go does not depend on it. The collector is
off, as timeit has it."""
import ctypes
import gc
import json
import multiprocessing
import os
import platform
import signal
import sys
import time
import zlib
from array import array
from multiprocessing.shared_memory import SharedMemory

WAY = sys.argv[1]
WORD = 1 << 64
WARMTH = 0.03  # seconds of traffic before the clock runs, as in traffic.go
mp = multiprocessing.get_context("fork")

# The same as in traffic.go: kind, bytes of a message.
TRAFFIC = {
    "rtt_8B": ("echo", 8),
    "rtt_64B": ("echo", 64),
    "rtt_1KiB": ("echo", 1 << 10),
    "rtt_64KiB": ("echo", 64 << 10),
    "rtt_1MiB_loan": ("loan", 1 << 20),
    "oneway_64B": ("oneway", 64),
    "oneway_1MiB": ("oneway", 1 << 20),
    "queue_64B": ("oneway", 64),
}
# Who does what. Queues are pipes with more around them: a few cases show how much.
CASES = {
    "shared_memory": ["rtt_8B", "rtt_64B", "rtt_1KiB", "rtt_64KiB", "rtt_1MiB_loan", "oneway_64B", "oneway_1MiB", "semaphore", "robust_lock"],
    "Pipe": ["rtt_8B", "rtt_64B", "rtt_1KiB", "rtt_64KiB", "rtt_1MiB_loan", "oneway_64B", "oneway_1MiB"],
    "Queue": ["rtt_8B", "oneway_64B", "queue_64B"],
    "SimpleQueue": ["rtt_8B", "oneway_64B", "queue_64B"],
}


def measure(work):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return (ns, time.process_time_ns() - cpu), result


class PipeEnds:
    """The two directions of a Pipe: messages are bytes."""

    def __init__(self, size):
        self.ends = mp.Pipe()

    def ways(self, side):
        mine = self.ends[side]
        return mine.send_bytes, mine.recv_bytes

    def forget(self, side):
        self.ends[1 - side].close()

    def close(self):
        for end in self.ends:
            end.close()


class Queues:
    """Two queues, there and back: messages are pickled."""

    def __init__(self, size):
        make = {"Queue": lambda: mp.Queue(1024), "SimpleQueue": mp.SimpleQueue}[WAY]
        self.queues = make(), make()

    def ways(self, side):
        return self.queues[side].put, self.queues[1 - side].get

    def forget(self, side):
        pass

    def close(self):
        for q in self.queues:
            q.close()


class Slots:
    """A ring of slots in shared memory each way, two semaphores each: what is free,
    what is full. Messages are copied in and out."""

    def __init__(self, size):
        self.size = max(size, 8)
        self.count = max(2, min(1024, (4 << 20) // self.size))
        self.rings = [(SharedMemory(create=True, size=self.count * self.size), mp.Semaphore(self.count), mp.Semaphore(0), mp.RawArray(ctypes.c_uint32, self.count)) for _ in range(2)]

    def ways(self, side):
        return self.sender(*self.rings[side]), self.receiver(*self.rings[1 - side])

    def sender(self, memory, free, full, lengths):
        buf, size, count = memory.buf, self.size, self.count
        wait, tell = free.acquire, full.release
        at = 0

        def send(message):
            nonlocal at
            wait()
            n, start = len(message), at * size
            buf[start:start + n] = message
            lengths[at] = n
            tell()
            at = (at + 1) % count
        return send

    def receiver(self, memory, free, full, lengths):
        buf, size, count = memory.buf, self.size, self.count
        wait, tell = full.acquire, free.release
        at = 0

        def receive():
            nonlocal at
            wait()
            start = at * size
            message = bytes(buf[start:start + lengths[at]])
            tell()
            at = (at + 1) % count
            return message
        return receive

    def forget(self, side):
        pass

    def close(self):
        for memory, *_ in self.rings:
            memory.close()
            memory.unlink()


def payload(n):
    return bytes(((i >> 8) * 31 + i * 7 + 3) & 255 for i in range(n))


def word(message):
    return int.from_bytes(message[:8], "little")


def pack(v):
    return v.to_bytes(8, "little")


def serve(kind, count, send, receive):
    """The other process, for ever."""
    send(pack(zlib.crc32(receive())))
    if kind == "echo":
        while True:
            message = receive()
            n = pack((3 * int.from_bytes(message[:8], "little") + 1) % WORD)
            send(n + message[8:] if len(message) > 8 else n)
    while kind == "oneway":
        total = 0
        for _ in range(count):
            message = receive()
            total += int.from_bytes(message[:8], "little") + len(message)
        send(pack(total % WORD))
    while True:
        send(pack(sum(memoryview(receive()).cast("Q")) % WORD))


def serve_slots(ring, send):
    """serve of a loan: the sum is taken where the numbers lie."""
    memory, free, full, _ = ring
    numbers = memory.buf[:1 << 20].cast("Q")
    while True:
        full.acquire()
        total = sum(numbers) % WORD
        free.release()
        send(pack(total))


class Traffic:
    """A case between two processes, made ready."""

    def __init__(self, kind, size, count):
        self.kind, self.size, self.count = kind, size, count
        self.link = {"shared_memory": Slots, "Pipe": PipeEnds}.get(WAY, Queues)(size)
        self.lent = kind == "loan" and WAY == "shared_memory"
        self.other = mp.Process(target=self.serve, daemon=True)
        self.other.start()
        self.link.forget(0)
        self.send, self.receive = self.link.ways(0)
        if not self.lent:
            self.greet()

    def serve(self):
        # The harness's pipes are the first process's alone.
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        self.link.forget(1)
        send, receive = self.link.ways(1)
        try:
            if self.lent:
                serve_slots(self.link.rings[0], send)
            serve(self.kind, self.count, send, receive)
        except (EOFError, BrokenPipeError):
            pass

    def greet(self):
        message = payload(self.size)
        self.send(message)
        if word(self.receive()) != zlib.crc32(message):
            raise ValueError("a message came out other than it went in")
        self.message = bytearray(message)
        self.tail = message[8:]

    def sample(self):
        work = getattr(self, self.kind)
        begun = time.perf_counter()
        while time.perf_counter() - begun < WARMTH:
            work()
        return measure(work)

    def echo(self):
        send, receive, tail, total = self.send, self.receive, self.tail, 0
        for i in range(self.count):
            send(i.to_bytes(8, "little") + tail if tail else i.to_bytes(8, "little"))
            got = receive()
            total += int.from_bytes(got[:8], "little") + len(got)
        return total % WORD

    def oneway(self):
        send, tail = self.send, self.tail
        if self.size > 1 << 10:
            message = self.message
            for i in range(self.count):
                message[:8] = i.to_bytes(8, "little")
                send(message)
        else:
            for i in range(self.count):
                send(i.to_bytes(8, "little") + tail)
        return word(self.receive())

    def loan(self):
        send, receive, words, total = self.send, self.receive, self.size // 8, 0
        if self.lent:
            memory, free, full, _ = self.link.rings[0]
            numbers = memory.buf[:self.size].cast("Q")
            for i in range(self.count):
                free.acquire()
                numbers[:] = array("Q", range(i, i + words))
                full.release()
                total += word(receive())
            return total % WORD
        for i in range(self.count):
            send(array("Q", range(i, i + words)).tobytes())
            total += word(receive())
        return total % WORD

    def close(self):
        self.other.kill()
        self.other.join()
        self.link.close()


class Alone:
    """Acquire and release, while another process has the thing, too."""

    def __init__(self, make, count):
        self.thing, self.count = make(), count
        self.other = mp.Process(target=self.idle, daemon=True)
        self.other.start()

    def idle(self):
        while self.thing:
            signal.pause()

    def sample(self):
        acquire, release = self.thing.acquire, self.thing.release

        def work():
            count = 0
            for _ in range(self.count):
                acquire()
                count += 1
                release()
            return count
        return measure(work)

    def close(self):
        self.other.kill()
        self.other.join()


def prepare(q):
    name = q["case"]
    if name in TRAFFIC:
        return Traffic(*TRAFFIC[name], q["size"])
    return Alone({"semaphore": lambda: mp.Semaphore(1), "robust_lock": mp.Lock}[name], q["size"])


def main():
    # An interrupt at the terminal is the harness's business; the end of its
    # input ends this process, and with it the other.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout
    version = platform.python_implementation() + " " + platform.python_version()

    def say(o):
        out.write(json.dumps(o) + "\n")
        out.flush()

    gc.disable()
    say({"version": version, "cases": sorted(CASES[WAY])})
    case = None
    for line in sys.stdin:
        q = json.loads(line)
        try:
            if q["do"] == "prepare":
                case = prepare(q)
                say({})
            elif q["do"] == "sample":
                gc.collect()
                ns, answer = case.sample()
                say({"ns": ns[0], "cpu_ns": ns[1], "answer": str(answer)})
            else:
                case.close()
                case = None
                say({})
        except Exception as e:
            say({"error": f"{type(e).__name__}: {e}"})
    if case:
        case.close()


main()
