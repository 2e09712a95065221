"""The unnamed graph of a store whose queries see the union of all graphs and nothing less."""

from __future__ import annotations

import pyoxigraph as ox

from ..errors import RemoteError
from .addresses import address_of_graph, likely_addresses
from .client import Client

TRIPLES = "application/n-triples"


def read_unnamed(client: Client, fewer_than: int) -> ox.Store | None:
    """The unnamed graph, as the store's graph store protocol gives it; None where it does not.

    No query can tell a triple that is in the unnamed graph and in a named one from one that is in
    the named one alone, where queries see the union.

    Args:
        client: Asks the store.
        fewer_than: Triples of the union. What gives as many has no unnamed graph to show, and gives
            the union here, too.
    """
    for address in likely_addresses(client.endpoint.url).graph_store:
        held = ox.Store()
        try:
            answer = client.send(
                "GET", address_of_graph(address, None), headers={"Accept": TRIPLES}, again=False
            )
            if answer.media_type != TRIPLES:
                continue
            held.bulk_load(answer.body, format=ox.RdfFormat.N_TRIPLES)
        except (RemoteError, SyntaxError):
            continue
        if len(held) < fewer_than:
            return held
    return None
