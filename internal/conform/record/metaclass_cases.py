"""Programs about classes, one rule or trap each, for metaclass_oracle.py.

    python3.11 metaclass_cases.py > programs.jsonl

The format is described at the top of metaclass_oracle.py.
"""
import json

PROGRAMS = []


def ref(n):
    return {"ref": n}


def attr(x, n):
    return {"attr": [x, n]}


def call(f, /, *args, **kw):
    return {"call": [f, list(args), kw]}


def arg(i):
    return {"arg": i}


def sup(name, /, *args, **kw):
    return call(attr({"super": []}, name), *args, **kw)


REST = {"star": {"args": 1}}
ALL = {"star": {"args": 0}}


def pass_on(name):
    """super().name(*args[1:], **kw)"""
    return {"call": [attr({"super": []}, name), [REST], {"**": {"kw": 0}}]}


def new_on():
    """super().__new__(*args, **kw)"""
    return {"call": [attr({"super": []}, "__new__"), [ALL], {"**": {"kw": 0}}]}


def val(v):
    return {"k": "value", "v": v}


def fn(*body):
    return {"k": "method", "body": [list(i) for i in body]}


def cm(*body):
    return {"k": "classmethod", "body": [list(i) for i in body]}


def sm(*body):
    return {"k": "staticmethod", "body": [list(i) for i in body]}


def prop(get=None, set=None, delete=None):
    return {"k": "property", "get": get, "set": set, "del": delete}


def descr(*has, **fails):
    return {"k": "descr", "has": list(has), "raise": {k: list(v) for k, v in fails.items()}}


def slots(*names):
    return {"k": "slots", "names": list(names)}


def ret(x):
    return ["ret", x]


def log(x):
    return ["log", x]


def do(x):
    return ["do", x]


def cls(name, /, *bases, meta=None, kw=None, decorators=None, _as=None, **ns):
    s = {"op": "class", "name": name, "bases": [ref(b) if isinstance(b, str) else b for b in bases],
         "ns": [[k, v] for k, v in ns.items()]}
    if meta is not None:
        s["meta"] = ref(meta) if isinstance(meta, str) else meta
    if kw:
        s["kw"] = kw
    if decorators:
        s["decorators"] = decorators
    if _as:
        s["as"] = _as
    return s


def t3(name, /, *bases, meta=None, kw=None, **ns):
    s = {"op": "type3", "name": name, "bases": [ref(b) if isinstance(b, str) else b for b in bases],
         "ns": [[k, v] for k, v in ns.items()]}
    if meta is not None:
        s["meta"] = ref(meta)
    if kw:
        s["kw"] = kw
    return s


def new(var, c, /, *args, **kw):
    s = {"op": "new", "as": var, "cls": ref(c), "args": list(args)}
    if kw:
        s["kw"] = kw
    return s


def let(var, x):
    return {"op": "let", "as": var, "x": x}


def get(o, n):
    return {"op": "get", "obj": ref(o) if isinstance(o, str) else o, "name": n}


def put(o, n, v):
    return {"op": "set", "obj": ref(o), "name": n, "v": v}


def put_entry(o, n, e):
    return {"op": "set", "obj": ref(o), "name": n, "entry": e}


def delete(o, n):
    return {"op": "del", "obj": ref(o), "name": n}


def ev(x):
    return {"op": "eval", "x": x}


def mro(c):
    return {"op": "mro", "cls": ref(c)}


def subs(c):
    return {"op": "subclasses", "cls": ref(c)}


def inst(o, c):
    return {"op": "isinstance", "obj": ref(o) if isinstance(o, str) else o, "cls": ref(c) if isinstance(c, str) else c}


def sub(s, c):
    return {"op": "issubclass", "sub": ref(s) if isinstance(s, str) else s, "cls": ref(c) if isinstance(c, str) else c}


def vars_(o):
    return {"op": "dict", "obj": ref(o)}


def sget(c, o, n):
    return {"op": "super", "cls": ref(c), "obj": ref(o), "name": n}


def typ(o):
    return {"op": "type", "obj": ref(o)}


def drop(v):
    return {"op": "drop", "var": v}


def tup(*xs):
    return {"tuple": [ref(x) if isinstance(x, str) else x for x in xs]}


def p(name, *steps):
    PROGRAMS.append({"id": name, "steps": list(steps)})


# ---- roots, rule 1
p("roots", ev({"typeof": ref("type")}), ev({"typeof": ref("object")}), mro("type"), mro("object"),
  {"op": "bases", "cls": ref("object")}, {"op": "bases", "cls": ref("type")}, sub("object", "type"), sub("type", "object"),
  inst("object", "type"), inst("type", "object"), inst("type", "type"), inst("object", "object"),
  ev(attr(ref("type"), "__base__")), ev(attr(ref("object"), "__base__")), ev(attr(ref("bool"), "__mro__")),
  ev(attr(ref("object"), "__class__")), ev(attr(ref("type"), "__name__")), ev(attr(ref("int"), "__qualname__")),
  ev(attr(ref("int"), "__module__")), ev(call(ref("type"), 1)), ev(call(ref("type"), ref("type"))),
  ev(call(ref("type"), 1, 2)), ev(call(ref("type"))), ev({"call": [ref("type"), [1], {"x": 1}]}))
p("walk through type()", let("A", call(ref("type"), "A", {"tuple": []}, {"dict": []})), typ("A"), new("a", "A"), typ("a"),
  get("A", "__name__"), get("A", "__module__"), ev(attr(ref("A"), "__qualname__")), get("A", "__doc__"), mro("A"),
  {"op": "bases", "cls": ref("A")}, vars_("A"), vars_("a"), subs("A"), new("a2", "A", 1), ev(call(ref("callable"), ref("a"))),
  ev(call(ref("a"))), ev(call(ref("type"), "B", {"tuple": [ref("A")]}, {"dict": [["x", 1]]})), subs("A"))
p("type() refuses", ev(call(ref("type"), 1, {"tuple": []}, {"dict": []})), ev(call(ref("type"), "A", [], {"dict": []})),
  ev(call(ref("type"), "A", {"tuple": []}, [])), ev(call(ref("type"), "A", {"tuple": [1]}, {"dict": []})),
  ev(call(ref("type"), "A", {"tuple": [ref("bool")]}, {"dict": []})), ev(call(ref("type"), "A", {"tuple": [ref("object"), 3]}, {"dict": []})),
  ev({"call": [ref("type"), ["A", {"tuple": []}, {"dict": []}], {"x": 1}]}),
  ev(call(attr(ref("type"), "__new__"), ref("int"), "A", {"tuple": []}, {"dict": []})),
  ev(call(attr(ref("type"), "__new__"), 3)), ev(call(attr(ref("object"), "__new__"), ref("int"))), ev(call(attr(ref("object"), "__new__"), 3)),
  ev(call(attr(ref("object"), "__new__"))), ev(call(attr(ref("int"), "__new__"), ref("str"))))

# ---- class statement, rule 2
p("order of a class statement",
  cls("M", "type", __prepare__=cm(log({"cat": ["prepare ", arg(1)]}), log({"args": 2}), log({"kw": 0}), ret({"dict": [["z", 0]]})),
      __new__=fn(log({"cat": ["new ", arg(1)]}), log(arg(2)), log(arg(3)), log({"kw": 0}), ret(new_on())),
      __init__=fn(log({"cat": ["init ", arg(1)]}), log({"kw": 0})),
      __call__=fn(log("call"), ret(pass_on("__call__")))),
  cls("P", __init_subclass__=fn(log("init_subclass"), log({"kw": 0}))),
  cls("D", "P", meta="M", kw={"b": 1, "a": 2}, x=descr("name"), y=val(1), f=fn(ret(sup("f")))),
  vars_("D"), new("d", "D"), mro("D"))
p("decorators, lowest first",
  let("one", {"entry": fn(log("one"), ret(arg(0)))}), let("two", {"entry": fn(log("two"), ["set", arg(0), "tagged", 1], ret(arg(0)))}),
  let("three", {"entry": fn(ret("not a class"))}),
  cls("A", decorators=[ref("one"), ref("two")]), get("A", "tagged"), cls("B", decorators=[ref("three")]), get("B", "x"),
  cls("C", decorators=[ref("nothing")]), cls("C", decorators=[3]))
p("mro entries",
  cls("A", m=val(1)), cls("E", __mro_entries__=fn(log("entries"), log(arg(1)), ret({"tuple": [ref("A")]}))), new("e", "E"),
  cls("B", "e"), mro("B"), get("B", "__orig_bases__"), {"op": "bases", "cls": ref("B")}, t3("T", "e"),
  cls("F", __mro_entries__=fn(ret([ref("A")]))), new("f", "F"), cls("G", "f"),
  cls("H", __mro_entries__=fn(ret({"tuple": []}))), new("h", "H"), cls("I", "h"), mro("I"), get("I", "__orig_bases__"),
  cls("J", "e", "e"), cls("K", "A", "e"), cls("L", "h", "A"), mro("L"),
  cls("M", __mro_entries__=fn(["raise", "ValueError", "no"])), new("m", "M"), cls("N", "m"),
  cls("O", 1), cls("O", None), cls("O", "s"), cls("O", "A", 1))
p("mro entries of a class are not asked",
  cls("A", __mro_entries__=cm(log("asked"), ret({"tuple": []}))), cls("B", "A"), mro("B"))

