"""OSCAL catalogs and mapping collections hold what the graph says, and come back as they were."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from round_trips.oscal import round_trip
from small_builds import MADE, acts, built, filed, having, mapped, measure, put, work

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.errors import SourceError
from airm_graph.export.oscal.checks import check_oscal
from airm_graph.export.terms import ExportError
from airm_graph.records import (
    UNDETERMINED,
    Action,
    Description,
    Filing,
    Section,
    Source,
    Text,
)
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, BASE
from airm_graph.workspace import Build

ODD = Path(__file__).parent / "odd_texts"
SKOS = "http://www.w3.org/2004/02/skos/core#"
Object = dict[str, Any]
REQUIREMENT = "requirement-made1-Q1"


def _requirement(key: str, **more: Any) -> Filing:
    filing = filed(key, "requirement", of="framework-rules")
    return replace(filing, id=f"requirement-made1-{key}", **more)


def _section(key: str, parent: str = "") -> Section:
    above = f"section-made1-{parent}" if parent else ""
    return Section(
        id=f"section-made1-{key}", work="framework-other", parent=above, label=f"Heading {key}"
    )


def _under(key: str, heading: str) -> Description:
    return Description(
        id=measure(key), kind="measure", section=f"section-made1-{heading}", scope="", definition=""
    )


def _source() -> Source:
    source = having("works", work("rules", "Made-up rules"))(MADE)
    source = having(
        "filings",
        _requirement("Q1"),
        _requirement("Q2", part_of=REQUIREMENT),
        _requirement("Q3"),
        *(filed(key, of="framework-other") for key in ("O2", "O3")),
    )(source)
    source = having("sections", _section("1"), _section("1.1".replace(".", "_"), "1"))(source)
    source = having("descriptions", _under("O1", "1"), _under("O2", "1_1"))(source)
    source = having(
        "classifications",
        put("M1", "2.2", "category-v2", status="proposed", rationale="Perhaps; who knows?"),
        put("M2", UNDETERMINED, "actor", rationale="Nobody says."),
        put("M3", "deployer", "actor", confidence=Decimal("0.7"), rationale="It *says* so."),
    )(source)
    source = having("actions", acts("M2", "detects", "R2", "0.25"))(source)
    rules = REQUIREMENT
    return having(
        "mappings",
        mapped(measure("M1"), "skos:broadMatch", rules, confidence=Decimal("0.9")),
        mapped(measure("M2"), "airm:correspondsTo", rules),
        mapped(measure("M3"), "skos:exactMatch", rules, status="proposed"),
        mapped(measure("O1"), "skos:closeMatch", rules),
        mapped(measure("O2"), "skos:exactMatch", rules, negative=True),
        mapped(measure("O3"), "airm:correspondsTo", rules, negative=True),
        mapped(measure("O3"), "skos:narrowMatch", rules, status="disputed"),
        mapped(measure("M1"), "skos:relatedMatch", measure("M2")),
    )(source)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Made-up works, with texts that break careless writers."""
    odd = read("table", [ODD / "controls.csv", ODD / "controls.toml"], Log())
    return built(tmp_path_factory.mktemp("small"), [_source(), *odd])


