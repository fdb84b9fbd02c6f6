app = Flask(__name__)
app.secret_key = secrets.token_hex()
notes = Blueprint("notes", __name__, url_prefix="/notes")

@notes.before_request
def members():
    if "user" not in session:
        abort(403)

@notes.errorhandler(403)
def forbidden(error):
    return "members only", 403

@notes.get("/<int:id>")
def note(id):
    return "next: " + url_for(".note", id=id + 1)

@app.get("/login")
def login():
    session["user"] = 42
    return ""

app.register_blueprint(notes)
