"""What a release of MITRE ATLAS says, in whichever form it was read, as one source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ...identifiers import is_web_address, local_id
from ...records import (
    About,
    Action,
    Classification,
    Coding,
    Filing,
    Link,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Text,
)
from ...resources import shown
from ..bounded import digest
from ..log import Log
from .items import FACETS, TACTIC, Item, Reading, Stated, slug, source_id

WORK, AGENT = "framework-atlas", "agent-mitre"
TEMPLATE = re.compile(r"\{\{.{0,60}|\{%.{0,60}")


def source_of(reading: Reading, log: Log) -> Source:
    """The source that a reading amounts to; references that lead nowhere are refused."""
    return _Building(reading, log).source()


class _Building:
    def __init__(self, reading: Reading, log: Log) -> None:
        self.reading, self.log = reading, log
        self.sid = source_id(reading.form, reading.version)
        taken: set[str] = set()
        self.tactics = self._unique(reading.tactics, taken)
        self.techniques = self._unique(reading.techniques, taken)
        self.mitigations = self._unique(reading.mitigations, taken)
        self.studies = self._unique(reading.studies, taken)
        self.ids = {
            **self._name("risk", self.techniques),
            **self._name("mitigation", self.mitigations),
            **self._name("evidence", self.studies),
        }
        self.texts: list[Text] = []

    def _refuse(self, place: str, value: str, what: str) -> None:
        self.log.refuse(self.reading.name, place, value, what)

    def _unique(self, items: Iterable[Item], taken: set[str]) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for item in items:
            if item.key in taken:
                what = "the key is given twice; the first one stays"
                self._refuse(f"{item.key} (again)", item.key, what)
            else:
                found[item.key] = item
                taken.add(item.key)
        return found

    def _name(self, kind: str, items: Iterable[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        taken: set[str] = set()
        for key in items:
            name = wanted = local_id(kind, self.sid, key)
            count = 1
            while name in taken:
                count += 1
                name = f"{wanted}-{count}"
            taken.add(name)
            if name != wanted:
                what = f"another key is written the same way in identifiers; this one gets {name}"
                self.log.note(self.reading.name, key, key, what)
            names[key] = name
        return names

    def _check(self, place: str, words: str) -> None:
        if unfilled := TEMPLATE.search(words):
            what = "its publisher's template was not filled in here; kept as it stands"
            self.log.note(self.reading.name, place, unfilled[0], what)

    def _say(self, place: str, thing: str, kind: str, words: str) -> None:
        self._check(place, words)
        if words:
            self.texts.append(Text(id=thing, property=kind, words=words))

    def source(self) -> Source:
        filings = [
            *self._filings(self.techniques, "risk-source"),
            *self._filings(self.mitigations, "measure"),
            *self._filings(self.studies, "evidence"),
        ]
        schemes, concepts = self._schemes()
        classified = [*self._under_tactics(), *self._under_labels()]
        actions = self._actions()
        links = self._links()
        return Source(
            about=self._about(),
            filings=tuple(sorted(filings, key=lambda filing: filing.id)),
            classifications=tuple(sorted(classified, key=lambda c: (c.id, c.facet, c.concept))),
            actions=tuple(sorted(actions, key=lambda action: (action.id, action.target))),
            codings=tuple(sorted(self._codings(classified), key=lambda coding: coding.facet)),
            schemes=tuple(sorted(schemes, key=lambda scheme: scheme.id)),
            concepts=tuple(sorted(concepts, key=lambda concept: concept.id)),
            mappings=tuple(sorted(self._mappings(concepts), key=lambda m: (m.subject, m.object))),
            links=tuple(sorted(links, key=lambda link: (link.id, link.target))),
            texts=tuple(sorted(self.texts, key=lambda text: (text.id, text.property, text.words))),
        )

    def _about(self) -> About:
        stix = self.reading.form == "atlasstix"
        return About(
            id=self.sid,
            of=WORK,
            type="Framework",
            title="MITRE ATLAS" + (" as STIX" if stix else ""),
            version=self.reading.version,
            issued="",
            creators=("The MITRE Corporation",),
            address="https://atlas.mitre.org",
            licence="https://www.apache.org/licenses/LICENSE-2.0",
            rights="The MITRE Corporation, Apache License 2.0.",
            agent=AGENT,
            method="publisherFiling",
            preliminary=False,
            retrieved="",
            derived_from=(),
            checksum=digest([self.reading.path]),
            description="Tactics and techniques of attacks on AI systems, mitigations with the "
            "techniques that they act on"
            + ("." if stix else ", and case studies with the techniques used in them."),
            path=shown(self.reading.path),
        )

    def _filings(self, items: dict[str, Item], kind: str) -> Iterable[Filing]:
        for item in items.values():
            self._check(item.key, item.label)
            self._say(item.key, self.ids[item.key], "definition", item.words)
            parent = item.parent
            if parent and (parent not in self.techniques or parent == item.key):
                what = "the parent is no other technique of the file; kept without a parent"
                self.log.mend(self.reading.name, item.key, parent, what)
                parent = ""
            yield Filing(
                id=self.ids[item.key],
                source_key=item.key,
                kind="incident" if item.incident else kind,
                status="accepted",
                work=WORK,
                label=item.label,
                published_label=item.published_label,
                page="",
                part_of=self.ids[parent] if parent else "",
                note=item.note,
            )

    def _schemes(self) -> tuple[list[Scheme], list[SchemeConcept]]:
        labels = {TACTIC: {key: tactic.label for key, tactic in self.tactics.items()}}
        for facet in FACETS:
            found = sorted(
                label for item in self._items() for label in item.values.get(facet.name, ())
            )
            labels[facet.name] = {slug(label): label for label in reversed(found)}
        schemes, concepts = [], []
        for name, label, of in (
            (TACTIC, "ATLAS tactics", "risk"),
            *((facet.name, facet.label, facet.of) for facet in FACETS),
        ):
            if not labels[name]:
                continue
            scheme = f"scheme-{self.sid}-{name}"
            schemes.append(Scheme(id=scheme, label=label, facet=name, of=of, level="1"))
            for notation, concept in self._name_concepts(name, labels[name]).items():
                concepts.append(
                    SchemeConcept(
                        id=concept,
                        scheme=scheme,
                        notation=notation,
                        parent="",
                        label=labels[name][notation],
                    )
                )
                if name == TACTIC:
                    self._say(notation, concept, "definition", self.tactics[notation].words)
        return schemes, concepts

    def _name_concepts(self, facet: str, notations: Iterable[str]) -> dict[str, str]:
        names = self._name("concept", notations)
        start = f"concept-{self.sid}-"
        return {key: f"{start}{facet}-{name.removeprefix(start)}" for key, name in names.items()}

    def _items(self) -> list[Item]:
        return [*self.techniques.values(), *self.mitigations.values()]

    def _under_tactics(self) -> Iterable[Classification]:
        for item in self.techniques.values():
            tactics, rationale = item.tactics, ""
            if not tactics and item.parent in self.techniques:
                tactics = self.techniques[item.parent].tactics
                rationale = f"inherited from the parent technique {item.parent}"
            for tactic in dict.fromkeys(tactics):
                if tactic in self.tactics:
                    yield _classified(self.ids[item.key], TACTIC, tactic, rationale)
                elif not rationale:  # what the parent states wrongly is reported there
                    what = "the tactic is not in the file; the technique is not put under it"
                    self._refuse(f"{item.key} {tactic}", tactic, what)

    def _under_labels(self) -> Iterable[Classification]:
        for item in self._items():
            for facet in FACETS:
                for label in item.values.get(facet.name, ()):
                    if slug(label) not in facet.known:
                        what = f"is new among the {facet.label}; kept as a concept of its own"
                        self.log.note(self.reading.name, item.key, label, what)
                slugs = dict.fromkeys(slug(label) for label in item.values.get(facet.name, ()))
                for notation in slugs:
                    yield _classified(self.ids[item.key], facet.name, notation)

    def _resolved(
        self, stated: Iterable[Stated], sources: dict[str, Item], what: str
    ) -> Iterable[tuple[Stated, str]]:
        """The links whose two ends are in the file, each with the place that the log names."""
        seen: dict[tuple[str, str], int] = {}
        for link in stated:
            ends = link.source, link.target
            seen[ends] = seen.get(ends, 0) + 1
            place = f"{link.source} {what} {link.target}"
            if seen[ends] > 1:
                place += f" ({seen[ends]})"
            self.log.row(self.reading.name, place)
            wrong = "" if link.source in sources else link.source
            wrong = wrong or ("" if link.target in self.techniques else link.target)
            if wrong:
                self._refuse(place, wrong, "is not in the file; the link to or from it is left out")
            else:
                yield link, place

    def _actions(self) -> list[Action]:
        actions: list[Action] = []
        said: Counter[Action] = Counter()
        stated = self._resolved(self.reading.mitigates, self.mitigations, "mitigates")
        for link, place in stated:
            measure, technique = self.ids[link.source], self.ids[link.target]
            action = Action(
                id=measure, relation="mitigates", target=technique, confidence=None, rationale=""
            )
            said[action] += 1
            again = said[action]
            if again > 1:
                what = "is stated more than once; each statement is kept with its own words"
                self.log.note(self.reading.name, place, link.target, what)
            actions.append(action)
            about = f"action-{self.sid}-mitigates-{measure}-{technique}"
            self._say(place, f"{about}-{again}" if again > 1 else about, "rationale", link.words)
        return actions

    def _links(self) -> set[Link]:
        # A study may use a technique in several steps; it is evidence for it once.
        stated = self._resolved(self.reading.employs, self.studies, "uses")
        return {
            Link(id=self.ids[link.source], relation="evidenceFor", target=self.ids[link.target])
            for link, _ in stated
        }

    def _mappings(self, concepts: Iterable[SchemeConcept]) -> Iterable[Mapping]:
        tactics = {c.notation: c.id for c in concepts if c.notation in self.tactics}
        for item in (*self.tactics.values(), *self._items()):
            if is_web_address(item.attack):
                yield Mapping(
                    subject={**self.ids, **tactics}[item.key],
                    predicate="airm:correspondsTo",
                    object=item.attack,
                )
            elif item.attack:
                what = "is no address of an ATT&CK object; the reference is left out"
                self._refuse(f"{item.key} ATT&CK", item.attack, what)

    def _codings(self, classified: Iterable[Classification]) -> Iterable[Coding]:
        done: dict[str, set[str]] = {}
        for record in classified:
            done.setdefault(record.facet, set()).add(record.id)
        of = {facet.name: facet.of for facet in FACETS}
        for name in sorted(done):
            noun = "mitigation" if of.get(name) == "measure" else "technique"
            among = self.mitigations if noun == "mitigation" else self.techniques
            missing = len(among) - len(done[name])
            said = (
                f"The publisher's own file gives {len(done[name])} of {len(among)} {noun}s a value."
            )
            yield self._coding(name, "partial" if missing else "complete", said)
        if self.reading.mitigates:
            said = "The publisher lists for each mitigation which techniques it mitigates."
            yield self._coding("action", "complete", said)

    def _coding(self, facet: str, coded: str, rationale: str) -> Coding:
        whole = self.reading.whole
        return Coding(
            work=WORK,
            facet=facet,
            extraction="complete" if whole else "partial",
            coded=coded if whole else "partial",
            coder=AGENT,
            confidence=None,
            rationale=rationale if whole else "The file says that it holds a part of ATLAS alone.",
        )


def _classified(thing: str, facet: str, concept: str, rationale: str = "") -> Classification:
    return Classification(
        id=thing,
        facet=facet,
        concept=concept,
        status="accepted",
        confidence=None,
        rationale=rationale,
    )