# ---- metaclass choice, rule 4
p("metaclass conflict", cls("M1", "type"), cls("M2", "type"), cls("M3", "M1", "M2"), cls("A", meta="M1"), cls("B", meta="M2"),
  cls("C", "A", "B"), cls("D", "A", "B", meta="M3"), typ("D"), cls("E", "D"), typ("E"), cls("F", "A", meta="M2"),
  cls("G", "A", meta="type"), typ("G"), t3("H", "A"), typ("H"), t3("I", "A", "B"), t3("J", "A", meta="M3"), typ("J"),
  t3("K", "D", meta="M1"), typ("K"))
p("metaclass that is a function",
  let("f", {"entry": fn(log({"args": 0}), log({"kw": 0}), ret(7))}), cls("A", meta=ref("f"), kw={"k": 1}, x=val(1)), ev(ref("A")),
  let("g", {"entry": fn(ret(call(ref("type"), arg(0), arg(1), arg(2))))}), cls("B", "object", meta=ref("g"), m=fn(ret(sup("__init__")))), typ("B"),
  cls("M", "type"), cls("C", meta="M"), cls("D", "C", meta=ref("g")), typ("D"), cls("E", meta=3), cls("E", meta=ref("object")), cls("E", meta=ref("int")))
p("class that is no subclass of type as metaclass",
  cls("N", __new__=fn(log({"args": 1}), ret(sup("__new__", arg(0)))), __init__=fn()),
  cls("A", meta="N", x=val(1)), typ("A"), cls("B", meta="N", **{"__init__": fn()}), cls("C", "object", meta="N"))
p("winner's __new__ is called",
  cls("M", "type", __new__=fn(log("M.new"), ret(new_on())), __init__=fn(log("M.init"))), cls("A", meta="M"), t3("B", "A"), typ("B"),
  ev(call(attr(ref("type"), "__new__"), ref("type"), "C", {"tuple": [ref("A")]}, {"dict": []})))

# ---- prepare, rule 5
p("prepare",
  cls("M", "type", __prepare__=fn(log({"args": 0}), ret({"dict": [["a", 1]]}))), cls("A", meta="M", b=val(2)), get("A", "a"), vars_("A"),
  cls("M2", "type", __prepare__=cm(ret(3))), cls("B", meta="M2"), cls("M3", "type", __prepare__=cm(ret([]))), cls("C", meta="M3"),
  cls("M4", "type", __prepare__=prop()), cls("D", meta="M4"), cls("M5", "type", __prepare__=descr("get", get=["ValueError", "p"])), cls("E", meta="M5"),
  cls("M6", "type", __prepare__=descr("get", get=["AttributeError", "p"])), cls("F", meta="M6"),
  cls("M7", "type", __prepare__=val(None)), cls("G", meta="M7"),
  let("d", {"dict": [["q", 1]]}), cls("M8", "type", __prepare__=cm(ret(ref("d")))), cls("H", meta="M8", r=val(2)), ev(ref("d")), put("H", "s", 3), ev(ref("d")))
p("namespace of the program's own",
  cls("NS", "dict", __setitem__=fn(log({"cat": ["set ", arg(1)]}), do(sup("__setitem__", arg(1), arg(2)))),
      __getitem__=fn(log({"cat": ["get ", arg(1)]}), ret(sup("__getitem__", arg(1))))),
  cls("M", "type", __prepare__=cm(ret(call(ref("NS"))))),
  cls("A", meta="M", x=val(1), m=fn(ret(1)), p=prop([ret(2)]), c=cm(ret(sup("c"))), s=sm(ret(1))), get("A", "x"), vars_("A"),
  cls("NM", "dict", __missing__=fn(log({"cat": ["missing ", arg(1)]}), ["raise", "KeyError", "gone"])),
  cls("M2", "type", __prepare__=cm(ret(call(ref("NM"))))), cls("B", meta="M2", x=val(1), m=fn(ret(1))),
  cls("Map", __getitem__=fn(["raise", "KeyError", "k"]), __setitem__=fn(log(arg(1)))),
  cls("M3", "type", __prepare__=cm(ret(call(ref("Map"))))), cls("C", meta="M3", x=val(1)))

# ---- set_name, rules 6 and 7
p("set_name", cls("A", x=descr("name"), y=descr("get", "name"), z=val(1)), put_entry("A", "w", descr("name")),
  cls("B", x=descr("name", name=["ValueError", "no"])), cls("C", x=descr("name", name=["AttributeError", "no"]), y=descr("name")),
  t3("D", x=descr("name")), cls("E", x=val(ref("A"))), cls("M", "type", __set_name__=fn(log("meta set_name"), log({"args": 1}))), cls("X", meta="M"),
  cls("F", x=val(ref("X"))), cls("S", __set_name__=fn(log({"args": 1}), ["set", arg(1), "extra", 5], ["del", arg(1), arg(2)])),
  new("s", "S"), cls("G", q=val(ref("s")), r=val(1)), vars_("G"),
  cls("T", __set_name__=sm(log({"args": 0}))), new("t", "T"), cls("H", q=val(ref("t"))))
p("set_name before init_subclass, in order",
  cls("P", __init_subclass__=fn(log("init_subclass"), log({"vars": arg(0)}))), cls("A", "P", b=descr("name"), a=descr("name"), m=fn()),
  cls("B", "P", b=descr("name", name=["TypeError", "t"])), subs("P"))

# ---- init_subclass, rule 8
p("init_subclass", cls("A", __init_subclass__=fn(log({"args": 0}), log({"kw": 0}))), cls("B", "A", kw={"x": 1}), cls("C", "B"),
  cls("D", kw={"x": 1}), cls("E", "object", kw={"x": 1, "y": 2}), cls("M", "type"), cls("F", meta="M", kw={"z": 1}), t3("G", "A", kw={"k": 2}),
  t3("H", kw={"k": 2}), get("A", "__init_subclass__"), ev(call(attr(ref("A"), "__init_subclass__"), 3)), ev(call(attr(ref("object"), "__init_subclass__"), 1)))
p("init_subclass raises", cls("A", __init_subclass__=fn(["raise", "ValueError", "no"])), cls("B", "A"), ev(ref("B")), subs("A"), cls("C", "A", m=fn(ret(sup("m")))), subs("A"))
p("class_getitem", cls("A", __class_getitem__=fn(log({"args": 0}), ret("item"))), ev({"item": [ref("A"), 3]}), cls("B", "A"), ev({"item": [ref("B"), "k"]}),
  new("a", "A"), ev({"item": [ref("a"), 3]}), cls("C"), ev({"item": [ref("C"), 3]}), cls("M", "type", __getitem__=fn(ret("meta item"))), cls("D", meta="M"), ev({"item": [ref("D"), 1]}),
  cls("E", "A", meta="M"), ev({"item": [ref("E"), 1]}), get("A", "__class_getitem__"))
p("implicit staticmethod and classmethod", cls("A", __new__=fn(log({"args": 1}), ret(call(attr(ref("object"), "__new__"), arg(0))))), ev(attr(ref("A"), "__new__")), vars_("A"), new("a", "A", 1, 2),
  put_entry("A", "__new__", fn(ret(5))), new("b", "A"), ev(ref("b")), put_entry("A", "__init_subclass__", fn(log("late"), log({"args": 0}))), cls("B", "A"), cls("C", __init_subclass__=cm(log("own cm"))), cls("D", "C"))

# ---- C3, rule 9
p("C3 rejects", cls("X"), cls("Y"), cls("A", "X", "Y"), cls("B", "Y", "X"), cls("C", "A", "B"), cls("D", "X", "X"), cls("E", "object", "X"), cls("F", "X", "object"),
  mro("F"), cls("G", "object", "object"), cls("H", "X", "A"))
p("C3 names the heads still unmerged", cls("O"), cls("A", "O"), cls("B", "O"), cls("C", "O"), cls("D", "A", "B"), cls("E", "C", "B", "A"), cls("F", "D", "E"), cls("G", "O", "D"))
p("C3 known orders", cls("F"), cls("E"), cls("D"), cls("C", "D", "F"), cls("B", "D", "E"), cls("A", "B", "C"), mro("A"), cls("B2", "E", "D"), cls("A2", "B2", "C"), mro("A2"),
  cls("K1", "A", "B", "C"), mro("K1"), cls("K2", "D", "B", "E"), cls("K3", "D", "A"), cls("Z", "K1"), mro("Z"))

# ---- custom mro(), rule 10
p("mro() of the metaclass",
  cls("M", "type", mro=fn(log({"cat": ["mro ", attr(arg(0), "__name__")]}), log(attr(arg(0), "__mro__")), log(attr(arg(0), "__bases__")), ret(sup("mro")))),
  cls("A", meta="M"), cls("B", "A", x=val(1)), mro("B"), cls("C", meta="M"), put("A", "__bases__", tup("C")), mro("B"), put("B", "__bases__", tup("C")), mro("B"),
  ev(call(attr(ref("A"), "mro"))))
p("mro() is used as it is", cls("A", x=val("A")), cls("S", x=val("S"), y=val("stranger")),
  cls("M", "type", mro=fn(ret([arg(0), ref("S"), ref("object")]))), cls("B", "A", meta="M"), mro("B"), get("B", "x"), get("B", "y"), sub("B", "A"), sub("B", "S"), new("b", "B"),
  inst("b", "A"), inst("b", "S"), get("b", "x"), put("S", "w", 3), get("B", "w"), subs("S"), subs("A"), put("A", "v", 1), get("B", "v"),
  cls("M2", "type", mro=fn(ret({"tuple": [ref("A"), ref("object")]}))), cls("C", meta="M2", z=val(1)), mro("C"), get("C", "z"), new("c", "C"), get("c", "x"), inst("c", "C"), sub("C", "C"))
