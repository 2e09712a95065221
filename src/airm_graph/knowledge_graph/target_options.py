"""The keywords that choose targets, and say when one of them is covered."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from .base import Where, pairs_of
from .values import check_counting, check_one_of, names_of

if TYPE_CHECKING:
    from ..agents import CodedBy
    from ..answers.target_sets import TargetQuestion
    from ..workspace import Build


class TargetOptions(TypedDict, total=False):
    """Which targets are asked about, and what counts as covering one; each may be left out.

    Attributes:
        targets: ``risk-source``, ``risk``, ``consequence``, ``impact`` or ``requirement``, or
            several of them. Left out: risks of every kind, and requirements, too, where ``of``,
            ``where`` or ``ids`` choose.
        of: Only targets that this work names, by its key: ``"atlas"``.
        where: Only targets filed under this concept or below it: ``{"risk-domain": "2"}``.
        ids: Only these targets, by identifier; or a ``Path`` of a file with one a line.
        strength: The weakest way to reach a target that counts as covering it: ``direct``,
            ``equal`` (where it is left out), ``inherited``, ``partial`` or ``lead``.
        depth: The most mappings in a row; 3 where it is left out.
        without: Leave out what is ``machine-made``, our ``own``, or ``catch-all``.
        min_confidence: Leave out links and mappings that state a lower confidence (0 to 1).
        proposed: Count mappings that are not yet accepted.
        stale: Count mappings of which an end means another thing now.
        coded_by: Whose links and mappings count: ``all``, ``publisher`` or ``own``.
        catch_all: Let measures for all risks reach every risk, as inherited.
        every_status: Count drafts, and works that are superseded, vetoed or withdrawn.
    """

    targets: str | Collection[str]
    of: str | None
    where: Where
    ids: Path | str | Collection[str] | None
    strength: str
    depth: int
    without: str | Collection[str]
    min_confidence: float
    proposed: bool
    stale: bool
    coded_by: CodedBy
    catch_all: bool
    every_status: bool


def question_of(build: Build, method: str, asked: TargetOptions) -> TargetQuestion:
    """The question that keywords spell.

    Args:
        build: What is asked.
        method: Who was called, for the message about an unknown keyword.
        asked: The keywords.

    Raises:
        TypeError: A keyword is unknown; the nearest are named.
        IdentifierError: A kind, work, facet, concept or target is not known.
        OptionError: ``where`` holds no pairs.
        PathError: What counts as a path makes no sense.
        AirmError: A value is none that the option can have.
    """
    from ..answers.target_sets import TargetQuestion
    from ..choosing.sets import COUNTED
    from ..errors import nearest
    from ..paths.hops import DEPTH

    for name in asked:
        if name not in TargetOptions.__annotations__:
            known = nearest(name, TargetOptions.__annotations__)
            raise TypeError(f"{method}() got an unexpected keyword {name!r}: {known}")
    given: dict[str, Any] = dict(asked)
    coded_by, min_confidence = given.get("coded_by", "all"), given.get("min_confidence", 0.0)
    check_counting(coded_by, min_confidence)
    strength = given.get("strength", "equal")
    check_one_of("strength", strength, COUNTED)
    ids = given.get("ids")
    return TargetQuestion.of_options(
        build,
        kinds=names_of(given.get("targets", ())),
        of=work_key_of(given.get("of")),
        where=pairs_of(given.get("where", ())),
        ids=ids if ids is None or isinstance(ids, Path) else names_of(ids),
        strength=strength,
        every_status=bool(given.get("every_status")),
        depth=given.get("depth", DEPTH),
        without=names_of(given.get("without", ())),
        min_confidence=min_confidence,
        proposed=bool(given.get("proposed")),
        stale=bool(given.get("stale")),
        coded_by=coded_by,
        catch_all=bool(given.get("catch_all")),
    )


def work_key_of(work: str | None) -> str | None:
    """The key of a work, which may be spelt as on the command line.

    >>> work_key_of("nist2024") == work_key_of("framework=nist2024") == "nist2024"
    True
    """
    return None if work is None else work.removeprefix("framework=")
