"""The recipes of the itertools documentation of CPython 3.13 and the most used of
more-itertools 10, as far as the laws name them."""
import functools
import operator
from collections import defaultdict, deque
from heapq import merge, nlargest, nsmallest
from itertools import *
from math import sumprod


def tail(n, iterable):
    return iter(deque(iterable, maxlen=n))


def prepend(values, iterable):
    return chain(values, iterable)


def padded(iterable, fill, n):
    given = 0
    for v in iterable:
        yield v
        given += 1
    yield from repeat(fill, max(n - given, 0))


def intersperse(sep, iterable):
    for i, v in enumerate(iterable):
        if i:
            yield sep
        yield v


def ncycles(iterable, n):
    return chain.from_iterable(repeat(tuple(iterable), n))


def tabulate(function, start):
    return map(function, count(start))


def unique_everseen(iterable, key=None):
    seen = set()
    if key is None:
        for element in filterfalse(seen.__contains__, iterable):
            seen.add(element)
            yield element
    else:
        for element in iterable:
            k = key(element)
            if k not in seen:
                seen.add(k)
                yield element


def unique_justseen(iterable, key=None):
    if key is None:
        return map(operator.itemgetter(0), groupby(iterable))
    return map(next, map(operator.itemgetter(1), groupby(iterable, key)))


def unique(iterable):
    return unique_justseen(sorted(iterable))


def duplicates_everseen(iterable):
    seen = set()
    for v in iterable:
        if v not in seen:
            seen.add(v)
        else:
            yield v


def partition(predicate, iterable):
    t1, t2, p = tee(iterable, 3)
    p1, p2 = tee(map(predicate, p))
    return compress(t1, map(operator.not_, p1)), compress(t2, p2)


def partition_in_turns(predicate, iterable):
    """An item of the true ones, all false ones, the rest."""
    no, yes = partition(predicate, iterable)
    yield from islice(yes, 1)
    yield from no
    yield from yes


def before_and_after(predicate, it):
    trues, after = tee(it)
    trues = compress(takewhile(predicate, trues), zip(after))
    return trues, after


def before_then_after(predicate, it):
    before, after = before_and_after(predicate, it)
    yield from before
    yield -1
    yield from after


def roundrobin(*iterables):
    iterators = map(iter, iterables)
    for num_active in range(len(iterables), 0, -1):
        iterators = cycle(islice(iterators, num_active))
        yield from map(next, iterators)


def interleave(*iterables):
    return chain.from_iterable(zip(*iterables))


def interleave_longest(*iterables):
    marker = object()
    return (v for turn in zip_longest(*iterables, fillvalue=marker) for v in turn if v is not marker)


def powerset(iterable):
    s = list(iterable)
    return chain.from_iterable(combinations(s, r) for r in range(len(s) + 1))


def subslices(iterable):
    s = list(iterable)
    return map(operator.getitem, repeat(s), starmap(slice, combinations(range(len(s) + 1), 2)))


def iter_index(iterable, value, start=0, stop=None):
    iterator = islice(iterable, start, stop)
    for i, element in enumerate(iterator, start):
        if element is value or element == value:
            yield i


def locate(iterable, pred):
    return compress(count(), map(pred, iterable))


def sliding(iterable, n):
    iterator = iter(iterable)
    window = deque(islice(iterator, n - 1), maxlen=n)
    for x in iterator:
        window.append(x)
        yield tuple(window)


def convolve(signal, kernel):
    kernel = tuple(kernel)[::-1]
    n = len(kernel)
    padded_signal = chain(repeat(0, n - 1), signal, repeat(0, n - 1))
    return (sum(map(operator.mul, kernel, w)) for w in sliding(padded_signal, n))


