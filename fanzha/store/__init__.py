"""The store: cases, scores, reviews and runs in one schema with two homes, DuckDB and PostgreSQL."""
