"""What an operator, a scheduler and a monitoring system are told of a store."""

from fanzha.status.exports import as_json, as_prometheus
from fanzha.status.page import render_page
from fanzha.status.reading import MAX_AGE, MAX_BACKLOG, Limits, Need, Status, Waiting, read_status, training_mix

__all__ = [
    "MAX_AGE",
    "MAX_BACKLOG",
    "Limits",
    "Need",
    "Status",
    "Waiting",
    "as_json",
    "as_prometheus",
    "read_status",
    "render_page",
    "training_mix",
]
