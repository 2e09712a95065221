"""``python -m airm_graph`` is the ``airm-graph`` command."""

from .cli import main

main()
