"""The project's own labelled texts, and the simulated district."""

from fanzha.corpus.texts import CorpusText, batches, export_jsonl, load

__all__ = ["CorpusText", "batches", "export_jsonl", "load"]
