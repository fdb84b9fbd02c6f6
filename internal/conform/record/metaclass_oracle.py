"""Plays programs about classes on CPython, for package metaclass.

    python3.11 metaclass_oracle.py < programs.jsonl > answers.jsonl

A program is {"id": ..., "steps": [...]}, one a line. Its answer is a line
{"program": ..., "python": ..., "results": [...]}, one result for each step:
{"op", "ok": text} or {"op", "err": type, "msg", "stable", "cause"?}, with "log"
when hooks logged. A step that fails leaves its name unbound, and the program goes on.

Nothing is modelled here: a class step becomes the source of a class statement,
which is executed, so that what runs is CPython's own.

Steps: class (name, as?, bases, meta?, kw?, ns, decorators?), type3 (the metaclass is
called with name, bases, namespace), new (as, cls, args, kw), let (as, x), get and del
(obj, name), set (obj, name, v or entry), eval (x), mro, bases, subclasses, abstract
(cls), type, dict (obj), isinstance (obj, cls), issubclass (sub, cls), super (cls, obj,
name), hasattr, register (cls, sub), drop (var).

A namespace is a list of [name, entry]. Entries by "k": value (v); method, classmethod,
staticmethod, abstract (body); property (get, set, del: bodies or null); slots (names);
descr (has: some of get, set, del, name; raise: {which: [type, text]}), an instance of
a class Descr that logs what it is asked.

Bodies are lists of instructions: [ret,E] [log,E] [do,E] [raise,TYPE,TEXT] [set,E,name,E]
[del,E,name] [setitem,E,E,E] [if,E,E,then,else]. Expressions are JSON scalars, lists,
or one of ref, arg, args, kw, tuple, dict, attr, item, cat, super, super2, typeof, vars,
entry, call; see ev below.
"""
import abc
import gc
import json
import keyword
import re
import sys
import types
import weakref

sys.setrecursionlimit(400)

# Messages that are compared word for word. Of all others the type is.
STABLE = [re.compile(p, re.S) for p in (
    r"Cannot create a consistent method resolution\norder \(MRO\) for bases .*",
    r"duplicate base class .*",
    r"metaclass conflict: the metaclass of a derived class must be a \(non-strict\) "
    r"subclass of the metaclasses of all its bases",
    r"'.*' object has no attribute '.*'",
    r"type object '.*' has no attribute '.*'",
    r"'super' object has no attribute '.*'",
    r"'.*' object attribute '.*' is read-only",
    r"property '.*' of '.*' object has no (getter|setter|deleter)",
    r"'.*' in __slots__ conflicts with class variable",
    r"__slots__ must be identifiers",
    r"__slots__ items must be strings, not '.*'",
    r"a __bases__ item causes an inheritance cycle",
    r"can only assign non-empty tuple to .*\.__bases__, not \(\)",
    r"can only assign tuple to .*\.__bases__, not .*",
    r"super\(type, obj\): obj must be an instance or subtype of type",
    r"super\(\) argument 1 must be a type, not .*",
    r"Can't instantiate abstract class .*",
    r"Error calling __set_name__ on '.*' instance '.*' in '.*'",
    r".*\.__init_subclass__\(\) takes no keyword arguments",
    r".*\(\) takes no arguments",
    r"type '.*' is not an acceptable base type",
    r"isinstance\(\) arg 2 must be a type, a tuple of types, or a union",
    r"issubclass\(\) arg 1 must be a class",
    r"issubclass\(\) arg 2 must be a class, a tuple of classes, or a union",
    r"multiple bases have instance lay-out conflict",
    r"__init__\(\) should return None, not '.*'",
    r"'.*' object is not callable",
    r"__mro_entries__ must return a tuple",
    r".*\.__prepare__\(\) must return a mapping, not .*",
    r"mro\(\) returned a non-class \('.*'\)",
    r"mro\(\) returned base with unsuitable layout \('.*'\)",
    r"__dict__ slot disallowed: we already got one",
    r"__weakref__ slot disallowed: .*",
    r"__class__ assignment only supported for .*",
    r"__class__ must be set to a class, not '.*' object",
    r"'.*' object layout differs from '.*'",
    r"__class__ assignment: '.*' object layout differs from '.*'",
    r"cannot set '.*' attribute of immutable type '.*'",
    r"__set__|__delete__",
    r"Refusing to create an inheritance cycle",
    r"user: .*",  # text a program raised itself
)]

