"""The Python side of the benchmark: a worker that speaks one JSON object a line.

Flask as it comes. Its requests are WSGI calls in this process, but for throughput, where
gunicorn serves it and the program in the first argument asks. The collector is off, as
timeit has it, but in gunicorn."""
import ctypes
import gc
import io
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time

import flask

LOADER = sys.argv[1]
NOTES, PARTS, PART = 64, 5, 10  # requests are a tenth of what the row speaks of
USER = {"user": 42, "name": "ann", "csrf": "0123456789abcdef"}


def make_app():
    app = flask.Flask("bench")
    app.secret_key = "0123456789abcdef0123456789abcdef"

    @app.before_request
    def before():
        return None

    @app.after_request
    def after(response):
        return response

    @app.get("/login")
    def login():
        flask.session.update(USER)
        return ""

    @app.get("/notes/<int:id>")
    def note(id):
        if flask.session["user"] != 42:
            flask.abort(403)
        return "note %d\n" % id

    return app


def bare(environ, start_response):
    """What everything is added to: WSGI alone."""
    body = b"note %d\n" % int(environ["PATH_INFO"].rpartition("/")[2])
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def sum_of(body):
    total = 2166136261
    for c in body:
        total = ((total ^ c) * 16777619) & 0xFFFFFFFF
    return total


def clocked(work):
    """Runs work on both clocks and returns their nanoseconds, and its result."""
    gc.collect()
    cpu, start = time.process_time_ns(), time.perf_counter_ns()
    result = work()
    ns = time.perf_counter_ns() - start
    return ns, time.process_time_ns() - cpu, result


def environs(app):
    cookie = app.test_client().get("/login").headers["Set-Cookie"].partition(";")[0]
    return [
        {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/notes/%d" % i, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "HTTP_COOKIE": cookie, "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }
        for i in range(NOTES)
    ]


def called(app, requests, n):
    """Calls an application n times and gives its bodies, for one round of notes."""
    bodies = []

    def start_response(status, headers, exc_info=None):
        if status != "200 OK":
            raise RuntimeError(status)

    for i in range(n):
        out = app(dict(requests[i % NOTES]), start_response)
        bodies.append(b"".join(out))
        if hasattr(out, "close"):
            out.close()
    return bodies


def routed_hooks_session(size):
    app = make_app()
    requests = environs(app)
    n = max(1, size // PART // PARTS // NOTES) * NOTES
    called(app, requests, NOTES)

    def sample():
        taken = []
        for _ in range(PARTS):
            a, a_cpu, whole = clocked(lambda: called(app, requests, n))
            b, b_cpu, alone = clocked(lambda: called(bare, requests, n))
            if whole != alone:
                raise RuntimeError("the two do not answer the same")
            taken.append((a - b, a_cpu - b_cpu))
        answer = sum(map(sum_of, whole[:NOTES]))
        middle = lambda i: sorted(t[i] for t in taken)[PARTS // 2] * size // n
        return {"ns": middle(1), "cpu_ns": middle(1), "answer": str(answer)}

    return sample, None


def session_verify(size):
    app = make_app()
    serializer = app.session_interface.get_signing_serializer(app)
    cookie = serializer.dumps(USER)
    n = max(1, size // PART)

    def work():
        return sum(serializer.loads(cookie, max_age=3600)["user"] for _ in range(n))

    def sample():
        _, cpu, total = clocked(work)
        return {"ns": cpu * size // n, "cpu_ns": cpu * size // n, "answer": str(total // n)}

    return sample, None


def serve(listener):
    """Makes gunicorn of a child of this process, which ends with it."""
    from gunicorn.app.base import BaseApplication

    try:
        import gevent  # noqa: F401
        kind = "gevent"
    except ImportError:
        kind = "gthread"

    class Server(BaseApplication):
        def load_config(self):
            settings = {
                "bind": "fd://%d" % listener.fileno(), "workers": 2, "worker_class": kind, "threads": 4,
                "keepalive": 60, "loglevel": "error", "worker_tmp_dir": "/dev/shm",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self):
            return make_app()

    child = os.fork()
    if child:
        return child
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        gc.enable()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(2, 1)
        sys.argv = ["gunicorn"]
        Server().run()
    finally:
        os._exit(1)


def cpu_of(master):
    """CPU time of gunicorn's processes in nanoseconds, in the steps the system counts in."""
    total = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry) as f:
                    fields = f.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry) == master or int(fields[1]) == master:
                total += int(fields[11]) + int(fields[12])
    return total * 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def throughput(size):
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    master = serve(listener)
    address = "127.0.0.1:%d" % listener.getsockname()[1]
    small = max(NOTES * 16, size // PART)
    client = subprocess.Popen(
        [LOADER, "worker", "web", "load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=dict(os.environ, UNDERHOOD_BENCH_ADDRESS=address),
    )

    def ask(**request):
        client.stdin.write(json.dumps(request) + "\n")
        client.stdin.flush()
        reply = json.loads(client.stdout.readline())
        if reply.get("error"):
            raise RuntimeError(reply["error"])
        return reply

    def stop():
        client.stdin.close()
        client.wait()
        os.kill(master, signal.SIGTERM)
        os.waitpid(master, 0)
        listener.close()

    client.stdout.readline()
    try:
        ask(do="prepare", case="throughput", size=small, seed=0, quick=False)
        ask(do="sample")  # what happens only once
    except Exception:
        stop()
        raise

    def sample():
        before = cpu_of(master)
        reply = ask(do="sample")
        made = max(1, small // 16 // NOTES) * 16 * NOTES
        all_made = max(1, size // 16 // NOTES) * 16 * NOTES
        cpu = max(1, cpu_of(master) - before) * all_made // made
        return {"ns": cpu, "cpu_ns": cpu, "answer": reply["answer"]}

    return sample, stop


CASES = {"routed_hooks_session": routed_hooks_session, "session_verify": session_verify}
if sys.platform == "linux":
    CASES["throughput"] = throughput


def main():
    gc.disable()
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    version = "CPython %s, Flask %s" % (platform.python_version(), flask.__version__)
    print(json.dumps({"version": version, "cases": list(CASES)}), file=out, flush=True)
    sample = stop = None
    for line in sys.stdin:
        request, reply = json.loads(line), {}
        try:
            if request["do"] == "prepare":
                sample, stop = CASES[request["case"]](request["size"])
            elif request["do"] == "sample":
                reply = sample()
            elif stop:
                stop, quit = None, stop
                quit()
        except Exception as error:
            reply = {"error": repr(error)}
        gc.collect()
        print(json.dumps(reply), file=out, flush=True)
    if stop:
        stop()


main()
