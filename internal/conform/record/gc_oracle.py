#!/usr/bin/env python3
"""Asks CPython: plays heap programs on real objects and records what happens.

    gc_oracle.py < programs.jsonl > answers.jsonl
    gc_oracle.py --share N ...      N programs a child: quicker where forks are slow
    gc_oracle.py --source ...       the Python each program becomes

CPython 3.11. A line is a program, a JSON array of operations, or an object with
one under "program"; the answer is {"python": version, "ops": [{"i": index of the
operation, "events": [[kind, ...], ...]}, ...]}, with the other fields of the
object in front. Operations without events are left out. A program that cannot be
played is answered with {"error": ...}; the exit status is then 1. Every program
is played in a forked child, so that none sees what another has left behind.
(They would not see much: see tidy.)

Two sorts of operations share one namespace, the globals of the program:

- What works on tables (new, link, drop, weakref, fin, collect ...) is a call of a
  function of this file, see OPERATIONS.
- What works on names (bind, rebind, del, call, return, append, remove, set,
  refcount by name) becomes the statement itself, see gc_source.py: x = y, def
  f(a): ..., del y, l.append(x), del l[0], a.s0 = b, return a. CPython compiles and
  executes it, so that stack, locals and globals count as in any program.

How events are seen without disturbing what is seen:

- An object is one tracked Node with slots s0..s7, so that collections count
  objects and weak references only. Its first slot, cleared before all others,
  holds a canary whose destruction is the event "free". Canaries are code objects,
  the one built-in type that takes weak references but is never tracked. A leaf is
  nothing but a canary. A list is a subclass of list with such a slot.
- Canaries and their weak references exist before the program starts, and so does
  everything else here; it is frozen out of the collector's sight.
- The tables that refer to objects are tracked from the start (each holds a tracked
  object of ours), frozen, and referred to from a C stack: they neither enter a
  young generation nor do they change the order in which objects are found.
  One case is left: gc.unfreeze() puts them, with all else, behind the old objects.
  What later full collections find is the same, its order may then be theirs.
- Events are strings, which the collector does not track.
- A finalizer or callback that fails reaches sys.unraisablehook.
- The process ends with os._exit: nothing is finalized after the last operation.
"""
import gc
import itertools
import json
import os
import re
import sys
import weakref

sys.dont_write_bytecode = True      # no __pycache__ in the tree
from gc_source import SLOTS, identifier, source

SEP = "\x1f"

events = []          # strings, joined by SEP
marks = []           # marks[j]: events there were when operation j began
now = [0]            # the operation under way
inside = [0]         # > 0 while a collection runs
program = []
steps = []           # steps[j]: what the finalizer of operation j does
key = {}             # a program's name -> its identifier
name_of_key = {}

ours = [[]]          # a tracked object that keeps a table tracked
roots = {"__builtins__": {}}   # the globals of the program
weak = {None: ours}  # weak references by name
saved = {None: ours}  # what finalizers saved, oldest first
plans = {}           # object's name -> operation that gave it a finalizer
callbacks = {}       # weak reference's name -> operation that gave it a callback
bulk = [ours]        # what alloc keeps; the first is ours
canaries, watchers = {}, []
FULL_PILE = 8_000
pile = []            # objects that can die to no other purpose; see settle


def log(event, a=None, b=None, c=None, d=None):
    """Appends an event. No tuple is made of it: that would count as an allocation."""
    if a is not None:
        event += f"{SEP}{a}"
    if b is not None:
        event += f"{SEP}{b}"
    if c is not None:
        event += f"{SEP}{c}"
    if d is not None:
        event += f"{SEP}{d}"
    events.append(event)


def phase():
    return "gc" if inside[0] else "rc"


# --- objects ---------------------------------------------------------------

class Node:
    __slots__ = ("a0",) + SLOTS + ("zz_name", "__weakref__")


class Finalized(Node):
    __slots__ = ()

    def __del__(self):
        name = self.zz_name
        log("fin", name, phase())
        todo = steps[plans[name]] if name in plans else ()
        if not todo:
            return          # to iterate takes an iterator, which counts as an allocation
        for step, arg in todo:
            if step == "resurrect":
                saved[name] = self
                log("resurrect", name)
            elif step == "save":
                x = getattr(self, SLOTS[arg])
                if isinstance(x, Node):
                    saved[x.zz_name] = x
                    log("resurrect", x.zz_name)
                del x
            elif step == "unlink":
                setattr(self, SLOTS[arg], None)
            elif step == "link":
                setattr(self, SLOTS[arg[0]], roots.get(key[arg[1]]))
            elif step == "peek":
                w = weak.get(arg)
                log("peek", arg, "none" if w is None else "alive" if w() is not None else "dead")
            elif step == "watch":
                weak[arg] = reference(arg, self, True)
            elif step == "collect":
                log("collected", gc.collect(arg))
            elif step == "raise":
                raise ValueError


