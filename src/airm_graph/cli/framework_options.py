"""What the commands about frameworks are asked: which targets, covered how strongly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import numpy as np

from ..choosing.incidence import Array
from ..choosing.sets import COUNTED, MEANING, NOT_LINKED, Members, Sets, sets_of, work_value
from ..choosing.target_sets import TARGET_KINDS, listed, target_numbers
from ..citation import cite
from ..coverage.axes import Value
from ..coverage.options import parse_where
from ..paths.reach import PathOptions
from ..render.result import Result
from ..workspace import Build
from .completion import complete_pair
from .coverage import CODED_BY
from .targets import path_options, work_of

Command = TypeVar("Command", bound=Callable[..., object])


def set_options(command: Command) -> Command:
    """Give a command the options that choose targets, and say when one is covered."""
    for option in reversed(
        (
            click.option(
                "--targets",
                "kinds",
                type=click.Choice(TARGET_KINDS),
                multiple=True,
                help="Targets of this kind (default: risks of every kind).",
            ),
            click.option(
                "--of",
                metavar="framework=KEY",
                shell_complete=complete_pair,
                help="Only targets that this work names.",
            ),
            click.option(
                "--where",
                multiple=True,
                metavar="FACET=CONCEPT",
                shell_complete=complete_pair,
                help="Only targets filed under this concept, or below it.",
            ),
            click.option(
                "--ids",
                metavar="FILE",
                type=click.Path(path_type=Path),
                help="Only the targets that a file lists, an identifier a line.",
            ),
            click.option(
                "--strength",
                type=click.Choice(COUNTED),
                default="equal",
                show_default=True,
                help="The weakest way to reach a target that counts as covering it.",
            ),
            path_options,
            click.option(
                "--coded-by",
                type=CODED_BY,
                default="all",
                show_default=True,
                help="Whose links and mappings count.",
            ),
            click.option(
                "--catch-all",
                is_flag=True,
                help="Let measures for all risks reach every risk, as inherited.",
            ),
            click.option(
                "--every-status",
                is_flag=True,
                help="Count drafts, and works that are superseded, vetoed or withdrawn.",
            ),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about sets of targets, on a build.

    Attributes:
        chosen: The first option that chooses targets, for a message; empty where none does.
    """

    current: Build
    targets: Array
    options: PathOptions
    strength: str
    every_status: bool
    parameters: dict[str, Any]
    chosen: str

    @classmethod
    def of(
        cls,
        current: Build,
        *,
        kinds: Sequence[str],
        of: str | None,
        where: Sequence[str],
        ids: Path | None,
        strength: str,
        every_status: bool,
        without: tuple[str, ...],
        **paths: Any,
    ) -> Asked:
        """The question that a command line spells."""
        columns = current.columns
        targets = target_numbers(
            columns,
            kinds=kinds,
            of=work_of("--of", of),
            where=parse_where(where),
            among=None if ids is None else listed(columns, ids),
        )
        spelt = {"--targets": kinds, "--of": of, "--where": where, "--ids": ids}
        parameters = {
            "targets": list(kinds),
            "of": of,
            "where": list(where),
            "ids": None if ids is None else ids.name,
            "strength": strength,
            "every_status": every_status,
            "without": list(without),
            **paths,
        }
        return cls(
            current=current,
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
            self.current.columns,
            self.targets,
            options or self.options,
            members=members,
            strength=strength or self.strength,
            every_status=self.every_status,
            labels=labels(self.current) if members == "measures" else None,
        )

    def measures_of_works(self) -> dict[str, int]:
        """By the IRI of a work, how many measures it states."""
        items = self.current.columns.items
        stated = items[items["accepted"]]
        pairs = np.unique(np.stack([stated["work"], stated["measure"]], axis=1), axis=0)
        counts = np.bincount(pairs[:, 0]).tolist()
        columns = self.current.columns
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
        items = self.current.columns.items
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
                    "--catch-all lets them reach every risk, as inherited."
                )
            if self.options.catch_all and COUNTED.index(made.strength) < COUNTED.index("inherited"):
                found.append("--catch-all changes nothing above the strength inherited.")
        unlinked = [work.id for work, reason in made.left_out if reason == NOT_LINKED]
        if unlinked:
            found.append(
                "Nothing is known of what these reach, for nobody linked their measures to such "
                f"targets: {', '.join(unlinked)}."
            )
        status = [f"{work.id} ({said})" for work, said in made.left_out if said != NOT_LINKED]
        if status:
            found.append(f"Left out: {', '.join(status)}; --every-status counts them.")
        return tuple(found)


def answer(
    question: Asked,
    made: Sets,
    command: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
    hidden: Collection[str] = (),
    parameters: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Result:
    """Rows as an answer that says what it left out."""
    asked = {**question.parameters, **(parameters or {})}
    return Result(
        columns=tuple(columns),
        rows=rows,
        meta={
            **cite(question.current, command, asked),
            "left_out": question.left_out(made),
            **(more or {}),
        },
        notes=(*notes, *question.notes(made)),
        hidden=frozenset(hidden),
    )


def labels(current: Build) -> dict[str, str]:
    """The label of every thing by its IRI."""
    from ..lookup import list_things
    from ..store import OxigraphEngine

    return {found.iri: found.label for found in list_things(OxigraphEngine(current.store))}


def thing(value: Value) -> dict[str, str]:
    """A thing as the contract has it."""
    return {"id": value.id, "iri": value.iri, "label": value.label}


def things(values: Any) -> list[dict[str, str]]:
    """Things as the contract has them."""
    return [thing(value) for value in values]
