"""The batch job: files and queries in, each case scored once, whatever is killed in between."""
