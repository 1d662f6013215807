"""Findings as sentences: those of the summary, which are checked against its counts, cut for the page."""

from __future__ import annotations

from fanzha.bulletin.language import Words
from fanzha.summarize import Finding, Summary


def said(finding: Finding, words: Words) -> tuple[str, str]:
    """Return the subject and the rest of a finding's sentence."""
    return split(finding.sentence if words.language == "zh" else finding.sentence_english, words)


def split(sentence: str, words: Words) -> tuple[str, str]:
    """Return what stands before the first colon of a sentence, and what follows, with a capital letter; no subject without a colon, or where it is a number."""
    subject, colon, rest = sentence.partition("：" if words.language == "zh" else ": ")
    return (subject, rest[:1].upper() + rest[1:]) if colon and not subject[:1].isdigit() else ("", sentence)


def headline(summary: Summary, words: Words) -> str:
    """Return the first sentence; empty where there is no period."""
    return summary.headline if words.language == "zh" else summary.headline_english


def place(finding: Finding, words: Words) -> str:
    """Return the group or the place of a finding; empty where it is the whole district."""
    return finding.title if words.language == "zh" else finding.title_english
