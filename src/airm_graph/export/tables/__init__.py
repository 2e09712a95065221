"""The graph as tidy tables: one name and one type a column, in CSV and in Parquet the same."""
