"""Taking the graph away: files, sites, stores, and proposals of which records are one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .base import Base
from .requirements import in_workspace, needs
from .values import check_one_of

if TYPE_CHECKING:
    from ..render.result import Result


class HandingOn(Base):
    """Exports, sites, pushes and proposals."""

    def export(
        self,
        format_: str,
        path: str | Path,
        *,
        provenance: Literal["full", "summary", "none"] = "full",
        graphs: Collection[str] = (),
        frameworks: Collection[str] = (),
        things: Collection[str] | None = None,
        license_policy: Literal["refuse", "omit", "own-use"] = "refuse",
        base: str = "",
        previous: str | Path = "",
    ) -> Path:
        """Write the graph in the format of other tools; the same build gives the same bytes.

        Args:
            format_: ``nquads``, ``turtle``, ``sssom``, ``stix``, … as :meth:`formats` lists them.
            path: The file, or the folder or ``.zip`` of a format that is several files; it is
                replaced in one step.
            provenance: How much of who says what is taken along.
            graphs: Only these named graphs, such as ``source-mitv1``; all when empty.
            frameworks: Only what these works or compilations state; all when empty.
            things: Only these things, by IRI or CURIE, and what is said of them; all when None.
            license_policy: What to do where licences forbid to make one work of the sources: write
                nothing, leave out the sources that do, or write it for your own use.
            base: An IRI with which names of things, graphs, queries and shapes begin instead of
                ours.
            previous: The release that this one takes the place of: its folder, ``.zip`` or IRI.

        Returns:
            The file or folder. What the format cannot hold, and under which licences the sources
            are, is said on standard error.

        Raises:
            AirmError: No format, level, graph or framework is called so; the nearest are named. Or
                licences forbid it.
            OSError: The file cannot be written; none is left half written.

        >>> import airm_graph as airm
        >>> kg = airm.load(quiet=True)
        >>> file = kg.export("turtle", "small.ttl", frameworks=["gipiskis2024"], provenance="none")
        >>> "airm:Mitigation" in file.read_text(encoding="utf-8")
        True
        """
        from ..answers.export_contents import Wish
        from ..answers.exports import export
        from ..export.formats import FORMATS
        from ..export.licences import POLICIES
        from ..export.scope import LEVELS
        from ..identifiers import expand

        check_one_of("format", format_, FORMATS)
        check_one_of("provenance", provenance, LEVELS)
        check_one_of("license_policy", license_policy, POLICIES)
        wish = Wish(
            provenance=provenance,
            graphs=tuple(graphs),
            frameworks=tuple(frameworks),
            things=None if things is None else frozenset(map(expand, things)),
            licences=license_policy,
            base=base,
            previous=str(previous),
        )
        told = export(self.build, format_, Path(path), wish, tell=self._progress)
        for said in told:
            self._progress(said)
        return Path(path)

    def formats(self) -> Result:
        """The formats that :meth:`export` writes, and what each can hold.

        Returns:
            A row a format: its name, its suffix, whether it keeps named graphs.

        >>> import airm_graph as airm
        >>> "turtle" in {row["format"] for row in airm.load().formats()}
        True
        """
        from ..answers.exports import export_formats

        return export_formats()

    def verify(self, path: str | Path, format_: str = "") -> Result:
        """Say what is wrong with a release that :meth:`export` wrote as ``bundle``, or one file.

        Args:
            path: The folder or ``.zip``; or a file or folder of a format.
            format_: The format, if it is no release.

        Returns:
            A row a problem: none where nothing is wrong.

        Raises:
            AirmError: No format is called so.
            SourceError: It cannot be read, or is no release.

        >>> import airm_graph as airm
        >>> kg = airm.load(quiet=True)
        >>> file = kg.export("ntriples", "small.nt", frameworks=["gipiskis2024"])
        >>> len(kg.verify(file, "ntriples"))
        0
        """
        from ..answers.releases import verify

        return verify(Path(path), format_)

    def site(
        self,
        folder: str | Path,
        *,
        rdf: Collection[str] = (),
        address: str = "",
        endpoint: str = "",
        processes: int = 0,
    ) -> Path:
        """Write every page as a file for any static host, with RDF beside each.

        Args:
            folder: Where; a site of ours there is replaced when the new one is whole.
            rdf: Of ``turtle``, ``jsonld``, ``ntriples`` and ``rdfxml`` what stands beside each
                page; all four when empty.
            address: Where the site will stand, such as ``https://risk.example.org``; only
                ``404.html`` and ``void.ttl`` say so.
            endpoint: Address where the graph can be asked, to be linked.
            processes: How many write at once; 0 is one a core.

        Returns:
            The start page.

        Raises:
            AirmError: Something else is in the folder, an address is none, or an RDF format is
                called otherwise.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> airm.load().site("public", address="risk.example.org")
        Traceback (most recent call last):
        airm_graph.errors.AirmError: address is 'risk.example.org'; expected one such as https://…
        """
        from ..errors import AirmError
        from ..identifiers import is_web_address
        from ..site import SUFFIXES, write_site

        for name, said in (("address", address), ("endpoint", endpoint)):
            if said and not is_web_address(said):
                raise AirmError(f"{name} is {said!r}; expected one such as https://…")
        for name in rdf:
            check_one_of("rdf", name, SUFFIXES)
        write_site(
            in_workspace(self.build, "site"),
            Path(folder),
            rdf=[SUFFIXES[name] for name in rdf or SUFFIXES],
            address=address,
            endpoint=endpoint,
            processes=processes,
            tell=self._progress,
        )
        return Path(folder) / "index.html"

    def push(
        self,
        url: str,
        *,
        graphs: Collection[str] = (),
        frameworks: Collection[str] = (),
        method: Literal["auto", "graph-store", "update"] = "auto",
        update_url: str = "",
        graph_store_url: str = "",
        existing: Literal["refuse", "replace", "add"] = "refuse",
        resume: bool = False,
        prune: bool = False,
        dry_run: bool = False,
        timeout: float = 600.0,
    ) -> Result:
        """Load the graph into the store whose queries are asked at an address, graph by graph.

        Credentials stand in the environment, as for :func:`airm_graph.load`.

        Args:
            url: Where the store answers queries.
            graphs: Only these graphs, such as ``source-cosai`` or ``default``; all when empty.
            frameworks: Only the graphs of the sources of these; all when empty.
            method: ``auto`` tries the graph store protocol, then SPARQL Update.
            update_url: Where updates are taken; guessed when empty.
            graph_store_url: Where graphs are taken; guessed when empty.
            existing: What becomes of graphs that are there: by ``refuse`` nothing is
                written.
            resume: Leave graphs that are as large there as here.
            prune: Remove graphs of ours that this graph does not have.
            dry_run: Say what would happen, and write nothing.
            timeout: Seconds that the store may take for one request.

        Returns:
            A row a graph, with its triples here, before and after; where ``state`` is ``mismatch``
            the store does not hold what was put.

        Raises:
            IdentifierError: No graph or framework is called so.
            RemoteError: The store refuses or fails, or graphs are there already.
            AirmError: No method is called so, or ``prune`` is not about the whole graph.
            MissingExtraError: The extra ``remote`` is not installed.

        >>> import airm_graph as airm
        >>> airm.load().push("store.example.org")
        Traceback (most recent call last):
        airm_graph.errors.RemoteError: 'store.example.org' is not the address of a store; ...
        """
        import os

        from ..answers.pushing import pushed, wanted_graphs
        from ..errors import AirmError
        from ..remote.endpoint import Endpoint, split

        for given in (url, update_url, graph_store_url):
            if given:
                split(given)
        check_one_of("method", method, ("auto", "graph-store", "update"))
        check_one_of("existing", existing, ("refuse", "replace", "add"))
        if prune and (graphs or frameworks):
            raise AirmError("prune is about the whole graph; leave graphs and frameworks out")
        needs("a remote store", "remote", "urllib3")
        from ..remote.client import Client
        from ..remote.pushing import Push, Wish

        here = in_workspace(self.build, "push")
        wish = Wish(
            method=method,
            update_url=update_url,
            graph_store_url=graph_store_url,
            existing=existing,
            resume=resume,
            prune=prune,
        )
        client = Client(Endpoint.of(url, os.environ, timeout), self._progress)
        push = Push(here, client, wish)
        push.plan(wanted_graphs(here, tuple(graphs), tuple(frameworks)))
        if not dry_run:
            push.run()
        return pushed(push, dry_run=dry_run)

    def same_records(
        self,
        evidence: Literal["key", "words", "title"] | None = None,
        sssom: str | Path | None = None,
    ) -> Result:
        """Find records of different sources that are one measure, risk or requirement.

        These are proposals: to accept them, write them with ``sssom``, delete what is wrong, and
        import the file.

        Args:
            evidence: Only pairs that were found by key, by the words of their definitions, or by
                title; all when None.
            sssom: Write the pairs there as a mapping set.

        Returns:
            A row a pair, with its similarity from 0 to 1.

        Raises:
            AirmError: No evidence is called so.
            RemoteError: The graph is in a remote store.

        >>> import airm_graph as airm
        >>> {row["evidence"] for row in airm.load(quiet=True).same_records("key")}
        {'key'}
        """
        from ..answers.same_records import EVIDENCE, same_pairs, same_records
        from ..files import write_text
        from ..same_records import sssom_of

        if evidence is not None:
            check_one_of("evidence", evidence, EVIDENCE)
        in_workspace(self.build, "same_records")
        self._progress("comparing records")
        pairs = same_pairs(self.workspace, evidence)
        if sssom is not None:
            write_text(sssom_of(pairs), sssom)
        return same_records(pairs)