EXC = {e.__name__: e for e in (
    AttributeError, TypeError, ValueError, RuntimeError, KeyError, NameError,
    ZeroDivisionError, NotImplementedError)}


NORET = object()    # "the body ended without ret"


class Halt(Exception):
    """the step evaluated too many expressions"""


class Machine:
    def __init__(self):
        self.log = []
        self.env = {
            "object": object, "type": type, "int": int, "str": str, "dict": dict,
            "list": list, "bool": bool, "tuple": tuple, "super": super,
            "property": property, "classmethod": classmethod,
            "staticmethod": staticmethod, "ABCMeta": abc.ABCMeta, "ABC": abc.ABC,
            "isinstance": isinstance, "issubclass": issubclass,
            "getattr": getattr, "setattr": setattr, "delattr": delattr,
            "hasattr": hasattr, "callable": callable, "len": len, "repr": repr,
        }
        self.builtin = {id(v): k for k, v in self.env.items()}
        self.names = {}     # id(instance) -> variable
        self.keep = []      # keeps named instances alive so ids stay unique
        self.bodies = []
        self.tags = {}      # id(function or descriptor) -> tag
        self.pins = []      # keeps tagged objects alive
        self.fuel = 20000

    # Rendering runs no code of the program.
    def tname(self, t):
        return type.__dict__["__name__"].__get__(t)

    def r(self, x, depth=0):
        t = type(x)
        if depth > 6:
            return "..."
        if x is None or t in (int, bool, float, str):
            return repr(x)
        if id(x) in self.builtin and self.env.get(self.builtin[id(x)]) is x:
            return "<%s>" % self.builtin[id(x)]
        if t is tuple:
            return "(" + ", ".join(self.r(i, depth + 1) for i in x) + ("," if len(x) == 1 else "") + ")"
        if t is list:
            return "[" + ", ".join(self.r(i, depth + 1) for i in x) + "]"
        if t in (dict, types.MappingProxyType):
            hide = {"__module__", "__qualname__", "__doc__", "__dict__", "__weakref__",
                    "__classcell__", "__abstractmethods__", "_abc_impl", "__firstlineno__",
                    "__static_attributes__"}
            return "{" + ", ".join("%r: %s" % (k, self.r(v, depth + 1))
                                   for k, v in x.items() if k not in hide) + "}"
        if t is frozenset:
            return "frozenset(" + ", ".join(sorted(self.r(i, depth + 1) for i in x)) + ")"
        if issubclass(t, type):
            return "<class %s>" % self.tname(x)
        if t is types.MethodType:
            return "<bound %s of %s>" % (self.tag(x.__func__), self.r(x.__self__, depth + 1))
        if id(x) in self.tags:
            return "<%s %s>" % ({"function": "function", "property": "property"}.get(t.__name__, t.__name__),
                                self.tags[id(x)])
        if t is types.MemberDescriptorType:
            return "<member %s of %s>" % (x.__name__, self.tname(x.__objclass__))
        if t is super:
            return "<super>"
        if x is NotImplemented:
            return "NotImplemented"
        if id(x) in self.names:
            return "<%s>" % self.names[id(x)]
        if t is types.BuiltinFunctionType or t.__name__ in (
                "wrapper_descriptor", "method-wrapper", "method_descriptor",
                "classmethod_descriptor", "getset_descriptor"):
            return "<builtin %s>" % x.__name__
        return "<%s object>" % self.tname(t)

    def tag(self, f):
        return self.tags.get(id(f)) or "?"

    def settag(self, obj, tag):
        self.tags[id(obj)] = tag
        self.pins.append(obj)
        return obj

    # Expressions.
    def ev(self, x, args=(), kw=None, cell=None):
        self.fuel -= 1
        if self.fuel < 0:
            raise Halt
        if not isinstance(x, dict):
            if isinstance(x, list):
                return [self.ev(i, args, kw, cell) for i in x]
            return x
        (op, v), = x.items()
        e = lambda y: self.ev(y, args, kw, cell)
        if op == "ref":
            try:
                return self.env[v]
            except KeyError:
                raise NameError("name %r is not defined" % v) from None
        if op == "arg":
            return args[v]
        if op == "args":
            return tuple(args[v:])
        if op == "kw":
            return dict(kw or {})
        if op == "tuple":
            return tuple(e(i) for i in v)
        if op == "dict":
            return {k: e(i) for k, i in v}
        if op == "attr":
            return getattr(e(v[0]), v[1] if isinstance(v[1], str) else e(v[1]))
        if op == "item":
            return e(v[0])[e(v[1])]
        if op == "cat":
            return "".join(str(e(i)) for i in v)
        if op == "super":       # zero-argument form: the defining class, argument 0
            return super(cell(), args[0])
        if op == "super2":
            return super(*[e(i) for i in v])
        if op == "typeof":
            return type(e(v))
        if op == "vars":
            return vars(e(v))
        if op == "entry":
            return self.entry("lambda", v, "lambda")
        if op == "call":
            fn = e(v[0])
            pos = []
            for a in (v[1] if len(v) > 1 else []):
                if isinstance(a, dict) and "star" in a:
                    pos.extend(e(a["star"]))
                else:
                    pos.append(e(a))
            kws = {}
            for k, a in (v[2].items() if len(v) > 2 else ()):
                if k == "**":
                    kws.update(e(a))
                else:
                    kws[k] = e(a)
            return fn(*pos, **kws)
        raise ValueError("bad expression %r" % op)

    def run(self, n, args, kw, cell=None):
        r = self.body(self.bodies[n], args, kw, cell)
        return None if r is NORET else r

    def body(self, instrs, args, kw, cell):
        e = lambda y: self.ev(y, args, kw, cell)
        for ins in instrs:
            op = ins[0]
            if op == "ret":
                return e(ins[1])
            elif op == "log":
                self.log.append(self.r(e(ins[1])))
            elif op == "do":
                e(ins[1])
            elif op == "raise":
                raise EXC[ins[1]]("user: " + ins[2])
            elif op == "set":
                setattr(e(ins[1]), ins[2] if isinstance(ins[2], str) else e(ins[2]), e(ins[3]))
            elif op == "del":
                delattr(e(ins[1]), ins[2] if isinstance(ins[2], str) else e(ins[2]))
            elif op == "setitem":
                e(ins[1])[e(ins[2])] = e(ins[3])
            elif op == "if":   # ["if", a, b, then, else]
                r = self.body(ins[3] if e(ins[1]) == e(ins[2]) else ins[4], args, kw, cell)
                if r is not NORET:
                    return r
            else:
                raise ValueError("bad instruction %r" % op)
        return NORET

    # Entries of a namespace.
    def func_src(self, key, body):
        self.bodies.append(body)
        n = len(self.bodies) - 1
        uses = '"super"' in json.dumps(body)
        cell = "lambda: __class__" if uses else "None"
        fname = key if key.isidentifier() and not keyword.iskeyword(key) else "f"
        return ("def %s(*_a, **_k): return _M.run(%d, _a, _k, %s)" % (fname, n, cell), fname, n)

    def entry(self, key, ent, owner):
        """what an entry stands for outside of a class statement"""
        k = ent["k"]
        tag = "%s.%s" % (owner, key)
        if k == "value":
            return self.ev(ent["v"])
        if k == "slots":
            return tuple(ent["names"]) if not isinstance(ent["names"], str) else ent["names"]
        if k in ("method", "classmethod", "staticmethod", "abstract"):
            ns = {"_M": self}
            src, fname, _ = self.func_src(key, ent.get("body", []))
            exec(src, ns)
            f = self.settag(ns[fname], tag)
            return self.wrap(k, f, tag)
        if k == "property":
            fs = []
            for part in ("get", "set", "del"):
                b = ent.get(part)
                if b is None:
                    fs.append(None)
                    continue
                ns = {"_M": self}
                src, fname, _ = self.func_src(key, b)
                exec(src, ns)
                fs.append(self.settag(ns[fname], tag + "." + part))
            return self.settag(property(*fs), tag)
        if k == "descr":
            return self.descr(ent, tag)
        raise ValueError("bad entry kind %r" % k)

    def wrap(self, k, f, tag):
        if k == "classmethod":
            return self.settag(classmethod(f), tag)
        if k == "staticmethod":
            return self.settag(staticmethod(f), tag)
        if k == "abstract":
            return abc.abstractmethod(f)
        return f

    def descr(self, ent, tag):
        M = self
        ns = {}
        has = ent["has"]

        def fail(which):
            r = ent.get("raise", {}).get(which)
            if r:
                raise EXC[r[0]]("user: " + r[1])

        if "get" in has:
            def __get__(self, obj, owner=None):
                M.log.append("get %s %s %s" % (tag, M.r(obj), M.r(owner)))
                fail("get")
                return "got " + tag
            ns["__get__"] = __get__
        if "set" in has:
            def __set__(self, obj, value):
                M.log.append("set %s %s %s" % (tag, M.r(obj), M.r(value)))
                fail("set")
            ns["__set__"] = __set__
        if "del" in has:
            def __delete__(self, obj):
                M.log.append("delete %s %s" % (tag, M.r(obj)))
                fail("del")
            ns["__delete__"] = __delete__
        if "name" in has:
            def __set_name__(self, owner, name):
                M.log.append("set_name %s %s %s" % (tag, M.r(owner), name))
                fail("name")
            ns["__set_name__"] = __set_name__
        return self.settag(type("Descr", (), ns)(), tag)

    # Steps.
    def step_class(self, s):
        """the source of a class statement, executed"""
        lines, pre = [], {"_M": self}
        args = []
        for i, b in enumerate(s.get("bases", [])):
            pre["_b%d" % i] = self.ev(b)
            args.append("_b%d" % i)
        if s.get("meta") is not None:
            pre["_meta"] = self.ev(s["meta"])
            args.append("metaclass=_meta")
        for k, v in s.get("kw", {}).items():
            pre["_kw_" + k] = self.ev(v)
            args.append("%s=_kw_%s" % (k, k))
        name = s["name"]
        owner = name
        decos = []
        for i, d in enumerate(s.get("decorators", [])):
            pre["_d%d" % i] = self.ev(d)
            decos.append("@_d%d" % i)
        lines += decos
        lines.append("class %s(%s):" % (name, ", ".join(args)))
        lines.append("    pass")
        for i, (key, ent) in enumerate(s.get("ns", [])):
            k = ent["k"]
            tag = "%s.%s" % (owner, key)
            if k in ("method", "classmethod", "staticmethod", "abstract"):
                src, fname, _ = self.func_src(key, ent.get("body", []))
                lines.append("    " + src)
                lines.append("    %s = _M.wrap(%r, _M.settag(%s, %r), %r)" % (key, k, fname, tag, tag))
            elif k == "property":
                parts = []
                for part in ("get", "set", "del"):
                    b = ent.get(part)
                    if b is None:
                        parts.append("None")
                        continue
                    src, _, n = self.func_src("_p", b)
                    lines.append("    " + src)
                    pre.setdefault("_h", {})
                    lines.append("    _h[%r] = _M.settag(_p, %r)" % (tag + part, tag + "." + part))
                    lines.append("    del _p")
                    parts.append("_h[%r]" % (tag + part))
                lines.append("    %s = _M.settag(property(%s), %r)" % (key, ", ".join(parts), tag))
            else:
                pre["_e%d" % i] = self.entry(key, ent, owner)
                lines.append("    %s = _e%d" % (key, i))
        pre["__name__"] = "p"
        exec("\n".join(lines), pre)
        self.bind(s.get("as", name), pre[name])
        return self.r(pre[name])

    def bind(self, var, x):
        self.env[var] = x
        t = type(x)
        if not issubclass(t, type) and t not in (int, str, bool, type(None), tuple, list, dict, float) \
                and id(x) not in self.tags:
            self.names.setdefault(id(x), var)
            self.keep.append(x)

    def step_type3(self, s):
        meta = self.ev(s.get("meta", {"ref": "type"}))
        ns = {}
        for key, ent in s.get("ns", []):
            ns[key] = self.entry(key, ent, s["name"])
        ns.setdefault("__module__", "p")
        x = meta(s["name"], tuple(self.ev(b) for b in s.get("bases", [])), ns,
                 **{k: self.ev(v) for k, v in s.get("kw", {}).items()})
        self.bind(s.get("as", s["name"]), x)
        return self.r(x)

    def step_new(self, s):
        x = self.ev({"call": [s["cls"], s.get("args", []), s.get("kw", {})]})
        self.bind(s["as"], x)
        return self.r(x)

    def step_let(self, s):
        x = self.ev(s["x"])
        self.bind(s["as"], x)
        return self.r(x)

    def step_get(self, s):
        return self.r(getattr(self.ev(s["obj"]), s["name"]))

    def step_set(self, s):
        v = self.entry(s["name"], s["entry"], "set") if "entry" in s else self.ev(s["v"])
        setattr(self.ev(s["obj"]), s["name"], v)
        return "ok"

    def step_del(self, s):
        delattr(self.ev(s["obj"]), s["name"])
        return "ok"

    def step_eval(self, s):
        return self.r(self.ev(s["x"]))

    def step_mro(self, s):
        return self.r(type.__dict__["__mro__"].__get__(self.ev(s["cls"])))

    def step_bases(self, s):
        return self.r(self.ev(s["cls"]).__bases__)

    def step_subclasses(self, s):
        gc.collect()    # a class that failed half-way may linger in a cycle
        return self.r(type.__subclasses__(self.ev(s["cls"])))

    def step_type(self, s):
        return self.r(type(self.ev(s["obj"])))

    def step_isinstance(self, s):
        return self.r(isinstance(self.ev(s["obj"]), self.ev(s["cls"])))

    def step_issubclass(self, s):
        return self.r(issubclass(self.ev(s["sub"]), self.ev(s["cls"])))

    def step_super(self, s):
        return self.r(getattr(super(self.ev(s["cls"]), self.ev(s["obj"])), s["name"]))

    def step_hasattr(self, s):
        return self.r(hasattr(self.ev(s["obj"]), s["name"]))

    def step_dict(self, s):
        return self.r(vars(self.ev(s["obj"])))

    def step_register(self, s):
        return self.r(self.ev(s["cls"]).register(self.ev(s["sub"])))

    def step_abstract(self, s):
        return self.r(sorted(self.ev(s["cls"]).__abstractmethods__))

    def step_drop(self, s):
        x = self.env.pop(s["var"], None)
        w = weakref.ref(x) if isinstance(x, type) else None
        del x
        gc.collect()
        return "collected" if w is not None and w() is None else "kept"


def one(program):
    m = Machine()
    out = []
    for s in program["steps"]:
        m.log = []
        m.fuel = 20000
        res = {"op": s["op"]}
        try:
            res["ok"] = getattr(m, "step_" + s["op"])(s)
        except Halt:
            res["err"], res["msg"] = "Halt", ""
        except Exception as e:  # noqa: BLE001
            res["err"] = type(e).__name__
            msg = str(e)
            res["msg"] = msg
            res["stable"] = any(p.fullmatch(msg) for p in STABLE)
            if e.__cause__ is not None:
                res["cause"] = type(e.__cause__).__name__
            e = None
        if m.log:
            res["log"] = m.log
        out.append(res)
    return {"id": program.get("id", ""), "results": out}


def main():
    python = "%s %d.%d" % (sys.implementation.name, *sys.version_info[:2])
    for line in sys.stdin:
        if line.strip():
            program = json.loads(line)
            print(json.dumps({"program": program, "python": python, "results": one(program)["results"]},
                             separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
