"""Writes a heap program as Python: an operation on names is the statement itself, any
other a call. gc_oracle.py executes it and provides what starts with "_", which no
identifier of a program does; `gc_oracle.py --source` shows it.
"""
import json
import keyword
import re

SLOTS = tuple("s%d" % i for i in range(8))


def identifier(name):
    """A name as a Python identifier, itself if it can be."""
    if re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) and not keyword.iskeyword(name):
        return name
    return "_x" + name.encode("utf-8", "surrogatepass").hex()


def source(prog, key, calls):
    """The Python a program becomes: its functions, then the module's code. A name
    a function binds anywhere is its own, by Python's rules; all others are global.
    key gives the identifier of a name; calls are the operations that are a call of
    _operate."""
    functions, bodies, returns = [], [[]], match_returns(prog)
    for j, o in enumerate(prog):
        k, out = o["op"], bodies[-1]
        out.append("_at(%d)" % j)

        def attempt(statement, name=""):
            out.append("try: " + statement)
            out.append("except _Errors: _failed(%r)" % name)
        if k in ("bind", "rebind"):
            attempt("%s = %s" % (key[o["name"]], value(o, j, key)))
        elif k == "del":
            attempt("del " + key[o["name"]])
        elif k == "call":
            into = prog[returns[j]].get("into")
            attempt("%s_f%d(%s)  # %s" % (key[into] + " = " if into else "", j, ", ".join(key[a] for a in o.get("args") or ()), json.dumps(o["func"])))
            bodies.append(["def _f%d(%s):" % (j, ", ".join(key[a] for a in o.get("params") or ()))])
        elif k == "return":
            # When the name is missing the error goes through to the caller, as it
            # does in Python; what it says there is still about the return.
            out.append("return " + key[o["value"]] if o.get("value") else "return")
            functions.append("\n    ".join(bodies.pop()))
        elif k == "append":
            attempt("%s.append(%s)" % (key[o["list"]], key[o["item"]]), o["list"])
        elif k == "remove":
            attempt("del %s[%d]" % (key[o["list"]], o["index"]), o["list"])
        elif k == "set":
            attempt("%s.%s = %s" % (key[o["name"]], SLOTS[o["slot"]], "None" if o.get("to") is None else key[o["to"]]), o["name"])
        elif k == "refcount" and o.get("name") is not None:
            attempt("_counted(%r, _getrefcount(%s))" % (o["name"], key[o["name"]]))
        elif k in calls:
            out.append("_operate(%d)" % j)
        else:
            raise ValueError("operation %d: no such operation in CPython: %r" % (j, k))
    return "\n".join(functions + ["_begin()"] + bodies[0] + ["_end()", ""])


def match_returns(prog):
    returns, open_calls = {}, []
    for j, o in enumerate(prog):
        if o["op"] == "call":
            open_calls.append(j)
        elif o["op"] == "return":
            if not open_calls:
                raise ValueError("operation %d: return outside a function" % j)
            returns[open_calls.pop()] = j
    if open_calls:
        raise ValueError("operation %d: the call never returns" % open_calls[-1])
    return returns


def value(o, j, key):
    if o.get("to") is not None:
        return key[o["to"]]
    if o.get("leaf") is not None:
        return '_leaf("%d")' % j
    if o.get("list") is not None:
        items = (key[it] if isinstance(it, str) else '_leaf("%d.%d")' % (j, n) for n, it in enumerate(o["list"]))
        return '_list("%d", %r, [%s])' % (j, o["name"], ", ".join(items))
    return '_node("%d", %r)' % (j, o["name"])
