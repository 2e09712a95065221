"""What every request passes: who may ask, what is logged and counted, what browsers may load."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import secrets
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

LOG = logging.getLogger("airm_graph.serve")
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
OPEN = {"/healthz"}  # a token is not asked for


def policy(**changes: str) -> str:
    """The Content-Security-Policy, with changes for one page.

    >>> policy(style_src="'self' 'unsafe-inline'").split("; ")[1]
    "style-src 'self' 'unsafe-inline'"
    """
    said = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in said.items())


class Guard:
    """The outermost layer: no exception, and no word about one, leaves it."""

    def __init__(self, app: ASGIApp, *, token: str, metrics: Metrics) -> None:
        self.app, self.token, self.metrics = app, token, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 0
        number = uuid.uuid4().hex[:12]

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", policy())
                headers["x-request-id"] = number
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self.app if self._may_ask(scope) else _unauthorised()
        try:
            await app(scope, receive, sending)
        except Exception:
            LOG.exception("request %s failed", number)
            if not status:
                failed = PlainTextResponse(f"this went wrong; see {number} in the log\n", 500)
                await failed(scope, receive, sending)
        finally:
            self._note(scope, number, status or 499, time.monotonic() - began)

    def _may_ask(self, scope: Scope) -> bool:
        if not self.token or scope["path"] in OPEN:
            return True
        scheme, _, said = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "basic":  # as browsers ask for it: any name, the token as password
            try:
                said = base64.b64decode(said, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return False
        elif scheme.lower() != "bearer":
            return False
        return secrets.compare_digest(said.strip().encode(), self.token.encode())

    def _note(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self.metrics.requests.labels(route, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        client = scope.get("client")
        said = {
            "request": number,
            "client": client[0] if client else "",
            "method": scope["method"],
            "path": scope["path"][:500],
            "status": status,
            "seconds": round(seconds, 4),
        }
        LOG.info(json.dumps(said, ensure_ascii=True))


def _unauthorised() -> ASGIApp:
    asks = 'Bearer realm="airm-graph", Basic realm="airm-graph", charset="UTF-8"'
    return PlainTextResponse(
        "a token is needed: 'Authorization: Bearer …', or as the password of any name\n",
        401,
        headers={"www-authenticate": asks},
    )
