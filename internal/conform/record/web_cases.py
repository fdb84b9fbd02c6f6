#!/usr/bin/env python3
"""Random applications for web_oracle.py.  Usage: web_cases.py SEED COUNT [profile,profile...] > cases.jsonl
Profiles: life (hooks, errors, sessions), routes (rules, requests that nearly match, url_for), cookies (values signed, and
signed values played with).  Same seed, count and profiles give the same bytes on every Python >= 3.8."""
import base64, hashlib, hmac, json, random, sys, zlib

seed, count = int(sys.argv[1]), int(sys.argv[2])
profiles = sys.argv[3].split(",") if len(sys.argv) > 3 else ["life", "life", "routes", "cookies"]
R = random.Random(seed)
ri, ch = R.randint, R.choice


def p(x): return R.random() < x


def some(f, n): return [f() for _ in range(ri(0, n))]


CODES = [400, 401, 403, 404, 404, 405, 409, 410, 418, 422, 429, 500, 503]
KEYS = ["a", "b", "user", "n", "é", " t", "_permanent"]
CLASSES = ["Exception", "HTTPException", "ValueError", "KeyError", "ZeroDivisionError"]
WORDS = ["x", "a b", "é", "日本", "a/b", "a+b", "100%", "a&b=c", "<i>", "", "😀", "\"q\"", "a\\b", "\n", "\x7f", "\u2028"]


def value(depth=0):
    kinds = ["null", "bool", "int", "big", "float", "str", "str"] + ["list", "dict", "tuple", "bytes", "markup", "uuid", "date"] * (depth < 3)
    k = ch(kinds)
    if k == "null": return None
    if k == "bool": return p(.5)
    if k == "int": return ri(-10, 1000)
    if k == "big": return ch([2**31, 2**53 + 1, -2**63, 2**63, 10**25, 2**64 - 1])
    if k == "float": return ch([0.0, 1.0, -1.5, 1e16, 1e-7, 123456789.125, 1e22, 5e-324, 0.1, 1e100, -0.0])
    if k == "str": return ch(WORDS)
    if k == "list": return [value(depth + 1) for _ in range(ri(0, 3))]
    if k == "dict":
        keys = R.sample(["a", "b", "z", "é", " t", " di", " b", "a b", "", "d__", " t__"], ri(0, 3))
        return {x: value(depth + 1) for x in keys}
    if k == "tuple": return {"$tuple": [value(depth + 1) for _ in range(ri(0, 3))]}
    if k == "bytes": return {"$bytes": base64.b64encode(bytes(ri(0, 255) for _ in range(ri(0, 6)))).decode()}
    if k == "markup": return {"$markup": ch(WORDS)}
    if k == "uuid": return {"$uuid": "%032x" % R.getrandbits(128)}
    return {"$datetime": "%04d-%02d-%02dT%02d:%02d:%02d+00:00" % (ri(1970, 2100), ri(1, 12), ri(1, 28), ri(0, 23), ri(0, 59), ri(0, 59))}


