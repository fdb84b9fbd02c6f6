#!/usr/bin/env python3
"""Passes on the cases (JSON, one a line, stdin) that do not hang on one of:
  eager    something would change if sorted, reversed, product, permutations, combinations*, tail, ncycles, subslices, powerset,
           triplewise read their input at the first ask instead of at construction (a lazy Go sequence reads at the first ask)
  reask    pulls depend on a recipe (r_*, m_*) asking an exhausted or failed input again, or on being asked again itself
  big      an integer outside int64 occurs
  refcount a delegate still suspended is closed only because its last reference went
  size     the answer is too long

    python3.13 iterators_cases.py 1 5000 | python3.13 iterators_fair.py > cases.jsonl"""
import json, os, re, sys, types

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
LO, HI = -2**63, 2**63 - 1
EAGER = ("sorted reversed product permutations combinations combinations_with_replacement "
         "r_tail r_ncycles r_subslices r_powerset r_triplewise").split()


# ---- judging one case inside one Python --------------------------------------
class Judge:
    def __init__(self):
        sys.path.insert(0, HERE)
        import iterators_oracle as oracle
        self.o, self.big, self.base, self.show = oracle, False, dict(oracle.OPS), oracle.source_of
        proxy = types.SimpleNamespace(version_info=(3, 13) if sys.version_info >= (3, 12) else sys.version_info)
        oracle.sys = proxy                                   # lets 3.12 answer close()
        sys.unraisablehook = lambda *_: None
        for table in oracle.FN, oracle.FN2:
            for name, f in list(table.items()):
                table[name] = self.watched(f)
        self.fused = {n: self.fuse_op(f) if n[:2] in ("r_", "m_") else f for n, f in self.base.items()}
        self.late = {n: self.defer_op(f) if n in EAGER else f for n, f in self.base.items()}

    def watched(self, f):
        def g(*a):
            v = f(*a)
            self.look(v)
            for x in a:
                self.look(x)
            return v
        return g

    def look(self, v):
        if isinstance(v, int):
            if not LO <= v <= HI:
                self.big = True
        elif isinstance(v, (list, tuple)):
            for x in v:
                self.look(x)

    def fuse_op(self, f):
        class Fuse:
            def __init__(s, x): s.x, s.done = iter(x), False
            def __iter__(s): return s
            def __next__(s):
                if s.done:
                    raise StopIteration
                try:
                    return next(s.x)
                except BaseException:
                    s.done = True
                    raise
        return lambda a, k: Fuse(f([Fuse(x) for x in a], k))

    def defer_op(self, f):
        class Late:
            def __init__(s, a, k): s.a, s.k, s.x = a, k, None
            def __iter__(s): return s
            def __next__(s):
                if s.x is None:
                    s.x = iter(())
                    s.x = iter(f(s.a, s.k))
                return next(s.x)
        def make(a, k):
            f([() for _ in a], k)                            # bad arguments still fail at once
            return Late(a, k)
        return make

    def once(self, case, ops=None):
        self.o.OPS.clear()
        self.o.OPS.update(ops or self.base)
        return self.o.KINDS[case["kind"]](case)

    def answer(self, case):
        self.big, why = False, []
        try:
            a = self.once(case)
        except self.o.Skip:
            raise
        except Exception as e:                               # the oracle itself gave up
            return {"id": case["id"]}, ["crash " + type(e).__name__]
        if "steps" in a:
            self.o.source_of = lambda body: "KEEP = []\ndef keep(g):\n    KEEP.append(g)\n    return g\n" + \
                re.sub(r"yield from (g\d+\(\))", r"yield from keep(\1)", self.show(body))
            b = self.once(case)
            self.o.source_of = self.show
            if a != b:
                why.append("refcount")
            return a, why
        self.look(a["result"])
        if self.big:
            why.append("big")
        if isinstance(a["result"], list) and len(a["result"]) >= self.o.LIMIT:
            why.append("size")
        b = self.once(case, self.fused)
        if any(a[f] != b[f] for f in ("result", "end", "error", "pulled")):
            why.append("reask")
        try:
            if a != self.once(case, self.late):
                why.append("eager")
        except Exception:
            why.append("eager")
        return a, why


if __name__ == "__main__":
    judge = Judge()
    for line in sys.stdin:
        try:
            marks = judge.answer(json.loads(line))[1]
        except judge.o.Skip:
            marks = ["skip"]
        if not marks:
            print(line, end="")
