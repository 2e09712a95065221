"""OSCAL 1.2.1: measures and requirements as a catalog, what corresponds as a mapping collection."""
