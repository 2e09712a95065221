"""Sets of targets: of a kind, those a work names, those under a concept, those listed in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..columns import Columns
from ..coverage.axes import Value, find_work
from ..errors import IdentifierError, SourceError, nearest
from ..identifiers import compress
from ..paths.reach import RISKS
from ..resources import shown
from ..sources.bounded import read_text
from .incidence import Array

TARGET_KINDS = (*RISKS, "requirement")


def target_numbers(
    columns: Columns,
    *,
    kinds: Sequence[str] = (),
    of: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    among: Sequence[int] | None = None,
) -> Array:
    """The numbers of the targets that answer to everything asked, ascending.

    Args:
        columns: Those of the build.
        kinds: Of :data:`TARGET_KINDS`. None given: risks of every kind, and requirements too
            where ``of``, ``where`` or ``among`` choose.
        of: The work that names them.
        where: Facets and concepts; a target is filed under the concept, or below it.
        among: Numbers of targets, as :func:`listed` gives them.

    Raises:
        IdentifierError: A kind, work, facet or concept is not known.
    """
    for kind in kinds:
        if kind not in TARGET_KINDS:
            raise IdentifierError(
                f"no kind of target is called {kind!r}: {nearest(kind, TARGET_KINDS)}"
            )
    chosen = of is not None or where or among is not None
    wanted = set(kinds or (TARGET_KINDS if chosen else RISKS))
    targets = columns.index["targets"]
    keep = np.array([not wanted.isdisjoint(target["kinds"]) for target in targets], dtype=bool)
    if of is not None:
        work = columns.index["works"][find_work(columns, of)]["iri"]
        keep &= np.array([work in target["works"] for target in targets], dtype=bool)
    for name, concept in where:
        below = _below(columns, name, concept)
        keep &= np.array(
            [not below.isdisjoint(target["classes"].get(name, ())) for target in targets],
            dtype=bool,
        )
    if among is not None:
        keep &= np.isin(np.arange(len(targets)), np.array(among, dtype=np.int64))
    return np.flatnonzero(keep)


def _below(columns: Columns, name: str, wanted: str) -> set[str]:
    known = target_facets(columns)
    if name not in known:
        raise IdentifierError(f"no facet of targets is called {name!r}: {nearest(name, known)}")
    facet = columns.facets[name]
    top = facet.concept(wanted).iri
    return {iri for iri in facet.concepts if top in {step.iri for step in facet.path(iri)}}


def target_facets(columns: Columns) -> list[str]:
    """The facets under which any target is filed."""
    used = {name for target in columns.index["targets"] for name in target["classes"]}
    return sorted(name for name in used & columns.facets.keys() if columns.facets[name].concepts)


def listed(columns: Columns, path: Path) -> list[int]:
    """The numbers of the targets that a file lists: an id, CURIE or IRI a line, ``#`` for notes.

    Raises:
        SourceError: The file cannot be read, or a line names no target.
    """
    number = _by_name(columns)
    found = []
    for line, text in enumerate(read_text(path).splitlines(), start=1):
        name = text.strip()
        if not name or name.startswith("#"):
            continue
        if name not in number:
            raise SourceError(_no_target(name, number), path=shown(path), line=line)
        found.append(number[name])
    return found


def named(columns: Columns, names: Iterable[str]) -> list[int]:
    """The numbers of the targets with these ids, CURIEs or IRIs.

    Raises:
        IdentifierError: No target is called so; the nearest are named.
    """
    number = _by_name(columns)
    found = []
    for name in names:
        if name not in number:
            raise IdentifierError(_no_target(name, number))
        found.append(number[name])
    return found


def _by_name(columns: Columns) -> dict[str, int]:
    number: dict[str, int] = {}
    for position, target in enumerate(columns.index["targets"]):
        iri = str(target["iri"])
        for name in (iri, compress(iri), iri.rpartition("/")[2]):
            number[name] = position
    return number


def _no_target(name: str, number: Mapping[str, int]) -> str:
    short = [known for known in number if ":" not in known]
    return f"no target is called {name[:80]!r}: {nearest(name[:80], short)}"


def target_value(columns: Columns, number: int) -> Value:
    """A target as one thing of an answer."""
    said = columns.index["targets"][number]
    return Value(id=said["iri"].rpartition("/")[2], iri=said["iri"], label=said["label"])
