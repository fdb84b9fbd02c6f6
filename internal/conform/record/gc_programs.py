#!/usr/bin/env python3
"""Writes random heap programs, one JSON array a line, for gc_oracle.py.

    gc_programs.py SEED COUNT PROFILE [--ops N]

The same arguments write the same programs. Profiles: rc (counting alone, nothing
is collected), cycles, mixed, weak, fin, auto (automatic collections), loose (the
same with finalizers and callbacks that only tell, so that it makes no difference to
the program when a collector comes by), names (assignments, functions and lists,
among the others).
"""
import json
import random
import sys

PROFILES = {
    "rc": dict(new=20, link=30, unlink=10, drop=18, take=6, weakref=6, wget=4, wdrop=2, fin=5, forget=2, refcount=3, leaf=2),
    "cycles": dict(new=18, link=45, unlink=3, drop=18, take=2, collect=6, gen=2),
    "mixed": dict(new=18, link=30, unlink=6, drop=14, take=4, weakref=6, wget=3, wdrop=2, fin=5, forget=2, collect=6,
                  refcount=2, gen=1, leaf=1, freeze=.3, frozen=.3, stats=.3, debug=.2, garbage=.3, ungarbage=.3, tracked=.3),
    "weak": dict(new=16, link=26, unlink=4, drop=14, take=2, weakref=20, wget=6, wdrop=3, collect=6, fin=3),
    "fin": dict(new=16, link=28, unlink=4, drop=14, take=2, weakref=8, wget=3, fin=16, forget=4, collect=6),
    "auto": dict(new=14, link=24, unlink=4, drop=12, alloc=8, release=1, threshold=2, enable=2, disable=1, collect=2),
    "loose": dict(new=18, link=36, unlink=2, drop=16, alloc=14, release=2, threshold=1, enable=1, disable=.2,
                  weakref=7, fin=7, collect=2),
    "names": dict(bind=14, leafbind=7, listbind=9, object=14, delete=12, call=9, ret=9, append=9, remove=6, set=22,
                  count_name=6, new=3, link=5, unlink=2, drop=3, take=2, weakref=8, wget=2, wdrop=1, fin=6, forget=1,
                  collect=5, gen=1),
}
NAMES = ["x", "y", "z", "u", "v", "l", "m"]     # globals and locals alike: they shadow each other
LITERALS = ["1", "1.2", "'2'", "3.4", "b'5'", "(6, 7)"]