class List(list):
    __slots__ = ("a0", "zz_name", "__weakref__")


class Reference(weakref.ref):
    __slots__ = ("name",)


Code = type(log.__code__)


def new_canary(at, name):
    canary = log.__code__.replace(co_name=name)
    assert not gc.is_tracked(canary)
    watcher = Reference(canary, canary_died)
    watcher.name = name
    watchers.append(watcher)
    canaries[at] = canary


def canary_died(w):
    log("free", w.name, phase())


def new_node(at, name):
    n = Node()
    n.a0 = canaries.pop(at)
    n.s0 = n.s1 = n.s2 = n.s3 = n.s4 = n.s5 = n.s6 = n.s7 = None
    n.zz_name = name
    return n


def new_list(at, name, items):
    l = List(items)
    l.a0 = canaries.pop(at)
    l.zz_name = name
    return l


def name_of(x):
    if isinstance(x, Node) or isinstance(x, List):
        return x.zz_name
    if isinstance(x, Reference):
        return x.name
    return x.co_name


# --- operations on tables --------------------------------------------------

def op_new(o, j):
    i = o["id"]
    if key[i] in roots:
        log("err", "new", i)
    else:
        roots[key[i]] = canaries.pop(str(j)) if o.get("leaf") else new_node(str(j), i)


def op_link(o, j):
    if key[o["to"]] not in roots or not isinstance(roots[key[o["id"]]], Node):
        log("err", "link", o["to"])
    else:
        setattr(roots[key[o["id"]]], SLOTS[o["slot"]], roots[key[o["to"]]])


def op_unlink(o, j):
    if isinstance(roots[key[o["id"]]], Node):
        setattr(roots[key[o["id"]]], SLOTS[o["slot"]], None)


def op_drop(o, j):
    del roots[key[o["id"]]]


def op_take(o, j):
    x = getattr(roots[key[o["id"]]], SLOTS[o["slot"]], None)
    if isinstance(x, Node) or isinstance(x, Code):
        log("took", name_of(x))
        roots[key[name_of(x)]] = x
    else:
        log("took", "")
    del x


def op_weakref(o, j):
    w, target = o["w"], roots.get(key[o["to"]])
    if not isinstance(target, Node) or w in weak:
        log("err", "weakref", w)
    else:
        if o.get("cb") is not None:
            callbacks[w] = j
        r = reference(w, target, o.get("cb") is not None)
        where = o.get("in")
        if where is None:
            weak[w] = r
        elif isinstance(roots.get(key[where[0]]), Node):
            setattr(roots[key[where[0]]], SLOTS[where[1]], r)
        else:
            log("err", "weakref", w)
        del r
    del target


def reference(name, target, calls):
    w = Reference(target, target_died) if calls else Reference(target)
    w.name = name
    return w


def target_died(w):
    name = w.name
    log("cb", name, "dead" if w() is None else "alive", phase())
    do = program[callbacks[name]]["cb"] if name in callbacks else "log"
    if do == "raise":
        raise ValueError
    if "drop" in do:
        roots.pop(key[do["drop"]], None)
    elif "collect" in do:
        log("collected", gc.collect(do["collect"]))


def op_wget(o, j):
    w = weak.get(o["w"])
    x = w() if w is not None else None
    log("wget", o["w"], "none" if w is None else "dead" if x is None else name_of(x))
    del x, w


def op_wdrop(o, j):
    weak.pop(o["w"], None)


def op_fin(o, j):
    x = roots[key[o["id"]]]
    if isinstance(x, Node):
        plans[x.zz_name] = j
        x.__class__ = Finalized
    del x


def op_forget(o, j):
    while len(saved) > 1:
        del saved[oldest_saved()]


def oldest_saved():
    names = iter(saved)
    next(names)
    return next(names)


def op_collect(o, j):
    log("collected", gc.collect(o["gen"]))


def op_enable(o, j):
    gc.enable()


def op_disable(o, j):
    gc.disable()


def op_threshold(o, j):
    gc.set_threshold(*o["t"])


def op_count(o, j):
    a, b, c = gc.get_count()
    log("count", a, b, c)


def op_stats(o, j):
    s, t = gc.get_stats(), stats_before
    for g in range(3):
        log("stats", g, s[g]["collections"] - t[g]["collections"], s[g]["collected"] - t[g]["collected"],
            s[g]["uncollectable"] - t[g]["uncollectable"])


def op_freeze(o, j):
    gc.freeze()


def op_unfreeze(o, j):
    gc.unfreeze()


def op_frozen(o, j):
    log("frozen", max(0, gc.get_freeze_count() - frozen_before - len(pile)))


def op_debug(o, j):
    gc.set_debug(gc.DEBUG_SAVEALL if o["saveall"] else 0)


