"""How warnings are worded, read from YAML and checked."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from fanzha.facts.occupation_groups import GROUPS
from fanzha.resources import load_config

_HOOK_CHARS = 40  # leaves room for signature, place and hotline in a message of 70 characters
_ADDRESS_CHARS = 12
OTHER = "other"


class WarningSettings(BaseModel):
    """Words and urgency of warnings.

    Attributes
    ----------
    sign, hotline : str
        Signature of a message, and the number to call.
    sms_chars : int
        Longest message.
    per_type : int
        Warnings of one fraud type at most.
    urgency : dict
        Kind of finding to its urgency; in the order of the list of warnings.
    audiences : dict
        Group of occupations, one of `fanzha.facts.occupation_groups.GROUPS`, to how it is addressed.
    hooks : dict
        Type to the one sentence of its message; ``other`` stands in for types without one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: str = Field(min_length=1, max_length=12)
    hotline: str = Field(pattern=r"^[0-9-]{3,12}$")
    sms_chars: int = Field(70, ge=60, le=140)
    per_type: int = Field(3, ge=1)
    urgency: dict[str, str]
    audiences: dict[str, str] = Field(default_factory=dict)
    hooks: dict[str, str]

    @field_validator("hooks")
    @classmethod
    def _short(cls, hooks: dict[str, str]) -> dict[str, str]:
        if OTHER not in hooks:
            raise ValueError(f"there must be a hook for {OTHER!r}")
        if long := [code for code, text in hooks.items() if not 0 < len(text) <= _HOOK_CHARS]:
            raise ValueError(f"hooks must have 1 to {_HOOK_CHARS} characters: {', '.join(long)}")
        return hooks

    @field_validator("audiences")
    @classmethod
    def _groups(cls, audiences: dict[str, str]) -> dict[str, str]:
        if unknown := [one for one in audiences if one not in GROUPS]:
            raise ValueError(f"{', '.join(unknown)} must be groups of occupations: {', '.join(GROUPS)}")
        if wrong := [one for one, text in audiences.items() if not 0 < len(text) <= _ADDRESS_CHARS]:
            raise ValueError(f"addresses must have 1 to {_ADDRESS_CHARS} characters: {', '.join(wrong)}")
        return audiences

    @model_validator(mode="after")
    def _complete(self) -> WarningSettings:
        kinds = {"outbreak", "riser", "group", "loss"}
        if set(self.urgency) != kinds:
            raise ValueError(f"urgency must name exactly {', '.join(sorted(kinds))}")
        return self


def load_warnings(path: Path | None = None) -> WarningSettings:
    """Read the settings of warnings.

    Parameters
    ----------
    path : Path, optional
        The shipped ``configs/warnings.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If a key is unknown or missing, or a text too long; all problems are named at once.
    """
    return load_config(WarningSettings, "warnings.yaml", path)
