"""Having the graph checked: shapes, queries that must find nothing, and OWL reasoners."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .base import Base
from .requirements import in_workspace, needs
from .values import check_one_of

if TYPE_CHECKING:
    import owlready2  # type: ignore[import-untyped]

    from ..render.result import Result
    from ..workspace import Build

Severity = Literal["info", "warning", "violation"]


class Checking(Base):
    """Validation and reasoning."""

    def validate(
        self,
        *files: str | Path,
        only: Collection[str] = (),
        show: Severity | None = None,
        fail_on: Severity = "violation",
        since: str | None = None,
        vanished: bool = False,
        today: date | None = None,
        report: str | Path | None = None,
    ) -> Result:
        """Check the graph, or RDF files of yours, against shapes and checks.

        Files are read together with the vocabulary and the graph, so that references resolve;
        findings are about the files only. Without files, defects of what was imported count, too.

        Args:
            files: RDF files; none is the graph itself, which takes seconds.
            only: Run only these shapes or checks, all shapes of a class, or a pattern such as
                ``check/*``; all when empty.
            show: Lowest severity that is listed; ``info`` for files, else ``warning``.
            fail_on: Lowest severity from which the last note says that it failed.
            since: Say what is new since this build: ``previous``, or the start of its name.
            vanished: List also what that build had and this one has not.
            today: The day on which waivers must be in force; else the day it is.
            report: Also write all findings there, as a SHACL report graph (``.ttl``, ``.nt``,
                ``.jsonld``, ``.rdf``) or as ``.sarif``.

        Returns:
            A row a finding, worst first; the notes count them and say what they come to.

        Raises:
            AirmError: No rule or severity is called so, or the report ends otherwise.
            SourceError: A file cannot be read.
            WorkspaceError: There is no such earlier build.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> kg = airm.load(quiet=True)
        >>> airm.list_sources().to_csv("none.ttl")[:4]
        'name'
        >>> kg.validate("none.ttl")
        Traceback (most recent call last):
        airm_graph.errors.SourceError: none.ttl:1: ...
        """
        from ..answers.validation import SEVERITIES, Asked, check_report, validate, write_report
        from ..validate import choose_rules, list_rules, load_shapes

        for option, value in (("show", show or "info"), ("fail_on", fail_on)):
            check_one_of(option, value, SEVERITIES)
        asked = Asked(
            files=tuple(Path(file) for file in files),
            day=today,
            only=choose_rules(tuple(only), list_rules(load_shapes())) if only else None,
            fail_on=fail_on,
            show=show or "",
            vanished=vanished,
        )
        if report is not None:
            check_report(Path(report))
        here = in_workspace(self.build, "validate")
        earlier = self._earlier(since) if since else None
        found = validate(here, self.workspace, asked, earlier, self._progress)
        if report is not None:
            write_report(found, Path(report))
        return found.result

    def validation_plan(self, only: Collection[str] = ()) -> Result:
        """How the graph would be checked: what the store is asked of each shape, and how long.

        Args:
            only: As in :meth:`validate`.

        Returns:
            A row a shape, those first that pySHACL checks as a whole; ``seconds`` of the store.

        Raises:
            AirmError: No rule is called so.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> {row["way"] for row in airm.load().validation_plan(["Mitigation"])}
        {'focused'}
        """
        from ..answers.validation_plan import plan_of_validation
        from ..validate import choose_rules, list_rules, load_shapes

        rules = choose_rules(tuple(only), list_rules(load_shapes())) if only else None
        return plan_of_validation(in_workspace(self.build, "validate"), rules)

    def reason(
        self,
        *files: str | Path,
        reasoner: Literal["hermit", "pellet"] = "hermit",
        explain: bool = True,
        alone: bool = False,
        whole: bool = False,
        timeout: float = 600.0,
        memory: int = 2000,
        inferred: str | Path | None = None,
    ) -> Result:
        """Check with an OWL 2 reasoner that the graph can be true, and see what follows from it.

        Needs Java and the extra ``reason``; takes about a minute for the shipped catalogue.

        Args:
            files: RDF files that are read together with the graph.
            reasoner: Who is asked.
            explain: Look for the axioms that contradict each other.
            alone: Read the files with the vocabulary only, not the graph.
            whole: Ask about every assertion, even where a summary of them decides; minutes.
            timeout: Seconds until the reasoner is stopped, all its runs together.
            memory: Megabytes that Java may take.
            inferred: Also write what is inferred there: ``.trig``, ``.nq``, ``.ttl`` or ``.nt``;
                nothing where the graph is inconsistent.

        Returns:
            A row an axiom: of a contradiction, of a class without members, or a new one. The first
            note says whether the graph is consistent.

        Raises:
            AirmError: No reasoner is called so, owlready2 or Java is missing or fails, the time is
                up, or ``alone`` is given without files.
            SourceError: A file cannot be read.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> airm.load().reason(reasoner="hermite")
        Traceback (most recent call last):
        airm_graph.errors.AirmError: reasoner='hermite': did you mean 'hermit'?
        """
        from ..answers.reasoning import reasoned
        from ..errors import AirmError
        from ..files import write_text
        from ..reason import REASONERS, Reasoner, as_text, format_of, inferred_quads

        check_one_of("reasoner", reasoner, REASONERS)
        if alone and not files:
            raise AirmError("alone is for files; none is given")
        form = format_of(Path(inferred)) if inferred else None
        here = in_workspace(self.build, "reason")
        asked = Reasoner.within(reasoner, timeout, memory)
        paths = tuple(Path(file) for file in files)
        found = reasoned(
            here, asked, paths, alone=alone, explain=explain, whole=whole, tell=self._progress
        )
        if inferred is not None and form is not None and found.verdict.consistent:
            name = "" if alone else here.name
            said = found.verdict.inferences
            quads = inferred_quads(said, reasoner, asked.title, name, paths)
            write_text(as_text(quads, form), inferred)
        return found.result

    def owl(self) -> owlready2.World:
        """The vocabulary and the graph as a world of owlready2, its classes as Python classes.

        A world of its own, in memory, not the default one; what is changed in it stays in it. The
        shipped catalogue (184,000 triples) takes about a second and 100 MB. Which source states a
        triple is not in it, for owlready2 knows no named graphs of others.

        Returns:
            An ``owlready2.World``; ``world[iri]`` gives a thing.

        Raises:
            MissingExtraError: The extra ``reason`` is not installed.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> world = airm.load().owl()
        >>> measure = world.search_one(iri="*ns#Mitigation")
        >>> len(measure.instances()) > 1000
        True
        """
        needs("owl()", "reason", "owlready2")
        from ..reason.world import world_of

        return world_of(in_workspace(self.build, "owl"))

    def _earlier(self, name: str) -> Build:
        if name == "current":
            return self.build
        return self.workspace.previous() if name == "previous" else self.workspace.build(name)