def op_garbage(o, j):
    event = "garbage"
    for x in gc.garbage:
        event += SEP + name_of(x)
    log(event)


def op_ungarbage(o, j):
    gc.garbage.clear()


def op_refcount(o, j):
    log("refcount", o["id"], sys.getrefcount(roots[key[o["id"]]]) - 1)


def op_tracked(o, j):
    log("tracked", o["id"], gc.is_tracked(roots[key[o["id"]]]))


def op_gen(o, j):
    x, found = roots[key[o["id"]]], "none"
    for g in range(3):
        if any(y is x for y in gc.get_objects(generation=g)):
            found = g
    log("gen", o["id"], found)
    del x


def op_alloc(o, j):
    if o.get("keep"):
        for _ in range(o["n"]):
            bulk.append(Node())
    else:
        for _ in range(o["n"]):
            Node()
    log("allocated", o["n"])


def op_release(o, j):
    del bulk[1:]


OPERATIONS = {k[3:]: f for k, f in globals().items() if k.startswith("op_")}
NEED_ID = {"link", "unlink", "drop", "take", "fin", "refcount", "tracked", "gen"}


def operate(j):
    """Plays an operation that works on the tables."""
    o = program[j]
    k = o["op"]
    if k in NEED_ID and key[o["id"]] not in roots:
        log("err", k, o["id"])
    else:
        OPERATIONS[k](o, j)


# --- operations on names ----------------------------------------------------

# What the source of a program may use beside its own names; they start with "_",
# which a program's identifiers do not.
def at(j):
    now[0] = j
    marks[j] = len(events)


def failed(name):
    """Logs the statement that just failed: with the name that is missing, or else
    the name of the object that cannot do this."""
    e = sys.exc_info()[1]
    if isinstance(e, NameError):
        name = name_of_key[str(e).split("'")[1]]
    log("err", program[now[0]]["op"], name)


def counted(name, count):
    log("refcount", name, count - 1)     # less the argument of getrefcount


HELPERS = {
    "_at": at, "_failed": failed, "_operate": operate, "_node": new_node, "_list": new_list,
    "_leaf": canaries.pop, "_counted": counted, "_getrefcount": sys.getrefcount,
    "_Errors": (NameError, AttributeError, TypeError, IndexError),
}


def prepare(prog):
    """Makes everything a program needs before it begins."""
    program[:] = prog
    strings(prog)
    for j, o in enumerate(prog):
        k = o["op"]
        steps.append(tuple(kv for step in o.get("do") or () if isinstance(step, dict) for kv in step.items()) if k == "fin" else ())
        if k == "new":
            new_canary(str(j), o["id"])
        elif k in ("bind", "rebind"):
            if o.get("leaf") is not None:
                new_canary(str(j), o["leaf"])
            elif o.get("to") is None:
                new_canary(str(j), o["name"])
            for n, it in enumerate(o.get("list") or ()):
                if not isinstance(it, str):
                    new_canary("%d.%d" % (j, n), it["leaf"])


def strings(v):
    """Gives every string of a program its identifier: which are names is for the
    operations to know."""
    if isinstance(v, str):
        key.setdefault(v, identifier(v))
        name_of_key[key[v]] = v
    elif isinstance(v, (list, dict)):
        for x in v.values() if isinstance(v, dict) else v:
            strings(x)


# --- playing ---------------------------------------------------------------

def collection(ph, info):
    if ph == "start":
        inside[0] += 1
        log("gc", "start", info["generation"])
    else:
        if info["generation"] == 2:
            count = gc.get_count()[0] - 1       # less info, a dict
            fill_free_lists()
            settle(count)
        inside[0] -= 1
        log("gc", "stop", info["generation"], info["collected"], info["uncollectable"])


def fill_free_lists():
    """CPython keeps small tuples, lists and dicts that died, for the next of their
    kind, and forgets them in a full collection. One that it has to make afresh
    counts as an allocation and is never taken off again, while one from the free
    list does not count at all. So without this an interpreter is a few allocations
    ahead after each full collection, by how many depends on what the recorder did
    meanwhile, and the automatic collections of the rest come that much earlier:
    the events would be the same, gc.get_count() and the operation in which a
    collection falls would not. With full lists the count is that of the program."""
    sys.getrefcount([[tuple(range(n)) for n in range(1, 5)] + [[], {}] for _ in range(2)]
                    + [tuple(range(n)) for n in range(6, 21, 2)])   # for weak references, see PyObject_ClearWeakRefs
    del bulk[len(bulk):]


def settle(count):
    """Brings the number of allocations back to count: the death of an object that
    the collector could track takes one off."""
    while pile and gc.get_count()[0] > max(count, 0):
        pile.pop()
    if not pile:
        log("the pile is used up")      # what follows may differ by it


