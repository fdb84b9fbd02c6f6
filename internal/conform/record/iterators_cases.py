#!/usr/bin/env python3
"""Random cases for iterators_oracle.py.  Usage: iterators_cases.py SEED COUNT [kind,kind...] > cases.jsonl
Same seed, count and kinds give the same bytes on every Python >= 3.8."""
import json, random, sys

seed, count = int(sys.argv[1]), int(sys.argv[2])
kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else ["pipeline"] * 6 + ["tee", "groupby", "generator", "generator"]
R = random.Random(seed)
ri, ch = R.randint, R.choice
INT_FN = ["id", "inc", "neg", "triple", "mod3", "half"]
PRED = ["even", "odd", "pos", "lt5", "nonzero"]


def ints(lo=0, hi=9): return [ri(-3, 9) for _ in range(ri(lo, hi))]


class Case:
    def __init__(s):
        s.src, s.inf = {}, False

    def source(s):
        if s.src and R.random() < .12:                      # share a one-shot iterator
            return ["src", ch(sorted(s.src))]
        name = "abcdefgh"[len(s.src)] if len(s.src) < 8 else None
        if name is None:
            return ["lit", ints()]
        items = ints(0, 14 if R.random() < .15 else 9)
        if R.random() < .3:
            items.sort()
        s.src[name] = {"items": items}
        if R.random() < .07:
            s.src[name].update(fail=ri(0, len(items)), exc=ch(["ValueError", "KeyError", "OSError"]))
        return ["src", name]

    def seq(s, d):                                            # a node yielding ints
        if d <= 0 or R.random() < .1:
            x = R.random()
            if x < .75:
                return s.source()
            if x < .83:
                return ["lit", ints()]
            if x < .88:
                return ["range", {"args": ch([[ri(0, 9)], [ri(-3, 3), ri(0, 9)], [ri(-5, 9), ri(-5, 9), ch([-3, -2, -1, 1, 2, 3])]])}]
            if x < .92:
                return ["repeat", {"v": ri(0, 5), "times": ri(-1, 6)}]
            if x < .97:
                s.inf = True
                return ["count", {"start": ri(-3, 5), "step": ch([1, 1, 2, -1, 0, 3])}]
            s.inf = True
            return ["cycle", {}, s.source()]
        k = ch(["map"] * 3 + ["map2", "filter", "filter", "filterfalse", "takewhile", "dropwhile", "accumulate", "starmap", "chain", "chain",
                "flatten", "compress", "islice", "islice", "islice", "iter_sentinel", "reversed", "sorted", "gkeys", "tail", "rr",
                "ue", "uj", "ncyc", "idx", "inter", "twi", "il", "ill", "sumwin", "boom", "iter"])
        f = s.seq
        if k == "map": return ["map", {"fn": ch(INT_FN)}, f(d - 1)]
        if k == "boom": return ["map", {"fn": ch(["boom3", "div_by"])}, f(d - 1)]
        if k == "map2": return ["map", {"fn": ch(["add", "sub", "max", "min", "fst", "snd"])}, f(d - 1), f(d - 1)]
        if k in ("filter", "filterfalse"): return [k, {"fn": ch(PRED + [None])}, f(d - 1)]
        if k in ("takewhile", "dropwhile"): return [k, {"fn": ch(PRED)}, f(d - 1)]
        if k == "accumulate":
            kw = {"fn": ch(["add", "max", "min", "sub"])}
            if R.random() < .4: kw["initial"] = ri(0, 50)
            return [k, kw, f(d - 1)]
        if k == "starmap": return [k, {"fn": ch(["add", "sub", "max"])}, s.pairs(d - 1)]
        if k == "chain": return [k, {}] + [f(d - 1) for _ in range(ri(0, 3))]
        if k == "flatten": return ["chain_from_iterable", {}, s.tuples(d - 1)]
        if k == "compress": return [k, {}, f(d - 1), f(d - 1)]
        if k == "islice": return [k, {"args": s.slice()}, f(d - 1)]
        if k == "iter_sentinel": return [k, {"sentinel": ri(0, 5)}, ["iter", {}, s.source()]]
        if k in ("reversed", "sorted", "tail", "ncyc"):
            x = s.finite(d - 1)
            if k == "reversed": return [k, {}, x]
            if k == "sorted": return [k, {"key": ch(INT_FN), "reverse": R.random() < .5}, x]
            if k == "tail": return ["r_tail", {"n": ri(0, 4)}, x]
            return ["r_ncycles", {"n": ri(0, 3)}, x]
        if k == "gkeys": return ["groupby_keys", {"key": ch(["mod3", "half", "even", "id"])}, f(d - 1)]
        if k == "rr": return ["r_roundrobin", {}] + [s.iterator(d - 1) for _ in range(ri(0, 3))]
        if k == "ue": return ["r_unique_everseen", {"key": ch(["id", "mod3", "half"])}, f(d - 1)]
        if k == "uj": return ["r_unique_justseen", {"key": ch(["id", "mod3", "half"])}, f(d - 1)]
        if k == "idx": return ["r_iter_index", {"value": ri(0, 4), "start": ri(0, 3)}, f(d - 1)]
        if k == "inter": return ["m_intersperse", {"sep": 99}, f(d - 1)]
        if k == "twi": return ["m_takewhile_inclusive", {"fn": ch(PRED)}, f(d - 1)]
        if k == "il": return ["m_interleave", {}] + [f(d - 1) for _ in range(ri(1, 3))]
        if k == "ill": return ["m_interleave_longest", {}] + [f(d - 1) for _ in range(ri(1, 3))]
        if k == "iter": return ["iter", {}, f(d - 1)]
        return ["map", {"fn": ch(["sum", "first", "last"])}, ["r_sliding_window", {"n": ri(1, 4)}, f(d - 1)]]

    def iterator(s, d): return s.seq(d)

    def finite(s, d):
        return ["islice", {"args": [ri(0, 9)]}, s.seq(d)]

    def slice(s):
        x = R.random()
        if x < .05: return ch([[-1], [0, 3, 0], [2, -1], [-2, 3, 1]])      # ValueError
        if x < .15: return [None]
        if x < .45: return [ri(0, 8)]
        if x < .75: return [ri(0, 6), ri(0, 10)]
        if x < .85: return [ri(0, 4), None, ri(1, 3)]
        return [ri(0, 6), ri(0, 12), ri(1, 5)]

    def pairs(s, d):
        k = ch(["zip", "zip", "zl", "enumerate", "pairwise", "p2", "runs"])
        if k == "zip": return ["zip", {"strict": R.random() < .25}, s.seq(d), s.seq(d)]
        if k == "zl": return s.zl(d, 2)
        if k == "enumerate": return ["enumerate", {"start": ri(-2, 5)}, s.seq(d)]
        if k == "pairwise": return ["pairwise", {}, s.seq(d)]
        if k == "p2": return ["product", {}, s.finite(d), s.finite(d)]
        return ["m_run_length", {}, s.finite(d)]

    def zl(s, d, n): return ["zip_longest", {"fill": -99}] + [s.seq(d) for _ in range(n)]

    def tuples(s, d):                                          # a node yielding lists of ints
        k = ch(["pairs"] * 3 + ["zip", "zip", "zl", "batched", "batched", "product", "perm", "comb", "cwr", "sw", "grouper", "subslices", "powerset",
                "tw", "windowed", "split_at", "split_when", "map3", "perm"])
        if k == "pairs": return s.pairs(d)
        if k == "zip": return ["zip", {"strict": R.random() < .25}] + [s.seq(d) for _ in range(ri(0, 4))]
        if k == "zl": return s.zl(d, ri(0, 4))
        if k == "map3": return ["map3", {}] + [s.seq(d) for _ in range(3)]
        if k == "batched":
            kw = {"n": ri(1, 4) if R.random() < .95 else ch([0, -1])}
            if R.random() < .3: kw["strict"] = R.random() < .7
            return [k, kw, s.seq(d)]
        if k == "sw": return ["r_sliding_window", {"n": ri(1, 4)}, s.seq(d)]
        if k == "tw": return ["r_triplewise", {}, s.seq(d)]
        if k == "windowed": return ["m_windowed", {"n": ri(0, 4), "fill": -99, "step": ri(1, 4)}, s.seq(d)]
        if k == "split_at": return ["m_split_at", {"fn": ch(PRED)}, s.finite(d)]
        if k == "split_when": return ["m_split_when", {"fn": ch(["lt", "eq", "gap"])}, s.finite(d)]
        if k == "grouper": return ["r_grouper", {"n": ri(1, 4), "mode": ch(["fill", "strict", "ignore"]), "fill": -99}, s.seq(d)]
        small = lambda: ["islice", {"args": [ri(0, 4)]}, s.seq(d)]
        if k == "product":
            kw = {"repeat": ri(0, 2)} if R.random() < .4 else {}
            return [k, kw] + [small() for _ in range(ri(0, 3))]
        if k == "perm":
            kw = {"r": ri(-1, 5) if R.random() < .3 else ri(0, 4)} if R.random() < .7 else {}
            return ["permutations", kw, small()]
        if k in ("comb", "cwr"):
            return [{"comb": "combinations", "cwr": "combinations_with_replacement"}[k], {"r": ri(0, 4) if R.random() < .93 else -1}, small()]
        return [{"subslices": "r_subslices", "powerset": "r_powerset"}[k], {}, small()]


