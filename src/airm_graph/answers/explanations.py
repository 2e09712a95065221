"""Why a cell or a risk has its state, and why a triple holds, as answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..authorship import Teller
from ..citation import cite
from ..dossier import dossier
from ..explanation import explain_cell
from ..lookup import list_things
from ..proof import prove
from ..render.account import Account
from ..render.authorship_text import instead_text, proof_text, term_words
from ..render.explanation_text import cell_text
from ..render.target_text import target_json, target_text
from ..target_explanation import explain_paths
from ..triple_names import read_triple, said_instead
from ..workspace import Build


def cell_explained(build: Build, pairs: Sequence[tuple[str, str]], threshold: int = 2) -> Account:
    """Why the cell has its state that the ``(facet, value)`` pairs name.

    Args:
        build: What is asked.
        pairs: Two to five facets, each with a concept or a work.
        threshold: Measures from which a cell is addressed.

    Raises:
        IdentifierError: A facet or value is not known, or arithmetic alone empties the cell.
        OptionError: The pairs make no cell.
    """
    explained = explain_cell(build.columns, pairs, threshold)
    row = asdict(explained)
    del row["options"]  # the meta says what was asked
    asked = {"cell": [f"{name}={value}" for name, value in pairs], "threshold": threshold}
    return Account(
        text=cell_text(explained, _labels(build)),
        data=row,
        meta=cite(build, "explain cell", asked),
    )


def target_explained(build: Build, thing: str, **asked: Any) -> Account:
    """How a risk or a requirement is acted upon: every link and every path, with sources.

    Args:
        build: What is asked.
        thing: Its identifier, the key that its source gives it, or its label.
        asked: What :func:`..target_explanation.explain_paths` is asked.

    Raises:
        IdentifierError: No target or work is called so; the nearest are named.
        PathError: The options make no paths.
    """
    explained = explain_paths(build.columns, thing, **asked)
    links = dossier(build.engine, explained.target.target.iri).links
    return Account(
        text=target_text(explained, links, _labels(build)),
        data=target_json(explained, links),
        meta=cite(build, "explain target", {"target": thing, **asked}),
    )


def triple_explained(build: Build, subject: str, predicate: str, object_: str) -> Account:
    """Who states a triple, or how it follows from the rules and what they found.

    Args:
        build: What is asked.
        subject: A CURIE, an IRI, the key of a source or a whole label.
        predicate: A CURIE, an IRI, or a name of the vocabulary such as ``inCategory``; ``a`` stands
            for ``rdf:type``.
        object_: As the subject, or a literal as Turtle spells it.

    Returns:
        Of a triple that does not hold, ``data["holds"]`` is False and ``data["instead"]`` has what
        the graph says near it.

    Raises:
        IdentifierError: A word names nothing, or more than one thing.
    """
    engine = build.engine
    triple = read_triple(engine, subject, predicate, object_)
    proof = prove(engine.store, triple)
    teller = Teller(engine, _labels(build))
    row = teller.tell(proof)
    if not proof.holds:
        instead = said_instead(engine, triple)
        values = [term_words(teller.term(value)) for value in instead.values]
        row["instead"] = {**asdict(instead), "values": values}
    asked = {"subject": subject, "predicate": predicate, "object": object_}
    return Account(
        text=proof_text(row) if proof.holds else instead_text(row),
        data=row,
        meta=cite(build, "explain triple", asked),
    )


def _labels(build: Build) -> dict[str, str]:
    return {thing.iri: thing.label for thing in list_things(build.engine)}
