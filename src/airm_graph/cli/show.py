"""``airm-graph show`` and ``airm-graph search``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from ..citation import cite
from ..dossier import dossier
from ..lookup import CLASSES, search
from ..render.result import Result
from ..store import OxigraphEngine
from .output import emit, table_options, write
from .session import build, version_option


@click.command("show")
@click.argument("thing", metavar="ID")
@click.option(
    "--why",
    is_flag=True,
    help="Also every triple, who says so, and the proof of what rules derived.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or the same as JSON.",
)
@click.option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path))
@version_option
@click.pass_context
def show_command(
    ctx: click.Context, thing: str, *, why: bool, format_: str, output: Path | None
) -> None:
    """Print everything about one thing, and who said it.

    ID is a CURIE, an IRI, a key of its source such as A0968, or its whole label.

    \b
    Examples:
      airm-graph show "Model Release"
      airm-graph show A0972
      airm-graph show airmid:mitigation-mitv1-A0968 --why
    """
    current = build(ctx)
    found = dossier(OxigraphEngine(current.store), thing, proofs=why)
    if format_ == "json":
        import json

        answer = {
            "meta": cite(current, "show", {"thing": found.thing.iri}),
            "rows": [asdict(found)],
        }
        write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", output)
        return
    from ..render.dossier_text import dossier_text

    write(dossier_text(found, why=why), output)


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(sorted(set(CLASSES.values()))), help="Only this kind.")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True)
@table_options
@version_option
@click.pass_context
def search_command(
    ctx: click.Context,
    text: tuple[str, ...],
    kind: str | None,
    limit: int,
    format_: str,
    output: Path | None,
) -> None:
    """Find things that hold all words of TEXT in label, definition or identifier.

    \b
    Examples:
      airm-graph search release
      airm-graph search red teaming --kind measure
    """
    current = build(ctx)
    words = " ".join(text)
    found = search(OxigraphEngine(current.store), words, kind or "")
    rows = [
        {
            "thing": {"id": thing.id, "iri": thing.iri, "label": thing.label},
            "id": thing.id,
            "kind": thing.kind,
            "found_in": place,
        }
        for thing, place in found[:limit]
    ]
    more = len(found) - len(rows)
    notes = (f"{len(found)} found" + (f", {more} not shown; --limit shows more" if more else ""),)
    meta = cite(current, "search", {"text": words, "kind": kind, "limit": limit})
    columns = ("thing", "id", "kind", "found_in")
    emit(Result(columns=columns, rows=rows, meta=meta, notes=notes), format_, output)