p("mro() returns nonsense", cls("M", "type", mro=fn(ret([arg(0), 3]))), cls("A", meta="M"), cls("M2", "type", mro=fn(ret([]))), cls("B", meta="M2"), cls("M3", "type", mro=fn(ret(3))), cls("C", meta="M3"),
  cls("M4", "type", mro=fn(ret([arg(0), ref("int"), ref("object")]))), cls("D", meta="M4"), cls("M5", "type", mro=fn(["raise", "ValueError", "m"])), cls("E", meta="M5"), cls("M6", "type", mro=val(None)), cls("F", meta="M6"),
  cls("M7", "type", mro=cm(ret([ref("object")]))), cls("G", meta="M7"), mro("G"))
p("while mro() runs",
  cls("M", "type", mro=fn(log(call(ref("hasattr"), arg(0), "x")), do(call(ref("type"), "Sub", {"tuple": [arg(0)]}, {"dict": []})), ret(sup("mro")))), cls("A", meta="M", x=val(1)),
  cls("M2", "type", x=val(1), mro=fn(log(attr({"super2": [arg(0), arg(0)]}, "nothing")), ret(sup("mro")))), cls("B", meta="M2"),
  cls("M3", "type", mro=fn(log(call(ref("getattr"), arg(0), "x", "none yet")), log(call(ref("isinstance"), arg(0), arg(0))), log(call(ref("issubclass"), arg(0), arg(0))),
                           log(call(ref("issubclass"), arg(0), ref("object"))), ret(sup("mro")))), cls("C", meta="M3", x=val(1)))
p("mro() re-enters __bases__", cls("P"), cls("Q"), cls("A"),
  cls("M", "type", on=val(0), mro=fn(["if", call(ref("getattr"), arg(0), "again", 0), 1, [["set", arg(0), "again", 0], ["set", arg(0), "__bases__", tup("Q")]], []], ret(sup("mro")))),
  cls("B", "A", meta="M"), put("B", "again", 1), put("B", "__bases__", tup("P")), mro("B"), {"op": "bases", "cls": ref("B")}, subs("P"), subs("Q"), subs("A"))
p("mro() fails below: everything is restored", cls("A"), cls("B"),
  cls("M", "type", mro=fn(["if", call(ref("getattr"), ref("B"), "trap", 0), 1, [["raise", "ValueError", "trap"]], []], ret(sup("mro")))),
  cls("C", "A"), cls("D", "C"), cls("E", "C", meta="M"), put("B", "trap", 1), put("C", "__bases__", tup("B")), mro("C"), mro("D"), mro("E"), {"op": "bases", "cls": ref("C")}, subs("A"), subs("B"), subs("C"),
  put("B", "trap", 0), put("C", "__bases__", tup("B")), mro("D"), mro("E"), subs("A"), subs("B"))

# ---- layouts, rule 11
p("layouts", cls("I", "int"), cls("D", "dict"), cls("ID", "int", "dict"), cls("ID", "I", "D"), cls("S1", __slots__=slots("a")), cls("S2", __slots__=slots("b")), cls("S", "S1", "S2"),
  cls("E1", __slots__=slots()), cls("ES", "S1", "E1"), cls("SE", "E1", "S1"), mro("SE"), cls("B", "bool"), cls("N", {"typeof": None}), cls("F", {"typeof": {"entry": fn()}}), cls("OI", "object", "int"), cls("I2", "int"), cls("II", "I", "I2"),
  cls("T", "type"), cls("DT", "dict", "type"), cls("P", "property"), cls("PD", "P", "dict"), cls("SI", "S1", "int"), cls("Plain"), cls("PI", "Plain", "I"), mro("PI"), cls("IP", "I", "Plain"), mro("IP"), cls("L", "list", "dict"), cls("L1", "list"), cls("L2", "list"), cls("LL", "L1", "L2"), mro("LL"),
  cls("W1", __slots__=slots("__weakref__")), cls("W2", __slots__=slots("__weakref__", "x")), cls("WW", "W1", "W2"), cls("WP", "W1", "Plain"), cls("PW", "Plain", "W1"))

# ---- instance access, rules 12 and 13
p("data descriptor before the instance", cls("C", d=descr("get", "set"), n=descr("get"), h=descr("set"), k=descr("get", "del"), j=descr("del")), new("c", "C"),
  ev(call(attr({"vars": ref("c")}, "update"), {"dict": [["d", 1], ["n", 2], ["h", 3], ["k", 4], ["j", 5]]})), get("c", "d"), get("c", "n"), get("c", "h"), get("c", "k"), get("c", "j"),
  put("c", "d", 7), put("c", "n", 8), put("c", "h", 9), put("c", "k", 10), put("c", "j", 11), vars_("c"), delete("c", "d"), delete("c", "n"), delete("c", "n"), delete("c", "h"), delete("c", "k"), delete("c", "j"), vars_("c"),
  get("C", "d"), get("C", "n"), get("C", "h"), get("C", "k"), new("e", "C"), get("e", "h"), get("e", "j"))
p("descriptor's class changes later", cls("D", __get__=fn(ret("got"))), new("d", "D"), cls("C", x=val(ref("d"))), new("c", "C"), put("c", "x", 1), get("c", "x"), put_entry("D", "__set__", fn(log({"args": 2}))), get("c", "x"), put("c", "x", 2),
  delete("c", "x"), delete("D", "__set__"), get("c", "x"), delete("D", "__get__"), get("C", "x"), delete("c", "x"), get("c", "x"), put("D", "__get__", 3), get("c", "x"))
p("__get__ is called as it is found", cls("D", __get__=sm(ret({"args": 0}))), new("d", "D"), cls("C", x=val(ref("d"))), new("c", "C"), get("c", "x"), get("C", "x"),
  cls("E", __get__=cm(ret({"args": 0}))), new("e", "E"), put("C", "y", ref("e")), get("c", "y"), cls("F", __set__=sm(log({"args": 0}))), new("f", "F"), put("C", "z", ref("f")), put("c", "z", 1))
p("instance's own special names", cls("C", __getattr__=fn(ret({"cat": ["dyn-", arg(1)]}))), new("c", "C"), put_entry("c", "__call__", fn(ret("own"))), ev(call(ref("c"))), ev(call(ref("callable"), ref("c"))), put_entry("c", "__len__", fn(ret(3))), ev(call(ref("len"), ref("c"))),
  get("c", "__len__"), get("c", "__bogus__"), put_entry("C", "__len__", fn(ret(4))), ev(call(ref("len"), ref("c"))), put_entry("C", "__call__", descr("get")), ev(call(ref("c"))), put_entry("c", "__class__", val(3)))
p("dunder dict", cls("C"), new("c", "C"), put("c", "x", 1), ev(attr(ref("c"), "__dict__")), put("c", "__dict__", {"dict": [["y", 2]]}), get("c", "y"), get("c", "x"), put("c", "__dict__", 3), delete("c", "__dict__"), vars_("c"), new("d", "C"),
  let("shared", {"dict": []}), put("c", "__dict__", ref("shared")), put("d", "__dict__", ref("shared")), put("c", "q", 1), get("d", "q"), ev(ref("shared")), ev({"vars": 3}), cls("S", __slots__=slots()), new("s", "S"), vars_("s"), ev(attr(ref("s"), "__dict__")),
  ev({"item": [attr(ref("C"), "__dict__"), "__module__"]}), put("C", "__dict__", {"dict": []}), ev(call(ref("setattr"), ref("c"), 3, 4)), ev(call(ref("getattr"), ref("c"), 3)), ev(call(ref("len"), {"vars": ref("c")})))

# ---- class access, rules 14 and 15
p("metaclass attributes", cls("M", "type", a=val("meta a"), p=prop([ret("meta p")], [log(arg(1))]), n=descr("get"), d=descr("get", "set"), h=descr("set"), f=fn(ret(arg(0))), __getattr__=fn(ret({"cat": ["M-", arg(1)]}))),
  cls("C", meta="M", p=val("own p"), n=val("own n"), d=val("own d"), h=val("own h")), get("C", "a"), get("C", "p"), get("C", "n"), get("C", "d"), get("C", "h"), get("C", "f"), ev(call(attr(ref("C"), "f"))), get("C", "zz"), new("c", "C"), get("c", "a"), get("c", "zz"), get("c", "p"),
  put("C", "p", 1), put("C", "d", 2), put("C", "h", 3), put("C", "n", 4), get("C", "n"), delete("C", "n"), get("C", "n"), delete("C", "n"), delete("C", "p"), delete("C", "d"), vars_("C"))
p("through the class a descriptor is replaced", cls("C", d=descr("get", "set", "del")), new("c", "C"), put("C", "d", 1), get("c", "d"), put("c", "d", 2), get("c", "d"), delete("C", "d"), delete("C", "d"), get("c", "d"), get("C", "d"))
p("read-only and absent", cls("S", __slots__=slots("a"), k=val(1), m=fn()), new("s", "S"), put("s", "k", 2), put("s", "zz", 2), put("s", "m", 1), delete("s", "k"), delete("s", "zz"), put("s", "a", 1), get("s", "a"), delete("s", "a"), delete("s", "a"), get("s", "a"),
  let("n", 3), put("n", "x", 1), put("n", "real", 1), let("t", "text"), put("t", "upper", 1), delete("t", "x"), get("n", "zz"))

