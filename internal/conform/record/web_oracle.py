#!/usr/bin/env python3
"""Oracle: drives a real Flask application from a JSON description.

usage: oracle_flask.py < case.json > result.json     (or: oracle_flask.py case.json ...)

The description (every key optional unless marked *):

{
 "secret": "k", "fallbacks": ["old"], "now": 1700000000,       # now freezes the clock
 "config": {"SESSION_COOKIE_SAMESITE": "Lax", ...},            # copied into app.config
 "permanent_seconds": 2678400,
 "errors": {"Boom": "Exception", "Sub": "Boom"},               # exception classes, name -> base
 "app": NODE,                                                  # hooks, routes, handlers of the app
 "blueprints": {"name": NODE},                                 # definitions, by key
 "register": [{"bp": "parent", "url_prefix": "/p", "name": "again",
               "url_defaults": {"x": 1}, "children": [ ...same... ]}],
 "requests": [{"method": "GET", "path": "/p/x", "headers": {}, "data": {}, "json": null,
               "cookies": {"session": "..."}, "base_url": "http://localhost/"}],
 "keep_cookies": true,                                         # a jar across requests
 "cookies_out": [VALUE, ...], "cookies_in": ["signed", ...]    # codec only: sign, and load
}
NODE = {"name"*: for blueprints, "url_prefix": "/p", "url_defaults": {},
        "before": [HOOK], "after": [HOOK], "teardown": [HOOK], "teardown_appcontext": [HOOK] (app only),
        "app_before"/"app_after"/"app_teardown": [HOOK] (blueprints only),
        "url_value_preprocessor": [HOOK], "url_defaults_fn": [{"set": {"lang": "de"}}],
        "error_handlers": [{"for": 404 | "Boom" | "Exception" | "HTTPException", "do": ACTION, "label": "h"}],
        "app_error_handlers": the same (blueprints only),
        "routes": [{"rule"*: "/x/<int:id>", "endpoint": "x", "methods": ["GET"], "defaults": {},
                    "strict_slashes": null, "do": ACTION, "label": "x"}]}
HOOK = {"label"*: "b1", "do": ACTION}
ACTION: a list of steps, run in order; each is one of
   ["log", "text"]                    append to the trace
   ["return", body, status?, headers?] end with that response
   ["abort", 403]  ["raise", "Boom"]
   ["session_set", key, VALUE] ["session_del", key] ["session_get", key] ["session_clear"]
   ["session_in", key] ["session_len"] ["session_permanent", true]
   ["g_set", k, v] ["g_get", k]
   ["url_for", endpoint, {values}]    trace gets the URL or the error's class
   ["after_this_request", "label"]    ["header", k, v] (in after hooks)
   ["endpoint"] ["blueprints"] ["view_args"] ["flash", msg, cat] ["flashes"]
   ["pop_view_arg", k]  ["inner_app_context", ACTION]
VALUE: JSON, plus {"$tuple": [..]}, {"$bytes": "base64"}, {"$markup": "<b>"},
       {"$uuid": "hex"}, {"$datetime": "2023-01-02T03:04:05+00:00"}

The result: {"versions": {...}, "responses": [{"status", "body", "headers", "set_cookie", "trace",
"raised"}], "signed": [...], "loaded": [...]} with the trace in order of call, teardown included.
"""
import base64
import datetime as dt
import importlib.metadata as md
import json
import sys
import time
import uuid
import warnings

warnings.simplefilter("ignore")

import flask  # noqa: E402
import flask.sessions  # noqa: E402
from markupsafe import Markup  # noqa: E402
from werkzeug.exceptions import HTTPException  # noqa: E402

REAL_TIME = time.time


def dec(v):
    if isinstance(v, dict):
        if len(v) == 1:
            (k, x), = v.items()
            if k == "$tuple":
                return tuple(dec(i) for i in x)
            if k == "$bytes":
                return base64.b64decode(x)
            if k == "$markup":
                return Markup(x)
            if k == "$uuid":
                return uuid.UUID(hex=x)
            if k == "$datetime":
                return dt.datetime.fromisoformat(x)
        return {k: dec(x) for k, x in v.items()}
    if isinstance(v, list):
        return [dec(x) for x in v]
    return v


def enc(v):
    if isinstance(v, Markup):
        return {"$markup": str(v)}
    if isinstance(v, tuple):
        return {"$tuple": [enc(x) for x in v]}
    if isinstance(v, bytes):
        return {"$bytes": base64.b64encode(v).decode()}
    if isinstance(v, uuid.UUID):
        return {"$uuid": v.hex}
    if isinstance(v, dt.datetime):
        return {"$datetime": v.isoformat()}
    if isinstance(v, dict):
        return {k: enc(x) for k, x in v.items()}
    if isinstance(v, list):
        return [enc(x) for x in v]
    if v is None or isinstance(v, (str, int, float, bool)):
        return v
    return {"$repr": type(v).__name__}


