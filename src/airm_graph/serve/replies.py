"""Outcomes of jobs as responses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from .jobs import Outcome
from .places import Busy


def reply(outcome: Outcome, headers: Mapping[str, str] | None = None) -> Response:
    """An outcome as a response; a file that was written for it is deleted once it is sent."""
    said = {"vary": "Accept", **(headers or {})}
    if outcome.status in {503, 504}:
        said["retry-after"] = str(Busy.retry_after)
    media_type = outcome.media_type
    if media_type.startswith("text/") and "charset" not in media_type:
        media_type += "; charset=utf-8"
    said["content-type"] = media_type
    if outcome.spool:
        gone = BackgroundTask(_delete, outcome.spool)
        return FileResponse(
            outcome.spool, outcome.status, headers=said, media_type=media_type, background=gone
        )
    return Response(outcome.body, outcome.status, headers=said)


def _delete(path: str) -> None:
    Path(path).unlink(missing_ok=True)