# ---- hooks, rule 16
p("getattr after any AttributeError", cls("C", __getattr__=fn(log(arg(1)), ret("dyn")), p=prop([["raise", "AttributeError", "in"]]), q=prop([["raise", "ValueError", "in"]]), r=prop([ret(attr(arg(0), "nope"))])), new("c", "C"), get("c", "p"), get("c", "q"), get("c", "r"), get("c", "zz"),
  ev(call(ref("hasattr"), ref("c"), "zz")), cls("D", __getattr__=fn(["raise", "AttributeError", "no"])), new("d", "D"), get("d", "zz"), ev(call(ref("hasattr"), ref("d"), "zz")), ev(call(ref("getattr"), ref("d"), "zz", 5)), cls("E", __getattr__=fn(["raise", "KeyError", "k"])), new("e", "E"), ev(call(ref("getattr"), ref("e"), "zz", 5)), ev(call(ref("hasattr"), ref("e"), "zz")))
p("hooks added later", cls("C"), new("c", "C"), get("c", "x"), put_entry("C", "__getattr__", fn(ret("dyn"))), get("c", "x"), put_entry("C", "__getattribute__", fn(log("all"), ret(call(attr(ref("object"), "__getattribute__"), arg(0), arg(1))))), get("c", "x"), delete("C", "__getattr__"), get("c", "x"),
  delete("C", "__getattribute__"), get("c", "x"), put_entry("C", "__setattr__", fn(log({"args": 1}))), put("c", "x", 1), vars_("c"), delete("C", "__setattr__"), put("c", "x", 1), vars_("c"), put_entry("C", "__delattr__", fn(log({"args": 1}))), delete("c", "x"), vars_("c"))
p("getattribute", cls("C", x=val(1), __getattribute__=fn(["if", arg(1), "x", [["raise", "AttributeError", "hidden"]], [ret(sup("__getattribute__", arg(1)))]]), __getattr__=fn(ret({"cat": ["ga-", arg(1)]}))), new("c", "C"), get("c", "x"), get("c", "y"), get("c", "__class__"), get("C", "x"), typ("c"),
  cls("D", "C"), new("d", "D"), get("d", "x"), sget("D", "d", "x"), cls("M", "type", __getattribute__=fn(log(arg(1)), ret(sup("__getattribute__", arg(1))))), cls("E", meta="M", x=val(1)), get("E", "x"), new("e", "E"), get("e", "x"), cls("F", __getattribute__=val(3)), new("f", "F"), get("f", "x"))
p("endless getattr", cls("C", __getattr__=fn(ret(attr(arg(0), "other")))), new("c", "C"), get("c", "x"), ev(call(ref("hasattr"), ref("c"), "x")), cls("D", __getattribute__=fn(ret(attr(arg(0), arg(1))))), new("d", "D"), get("d", "x"), cls("E", m=fn(ret(call(attr(arg(0), "m"))))), new("e", "E"), ev(call(attr(ref("e"), "m"))),
  cls("P", p=prop([ret(attr(arg(0), "p"))])), new("pp", "P"), get("pp", "p"))
p("object's setattr", cls("C"), ev(call(attr(ref("object"), "__setattr__"), ref("C"), "x", 1)), ev(call(attr(ref("type"), "__setattr__"), ref("C"), "x", 1)), get("C", "x"), ev(call(attr(ref("object"), "__delattr__"), ref("C"), "x")), ev(call(attr(ref("type"), "__setattr__"), ref("int"), "x", 1)), ev(call(attr(ref("object"), "__setattr__"), 3, "x", 1)),
  put("int", "foo", 1), delete("int", "foo"), delete("int", "real"), put("object", "foo", 1), put("type", "foo", 1), ev(call(attr(ref("object"), "__getattribute__"), ref("C"), "x")), ev(call(attr(ref("object"), "__getattribute__"), ref("C"), "__name__")), ev(call(attr(ref("type"), "__getattribute__"), ref("C"), "x")), ev(call(attr(ref("type"), "__getattribute__"), 3, "x")))

# ---- binding, rule 17
p("binding", cls("C", f=fn(ret({"args": 0})), c=cm(ret({"args": 0})), s=sm(ret({"args": 0}))), new("x", "C"), get("x", "f"), get("C", "f"), get("x", "c"), get("C", "c"), get("x", "s"), get("C", "s"), ev(call(attr(ref("x"), "f"), 1)), ev(call(attr(ref("C"), "f"), 1)), ev(call(attr(ref("x"), "c"), 1)), ev(call(attr(ref("C"), "s"), 1)),
  let("b", attr(ref("x"), "f")), put("C", "b", ref("b")), new("y", "C"), ev(call(attr(ref("y"), "b"), 2)), get("y", "b"), ev(attr(ref("b"), "__self__")), ev(attr(ref("b"), "__func__")), ev(call(attr(attr(ref("C"), "f"), "__get__"), ref("y"))), ev(call(attr(attr(ref("C"), "f"), "__get__"), None, ref("C"))), put("x", "f", attr(ref("C"), "f")), ev(call(attr(ref("x"), "f"))), put("b", "z", 1),
  put("C", "n", ref("len")), ev(call(attr(ref("x"), "n"), "abc")), put("C", "k", ref("int")), get("x", "k"), cls("D", "C"), get("D", "c"), ev(call(attr(ref("D"), "c"))), ev(call({"item": [{"vars": ref("C")}, "s"]}, 5)), ev(call({"item": [{"vars": ref("C")}, "c"]}, 5)))
p("properties", cls("C", r=prop([ret(1)]), w=prop(None, [log(arg(1))]), d=prop(None, None, [log("del")]), e=prop()), new("c", "C"), get("c", "r"), put("c", "r", 1), delete("c", "r"), get("c", "w"), put("c", "w", 2), delete("c", "w"), delete("c", "d"), get("c", "e"), get("C", "r"), put("C", "q", call(ref("property"))), get("c", "q"), put("c", "q", 1),
  let("pr", {"item": [{"vars": ref("C")}, "r"]}), ev(attr(ref("pr"), "fget")), ev(attr(ref("pr"), "fset")), put("C", "r2", call(attr(ref("pr"), "setter"), attr(ref("C"), "nope"))), put("C", "r3", call(attr(ref("pr"), "setter"), {"entry": fn(log({"args": 1}))})), put("c", "r3", 9), get("c", "r3"), ev(call(attr(ref("pr"), "__get__"), ref("c"))), ev(call(attr(ref("pr"), "__get__"), None, ref("C"))), ev(call(attr(ref("pr"), "__set__"), ref("c"), 1)),
  cls("P", "property", extra=val(7), __get__=fn(log("P get"), ret(sup("__get__", arg(1), arg(2))))), let("pp", call(ref("P"), {"entry": fn(ret("value"))})), cls("D", x=val(ref("pp"))), new("d", "D"), get("d", "x"), put("d", "x", 1), get("D", "x"), ev(attr(ref("pp"), "extra")), ev(attr(ref("pp"), "fget")))

# ---- super, rule 18
p("super", cls("A", m=fn(ret("A")), c=cm(ret({"tuple": ["A", arg(0)]})), p=prop([ret("A.p")]), d=descr("get", "set"), v=val(1)), cls("B", "A", m=fn(ret({"cat": ["B", sup("m")]})), c=cm(ret({"tuple": ["B", sup("c")]})), p=prop([ret({"cat": ["B", attr({"super": []}, "p")]})])), cls("C", "A", m=fn(ret({"cat": ["C", sup("m")]}))), cls("D", "B", "C", m=fn(ret({"cat": ["D", sup("m")]}))), new("d", "D"), ev(call(attr(ref("d"), "m"))), ev(call(attr(ref("D"), "c"))), get("d", "p"),
  put("d", "v", 2), sget("D", "d", "v"), sget("B", "d", "m"), sget("D", "D", "m"), sget("A", "d", "m"), sget("D", "d", "d"), sget("D", "D", "d"), sget("C", "d", "p"), new("a", "A"), sget("B", "a", "m"), sget("B", "A", "m"), ev({"super2": [ref("B")]}), ev({"super2": [3, 4]}), ev({"super2": []}), ev({"super2": [ref("B"), ref("d"), 3]}), let("s", {"super2": [ref("B"), ref("d")]}), get("s", "__class__"), get("s", "__thisclass__"), get("s", "__self__"), get("s", "__self_class__"), put("s", "x", 1), get("s", "__dict__"), put("C", "m", 3), get("s", "m"),
  ev(call(attr(attr({"super2": [ref("D")]}, "__get__"), "__call__"), ref("d"))), let("u", call(attr({"super2": [ref("D")]}, "__get__"), ref("d"))), get("u", "p"), get({"super2": [ref("D")]}, "p"), get({"super2": [ref("type"), ref("D")]}, "mro"), get({"super2": [ref("object"), ref("d")]}, "m"))
