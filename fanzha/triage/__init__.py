"""Triage: a report in, its type, evidence and next steps out."""

from fanzha.triage.app import create_app

__all__ = ["create_app"]
