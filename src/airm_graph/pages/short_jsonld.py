"""JSON-LD that carries only those terms of the published context that it uses.

The context is several times as long as what one document says; a reader still has to fetch nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from ..export.jsonld import Names
from ..export.preamble import Preamble
from ..export.terms import Line, Term, triples
from ..resources import root


@cache
def _names() -> Names:
    return Names(json.loads((root() / "ontology" / "context.jsonld").read_text("utf-8")))


def short_jsonld(lines: Iterable[Line], preamble: Preamble) -> bytes:
    """The triples of all graphs as one list of nodes, the context first.

    Raises:
        ExportError: The context would read an IRI as another one.
    """
    names = _names()
    nodes = [
        names.node(Term.of(subject), [(Term.of(p), Term.of(o)) for _, p, o in group])
        for part in (preamble.lines, lines)
        for subject, group in groupby(triples(part), key=lambda triple: triple[0])
    ]
    context = _written(tuple(used(names.context, nodes)))
    graph = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    return f'{{"@context": {context},\n"@graph": [\n{graph}\n]}}\n'.encode()


@lru_cache(maxsize=1 << 10)
def _written(terms: tuple[str, ...]) -> str:
    """These terms of the context, which most documents of one kind share."""
    context = _names().context
    return json.dumps({term: context[term] for term in terms}, ensure_ascii=False, indent=1)


def used(context: Mapping[str, Any], nodes: Iterable[Any]) -> dict[str, Any]:
    """The part of a context that these nodes need, in the order of the context.

    A text that begins like a prefix brings the prefix along; what the context would make of any
    text stays what it was.

    >>> context = {"@version": 1.1, "ex": "urn:ex:", "name": {"@id": "ex:name"}, "other": "ex:o"}
    >>> used(context, [{"name": "A"}])
    {'@version': 1.1, 'ex': 'urn:ex:', 'name': {'@id': 'ex:name'}}
    """
    wanted = {name for name in context if name.startswith("@")}
    words = set(_words(nodes))
    names = words | {word.partition(":")[0] for word in words if ":" in word}
    while names := (names & context.keys()) - wanted:
        wanted |= names
        said = (context[name] for name in names)
        names = {part.partition(":")[0] for part in _words(said)}
    return {name: said for name, said in context.items() if name in wanted}


def _words(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys included."""
    due = [value]
    while due:
        value = due.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from value
            due += value.values()
        elif isinstance(value, Iterable):
            due += value