def sieve(n):
    if n > 2:
        yield 2
    data = bytearray((0, 1)) * (n // 2)
    for p in iter_index(data, 1, start=3):
        data[p * p:n:p + p] = bytes(len(range(p * p, n, p + p)))
        yield p


def factor(n):
    for prime in count(2):
        if prime * prime > n:
            break
        while not n % prime:
            yield prime
            n //= prime
            if n == 1:
                return
    if n > 1:
        yield n


def polynomial_from_roots(roots):
    factors = zip(repeat(1), map(operator.neg, roots))
    return list(functools.reduce(convolve, factors, [1]))


def polynomial_derivative(coefficients):
    coefficients = list(coefficients)
    n = len(coefficients)
    return map(operator.mul, coefficients, reversed(range(1, n)))


def reshape(matrix, columns):
    return batched(chain.from_iterable(matrix), columns, strict=True)


def transpose(matrix):
    return zip(*matrix, strict=True)


def matmul(m1, m2):
    n = len(m2[0])
    return batched(starmap(sumprod, product(m1, transpose(m2))), n)


def nth(iterable, n, default):
    return next(islice(iterable, n, None), default)


def first_true(iterable, default, predicate):
    return next(filter(predicate, iterable), default)


def all_equal(iterable, key=None):
    return len(list(islice(groupby(iterable, key), 2))) <= 1


def consume(iterator, n):
    """Says how many there were, which the recipe does not."""
    return sum(1 for _ in islice(iterator, n))


def one(iterable):
    (v,) = iterable
    return v


def only(iterable, default):
    it = iter(iterable)
    v = next(it, default)
    for _ in it:
        raise ValueError
    return v


def unpack2(iterable):
    a, b = iterable
    return a + b


def unpack3(iterable):
    a, b, c = iterable
    return a + b + c


def strictly_n(iterable, n):
    it = iter(iterable)
    sent = 0
    for v in islice(it, n):
        yield v
        sent += 1
    if sent < n:
        raise ValueError
    for _ in it:
        raise ValueError


def first(iterable):
    return next(iter(iterable))


def last(iterable):
    return deque(iterable, maxlen=1)[-1]


def split_at(iterable, pred):
    buf = []
    for v in iterable:
        if pred(v):
            yield buf
            buf = []
        else:
            buf.append(v)
    yield buf


def split_before(iterable, pred):
    buf = []
    for v in iterable:
        if pred(v) and buf:
            yield buf
            buf = []
        buf.append(v)
    if buf:
        yield buf


def split_after(iterable, pred):
    buf = []
    for v in iterable:
        buf.append(v)
        if pred(v) and buf:
            yield buf
            buf = []
    if buf:
        yield buf


def split_when(iterable, pred):
    it = iter(iterable)
    try:
        cur = next(it)
    except StopIteration:
        return
    buf = [cur]
    for following in it:
        if pred(cur, following):
            yield buf
            buf = []
        buf.append(following)
        cur = following
    yield buf


def run_length(iterable):
    return ((k, sum(1 for _ in g)) for k, g in groupby(iterable))


def run_length_decode(iterable):
    return chain.from_iterable(starmap(repeat, iterable))


def side_effect(func, iterable):
    for v in iterable:
        func(v)
        yield v


def takewhile_inclusive(predicate, iterable):
    for v in iterable:
        yield v
        if not predicate(v):
            break


def mark_ends(iterable):
    it = iter(iterable)
    try:
        b = next(it)
    except StopIteration:
        return
    try:
        for i in count():
            a = b
            b = next(it)
            yield (i == 0, False), a
    except StopIteration:
        yield (i == 0, True), a


def zip_offset(*iterables, offsets, fillvalue=None):
    staggered = []
    for it, n in zip(iterables, offsets, strict=True):
        if n < 0:
            staggered.append(chain(repeat(fillvalue, -n), it))
        elif n > 0:
            staggered.append(islice(it, n, None))
        else:
            staggered.append(it)
    return zip(*staggered)


class bucket:
    def __init__(self, iterable, key):
        self._it, self._key, self._cache = iter(iterable), key, defaultdict(deque)

    def __getitem__(self, value):
        while True:
            if self._cache[value]:
                yield self._cache[value].popleft()
                continue
            for item in self._it:
                if (k := self._key(item)) == value:
                    yield item
                    break
                self._cache[k].append(item)
            else:
                return


def bucket_in_turns(iterable, key, *order):
    b = bucket(iterable, key)
    for k in order:
        yield from islice(b[k], 1)
    for k in sorted(set(order)):
        yield from b[k]


def distinct_permutations(iterable):
    """By definition, for few items."""
    return iter(sorted(set(permutations(iterable))))


def set_partitions(iterable, k=None):
    def parts(items, k):
        n = len(items)
        if k == 1:
            yield [items]
        elif n == k:
            yield [[s] for s in items]
        else:
            e, *M = items
            for p in parts(M, k - 1):
                yield [[e], *p]
            for p in parts(M, k):
                for i in range(len(p)):
                    yield p[:i] + [[e] + p[i]] + p[i + 1:]
    items = list(iterable)
    n = len(items)
    if k is None:
        for k in range(1, n + 1):
            yield from parts(items, k)
    elif k <= n:
        yield from parts(items, k)


def peek_and_next(iterable):
    """Each item twice, peeked at and taken."""
    it = iter(iterable)
    for v in it:
        yield v
        yield v


def there_and_back(iterable):
    """Two items, both again, then the fourth and so on."""
    it = iter(iterable)
    read = []
    for v in islice(it, 2):
        read.append(v)
        yield v
    yield from read
    yield from islice(it, 1, None)


def try_map(function, iterable):
    return map(function, iterable)


def below3(x):
    if x >= 3:
        raise ValueError
    return x


def spied(iterable, n):
    it = iter(iterable)
    head = list(islice(it, n))
    yield from head
    yield from it
