"""A small S3-compatible place that checks signatures by its own reckoning, for tests."""

import hashlib
import hmac
import http.server
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION = "TESTKEYID", "a secret of the tests alone", "ap-northeast-1"


def signature(
    method: str, target: str, headers: Mapping[str, str], *, secret: str, signed: str, scope: str
) -> str:
    """Return what signature version 4 makes of a request, from its published description."""
    parts = urlsplit(target)
    query = sorted((quote(k, "-_.~"), quote(v, "-_.~")) for k, v in parse_qsl(parts.query, True))
    canonical = "\n".join(
        (
            method,
            quote(unquote(parts.path), "/-_.~"),
            "&".join(f"{key}={value}" for key, value in query),
            *(f"{name}:{headers[name].strip()}" for name in signed.split(";")),
            "",
            signed,
            headers["x-amz-content-sha256"],
        )
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    told = "\n".join(("AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashed))
    key = f"AWS4{secret}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    return hmac.new(key, told.encode(), "sha256").hexdigest()


@dataclass
class Place:
    """What lies there, and what was asked."""

    endpoint: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    is_away: bool = False
    refused: int = 0


class Server(http.server.ThreadingHTTPServer):
    """Serves one place."""

    place: Place


class Handler(http.server.BaseHTTPRequestHandler):
    """Puts, gets and lists, for whoever signs rightly."""

    server: "Server"

    def do_GET(self) -> None:
        if not self._is_welcome(b""):
            return
        parts = urlsplit(self.path)
        if "list-type" in parts.query:
            prefix = dict(parse_qsl(parts.query)).get("prefix", "")
            self._answer(200, _listing(self.server.place.files, prefix))
        elif (name := parts.path.removeprefix("/bucket/")) in self.server.place.files:
            self._answer(200, self.server.place.files[name])
        else:
            self._answer(404)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self._is_welcome(body):
            return
        name = urlsplit(self.path).path.removeprefix("/bucket/")
        if self.headers.get("if-none-match") != "*":
            self._answer(400)  # of this place nothing is ever written over
        elif name in self.server.place.files:
            self._answer(412)
        else:
            self.server.place.files[name] = body
            self._answer(200)

    def _is_welcome(self, body: bytes) -> bool:
        if self.server.place.is_away:
            self._answer(503)
            return False
        given = dict(
            part.strip().split("=", 1)
            for part in self.headers["authorization"].partition(" ")[2].split(",")
        )
        key_id, _, scope = given["Credential"].partition("/")
        lower = {name.lower(): value for name, value in self.headers.items()}
        expected = signature(
            self.command,
            self.path,
            lower,
            secret=SECRET,
            signed=given["SignedHeaders"],
            scope=scope,
        )
        is_whole = lower["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
        if key_id != KEY_ID or given["Signature"] != expected or not is_whole:
            self.server.place.refused += 1
            self._answer(403)
            return False
        return True

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def serving():
    """Serve an empty bucket on a free port."""
    server = Server(("127.0.0.1", 0), Handler)
    server.place = Place(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.place
    finally:
        server.shutdown()
        server.server_close()


def _listing(files: Mapping[str, bytes], prefix: str) -> bytes:
    rows = "".join(
        f"<Contents><Key>{escape(name)}</Key><Size>{len(content)}</Size>"
        "<LastModified>2026-11-22T00:00:00.000Z</LastModified><ETag>x</ETag></Contents>"
        for name, content in sorted(files.items())
        if name.startswith(prefix)
    )
    told = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
    return told.encode()
