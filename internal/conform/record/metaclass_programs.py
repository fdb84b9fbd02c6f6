"""Random programs about classes, for metaclass_oracle.py.

    python3.11 metaclass_programs.py SEED COUNT FLAVOUR > programs.jsonl

FLAVOUR is mro, attr, meta, abc, slots or all. The same three give the same programs on
CPython 3.11: nothing hangs on the order of hashes. A step is run as it is made, so
that later ones use names that exist; those that fail stay in the program, about one
class in six.
"""
import argparse
import json
import random
import sys

from metaclass_oracle import Halt, Machine

POOL = ["a", "b", "c", "x", "m", "p"]
FLAVOURS = ["mro", "attr", "meta", "abc", "slots"]


def ref(n):
    return {"ref": n}


class Gen:
    def __init__(self, rng, flavour):
        self.r = rng
        self.flavour = flavour
        self.classes = []       # plain classes believed to exist
        self.metas = []
        self.insts = []
        self.steps = []
        self.n = 0
        self.m = Machine()

    def try_(self, step):
        """append a step; say whether it worked"""
        self.steps.append(step)
        self.m.fuel = 20000
        try:
            getattr(self.m, "step_" + step["op"])(step)
            return True
        except (Exception, Halt):
            return False

    def name(self, prefix):
        self.n += 1
        return "%s%d" % (prefix, self.n)

    def lit(self):
        return self.r.choice([0, 1, 7, "s", None, True, 42])

    # -- namespace entries --------------------------------------------------
    def body(self, supname=None):
        r = self.r.random()
        if supname and r < 0.35:
            return [["ret", {"cat": [self.r.choice("ABCDEF"), {"call": [{"attr": [{"super": []}, supname]}]}]}]]
        if r < 0.6:
            return [["ret", self.lit()]]
        if r < 0.8:
            return [["ret", {"arg": 0}]]
        if r < 0.9:
            return [["raise", self.r.choice(["AttributeError", "ValueError", "TypeError"]), "boom"]]
        return [["ret", {"args": 0}]]

    def entry(self, name):
        f = self.flavour
        k = self.r.choices(
            ["value", "method", "property", "descr", "classmethod", "staticmethod"],
            {"mro": [5, 5, 1, 1, 1, 1], "attr": [3, 3, 4, 6, 2, 2], "meta": [4, 3, 2, 4, 2, 1],
             "abc": [2, 6, 2, 1, 1, 1], "slots": [3, 2, 2, 2, 1, 1]}[f])[0]
        if k == "value":
            return {"k": "value", "v": self.lit()}
        if k == "method":
            return {"k": "method", "body": self.body(name)}
        if k == "classmethod":
            return {"k": "classmethod", "body": self.body(name)}
        if k == "staticmethod":
            return {"k": "staticmethod", "body": [["ret", {"args": 0}]]}
        if k == "property":
            e = {"k": "property"}
            if self.r.random() < 0.85:
                e["get"] = self.r.choice([
                    [["ret", self.lit()]],
                    [["raise", "AttributeError", "in getter"]],
                    [["ret", {"attr": [{"arg": 0}, "_hidden"]}]],
                ])
            if self.r.random() < 0.5:
                e["set"] = [["log", {"arg": 1}], ["do", {"call": [
                    {"attr": [ref("object"), "__setattr__"]}, [{"arg": 0}, "_hidden", {"arg": 1}]]}]]
            if self.r.random() < 0.25:
                e["del"] = [["log", "deleter"]]
            return e
        has = self.r.choice([["get"], ["get", "set"], ["get", "set", "del"], ["set"], ["set", "del"],
                             ["get", "del"], ["del"], ["get", "name"], ["get", "set", "name"]])
        e = {"k": "descr", "has": has}
        if self.r.random() < 0.15:
            e["raise"] = {self.r.choice(has): [self.r.choice(["AttributeError", "ValueError"]), "descr"]}
        return e

    def hook(self):
        """one of the attribute hooks, with a body that cannot recurse"""
        sup = lambda m, *a: {"call": [{"attr": [{"super": []}, m]}, list(a)]}
        which = self.r.choice(["__getattr__", "__getattr__", "__getattribute__", "__setattr__", "__delattr__"])
        if which == "__getattr__":
            body = self.r.choice([
                [["log", {"arg": 1}], ["ret", {"cat": ["dyn-", {"arg": 1}]}]],
                [["raise", "AttributeError", "no such"]],
                [["if", {"arg": 1}, "zz", [["ret", 1]], [["raise", "AttributeError", "not zz"]]]],
            ])
        elif which == "__getattribute__":
            body = self.r.choice([
                [["log", {"arg": 1}], ["ret", sup(which, {"arg": 1})]],
                [["if", {"arg": 1}, "a", [["ret", "intercepted"]], [["ret", sup(which, {"arg": 1})]]]],
                [["if", {"arg": 1}, "a", [["raise", "AttributeError", "hidden"]],
                  [["ret", sup(which, {"arg": 1})]]]],
            ])
        elif which == "__setattr__":
            body = self.r.choice([
                [["log", {"args": 1}], ["do", sup(which, {"arg": 1}, {"arg": 2})]],
                [["if", {"arg": 1}, "a", [["raise", "AttributeError", "frozen"]],
                  [["do", sup(which, {"arg": 1}, {"arg": 2})]]]],
            ])
        else:
            body = [["log", {"arg": 1}], ["do", sup(which, {"arg": 1})]]
        return [which, {"k": "method", "body": body}]

    def namespace(self, lo=0, hi=4):
        ns = []
        for n in self.r.sample(POOL, self.r.randint(lo, hi)):
            ns.append([n, self.entry(n)])
        return ns

    # -- class steps ----------------------------------------------------------
    def meta(self):
        name = self.name("M")
        bases = [ref("type")] if not self.metas or self.r.random() < 0.6 else \
            [ref(b) for b in self.r.sample(self.metas, min(len(self.metas), self.r.choice([1, 1, 2])))]
        ns = []
        sup = lambda m: {"call": [{"attr": [{"super": []}, m]}, [{"star": {"args": 1}}], {"**": {"kw": 0}}]}
        new = {"call": [{"attr": [{"super": []}, "__new__"]}, [{"star": {"args": 0}}], {"**": {"kw": 0}}]}
        if self.r.random() < 0.4:
            ns.append(["__new__", {"k": "method", "body": [
                ["log", {"cat": [name, ".__new__ ", {"arg": 1}]}],
                ["setitem", {"arg": 3}, "by_" + name, 1],
                ["ret", new]]}])
        if self.r.random() < 0.4:
            ns.append(["__init__", {"k": "method", "body": [
                ["log", {"cat": [name, ".__init__ ", {"arg": 1}]}],
                ["do", sup("__init__")],
                ["set", {"arg": 0}, "init_" + name, 2]]}])
        if self.r.random() < 0.25:
            ns.append(["__call__", {"k": "method", "body": [
                ["log", name + ".__call__"], ["ret", sup("__call__")]]}])
        if self.r.random() < 0.25:
            ns.append(["__prepare__", {"k": "classmethod", "body": [
                ["log", {"cat": [name, ".__prepare__ ", {"arg": 1}]}],
                ["ret", {"dict": [["prepared", 1]]}]]}])
        if self.r.random() < 0.2:
            ns.append(["__instancecheck__", {"k": "method", "body": [
                ["log", name + ".__instancecheck__"], ["ret", self.r.choice([True, False, {"call": [
                    {"attr": [{"super": []}, "__instancecheck__"]}, [{"arg": 1}]]}])]]}])
        if self.r.random() < 0.2:
            ns.append(["__subclasscheck__", {"k": "method", "body": [
                ["log", name + ".__subclasscheck__"], ["ret", self.r.choice([True, False, {"call": [
                    {"attr": [{"super": []}, "__subclasscheck__"]}, [{"arg": 1}]]}])]]}])
        if self.r.random() < 0.12:
            ns.append(["mro", {"k": "method", "body": [
                ["log", name + ".mro"], ["ret", {"call": [{"attr": [{"super": []}, "mro"]}]}]]}])
        if self.r.random() < 0.5:
            n = self.r.choice(POOL)
            ns.append([n, self.entry(n)])
        if self.r.random() < 0.2:
            ns.append(self.hook())
        if self.try_({"op": "class", "name": name, "bases": bases, "ns": ns}):
            self.metas.append(name)
            self.steps.append({"op": "mro", "cls": ref(name)})

    def cls(self):
        f = self.flavour
        name = self.name("C")
        k = self.r.choices([0, 1, 2, 3, 4], {"mro": [1, 4, 5, 3, 1]}.get(f, [2, 6, 3, 1, 0]))[0]
        picked = self.r.sample(self.classes, min(k, len(self.classes)))
        if self.r.random() < 0.7:       # newest first: consistent more often
            picked.sort(key=self.classes.index, reverse=True)
        bases = [ref(b) for b in picked]
        if bases and self.r.random() < 0.03:
            bases.append(bases[0])                  # duplicate base
        if self.r.random() < 0.05:
            bases.insert(self.r.randint(0, len(bases)), ref("object"))
        if self.r.random() < 0.02:
            bases.append(self.r.choice([ref("bool"), 1, None, ref("int"), ref("dict"), ref("list")]))
        ns = self.namespace(0, 2 if f == "mro" else 4)
        s = {"op": "class", "name": name, "bases": bases, "ns": ns}
        if f == "meta" and self.metas and self.r.random() < 0.5:
            s["meta"] = ref(self.r.choice(self.metas))
        if f == "abc":
            if self.r.random() < 0.4:
                s["meta"] = ref("ABCMeta")
            for n in self.r.sample(POOL, self.r.randint(0, 2)):
                ns[:] = [e for e in ns if e[0] != n]
                ns.append([n, {"k": "abstract", "body": [["ret", 0]]}])
            if self.r.random() < 0.1:
                ns.append(["__subclasshook__", {"k": "classmethod", "body": [
                    ["ret", self.r.choice([True, False])]]}])
        if f == "slots" and self.r.random() < 0.7 or self.r.random() < 0.04:
            names = self.r.sample(POOL, self.r.randint(0, 3))
            if self.r.random() < 0.1:
                names.append(self.r.choice(["__dict__", "__weakref__", "1bad", "a b", 5]))
            if self.r.random() < 0.85:
                ns[:] = [e for e in ns if e[0] not in names]
            ns.append(["__slots__", {"k": "slots", "names": names}])
        if f in ("attr", "meta") and self.r.random() < 0.2:
            ns.append(self.hook())
        if f in ("meta", "attr") and self.r.random() < 0.12:
            ns.append(["__init_subclass__", {"k": "method", "body": [
                ["log", {"cat": [name, ".__init_subclass__"]}], ["log", {"kw": 0}],
                ["do", {"call": [{"attr": [{"super": []}, "__init_subclass__"]}, [],
                                 self.r.choice([{}, {"**": {"kw": 0}}])]}]]}])
        if f == "meta" and self.r.random() < 0.1:
            s["kw"] = {"opt": self.lit()}
        self.r.shuffle(ns)
        if self.r.random() < 0.15:
            s["op"] = "type3"
            s["ns"] = [e for e in ns if '"super"' not in json.dumps(e)]
            if s.get("meta") is None:
                s.pop("meta", None)
        if self.try_(s):
            self.classes.append(name)
            self.steps.append({"op": "mro", "cls": ref(name)})

    def inst(self):
        c = self.r.choice(self.classes)
        v = self.name("i")
        if self.try_({"op": "new", "as": v, "cls": ref(c),
                      "args": [1] if self.r.random() < 0.04 else []}):
            self.insts.append(v)

    def obj(self):
        if self.insts and self.r.random() < 0.6:
            return ref(self.r.choice(self.insts))
        return ref(self.r.choice(self.classes + (self.metas if self.r.random() < 0.2 else [])))

    def attr(self):
        return self.r.choice(POOL + ["zz"])

    def query(self):
        q = self.r.random()
        st = self.try_
        if q < 0.34:
            st({"op": "get", "obj": self.obj(), "name": self.attr()})
        elif q < 0.46:
            e = {"op": "set", "obj": self.obj(), "name": self.attr()}
            if self.r.random() < 0.3:
                n = e["name"]
                ent = self.entry(n)
                if '"super"' in json.dumps(ent):
                    ent = {"k": "value", "v": 5}
                e["entry"] = ent
            else:
                e["v"] = self.lit()
            st(e)
        elif q < 0.52:
            st({"op": "del", "obj": self.obj(), "name": self.attr()})
        elif q < 0.60:
            st({"op": "eval", "x": {"call": [{"attr": [self.obj(), self.attr()]},
                                             self.r.choice([[], [], [], [1]])]}})
        elif q < 0.68:
            st({"op": "isinstance", "obj": self.obj(), "cls": ref(self.r.choice(self.classes + ["type", "object"]))})
        elif q < 0.75:
            st({"op": "issubclass", "sub": ref(self.r.choice(self.classes)),
                "cls": ref(self.r.choice(self.classes + ["object", "type"]))})
        elif q < 0.79:
            st({"op": "type", "obj": self.obj()})
        elif q < 0.84 and self.insts:
            st({"op": "super", "cls": ref(self.r.choice(self.classes)), "obj": self.obj(), "name": self.attr()})
        elif q < 0.88:
            st({"op": "subclasses", "cls": ref(self.r.choice(self.classes))})
        elif q < 0.91 and len(self.classes) > 1:
            c = ref(self.r.choice(self.classes))
            st({"op": "set", "obj": c, "name": "__bases__", "v": {"tuple": [
                ref(b) for b in self.r.sample(self.classes, self.r.choice([0, 1, 1, 1, 2]) if len(self.classes) > 2 else 1)]}})
            st({"op": "mro", "cls": ref(self.r.choice(self.classes))})
            st({"op": "mro", "cls": c})
        elif q < 0.94 and self.insts:
            st({"op": "set", "obj": ref(self.r.choice(self.insts)), "name": "__class__",
                "v": ref(self.r.choice(self.classes))})
        elif q < 0.96 and self.flavour == "abc" and len(self.classes) > 1:
            st({"op": "register", "cls": ref(self.r.choice(self.classes)), "sub": ref(self.r.choice(self.classes))})
        elif q < 0.97 and self.flavour == "abc":
            st({"op": "abstract", "cls": ref(self.r.choice(self.classes))})
        elif self.insts:
            st({"op": "dict", "obj": ref(self.r.choice(self.insts))})
        else:
            st({"op": "hasattr", "obj": self.obj(), "name": self.attr()})

    def program(self):
        if self.flavour == "meta":
            for _ in range(self.r.randint(1, 4)):
                self.meta()
        while len(self.classes) < 2:
            self.cls()
        for _ in range(self.r.randint(8, 25)):
            x = self.r.random()
            if x < (0.35 if self.flavour == "mro" else 0.15):
                self.cls()
            elif x < 0.3 or not self.insts:
                self.inst()
            else:
                self.query()
        return self.steps


def programs(seed, n, flavour="all"):
    for i in range(n):
        f = FLAVOURS[i % len(FLAVOURS)] if flavour == "all" else flavour
        rng = random.Random("%d/%s/%d" % (seed, f, i))
        yield {"id": "%s-%d-%d" % (f, seed, i), "steps": Gen(rng, f).program()}


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("seed", type=int)
    ap.add_argument("count", type=int)
    ap.add_argument("flavour", choices=["all"] + FLAVOURS)
    a = ap.parse_args()
    for p in programs(a.seed, a.count, a.flavour):
        print(json.dumps(p, separators=(",", ":")))
