"""RDF files: read by their extension, nothing fetched, nothing multiplied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile import confined, refusal, write

from airm_graph.sources import bounded

TTL = "<https://example.org/a> <https://example.org/b> <https://example.org/c> ."

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;">'

XML = f'<!DOCTYPE rdf:RDF [<!ENTITY e "https://example.org/">]>\n{RDF}'

CONTENT = '<rdf:Description rdf:about="&e;a"><e:b rdf:resource="&e;c"/></rdf:Description>'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "@prefix e: <https://example.org/> . e:a e:b e:c ."),
        ("a.nt", TTL),
        ("a.nq", TTL),
        ("a.trig", "{" + TTL + "}"),
        ("a.RDF", f"{XML}{CONTENT}</rdf:RDF>"),
        ("a.owl", f"{XML}{CONTENT}</rdf:RDF>"),
        (
            "a.jsonld",
            '{"@context": [{"b": {"@id": "https://example.org/b", "@type": "@id"}}, null,'
            ' {"@base": "https://example.org/", "b": {"@id": "https://example.org/b", '
            '"@type": "@id"}}], "@id": "a", "b": "c"}',
        ),
    ],
)
def test_rdf_is_read_by_its_extension(name: str, text: str, tmp_path: Path) -> None:
    (quad,) = bounded.read_rdf(write(tmp_path, name, text))
    assert str(quad) == TTL.removesuffix(" .")


def entities(*declarations: str) -> str:
    return f"<!DOCTYPE r [\n{''.join(declarations)}]>\n<r/>"


REMOTE = "would have to be fetched; write the context itself into the file"

RDF_FILES: dict[str, tuple[str, str | bytes, str]] = {
    "extension": ("a.csv", "a", ": has the extension '.csv'; expected .ttl .nt .nq"),
    "syntax": ("a.ttl", "\n\n<https://example.org/a> .", ":3: is not Turtle: "),
    "relative": ("a.ttl", "\n<a> <b> <c> .", ":2: is not Turtle: "),
    "not UTF-8": ("a.ttl", b'\n<https://a.b/> <https://a.b/> "\xe9" .', ":2: is not Turtle: "),
    "nested terms": ("a.ttl", TTL[:-1] + "<<( " * 2000, ": has 2,000 statements about statements"),
    "no XML": ("a.rdf", "<r>\n<s></r>", ":2: is not XML: mismatched tag"),
    "XML encoding": ("a.rdf", b'<?xml version="1.0" encoding="x-y"?><r/>', ": is not XML: "),
    "no RDF": ("a.rdf", "<r a='b'/>", ": is not RDF/XML: "),
    "deep XML": ("a.rdf", "<a>\n" * 200, ":101: is nested more than 100 levels deep"),
    "nested entity": (
        "a.rdf",
        entities('<!ENTITY a "x">', '\n<!ENTITY b "&a;&a;">'),
        ":3: the entity 'b' is no plain short text; write it out",
    ),
    "hidden entity": (
        "a.rdf",
        entities('<!ENTITY a "&#38;b;">'),
        ":2: the entity 'a' is no plain short text",
    ),
    "file": ("a.rdf", entities('<!ENTITY a SYSTEM "/etc/hostname">'), "no plain short text"),
    "parameter": ("a.rdf", entities('<!ENTITY % a "x">'), "the entity 'a' is no plain short text"),
    "long entity": ("a.rdf", entities(f'<!ENTITY a "{"x" * 301}">'), "is no plain short text"),
    "entities": (
        "a.rdf",
        entities(*(f'<!ENTITY a{n} "x">' for n in range(51))),
        ":2: declares more than 50 entities",
    ),
    "entity in UTF-16": (
        "a.rdf",
        entities('<!ENTITY a "x">', '<!ENTITY b "&a;">').encode("utf-16"),
        "the entity 'b' is no plain short text",
    ),
    "remote context": (
        "a.jsonld",
        '{"@context": "https://example.org/c.jsonld"}',
        f": the context 'https://example.org/c.jsonld' {REMOTE}",
    ),
    "among others": ("a.jsonld", '[{"@context": [{}, "c.jsonld"]}]', f"'c.jsonld' {REMOTE}"),
    "scoped": (
        "a.jsonld",
        '{"@context": {"t": {"@id": "https://a.b/t", "@context": "https://a.b/c"}}}',
        f"'https://a.b/c' {REMOTE}",
    ),
    "imported": ("a.jsonld", '{"@context": {"@import": "https://a.b/c"}}', REMOTE),
    "text as import": ("a.jsonld", '[{"@import": "c"}]', REMOTE),
    "long context": (
        "a.jsonld",
        json.dumps({"@context": {"a": "https://a.b/" + "x" * 2000}}),
        ": a context holds a text of more than 2,000 characters",
    ),
    "long address": ("a.ttl", f"\n<https://a.b/{'x' * 2000}>", ":2: an address has more than 2,0"),
    "namespaces": (
        "a.rdf",
        "<r>" + f"\n<a {' '.join(f'xmlns:n{n}={chr(39)}x{chr(39)}' for n in range(1001))}/></r>",
        ":2: declares more than 1,000 namespaces",
    ),
    "JSON": ("a.jsonld", '{"a": 1, "a": 2}', "the key 'a' stands twice"),
}


@pytest.mark.parametrize("case", RDF_FILES)
def test_rdf_is_refused(case: str, tmp_path: Path) -> None:
    name, content, expected = RDF_FILES[case]
    assert expected in refusal(bounded.read_rdf, write(tmp_path, name, content))


def test_addresses_do_not_multiply(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    prefix = f"@prefix a: <https://example.org/{'x' * 1_900}> .\n"
    path.write_text(prefix + "a:a a:b a:c .\n" * 100_000, encoding="utf-8")
    expected = ": has more than 400,000,000 characters when its prefixes are written out"
    assert confined("read_rdf", path) == expected


def test_deeply_nested_rdf(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<https://a.b/c> <https://a.b/c> <<( " * 100_000, encoding="utf-8")
    assert ": has 100,000 statements about statements" in confined("read_rdf", path)
    path = tmp_path / "a.rdf"
    path.write_text("<e:a>" * 1_000_000, encoding="utf-8")
    assert "is nested more than 100 levels deep" in confined("read_rdf", path)


def test_directives_do_not_build_on_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    start = "@base <https://a.b/> .\n"
    path.write_text(start + "@base\n<abcdefghij/> .\n" * 1_000_000, encoding="utf-8")
    assert ": has 1,000,001 base directives; expected at most 10" in confined("read_rdf", path)
    path.write_text(start + "BASE#\n<abcdefghij/>\n" * 1_000_000, encoding="utf-8")
    assert ": has 1,000,001 base directives; expected at most 10" in confined("read_rdf", path)
    path.write_text(start + "PREFIX a: <a>\n" * 1_000_000, encoding="utf-8")
    assert ": has 1,000,000 prefix directives; expected" in confined("read_rdf", path)


def test_terms_do_not_build_on_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    chain = {f"a{number}": f"a{number + 1}:x" for number in range(100_000)}
    path.write_text(json.dumps({"@context": chain, "a0": "x"}), encoding="utf-8")
    expected = ": the contexts have 100,000 terms; expected at most 2,000"
    assert confined("read_rdf", path) == expected
    inner = {f"t{number}": f"https://a.b/{number}" for number in range(1_900)}
    outer = {"p": {"@id": "https://a.b/p", "@context": inner}}
    nodes = [{"@id": f"https://a.b/{number}", "t1": "x"} for number in range(100_000)]
    path.write_text(json.dumps({"@context": outer, "p": nodes}), encoding="utf-8")
    expected = ": 1,903 terms in 2 contexts are too many for 100,004 objects; write one context"
    assert confined("read_rdf", path).startswith(expected)


def test_expanded_entities_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.rdf"
    declared = f'<!DOCTYPE r [<!ENTITY a "{"x" * 300}">]>'
    path.write_text(f"{declared}<r>{'&a;' * 300_000}</r>", encoding="utf-8")
    expected = ":1: the entities expand to more than 64,000,000 characters"
    assert confined("read_rdf", path) == expected
