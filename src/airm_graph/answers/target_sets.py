"""Sets of targets that works or measures cover: what is asked, and how an answer says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..choosing.incidence import Array
from ..choosing.sets import COUNTED, MEANING, NOT_LINKED, Members, Sets, sets_of, work_value
from ..choosing.target_sets import listed, named, target_numbers
from ..citation import cite
from ..coverage.axes import Value
from ..paths.reach import PathOptions
from ..render.result import Result
from ..workspace import Build


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetQuestion:
    """Which targets are asked about, on which build, and when one of them is covered.

    Attributes:
        chosen: The first option that chooses targets, for a message; empty where none does.
    """

    build: Build
    targets: Array
    options: PathOptions
    strength: str
    every_status: bool
    parameters: dict[str, Any]
    chosen: str

    @classmethod
    def of_options(
        cls,
        build: Build,
        *,
        kinds: Sequence[str] = (),
        of: str | None = None,
        where: Sequence[tuple[str, str]] = (),
        ids: Path | Iterable[str] | None = None,
        strength: str = "equal",
        every_status: bool = False,
        without: tuple[str, ...] = (),
        **paths: Any,
    ) -> TargetQuestion:
        """The question that these options ask.

        Args:
            build: What is asked.
            kinds: Kinds of target; none given: risks of every kind, and requirements too where
                another option chooses targets.
            of: The key of a work: only what it names.
            where: Facets and concepts under which the targets are filed.
            ids: Only these targets, or those that a file lists.
            strength: The weakest way to reach a target that counts as covering it.
            every_status: Whether drafts count, and works that are superseded or withdrawn.
            without: What does not count, as in :class:`..paths.hops.PathOptions`.
            paths: What else that class has: how far is followed what who stated.

        Raises:
            IdentifierError: A kind, work, facet, concept or target is not known.
            SourceError: The file cannot be read, or a line of it names no target.
            PathError: What counts as a path makes no sense.
        """
        columns = build.columns
        among: list[int] | None = None
        listing: str | list[str] | None = None
        if isinstance(ids, Path):
            among, listing = listed(columns, ids), ids.name
        elif ids is not None:
            listing = list(ids)
            among = named(columns, listing)
        targets = target_numbers(columns, kinds=kinds, of=of, where=where, among=among)
        spelt = {"targets": kinds, "of": of, "where": where, "ids": listing}
        parameters = {
            "targets": list(kinds),
            "of": None if of is None else f"framework={of}",
            "where": [f"{name}={concept}" for name, concept in where],
            "ids": listing,
            "strength": strength,
            "every_status": every_status,
            "without": list(without),
            **paths,
        }
        return cls(
            build=build,
            targets=targets,
            options=PathOptions(without=without, **paths),
            strength=strength,
            every_status=every_status,
            parameters={key: value for key, value in parameters.items() if value not in ([], None)},
            chosen=next((option for option, given in spelt.items() if given), ""),
        )

    def sets(
        self, members: Members, options: PathOptions | None = None, strength: str | None = None
    ) -> Sets:
        """Which of the targets each work, or each measure, covers."""
        return sets_of(
            self.build.columns,
            self.targets,
            options or self.options,
            members=members,
            strength=strength or self.strength,
            every_status=self.every_status,
            labels=labels_of(self.build) if members == "measures" else None,
        )

    def measures_of_works(self) -> dict[str, int]:
        """By the IRI of a work, how many measures it states."""
        items = self.build.columns.items
        stated = items[items["accepted"]]
        pairs = np.unique(np.stack([stated["work"], stated["measure"]], axis=1), axis=0)
        counts = np.bincount(pairs[:, 0]).tolist()
        columns = self.build.columns
        return {work_value(columns, number).iri: count for number, count in enumerate(counts)}

    def left_out(self, made: Sets) -> dict[str, Any]:
        """What the answer says of itself: whom it leaves out, and what it cannot cover."""
        incidence = made.incidence
        return {
            "works": [{**thing(work), "reason": reason} for work, reason in made.left_out],
            "targets": len(incidence.targets),
            "uncoverable": things(
                value
                for value, degree in zip(
                    incidence.targets, incidence.degrees().tolist(), strict=True
                )
                if not degree
            ),
            "catch_all_measures": len(self.catch_all()),
        }

    def catch_all(self) -> list[int]:
        """The measures that claim to cover every risk."""
        items = self.build.columns.items
        found: list[int] = np.unique(
            items["measure"][items["all_risks"] & items["accepted"]]
        ).tolist()
        return found

    def notes(self, made: Sets) -> tuple[str, ...]:
        """What was left out, and what counts as covered."""
        found = []
        if made.strength:
            found.append(f"Covered: {made.strength} or stronger ({MEANING[made.strength]}).")
            claims = len(self.catch_all())
            if claims and not self.options.catch_all and "catch-all" not in self.options.without:
                found.append(
                    f"{claims} measures for all risks count only where they name a risk; "
                    "the option catch-all lets them reach every risk, as inherited."
                )
            if self.options.catch_all and COUNTED.index(made.strength) < COUNTED.index("inherited"):
                found.append("The option catch-all changes nothing above the strength inherited.")
        unlinked = [work.id for work, reason in made.left_out if reason == NOT_LINKED]
        if unlinked:
            found.append(
                "Nothing is known of what these reach, for nobody linked their measures to such "
                f"targets: {', '.join(unlinked)}."
            )
        status = [f"{work.id} ({said})" for work, said in made.left_out if said != NOT_LINKED]
        if status:
            found.append(f"Left out: {', '.join(status)}; the option every-status counts them.")
        return tuple(found)


def answer(
    question: TargetQuestion,
    made: Sets,
    command: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
    hidden: Collection[str] = (),
    parameters: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
    picture: str = "",
) -> Result:
    """Rows as an answer that says what it left out."""
    asked = {**question.parameters, **(parameters or {})}
    return Result(
        columns=tuple(columns),
        rows=rows,
        meta={
            **cite(question.build, command, asked),
            "left_out": question.left_out(made),
            **(more or {}),
        },
        notes=(*notes, *question.notes(made)),
        hidden=frozenset(hidden),
        picture=picture,
    )


def labels_of(build: Build) -> dict[str, str]:
    """The label of every thing by its IRI."""
    from ..lookup import list_things

    return {found.iri: found.label for found in list_things(build.engine)}


def thing(value: Value) -> dict[str, str]:
    """A thing as the contract has it."""
    return {"id": value.id, "iri": value.iri, "label": value.label}


def things(values: Any) -> list[dict[str, str]]:
    """Things as the contract has them."""
    return [thing(value) for value in values]
