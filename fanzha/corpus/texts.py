"""The project's own labelled texts, as they lie in the package."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fanzha.errors import InputError


@dataclass(frozen=True, slots=True)
class CorpusText:
    """One labelled text.

    Attributes
    ----------
    id : str
    text : str
    label : str
        Code of the taxonomy.
    subtype : str
    register : {"script", "narrative"}
    form : str
        sms, chat, call, post; police_brief, victim_statement, call_note, summary_line.
    difficulty : {"easy", "medium", "hard"}
    batch : str
        Texts of one batch were written from one brief, without sight of the others.
    lang : {"zh-Hans", "zh-Hant", "yue"}
    facts : dict or None
        Of narratives: victim_age, victim_sex, occupation, loss_yuan, contact_channel, payment, occurred_on, as the text
        states them, None where it does not. A date without a year is written ``--MM-DD``.
    """

    id: str
    text: str
    label: str
    subtype: str
    register: str
    form: str
    difficulty: str
    batch: str
    lang: str
    facts: dict[str, Any] | None = None


def batches() -> list[str]:
    """Return the names of all batches, in order."""
    folder = files("fanzha.corpus").joinpath("batches")
    return sorted(p.name.removesuffix(".jsonl") for p in folder.iterdir() if p.name.endswith(".jsonl"))


def load(register: str | None = None, only: Iterable[str] | None = None) -> list[CorpusText]:
    """Read the texts.

    Parameters
    ----------
    register : {"script", "narrative"}, optional
    only : iterable of str, optional
        Names of batches; all if not given.

    Returns
    -------
    list of CorpusText
        In the order of batches and files.

    Raises
    ------
    InputError
        If there is no such register or batch.
    """
    folder = files("fanzha.corpus").joinpath("batches")
    known = batches()
    wanted = sorted(only) if only is not None else known
    if register not in (None, "script", "narrative"):
        raise InputError("a register must be script or narrative", register[:40], "correct its name")
    if unknown := [name for name in wanted if name not in known]:
        raise InputError("a batch must exist", ", ".join(unknown)[:80], f"use one of {', '.join(known)}")
    texts = [
        CorpusText(**json.loads(line))
        for name in wanted
        for line in folder.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [t for t in texts if register is None or t.register == register]


def export_jsonl(texts: Iterable[CorpusText], path: Path) -> None:
    """Write texts as JSON lines; ``facts`` stands only where there are some."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for text in texts:
            row = {k: v for k, v in asdict(text).items() if k != "facts" or v is not None}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
