"""Asks HermiT or Pellet, which run on Java, through owlready2."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from ..vocab import RDF
from .given import ReasonerError
from .worker import FAILED, INCONSISTENT

LANGUAGE_STRING, PLAIN_LITERAL = (
    NamedNode(RDF.namespace + name) for name in ("langString", "PlainLiteral")
)
REASONERS = {"hermit": "HermiT", "pellet": "Pellet"}


@dataclass(frozen=True)
class Answer:
    """What a reasoner found: whether there is a model, and if so what follows.

    Attributes:
        consistent: Whether what was given can be true.
        inferred: What follows and was not given: subclasses, equivalences, types.
        message: What the reasoner printed where it found an inconsistency.
    """

    consistent: bool
    inferred: tuple[Triple, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Reasoner:
    """A reasoner, and the bounds within which it is asked.

    Attributes:
        name: ``hermit`` or ``pellet``.
        deadline: When it must be done, on the clock of :func:`time.monotonic`.
        seconds: How long that is in all, for messages.
        megabytes: How much memory Java may take.
    """

    name: str
    deadline: float
    seconds: float
    megabytes: int

    @classmethod
    def within(cls, name: str, seconds: float, megabytes: int) -> Reasoner:
        """A reasoner that must be done in so many seconds from now, in all its runs together.

        Raises:
            ReasonerError: owlready2 or Java is missing; the message has the remedy.
        """
        if find_spec("owlready2") is None:
            raise ReasonerError("reasoning needs owlready2: pip install 'airm-graph[reason]'")
        java()
        return cls(name, monotonic() + seconds, seconds, megabytes)

    @property
    def title(self) -> str:
        """Its name and version, as the files of owlready2 say them.

        HermiT's manifest has a version, Pellet's file name.
        """
        folder = _owlready2() / self.name
        found = ""
        if self.name == "hermit":
            with zipfile.ZipFile(folder / "HermiT.jar") as jar:
                manifest = jar.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
            for line in manifest.splitlines():
                if line.startswith("Implementation-Version:"):
                    found = line.partition(":")[2].strip()
        else:
            for path in folder.glob("pellet-*.jar"):
                found = path.stem.removeprefix("pellet-")
        return f"{REASONERS[self.name]} {found} (owlready2 {version('owlready2')})"

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.deadline - monotonic()

    def ask(self, triples: Iterable[Triple], *, explain: bool = False) -> Answer:
        """Whether the triples, read as OWL 2, can be true, and what follows from them.

        Raises:
            ReasonerError: Java fails, or the time is up.
        """
        with tempfile.TemporaryDirectory(prefix="airm-graph-") as folder:
            file = Path(folder).resolve() / "given.nt"
            if self.name == "pellet":
                triples = map(_as_pellet_knows, triples)
            serialize(triples, str(file), format=RdfFormat.N_TRIPLES)
            said = self._run(file, explain=explain)
            if said["verdict"] == FAILED:
                raise ReasonerError(f"{REASONERS[self.name]} failed: {_gist(said['message'])}")
            if said["verdict"] == INCONSISTENT:
                return Answer(False, message=said["message"])
            inferred = parse(path=str(file.with_name("inferred.nt")), format=RdfFormat.N_TRIPLES)
            return Answer(True, tuple(quad.triple for quad in inferred))

    def _run(self, file: Path, *, explain: bool) -> dict[str, str]:
        worker = str(Path(__file__).with_name("worker.py"))
        how = [str(file), self.name, java(), str(self.megabytes), "explain" if explain else "-"]
        errors, answer = file.with_name("errors.txt"), file.with_name("answer.json")
        with errors.open("wb") as err:
            process = subprocess.Popen(  # noqa: S603 - our own file, with this interpreter
                [sys.executable, "-P", worker, *how],
                stdin=subprocess.PIPE,  # left open: its end tells the worker that we are gone
                stdout=subprocess.DEVNULL,
                stderr=err,
                start_new_session=True,  # a group of its own, with Java in it
            )
            try:
                process.wait(timeout=max(self.left, 0.01))
            except subprocess.TimeoutExpired:
                raise ReasonerError(
                    f"{REASONERS[self.name]} was not done after {self.seconds:g} s; "
                    f"allow more with --timeout"
                ) from None
            finally:
                _end(process)
        if not answer.is_file():
            why = _gist(errors.read_text(encoding="utf-8", errors="replace"))
            raise ReasonerError(f"{REASONERS[self.name]} failed: {why}")
        said: dict[str, str] = json.loads(answer.read_text(encoding="utf-8"))
        return said


def _as_pellet_knows(triple: Triple) -> Triple:
    """The triple with the name that Pellet, which is older, has for strings with a language."""
    if triple.object == LANGUAGE_STRING:
        return Triple(triple.subject, triple.predicate, PLAIN_LITERAL)
    return triple


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the worker and Java, whatever happened."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # both have ended already
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def java() -> str:
    """The Java program: that of ``JAVA_HOME``, else the first on the path.

    Raises:
        ReasonerError: There is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise ReasonerError(
            "reasoning needs Java and none is on the path; install a Java runtime from version 11 "
            "on, for instance 'apt install default-jre-headless'"
        )
    return found


@cache
def _owlready2() -> Path:
    spec = find_spec("owlready2")
    assert spec is not None  # noqa: S101 - looked for before
    assert spec.origin is not None  # noqa: S101 - it is an ordinary package
    return Path(spec.origin).parent


def _gist(message: str) -> str:
    """The line of a Java message that says what is wrong."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error" in line]
    for line in telling:
        if "OutOfMemoryError" in line:
            return "Java has too little memory; allow more with --memory"
    plain = [line for line in telling or lines if not line.startswith(("at ", "Java error"))]
    return (plain or lines or ["it said nothing"])[0][:300]
