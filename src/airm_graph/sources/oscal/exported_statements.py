"""Statements in an exported catalog: who put a control where, and what it acts on or is mapped to.

Each is a property of a control, whose group says what kind of statement it is.
"""

from __future__ import annotations

from collections.abc import Mapping as Named

from ...identifiers import compress, is_web_address
from ...records import UNDETERMINED, Action, Classification, Mapping
from .exported import STATUSES, Account, Object, raw
from .exported_facets import Facets

GROUPS = ("classification", "action", "mapping")
RELATIONS = ("actsOn", "mitigates", "reduces", "respondsTo", "detects", "assesses")


def is_statement(prop: Object) -> bool:
    """Whether a property of a control says such a thing."""
    return prop.get("group") in GROUPS and prop.get("class") in STATUSES


def statement(
    prop: Object, account: Account, id_: str, ids: Named[str, str], facets: Facets
) -> Classification | Action | Mapping | None:
    """The statement as a record; nothing where it cannot be one.

    Args:
        prop: The property.
        account: Who says so.
        id_: What the control is called here.
        ids: What the document calls controls and risks, with what they are called here.
        facets: Knows what facets and codes are called here.
    """
    status, value = raw(prop.get("class")), raw(prop.get("value"))
    name = raw(prop.get("name")).removeprefix(f"{status}.")
    if prop.get("group") == "classification":
        return _classification(id_, name, value, status, account, facets)
    if value not in ids:
        return None
    if prop.get("group") == "action":
        return _action(id_, name, ids[value], status, account)
    predicate = raw(prop.get("ns")) + name
    if not is_web_address(predicate):
        return None
    return Mapping(
        subject=id_,
        predicate=compress(predicate),
        object=ids[value],
        confidence=account.confidence,
        status=status,
    )


def _classification(
    id_: str, name: str, code: str, status: str, account: Account, facets: Facets
) -> Classification | None:
    if name.startswith("undetermined."):
        facet, code = facets.facet(name.removeprefix("undetermined.")), UNDETERMINED
    else:
        facet, code = facets.place(name, code)
    if not facet:
        return None
    return Classification(
        id=id_,
        facet=facet,
        concept=code,
        status=status,
        confidence=account.confidence,
        rationale=account.rationale,
    )


def _action(id_: str, relation: str, target: str, status: str, account: Account) -> Action | None:
    if relation not in RELATIONS or status != "accepted":
        return None  # whoever acts on a risk does so; a record has no place for a proposal
    return Action(
        id=id_,
        relation=relation,
        target=target,
        confidence=account.confidence,
        rationale=account.rationale,
    )
