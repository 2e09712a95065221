"""Why a target has its state: every path to it, and what would close the gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .columns import Columns
from .coverage.axes import find_work
from .coverage.firmness import firmness_of_targets
from .coverage.silence import CODED_BY
from .coverage.targets import KINDS, Target, options_of, targets
from .errors import IdentifierError, nearest
from .paths.reach import reach
from .paths.walks import Path, Paths, simple_paths

REMEDIES = {
    "unnamed": "A later version of the work that names it, or the negative mapping withdrawn.",
    "denied": "A measure that is stated to mitigate it, against what is asserted.",
    "no measure": "A measure that is stated to mitigate it, or what equals it.",
    "not known to be named": "A work that names it; or a mapping to what the work names.",
    "links uncoded": (
        "Somebody who looks for the links of every work that names it and says so in a coding "
        "statement; until then nothing can be concluded."
    ),
    "only untyped links": "Somebody who says how these measures act on it: {of}.",
    "only untyped mappings": (
        "A mapping that says how the extents of the two stand to each other: exact, broad, narrow "
        "or close, where now they are only related."
    ),
    "only links of lower confidence": "A second opinion on the links that are not sure.",
    "only something wider is acted upon": "A measure for this one in particular.",
    "only what overlaps it is acted upon": "A measure for this one in particular.",
    "only detected or assessed": "A measure that reduces it or responds to it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetExplanation:
    """A target with all that its state rests on.

    Attributes:
        paths: Every path to it from what is acted upon, the best first.
        leads: Paths that prove nothing, but show where to look.
        clash: Whether two of the paths from one start contradict each other.
        codings: What coding statements say about the links of the works that name it.
        firmness: What its state would be without our own decisions, and so on.
        remedy: What would close the gap.
    """

    target: Target
    work: str | None
    paths: Paths
    leads: Paths
    clash: bool
    codings: tuple[dict[str, Any], ...]
    firmness: dict[str, str]
    remedy: str


def explain_target(columns: Columns, wanted: str, **asked: Any) -> Target:
    """The state of the risk or requirement with that identifier, key or label.

    Args:
        columns: Those of the build.
        wanted: What it is called.
        asked: As for ``targets``, less the kind.

    Raises:
        IdentifierError: No target is called so; the nearest are named.
    """
    names: dict[str, tuple[str, str]] = {}
    for target in columns.index["targets"]:
        local = target["iri"].rpartition("/")[2]
        kind = next((kind for kind in KINDS if kind in target["kinds"]), None)
        if kind is None:
            continue  # what only mappings lead to
        for name in (local, f"airmid:{local}", target["iri"]):
            names[name] = (target["iri"], kind)
        names.setdefault(target["label"], (target["iri"], kind))
        key = local.partition("-")[2].partition("-")[2].replace("_", ".")  # as its source has it
        names.setdefault(key, (target["iri"], kind))
    if wanted not in names:
        raise IdentifierError(f"no risk is called {wanted!r}: {nearest(wanted, names)}")
    iri, kind = names[wanted]
    found = targets(columns, **{**asked, "kind": kind})
    return next(target for target in found if target.target.iri == iri)


def explain_paths(
    columns: Columns, wanted: str, *, most: int = 20, **asked: Any
) -> TargetExplanation:
    """Explain a target, in all works or in ``asked["work"]``.

    Raises:
        IdentifierError: No target or work is called so; the nearest are named.
    """
    target = explain_target(columns, wanted, **asked)
    asked["kind"] = target.kind
    work = asked.get("work")
    scope = None if work is None else find_work(columns, work)
    number = next(
        n for n, said in enumerate(columns.index["targets"]) if said["iri"] == target.target.iri
    )
    found = []
    for leads in (False, True):
        answer = reach(columns, options_of(**{**asked, "leads": leads}))
        layers, groups = answer.word(number, scope)
        found.append(simple_paths(columns, layers, number, groups, most))
    paths, every = (Paths(found=_hops_only(p), more=p.more) for p in found)
    named = {value.iri for value in target.works}
    facet = f"/facet-{CODED_BY.get(target.kind, 'requirement')}"
    (firmness,) = firmness_of_targets(columns, [target], **asked)
    return TargetExplanation(
        target=target,
        work=work,
        paths=paths,
        leads=Paths(
            found=tuple(path for path in every.found if path.strength == "lead"), more=every.more
        ),
        clash=_clash(paths.found),
        codings=tuple(
            coding
            for coding in columns.index["codings"]
            if coding["facet"].endswith(facet) and coding["work"] in named
        ),
        firmness=firmness,
        remedy=""
        if target.state == "addressed"
        else REMEDIES.get(target.reason, "").format(
            of=", ".join(name for name, count in target.counts.items() if count)
        ),
    )


def _hops_only(paths: Paths) -> tuple[Path, ...]:
    return tuple(path for path in paths.found if path.hops)


def _clash(paths: tuple[Path, ...]) -> bool:
    """Whether no relation is left that all paths from one start allow."""
    allowed: dict[int, int] = {}
    for path in paths:
        allowed[path.start] = allowed.get(path.start, path.relation) & path.relation
    return 0 in allowed.values()
