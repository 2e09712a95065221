"""A look through XML before another parser reads it: nesting, and what its entities expand to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from ...errors import SourceError
from ...resources import shown
from .regular_files import MAX_DEPTH, MAX_WHOLE_BYTES, one_line

MAX_ENTITIES = 50  # OWL files abbreviate the addresses of their vocabularies by entities
MAX_ENTITY = 300  # characters
MAX_NAMESPACES = 1_000  # in force at one place; RDF/XML parsers look through all of them each time


def refuse_hostile_xml(content: bytes, path: Path) -> None:
    """Refuse XML whose nesting or entities could fill time or memory; malformed XML as well.

    Entities may abbreviate addresses, as in OWL files, and nothing else: no entity may refer to
    another one or to a file, or hold markup.
    """
    guard = _Guard(content, path)
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = guard.entity
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.ExternalEntityRefHandler = guard.external
    guard.line = lambda: parser.CurrentLineNumber
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        problem = one_line(expat.errors.messages.get(error.code, "unknown error"))
        raise SourceError(f"is not XML: {problem}", path=shown(path), line=error.lineno) from None
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        raise SourceError(f"is not XML: {one_line(error)}", path=shown(path)) from None


class _Guard:
    line: Callable[[], int]

    def __init__(self, content: bytes, path: Path) -> None:
        self.content, self.path = content, path
        self.entities = self.expanded = 0
        self.namespaces = [0]  # how many are in force, for each open element

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - expat's
        declared = sum(attribute.startswith("xmlns") for attribute in attributes)
        self.namespaces.append(self.namespaces[-1] + declared)
        if len(self.namespaces) > MAX_DEPTH + 1:
            raise self._error(f"is nested more than {MAX_DEPTH} levels deep")
        if self.namespaces[-1] > MAX_NAMESPACES:
            raise self._error(f"declares more than {MAX_NAMESPACES:,} namespaces")

    def end(self, name: str) -> None:  # noqa: ARG002 - expat's
        self.namespaces.pop()

    def external(self, *names: object) -> int:  # noqa: ARG002 - expat's
        raise self._error("refers to another file; expected one file that holds everything")

    def entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,  # noqa: ARG002 - expat's
        system: str | None,  # noqa: ARG002 - expat's
        public: str | None,  # noqa: ARG002 - expat's
        notation: str | None,  # noqa: ARG002 - expat's
    ) -> None:
        self.entities += 1
        if is_parameter or value is None or len(value) > MAX_ENTITY or set(value) & set("&%<"):
            raise self._error(
                f"the entity {one_line(repr(name), 60)} is no plain short text; write it out"
            )
        if self.entities > MAX_ENTITIES:
            raise self._error(f"declares more than {MAX_ENTITIES} entities")
        self.expanded += self.content.count(f"&{name};".encode()) * len(value)
        if self.expanded > MAX_WHOLE_BYTES:
            raise self._error(f"the entities expand to more than {MAX_WHOLE_BYTES:,} characters")

    def _error(self, what: str) -> SourceError:
        return SourceError(what, path=shown(self.path), line=self.line())