class Case:
    def __init__(s, profile):
        s.profile, s.n, s.endpoints, s.rules, s.errs = profile, 0, [], [], {}
        for i in range(ri(0, 3)):
            s.errs["E%d" % i] = ch(["Exception", "ValueError", "KeyError", "HTTPException"] + list(s.errs))

    def label(s, kind):
        s.n += 1
        return "%s%d" % (kind, s.n)

    def cls(s): return ch(CLASSES + list(s.errs) * 2)

    def url_for(s):
        ends = s.endpoints + ["nowhere", ".sibling", "." + (s.endpoints[0].split(".")[-1] if s.endpoints else "x")]
        e = ch(ends)
        if p(.2) and "." in e: e = "." + e.split(".")[-1]
        v = {}
        for name in R.sample(["id", "name", "x", "p", "u", "lang", "page", "q", "z"], ri(0, 4)):
            v[name] = ch([1, 7, "7", "a", "a b", "é", "x/y", 1.5, 2.0, True, -3, None, "de", 10**20, "3.25", "a&b", ["1", 2], [],
                          "6d7a2f0e-0000-4000-8000-000000000001"])
        if p(.1): v["_anchor"] = ch(["top", "a b", "é", "x/y:z"])
        if p(.1): v["_external"] = p(.7)
        if p(.07): v["_scheme"] = ch(["https", "http", "ws", ""])
        if p(.1): v["_method"] = ch(["GET", "POST", "PUT", "post"])
        return ["url_for", e, v]

    def step(s, where, depth=0):
        r = R.random()
        if r < .12: return ["log", ch("uvw")]
        if r < .2: return ["session_set", ch(KEYS), ch([True, False, 1]) if p(.3) else value(1)]
        if r < .24: return ["session_del", ch(KEYS)]
        if r < .34: return ["session_get", ch(KEYS)]
        if r < .38: return ["session_in", ch(KEYS)]
        if r < .40: return ["session_len"]
        if r < .42: return ["session_clear"]
        if r < .45: return ["session_permanent", p(.6)]
        if r < .50: return ["g_set", ch("gh"), ri(0, 9)]
        if r < .55: return ["g_get", ch("gh")]
        if r < .66: return s.url_for()
        if r < .69 and where != "teardown": return ["after_this_request", s.label("t")]
        if r < .72 and where == "after": return ["header", "X-" + ch("AB"), ch("12")]
        if r < .76: return ["endpoint"]
        if r < .80: return ["blueprints"]
        if r < .84: return ["view_args"]
        if r < .87: return ["flash", ch(["m", "é"]), ch(["c", "error"])]
        if r < .90: return ["flashes"]
        if r < .92 and where != "teardown": return ["pop_view_arg", ch(["id", "name", "lang", "x"])]
        if r < .95 and depth == 0 and where != "teardown": return ["inner_app_context", [s.step("inner", 1) for _ in range(ri(0, 2))]]
        return ["log", "w"]

    def ret(s):
        body = ch(["ok", "", "é", "body %d" % ri(0, 9), "<b>x</b>"])
        r = R.random()
        if r < .55: return ["return", body]
        if r < .8: return ["return", body, ch([200, 201, 202, 400, 404, 418, 500, 204, 304])]
        if r < .85: return ["return", body, {"X-R": "1"}]
        if r < .9: return ["return", {"k": ri(0, 9), "é": "<&>"}]
        return ["return", body, ch([200, 203]), {"X-R": "1", "Content-Type": "text/plain"}]

    def action(s, where, end=.2, fail=.12):
        steps = [s.step(where) for _ in range(ri(0, 3 if s.profile == "life" else 1))]
        if where == "teardown": return [x for x in steps if x[0] not in ("session_set", "session_del", "session_clear", "session_permanent", "flash", "flashes")]
        r = R.random()
        if r < fail / 2: steps.append(["abort", ch(CODES + [299])])
        elif r < fail: steps.append(["raise", s.cls()])
        elif r < fail + end: steps.append(s.ret())
        return steps

    def hooks(s, kind, n, end=0.0, fail=.05):
        return [{"label": s.label(kind), "do": s.action({"b": "before", "a": "after", "d": "teardown", "u": "uvp"}[kind], end, fail)}
                for _ in range(ri(0, n))]

    def handler(s):
        f = s.cls() if p(.5) else ch(CODES)
        return {"for": f, "label": s.label("h"), "do": s.action("handler", .6, .08)}

    VARS = [("id", ["int", "int(min=3)", "int(max=50)", "int(fixed_digits=3)", "int(signed=True)", "string", "string(length=2)", ""]),
            ("name", ["", "string", "string(minlength=2)", "string(maxlength=3)", "any(de,en)", "path"]),
            ("x", ["float", "float(min=1.5)", "float(signed=True)", "int", ""]), ("p", ["path", "path", "string"]),
            ("u", ["uuid", "string"]), ("lang", ["any(de,en,'fr')", ""])]
    TEXT = ["a", "b", "list", "x-y", "é", "a b", "a.b", "v1"]

    def rule(s):
        parts, names = [], list(s.VARS)
        R.shuffle(names)
        for _ in range(ri(0, 3)):
            r = R.random()
            if r < .5 or not names: parts.append(ch(s.TEXT))
            else:
                n, convs = names.pop()
                c = ch(convs)
                v = "<%s:%s>" % (c, n) if c else "<%s>" % n
                if p(.15): v = ch(["v", "page-", "é"]) + v
                if p(.15): v += ch([".html", "-", "x"])
                if p(.06) and names:
                    m, convs = names.pop()
                    c = ch(convs)
                    v += "-" + ("<%s:%s>" % (c, m) if c else "<%s>" % m)
                parts.append(v)
        r = "/" + "/".join(parts)
        if parts and p(.4): r += "/"
        if p(.02): r = r.replace("/", "//", 1) if p(.5) else r + "/"
        if p(.01): r = ch(["x", "/<int:>", "/<nope:a>", "/<a", "/<string(length=a):b>", ""])
        return r

    def routes(s, prefix, name, n):
        out = []
        for _ in range(ri(0, n)):
            label = s.label("v")
            rt = {"rule": s.rule(), "endpoint": label, "do": s.action("view", .75, .2)}
            if p(.12): rt["rule"] = ch([r for r, _ in s.rules] or ["/"])  # the same again, with another endpoint
            if p(.3): rt["methods"] = R.sample(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "patch"], ri(1, 3))
            if p(.15): rt["defaults"] = {ch(["id", "name", "lang", "page"]): ch([1, 2, "de", "x"])}
            if p(.15): rt["strict_slashes"] = p(.5)
            if p(.05): rt["provide_automatic_options"] = p(.5)
            if p(.03): rt["none"] = True
            s.rules.append((rt["rule"], rt))
            s.endpoints.append((name + "." if name else "") + label)
            out.append(rt)
            if p(.02): out.append({**rt, "rule": s.rule()})  # the endpoint again: an error
        return out

    def node(s, name, app):
        life = s.profile == "life"
        d = {"before": s.hooks("b", 2 if life else 0, .06), "after": s.hooks("a", 2 if life else 0, .04),
             "teardown": s.hooks("d", 2 if life else 0), "url_value_preprocessor": s.hooks("u", 1, 0, .02),
             "error_handlers": some(s.handler, 2 if life else 0), "routes": s.routes("", name, 4 if life else 7)}
        if p(.2): d["url_defaults_fn"] = [{"set": {ch(["lang", "id", "q"]): ch(["de", 5, "é"])}}]
        if app:
            d["teardown_appcontext"] = s.hooks("d", 2 if life else 0)
            for h in d["teardown_appcontext"]:  # the request is gone by then
                h["do"] = [x for x in h["do"] if x[0] in ("log", "g_get", "g_set", "url_for")]
        else:
            if p(.8): d["url_prefix"] = ch(["/p", "/q/", "/p/r", "/é", "/<lang>", "/<int:id>", "/", "/a", ""]) if p(.95) else "bad"
            if p(.15): d["url_defaults"] = {ch(["lang", "page"]): ch(["de", 1])}
            if life:
                for k, kind in (("app_before", "b"), ("app_after", "a"), ("app_teardown", "d")):
                    if p(.25): d[k] = s.hooks(kind, 1, .03)
                if p(.2): d["app_error_handlers"] = [s.handler()]
        return {k: v for k, v in d.items() if v or k == "url_prefix"}

    def path(s):
        """A path for one of the rules, perhaps not quite."""
        if not s.rules or p(.07): return ch(["/", "/nope", "/p/", "/p/nope", "//", "/a//b", "/é", "/%C3%A9"])
        rule, rt = ch(s.rules)
        import re

        def fill(m):
            c = (m.group(1) or "").split("(")[0]
            good = {"int": ["1", "7", "42", "003", "100", "-5", "٣"], "float": ["1.5", "2.0", "10.25", "-1.5", "1"],
                    "path": ["a", "a/b", "x/y/z", "a/", "a//b"], "uuid": ["6d7a2f0e-0000-4000-8000-000000000001", "6D7A2F0E-0000-4000-8000-000000000001"],
                    "any": ["de", "en", "fr", "it"]}.get(c, ["a", "ab", "abc", "de", "7", "é", "a%20b", "%2F", "a b", "x-y", "a+b", "%ff", "%0a"])
            return ch(good)
        path = re.sub(r"<(?:([a-z]+(?:\(.*?\))?):)?([a-z]+)>", fill, rule)
        pre = ch(s.prefixes + [""] * 1) if s.prefixes else ""
        if p(.9):
            pre = rt.get("prefix", "")
        path = re.sub(r"<(?:([a-z]+):)?([a-z]+)>", fill, pre).rstrip("/") + "/" + path.lstrip("/")
        r = R.random()
        if r < .1: path = path.rstrip("/") or "/"
        elif r < .2: path += "/"
        elif r < .23: path = path.replace("/", "//", 2)[1:]
        elif r < .25: path += "%2Fx"
        return path

    def build(s):
        c = {"now": 1700000000, "secret": "k", "errors": s.errs}
        life = s.profile == "life"
        nbp, bps = ri(0, 3), {}
        c["app"] = s.node("", True)
        s.prefixes = []
        for i in range(nbp):
            before = len(s.rules)
            bps["bp%d" % i] = n = s.node("bp%d" % i, False)
            for _, rt in s.rules[before:]:
                rt["prefix"] = n.get("url_prefix", "") or ""
        names = list(bps)
        if p(.02) and names: bps[names[0]]["name"] = ch(["a.b", "same", "x"])
        reg, used = [], []
        for b in names:
            r = {"bp": b}
            if p(.15): r["url_prefix"] = ch(["/again", "/x/", "/p"])
            if p(.1): r["url_defaults"] = {"lang": "en"}
            if p(.07): r["name"] = ch(["renamed", "bp0"])
            if used and p(.45):
                ch(used).setdefault("children", []).append(r)
            else:
                reg.append(r)
            used.append(r)
            if p(.08):
                reg.append({"bp": b, "name": "twice", "url_prefix": "/twice"})
        for r in reg:
            s.full(r, "", "", bps)
        c["blueprints"], c["register"] = bps, reg
        for _, rt in s.rules:
            rt.setdefault("prefix", "")
        s.prefixes = ["/again", "/x", "/twice", "/p"]
        c["requests"] = [s.request() for _ in range(ri(2, 6) if life else ri(8, 16))]
        for _, rt in s.rules:
            rt.pop("prefix", None)
        if p(.4): c["keep_cookies"] = True
        if p(.05): c["secret"] = None
        conf = {}
        if p(.15): conf["SESSION_COOKIE_SAMESITE"] = ch(["Lax", "Strict"])
        if p(.1): conf["SESSION_COOKIE_SECURE"] = True
        if p(.1): conf["SESSION_COOKIE_HTTPONLY"] = False
        if p(.1): conf["SESSION_COOKIE_NAME"] = ch(["sid", "s"])
        if p(.1): conf["SESSION_REFRESH_EACH_REQUEST"] = False
        if p(.06): conf["SESSION_COOKIE_PATH"] = "/p"
        if p(.06): conf["APPLICATION_ROOT"] = "/mounted"
        if p(.05): conf["PREFERRED_URL_SCHEME"] = "https"
        if p(.05): conf["PROPAGATE_EXCEPTIONS"] = True
        if p(.06):
            conf["SERVER_NAME"] = ch(["example.org", "example.org:8080", "localhost", "127.0.0.1"])
            for rq in c["requests"]: rq.pop("base_url", None)
        if conf: c["config"] = conf
        if p(.1): c["permanent_seconds"] = ch([60, 3600])
        return c

    def full(s, r, name, prefix, bps):
        """Notes where a registration puts the rules of a blueprint."""
        n = bps[r["bp"]]
        full = (name + "." + r.get("name", n.get("name", r["bp"]))).lstrip(".")
        own = r.get("url_prefix", n.get("url_prefix"))
        pre = prefix.rstrip("/") + "/" + own.lstrip("/") if own is not None else prefix
        for rt in n.get("routes", []):
            s.endpoints.append(full + "." + rt["endpoint"])
            if p(.8): rt["prefix"] = pre
        for c in r.get("children", []):
            s.full(c, full, pre, bps)

    def request(s):
        rq = {"path": s.path()}
        if p(.35): rq["method"] = ch(["POST", "HEAD", "OPTIONS", "PUT", "DELETE", "GET"])
        if p(.15): rq["path"] += ch(["?q=1", "?a=b&c=d%20e", "?", "?x=%C3%A9"])
        if p(.08): rq["base_url"] = ch(["https://example.org/", "http://localhost/sub/", "http://h:8080/", "http://H.example:80/"])
        if s.profile == "life" and p(.2): rq["cookies"] = {"session": signed(cookie_value())}
        if p(.03): rq["cookies"] = {"session": ch(["x", "a.b.c", "", ".....", "eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74", "other"])}
        return rq


