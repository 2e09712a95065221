"""Coverage: facets, cells, targets, and how much an empty answer is worth."""