p("one-argument super on a class", cls("A", m=fn(ret("A"))), cls("B", "A", m=fn(ret({"cat": ["B+", call(attr(attr(arg(0), "up"), "m"))]}))), put("B", "up", {"super2": [ref("B")]}), new("b", "B"), ev(call(attr(ref("b"), "m"))), get("B", "up"))
p("the class travels with the function", cls("A", m=fn(ret("A"))), cls("B", "A", m=fn(ret({"cat": ["B", sup("m")]}))), cls("X"), put("X", "m", attr(ref("B"), "m")), new("x", "X"), ev(call(attr(ref("x"), "m"))), cls("Y", "B"), put("Y", "n", attr(ref("B"), "m")), new("y", "Y"), ev(call(attr(ref("y"), "n"))), cls("S", s=sm(ret(sup("m")))), ev(call(attr(ref("S"), "s"))), ev(call(attr(ref("S"), "s"), 3)))
p("classcell", cls("M", "type", __new__=fn(ret(sup("__new__", arg(0), arg(1), arg(2), {"dict": []})))), cls("A", meta="M", f=fn(ret(sup("x")))), cls("A2", meta="M", f=fn(ret(1))), cls("N", "type", __new__=fn(log(call(ref("len"), arg(3))), ["setitem", arg(3), "__classcell__", 3], ret(new_on()))), cls("B", meta="N"),
  cls("K", "type", __new__=fn(do(call(ref("type"), "Other", {"tuple": []}, arg(3))), ret(new_on()))), cls("C", meta="K", f=fn(ret(sup("x")))), cls("K2", "type", __new__=fn(ret(call(ref("type"), "Other", {"tuple": []}, {"dict": []})))), cls("D", meta="K2", f=fn(ret(sup("x")))), cls("K3", "type", __new__=fn(ret(3))), cls("E", meta="K3", f=fn(ret(sup("x")))), ev(ref("E")),
  cls("F", f=fn(ret(sup("__init__"))), __init_subclass__=fn(log(attr({"super": []}, "__init_subclass__")))), cls("G", "F"), cls("H", x=val(1), __set_name__=fn(), g=fn(ret({"super": []}))))
p("subclass of super", cls("S", "super", extra=val(1)), cls("A", m=fn(ret("A"))), cls("B", "A", m=fn(ret("B"))), new("b", "B"), let("s", call(ref("S"), ref("B"), ref("b"))), ev(call(attr(ref("s"), "m"))), get("s", "extra"), get("s", "zz"), typ("s"))
p("super and a lying class", cls("A", m=fn(ret("A"))), cls("B", "A"), cls("L", __class__=prop([ret(ref("B"))])), new("l", "L"), sget("B", "l", "m"), ev(call(attr({"super2": [ref("B"), ref("l")]}, "m"))), inst("l", "B"), inst("l", "A"), inst("l", "L"), typ("l"), get("l", "__class__"))

# ---- instantiation, rule 19
p("instantiation", cls("A"), new("a", "A", 1), new("a", "A", k=1), cls("B", __init__=fn(log({"args": 1}), log({"kw": 0}))), new("b", "B", 1, k=2), cls("C", __new__=fn(ret(call(attr(ref("object"), "__new__"), arg(0))))), new("c", "C", 1), cls("D", __new__=fn(ret(3)), __init__=fn(log("init"))), new("d", "D"), ev(ref("d")), cls("E", __new__=fn(ret(call(ref("B")))), __init__=fn(log("E init"))), new("e", "E"),
  cls("F", "B", __new__=fn(ret(call(attr(ref("object"), "__new__"), ref("G"))))), cls("G", "F", __init__=fn(log("G init"))), new("f", "F"), typ("f"), cls("H", __init__=fn(ret(3))), new("h", "H"), cls("I", __init__=fn(do(sup("__init__", 1)))), new("i", "I"), cls("J", __new__=fn(ret(sup("__new__", arg(0), 1)))), new("j", "J"), cls("K", __new__=fn(ret(sup("__new__", arg(0), 1))), __init__=fn()), new("k", "K"),
  cls("M", "type", __call__=fn(log("M call"), ret(pass_on("__call__")))), cls("L", meta="M", __init__=fn(log({"args": 1}))), new("l", "L", 5), cls("N", __init__=val(None)), new("n", "N"), cls("O", __new__=val(None)), new("o", "O"), ev(call(attr(ref("object"), "__init__"), ref("a"), 1)), ev(call(attr(ref("object"), "__init__"), ref("b"), 1)), ev(call(attr(ref("A"), "__call__"))), ev({"typeof": call(attr(ref("object"), "__new__"), ref("A"))}), ev(call(attr(ref("type"), "__call__"), ref("B"), 3)))
p("singletons", cls("S", inst=val(None), __new__=fn(["if", attr(arg(0), "inst"), None, [["set", arg(0), "inst", sup("__new__", arg(0))]], []], ret(attr(arg(0), "inst"))), __init__=fn(log("init"))), new("a", "S"), new("b", "S"), ev(ref("b")), cls("M", "type", inst=val(None), __call__=fn(["if", attr(arg(0), "inst"), None, [["set", arg(0), "inst", pass_on("__call__")]], []], ret(attr(arg(0), "inst")))), cls("T", meta="M", __init__=fn(log({"args": 1}))), new("c", "T", 1), new("d", "T", 2), ev(ref("d")),
  let("memo", {"dict": []}), let("single", {"entry": fn(["setitem", ref("memo"), "cls", arg(0)], ret(ref("make")))}), let("make", {"entry": fn(["if", call(attr(ref("memo"), "get"), "o"), None, [["setitem", ref("memo"), "o", call({"item": [ref("memo"), "cls"]})]], []], ret({"item": [ref("memo"), "o"]}))}), cls("U", decorators=[ref("single")]), let("e", call(ref("U"))), let("f", call(ref("U"))), ev(ref("f")), ev(ref("U")))
p("subclasses of built-ins", cls("I", "int", __new__=fn(log({"args": 1}), ret(sup("__new__", arg(0), arg(1)))), twice=fn(ret(call(attr(arg(0), "__add__"), arg(0))))), new("i", "I", 21), ev(call(attr(ref("i"), "twice"))), ev({"cat": [ref("i")]}), put("i", "x", 1), vars_("i"), inst("i", "int"), cls("L", "list"), new("l", "L", [1, 2]), ev(call(ref("len"), ref("l"))), ev(call(attr(ref("l"), "append"), 3)), ev({"item": [ref("l"), 2]}), ev({"cat": [ref("l")]}), cls("D", "dict", __missing__=fn(ret({"cat": ["m-", arg(1)]}))), new("d", "D", a=1), ev({"item": [ref("d"), "a"]}), ev({"item": [ref("d"), "b"]}), ev(call(attr(ref("d"), "get"), "b")),
  cls("T", "tuple"), new("t", "T", [1, 2]), ev({"cat": [ref("t")]}), ev({"item": [ref("t"), 0]}), cls("S", "str", up=fn(ret(call(attr(arg(0), "upper"))))), new("s", "S", "abc"), ev(call(attr(ref("s"), "up"))), ev(call(ref("len"), ref("s"))), ev({"item": [ref("t"), 5]}), ev({"item": [ref("d"), []]}), put("D", "__missing__", 0))

# ---- isinstance and issubclass, rules 20 and 21
p("isinstance", cls("M", "type", __instancecheck__=fn(log("instancecheck"), ret(False)), __subclasscheck__=fn(log("subclasscheck"), ret(1))), cls("A", meta="M"), new("a", "A"), inst("a", "A"), cls("B", "A"), new("b", "B"), inst("b", "A"), inst(3, "A"), sub("B", "A"), sub("A", "A"), sub("int", "A"), inst("a", tup("int", "A")), inst("b", tup("A", "int")), sub("int", tup("str", "A")), inst(3, tup()), inst(3, 4), inst(3, tup("str", 4)), inst(3, tup("int", 4)), sub(3, "int"), sub("int", 3), sub("int", tup(3)), sub("int", tup("str", tup("int"))), inst(True, "int"), sub("bool", "int"),
  cls("C", __instancecheck__=fn(ret(True))), inst(3, "C"), new("c", "C"), inst(3, ref("c")), cls("D", __subclasscheck__=fn(ret(0))), new("d", "D"), sub("int", ref("d")), inst(3, ref("d")), cls("E", __bases__=val({"tuple": []})), new("e", "E"), inst(3, ref("e")), sub(ref("e"), ref("e")), sub("int", ref("e")), sub(ref("e"), "int"), cls("F", __bases__=val(3)), new("f", "F"), inst(3, ref("f")), cls("G", "type", __instancecheck__=fn(["raise", "ValueError", "ic"])), cls("H", meta="G"), inst(3, "H"), new("h", "H"), inst("h", "H"))
p("a lying __class__", cls("A"), cls("L", __class__=prop([ret(ref("A"))])), new("l", "L"), inst("l", "A"), inst("l", "L"), inst("l", "int"), cls("X", __class__=prop([["raise", "AttributeError", "n"]])), new("x", "X"), inst("x", "A"), cls("Y", __class__=prop([["raise", "ValueError", "n"]])), new("y", "Y"), inst("y", "A"), inst("y", "Y"), cls("Z", __class__=val(3)), new("z", "Z"), inst("z", "A"), get("z", "__class__"), cls("G", __getattribute__=fn(["if", arg(1), "__class__", [ret(ref("A"))], [ret(sup("__getattribute__", arg(1)))]])), new("g", "G"), inst("g", "A"), get("g", "__class__"), typ("g"))

