"""Reads a JSON list of expressions from stdin, prints {expression: trace}.

A trace says, after each item of the expression, how many items every source has
given, with a point when the source is known to be over, and the item; at last the
same counts at the end, or "..." after LIMIT items, or "error". src(n) makes the
sources: 0, 1, 2 ... n-1, then 10, 11 ... and so on.
"""
import functools
import json
import operator
import sys
from itertools import *

from recipes import *

LIMIT = 12


def take(n, iterable):
    return list(islice(iterable, n))


def triplewise(iterable):
    return ((a, b, c) for (a, _), (b, c) in pairwise(pairwise(iterable)))


def sliding_window(iterable, n):
    from collections import deque
    iterator = iter(iterable)
    window = deque(islice(iterator, n - 1), maxlen=n)
    for x in iterator:
        window.append(x)
        yield tuple(window)


def grouper(iterable, n, *, incomplete='fill', fillvalue=None):
    iterators = [iter(iterable)] * n
    match incomplete:
        case 'fill':
            return zip_longest(*iterators, fillvalue=fillvalue)
        case 'strict':
            return zip(*iterators, strict=True)
        case 'ignore':
            return zip(*iterators)


def windowed(seq, n, fillvalue=None, step=1):
    """From more-itertools 10."""
    from collections import deque
    if n == 0:
        yield ()
        return
    iterator = iter(seq)
    window = deque(islice(iterator, n), maxlen=n)
    if not window:
        return
    if len(window) < n:
        yield tuple(window) + ((fillvalue,) * (n - len(window)))
        return
    yield tuple(window)
    padding = (fillvalue,) * (n - 1 if step >= n else step - 1)
    filler = map(window.append, chain(iterator, padding))
    for _ in islice(filler, step - 1, None, step):
        yield tuple(window)


def even(x):
    return x % 2 == 0


def small(x):
    return x < 3


def tens(x):
    return x // 3


class Source:
    def __init__(self, n, base):
        self.left, self.value, self.given, self.over = n, base, 0, False

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            self.over = True
            raise StopIteration
        self.left -= 1
        self.given += 1
        self.value += 1
        return self.value - 1


def trace(expression):
    sources = []

    def src(n):
        sources.append(Source(n, 10 * len(sources)))
        return sources[-1]

    def counts():
        return ' '.join(f'{s.given}{"." if s.over else ""}' for s in sources)

    steps = []
    try:
        for item in eval(expression, globals() | {'src': src}):
            steps.append(counts() + '=' + json.dumps(item, separators=(',', ':')))
            if len(steps) == LIMIT:
                return steps + ['...']
    except (ValueError, TypeError, IndexError):
        return steps + [counts() + '=error']
    return steps + [counts()]


print(json.dumps({e: trace(e) for e in json.load(sys.stdin)}, indent='', sort_keys=True))
