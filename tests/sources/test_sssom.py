"""SSSOM mapping sets: real ones with their known defects, and made-up ones with every other."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import Mapping
from airm_graph.sources.log import Log
from airm_graph.sources.sssom import read, read_rows

SHARED = Path(__file__).parents[3] / "shared" / "data"
NEXUS = SHARED / "ai-atlas-nexus" / "mappings"
ASAGO = SHARED / "asago-policy-mapper" / "risk_to_category.sssom.tsv"
with_nexus = pytest.mark.skipif(not NEXUS.is_dir(), reason="the AI Atlas Nexus is not here")
with_asago = pytest.mark.skipif(not ASAGO.is_file(), reason="the policy mapper is not here")

META = (
    "#mapping_set_id: https://example.org/sets/pets.sssom.tsv\n"
    "#mapping_set_title: Pets and other animals\n"
    "#mapping_set_version: 1.10\n"
    "#license: https://creativecommons.org/licenses/by/4.0/\n"
    "#creator_label:\n#  - Ada\n#  - Ben\n"
    "#curie_map:\n"
    "#  pet: https://example.org/pet/\n"
    "#  wild: https://example.org/wild/\n"
    "#  stage: https://w3id.org/airm-graph/facet/stage/\n"
    "#  own: https://example.org/own#\n"
)
COLUMNS = ["subject_id", "predicate_id", "object_id", "mapping_justification", "confidence"]
MANUAL = "semapv:ManualMappingCuration"


def made(tmp_path: Path, *rows: str, columns: list[str] = COLUMNS, meta: str = META) -> Path:
    path = tmp_path / "pets.sssom.tsv"
    lines = [" ".join(columns), *rows]
    body = "\n".join(line.replace(" ", "\t").replace("_ _", "\t\t") for line in lines)
    path.write_text(f"{meta}{body}\n", encoding="utf-8")
    return path


def one(tmp_path: Path, row: str, columns: list[str] = COLUMNS) -> tuple[Mapping, list[str]]:
    log = Log()
    (source,) = read([made(tmp_path, row, columns=columns)], log)
    (mapping,) = source.mappings
    return mapping, [defect.what for defect in log.defects]


# --- real files -----------------------------------------------------------------------------------


@with_nexus
def test_the_nexus_files_are_read_row_for_row() -> None:
    log = Log()
    sources = read([NEXUS], log)
    assert log.summary() == {"read": 2532, "kept": 2511, "mended": 18, "refused": 3}
    assert len(sources) == 16
    assert len({source.about.id for source in sources}) == 16
    mappings = [mapping for source in sources for mapping in source.mappings]
    assert len(mappings) == 2532 - 3
    assert sum(mapping.negative for mapping in mappings) == 44
    predicates = Counter(mapping.predicate for mapping in mappings)
    assert predicates["skos:exactMatch"] == 19
    assert predicates["skos:narrowMatch"] == 28
    assert predicates["skos:relatedMatch"] == 1179
    assert sum(n for name, n in predicates.items() if name.endswith("isCategorizedAs")) == 820
    # 412 by a language model, 181 by similarity, 4 by their words
    assert sum(mapping.machine_made for mapping in mappings) == 597
    assert sources == read([NEXUS], Log())


@with_nexus
def test_the_defects_of_the_nexus_files_are_those_that_sssom_py_finds() -> None:
    log = Log()
    read([NEXUS], log)
    unknown: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for defect in log.defects:
        rows = int(defect.what.rpartition("(")[2].split()[0]) if "(" in defect.what else 1
        if "no such justification" in defect.what:
            unknown[defect.path] += rows
        if "similarity_score" in defect.what:
            scores[defect.path] += rows
    # The figures of ``sssom validate``: two errors per unknown justification, one per score.
    errors = {name: 2 * unknown[name] + scores[name] for name in unknown}
    assert errors == {
        "ailuminate-v1.0.sssom.tsv": 316,
        "credo-ucf.sssom.tsv": 467,
        "owasp_asi2ibm_risk_atlas.tsv": 298,
        "owasp_ast10_to_ibm_risk_atlas.tsv": 24,
    }
    said = {(defect.path, defect.what.partition(" (")[0]): defect for defect in log.defects}
    assert said["eticas2atlas_nexus_full.tsv", "creator_id is one text; SSSOM has a list there"]
    (shifted,) = [defect for defect in log.defects if "shifted" in defect.what]
    assert (shifted.path, shifted.place, shifted.done) == ("ibm2owasp.tsv", "line 64", "mended")
    lost = Counter(d.path for d in log.defects if "without object_id" in d.what)
    assert lost == {"ibm2owasp.tsv": 15, "ibm2nistgenai.tsv": 3}
    # Not known before: in half of one file, the labels of the objects belong to other ids.
    slips = Counter(d.path for d in log.defects if "_label is not the one" in d.what)
    assert slips["aiuc1_to_ibm_from_tsv_data.tsv"] == 79
    assert (slips["ibm2nistgenai.tsv"], slips["ibm2owasp.tsv"], slips.total()) == (1, 1, 81)
    same_id = [d.path for d in log.defects if "named like that of" in d.what]
    assert same_id == ["credo-ucf.sssom.tsv", "mit_ai_risk_mitigation_mappings.tsv"]


@with_asago
def test_file_names_and_notes_are_no_justifications() -> None:
    log = Log()
    (source,) = read([ASAGO], log)
    assert log.summary() == {"read": 820, "kept": 0, "mended": 820, "refused": 0}
    assert Counter(mapping.predicate for mapping in source.mappings) == {
        "skos:broadMatch": 489,
        "skos:relatedMatch": 313,
        "skos:closeMatch": 15,
        "skos:exactMatch": 3,
    }
    assert {mapping.justification for mapping in source.mappings} == {""}
    said = Counter(defect.what.partition(" (")[0] for defect in log.defects)
    assert said["mapping_justification is no semapv term; the mapping is kept without one"] == 820
    assert said["subject_id has no prefix; read with its source as prefix"] == 820
    originals = {d.value for d in log.defects if d.what.startswith("mapping_justification")}
    assert "ibm2owasp_from_tsv_data.yaml" in originals
    assert any(value.startswith("# ") for value in originals)


# --- what names mean ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pet:cat", "https://example.org/pet/cat"),
        ("https://example.org/x", "https://example.org/x"),
        ("airmid:mitigation-mitv1-A0968", "mitigation-mitv1-A0968"),
        ("https://w3id.org/airm-graph/id/risk-x-1", "risk-x-1"),
        ("framework-atlas:AML.T0020", "framework-atlas:AML.T0020"),
        ("stage:deploy", "stage:deploy"),
        ("https://w3id.org/airm-graph/facet/stage/deploy", "stage:deploy"),
        ("unknown:cat", "unknown:cat"),
        ("sssom:NoTermFound", "https://w3id.org/sssom/NoTermFound"),
    ],
)
def test_what_an_id_names(tmp_path: Path, written: str, meant: str) -> None:
    mapping, said = one(tmp_path, f"pet:dog skos:broadMatch {written} {MANUAL} 0.5")
    assert mapping.object == meant
    assert bool(said) == written.startswith("unknown:")
    assert mapping.negative == written.startswith("sssom:")


@pytest.mark.parametrize(
    ("written", "meant", "said"),
    [
        ("skos:broadMatch", "skos:broadMatch", ""),
        ("http://www.w3.org/2004/02/skos/core#broadMatch", "skos:broadMatch", ""),
        ("broadMatch", "skos:broadMatch", "read as skos:broadMatch"),
        ("skos:broadmatch", "skos:broadMatch", "read as skos:broadMatch"),
        ("skos:likeMatch", "airm:correspondsTo", "no known predicate"),
        ("likes", "airm:correspondsTo", "no known predicate"),
        ("own:likes", "https://example.org/own#likes", ""),
        ("unknown:likes", "airm:correspondsTo", "is not in the curie_map"),
        ("owl:equivalentClass", "owl:equivalentClass", ""),
        ("", "airm:correspondsTo", "no predicate"),
    ],
)
def test_what_a_predicate_means(tmp_path: Path, written: str, meant: str, said: str) -> None:
    mapping, defects = one(tmp_path, f"pet:dog {written} pet:cat {MANUAL} 0.5")
    assert (mapping.predicate, mapping.negative) == (meant, False)
    assert said in " ".join(defects)
    assert bool(defects) == bool(said)


@pytest.mark.parametrize(
    ("written", "kept", "said"),
    [
        ("0.9", Decimal("0.9"), False),
        ("1", Decimal(1), False),
        ("1e-2", Decimal("0.01"), False),
        ("", None, False),
        ("1.5", None, True),
        ("-0.2", None, True),
        ("high", None, True),
        ("NaN", None, True),
        ("90%", None, True),
        ("0.12345678912", Decimal("0.123456789"), True),
    ],
)
def test_confidence(tmp_path: Path, written: str, kept: Decimal | None, said: bool) -> None:
    mapping, defects = one(tmp_path, f"pet:dog skos:broadMatch pet:cat {MANUAL} {written}")
    assert mapping.confidence == kept
    assert bool(defects) == said


@pytest.mark.parametrize(
    ("justification", "tool", "author", "machine_made"),
    [
        ("semapv:ManualMappingCuration", "", "Claude Dupont", False),
        ("semapv:ManualMappingCuration", "", "Hallmark", False),
        ("semapv:ManualMappingCuration", "editor", "Ada", False),
        ("semapv:ManualMappingCuration", "GPT-4o", "Ada", True),
        ("semapv:ManualMappingCuration", "", "claude-opus-4", True),
        ("semapv:LexicalMatching", "", "Ada", True),
        ("semapv:SemanticSimilarityThresholdMatching", "", "Ada", True),
        ("semapv:UnspecifiedMatching", "", "Ada", False),
        ("semapv:UnspecifiedMatching", "matcher", "Ada", True),
        ("semapv:LLMBasedMatching", "", "Ada", True),
    ],
)
def test_who_decided(
    tmp_path: Path, justification: str, tool: str, author: str, machine_made: bool
) -> None:
    row = f"pet:dog skos:closeMatch pet:cat {justification} {tool} {author.replace(' ', '~')}"
    path = made(tmp_path, row, columns=[*COLUMNS[:4], "mapping_tool", "author_label"])
    path.write_text(path.read_text().replace("~", " "))
    ((mapping,),) = [source.mappings for source in read([path], Log())]
    assert (mapping.machine_made, mapping.author) == (machine_made, author)
    assert mapping.justification == justification


def test_a_denied_mapping_is_negative(tmp_path: Path) -> None:
    rows = [
        f"pet:dog skos:exactMatch wild:wolf {MANUAL} Not",
        f"pet:cat noMatch _ {MANUAL}",
        f"pet:cat skos:noMatch wild:wolf {MANUAL}",
        f"pet:cow skos:exactMatch wild:ox {MANUAL} Perhaps",
    ]
    log = Log()
    path = made(tmp_path, *rows, columns=[*COLUMNS[:4], "predicate_modifier"])
    path.write_text(path.read_text().replace("\t_\t", "\t\t"))
    (source,) = read([path], log)
    assert [(m.subject[-3:], m.predicate, m.object[-4:], m.negative) for m in source.mappings] == [
        ("cat", "airm:correspondsTo", "wolf", True),
        ("cat", "airm:correspondsTo", "ound", True),
        ("dog", "skos:exactMatch", "wolf", True),
    ]
    assert log.summary() == {"read": 4, "kept": 2, "mended": 1, "refused": 1}


# --- damaged tables -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "outcome", "what"),
    [
        (f"_ skos:broadMatch pet:cat {MANUAL} 0.5", "refused", "subject_id is empty"),
        (f"pet:dog skos:broadMatch _ {MANUAL} 0.5", "refused", "object_id is empty"),
        (f"dog skos:broadMatch pet:cat {MANUAL} 0.5", "refused", "subject_id names nothing"),
        (f"pet:- skos:broadMatch pet:cat {MANUAL} 0.5", "refused", "subject_id names nothing"),
        (f"airmid:a.b skos:broadMatch pet:cat {MANUAL} 0.5", "refused", "cannot be an identifier"),
        (f"pet:dog skos:broadMatch pet:dog {MANUAL} 0.5", "kept", "maps a thing to itself"),
        ("pet:dog skos:broadMatch pet:cat", "kept", "missing cells at the end of 1 rows"),
        (f"pet:dog skos:broadMatch pet:cat {MANUAL} 0.5 x", "kept", "1 cells more than columns"),
        (f"pet:dog _ skos:broadMatch pet:cat {MANUAL} 0.5", "mended", "the columns are shifted"),
        ("pet:dog skos:broadMatch pet:cat LexicalMatching 0.5", "mended", "semapv:LexicalMatching"),
        ("pet:dog skos:broadMatch pet:cat notes.txt 0.5", "kept", "is no semapv term"),
        (f"pet:dog\x07 skos:broadMatch pet:cat {MANUAL} 0.5", "mended", "control characters"),
        (f"pet:dog~ skos:broadMatch pet:cat {MANUAL} 0.5", "mended", "spaces around it"),
        ("pet:dog skos:broadMatch pet:cat " + "x" * 20_001, "refused", "more than 20,000"),
        (f'"pet:dog skos:broadMatch pet:cat {MANUAL} 0.5', "refused", "names nothing"),
    ],
)
def test_a_damaged_row_is_named_and_the_others_are_read(
    tmp_path: Path, row: str, outcome: str, what: str
) -> None:
    path = made(tmp_path, row, f"pet:cow skos:closeMatch wild:ox {MANUAL} 0.5")
    text = path.read_text().replace("~", " ").replace("\n_\t", "\n\t").replace("\t_\t", "\t\t")
    path.write_text(text)
    log = Log()
    (source,) = read([path], log)
    assert log.summary()["read"] == 2
    assert log.summary()[outcome] == (2 if outcome == "kept" else 1)
    assert len(source.mappings) == (1 if outcome == "refused" else 2)
    assert any(what in defect.what for defect in log.defects), log.defects


def test_a_row_that_says_the_same_again_is_left_out(tmp_path: Path) -> None:
    row = f"pet:dog skos:closeMatch wild:wolf {MANUAL} 0.5"
    other = row.replace("0.5", "0.6")  # somebody else's or another method's: no repetition
    log = Log()
    (source,) = read([made(tmp_path, row, row, other)], log)
    assert len(source.mappings) == 2
    assert [defect.what for defect in log.defects] == ["says the same as line 14; left out"]


@pytest.mark.parametrize("mark", ["#", "# "])
def test_the_header_is_read_however_it_is_written(tmp_path: Path, mark: str) -> None:
    row = f"pet:dog skos:closeMatch wild:wolf {MANUAL} 0.5"
    path = made(tmp_path, row, "# a note among the rows", meta=META.replace("#", mark, 100))
    text = "\ufeff" + path.read_text().replace("subject_id", "Subject ID").replace("\n", "\r\n")
    path.write_bytes(text.encode())
    log = Log()
    metadata, rows = read_rows(path, log)
    assert metadata["mapping_set_version"] == "1.10"
    assert metadata["creator_label"] == ["Ada", "Ben"]
    assert metadata["curie_map"]["pet"] == "https://example.org/pet/"
    assert [(place, row["subject_id"]) for place, row in rows] == [("line 14", "pet:dog")]
    whats = [defect.what for defect in log.defects]
    note = "line 15 is a note among the rows; left out"
    assert whats == ["the column is read as subject_id", note]
    about = read([path], Log())[0].about
    assert (about.id, about.of) == ("mappings-pets-1_10", "compilation-mappings-pets")
    assert (about.type, about.version, about.issued) == ("Compilation", "1.10", "")
    assert about.creators == ("Ada", "Ben")


def test_metadata_may_lie_beside_the_table(tmp_path: Path) -> None:
    path = made(tmp_path, f"pet:dog skos:closeMatch wild:wolf {MANUAL} 0.5", meta="")
    log = Log()
    (source,) = read([path], log)
    assert source.mappings[0].subject == "pet:dog"
    said = {defect.what for defect in log.defects}
    assert "the set has no mapping_set_id; named after its file" in said
    assert "the set states no licence address" in said
    (tmp_path / "pets.sssom.yml").write_text(META.replace("#", ""))
    (source,) = read([path], Log())
    assert source.mappings[0].subject == "https://example.org/pet/dog"
    assert source.about.title == "Pets and other animals"


def test_metadata_that_is_no_yaml_is_read_line_by_line(tmp_path: Path) -> None:
    meta = META + "#mapping_set_description: one: two: three\n"
    log = Log()
    (source,) = read([made(tmp_path, f"pet:dog skos:closeMatch wild:ox {MANUAL}", meta=meta)], log)
    assert source.mappings[0].subject == "https://example.org/pet/dog"
    assert "the metadata is not YAML; read line by line" in [d.what for d in log.defects]


def test_quoted_cells_may_hold_tabs_and_line_ends(tmp_path: Path) -> None:
    path = made(tmp_path, columns=[*COLUMNS, "comment"])
    quoted = f'pet:dog\tskos:closeMatch\twild:wolf\t{MANUAL}\t0.5\t"a\tb\nc ""d"""\n'
    stray = f'pet:cat\tskos:closeMatch\twild:lynx\t{MANUAL}\t0.5\t"never closed\n'
    path.write_text(path.read_text() + quoted + stray + quoted.replace("dog", "cow"))
    log = Log()
    (source,) = read([path], log)
    comments = {m.subject[-3:]: m.comment for m in source.mappings}
    assert comments == {"dog": 'a b c "d"', "cat": '"never closed', "cow": 'a b c "d"'}
    assert [d.what for d in log.defects] == ["a stray quotation mark; the cells are read as is"]


