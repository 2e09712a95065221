"""The SHACL report as a file, in any of the usual forms of RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from rdflib import Literal

from ..errors import SourceError, nearest
from .findings import Finding, report_graph

FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml"}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def report_text(findings: Iterable[Finding], path: Path) -> str:
    """The report, written as the suffix of ``path`` says.

    Raises:
        SourceError: No form of RDF has this suffix, or a value cannot be written in XML.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        hint = nearest(path.suffix.lower(), FORMATS)
        raise SourceError(f"no report is written as {path.suffix!r}; {hint}", path=str(path))
    graph = report_graph(findings)
    if form == "xml" and any(
        isinstance(term, Literal) and NOT_IN_XML.search(term) for term in graph.objects()
    ):
        why = "a value has a control character, which XML forbids; write .ttl, .nt or .jsonld"
        raise SourceError(why, path=str(path))
    return graph.serialize(format=form)
