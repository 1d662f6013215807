"""Commands on what was scored: the bulletin of a period."""

from __future__ import annotations