class Oracle:
    def __init__(self, case):
        self.case = case
        self.trace = []
        self.classes = {"Exception": Exception, "HTTPException": HTTPException, "ValueError": ValueError,
                        "KeyError": KeyError, "ZeroDivisionError": ZeroDivisionError}
        for name, base in case.get("errors", {}).items():
            self.classes[name] = type(name, (self.classes[base],), {})
        app = flask.Flask("oracle", static_folder=None)
        app.secret_key = case.get("secret", "k")
        if case.get("secret", "k") is None:
            app.secret_key = None
        if case.get("fallbacks"):
            app.config["SECRET_KEY_FALLBACKS"] = case["fallbacks"]
        app.config.update(case.get("config", {}))
        if "permanent_seconds" in case:
            app.permanent_session_lifetime = dt.timedelta(seconds=case["permanent_seconds"])
        app.logger.disabled = True
        self.app = app
        self.setup(app, case.get("app", {}), True)
        self.nodes = case.get("blueprints", {})
        self.built = {}
        for reg in case.get("register", []):
            bp, opts = self.blueprint(reg)
            app.register_blueprint(bp, **opts)

    # -- running actions ---------------------------------------------------
    def act(self, steps, label, response=None, exc=None):
        for step in steps or []:
            op, a = step[0], step[1:]
            log = self.trace.append
            if op == "log":
                log(f"{label}:{a[0]}")
            elif op == "return":
                return tuple(a) if len(a) > 1 else a[0]
            elif op == "abort":
                flask.abort(a[0])
            elif op == "raise":
                raise self.classes[a[0]](a[1] if len(a) > 1 else label)
            elif op == "session_set":
                flask.session[a[0]] = dec(a[1])
            elif op == "session_del":
                flask.session.pop(a[0], None)
            elif op == "session_get":
                log([f"{label}:session", a[0], enc(flask.session.get(a[0]))])
            elif op == "session_in":
                log([f"{label}:session_in", a[0], a[0] in flask.session])
            elif op == "session_len":
                log([f"{label}:session_len", len(flask.session)])
            elif op == "session_clear":
                flask.session.clear()
            elif op == "session_permanent":
                flask.session.permanent = a[0]
            elif op == "g_set":
                setattr(flask.g, a[0], a[1])
            elif op == "g_get":
                log([f"{label}:g", a[0], flask.g.get(a[0])])
            elif op == "url_for":
                try:
                    log([f"{label}:url_for", a[0], flask.url_for(a[0], **(a[1] if len(a) > 1 else {}))])
                except Exception as e:
                    log([f"{label}:url_for", a[0], "!" + type(e).__name__])
            elif op == "after_this_request":
                lab = a[0]

                @flask.after_this_request
                def _f(resp, lab=lab):
                    log(f"after_this_request:{lab}")
                    return resp
            elif op == "header":
                response.headers[a[0]] = a[1]
            elif op == "endpoint":
                log([f"{label}:endpoint", flask.request.endpoint])
            elif op == "blueprints":
                log([f"{label}:blueprints", list(flask.request.blueprints)])
            elif op == "view_args":
                log([f"{label}:view_args", enc(flask.request.view_args)])
            elif op == "pop_view_arg":
                log([f"{label}:popped", flask.request.view_args.pop(a[0], None)])
            elif op == "flash":
                flask.flash(a[0], *(a[1:2]))
            elif op == "flashes":
                log([f"{label}:flashes", [list(x) for x in flask.get_flashed_messages(with_categories=True)]])
            elif op == "inner_app_context":
                with self.app.app_context():
                    log(f"{label}:inner-in")
                    self.act(a[0], label)
                log(f"{label}:inner-out")
            else:
                raise SystemExit(f"unknown step {op}")
        return None

    # -- building ----------------------------------------------------------
    def setup(self, sc, node, is_app):
        def hook(h, kind):
            label = h["label"]
            if kind == "after":
                def f(resp):
                    self.trace.append(f"after:{label}")
                    out = self.act(h.get("do"), label, response=resp)
                    return flask.make_response(out) if out is not None else resp
            elif kind == "teardown":
                def f(exc):
                    self.trace.append([f"teardown:{label}", type(exc).__name__ if exc is not None else None])
                    self.act(h.get("do"), label, exc=exc)
            elif kind == "uvp":
                def f(endpoint, values):
                    self.trace.append([f"uvp:{label}", endpoint, enc(values)])
                    self.act(h.get("do"), label)
            else:
                def f():
                    self.trace.append(f"before:{label}")
                    return self.act(h.get("do"), label)
            return f

        for kind, key, reg in (
            ("before", "before", "before_request"), ("after", "after", "after_request"),
            ("teardown", "teardown", "teardown_request"), ("uvp", "url_value_preprocessor", "url_value_preprocessor"),
        ):
            for h in node.get(key, []):
                getattr(sc, reg)(hook(h, kind))
        if is_app:
            for h in node.get("teardown_appcontext", []):
                sc.teardown_appcontext(hook({**h, "label": "app:" + h["label"]}, "teardown"))
        else:
            for kind, key, reg in (("before", "app_before", "before_app_request"), ("after", "app_after", "after_app_request"),
                                   ("teardown", "app_teardown", "teardown_app_request")):
                for h in node.get(key, []):
                    getattr(sc, reg)(hook(h, kind))
        for d in node.get("url_defaults_fn", []):
            def fd(endpoint, values, d=d):
                for k, v in d["set"].items():
                    values.setdefault(k, v)
            sc.url_defaults(fd)

        def handler(h):
            def f(e):
                orig = getattr(e, "original_exception", None)
                self.trace.append([f"error:{h.get('label', str(h['for']))}", type(e).__name__,
                                   type(orig).__name__ if orig is not None else None])
                out = self.act(h.get("do"), "error")
                return out if out is not None else e
            return f

        def key(x):
            return x if isinstance(x, int) else self.classes[x]

        for h in node.get("error_handlers", []):
            sc.register_error_handler(key(h["for"]), handler(h))
        if not is_app:
            for h in node.get("app_error_handlers", []):
                sc.app_errorhandler(key(h["for"]))(handler(h))

        for i, r in enumerate(node.get("routes", [])):
            label = r.get("label") or r.get("endpoint") or f"r{i}"

            def view(_r=r, _l=label, **kw):
                self.trace.append([f"view:{_l}", enc(kw)])
                out = self.act(_r.get("do"), _l)
                return "" if out is None and not _r.get("none") else out
            opts = {k: r[k] for k in ("methods", "defaults", "strict_slashes", "provide_automatic_options") if r.get(k) is not None}
            sc.add_url_rule(r["rule"], r.get("endpoint") or label, view, **opts)

    def blueprint(self, reg):
        key = reg["bp"]
        if key not in self.built:
            node = self.nodes[key]
            bp = flask.Blueprint(node.get("name", key), "oracle", url_prefix=node.get("url_prefix"),
                                 url_defaults=node.get("url_defaults"))
            self.setup(bp, node, False)
            for child in reg.get("children", []):
                cbp, copts = self.blueprint(child)
                bp.register_blueprint(cbp, **copts)
            self.built[key] = bp
        opts = {k: reg[k] for k in ("url_prefix", "name", "url_defaults") if k in reg}
        return self.built[key], opts

    # -- running -----------------------------------------------------------
    def run(self):
        case, out = self.case, []
        now = case.get("now")
        real_dt = flask.sessions.datetime
        if now is not None:
            time.time = lambda: now

            class Frozen(dt.datetime):  # session Expires comes from datetime.now
                @classmethod
                def now(cls, tz=None):
                    return dt.datetime.fromtimestamp(now, tz)
            flask.sessions.datetime = Frozen
        try:
            kw = {"use_cookies": bool(case.get("keep_cookies"))}
            client = self.app.test_client(**kw)
            for rq in case.get("requests", []):
                self.trace.clear()
                headers = list(rq.get("headers", {}).items())
                if rq.get("cookies"):
                    headers.append(("Cookie", "; ".join(f"{k}={v}" for k, v in rq["cookies"].items())))
                args = {"method": rq.get("method", "GET"), "headers": headers}
                for k in ("data", "json", "base_url"):
                    if rq.get(k) is not None:
                        args[k] = rq[k]
                res = {}
                try:
                    r = client.open(rq["path"], **args)
                    res = {"status": r.status_code, "body": r.get_data(as_text=True),
                           "headers": [[k, v] for k, v in r.headers.items() if k != "Set-Cookie"],
                           "set_cookie": r.headers.getlist("Set-Cookie")}
                    r.close()
                except Exception as e:
                    res = {"raised": type(e).__name__, "message": str(e)[:200]}
                res["trace"] = list(self.trace)
                out.append(res)
            signed, loaded = [], []
            ser = self.app.session_interface.get_signing_serializer(self.app)
            with self.app.app_context():
                for v in case.get("cookies_out", []):
                    signed.append(ser.dumps(dec(v)))
                age = int(self.app.permanent_session_lifetime.total_seconds())
                for s in case.get("cookies_in", []):
                    try:
                        loaded.append({"value": enc(ser.loads(s, max_age=age))})
                    except Exception as e:
                        loaded.append({"error": type(e).__name__})
        finally:
            time.time = REAL_TIME
            flask.sessions.datetime = real_dt
        return {"versions": {p: md.version(p) for p in ("flask", "werkzeug", "itsdangerous")},
                "url_map": sorted([[str(r.rule), r.endpoint, sorted(r.methods)] for r in self.app.url_map.iter_rules()]),
                "responses": out, "signed": signed, "loaded": loaded}


def one(case):
    try:
        return Oracle(case).run()
    except Exception as e:
        return {"setup_error": type(e).__name__, "message": str(e)[:300]}


def main():
    for line in sys.stdin:
        case = json.loads(line)
        answer = {"id": case.get("id"), **one(case)}
        answer.pop("versions", None)
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