def test_mapping_sets_in_json(tmp_path: Path) -> None:
    path = tmp_path / "pets.sssom.json"
    mapping = {
        "subject_id": "pet:dog",
        "predicate_id": "skos:closeMatch",
        "object_id": "wild:wolf",
        "mapping_justification": "semapv:LexicalMatching",
        "author_label": ["Ada", "Ben"],
        "confidence": 0.75,
    }
    content = {
        "mapping_set_id": "https://example.org/sets/pets",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "subject_source_version": "2.0",
        "@context": {"pet": "https://example.org/pet/", "wild": {"@id": "https://example.org/w/"}},
        "mappings": [mapping, {"object_id": "wild:ox"}, "oops"],
    }
    path.write_text(json.dumps(content))
    log = Log()
    (source,) = read([path], log)
    (found,) = source.mappings
    assert found.subject == "https://example.org/pet/dog"
    assert found.object == "https://example.org/w/wolf"
    assert (found.author, found.confidence) == ("Ada, Ben", Decimal("0.75"))
    assert found.machine_made
    assert found.subject_version == "2.0"
    assert log.summary() == {"read": 3, "kept": 1, "mended": 0, "refused": 2}


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.tsv", "id\tlabel\na\tb\n", "no column subject_id"),
        ("x.tsv", "", "no column subject_id"),
        ("x.sssom.json", '{"risks": []}', "no list 'mappings'"),
        ("x.sssom.json", "[", "is not JSON"),
    ],
)
def test_what_is_no_mapping_set_is_refused(
    tmp_path: Path, name: str, content: str, what: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(SourceError, match=what) as raised:
        read([path], Log())
    assert "\n" not in str(raised.value)
    with pytest.raises(SourceError, match="holds no SSSOM mapping set"):
        read([tmp_path], Log())
