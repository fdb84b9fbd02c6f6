#!/usr/bin/env python3
"""Writes the named programs that people read: gc_cases.py bullets|cases.

bullets: what makes a count go up and down, one statement at a time.
cases: corners where the order of things can be seen, and repaired differences.
"""
import json
import sys


def op(kind, **fields):
    return {"op": kind, **fields}


def bind(name, **value):
    return op("bind", name=name, **value)


def count(*names):
    return [op("refcount", name=n) for n in names]


def leaf(literal):
    return {"leaf": literal}


def new(*ids):
    return [op("new", id=i) for i in ids]


def drop(*ids):
    return [op("drop", id=i) for i in ids]


def link(i, slot, to):
    return op("link", id=i, slot=slot, to=to)


def fin(i, *do):
    return op("fin", id=i, do=["log", *do])


def collect(gen=2):
    return op("collect", gen=gen)


X = bind("x", leaf="1.2")
BULLETS = {
    "up: created and bound, x = 1.2": [X, *count("x")],
    "up: assigned to another name, y = x": [X, bind("y", to="x"), *count("x", "y")],
    "up: passed as an argument, foo(x)": [
        X, *count("x"), op("call", func="foo", params=["a"], args=["x"]), *count("a", "x"), op("return"), *count("x")],
    "up: made an element of a container, [1, x, '2']": [
        X, bind("l", list=[leaf("1"), "x", leaf("'2'")]), *count("x", "l")],
    "down: a local goes out of scope, foo returns": [
        X, op("call", func="foo", params=["a"], args=["x"]), bind("b", to="a"), bind("c", leaf="3.4"), *count("x"),
        op("return"), *count("x")],
    "down: a name is deleted, del y": [X, bind("y", to="x"), *count("x"), op("del", name="y"), *count("x"), op("del", name="x")],
    "down: a name is bound to another object, x = 2.2": [
        X, bind("y", to="x"), *count("y"), op("rebind", name="x", leaf="2.2"), *count("y", "x"), op("rebind", name="y", leaf="3.3")],
    "down: removed from a container": [
        X, bind("l", list=[leaf("1"), "x", leaf("'2'")]), *count("x"), op("remove", list="l", index=1), *count("x"),
        op("remove", list="l", index=0)],
    "down: the container is destroyed": [
        X, bind("l", list=[leaf("1"), "x", leaf("'2'")]), *count("x"), op("del", name="l"), *count("x")],
    "down: the container goes out of scope": [
        X, op("call", func="foo"), bind("l", list=["x", "x"]), *count("x"), op("return"), *count("x")],
    "mark and sweep's business: a cycle is not freed by counting": [
        op("disable"), bind("a", object=True), bind("b", object=True), op("set", name="a", slot=0, to="b"),
        op("set", name="b", slot=0, to="a"), *count("a", "b"), op("del", name="a"), op("del", name="b"), collect()],
    "generations: who survives is looked at less often": [
        op("disable"), *new("n"), op("gen", id="n"), collect(0), op("gen", id="n"), collect(1), op("gen", id="n"), collect(2),
        op("gen", id="n"), op("stats")],
}


def chain(n, letter="c"):
    ids = ["%s%d" % (letter, i) for i in range(n)]
    return [*new(*ids), *[link(a, 0, b) for a, b in zip(ids, ids[1:])], *drop(*ids[1:])]


