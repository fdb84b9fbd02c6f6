#!/usr/bin/env python3
"""Reads programs (JSON, one per line) on stdin, runs each on the real asyncio with
a clock that jumps, and writes one JSON answer per line. For CPython 3.11.

Program
  {"id", "objects": {name: ["queue", limit] | ["lock"] | ["semaphore", n] |
   ["event"] | ["future"]}, "bodies": {name: [op, ...]}}     bodies["main"] is run
A body is a coroutine function; it may run as several tasks. Operations:
  ["sleep", t] ["yield"] ["log", x] ["raise", text] ["return", value]
  ["spawn", body, task]          create_task under a name, which names it from now on
  ["await", x] ["cancel", x]     x: a task or a future
  ["cancelling"] ["uncancel"]    of the task itself
  ["timeout", t, [op...]]        async with asyncio.timeout(t)
  ["group", g, [op...]]          async with TaskGroup() as g
  ["gspawn", g, body, task]      g.create_task
  ["gather", [x...], bool]       await gather(*xs, return_exceptions=bool)
  ["shield", x]                  await shield(x)
  ["put", q, v] ["get", q] ["tryput", q, v] ["tryget", q] ["taskdone", q] ["join", q]
  ["acquire", l] ["release", l]  of a lock or semaphore
  ["wait", e] ["set", e] ["clear", e]
  ["fset", f, v] ["ffail", f, text]      set_result, set_exception of a future
  ["soon", x]                    call_soon of a function that logs x
  ["try", [op...], kind, [op...]]        except CancelledError | Exception |
                                 BaseException (kind cancelled, error, any)
  ["finally", [op...], [op...]]
To await main, oneself or what has no name (yet) does nothing: "nothing".
Answer
  log      [[time, task, what, outcome]...]: each operation when it begins (outcome
           "...") and ends, each task when it begins ("begin") and ends ("end")
  result   of main, as an outcome;  time at the end
  blocked  names of the tasks that wait when nothing can happen any more, or null
  stuck    true if the closing tasks wait for ever; the log ends there
Outcomes: a value, or "!" and the error: !Cancelled !Timeout !InvalidState !Full
!Empty !NotHeld !GroupOver !Error(text) !Group[...]; in gathered results too.
{"skip": reason} where asyncio's order is not determined (timers of equal time,
whose heap is unstable) or Python gives up (circles of tasks that await each other).
Two sets, whose order depends on addresses, are replaced by ordered ones: the tasks
of a group and all tasks at the end. What is left then is cancelled again until
nothing is: asyncio.run does one such round.
"""
import asyncio, json, os, selectors, sys, warnings

warnings.simplefilter("ignore")
LIMIT = 3000


class Deadlock(Exception):
    pass


class Skip(BaseException):
    pass


class Clock(selectors.SelectSelector):
    now = 0

    def select(self, timeout=None):
        if timeout is None:
            raise Deadlock
        self.now += timeout
        return []


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = Clock()
        self.tie = False
        super().__init__(self.clock)
        self._clock_resolution = 1

    def time(self):
        return self.clock.now

    def call_at(self, when, callback, *args, context=None):
        if any(h._when == when and not h._cancelled for h in self._scheduled):
            self.tie = True
        return super().call_at(when, callback, *args, context=context)


class Ordered(dict):
    def add(self, x):
        self[x] = None

    def discard(self, x):
        self.pop(x, None)


class Return(Exception):
    pass


def name(e):
    if isinstance(e, asyncio.CancelledError):
        return "!Cancelled"
    if isinstance(e, TimeoutError):
        return "!Timeout"
    if isinstance(e, asyncio.InvalidStateError):
        return "!InvalidState"
    if isinstance(e, asyncio.QueueFull):
        return "!Full"
    if isinstance(e, asyncio.QueueEmpty):
        return "!Empty"
    if isinstance(e, BaseExceptionGroup):
        return "!Group[%s]" % ",".join(map(name, e.exceptions))
    if isinstance(e, RecursionError):
        return "!Circle"
    if isinstance(e, RuntimeError) and "TaskGroup" in str(e):
        return "!GroupOver"
    if isinstance(e, RuntimeError) and "Lock" in str(e) or isinstance(e, ValueError) and "too many" in str(e):
        return "!NotHeld"
    return "!Error(%s)" % e


def shown(v):
    if isinstance(v, BaseException):
        return name(v)
    if isinstance(v, list):
        return [shown(x) for x in v]
    return v


KINDS = {"cancelled": asyncio.CancelledError, "error": Exception, "any": BaseException}
NOTHING = "nothing"


