"""Plays programs, one a line of JSON, on CPython's generators.

A program has a body, a list of steps, and asks. A step yields its number, unless it is
itself a body, which is delegated to. What it does when something is thrown at it is
its policy. The answers are a list, one an ask.
"""

import json
import sys


kept = []
sys.unraisablehook = lambda unraisable: None  # what comes when all are dropped


class Boom(Exception):
    pass


class Other(Exception):
    pass


def play(body, log):
    for i, step in enumerate(body["steps"]):
        if "steps" in step:
            # Kept, or one that ignored its exit would be told again as it is dropped,
            # by a collector that comes when it likes elsewhere.
            kept.append(play(step, log))
            log.append(["from", (yield from kept[-1])])
            continue
        try:
            log.append(["got", (yield step["value"])])
        except (Boom, GeneratorExit) as e:
            log.append(["caught", "boom" if isinstance(e, Boom) else "exit"])
            policy = step["policy"]
            if policy == "pass":
                raise
            if policy == "return":
                return 100 + i
            if policy == "other":
                raise Other from None
            # "go on"
    if body["end"] == "other":
        raise Other
    if body["end"] == "stop":
        raise StopIteration
    return 7


def ask(g, what):
    try:
        if what["ask"] == "next":
            return ["yield", next(g)]
        if what["ask"] == "send":
            return ["yield", g.send(what["value"])]
        if what["ask"] == "throw":
            return ["yield", g.throw(Boom())]
        g.close()
        return ["closed"]
    except StopIteration as e:
        return ["stop", e.value or 0]
    except Boom:
        return ["boom"]
    except Other:
        return ["other"]
    except TypeError:
        return ["just started"]
    except RuntimeError as e:
        return ["ignored"] if "ignored" in str(e) else ["leaked"]


for line in sys.stdin:
    program = json.loads(line)
    log = []
    g = play(program["body"], log)
    answers = [ask(g, a) for a in program["asks"]]
    print(json.dumps({"answers": answers, "log": log}), flush=True)
    kept.clear()
