#!/usr/bin/env python3
"""Writes COUNT random programs for concurrency_oracle.py, made from SEED: the same
bytes for the same seed. Sleeps are long and random, so that timers of equal time
are rare; the oracle passes over the programs in which there are any."""
import json, random, sys


class Maker:
    def __init__(self, r):
        self.r = r
        self.objects = {}
        for n in range(r.randint(0, 2)):
            self.objects["q%d" % n] = ["queue", r.choice([0, 1, 1, 2])]
        for n in range(r.randint(0, 2)):
            self.objects["l%d" % n] = ["lock"]
        if r.random() < .5:
            self.objects["s0"] = ["semaphore", r.choice([0, 1, 1, 2])]
        for n in range(r.randint(0, 2)):
            self.objects["e%d" % n] = ["event"]
        for n in range(r.randint(0, 2)):
            self.objects["f%d" % n] = ["future"]
        self.count = r.randint(1, 6)
        self.tasks, self.groups, self.value = ["main"], [], 0
        # A program stresses some things and leaves others.
        self.weights = {k: r.choice([0, 1, 1, 2, 5]) for k in KINDS}
        for k in ("spawn", "await", "sleep", "yield"):
            self.weights[k] += 2
        for k in ("raise", "return"):
            self.weights[k] *= .3
        for k, prefix in NEEDS.items():
            if not self.having(prefix):
                self.weights[k] = 0

    def having(self, prefix):
        return [n for n in self.objects if n[0] in prefix]

    def pick(self, prefix):
        return self.r.choice(self.having(prefix))

    def fresh(self):
        self.value += 1
        return self.value

    def task(self):
        known = self.tasks[-8:] + self.having("f")
        return self.r.choice(known + ["t%d" % (len(self.tasks) + self.r.randint(0, 1))] * (self.r.random() < .1))

    def new_task(self):
        name = "t%d" % len(self.tasks)
        self.tasks.append(name)
        return name

    def program(self):
        bodies = {}
        for n in range(self.count + 1):
            self.at = n
            first = [["spawn", "b%d" % self.r.randint(1, self.count), self.new_task()] for _ in range(self.r.randint(1, 3))] if n == 0 else []
            bodies["main" if n == 0 else "b%d" % n] = first + self.block(self.r.randint(2, 8) if n == 0 else self.r.randint(1, 6), 0)
        return {"objects": self.objects, "bodies": bodies}

    def block(self, n, depth):
        out = []
        for _ in range(n):
            out.extend(self.op(depth))
        return out

    def inner(self, depth):
        return self.block(self.r.randint(1, 3), depth + 1)

    def op(self, depth):
        r = self.r
        kinds = [k for k in KINDS if not (depth >= 3 and k in NESTED) and not (self.at >= self.count and k in ("spawn", "gspawn"))
                 and not (k == "gspawn" and not self.groups)]
        k = r.choices(kinds, [self.weights[x] for x in kinds])[0]
        if k in ("spawn", "gspawn"):
            body = "b%d" % r.randint(self.at + 1, self.count)
            where = [r.choice(self.groups[-3:])] if k == "gspawn" else []
            one = [k, *where, body, self.new_task()]
            return [one] if r.random() < .6 else [one, ["spawn", "b%d" % r.randint(self.at + 1, self.count), self.new_task()]]
        if k == "sleep":
            return [[k, r.choice([0, r.randint(1, 10**r.randint(3, 6))])]] if r.random() < .2 else [[k, r.randint(1, 10**r.randint(4, 6))]]
        if k in ("yield", "cancelling", "uncancel"):
            return [[k]]
        if k in ("log", "soon", "return"):
            return [[k, self.fresh()]]
        if k == "raise":
            return [[k, "x%d" % self.fresh()]]
        if k in ("await", "cancel", "shield"):
            return [[k, self.task()]]
        if k == "gather":
            return [[k, [self.task() for _ in range(r.randint(0, 4))], r.random() < .5]]
        if k == "timeout":
            return [[k, r.choice([0, r.randint(1, 10**r.randint(3, 6))]) if r.random() < .3 else r.randint(1, 10**r.randint(4, 6)), self.inner(depth)]]
        if k == "group":
            g = "g%d" % len(self.groups)
            self.groups.append(g)
            ops = self.inner(depth)
            if self.at < self.count:
                for _ in range(r.randint(0, 3)):
                    ops.insert(r.randint(0, len(ops)), ["gspawn", g, "b%d" % r.randint(self.at + 1, self.count), self.new_task()])
            return [[k, g, ops]]
        if k == "try":
            return [[k, self.inner(depth), r.choice(["cancelled", "error", "any"]), self.block(r.randint(0, 2), depth + 1)]]
        if k == "finally":
            return [[k, self.inner(depth), self.block(r.randint(1, 2), depth + 1)]]
        if k in ("put", "tryput"):
            return [[k, self.pick("q"), self.fresh()]]
        if k in ("get", "tryget", "taskdone", "join"):
            return [[k, self.pick("q")]]
        if k in ("acquire", "release"):
            return [[k, self.pick("ls")]]
        if k == "hold":
            what = self.pick("ls")
            return [["acquire", what], ["finally", self.inner(depth), [["release", what]]]]
        if k in ("wait", "set", "clear"):
            return [[k, self.pick("e")]]
        if k == "fset":
            return [[k, self.pick("f"), self.fresh()]]
        if k == "ffail":
            return [[k, self.pick("f"), "y%d" % self.fresh()]]
        raise KeyError(k)


KINDS = ["sleep", "yield", "log", "raise", "return", "spawn", "await", "cancel", "cancelling", "uncancel", "timeout", "group", "gspawn",
         "gather", "shield", "put", "get", "tryput", "tryget", "taskdone", "join", "acquire", "release", "hold", "wait", "set", "clear",
         "fset", "ffail", "soon", "try", "finally"]
NESTED = ("timeout", "group", "try", "finally", "hold")
NEEDS = {"put": "q", "get": "q", "tryput": "q", "tryget": "q", "taskdone": "q", "join": "q", "acquire": "ls", "release": "ls",
         "hold": "ls", "wait": "e", "set": "e", "clear": "e", "fset": "f", "ffail": "f"}


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    r = random.Random(seed)
    for n in range(count):
        m = Maker(random.Random(r.getrandbits(64)))
        print(json.dumps({"id": "%d/%d" % (seed, n), **m.program()}, separators=(",", ":")))


if __name__ == "__main__":
    main()