# ---- ABC, rule 22
ab = {"k": "abstract", "body": [["ret", 0]]}
p("abstract classes", cls("A", "ABC", f=ab, a=ab), new("x", "A"), {"op": "abstract", "cls": ref("A")}, cls("B", "A", f=fn(ret(1))), new("x", "B"), {"op": "abstract", "cls": ref("B")}, cls("C", "B", a=fn(ret(2))), new("c", "C"), {"op": "abstract", "cls": ref("C")}, put_entry("C", "z", ab), new("c2", "C"), put("A", "f", 1), new("x", "A"), cls("D", "B", f=ab), {"op": "abstract", "cls": ref("D")}, new("x", "D"), cls("N", f=ab), new("n", "N"), get("N", "__abstractmethods__"), {"op": "abstract", "cls": ref("N")}, cls("Q", "ABC", p=prop([ret(1)]), q=descr("get")), new("q", "Q"), cls("R", "Q", meta="ABCMeta"), typ("R"),
  cls("E", "ABC", x=val({"call": [ref("property"), [{"entry": ab}]]}), y=val({"call": [ref("classmethod"), [{"entry": ab}]]}), z=val({"call": [ref("staticmethod"), [{"entry": ab}]]})), {"op": "abstract", "cls": ref("E")}, new("x", "E"), delete("E", "__abstractmethods__"), new("x", "E"), put("E", "__abstractmethods__", ["b", "a"]), new("x", "E"), put("C", "__abstractmethods__", 3), cls("I", "int", "ABC", f=ab), new("i", "I"), new("i", "I", 3), get("type", "__abstractmethods__"))
p("virtual subclasses", cls("A", "ABC"), cls("V"), inst("V", "A"), sub("V", "A"), {"op": "register", "cls": ref("A"), "sub": ref("V")}, sub("V", "A"), new("v", "V"), inst("v", "A"), mro("V"), subs("A"), cls("W", "V"), sub("W", "A"), cls("B", "A"), sub("V", "B"), {"op": "register", "cls": ref("B"), "sub": ref("A")}, {"op": "register", "cls": ref("A"), "sub": ref("B")}, {"op": "register", "cls": ref("A"), "sub": ref("A")}, {"op": "register", "cls": ref("A"), "sub": {"tuple": []}}, {"op": "register", "cls": ref("B"), "sub": ref("int")}, inst(3, "A"), inst(True, "B"), inst("s", "A"), sub(3, "A"), {"op": "register", "cls": ref("V"), "sub": ref("int")}, get("A", "register"), ev(call(attr(ref("A"), "register"))))
p("subclasshook", cls("H", "ABC", __subclasshook__=cm(log(arg(1)), ret(call(ref("hasattr"), arg(1), "quack")))), cls("D", quack=fn()), sub("D", "H"), sub("D", "H"), sub("int", "H"), sub("int", "H"), cls("E"), sub("E", "H"), put("E", "quack", 1), sub("E", "H"), {"op": "register", "cls": ref("H"), "sub": ref("E")}, cls("X", "ABC"), {"op": "register", "cls": ref("X"), "sub": ref("int")}, sub("E", "H"), cls("G", "ABC", __subclasshook__=cm(ret(3))), sub("int", "G"), cls("P", __subclasshook__=cm(ret(True))), sub("int", "P"), get("P", "__subclasshook__"), cls("Q", "ABC", __subclasses__=cm(ret(3))), sub("int", "Q"))
p("ABC caches and a change of bases", cls("A", "ABC"), cls("B"), cls("C", "B"), sub("C", "A"), cls("D", "A"), put("C", "__bases__", tup("D")), cls("B2", "A"), cls("E", "B2"), cls("Z"), sub("E", "Z"), sub("C", "A"), new("c", "C"), inst("c", "A"))

p("a metaclass that watches ABCMeta", cls("M", "ABCMeta", __getattribute__=fn(log({"cat": ["get ", arg(1)]}), ret(sup("__getattribute__", arg(1)))), __setattr__=fn(log({"cat": ["set ", arg(1)]}), do(sup("__setattr__", arg(1), arg(2))))), cls("A", meta="M", f=ab), new("x", "A"), sub("int", "A"), sub("int", "A"), {"op": "register", "cls": ref("A"), "sub": ref("int")}, inst(3, "A"), cls("B", "A"), cls("C", "A", f=fn()), new("c", "C"), inst("c", "A"), put("A", "x", 1), mro("A"), cls("D", "A", "A"), cls("E", "A", kw={"k": 1}))
p("a metaclass that watches", cls("M", "type", __getattribute__=fn(log({"cat": ["get ", arg(1)]}), ret(sup("__getattribute__", arg(1)))), __setattr__=fn(log({"cat": ["set ", arg(1)]}), do(sup("__setattr__", arg(1), arg(2)))), __repr__=fn(ret("M!"))), cls("A", meta="M", x=val(1)), new("a", "A"), get("a", "x"), get("A", "x"), inst("a", "A"), inst(3, "A"), sub("A", "A"), sub("int", "A"), cls("B", "A", f=fn(ret(sup("x")))), new("b", "B"), sget("B", "b", "x"), put("B", "__bases__", tup("A")), cls("C", "A", __new__=fn(ret(sup("__new__", arg(0))))), new("c", "C"), cls("D", __mro_entries__=fn(ret({"tuple": [ref("A")]}))), new("d", "D"), cls("E", "d"), cls("K", "M", __new__=fn(ret(sup("__new__", arg(0), arg(1), arg(2), {"dict": []})))), cls("F", meta="K", f=fn(ret(sup("x")))), ev({"cat": [ref("A")]}), ev(call(ref("A"), 1)), cls("P", meta="M", p=prop()), new("p", "P"), get("p", "p"), ev({"item": [ref("A"), 1]}))

# ---- slots, rule 23
p("slots", cls("A", __slots__=slots("a", "b")), new("x", "A"), get("x", "a"), put("x", "a", 1), get("x", "a"), get("A", "a"), cls("B", "A"), new("y", "B"), put("y", "z", 1), vars_("y"), put("y", "a", 2), vars_("y"), cls("C", "A", __slots__=slots("c")), new("z", "C"), put("z", "c", 1), put("z", "d", 1), cls("D", __slots__={"k": "slots", "names": "one"}), new("d", "D"), put("d", "one", 1), put("d", "o", 1), cls("E", __slots__=slots("a", "a")), new("e", "E"), put("e", "a", 1), cls("F", __slots__=slots("__dict__")), new("f", "F"), put("f", "q", 1), vars_("f"), cls("G", "F", __slots__=slots("__dict__")), cls("H", __slots__=slots("__weakref__", "__weakref__")), cls("I", "int", __slots__=slots("a")), cls("J", "int", __slots__=slots()), new("j", "J"), put("j", "x", 1),
  cls("K", __slots__=slots("a"), a=val(1)), cls("L", __slots__=slots("1x")), cls("N", __slots__=slots(3)), cls("O", __slots__=val(3)), cls("P", __slots__=slots("__priv")), new("p", "P"), put("p", "_P__priv", 1), get("p", "_P__priv"), get("P", "__slots__"), vars_("P"), cls("Q", "A", __slots__=slots("a")), new("q", "Q"), put("q", "a", 5), ev(call(attr({"item": [{"vars": ref("A")}, "a"]}, "__get__"), ref("q"))), ev(call(attr({"item": [{"vars": ref("A")}, "a"]}, "__get__"), ref("d"))), ev(call(attr({"item": [{"vars": ref("A")}, "a"]}, "__set__"), 3, 3)), cls("R", __slots__=slots("__class__")), cls("S", __slots__=slots("x"), __getattr__=fn(ret({"cat": ["dyn ", arg(1)]}))), new("s", "S"), get("s", "x"), cls("T", __slots__=slots("")), cls("U", __slots__=slots(None)), cls("V", __slots__=slots("__qualname__")), cls("MM", "type", __slots__=slots("a")))

# ---- __bases__, rule 24
p("bases refused", cls("A"), cls("B", "A"), cls("C", "B"), put("A", "__bases__", tup("C")), put("A", "__bases__", tup("A")), put("B", "__bases__", {"tuple": []}), put("B", "__bases__", 3), put("B", "__bases__", [ref("A")]), put("B", "__bases__", tup(3)), put("B", "__bases__", tup("int")), put("B", "__bases__", tup("object")), put("A", "__bases__", tup("object")), put("B", "__bases__", tup("A", "A")), delete("B", "__bases__"), put("int", "__bases__", tup("object")), delete("int", "__bases__"), put("B", "__bases__", tup("object", "A")), put("B", "__bases__", tup("bool")), mro("C"), subs("A"), cls("D"), put("B", "__bases__", tup("D")), mro("C"), subs("A"), subs("D"), cls("S", __slots__=slots("a")), put("B", "__bases__", tup("S")), put("B", "__bases__", tup("D", "S")), cls("I", "int"), put("I", "__bases__", tup("str")))
p("bases change what is found", cls("A", x=val("A"), m=fn(ret("A.m"))), cls("B", x=val("B"), m=fn(ret("B.m"))), cls("C", "A", m=fn(ret({"cat": ["C+", sup("m")]}))), cls("D", "C"), new("d", "D"), get("d", "x"), ev(call(attr(ref("d"), "m"))), inst("d", "A"), put("C", "__bases__", tup("B")), get("d", "x"), ev(call(attr(ref("d"), "m"))), inst("d", "A"), inst("d", "B"), put("C", "__bases__", tup("B", "A")), get("d", "x"), mro("D"), put("B", "x", "new"), get("d", "x"), delete("B", "x"), get("d", "x"))
p("bases conflict far below", cls("X"), cls("Y"), cls("A"), cls("B", "A"), cls("C", "B", "X"), cls("D", "C"), cls("Z", "X"), put("B", "__bases__", tup("Z")), mro("B"), mro("C"), cls("P", "X", "Y"), cls("Q", "Y"), cls("R", "Q", "X"), put("Q", "__bases__", tup("P")), mro("R"), mro("Q"), subs("Y"), subs("P"), cls("E", "P", "A"), put("A", "__bases__", tup("P")), mro("E"), mro("A"), mro("D"), subs("P"), subs("X"), subs("A"))