def ints_sink(c, node):
    s = ch(["sum", "any", "all", "min", "max", "min_default", "max_key", "min_key", "contains", "reduce", "reduce_init", "next", "next_default",
            "list", "len", "nth", "all_equal", "first_true", "one", "unpack2", "star", "quantify", "dict", "count_of", "index_of", "consume"])
    a = {"any": [ch(PRED)], "all": [ch(PRED)], "min_default": [-7], "max_key": [ch(["neg", "mod3"])], "min_key": [ch(["neg", "mod3"])],
         "contains": [ri(-1, 6)], "reduce": [ch(["add", "max", "sub"])], "reduce_init": ["add", ri(0, 9)], "next_default": [-7],
         "nth": [ri(0, 6), -7], "first_true": [-7, ch(PRED)], "quantify": [ch(PRED)], "count_of": [ri(0, 4)], "index_of": [ri(0, 4)],
         "consume": [ri(0, 5)]}.get(s, [])
    return [s] + a


def pipeline(i):
    c = Case()
    d = ch([1, 1, 2, 2, 3])
    if R.random() < .1:                                       # strings
        c.src["a"] = {"items": [ch("abcdeiouxyz") for _ in range(ri(0, 9))]}
        node = ch([["map", {"fn": "upper"}, ["src", "a"]], ["groupby_list", {"key": "vowel"}, ["src", "a"]], ["pairwise", {}, ["src", "a"]],
                   ["batched", {"n": 2}, ["src", "a"]], ["accumulate", {"fn": "add"}, ["src", "a"]], ["filter", {"fn": "vowel"}, ["src", "a"]],
                   ["r_unique_everseen", {"key": "id"}, ["src", "a"]], ["permutations", {"r": 2}, ["islice", {"args": [4]}, ["src", "a"]]]])
        return c, node, ["join"] if node[0] in ("map", "filter", "accumulate") and R.random() < .3 else None
    x = R.random()
    if x < .35:
        return c, c.tuples(d), None
    if x < .43:
        return c, [ch(["groupby_list", "groupby_first"]), {"key": ch(["mod3", "half", "even", "id"])}, c.finite(d)], None
    node = c.seq(d + 1)
    return c, node, ints_sink(c, node) if R.random() < .35 else None


