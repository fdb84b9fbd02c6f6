#!/usr/bin/env python3
"""The bullets as a beginner would type them, with nothing of ours in between:
plain floats, lists and functions. Writes what sys.getrefcount counts, less the
reference that its own argument is, by the name of the bullet in bullets.jsonl."""
import gc
import json
import sys
import weakref

gc.disable()
counts, bullet = {}, None


def about(name):
    global bullet
    bullet = counts.setdefault(name, [])


def float_of(text):     # 1.2 written in the source is kept by the code object too
    return float(text)


# Each name of a bullet is a global, as at the prompt.
about("up: created and bound, x = 1.2")
x = float_of("1.2")
bullet.append(sys.getrefcount(x) - 1)

about("up: assigned to another name, y = x")
x = float_of("1.2")
y = x
bullet.append(sys.getrefcount(x) - 1)
bullet.append(sys.getrefcount(y) - 1)
del y

about("up: passed as an argument, foo(x)")
x = float_of("1.2")


def foo(a):
    bullet.append(sys.getrefcount(a) - 1)
    bullet.append(sys.getrefcount(x) - 1)


bullet.append(sys.getrefcount(x) - 1)
foo(x)
bullet.append(sys.getrefcount(x) - 1)

about("up: made an element of a container, [1, x, '2']")
x = float_of("1.2")
l = [1, x, '2']
bullet.append(sys.getrefcount(x) - 1)
bullet.append(sys.getrefcount(l) - 1)
del l

about("down: a local goes out of scope, foo returns")
x = float_of("1.2")


def foo(a):
    b = a
    c = 3.4
    bullet.append(sys.getrefcount(x) - 1)


foo(x)
bullet.append(sys.getrefcount(x) - 1)

about("down: a name is deleted, del y")
x = float_of("1.2")
y = x
bullet.append(sys.getrefcount(x) - 1)
del y
bullet.append(sys.getrefcount(x) - 1)
del x

about("down: a name is bound to another object, x = 2.2")
x = float_of("1.2")
y = x
bullet.append(sys.getrefcount(y) - 1)
x = float_of("2.2")
bullet.append(sys.getrefcount(y) - 1)
bullet.append(sys.getrefcount(x) - 1)
y = float_of("3.3")

about("down: removed from a container")
x = float_of("1.2")
l = [1, x, '2']
bullet.append(sys.getrefcount(x) - 1)
del l[1]
bullet.append(sys.getrefcount(x) - 1)
del l[0]

about("down: the container is destroyed")
x = float_of("1.2")
l = [1, x, '2']
bullet.append(sys.getrefcount(x) - 1)
del l
bullet.append(sys.getrefcount(x) - 1)

about("down: the container goes out of scope")
x = float_of("1.2")


def foo():
    l = [x, x]
    bullet.append(sys.getrefcount(x) - 1)


foo()
bullet.append(sys.getrefcount(x) - 1)


class Thing:
    pass


about("mark and sweep's business: a cycle is not freed by counting")
a = Thing()
b = Thing()
a.s0 = b
b.s0 = a
bullet.append(sys.getrefcount(a) - 1)
bullet.append(sys.getrefcount(b) - 1)
dead = weakref.ref(a)
del a
del b
assert dead() is not None
gc.collect()
assert dead() is None

# Not a count: a plain list lets its items go from the last to the first.
about("order in which [0, 1, 2, 3] lets go")
l = [Thing() for _ in range(4)]
watchers = [weakref.ref(t, lambda w, n=n: bullet.append(n)) for n, t in enumerate(l)]
del l

print(json.dumps(counts, indent=1))
