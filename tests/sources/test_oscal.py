"""OSCAL: the published samples, and made-up documents with the defects that real ones have."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.oscal import read
from airm_graph.sources.oscal.prose import LONGEST

SHARED = Path(__file__).parents[3] / "shared" / "data"
BASIC = SHARED / "nist-oscal"
MAPPINGS = SHARED / "oscal-mapping-examples"
with_basic = pytest.mark.skipif(not BASIC.is_dir(), reason="the OSCAL sample is not here")
with_mappings = pytest.mark.skipif(not MAPPINGS.is_dir(), reason="the mappings are not here")

NEWS = "mapping 1 map 1"
Json = dict[str, Any]


def metadata(title: str, **more: Any) -> Json:
    day = "2026-05-04T10:00:00Z"
    return {
        "title": title,
        "version": "2.0",
        "last-modified": day,
        "oscal-version": "1.2.1",
        **more,
    }


def control(id_: str, **more: Any) -> Json:
    return {"id": id_, "title": f"Title of {id_}", **more}


def catalog(*controls: Json, **more: Any) -> Json:
    group = {"id": "ac", "title": "Access", "controls": list(controls)}
    body = {"uuid": "cat-1", "metadata": metadata("Pet Care"), "groups": [group]}
    return {"catalog": {**body, **more}}


def written(tmp_path: Path, name: str, content: Json) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(content))
    return path


def one(tmp_path: Path, content: Json) -> tuple[Source, Log]:
    log = Log()
    (source,) = read([written(tmp_path, "document.json", content)], log)
    return source, log


def said(log: Log) -> list[tuple[str, str]]:
    return [(defect.place, defect.what) for defect in log.defects]


def words(source: Source, key: str, property_: str = "definition") -> str:
    ids = {filing.source_key: filing.id for filing in source.filings}
    found = {(text.id, text.property): text.words for text in source.texts}
    return found[ids[key], property_]


def statement(prose: str, **more: Any) -> list[Json]:
    return [{"id": "x_smt", "name": "statement", "prose": prose, **more}]


# --- catalogs -------------------------------------------------------------------------------------


def count(owner: Any, name: str) -> int:
    if isinstance(owner, dict):
        return len(owner.get(name, [])) + sum(count(value, name) for value in owner.values())
    return sum(count(value, name) for value in owner) if isinstance(owner, list) else 0


@with_basic
def test_the_sample_catalog() -> None:
    content = json.loads((BASIC / "basic-catalog.json").read_text(encoding="utf-8"))
    log = Log()
    (source,) = read([BASIC], log)
    assert len(source.filings) == count(content, "controls") == 4
    assert len(source.sections) == count(content, "groups") == 4
    assert log.summary() == {"read": 8, "kept": 8, "mended": 0, "refused": 0}
    assert [filing.source_key for filing in source.filings] == [
        "S1.1.1",
        "S1.1.2",
        "S2.1.1",
        "S2.1.2",
    ]
    assert {filing.kind for filing in source.filings} == {"requirement"}
    headings = {section.id: section for section in source.sections}
    assert [headings[d.section].label for d in source.descriptions[::2]] == [
        "Internal Organization",
        "Business requirements of access control",
    ]
    assert all(headings[d.section].parent in headings for d in source.descriptions)
    # A choice, and a parameter within it.
    spelled = words(source, "S1.1.1")
    assert "[Selection (one or more): initiating a device lock after [Assignment:" in spelled
    assert "{{" not in "".join(text.words for text in source.texts)
    assert source.about.type == "Framework"
    assert (source.about.version, source.about.issued) == ("1.1", "2024-02-01")
    (work,) = source.works
    assert (work.id, work.kind, work.year) == (source.about.of, "catalogue", "2024")
    refused = "is an OSCAL component-definition; expected a catalog, profile or mapping-collection"
    assert ("metadata", f"{refused}; left out") in said(log)
    assert ("control s1.1.1", "the text links to nothing in the document") in said(log)
    assert read([BASIC], Log()) == [source]
    with pytest.raises(SourceError, match=refused):
        read([BASIC / "example-component-definition.json"], Log())


def test_enhancements_links_and_withdrawn_controls(tmp_path: Path) -> None:
    links = [
        {"href": "#ac-2", "rel": "related"},
        {"href": "#ac-2_smt.a", "rel": "required"},
        {"href": "#book", "rel": "reference"},
        {"href": "#ac-9", "rel": "related"},
        {"href": "#ac-1", "rel": "related"},
        {"href": "https://example.org/", "rel": "reference"},
    ]
    part = {"id": "ac-2_smt", "name": "statement", "parts": [{"id": "ac-2_smt.a", "name": "item"}]}
    gone = control("ac-3", props=[{"name": "status", "value": "withdrawn"}])
    inner = control("ac-1.1", parts=[{"name": "guidance", "prose": "See [more](#nowhere)."}])
    source, log = one(
        tmp_path,
        catalog(
            control("ac-1", links=links, controls=[inner]),
            control("ac-2", parts=[part]),
            gone,
            **{"back-matter": {"resources": [{"uuid": "book"}]}},
        ),
    )
    filings = {filing.source_key: filing for filing in source.filings}
    assert filings["AC-1.1"].part_of == filings["AC-1"].id
    assert (filings["AC-3"].status, filings["AC-3"].note) == (
        "superseded",
        "Withdrawn by its publisher.",
    )
    assert filings["AC-3"].id not in {description.id for description in source.descriptions}
    (mapping,) = source.mappings
    assert (mapping.subject, mapping.object) == (filings["AC-1"].id, filings["AC-2"].id)
    assert (mapping.predicate, mapping.comment) == ("airm:correspondsTo", "related, required")
    assert said(log)[1:] == [
        ("control ac-1", "the link 'related' leads nowhere; left out"),
        ("control ac-1", "the link 'related' leads to the control itself"),
        ("control ac-1.1", "the text links to nothing in the document"),
        ("control ac-3", "withdrawn by its publisher; kept as superseded"),
    ]
    assert words(source, "AC-1.1", "note") == "See [more](#nowhere)."


def test_labels_values_and_choices_are_put_into_the_text(tmp_path: Path) -> None:
    params = [
        {"id": "p1", "label": "who"},
        {"id": "p2", "values": ["daily", "weekly"]},
        {"id": "p3", "select": {"choice": ["once", "after {{ p1 }}"]}},
    ]
    items = [
        {
            "name": "item",
            "props": [{"name": "label", "value": "a."}],
            "prose": "{{ insert: param, p3 }}",
        },
        {"name": "item", "prose": "{{insert:param,p4}}"},
    ]
    prose = "{{ insert: param, p1 }} brushes {{ insert: param, p2 }}."
    source, log = one(
        tmp_path, catalog(control("ac-1", params=params, parts=statement(prose, parts=items)))
    )
    assert words(source, "AC-1").split("\n") == [
        "[Assignment: who] brushes daily, weekly.",
        "a. [Selection: once; after [Assignment: who]]",
        "[Assignment: p4]",
    ]
    what = "the text inserts a parameter that is nowhere defined"
    assert said(log)[1:] == [("control ac-1", what)]


def test_parameters_that_insert_each_other_end(tmp_path: Path) -> None:
    params = [
        {"id": "a", "values": ["x {{ insert: param, b }}"]},
        {"id": "b", "values": ["y {{ insert: param, a }}"]},
    ]
    body = control("ac-1", params=params, parts=statement("{{ insert: param, a }}"))
    source, log = one(tmp_path, catalog(body))
    assert words(source, "AC-1") == "x y [Assignment: a]"
    assert said(log)[1:] == [("control ac-1", "parameters that insert each other")]


def test_parameters_that_multiply_each_other_are_cut_off(tmp_path: Path) -> None:
    params = [{"id": f"p{n}", "values": [f"{{{{ p{n + 1} }}}} " * 10]} for n in range(40)]
    params.append({"id": "p40", "values": ["ten"]})
    source, log = one(
        tmp_path, catalog(control("ac-1", params=params, parts=statement("{{ p0 }}")))
    )
    assert len(words(source, "AC-1")) <= LONGEST
    assert any("cut off" in what for _, what in said(log))


DAMAGED: dict[str, tuple[Json, str, str]] = {
    "id twice": (catalog(control("ac-1"), control("AC-1")), "refused", "the id stands twice"),
    "no id": (catalog(control("ac-1"), {"title": "X"}), "refused", "a control needs an id"),
    "an id of signs": (catalog(control("ac-1"), control("§§")), "refused", "a control needs an id"),
    "no title": (catalog({"id": "ac-1"}), "kept", "the control has no title"),
    "no object": (catalog(control("ac-1"), "oops"), "refused", "is no object"),  # type: ignore[arg-type]
    "keys alike": (catalog(control("a.1"), control("a_1")), "kept", "looks the same in ours"),
    "no metadata": (catalog(control("ac-1"), metadata=None), "kept", "states no last-modified"),
    "metadata a list": (catalog(control("ac-1"), metadata=["x"]), "kept", "states no title"),
    "no controls": (catalog(groups=[]), "kept", "the catalog has no controls"),
    "groups a text": (catalog(groups="x", controls=[control("a")]), "refused", "is no object"),
    "one object for a list": (catalog(groups={"id": "g", "controls": control("a")}), "kept", ""),
    "a group twice": (
        catalog(groups=[{"id": "g", "controls": [control("a")]}, {"id": "g", "title": "G"}]),
        "kept",
        "the group's id is taken",
    ),
    "a group without a name": (
        catalog(groups=[{"controls": [control("a")]}]),
        "refused",
        "a group",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_catalog_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    content, outcome, what = DAMAGED[name]
    source, log = one(tmp_path, content)
    assert any(what in found for _, found in said(log)), said(log)
    assert (log.summary()["refused"] > 0) == (outcome == "refused")
    assert len({filing.id for filing in source.filings}) == len(source.filings)
    assert bool(source.filings) == (name != "no controls")


def test_the_publisher_is_who_the_roles_say(tmp_path: Path) -> None:
    parties = [
        {"uuid": "u1", "type": "organization", "name": "Owners Ltd"},
        {"uuid": "u2", "type": "person", "name": "Ada", "links": [{"href": "https://example.org"}]},
    ]
    roles = [{"role-id": "contact", "party-uuids": ["u1"]}]
    roles.append({"role-id": "creator", "party-uuids": ["u2", "u9"]})
    more = {"parties": parties, "responsible-parties": roles}
    licence = {"rel": "license", "href": "https://example.org/licence"}
    about = metadata("Pet Care", links=[licence], **more)
    source, log = one(tmp_path, catalog(control("a"), metadata=about))
    assert [(a.id, a.type, a.address) for a in source.agents] == [
        ("agent-ada", "Person", "https://example.org")
    ]
    assert source.about.licence == "https://example.org/licence"
    assert source.about.agent == "agent-ada"
    assert log.defects == []


def test_sp_800_53_is_the_work_that_others_refer_to(tmp_path: Path) -> None:
    titles = [
        "NIST Special Publication 800-53 Revision 5",
        "Electronic Version of NIST SP 800-53 Rev 5",
    ]
    for title in titles:
        source, _ = one(tmp_path, catalog(control("ac-1"), metadata=metadata(title)))
        assert source.about.of == "framework-sp800-53"
        assert source.filings[0].source_key == "AC-1"
    source, _ = one(tmp_path, catalog(control("a"), metadata=metadata("NIST SP 800-53A Rev 5")))
    assert source.about.of == "framework-nist-sp-800-53a-rev-5"


def test_yaml_is_read_like_json(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(json.dumps(catalog(control("ac-1"))))  # JSON is YAML
    (from_yaml,) = read([path], Log())
    from_json, _ = one(tmp_path, catalog(control("ac-1")))
    assert [f.id for f in from_yaml.filings] == [f.id for f in from_json.filings]


# --- profiles -------------------------------------------------------------------------------------


def profile(*imports: Json, **more: Any) -> Json:
    body = {"uuid": "pro-1", "metadata": metadata("Small Pets"), "imports": list(imports)}
    return {"profile": {**body, **more}}


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    enhanced = control("ac-2", controls=[control("ac-2.1", controls=[control("ac-2.1.1")])])
    param = {"id": "ac-1_prm_1", "label": "a time"}
    first = control("ac-1", params=[param], parts=statement("At {{ insert: param, ac-1_prm_1 }}."))
    return written(tmp_path, "catalog.json", catalog(first, enhanced, control("si-1")))


def resolved(tmp_path: Path, pets: Path, content: Json) -> tuple[Source, Log]:
    log = Log()
    found = read([written(tmp_path, "profile.json", content), pets], log)
    return next(source for source in found if source.about.title == "Small Pets"), log


SELECTIONS: list[tuple[Json, list[str]]] = [
    ({"include-all": {}}, ["AC-1", "AC-2", "AC-2.1", "AC-2.1.1", "SI-1"]),
    ({}, ["AC-1", "AC-2", "AC-2.1", "AC-2.1.1", "SI-1"]),
    ({"include-controls": [{"with-ids": ["ac-1", "ac-2"]}]}, ["AC-1", "AC-2"]),
    (
        {"include-controls": [{"with-ids": ["ac-2"], "with-child-controls": "yes"}]},
        ["AC-2", "AC-2.1", "AC-2.1.1"],
    ),
    ({"include-controls": [{"matching": [{"pattern": "ac-?"}]}]}, ["AC-1", "AC-2"]),
    (
        {"include-all": {}, "exclude-controls": [{"matching": [{"pattern": "ac-*"}]}]},
        ["SI-1"],
    ),
]


@pytest.mark.parametrize(("selection", "keys"), SELECTIONS)
def test_a_profile_selects(tmp_path: Path, pets: Path, selection: Json, keys: list[str]) -> None:
    source, log = resolved(tmp_path, pets, profile({"href": "./catalog.json", **selection}))
    assert [filing.source_key for filing in source.filings] == keys
    assert source.about.of == "framework-small-pets"
    assert source.works[0].kind == "profile"
    assert [(m.subject, m.predicate, m.object, m.object_version) for m in source.mappings] == [
        (filing.id, "skos:exactMatch", f"framework-pet-care:{filing.source_key}", "2.0")
        for filing in source.filings
    ]
    assert log.summary()["refused"] == 0


def test_a_profile_tailors(tmp_path: Path, pets: Path) -> None:
    asked = {"with-ids": ["ac-1", "ac-2", "ac-9"]}
    modify = {
        "set-parameters": [
            {"param-id": "ac-1_prm_1", "values": ["noon"]},
            {"param-id": "zz-1_prm_1", "values": ["never"]},
        ],
        "alters": [
            {"control-id": "ac-2", "adds": [{"parts": statement("More.")}]},
            {"control-id": "si-1", "removes": [{"by-name": "item"}]},
        ],
    }
    imports = {"href": "#res", "include-controls": [asked]}
    matter = {"resources": [{"uuid": "res", "rlinks": [{"href": "../catalog.json"}]}]}
    content = profile(imports, modify=modify, **{"back-matter": matter})
    source, log = resolved(tmp_path, pets, content)
    assert words(source, "AC-1") == "At noon."
    assert [(m.object[-4:], m.predicate, m.comment) for m in source.mappings] == [
        ("AC-1", "skos:closeMatch", "The profile tailors it: sets parameters."),
        ("AC-2", "skos:closeMatch", "The profile tailors it: adds."),
    ]
    places = dict(said(log))
    assert places["import 1 ac-9"] == "the imported document has no such control"
    assert "no imported control has" in places["parameter zz-1_prm_1"]
    assert log.summary()["refused"] == 1


def test_a_profile_without_its_catalog_keeps_the_names(tmp_path: Path) -> None:
    chosen = {"include-controls": [{"with-ids": ["ac-1", "ac-2"]}]}
    href = "https://example.org/NIST_SP-800-53_rev5_catalog.json"
    everything = {"href": "other/FancyPets/catalog.json", "include-all": {}}
    source, log = one(tmp_path, profile({"href": href, **chosen}, everything))
    assert [(m.predicate, m.object) for m in source.mappings] == [
        ("skos:exactMatch", "framework-sp800-53:AC-1"),
        ("skos:exactMatch", "framework-sp800-53:AC-2"),
    ]
    assert [filing.label for filing in source.filings] == ["AC-1", "AC-2"]
    assert ("import 2", "what it selects can only be known from the document it imports") in said(
        log
    )


def test_profiles_may_import_profiles_but_not_themselves(tmp_path: Path, pets: Path) -> None:
    middle = profile({"href": "catalog.json", "include-controls": [{"with-ids": ["ac-1", "si-1"]}]})
    middle["profile"] |= {"uuid": "pro-2", "metadata": metadata("Middle")}
    written(tmp_path, "middle.json", middle)
    top = profile({"href": "middle.json", "exclude-controls": [{"with-ids": ["si-1"]}]})
    written(tmp_path, "top.json", top)
    found = {source.about.title: source for source in read([tmp_path], Log())}
    assert [filing.source_key for filing in found["Small Pets"].filings] == ["AC-1"]
    assert [filing.source_key for filing in found["Middle"].filings] == ["AC-1", "SI-1"]
    log = Log()
    written(
        tmp_path,
        "middle.json",
        {"profile": {**middle["profile"], "imports": [{"href": "top.json"}]}},
    )
    found = {source.about.title: source for source in read([tmp_path], log)}
    assert found["Small Pets"].filings == ()
    assert any("the profile imports itself" in what for _, what in said(log))


# --- mapping collections --------------------------------------------------------------------------


@with_mappings
def test_the_sample_mapping_collections() -> None:
    log = Log()
    soc2, simple = read([MAPPINGS], log)
    assert log.summary() == {"read": 5, "kept": 5, "mended": 0, "refused": 0}
    (mapping,) = simple.mappings
    assert (mapping.subject, mapping.object) == ("framework-bar:AC-1", "framework-cat:AC-2")
    assert (mapping.predicate, mapping.status) == ("skos:broadMatch", "proposed")
    # Four maps, each of a control to statements of two controls: nothing follows for one pair.
    assert [(m.subject, m.object) for m in soc2.mappings] == [
        (f"framework-soc2:{source}", f"framework-fedramp-rev5-high:{target}")
        for source in ("D4", "D7", "E8", "E9")
        for target in ("RA-5", "SI-2")
    ]
    assert {mapping.predicate for mapping in soc2.mappings} == {"airm:correspondsTo"}
    assert "d4 subset-of ra-5_smt.a ra-5_smt.b" in soc2.mappings[0].comment
    assert (soc2.about.type, soc2.about.issued) == ("Compilation", "2023-05-23")
    unknown = {(d.path, d.value) for d in log.defects if "OSCAL has" in d.what}
    assert {value for _, value in unknown} == {"manual", "published"}


def collection(*maps: Json, **provenance: Any) -> Json:
    stated = {"method": "human", "matching-rationale": "semantic", "status": "complete"}
    pair = {
        "source-resource": {"type": "catalog", "href": "x/Dogs/catalog.json"},
        "target-resource": {"type": "catalog", "href": "x/Cats.json"},
        "maps": list(maps),
    }
    body = {"metadata": metadata("Dogs to Cats"), "provenance": {**stated, **provenance}}
    return {"mapping-collection": {**body, "mappings": [pair]}}


def items(names: str) -> Iterator[Json]:
    for name in names.split():
        yield {"type": "statement" if "_smt" in name else "control", "id-ref": name}


def related(relation: str, sources: str, targets: str, **more: Any) -> Json:
    ends = {"sources": list(items(sources)), "targets": list(items(targets))}
    return {"uuid": "m", "relationship": relation, **ends, **more}


PAIRS: list[tuple[str, str, str, list[str]]] = [
    ("equal-to", "a", "x", ["exactMatch"]),
    ("equivalent-to", "a", "x", ["exactMatch"]),
    ("subset-of", "a", "x", ["broadMatch"]),
    ("superset-of", "a", "x", ["narrowMatch"]),
    ("intersects-with", "a", "x", ["intersectsWith"]),
    ("no-relationship", "a b", "x", ["relatedMatch", "relatedMatch"]),
    # What is said of sets: each part of what is within the whole is, too.
    ("subset-of", "a b", "x", ["broadMatch", "broadMatch"]),
    ("subset-of", "a", "x y", ["correspondsTo", "correspondsTo"]),
    ("superset-of", "a", "x y", ["narrowMatch", "narrowMatch"]),
    ("equal-to", "a", "x y", ["narrowMatch", "narrowMatch"]),
    ("equal-to", "a b", "x", ["broadMatch", "broadMatch"]),
    ("intersects-with", "a", "x y", ["correspondsTo", "correspondsTo"]),
    # A statement is a part of its control.
    ("equal-to", "a", "x_smt.a", ["broadMatch"]),
    ("equal-to", "a_smt.a", "x", ["narrowMatch"]),
    ("subset-of", "a", "x_smt.a x_smt.b", ["broadMatch"]),
    ("subset-of", "a_smt", "x", ["intersectsWith"]),
    ("superset-of", "a", "x_smt", ["intersectsWith"]),
    ("intersects-with", "a_smt", "x_smt", ["intersectsWith"]),
    ("no-relationship", "a", "x_smt.a", ["relatedMatch"]),
    ("gap", "a", "x", ["correspondsTo"]),
]


@pytest.mark.parametrize(("relation", "sources", "targets", "predicates"), PAIRS)
def test_what_follows_for_a_pair(
    tmp_path: Path, relation: str, sources: str, targets: str, predicates: list[str]
) -> None:
    source, log = one(tmp_path, collection(related(relation, sources, targets)))
    assert [m.predicate.partition(":")[2] for m in source.mappings] == predicates
    assert {m.negative for m in source.mappings} == {relation == "no-relationship"}
    assert {m.subject.partition(":")[0] for m in source.mappings} == {"framework-dogs"}
    untyped = "correspondsTo" in predicates
    assert any(place == NEWS for place, _ in said(log)) == untyped
    if relation == "no-relationship" and "_smt" in targets:
        assert source.mappings[0].object == "framework-cats:X_SMT.A"


def test_provenance_and_confidence(tmp_path: Path) -> None:
    maps = [
        related("equal-to", "a", "x", **{"confidence-score": {"percentage": 0.8}}),
        related("equal-to", "b", "x", **{"confidence-score": {"percentage": "40%"}}),
        related("equal-to", "c", "x", **{"confidence-score": {"category": "high"}}),
        related("equal-to", "d", "x", **{"confidence-score": {"percentage": 7}}),
        related("equal-to", "a", "x", **{"confidence-score": {"percentage": 0.8}}),
        related("equal-to", "e", "x", ns="https://example.org/mine"),
        related("equal-to", "f", ""),
    ]
    content = collection(
        *maps, method="automation", status="draft", **{"matching-rationale": "functional"}
    )
    source, log = one(tmp_path, content)
    assert [(m.subject[-1], m.confidence, m.machine_made, m.status) for m in source.mappings] == [
        ("A", Decimal("0.8"), True, "proposed"),
        ("B", Decimal("0.4"), True, "proposed"),
        ("C", None, True, "proposed"),
        ("D", None, True, "proposed"),
        ("E", None, True, "proposed"),
    ]
    assert source.mappings[4].predicate == "airm:correspondsTo"
    assert source.mappings[0].comment == "functional matching"
    assert dict(said(log)[1:]) == {
        "mapping 1 map 4": "the confidence is no number between 0 and 1; left out",
        "mapping 1 map 5": "one of its pairs was said before in the same way; said once",
        "mapping 1 map 6": "the relationship is unknown; kept as a correspondence without a type",
        "mapping 1 map 7": "a map needs sources and targets",
    }
    assert log.summary() == {"read": 7, "kept": 6, "mended": 0, "refused": 1}


def test_mappings_find_the_catalogs_given_with_them(tmp_path: Path) -> None:
    for name, title in (("Dogs", "All Dogs"), ("Other", "All Cats")):
        (tmp_path / "x" / name).mkdir(parents=True)
        body = catalog(control("a"), uuid=f"uuid-{name}", metadata=metadata(title))
        written(tmp_path / "x" / name, "catalog.json", body)
    content = collection(related("equal-to", "a", "a"))
    content["mapping-collection"]["mappings"][0]["target-resource"]["href"] = "#uuid-Other"
    written(tmp_path, "map.json", content)
    found = read([tmp_path], Log())
    (mapping,) = found[-1].mappings
    assert (mapping.subject, mapping.object) == ("framework-all-dogs:A", "framework-all-cats:A")
    assert (mapping.subject_version, mapping.object_version) == ("2.0", "2.0")


# --- what is none of these ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.json", "[]", "is no OSCAL document"),
        ("x.json", '{"risks": 1}', r"is no OSCAL document \(risks\)"),
        ("x.json", '{"catalog": []}', "its catalog is no object"),
        ("x.json", '{"assessment-plan": {}}', "is an OSCAL assessment-plan; expected a catalog"),
        ("x.json", "{", "is not JSON"),
        ("x.json", '{"catalog": ' + '{"groups": [' * 200, "is nested more than 100 levels"),
        ("x.yaml", "catalog: [", "is not YAML"),
    ],
)
def test_other_files_are_refused_in_one_line(
    tmp_path: Path, name: str, content: str, what: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(SourceError, match=what) as raised:
        read([path], Log())
    assert "\n" not in str(raised.value)
    with pytest.raises(SourceError, match="holds no OSCAL catalog, profile or mapping-collection"):
        read([tmp_path], Log())


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    paths = [written(tmp_path, name, catalog(control("a"))) for name in ("a.json", "b.json")]
    with pytest.raises(SourceError, match=r"another document is also 'Pet Care', version 2\.0"):
        read(paths, Log())