@pytest.fixture(scope="module")
def files(small: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalog and the mapping collection."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("oscal-catalog", "oscal-mapping"):
        export(small, name, folder / f"{name}.json", Wish())
    return folder


def loaded(path: Path) -> Object:
    (body,) = json.loads(path.read_bytes()).values()
    return dict(body)


def controls(owner: Object) -> Iterator[Object]:
    for each in owner.get("controls", []):
        yield each
        yield from controls(each)
    for group in owner.get("groups", []):
        yield from controls(group)


def values(owner: Object, name: str) -> list[str]:
    return [each["value"] for each in owner.get("props", []) if each["name"] == name]


@pytest.fixture(scope="module")
def catalog(files: Path) -> dict[str, Object]:
    """The controls by id."""
    return {each["id"]: each for each in controls(loaded(files / "oscal-catalog.json"))}


@pytest.fixture(scope="module")
def maps(files: Path) -> dict[tuple[str, str], list[Object]]:
    """The maps by the keys of their ends."""
    found: dict[tuple[str, str], list[Object]] = {}
    for mapping in loaded(files / "oscal-mapping.json")["mappings"]:
        for each in mapping["maps"]:
            ends = tuple(values(each[end][0], "label")[0] for end in ("sources", "targets"))
            found.setdefault((ends[0], ends[1]), []).append({**each, "status": mapping["status"]})
    return found


# --- the catalog ----------------------------------------------------------------------------------


def test_every_measure_and_requirement_is_one_control(catalog: dict[str, Object]) -> None:
    keys = sorted(values(each, "label")[0] for each in catalog.values())
    odd = [f"Q{number}" for number in range(1, 10)]
    assert keys == sorted(["M1", "M2", "M3", "O1", "O2", "O3", "Q1", "Q2", "Q3", *odd])
    assert {each["class"] for each in catalog.values()} == {"measure", "requirement"}
    (m1,) = (each for id_, each in catalog.items() if id_ == "mitigation-made1-M1")
    assert values(m1, "iri") == [f"{BASE}id/mitigation-made1-M1"]


def test_groups_are_works_headings_and_categories(files: Path) -> None:
    groups = {group["id"]: group for group in loaded(files / "oscal-catalog.json")["groups"]}
    assert [group["title"] for group in groups.values()][:3] == [
        "Another framework",
        "Made-up framework",
        "Made-up rules",
    ]
    by_category = groups["framework-made"]["groups"]
    assert [group["class"] for group in by_category] == ["category", "category"]
    headed = groups["framework-other"]["groups"]
    assert [group["class"] for group in headed] == ["heading", "rest"]
    assert [group["class"] for group in headed[0]["groups"]] == ["direct", "heading"]
    assert [c["id"] for c in controls(headed[1])] == ["mitigation-made1-O3"]
    rules = groups["framework-rules"]["controls"]
    assert [[part["id"] for part in each.get("controls", [])] for each in rules] == [
        ["requirement-made1-Q2"],
        [],
    ]


def test_facets_say_who_put_a_measure_where(catalog: dict[str, Object]) -> None:
    m3 = catalog["mitigation-made1-M3"]
    (actor,) = (each for each in m3["props"] if each["name"] == "actor")
    assert actor["ns"] == AIRM.namespace
    assert (actor["value"], actor["class"]) == ("deployer", "accepted")
    assert actor["remarks"].startswith("by: agent-made; how: publisherFiling")
    assert "sure: 0.7" in actor["remarks"]
    assert actor["remarks"].endswith("It \\*says\\* so.")


def test_what_is_not_accepted_is_not_taken_for_granted(catalog: dict[str, Object]) -> None:
    m1, m2 = catalog["mitigation-made1-M1"], catalog["mitigation-made1-M2"]
    assert not values(m1, "category-v2")
    assert values(m1, "proposed.category-v2") == ["2.2"]
    assert not values(m2, "actor")
    assert values(m2, "undetermined.actor") == ["undetermined"]
    linked = {link["href"] for link in catalog["mitigation-made1-M3"]["links"]}
    assert f"#{REQUIREMENT}" not in linked


def test_links_lead_to_controls_and_to_risks(files: Path, catalog: dict[str, Object]) -> None:
    resources = {
        each["uuid"]: each
        for each in loaded(files / "oscal-catalog.json")["back-matter"]["resources"]
    }
    links = {link["rel"]: link for link in catalog["mitigation-made1-M2"]["links"]}
    assert links["related"]["href"] == f"#{REQUIREMENT}"
    assert links["related"]["text"] == "airm:correspondsTo"
    risk = resources[links["detects"]["href"][1:]]
    assert (risk["title"], values(risk, "kind")) == ("Label of R2", ["risk-source"])
    source = resources[links["source"]["href"][1:]]
    assert values(source, "licence") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    for id_ in ("mitigation-made1-O2", "mitigation-made1-O3"):  # whose mappings are denied
        assert not [link for link in catalog[id_]["links"] if link["rel"] == "related"]


# --- the mapping collection -----------------------------------------------------------------------


def test_relationships_say_what_was_said(maps: dict[tuple[str, str], list[Object]]) -> None:
    said = {
        ends: (each["relationship"], each.get("ns", ""), each["status"])
        for ends, (each,) in maps.items()
    }
    assert said == {
        ("M1", "Q1"): ("subset-of", "", "complete"),
        ("M2", "Q1"): ("correspondsTo", AIRM.namespace, "complete"),
        ("M3", "Q1"): ("equivalent-to", "", "draft"),
        ("O1", "Q1"): ("closeMatch", SKOS, "complete"),
        ("O2", "Q1"): ("NegatedPredicate", "https://w3id.org/sssom/", "complete"),
        ("O3", "Q1"): ("no-relationship", "", "complete"),
    }


def test_left_out_mappings_are_told(files: Path) -> None:
    remarks = loaded(files / "oscal-mapping.json")["metadata"]["remarks"]
    assert "1 mappings that are disputed, for which OSCAL has no word" in remarks
    assert "1 mappings that are within one work of one source" in remarks


def test_confidence_is_a_number(maps: dict[tuple[str, str], list[Object]]) -> None:
    (m1,), (m2,) = maps["M1", "Q1"], maps["M2", "Q1"]
    assert m1["confidence-score"] == {"percentage": 0.9}
    assert "confidence-score" not in m2
    assert m1["uuid"] != m2["uuid"]


def test_no_mapping_makes_no_collection(tmp_path: Path) -> None:
    build = built(tmp_path / "none", [MADE])
    with pytest.raises(ExportError, match="holds at least one mapping"):
        export(build, "oscal-mapping", tmp_path / "none.json", Wish())
    assert not (tmp_path / "none.json").exists()


# --- options and bytes ----------------------------------------------------------------------------


def test_a_framework_alone(small: Build, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    export(small, "oscal-catalog", path, Wish(frameworks=["odd"]))
    body = loaded(path)
    assert [group["id"] for group in body["groups"]] == ["framework-odd"]
    assert body["metadata"]["title"].endswith('Odd texts, "quoted" & \\<tagged>')
    assert "This is a part of the graph" in body["metadata"]["remarks"]
    assert check_oscal(path) == []


def test_names_under_another_base(small: Build, files: Path, tmp_path: Path) -> None:
    base = "https://risk.example.org/"
    for name in ("oscal-catalog", "oscal-mapping"):
        export(small, name, tmp_path / f"{name}.json", Wish(base=base))
        text = (tmp_path / f"{name}.json").read_text()
        told = f"Things that {BASE} names stand here under {base}."
        assert f"{BASE}id/" not in text.replace(told, "")
        assert check_oscal(tmp_path / f"{name}.json") == []
    moved = {each["id"]: each for each in controls(loaded(tmp_path / "oscal-catalog.json"))}
    assert moved.keys() == {each["id"] for each in controls(loaded(files / "oscal-catalog.json"))}
    assert values(moved["mitigation-made1-M1"], "iri") == [f"{base}id/mitigation-made1-M1"]


def test_same_bytes_under_any_hash_seed(small: Build, files: Path, tmp_path: Path) -> None:
    for name in ("oscal-catalog", "oscal-mapping"):
        path = tmp_path / f"{name}.json"
        command = [sys.executable, "-m", "airm_graph", "--quiet"]
        command += ["--workspace", str(small.folder.parents[1]), "export", name, "-o", str(path)]
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True
        )
        first, second = (hashlib.sha256(p.read_bytes()) for p in (files / path.name, path))
        assert first.hexdigest() == second.hexdigest()


# --- back again -----------------------------------------------------------------------------------


def test_odd_texts_come_back(files: Path) -> None:
    (odd,) = read("table", [ODD / "controls.csv", ODD / "controls.toml"], Log())
    log = Log()
    back = {s.about.title: s for s in read("oscal", [files / "oscal-catalog.json"], log)}
    (again,) = (s for title, s in back.items() if title == 'Odd texts, "quoted" & <tagged>')
    assert log.summary()["refused"] == 0
    assert {f.source_key: f.label for f in again.filings} == {
        f.source_key: f.label for f in odd.filings
    }

    def words(source: Source) -> dict[str, str]:
        keys = {filing.id: filing.source_key for filing in source.filings}
        return {keys[t.id]: t.words for t in source.texts if t.property == "definition"}

    assert words(again) == words(odd)
    assert len(words(odd)) == 9
    assert (again.about.licence, again.about.rights) == (odd.about.licence, odd.about.rights)


def test_everything_about_measures_comes_back(small: Build, tmp_path: Path) -> None:
    kept = round_trip(small, tmp_path)
    lossless = (
        *("measures", "requirements", "headings", "definitions"),
        *("links from measures to risks", "ways in which measures act"),
        *("mappings with a type", "mappings without a type", "negative mappings"),
        *("classifications", "who classified, when and how sure"),
    )
    for kind in lossless:
        assert kept[kind][0] == kept[kind][1] > 0, kind
    assert kept["risks"] == (3, 2)  # nothing acts on the third


def test_exports_can_be_imported_beside_the_original(small: Build, files: Path) -> None:
    paths = [files / "oscal-catalog.json", files / "oscal-mapping.json"]
    sources = [source for path in paths for source in read("oscal", [path], Log())]
    odd = read("table", [ODD / "controls.csv", ODD / "controls.toml"], Log())
    both = built(small.folder.parents[1].with_name("both"), [_source(), *odd, *sources])
    graphs = both.manifest["graphs"]
    ours = [name for name in graphs if "ai_risk_management" in name]
    assert len(ours) == 3


def _spoil(path: Path, change: Callable[[Object], Any], to: Path) -> list[str]:
    document = json.loads(path.read_bytes())
    change(next(iter(document.values())))
    to.write_text(json.dumps(document), encoding="utf-8")
    return check_oscal(to)


CATALOG_FAULTS: dict[str, tuple[Callable[[Object], Any], str]] = {
    "no uuid": (lambda body: body.pop("uuid"), "has no uuid"),
    "no title": (lambda body: body["metadata"].pop("title"), "state no title"),
    "another version": (
        lambda body: body["metadata"].update({"oscal-version": "1.0.0"}),
        "is OSCAL 1.0.0; expected 1.2.1",
    ),
    "two of one id": (
        lambda body: next(controls(body)).update(id=list(controls(body))[1]["id"]),
        "expected one",
    ),
    "no token": (lambda body: next(controls(body)).update(id="1 a"), "no token"),
    "two of one uuid": (
        lambda body: body["back-matter"]["resources"][0].update(uuid=body["uuid"]),
        "things have the uuid",
    ),
    "no UUID": (lambda body: body.update(uuid="1"), "is no UUID"),
    "a link to nowhere": (
        lambda body: next(controls(body))["links"].append({"href": "#nowhere"}),
        "links to #nowhere",
    ),
    "a role that nobody defines": (
        lambda body: body["metadata"].update(roles=[]),
        "the metadata do not define",
    ),
    "a party that nobody describes": (
        lambda body: body["metadata"].update(parties=[]),
        "the metadata do not describe",
    ),
    "groups and controls": (
        lambda body: body["groups"][0].update(controls=list(controls(body))[-1:]),
        "has groups and controls",
    ),
    "an empty group": (lambda body: body["groups"].append({"title": "A"}), "is empty"),
    "white space": (
        lambda body: next(controls(body))["props"][0].update(value=" a"),
        "white space at its ends",
    ),
}


@pytest.mark.parametrize("name", CATALOG_FAULTS)
def test_faults_of_catalogs_are_seen(files: Path, tmp_path: Path, name: str) -> None:
    change, words = CATALOG_FAULTS[name]
    said = _spoil(files / "oscal-catalog.json", change, tmp_path / "oscal-catalog.json")
    assert any(words in each for each in said), said


def _map(body: Object) -> Object:
    return dict.__getitem__(body["mappings"][0], "maps")[0]  # type: ignore[no-any-return]


MAPPING_FAULTS: dict[str, tuple[Callable[[Object], Any], str]] = {
    "a control that is not there": (
        lambda body: _map(body)["sources"][0].update({"id-ref": "nowhere"}),
        "'nowhere', which is no control",
    ),
    "a resource that is not there": (
        lambda body: body["mappings"][0]["source-resource"].update(href="#nowhere"),
        "links to #nowhere",
    ),
    "no resource": (
        lambda body: body["mappings"][0].pop("source-resource"),
        "has no source-resource with an href",
    ),
    "an unknown word": (
        lambda body: [_map(body).pop("ns", ""), _map(body).update(relationship="like")],
        "has the relationship 'like'",
    ),
    "what contradicts itself": (
        lambda body: [
            body["mappings"][0]["maps"].append({**_map(body), "relationship": word, "ns": ""})
            for word in ("equal-to", "no-relationship")
        ],
        "have no relationship, and yet equal-to",
    ),
}


@pytest.mark.parametrize("name", MAPPING_FAULTS)
def test_faults_of_collections_are_seen(files: Path, tmp_path: Path, name: str) -> None:
    change, words = MAPPING_FAULTS[name]
    (tmp_path / "oscal-catalog.json").write_bytes((files / "oscal-catalog.json").read_bytes())
    said = _spoil(files / "oscal-mapping.json", change, tmp_path / "oscal-mapping.json")
    assert any(words in each for each in said), said


@pytest.mark.parametrize("name", ["oscal-catalog", "oscal-mapping"])
def test_good_files_have_no_fault_and_cut_off_ones_do(
    files: Path, tmp_path: Path, name: str
) -> None:
    assert check_oscal(files / f"{name}.json") == []
    cut = tmp_path / f"{name}.json"
    cut.write_bytes((files / f"{name}.json").read_bytes()[:5000])
    assert "is not JSON" in check_oscal(cut)[0]
    cut.write_text("[]")
    assert "expected one of them as root" in check_oscal(cut)[0]


HOSTILE: list[Any] = [None, 7, "", "x" * 2000, [], {}, [[]], [{"name": 1, "value": []}]]


@pytest.mark.parametrize("name", ["oscal-catalog", "oscal-mapping"])
def test_whoever_claims_to_be_us_cannot_break_the_reader(
    files: Path, tmp_path: Path, name: str
) -> None:
    """Every kind of value in turn is replaced by another kind; reading says so or goes on."""
    whole = (files / f"{name}.json").read_text()
    keys = sorted({key for each in _all_objects(json.loads(whole)) for key in each})
    path = tmp_path / f"{name}.json"
    for number, key in enumerate(keys):
        document = json.loads(whole)
        for owner in _all_objects(document):
            if key in owner and key not in ("catalog", "mapping-collection", "metadata"):
                owner[key] = HOSTILE[number % len(HOSTILE)]
        path.write_text(json.dumps(document))
        try:
            found = read("oscal", [path], Log())
        except SourceError:
            continue
        assert all(source.about.id for source in found)


def _all_objects(value: Any) -> list[Object]:
    if isinstance(value, dict):
        return [value, *(o for inner in list(value.values()) for o in _all_objects(inner))]
    return [o for inner in value for o in _all_objects(inner)] if isinstance(value, list) else []


def test_actions_keep_their_way_and_confidence(files: Path) -> None:
    sources = read("oscal", [files / "oscal-catalog.json"], Log())
    said = {
        (action.relation, action.confidence)
        for source in sources
        for action in source.actions
        if isinstance(action, Action)
    }
    assert said == {("reduces", Decimal("0.8")), ("detects", Decimal("0.25"))}
    assert all(isinstance(text, Text) for source in sources for text in source.texts)