class Program:
    def __init__(self, p):
        self.loop = Loop()
        self.circle = False
        self.loop.set_exception_handler(self.unheard)
        self.bodies, self.names, self.groups, self.all, self.log = p["bodies"], {}, {}, [], []
        make = {"queue": asyncio.Queue, "lock": asyncio.Lock, "semaphore": asyncio.Semaphore, "event": asyncio.Event,
                "future": self.loop.create_future}
        for n, (kind, *args) in p["objects"].items():
            self.names[n] = make[kind](*args)

    def unheard(self, loop, about):
        self.circle = self.circle or isinstance(about.get("exception"), RecursionError)

    def say(self, who, what, outcome):
        self.circle = self.circle or isinstance(outcome, RecursionError)
        if len(self.log) >= LIMIT:
            raise Skip("too long")
        self.log.append([self.loop.clock.now, who, what, shown(outcome)])

    async def body(self, name_, ops):
        self.say(name_, "begin", None)
        try:
            done, value = await self.block(name_, ops)
        except BaseException as e:
            self.say(name_, "end", e)
            raise
        self.say(name_, "end", value)
        return value

    async def block(self, who, ops):
        for op in ops:
            self.say(who, op[0], "...")
            try:
                done, value = await self.do(who, *op)
            except BaseException as e:
                self.say(who, op[0], e)
                raise
            self.say(who, op[0], value)
            if done:
                return True, value
        return False, None

    def made(self, name_, task):
        self.names[name_] = task
        self.all.append(task)

    async def do(self, who, kind, *a):
        return await getattr(self, "do_" + kind)(who, *a)

    async def do_sleep(self, who, t):
        await asyncio.sleep(t)
        return False, None

    async def do_yield(self, who):
        await asyncio.sleep(0)
        return False, None

    async def do_log(self, who, x):
        return False, x

    async def do_raise(self, who, text):
        raise Exception(text)

    async def do_return(self, who, v):
        return True, v

    async def do_spawn(self, who, body, task):
        self.made(task, asyncio.create_task(self.body(task, self.bodies[body]), name=task))
        return False, None

    def awaitable(self, x):
        f = self.names.get(x)
        return None if x == "main" or f is asyncio.current_task() else f

    async def do_await(self, who, x):
        f = self.awaitable(x)
        return False, NOTHING if f is None else await f

    async def do_cancel(self, who, x):
        f = self.names.get(x)
        return False, NOTHING if f is None else f.cancel()

    async def do_cancelling(self, who):
        return False, asyncio.current_task().cancelling()

    async def do_uncancel(self, who):
        return False, asyncio.current_task().uncancel()

    async def do_timeout(self, who, t, ops):
        async with asyncio.timeout(t):
            return await self.block(who, ops)

    async def do_group(self, who, g, ops):
        group = asyncio.TaskGroup()
        group._tasks = Ordered()
        async with group:
            self.groups[g] = group
            return await self.block(who, ops)

    async def do_gspawn(self, who, g, body, task):
        if g not in self.groups:
            return False, NOTHING
        coro = self.body(task, self.bodies[body])
        try:
            self.made(task, self.groups[g].create_task(coro, name=task))
        finally:
            if self.names.get(task) is None:
                coro.close()
        return False, None

    async def do_gather(self, who, xs, exceptions):
        fs = [f for f in map(self.awaitable, xs) if f is not None]
        return False, await asyncio.gather(*fs, return_exceptions=exceptions)

    async def do_shield(self, who, x):
        f = self.awaitable(x)
        return False, NOTHING if f is None else await asyncio.shield(f)

    async def do_put(self, who, q, v):
        return False, await self.names[q].put(v)

    async def do_get(self, who, q):
        return False, await self.names[q].get()

    async def do_tryput(self, who, q, v):
        return False, self.names[q].put_nowait(v)

    async def do_tryget(self, who, q):
        return False, self.names[q].get_nowait()

    async def do_taskdone(self, who, q):
        return False, self.names[q].task_done()

    async def do_join(self, who, q):
        return False, await self.names[q].join()

    async def do_acquire(self, who, l):
        await self.names[l].acquire()
        return False, None

    async def do_release(self, who, l):
        return False, self.names[l].release()

    async def do_wait(self, who, e):
        await self.names[e].wait()
        return False, None

    async def do_set(self, who, e):
        return False, self.names[e].set()

    async def do_clear(self, who, e):
        return False, self.names[e].clear()

    async def do_fset(self, who, f, v):
        return False, self.names[f].set_result(v)

    async def do_ffail(self, who, f, text):
        return False, self.names[f].set_exception(Exception(text))

    async def do_soon(self, who, x):
        self.loop.call_soon(self.say, "", "called", x)
        return False, None

    async def do_try(self, who, ops, kind, handler):
        try:
            return await self.block(who, ops)
        except KINDS[kind] as e:
            if isinstance(e, (Skip, GeneratorExit)):
                raise
            return await self.block(who, handler)

    async def do_finally(self, who, ops, last):
        try:
            result = await self.block(who, ops)
        finally:
            await self.block(who, last)
        return result

    def left(self):
        return [t for t in self.all if not t.done()]

    def run(self):
        answer = {"log": self.log, "result": None, "time": None, "blocked": None, "stuck": False}
        main = self.loop.create_task(self.body("main", self.bodies["main"]), name="main")
        self.all.append(main)
        self.names["main"] = main
        try:
            answer["result"] = shown(self.loop.run_until_complete(main))
        except Deadlock:
            answer["result"] = "!Deadlock"
            answer["blocked"] = [t.get_name() for t in self.left()]
        except (Exception, asyncio.CancelledError) as e:
            answer["result"] = name(e)
        try:
            while rest := self.left():
                for t in rest:
                    t.cancel()
                self.loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        except Deadlock:
            answer["stuck"] = True
        answer["time"] = self.loop.clock.now
        if self.circle:
            raise Skip("a circle of tasks")
        if self.loop.tie:
            raise Skip("equal times")
        return answer


def main():
    kept = []  # what a collection threw away would run its finally blocks in the next program's loop
    for line in sys.stdin:
        p = json.loads(line)
        program = Program(p)
        # Python notices a running loop; gather is called between runs.
        asyncio.set_event_loop(program.loop)
        try:
            answer = program.run()
        except (Skip, RecursionError) as e:
            answer = {"skip": str(e)}
        print(json.dumps({"id": p.get("id"), **answer}, separators=(",", ":")), flush=True)
        kept.append((program.left(), program.loop._scheduled, list(program.loop._ready), program))
        program.loop.close()
    os._exit(0)


if __name__ == "__main__":
    main()
