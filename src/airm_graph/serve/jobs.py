"""What a worker process is asked, and what it answers: one frame of JSON and bytes each way."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

SIZES = struct.Struct("!IQ")  # of the JSON, and of the bytes behind it
MOST_HEADER = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryJob:
    """A SPARQL query and the dataset it is asked of.

    Attributes:
        default_graphs: IRIs of the graphs that the protocol named; None leaves it to the query.
        named_graphs: As these, for ``GRAPH``.
        union: Without such graphs and without FROM: whether the default graph is all graphs as one.
        prefixes: Whether ours are known without being declared.
        base: What relative IRIs are relative to.
        bound: IRIs for variables that the query selects.
        accepts: Media types in the order in which the client likes them; the first that fits the
            kind of answer is taken.
    """

    text: str
    accepts: tuple[str, ...]
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union: bool = True
    prefixes: bool = True
    base: str = ""
    bound: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job.

    Attributes:
        status: As HTTP says it: 200, 400 for a bad query, 404, 406, 413 for too large an answer.
        media_type: Of the body, or of the file; an error has a sentence of text.
        spool: A file that holds the body where it is long; whoever reads it deletes it.
    """

    status: int
    media_type: str
    body: bytes = b""
    spool: str = ""

    def to_frame(self, *, cpu: float, peak: int, fault: str = "") -> bytes:
        """The bytes that go over the socket.

        Args:
            cpu: Seconds of processor time that the process has taken since it was started.
            peak: The most bytes of memory that it held.
            fault: What went wrong in the process, for the log.
        """
        said = {"status": self.status, "media_type": self.media_type, "spool": self.spool}
        return frame({**said, "cpu": cpu, "peak": peak, "fault": fault}, self.body)

    @classmethod
    def from_frame(cls, said: dict[str, Any], body: bytes) -> Outcome:
        """What a worker said."""
        return cls(
            status=int(said["status"]),
            media_type=str(said["media_type"]),
            spool=str(said["spool"]),
            body=body,
        )

    @classmethod
    def refused(cls, status: int, why: str) -> Outcome:
        """An answer that says in one sentence why there is none."""
        return cls(status=status, media_type="text/plain; charset=utf-8", body=f"{why}\n".encode())


def frame(said: dict[str, Any], body: bytes = b"") -> bytes:
    """JSON and bytes as one message."""
    head = json.dumps(said, ensure_ascii=False).encode()
    return SIZES.pack(len(head), len(body)) + head + body


def query_frame(job: QueryJob) -> bytes:
    """A query as a message."""
    return frame({name: getattr(job, name) for name in QueryJob.__slots__})


def query_job(said: dict[str, Any]) -> QueryJob:
    """The query of a message."""
    graphs = {
        name: None if said[name] is None else tuple(said[name])
        for name in ("default_graphs", "named_graphs")
    }
    return QueryJob(
        text=said["text"],
        accepts=tuple(said["accepts"]),
        union=said["union"],
        prefixes=said["prefixes"],
        base=said["base"],
        bound=said["bound"],
        **graphs,
    )
