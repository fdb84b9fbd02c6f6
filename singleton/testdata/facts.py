"""What Python's five ways do, as JSON: run by facts_test.go."""
import copy
import json
import threading

WAYS = ["__new__", "metaclass", "function decorator", "class decorator"]


def forms(meet):
    """The four lazy forms, unlocked, as usually written, but for meet: it is called
    between the look and the construction, where another thread may run."""

    class New:
        _it = None

        def __new__(cls, *args):
            if cls._it is None:
                meet()
                cls._it = super().__new__(cls)
            return cls._it

        def __init__(self, *args):
            self.args = args

    class Meta(type):
        _all = {}

        def __call__(cls, *args):
            if cls not in cls._all:
                meet()
                cls._all[cls] = super().__call__(*args)
            return cls._all[cls]

    class WithMeta(metaclass=Meta):
        def __init__(self, *args):
            self.args = args

    def by_function(cls):
        it = None

        def get(*args):
            nonlocal it
            if it is None:
                meet()
                it = cls(*args)
            return it
        return get

    class ByClass:
        def __init__(self, cls):
            self.cls, self.it = cls, None

        def __call__(self, *args):
            if self.it is None:
                meet()
                self.it = self.cls(*args)
            return self.it

    class Plain:
        def __init__(self, *args):
            self.args = args

    return dict(zip(WAYS, [New, WithMeta, by_function(Plain), ByClass(Plain)]))


def made(way):
    """How many were constructed: each that looked first made one."""
    n = [0]
    lock = threading.Lock()
    barrier = threading.Barrier(8)

    def meet():
        barrier.wait()
        with lock:
            n[0] += 1
    make = forms(meet)[way]
    all_threads = [threading.Thread(target=make) for _ in range(8)]
    for t in all_threads:
        t.start()
    for t in all_threads:
        t.join()
    return n[0]


def facts(way):
    make = forms(lambda: None)[way]
    a, b = make("first"), make("second")
    try:
        is_class = isinstance(a, make)
    except TypeError:
        is_class = "TypeError"
    try:
        sub = type("Sub", (make,), {})
        subclass = "the parent's object" if sub("x") is a else "an object of its own"
    except TypeError:
        subclass = "TypeError"
    return {"identical": a is b, "arguments": a.args[0], "isinstance": is_class, "subclass": subclass,
            "copied": copy.copy(a) is not a, "constructions of 8 threads": made(way)}


print(json.dumps({way: facts(way) for way in WAYS}, indent=1))