# ---- __class__, rule 25
p("class assignment", cls("A", m=fn(ret("A"))), cls("B", m=fn(ret("B"))), new("a", "A"), put("a", "x", 1), put("a", "__class__", ref("B")), ev(call(attr(ref("a"), "m"))), get("a", "x"), typ("a"), put("a", "__class__", 3), put("a", "__class__", ref("int")), delete("a", "__class__"), cls("S", __slots__=slots("a")), put("a", "__class__", ref("S")), new("s", "S"), cls("T", __slots__=slots("a")), put("s", "a", 1), put("s", "__class__", ref("T")), get("s", "a"), cls("U", __slots__=slots("b")), put("s", "__class__", ref("U")), cls("E1", __slots__=slots()), cls("E2", __slots__=slots()), new("e", "E1"), put("e", "__class__", ref("E2")), cls("I", "int"), cls("J", "int"), new("i", "I", 3), put("i", "__class__", ref("J")), typ("i"), put("i", "__class__", ref("A")), put("a", "__class__", ref("I")),
  cls("M", "type"), cls("N", "type", hi=fn(ret("N.hi"))), cls("K", meta="M"), put("K", "__class__", ref("N")), typ("K"), ev(call(attr(ref("K"), "hi"))), put("K", "__class__", ref("type")), put("A", "__class__", ref("M")), typ("A"), cls("AA", "A"), typ("AA"), put("int", "__class__", ref("M")), cls("W", __slots__=slots("a", "__dict__")), cls("W2", __slots__=slots("__dict__", "a")), new("w", "W"), put("w", "__class__", ref("W2")), cls("X1", "S"), cls("X2", "T"), new("x1", "X1"), put("x1", "__class__", ref("X2")), cls("Y1", "S", __slots__=slots()), cls("Y2", "S", __slots__=slots()), new("y1", "Y1"), put("y1", "__class__", ref("Y2")), put("y1", "__class__", ref("S")), typ("y1"))

# ---- subclasses, rule 26
p("subclasses are weak and ordered", cls("A"), cls("B", "A"), cls("C", "A"), cls("D", "A"), subs("A"), drop("C"), subs("A"), cls("E", "B"), subs("A"), cls("F", "A", m=fn()), drop("F"), subs("A"), drop("nothing"), cls("G", "A"), new("g", "G"), drop("G"), subs("A"), put("B", "__bases__", tup("D")), subs("A"), subs("D"), t3("H", "A"), drop("H"), subs("A"), cls("X", "ABC"), cls("V"), {"op": "register", "cls": ref("X"), "sub": ref("V")}, drop("V"), sub("int", "X"), ev(call(attr(ref("A"), "__subclasses__"))), ev(call(attr(ref("type"), "__subclasses__"), ref("D"))), ev(call(attr(ref("type"), "__subclasses__"))))

# ---- built-ins, rule 27, and the rest
p("names of classes", cls("A"), put("A", "__name__", "Z"), ev(ref("A")), put("A", "__name__", 3), delete("A", "__name__"), put("A", "__qualname__", "Q"), ev({"cat": [ref("A")]}), put("A", "__module__", "mod"), ev({"cat": [ref("A")]}), put("A", "__doc__", "text"), get("A", "__doc__"), new("a", "A"), get("a", "__doc__"), get("a", "__module__"), get("a", "__name__"), get("a", "zz"), put("int", "__name__", "x"), put("A", "__mro__", 3), put("A", "__base__", 3), cls("B", __qualname__=val("Outer.B")), ev({"cat": [ref("B")]}), get("B", "__qualname__"), cls("C", __qualname__=val(3)), cls("D", __module__=val("other")), ev({"cat": [ref("D")]}), cls("E", __name__=val("own")), get("E", "__name__"), new("e", "E"), get("e", "__name__"), ev({"cat": [ref("type"), ref("int")]}))
p("private names", cls("A", __x=val(1), __m=fn(ret(2)), __y__=val(3)), get("A", "__x"), get("A", "_A__x"), get("A", "__y__"), vars_("A"), cls("_B", __x=val(1)), vars_("_B"), cls("__", __x=val(1)), vars_("__"), t3("C", __x=val(1)), vars_("C"))
p("equality", cls("A", __eq__=fn(log("A eq"), ret(True))), new("a", "A"), cls("T", t=fn(["if", ref("a"), 3, [ret("equal")], [ret("different")]])), new("t", "T"), ev(call(attr(ref("t"), "t"))), get("A", "__hash__"), vars_("A"), cls("B", "A", __eq__=fn(log("B eq"), ret(False))), new("b", "B"), put_entry("T", "u", fn(["if", ref("a"), ref("b"), [ret("equal")], [ret("different")]])), ev(call(attr(ref("t"), "u"))), put_entry("T", "v", fn(["if", 1, True, [ret("equal")], [ret("different")]])), ev(call(attr(ref("t"), "v"))), put_entry("T", "w", fn(["if", [1, {"tuple": [2]}], [1, {"tuple": [2]}], [ret("equal")], [ret("different")]])), ev(call(attr(ref("t"), "w"))),
  ev(call(attr(ref("a"), "__eq__"), 3)), ev(call(attr(ref("t"), "__eq__"), 3)), ev(call(attr(ref("t"), "__ne__"), ref("t"))), ev({"dict": [["a", 1], [1, 2], [True, 3], [None, 4]]}), ev({"dict": [[[], 1]]}))
p("text of objects", cls("A", __repr__=fn(ret("<A!>"))), new("a", "A"), ev({"cat": [ref("a")]}), ev(call(ref("repr"), [ref("a"), "q'\"\n"])), cls("B", __str__=fn(ret("B!"))), new("b", "B"), ev({"cat": [ref("b")]}), ev({"cat": [{"tuple": [1]}, {"dict": [["k", None]]}, 1.5, True]}), cls("C", __str__=fn(ret(3))), new("c", "C"), ev({"cat": [ref("c")]}), cls("M", "type", __repr__=fn(ret("M!"))), cls("D", meta="M"), ev({"cat": [ref("D")]}), cls("E", __len__=fn(ret(0)), __bool__=fn(ret(True))), new("e", "E"), ev(call(ref("len"), ref("e"))), cls("F", __len__=fn(ret("x"))), new("f", "F"), ev(call(ref("len"), ref("f"))), ev(call(ref("len"), 3)))
p("sequences", cls("S", __getitem__=fn(["if", arg(1), 3, [do({"item": [{"tuple": []}, 0]})], []], ret(arg(1)))), new("s", "S"), ev({"call": [ref("tuple"), [{"star": ref("s")}]]}), ev(call(ref("list"), ref("s"))), cls("I", __iter__=fn(ret(call(attr([1, 2], "__iter__"))))), new("i", "I"), ev(call(ref("tuple"), ref("i"))), cls("J", __iter__=fn(ret([1]))), new("j", "J"), ev(call(ref("list"), ref("j"))), ev(call(ref("list"), 3)), ev({"call": [ref("dict"), [], {"**": {"dict": [["a", 1]]}, "b": 2}]}), ev(call(ref("dict"), [{"tuple": ["k", 1]}])), ev({"item": [{"tuple": [1, 2]}, -1]}), ev({"item": ["abc", 1]}), ev({"item": [{"dict": [["a", 1]]}, "b"]}), ev({"item": [3, 0]}))
p("calls", ev(call(3)), ev(call(None)), ev(call("s")), cls("A", __call__=fn(ret({"tuple": [{"args": 1}, {"kw": 0}]}))), new("a", "A"), ev({"call": [ref("a"), [1, {"star": [2, 3]}], {"k": 4, "**": {"dict": [["z", 5]]}}]}), put_entry("A", "__call__", sm(ret({"args": 0}))), ev(call(ref("a"), 1)), put("A", "__call__", ref("len")), ev(call(ref("a"), "abc")), put("A", "__call__", ref("a")), ev(call(ref("a"))), delete("A", "__call__"), ev(call(ref("a"))), ev(call(ref("getattr"), 1)), ev(call(ref("isinstance"), 1)), ev(call(ref("nothing"))), ev({"call": [ref("a"), [{"star": 3}]]}), ev({"call": [ref("len"), ["a"], {"k": 1}]}), ev({"call": [ref("dict"), [], {"**": {"dict": [[1, 2]]}}]}))
p("generic aliases", let("g", {"item": [ref("list"), ref("int")]}), cls("A", "g"), mro("A"), ev(attr(ref("A"), "__orig_bases__")), {"op": "bases", "cls": ref("A")}, ev({"cat": [ref("g"), {"item": [ref("dict"), {"tuple": ["k", ref("A")]}]}]}), get("g", "__origin__"), get("g", "__args__"), get("g", "append"), get("g", "zz"), typ("g"), ev(call(ref("g"), [1])), inst([], ref("g")), sub("list", ref("g")), new("a", "A"), cls("B", "list"), let("h", {"item": [ref("B"), 3]}), new("b", "h"), vars_("b"), ev({"item": [ref("type"), ref("int")]}), ev({"item": [ref("int"), ref("int")]}), cls("M", "type"), ev({"item": [ref("M"), 1]}), t3("T", "g"), cls("C", ref("g"), "object"), ev(call(attr(ref("g"), "__eq__"), {"item": [ref("list"), ref("int")]})))
p("classmethods chain", cls("A", p=val({"call": [ref("classmethod"), [{"call": [ref("property"), [{"entry": fn(ret(arg(0)))}]]}]]}), s=val({"call": [ref("staticmethod"), [{"entry": cm(ret(1))}]]}), d=val({"call": [ref("classmethod"), [{"entry": descr("get")}]]}), i=val({"call": [ref("classmethod"), [ref("int")]]})), get("A", "p"), new("a", "A"), get("a", "p"), get("A", "s"), get("A", "d"), get("a", "d"), ev(attr({"item": [{"vars": ref("A")}, "p"]}, "__func__")), ev(call(attr(ref("A"), "i"))))
p("declarative model",
  cls("Field", __init__=fn(["set", arg(0), "kind", arg(1)]), __set_name__=fn(["set", arg(0), "name", arg(2)]), __get__=fn(["if", arg(1), None, [ret(arg(0))], []], ret(call(attr(attr(arg(1), "__dict__"), "get"), attr(arg(0), "name")))),
      __set__=fn(["if", call(ref("isinstance"), arg(2), attr(arg(0), "kind")), True, [["setitem", {"vars": arg(1)}, attr(arg(0), "name"), arg(2)]], [["raise", "TypeError", "wrong kind"]]])),
  cls("Meta", "type", registry=val({"dict": []}), __new__=fn(ret(new_on())), __init__=fn(["setitem", attr(ref("Meta"), "registry"), arg(1), arg(0)])),
  cls("Model", meta="Meta"), cls("User", "Model", name=val(call(ref("Field"), ref("str"))), age=val(call(ref("Field"), ref("int")))), new("u", "User"), put("u", "name", "Ann"), put("u", "age", "old"), put("u", "age", 3), get("u", "name"), vars_("u"), ev(attr(ref("Meta"), "registry")), ev(attr(attr(ref("User"), "age"), "name")), cls("Admin", "User", level=val(call(ref("Field"), ref("int")))), ev(attr(ref("Meta"), "registry")))