def stmt(d, gx):
    x = R.random()
    if x < .42 or d <= 0:
        y = R.random()
        if y < .7: return ["yield", ch([ri(0, 9), ri(0, 9), "$r"])]
        if y < .85: return ["log", ch([ri(10, 19), "$r"])]
        if y < .89: return ["return", ch([ri(20, 29), "$r"])]
        if y < .95: return ["raise", ch(["ValueError", "KeyError", "StopIteration", "RuntimeError", "GeneratorExit"])]
        return ["reenter"]
    if x < .72:
        hs = [[e, block(d - 1, True)] for e in R.sample(["ValueError", "KeyError", "LookupError", "RuntimeError", "GeneratorExit", "Exception",
                                                          "StopIteration", "BaseException"], ri(0, 2))]
        hs.sort(key=lambda h: {"KeyError": 0, "LookupError": 1, "Exception": 2, "BaseException": 3}.get(h[0], 0))
        fin = block(d - 1, gx) if not hs or R.random() < .4 else None
        if fin is not None:
            fin = [f for f in fin if f[0] != "reraise"]
        return ["try", block(d - 1, gx), hs, fin]
    if x < .82: return ["loop", ri(0, 3), block(d - 1, gx)]
    if x < .93: return ["from", block(d - 1, False)]
    if x < .97: return ["fromlist", [ri(30, 39) for _ in range(ri(0, 3))]]
    if gx: return ["reraise"]
    return ["ifr", ri(0, 3), block(d - 1, gx)]


