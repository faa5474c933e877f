"""`python -m bench.filling.serve URL PORT`: the dashboard over a filled database."""

import sys
from pathlib import Path

from bench.filling.fill import NOW
from dashboard.app import create_app, serve
from huiying.core.database import Database
from huiying.core.settings import Settings
from responder.clocks.policy import default_policy

if __name__ == "__main__":
    url, port = sys.argv[1:]
    settings = Settings(home=Path("bench-home"))
    app = create_app(Database(url), settings, default_policy(), clock=lambda: NOW, key=bytes(range(32)))
    serve(app, "127.0.0.1", int(port))