def cookie_value():
    v = {ch(["a", "b", "user", "n"]): ch([1, "x", None, [1], {" t": [1, 2]}, "é" * ri(1, 80)])}
    if p(.3): v["_permanent"] = True
    return v


def b64(b): return base64.urlsafe_b64encode(b).rstrip(b"=").decode()


def signed(v, now=None, secret="k"):
    now = 1700000000 - ri(0, 100) if now is None else now
    text = v if isinstance(v, bytes) else json.dumps(v, separators=(",", ":")).encode()
    small = zlib.compress(text)
    body = "." + b64(small) if len(small) < len(text) - 1 else b64(text)
    body += "." + b64(now.to_bytes(8, "big").lstrip(b"\0"))
    key = hmac.new(secret.encode(), b"cookie-session", hashlib.sha1).digest()
    return body + "." + b64(hmac.new(key, body.encode(), hashlib.sha1).digest())


def played_with():
    s = signed(cookie_value())
    r = ri(0, 13)
    if r == 0: return s[:ri(0, len(s))]
    if r == 1:
        i = ri(0, len(s) - 1)
        return s[:i] + ch("aZ09-_.=+/!") + s[i + 1:]
    if r == 2: return signed(cookie_value(), now=ch([1700000001, 1700000000, 1700000000 - 2678400, 1700000000 - 2678401, 0]))
    if r == 3: return signed(cookie_value(), secret="other")
    if r == 4: return ".".join(R.sample(s.split("."), len(s.split("."))))
    if r == 5: return s + ch([".", "=", "!", "==", "a"])
    if r == 6: return "." + s
    if r == 7: return signed(ch([b"{", b"", b"[1]", b"null", b"\"x\"", b"{\"a\":Infinity}", b"{\"a\":1,\"a\":2}", b"{\"a\":01}",
                                 b"{'a':1}", b"{\"a\":\"\\ud800\"}", b"{\"a\":\"\\u00e9\\ud83d\\ude00\"}", b" {\"a\" : 1 } ", b"{\"a\":1}x", b"\xff",
                                 b"{\" b\":\"YQ==\"}", b"{\" u\":\"x\"}", b"{\" d\":\"x\"}", b"{\"a\":1.0e3}", b"{\"a\":-0}", b"{\"a\":1.}",
                                 b"{\" m\":\"<b>\"}", b"{\" di\":{\" t__\":1}}", b"{\" b\":\"YQ\"}", b"\"\t\""]))
    return s


def codec():
    return {"now": 1700000000, "secret": "k", "cookies_out": [{ch("abz"): value() for _ in range(ri(0, 4))} if p(.8) else value() for _ in range(10)],
            "cookies_in": [played_with() for _ in range(10)]}


for i in range(count):
    profile = profiles[i % len(profiles)]
    case = codec() if profile == "cookies" else Case(profile).build()
    print(json.dumps({"id": "%s %d %d" % (profile, seed, i), **case}, ensure_ascii=True))