def put_away():
    """Freezes what there is, once all that can be is untracked."""
    tracked = -1
    while tracked != len(gc.get_objects()):
        tracked = len(gc.get_objects())
        gc.collect()
    gc.freeze()


def begin():
    """The program starts: everything so far is out of the collector's sight."""
    global stats_before, frozen_before
    for name in [name for name in roots if name.startswith("_f")]:
        roots["__builtins__"][name] = roots.pop(name)
    put_away()
    stats_before = gc.get_stats()
    stats_before[2]["collections"] += 1         # the last one below
    gc.freeze()
    frozen_before = gc.get_freeze_count() - len(pile)
    gc.collect()                                # sets all counts to 0
    gc.callbacks.append(collection)
    fill_free_lists()
    settle(0)
    gc.enable()


def end():
    gc.callbacks.remove(collection)
    gc.disable()
    marks.append(len(events))


def play(prog):
    prepare(prog)
    code = compile(source(prog, key, OPERATIONS), "<program>", "exec")
    marks[:] = [None] * len(prog)
    roots["__builtins__"].update(HELPERS, _begin=begin, _end=end)
    sys.setrecursionlimit(10 ** 6)
    hold(exec, code, roots, weak, saved, bulk)
    for j in range(len(prog) - 1, -1, -1):
        if marks[j] is None:                    # in a function that was not called
            marks[j] = marks[j + 1]
    ops = []
    for j in range(len(prog)):
        if marks[j] < marks[j + 1]:
            ops.append({"i": j, "events": [event(e) for e in events[marks[j]:marks[j + 1]]]})
    return ops


def hold(run, code, globals_, *tables):
    """Refers to the tables from a stack, where no collection looks."""
    run(code, globals_)


def event(e):
    kind, *args = e.split(SEP)
    return [kind] + [number(a) for a in args]


def number(s):
    """Numbers and truth values are written as such, and so is a name like one."""
    return int(s) if re.fullmatch("-?[0-9]+", s) else {"True": True, "False": False}.get(s, s)


def tidy():
    """Lets go of all that a program has left, for the next one in this process."""
    gc.set_threshold(700, 10, 10)
    gc.set_debug(0)
    if any(o["op"] == "freeze" for o in program):
        gc.unfreeze()                           # there may be trash in there
    left = True
    while left:                                 # finalizers may leave more
        left = False
        for table, mine in (roots, "__builtins__"), (weak, None), (saved, None):
            for name in [name for name in table if name != mine]:
                table.pop(name, None)
                left = True
        del bulk[1:]
        gc.garbage.clear()
        left = gc.collect() > 0 or left
    for table in plans, callbacks, key, name_of_key, canaries, watchers, steps, events, marks:
        table.clear()
    pile.extend([Node() for _ in range(FULL_PILE - len(pile))])


def answer(line, want_source):
    asked = json.loads(line)
    result = asked if isinstance(asked, dict) else {}
    prog = asked["program"] if isinstance(asked, dict) else asked
    if want_source:
        strings(prog)
        return source(prog, key, OPERATIONS)
    result["python"] = "%d.%d.%d" % sys.version_info[:3]
    result["ops"] = play(prog)
    return json.dumps(result, separators=(",", ":"), ensure_ascii=False) + "\n"


def answer_all(lines, want_source):
    """Answers lines, pairs of a number and a text, and says whether all is well."""
    well = True
    for n, line in lines:
        try:
            text = answer(line, want_source)
        except Exception as e:
            text, well = json.dumps({"error": "%s: %s" % (type(e).__name__, e), "line": n}) + "\n", False
        text = text.encode("utf-8", "surrogatepass")
        while text:
            text = text[os.write(1, text):]
        if len(lines) > 1:
            tidy()
    return well


def main():
    args, share = sys.argv[1:], 1
    if args[:1] == ["--share"]:
        share = int(args[1])
        del args[:2]
    if args not in ([], ["--source"]):
        sys.exit(__doc__)
    status = 0
    sys.unraisablehook = lambda u: log("unraisable", u.exc_type.__name__)
    gc.disable()
    gc.get_objects(generation=0)                # its names of arguments are made now
    pile.extend([Node() for _ in range(FULL_PILE)])
    put_away()
    lines = ((n, line) for n, line in enumerate(sys.stdin.buffer, 1) if line.strip())
    while batch := list(itertools.islice(lines, share)):
        child = os.fork()
        if child == 0:
            os._exit(0 if answer_all(batch, bool(args)) else 1)
        _, ended = os.waitpid(child, 0)
        if ended:
            status = 1
            if os.WIFSIGNALED(ended):
                os.write(1, b'{"error":"python3 was killed by signal %d","line":%d}\n' % (os.WTERMSIG(ended), batch[0][0]))
    sys.exit(status)


if __name__ == "__main__":
    main()