CASES = {
    "trashcan: a chain of exactly 50": [op("disable"), *chain(50), *drop("c0")],
    "trashcan: a chain of 51": [op("disable"), *chain(51), *drop("c0")],
    "trashcan: a chain of 160": [op("disable"), *chain(160), *drop("c0")],
    "trashcan: the rest waits while the first has more": [
        op("disable"), *chain(60), *new("side"), link("c10", 1, "side"), *drop("side"), *drop("c0")],
    "trashcan: a list in every link": [
        op("disable"), bind("l0", list=[leaf("1")]), *[bind("l%d" % i, list=["l%d" % (i - 1), leaf(str(i))]) for i in range(1, 60)],
        *[op("del", name="l%d" % i) for i in range(59)], op("del", name="l59")],
    "trashcan: a finalizer below depth 50": [op("disable"), *chain(70), op("take", id="c0", slot=0), fin("c1", "log"), *drop("c1", "c0")],
    "a part of the trash is resurrected": [
        op("disable"), *new("a", "b", "c", "d"), link("a", 0, "b"), link("b", 0, "a"), link("c", 0, "d"), link("d", 0, "c"),
        link("a", 1, "c"), fin("c", {"resurrect": True}), *drop("a", "b", "c", "d"), collect(), op("forget"), collect()],
    "a finalizer saves what it refers to, and dies itself": [
        op("disable"), *new("a", "b"), link("a", 0, "b"), link("b", 0, "a"), fin("a", {"save": 0}), *drop("a", "b"), collect(),
        op("forget"), collect()],
    "a weak reference in the trash: its callback does not run": [
        op("disable"), *new("a", "b"), link("a", 0, "b"), link("b", 0, "a"), op("weakref", w="w", to="a", cb="log", **{"in": ["b", 1]}),
        op("weakref", w="v", to="a", cb="log"), *drop("a", "b"), collect(), op("wget", w="v")],
    "callbacks run newest first": [
        op("disable"), *new("a"), *[op("weakref", w="w%d" % i, to="a", cb="log" if i % 3 else None) for i in range(7)], *drop("a"),
        *[op("wget", w="w%d" % i) for i in range(7)]],
    "a callback drops what holds the next callback": [
        op("disable"), *new("a", "h"), op("weakref", w="w", to="a", cb="log", **{"in": ["h", 0]}),
        op("weakref", w="v", to="a", cb={"drop": "h"}), *drop("a")],
    "a callback that fails": [op("disable"), *new("a"), op("weakref", w="w", to="a", cb="raise"), *drop("a"), op("wget", w="w")],
    "a finalizer that fails": [op("disable"), *new("a"), fin("a", {"raise": True}, {"resurrect": True}), *drop("a")],
    "a weak reference made by a dying object is cleared without a word": [
        op("disable"), *new("a"), fin("a", {"watch": "w"}), *drop("a"), op("wget", w="w")],
    "a weak reference made by an object in the trash calls back": [
        op("disable"), *new("a"), link("a", 0, "a"), fin("a", {"watch": "w"}), *drop("a"), collect(), op("wget", w="w")],
    "peek: alive when counting finalizes, dead when the collector does": [
        op("disable"), *new("a", "b"), op("weakref", w="w", to="a"), fin("a", {"peek": "w"}), *drop("a"),
        op("weakref", w="v", to="b"), fin("b", {"peek": "v"}), link("b", 0, "b"), *drop("b"), collect()],
    "operands: link holds them while a callback drops their names": [
        op("disable"), *new("a", "b", "c"), link("a", 0, "b"), op("weakref", w="w", to="b", cb={"drop": "a"}), *drop("b"),
        link("a", 0, "c")],
    "operands: the value outlives the object": [
        op("disable"), *new("a", "b", "c"), link("a", 0, "b"), op("weakref", w="w", to="b", cb={"drop": "c"}), *drop("b"),
        fin("c", "log"), link("a", 0, "c"), op("unlink", id="a", slot=0)],
    "operands: x.s0 = y lets go of y first, then of x": [
        op("disable"), bind("x", object=True), bind("y", object=True), bind("z", object=True), op("set", name="x", slot=0, to="z"),
        op("weakref", w="w", to="z", cb={"drop": "x"}), op("weakref", w="v", to="x", cb={"drop": "y"}), op("del", name="z"),
        op("set", name="x", slot=0, to="y"), *count("y")],
    "operands: a global holds its new object while the old one goes": [
        op("disable"), bind("x", object=True), op("weakref", w="w", to="x", cb={"drop": "x"}), op("rebind", name="x", object=True),
        *count("x")],
    "operands: y = x, and the old y drops both": [
        op("disable"), bind("x", object=True), bind("y", object=True), op("weakref", w="w", to="y", cb={"drop": "y"}),
        op("weakref", w="v", to="y", cb={"drop": "x"}), op("bind", name="y", to="x"), *count("x")],
    "operands: del l[0] holds the list": [
        op("disable"), bind("a", object=True), bind("l", list=["a", leaf("1")]), op("weakref", w="w", to="a", cb={"drop": "l"}),
        op("del", name="a"), op("remove", list="l", index=0)],
    "operands: take holds what it takes": [
        op("disable"), *new("a", "b"), link("a", 0, "b"), *drop("b"), *new("b"), op("weakref", w="w", to="b", cb={"drop": "a"}),
        op("take", id="a", slot=0)],
    "functions: locals go in the order they occur in the text": [
        op("disable"), bind("x", object=True), op("call", func="foo"), bind("b", to="a"), bind("c", object=True), bind("a", object=True),
        bind("b", object=True), op("return")],
    "functions: a name bound anywhere is local everywhere": [
        op("disable"), bind("x", leaf="1.2"), op("call", func="foo"), *count("x"), bind("x", leaf="2.2"), *count("x"), op("return"),
        *count("x")],
    "functions: a deleted local keeps its place": [
        op("disable"), op("call", func="foo"), bind("a", object=True), bind("b", object=True), op("del", name="a"),
        bind("a", object=True), op("return")],
    "functions: the result is bound when the locals are gone": [
        op("disable"), bind("r", object=True), op("call", func="foo"), bind("a", object=True), bind("b", object=True),
        op("return", value="b", into="r"), *count("r")],
    "functions: a result nobody binds": [op("disable"), op("call", func="foo"), bind("a", object=True), op("return", value="a")],
    "functions: a missing argument, and nothing is called": [
        op("disable"), bind("x", leaf="1"), op("call", func="foo", params=["a", "b"], args=["x", "y"]), bind("z", leaf="2"),
        op("call", func="bar"), op("return"), op("return", value="a", into="r"), *count("x"), *count("r")],
    "functions: a missing result, and nothing is bound": [
        op("disable"), bind("r", leaf="0"), op("call", func="foo"), bind("a", leaf="1"), op("return", value="b", into="r"), *count("r")],
    "functions: a finalizer runs among the frames": [
        op("disable"), bind("g", object=True), op("call", func="foo", params=["a"], args=["g"]), fin("g", {"resurrect": True}),
        op("call", func="bar", params=["b"], args=["a"]), op("del", name="b"), *drop("g"), op("return"), op("return"), op("forget")],
    "lists: a missing item, and the new ones go again": [
        op("disable"), bind("l", list=[leaf("1"), leaf("2"), "x", leaf("3")]), op("append", list="l", item="l")],
    "lists: a list that contains itself": [
        op("disable"), bind("l", list=[leaf("1")]), op("append", list="l", item="l"), *count("l"), op("del", name="l"), collect()],
    "lists: the collector empties them from the end": [
        op("disable"), bind("l", list=[leaf("1"), leaf("2"), leaf("3")]), bind("a", object=True), op("append", list="l", item="a"),
        op("set", name="a", slot=3, to="l"), op("del", name="a"), op("del", name="l"), collect()],
    "wrong kinds: append to an object, remove past the end, set on a leaf": [
        op("disable"), bind("a", object=True), bind("k", leaf="1"), bind("l", list=[]), op("append", list="a", item="k"),
        op("append", list="a", item="nothing"), op("remove", list="l", index=0), op("remove", list="k", index=0),
        op("set", name="k", slot=0, to="a"), op("set", name="l", slot=0, to="a"), op("set", name="l", slot=0, to="nothing")],
    "save-all keeps the trash, and lets it go": [
        op("disable"), op("debug", saveall=True), *new("a", "b"), link("a", 0, "b"), link("b", 0, "a"), *drop("a", "b"), collect(),
        op("garbage"), op("stats"), op("debug", saveall=False), op("ungarbage"), op("garbage"), collect()],
    "freeze: counting frees still, the collector does not": [
        op("disable"), *new("a", "b", "c"), link("a", 0, "a"), op("freeze"), op("frozen"), op("gen", id="a"), *drop("a", "b"), collect(),
        op("frozen"), op("unfreeze"), op("frozen"), op("gen", id="c"), collect()],
    "a collection inside a collection does nothing": [
        op("disable"), *new("a"), link("a", 0, "a"), fin("a", {"collect": 2}), op("weakref", w="w", to="a", cb={"collect": 1}), *drop("a"),
        collect()],
    "a collection inside a finalizer run by counting": [
        op("disable"), *new("a", "b"), link("b", 0, "b"), fin("a", {"collect": 2}), *drop("b", "a")],
    "several weak references are all dead before the first callback": [
        op("disable"), *new("a", "b"), *[op("weakref", w="w%d" % i, to="a", cb={"collect": 2}) for i in range(3)], link("b", 0, "b"),
        *drop("b", "a"), op("wget", w="w0")],
    "a name is used again": [
        op("disable"), *new("a"), fin("a", {"resurrect": True}), *drop("a"), *new("a"), fin("a", {"raise": True}), *drop("a"),
        op("forget"), *new("a"), *drop("a")],
    "saved twice under one name": [
        op("disable"), *new("a"), fin("a", {"resurrect": True}), *drop("a"), *new("a"), fin("a", {"resurrect": True}), *drop("a"),
        op("forget")],
    "a finalizer belongs to the name its object was made under": [
        op("disable"), bind("x", object=True), bind("y", to="x"), fin("y", {"unlink": 0}), op("set", name="y", slot=0, to="x"),
        op("del", name="x"), op("del", name="y"), collect()],
    "names that look like numbers": [
        op("disable"), *new("5", "True", "-07"), link("5", 0, "True"), op("refcount", id="True"), *drop("5", "True", "-07")],
    "names that look like the player's own": [
        op("disable"), *new("weak w", "saved a", "name x", "a"), op("weakref", w="w", to="a"), *drop("weak w"), op("wget", w="w"),
        fin("a", {"resurrect": True}), *drop("a"), *drop("saved a"), op("forget"), op("wget", w="w"), *drop("name x")],
    "names that are no identifiers": [
        op("disable"), bind("if", object=True), bind("a b", to="if"), bind("\u00e9", list=["a b"]),
        op("del", name="if"), op("del", name="a b"), op("del", name="\u00e9"), *count("None"), *count("len")],
    "thresholds: below zero, a collection at every allocation": [
        op("threshold", t=[-1, 5, 5]), *new("a", "b", "c"), op("threshold", t=[0]), *new("d")],
    "thresholds: those left out stay": [op("threshold", t=[3]), op("alloc", n=10, keep=True), op("threshold", t=[700, 10, 10])],
    "automatic: an allocation too many": [op("threshold", t=[20, 2, 2]), op("alloc", n=400, keep=True), op("release"), op("stats")],
    "automatic: a callback drops the target of the weak reference being made": [
        op("disable"), *new("t", "g"), link("g", 0, "g"), op("weakref", w="v", to="g", cb={"drop": "t"}), *drop("g"), fin("t", {"peek": "w"}),
        op("alloc", n=2, keep=True), op("threshold", t=[5]), op("enable"), op("weakref", w="w", to="t", cb="log"), op("disable"), op("wget", w="w")],
    "automatic: a callback drops an item of the list being made": [
        op("disable"), bind("y", object=True), bind("a", object=True), op("set", name="a", slot=0, to="a"),
        op("weakref", w="w", to="a", cb={"drop": "y"}), op("del", name="a"), op("threshold", t=[-1]), op("enable"),
        bind("l", list=["y", leaf("1")]), op("disable"), op("del", name="l")],
}


def main():
    if sys.argv[1:] not in (["bullets"], ["cases"]):
        sys.exit(__doc__)
    for name, program in (BULLETS if sys.argv[1] == "bullets" else CASES).items():
        program = [{k: v for k, v in o.items() if v is not None} for o in program]
        print(json.dumps({"name": name, "program": program}, separators=(",", ":")))


if __name__ == "__main__":
    main()