# ---- methods of built-in values


def on(o, name, *args):
    return ev(call(attr(ref(o) if isinstance(o, str) else o, name), *args))


p("methods of lists", let("l", [3, 1, 2]), on("l", "append", 4), on("l", "extend", [5, 6]), on("l", "insert", 0, 9), on("l", "pop"), on("l", "pop", 0), on("l", "count", 2), on("l", "reverse"), ev(ref("l")), on("l", "__len__"), on("l", "__getitem__", 0), on("l", "__getitem__", -1), on("l", "__getitem__", 99), on("l", "__setitem__", 0, 8), on("l", "__delitem__", 0), on("l", "__contains__", 5), on("l", "__contains__", "x"),
  on("l", "__add__", [1]), on("l", "__add__", {"tuple": [1]}), on("l", "__eq__", ref("l")), on("l", "__iter__"), on("l", "copy"), on("l", "clear"), ev(ref("l")), on("l", "pop"), on("l", "append"), on("l", "__len__", 1), ev({"item": [ref("l"), "x"]}), ev({"item": [3, 0]}), ev(call(ref("list"), 3)), ev(call(ref("list"), "ab")))
p("methods of tuples", let("t", {"tuple": [1, 2, 2, 3]}), on("t", "count", 2), on("t", "__len__"), on("t", "__getitem__", 1), on("t", "__getitem__", 10), on("t", "__getitem__", "x"), on("t", "__contains__", 3), on("t", "__add__", {"tuple": [7]}), on("t", "__add__", [7]), on("t", "__eq__", {"tuple": [1, 2, 2, 3]}), ev({"item": [ref("t"), True]}), ev(call(ref("tuple"), [1, 2])))
p("methods of dicts", let("d", {"dict": [["a", 1], ["b", 2]]}), on("d", "get", "a"), on("d", "get", "z"), on("d", "get", "z", 5), on("d", "get"), on("d", "keys"), on("d", "values"), on("d", "items"), on("d", "setdefault", "c", 3), on("d", "setdefault", "a", 9), on("d", "pop", "c"), on("d", "pop", "zz"), on("d", "pop", "zz", 0), on("d", "update", {"dict": [["x", 1]]}), on("d", "copy"), on("d", "__len__"), on("d", "__getitem__", "a"), on("d", "__getitem__", "q"),
  on("d", "__setitem__", "q", 1), on("d", "__delitem__", "q"), on("d", "__delitem__", "q"), on("d", "__contains__", "a"), on("d", "__iter__"), on("d", "__eq__", ref("d")), on("d", "__setitem__", [], 1), on("d", "__getitem__", []), on("d", "clear"), ev(ref("d")), ev(call(ref("dict"), [["a", 1]])), ev(call(ref("dict"), a=1)))
p("methods of texts", let("s", "abc"), on("s", "upper"), on("s", "lower"), on("s", "startswith", "a"), on("s", "endswith", "c"), on("s", "startswith", 3), on("s", "join", ["x", "y"]), on("s", "join", [1]), on("s", "split", "b"), on("s", "replace", "a", "z"), on("s", "strip"), on("s", "count", "a"), on("s", "__len__"), on("s", "__getitem__", 0), on("s", "__getitem__", 9), on("s", "__contains__", "b"), on("s", "__add__", "d"), on("s", "__add__", 1), on("s", "__eq__", "abc"))
p("methods of numbers", *(on(x, op, y) for x in (7, -7, 2.5, True) for op in ("__add__", "__sub__", "__mul__", "__lt__", "__le__", "__ge__", "__gt__") for y in (2, 0.5, "x")), *(on(x, op) for x in (7, -7, 2.5, True) for op in ("__bool__", "__repr__", "__str__")),
  *(ev(call(ref("int"), x)) for x in ("12", "x", 2.9, None)), ev(call(ref("int"))), ev(call(ref("str"), 5)), ev(call(ref("str"), 2.0)), ev(call(ref("bool"), [])), ev(call(ref("bool"), "x")), ev(call(ref("len"), 3)), *(ev(call(ref("repr"), x)) for x in ([1, "a", None, 2.0], 1e20, 1e-7, -0.0)), ev(call(ref("callable"), ref("int"))), ev(call(ref("callable"), 3)))


# ---- hooks that raise, that give the wrong thing, or are None
HOOKS = ["__eq__", "__repr__", "__str__", "__len__", "__bool__", "__getitem__", "__contains__", "__iter__", "__hash__", "__call__"]


def uses(o):
    return [ev(call(ref("len"), ref(o))), ev(call(ref("bool"), ref(o))), ev({"item": [ref(o), 0]}), ev(call(ref("list"), ref(o))), ev(call(ref("tuple"), ref(o))), ev(call(ref(o))), ev(call(attr([ref(o)], "__contains__"), 3)), ev(call(attr([ref(o)], "__contains__"), ref(o))), ev(call(attr([ref(o)], "count"), ref(o))),
            ev(call(attr([1], "__eq__"), [ref(o)])), ev(call(attr({"tuple": [ref(o)]}, "__eq__"), {"tuple": [1]})), ev(call(ref("callable"), ref(o))), ev(call(ref("int"), ref(o)))]


def shows(o):
    return [ev(call(ref("repr"), ref(o))), ev({"cat": [ref(o)]})]


p("hooks that raise", cls("R", **{n: fn(["raise", "ValueError", "boom"]) for n in HOOKS}), new("r", "R"), *uses("r"), *shows("r"))
p("hooks that give the wrong thing", cls("W", **{n: fn(ret([])) for n in HOOKS}), new("w", "W"), *uses("w"), *shows("w"))
p("hooks that are None", cls("Z", **{n: val(None) for n in HOOKS}), new("z", "Z"), *uses("z"), *shows("z"))
p("hooks that are not there", cls("N"), new("n", "N"), *uses("n"))
p("abstract hooks that raise", cls("A", "ABC", __subclasshook__=cm(["raise", "ValueError", "boom"])), cls("B"), new("b", "B"), {"op": "isinstance", "obj": ref("b"), "cls": ref("A")}, {"op": "issubclass", "sub": ref("B"), "cls": ref("A")}, {"op": "issubclass", "sub": 3, "cls": ref("A")}, {"op": "register", "cls": ref("A"), "sub": 3}, {"op": "register", "cls": ref("A"), "sub": ref("A")},
  cls("C", "ABC", __subclasshook__=cm(ret(3))), {"op": "issubclass", "sub": ref("B"), "cls": ref("C")}, cls("L", __class__=prop([["raise", "ValueError", "boom"]])), new("l", "L"), {"op": "isinstance", "obj": ref("l"), "cls": ref("C")}, cls("D", "ABC", f=val({"call": [ref("property"), [{"entry": fn(ret(1))}]]})), new("d", "D"), put("D", "__abstractmethods__", 3), new("d2", "D"))


if __name__ == "__main__":
    for program in PROGRAMS:
        print(json.dumps(program, separators=(",", ":")))