class Writer:
    def __init__(self, seed, ops, profile):
        self.r, self.ops, self.profile = random.Random(seed), ops, profile
        self.program = []
        self.live = []          # global names that probably refer to an object
        self.slots = {}         # name -> {slot: name}, roughly
        self.weak = []
        self.made = 0
        self.scopes = []        # per open call: names probably bound in it

    def write(self):
        kinds, weights = zip(*PROFILES[self.profile].items())
        if self.profile in ("auto", "loose"):
            self.threshold([20, 50, 100])
            if self.profile == "loose":
                self.op("enable")
        else:
            self.op("disable")
        while len(self.program) < self.ops:
            kind = self.r.choices(kinds, weights)[0]
            if len(self.live) < 2:
                kind = "object" if self.profile == "names" else "new"
            getattr(self, kind, lambda: self.op(kind))()
        while self.scopes:
            self.ret()
        for i in list(self.live):
            if self.r.random() < .7:
                self.op("drop", id=i)
        for kind in ("disable", "collect", "forget", "collect"):
            self.op(kind, **({"gen": 2} if kind == "collect" else {}))
        if self.profile == "loose":
            self.look()
        return self.program

    def op(self, kind, **fields):
        self.program.append({"op": kind, **fields})

    def fresh(self, letter):
        self.made += 1
        return letter + str(self.made)

    def one(self):
        return self.r.choice(self.live)

    def chance(self, p):
        return self.r.random() < p

    def slot(self):
        return self.r.randrange(4 if self.chance(.8) else 8)

    # operations on tables

    def new(self):
        i = self.fresh("n")
        self.op("new", id=i)
        self.live.append(i)

    def leaf(self):
        i = self.fresh("k")
        self.op("new", id=i, leaf=True)
        self.op("link", id=self.one(), slot=self.r.randrange(8), to=i)
        self.op("drop", id=i)

    def link(self):
        a, b, s = self.one(), self.one(), self.slot()
        self.op("link", id=a, slot=s, to=b)
        self.slots.setdefault(a, {})[s] = b

    def unlink(self):
        a = self.one()
        used = list(self.slots.get(a, {}))
        s = self.r.choice(used) if used and self.chance(.8) else self.r.randrange(8)
        self.op("unlink", id=a, slot=s)
        self.slots.get(a, {}).pop(s, None)

    def drop(self):
        a = self.one()
        self.op("drop", id=a)
        self.live.remove(a)

    def take(self):
        a = self.one()
        if self.slots.get(a):
            s, t = self.r.choice(list(self.slots[a].items()))
            self.op("take", id=a, slot=s)
            if t not in self.live:
                self.live.append(t)

    def weakref(self):
        w, a, b, x = self.fresh("w"), self.one(), self.one(), self.r.random()
        o = {"w": w, "to": a}
        if self.profile == "loose":
            self.weak.append(w)
            self.op("weakref", **o, **({"cb": "log"} if x < .6 else {}))
            return
        if x < .6:
            o["cb"] = "log"
        elif x < .65:
            o["cb"] = "raise"
        elif x < .73:
            o["cb"] = {"drop": b}
        elif x < .76:
            o["cb"] = {"collect": self.r.randrange(3)}
        if self.chance(.25):
            s = self.r.randrange(8)
            o["in"] = [b, s]
            self.slots.get(b, {}).pop(s, None)
        self.weak.append(w)
        self.op("weakref", **o)

    def wget(self):
        if self.weak:
            self.op("wget", w=self.r.choice(self.weak))

    def look(self):
        for w in self.r.sample(self.weak, min(5, len(self.weak))):
            self.op("wget", w=w)

    def wdrop(self):
        if self.weak:
            self.op("wdrop", w=self.r.choice(self.weak))

    def fin(self):
        r, x, do = self.r, self.r.random(), ["log"]
        if self.profile == "loose":
            x = 1
        if x < .25:
            do.append({"resurrect": True})
        elif x < .4:
            do.append({"save": r.randrange(4)})
        elif x < .5:
            do.append({"unlink": r.randrange(4)})
        elif x < .6:
            do.append({"raise": True})
        elif x < .7 and self.weak:
            do.append({"peek": r.choice(self.weak)})
        elif x < .76:
            do.append({"watch": self.fresh("w")})
        elif x < .82:
            do.append({"link": [r.randrange(4), self.one()]})
        elif x < .85:
            do.append({"collect": r.randrange(3)})
        self.op("fin", id=self.one(), do=do)

    def collect(self):
        gen = self.r.choice([0, 0, 1, 2, 2])
        self.op("collect", gen=gen)
        if self.profile == "loose" and gen == 2:
            self.look()

    def refcount(self):
        self.op("refcount", id=self.one())

    def gen(self):
        self.op("gen", id=self.one())

    def tracked(self):
        self.op("tracked", id=self.one())

    def debug(self):
        self.op("debug", saveall=self.chance(.5))

    def alloc(self):
        self.op("alloc", n=self.r.choice([5, 30, 120, 600]), keep=self.chance(.7))

    def threshold(self, first=(0, 20, 50, 100)):
        self.op("threshold", t=[self.r.choice(first), self.r.choice([2, 3, 5]), self.r.choice([2, 3, 5])])

    # operations on names

    def known(self):
        """A name to read: mostly one that refers to something."""
        if self.chance(.05):
            return self.r.choice(NAMES)
        if self.scopes and self.scopes[-1] and self.chance(.7):
            return self.r.choice(self.scopes[-1])
        return self.one()

    def bound(self):
        """A name to bind."""
        name = self.r.choice(NAMES) if self.chance(.8) else self.fresh("n")
        here = self.scopes[-1] if self.scopes else self.live
        return name, "rebind" if name in here else "bind"

    def binds(self, name):
        here = self.scopes[-1] if self.scopes else self.live
        if name not in here:
            here.append(name)
        self.slots.pop(name, None)

    def assign(self, **value):
        name, kind = self.bound()
        self.op(kind, name=name, **value)
        self.binds(name)

    def bind(self):
        self.assign(to=self.known())

    def leafbind(self):
        self.assign(leaf=self.r.choice(LITERALS))

    def listbind(self):
        self.assign(list=[self.known() if self.chance(.6) else {"leaf": self.r.choice(LITERALS)} for _ in range(self.r.randrange(5))])

    def object(self):
        self.assign(object=True)

    def delete(self):
        here = self.scopes[-1] if self.scopes else self.live
        if here:
            name = self.r.choice(here)
            self.op("del", name=name)
            here.remove(name)

    def call(self):
        if len(self.scopes) < 4:
            params = self.r.sample(["a", "b"] + NAMES[:3], self.r.randrange(4))
            self.op("call", func=self.r.choice(["foo", "bar"]), params=params, args=[self.known() for _ in params])
            self.scopes.append(list(params))

    def ret(self):
        if not self.scopes:
            return
        fields = {}
        if self.chance(.5):
            fields["value"] = self.known()
            if self.chance(.8):
                fields["into"] = self.r.choice(NAMES)
        self.scopes.pop()
        self.op("return", **fields)
        if "into" in fields:
            self.binds(fields["into"])

    def append(self):
        self.op("append", list=self.r.choice(["l", "m", self.known()]), item=self.known())

    def remove(self):
        self.op("remove", list=self.r.choice(["l", "m", self.known()]), index=self.r.choice([0, 0, 1, 2]))

    def set(self):
        name, s = self.known(), self.slot()
        fields = {"to": self.known()} if self.chance(.85) else {}
        self.op("set", name=name, slot=s, **fields)

    def count_name(self):
        self.op("refcount", name=self.known())


def program(seed, ops=120, profile="mixed"):
    return Writer(seed, ops, profile).write()


def main():
    args, ops = sys.argv[1:], 120
    if "--ops" in args:
        i = args.index("--ops")
        ops = int(args[i + 1])
        del args[i:i + 2]
    if len(args) != 3 or args[2] not in PROFILES:
        sys.exit(__doc__)
    for n in range(int(args[1])):
        sys.stdout.write(json.dumps(program(int(args[0]) + n, ops, args[2]), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