def block(d, gx): return [stmt(d, gx) for _ in range(ri(1, 3))]


for i in range(count):
    k = ch(kinds)
    if k == "pipeline":
        c, node, sink = pipeline(i)
        case = {"id": i, "kind": k, "sources": c.src, "expr": node, "take": ri(0, 8) if R.random() < .35 else None, "sink": sink}
        if c.inf:
            if sink:
                case["expr"] = ["islice", {"args": [ri(0, 12)]}, node]
            elif case["take"] is None:
                case["take"] = ri(0, 12)
    elif k == "tee":
        c = Case()
        n = ri(1, 4)
        node = c.seq(ri(0, 2))
        case = {"id": i, "kind": k, "sources": c.src, "expr": node, "n": n, "plan": [ri(0, n - 1) for _ in range(ri(0, 24))]}
    elif k == "groupby":
        c = Case()
        items = sorted(ints(0, 10)) if R.random() < .6 else ints(0, 10)
        c.src["a"] = {"items": items}
        if R.random() < .1:
            c.src["a"].update(fail=ri(0, len(items)), exc="ValueError")
        plan, g = [], 0
        for _ in range(ri(1, 14)):
            x = R.random()
            if x < .4:
                plan.append(["next"])
                g += 1
            else:
                plan.append([ch(["item", "item", "drain"]), max(0, g - 1) if R.random() < .7 else ri(0, max(0, g - 1))])
        case = {"id": i, "kind": k, "sources": c.src, "expr": ["src", "a"], "key": ch(["half", "mod3", "even", "id"]), "plan": plan}
    else:
        drive = []
        for _ in range(ri(1, 7)):
            x = R.random()
            drive.append(["next"] if x < .35 else ["send", ri(0, 3)] if x < .6 else ["close"] if x < .72 else ["drain"] if x < .76 else
                         ["throw", ch(["ValueError", "KeyError", "RuntimeError", "GeneratorExit", "StopIteration"])])
        if R.random() < .8:
            drive.insert(0, ["next"])
        body = block(ri(1, 3), False)
        # throw(StopIteration) into a generator not yet started, or while it delegates to a plain list,
        # differs between Python 3.11 and 3.12+: leave those two out
        started = False
        for op in drive:
            if op == ["throw", "StopIteration"] and (not started or "fromlist" in json.dumps(body)):
                op[1] = "LookupError"
            started = started or op[0] in ("next", "drain")
        case = {"id": i, "kind": k, "body": body, "drive": drive}
    # an endless part under a consumer that never yields would hang: bound it
    def endless(n):
        if not isinstance(n, list) or not n or n[0] in ("src", "lit"): return False
        if n[0] in ("count", "cycle"): return True
        return any(endless(x) for x in n[2:])
    HANG = {"filter", "filterfalse", "dropwhile", "compress", "iter_sentinel", "r_unique_everseen", "r_unique_justseen", "r_iter_index",
            "groupby_keys", "groupby_list", "groupby_first", "m_run_length", "chain_from_iterable", "m_windowed", "m_split_at", "m_split_when",
            "r_tail", "r_ncycles", "reversed", "sorted", "product", "permutations", "combinations", "combinations_with_replacement",
            "r_powerset", "r_subslices", "islice"}
    def bound(n):
        if n[0] in ("src", "lit"): return n
        kids = [bound(x) for x in n[2:]]
        if n[0] in HANG:
            kids = [["islice", {"args": [12]}, x] if endless(x) else x for x in kids]
        return [n[0], n[1]] + kids
    if "expr" in case:
        case["expr"] = bound(case["expr"])
    print(json.dumps(case, separators=(",", ":")))
