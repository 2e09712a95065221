"""The terms of DPV 2.3 and AIRO that the export uses, and what their properties lead from and to.

The vocabularies are not here: a test compares the lists with the files that their authors publish.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from ...vocab import DCTERMS, PREFIXES, Terms

AIRO = Terms(
    PREFIXES["airo"],
    "AILifecyclePhase Consequence Impact Risk RiskControl RiskSource Stakeholder "
    "detectsRiskConcept isPartOfControl mitigatesRiskConcept modifiesRiskConcept",
)
DPV = Terms(
    PREFIXES["dpv"],
    "Consequence Entity Impact Law Risk RiskMitigationMeasure TechnicalOrganisationalMeasure "
    "hasResponsibleEntity hasTechnicalOrganisationalMeasure isMitigatedByMeasure mitigatesRisk",
)
RISK = Terms(
    PREFIXES["risk"],
    "DetectionControl PotentialConsequence PotentialImpact PotentialRisk PotentialRiskSource "
    "RiskControl controls detects",
)
AI = Terms(PREFIXES["ai"], "LifecycleStage")
BORROWED = (AIRO, DPV, RISK, AI)

DATASET = NamedNode(PREFIXES["dcat"] + "Dataset")
DOCUMENT = NamedNode(DCTERMS.namespace + "BibliographicResource")
SUBJECT = NamedNode(DCTERMS.namespace + "subject")

AIRO_CONCEPTS = frozenset({AIRO.Consequence, AIRO.Impact, AIRO.Risk, AIRO.RiskSource})
# DPV's RiskConcept, which is not meant to be used itself, as what stands below it.
DPV_CONCEPTS = frozenset({DPV.Consequence, DPV.Impact, DPV.Risk, RISK.PotentialRiskSource})

Classes = frozenset[NamedNode]
# What a property leads from, and to; an empty set where its vocabulary leaves that open.
ENDS: dict[NamedNode, tuple[Classes, Classes]] = {
    AIRO.detectsRiskConcept: (frozenset({AIRO.RiskControl}), AIRO_CONCEPTS),
    AIRO.isPartOfControl: (frozenset({AIRO.RiskControl}), frozenset({AIRO.RiskControl})),
    AIRO.mitigatesRiskConcept: (frozenset({AIRO.RiskControl}), AIRO_CONCEPTS),
    AIRO.modifiesRiskConcept: (frozenset({AIRO.RiskControl}), AIRO_CONCEPTS),
    DPV.hasResponsibleEntity: (frozenset(), frozenset({DPV.Entity})),
    DPV.hasTechnicalOrganisationalMeasure: (
        frozenset(),
        frozenset({DPV.TechnicalOrganisationalMeasure}),
    ),
    DPV.isMitigatedByMeasure: (frozenset({DPV.Risk}), frozenset({DPV.RiskMitigationMeasure})),
    DPV.mitigatesRisk: (frozenset({DPV.RiskMitigationMeasure}), frozenset({DPV.Risk})),
    RISK.controls: (frozenset({RISK.RiskControl}), DPV_CONCEPTS),
    RISK.detects: (frozenset({RISK.DetectionControl}), DPV_CONCEPTS),
}
