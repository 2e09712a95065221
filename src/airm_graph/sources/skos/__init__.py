"""Reads any RDF vocabulary: concepts, broader, matches, and words in every language.

A concept is whatever is typed ``skos:Concept``, and a class of the vocabulary's own. Files of one
project in one version are one source; a file without a description of itself joins the only other
vocabulary, or is a source of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad

from ...errors import SourceError
from ...records import Source
from ...resources import shown
from ..bounded import digest, files_below, read_rdf, unpacked
from ..bounded.rdf_files import FORMATS
from ..log import Log
from .about import Metadata, metadata
from .concepts import concepts_of, report
from .graph import Statements
from .source import Vocabulary, source_of

ARCHIVES = (".zip", ".whl")


@dataclass(frozen=True, slots=True)
class Module:
    """One file of a vocabulary."""

    name: str
    path: Path
    quads: list[Quad]
    statements: Statements
    about: Metadata


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """What RDF files say, as one source for each vocabulary and version among them.

    Args:
        paths: RDF files, and folders or ZIP files of them.
        log: Is told what became of each concept.

    Raises:
        SourceError: A file that is named is no RDF, or no file defines a concept.
    """
    with ExitStack() as stack:
        modules = [*_modules(paths, stack, log)]
        if not modules:
            raise SourceError(
                "no skos:Concept, and no class of its own, is defined; expected an RDF vocabulary",
                path=", ".join(shown(path) for path in paths),
            )
        return [_source(group, log) for group in _groups(modules)]


def _modules(paths: Sequence[Path], stack: ExitStack, log: Log) -> Iterator[Module]:
    for path in paths:
        if not path.is_dir() and path.suffix.lower() not in ARCHIVES:
            yield from _module(path, path.name, log)
            continue
        folder = stack.enter_context(unpacked(path))
        for file in files_below(folder):
            if file.suffix.lower() not in FORMATS:
                continue
            name = file.relative_to(folder).as_posix()
            try:
                yield from _module(file, name, log)
            except SourceError as error:  # one file of many
                what = str(error)[len(error.path) :].partition(": ")[2]
                log.refuse(name, str(error.line or "(file)"), "", f"{what}; the file is left out")


def _module(path: Path, name: str, log: Log) -> Iterator[Module]:
    quads = read_rdf(path)
    statements = Statements(quads)
    about = metadata(statements, path.stem)
    if any(True for _ in concepts_of(statements, about.namespaces)):
        yield Module(name, path, quads, statements, about)
    else:
        log.refuse(name, "(file)", about.iri, "defines no concept; nothing of it is kept")


def _groups(modules: Sequence[Module]) -> list[list[Module]]:
    """The files of each vocabulary in each version, sorted."""
    found: dict[tuple[str, str], list[Module]] = defaultdict(list)
    for module in sorted(modules, key=lambda module: (module.about.iri, module.name)):
        if module.about.iri:
            found[module.about.project, module.about.version].append(module)
    nameless = [module for module in modules if not module.about.iri]
    for module in nameless:
        known = [key for key in found if key[0]]
        key = known[0] if len(known) == 1 else ("", module.name)
        found[key].append(module)
    return [found[key] for key in sorted(found)]


def _source(modules: Sequence[Module], log: Log) -> Source:
    statements = modules[0].statements
    if len(modules) > 1:
        statements = Statements(*(module.quads for module in modules))
    files: dict[str, str] = {}
    for module in modules:
        for iri in concepts_of(module.statements, module.about.namespaces):
            files.setdefault(iri, module.name)
    for module in modules:
        report(module.statements, set(files), module.name, log)
    checksum = digest([module.path for module in modules])
    return source_of(Vocabulary(statements, files, [m.about for m in modules], checksum), log)
