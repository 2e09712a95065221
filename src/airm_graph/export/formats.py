"""The formats by name: a format is one entry in :data:`FORMATS`, which everything else reads.

What writes a format is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, cast

from ..errors import MissingExtraError
from .contents import Contents
from .serializations import SERIALIZATIONS, write_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to take the graph away.

    Attributes:
        title: Its usual name.
        suffix: How files of it end; empty for a folder.
        media_type: What a web server calls it; for a folder, what its files are.
        what: What is in it.
        judge: The program of others that checks such a file, and what brings it.
        graphs: Whether it can say which graph holds which triple.
        apart: Whether each graph, object or row keeps the licence of its source; otherwise the
            sources become one work.
        traced: Whether it has a place for who says what, so that provenance can be left out.
        writer: ``module:function`` in this folder; of a serialisation, nothing.
        checker: ``module:function``, which says in sentences what is wrong with such a file or
            folder, what the judge does not see included; nothing where only parsing tells.
        whole: Whether it is about the vocabulary alone, which is always written whole: there is
            nothing to select in it, and nothing of the sources.
        needs: The extra of this program and the library that it takes to write it.
        stem: How its file is called in a release, where its own name would not do.
    """

    title: str
    suffix: str
    media_type: str
    what: str
    judge: str
    graphs: bool = False
    apart: bool = False
    traced: bool = False
    whole: bool = False
    writer: str = ""
    checker: str = ""
    needs: tuple[str, str] | None = None
    stem: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it is several files."""
        return not self.suffix


def file_name(name: str) -> str:
    """How the file or folder of a format is called in a release.

    >>> file_name("turtle"), file_name("skos"), file_name("sssom"), file_name("csvw")
    ('airm-graph.ttl', 'skos.ttl', 'mappings.sssom.tsv', 'csvw')
    """
    stem = "airm-graph" if name in SERIALIZATIONS else FORMATS[name].stem or name
    return stem + FORMATS[name].suffix


FORMATS: dict[str, Format] = {
    "turtle": Format(
        title="Turtle",
        suffix=".ttl",
        media_type="text/turtle",
        what="the graph, subject by subject, for people and every RDF tool",
        judge="riot --validate (Apache Jena)",
        traced=True,
    ),
    "ntriples": Format(
        title="N-Triples",
        suffix=".nt",
        media_type="application/n-triples",
        what="the graph, one triple a line",
        judge="riot --validate (Apache Jena)",
        traced=True,
    ),
    "nquads": Format(
        title="N-Quads",
        suffix=".nq",
        media_type="application/n-quads",
        what="the graph with its named graphs, one quad a line; whole, the bytes of the build",
        judge="riot --validate (Apache Jena)",
        graphs=True,
        apart=True,
        traced=True,
    ),
    "trig": Format(
        title="TriG",
        suffix=".trig",
        media_type="application/trig",
        what="the graph with its named graphs, graph by graph",
        judge="riot --validate (Apache Jena)",
        graphs=True,
        apart=True,
        traced=True,
    ),
    "rdfxml": Format(
        title="RDF/XML",
        suffix=".rdf",
        media_type="application/rdf+xml",
        what="the graph, for older tools",
        judge="riot --validate (Apache Jena)",
        traced=True,
    ),
    "jsonld": Format(
        title="JSON-LD 1.1",
        suffix=".jsonld",
        media_type="application/ld+json",
        what="the graph as JSON, an object a thing, with the context written into the file",
        judge="pip install PyLD",
        traced=True,
    ),
    "skos": Format(
        title="SKOS",
        suffix=".ttl",
        media_type="text/turtle",
        what="the schemes, their concepts and the mappings between these, as SKOS alone",
        judge="pip install skosify",
        writer="skos:write_skos",
        checker="skos:check_skos",
    ),
    "sssom": Format(
        title="SSSOM TSV",
        suffix=".sssom.tsv",
        media_type="text/tab-separated-values",
        what="the mappings, negative ones and those without a type too, with metadata",
        judge="pip install sssom",
        writer="sssom.tsv:write_tsv",
        checker="sssom.checks:check_tsv",
        stem="mappings",
    ),
    "sssom-json": Format(
        title="SSSOM JSON",
        suffix=".sssom.json",
        media_type="application/json",
        what="the same as JSON",
        judge="pip install sssom",
        writer="sssom.json_file:write_json",
        checker="sssom.checks:check_json",
        stem="mappings",
    ),
    "oscal-catalog": Format(
        title="OSCAL catalog",
        suffix=".json",
        media_type="application/oscal+json",
        what="measures and requirements as controls, below their headings",
        judge="pip install compliance-trestle==5.2.0, and NIST's JSON schema",
        writer="oscal.catalog:write_catalog",
        checker="oscal.checks:check_oscal",
    ),
    "oscal-mapping": Format(
        title="OSCAL mapping collection",
        suffix=".json",
        media_type="application/oscal+json",
        what="mappings between measures and requirements of different works",
        judge="pip install compliance-trestle==5.2.0, and NIST's JSON schema",
        writer="oscal.mapping:write_mapping",
        checker="oscal.checks:check_oscal",
    ),
    "stix": Format(
        title="STIX 2.1",
        suffix=".json",
        media_type="application/stix+json",
        what="attack techniques, the measures against them, and which mitigates which",
        judge="pip install stix2-validator==3.2.0",
        apart=True,
        writer="stix.bundle:write_stix",
        checker="stix.checks:check_stix",
    ),
    "nexus": Format(
        title="AI Atlas Nexus",
        suffix="",
        media_type="application/yaml",
        what="risks, controls, taxonomies and mappings as YAML that the Nexus loads",
        judge="pip install linkml, with the schema of AI Atlas Nexus",
        writer="nexus:write_nexus",
        checker="nexus.checks:check_nexus",
    ),
    "dpv-airo": Format(
        title="DPV and AIRO",
        suffix=".ttl",
        media_type="text/turtle",
        what="the graph in the terms of DPV 2.3 and AIRO alone",
        judge="pip install pyshacl, with the shapes of AIRO",
        apart=True,
        writer="dpv_airo:write_dpv_airo",
        checker="dpv_airo:check_dpv_airo",
    ),
    "dcat": Format(
        title="DCAT-AP 3",
        suffix=".ttl",
        media_type="text/turtle",
        what="the data set, its versions, licences, distributions, counts and origin, described",
        judge="pip install pyshacl, with the shapes of DCAT-AP",
        apart=True,
        writer="metadata.dcat:write_dcat",
        checker="metadata.dcat_check:check_dcat",
    ),
    "datacite": Format(
        title="DataCite 4",
        suffix=".json",
        media_type="application/vnd.datacite.datacite+json",
        what="what a registry of DOIs asks for",
        judge="pip install datacite==1.4.1",
        apart=True,
        writer="metadata.datacite:write_datacite",
        checker="metadata.datacite_check:check_datacite",
    ),
    "lov": Format(
        title="Linked Open Vocabularies",
        suffix=".ttl",
        media_type="text/turtle",
        what="the vocabulary with what LOV and OLS ask for",
        judge="pip install pylode==3.3.4",
        apart=True,
        whole=True,
        writer="metadata.lov:write_lov",
        checker="metadata.vocabulary_check:check_lov",
    ),
    "ols": Format(
        title="Ontology Lookup Service",
        suffix=".json",
        media_type="application/json",
        what="the entry with which OLS lists the vocabulary",
        judge="OLS 4 itself, when it loads the entry",
        apart=True,
        whole=True,
        writer="metadata.ols:write_ols",
        checker="metadata.vocabulary_check:check_ols",
    ),
    "csvw": Format(
        title="CSV on the Web",
        suffix="",
        media_type="text/csv",
        what="tables of items, classifications, mappings, links and coverage, with their metadata",
        judge="pip install csvw",
        apart=True,
        writer="tables.csvw:write_csvw",
        checker="tables.checks:check_csvw",
    ),
    "parquet": Format(
        title="Parquet",
        suffix="",
        media_type="application/vnd.apache.parquet",
        what="the same tables, typed, for DuckDB, pandas and Spark",
        judge="pip install duckdb",
        apart=True,
        writer="tables.parquet:write_parquet",
        checker="tables.parquet_checks:check_parquet",
        needs=("parquet", "pyarrow"),
    ),
    "graphml": Format(
        title="GraphML",
        suffix=".graphml",
        media_type="application/graphml+xml",
        what="the network of measures, risks, works and mappings, with attributes",
        judge="pip install networkx igraph",
        writer="graphml:write_graphml",
        checker="graphml_checks:check_graphml",
    ),
    "atlas-layer": Format(
        title="ATLAS Navigator layer",
        suffix=".json",
        media_type="application/json",
        what="how the techniques of MITRE ATLAS are covered, as colours of the Navigator",
        judge="pip install jsonschema",
        writer="atlas_layer:write_layer",
        checker="atlas_layer_checks:check_layer",
    ),
    "bundle": Format(
        title="Release",
        suffix="",
        media_type="application/zip",
        what="all of the above, the vocabulary, licences, checksums and a manifest",
        judge="airm-graph verify",
        apart=True,
        traced=True,
        needs=("parquet", "pyarrow"),
    ),
}


def check_needs(name: str) -> None:
    """Refuse to begin what takes a library that is not installed.

    Raises:
        MissingExtraError: The extra of this program that brings it is not installed.
    """
    needed = FORMATS[name].needs
    if needed and find_spec(needed[1]) is None:
        raise MissingExtraError(FORMATS[name].title, *needed)


def write_file(name: str, contents: Contents, out: BinaryIO) -> None:
    """Write a format that is one file."""
    write = write_lines(name) if name in SERIALIZATIONS else _writer(name)
    cast("Callable[[Contents, BinaryIO], None]", write)(contents, out)


def write_folder(name: str, contents: Contents, folder: Path) -> None:
    """Write the files of a format into a new folder."""
    cast("Callable[[Contents, Path], None]", _writer(name))(contents, folder)


def _writer(name: str) -> object:
    module, _, function = FORMATS[name].writer.partition(":")
    return getattr(import_module(f".{module}", __package__), function)
