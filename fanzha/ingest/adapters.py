"""Label sets of other sources: how their keys are called, what their masks mean, which crosswalk is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fanzha.errors import InputError
from fanzha.ingest.columns import fold_header

# Masks of FBS_SMS_Dataset (Zhang et al., CCS 2020) as placeholders of fanzha.privacy. Numbers, names and places have
# none, so theirs are dropped: left in, they would tell the source apart instead of the fraud.
_MASKS = {
    "CELLPHONE": "[手机]",
    "HOTLINE": "[电话]",
    "PHONE": "[电话]",
    "QQWECHAT": "[微信]",
    "WECHAT": "[微信]",
    "URL": "[网址]",
}
_MASKS |= {"DIGIT": "", "NAME": "", "PLACE": "", "BANK": ""}
_MASK = re.compile("|".join(sorted(_MASKS, key=len, reverse=True)))
# Twice the same placeholder says no more than once.
_REPEATED = re.compile(r"(\[[^\[\]]{1,4}\])\1+")


def unmask(text: str) -> str:
    """Replace the masks of spam_sms by placeholders, or drop them."""
    return _REPEATED.sub(r"\1", _MASK.sub(lambda m: _MASKS[m[0]], text))


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one source is read.

    Attributes
    ----------
    name : str
    text, label : str
        Keys of the text and its label.
    id : tuple of str
        Keys of the identity, the first present counts.
    register : str or None
        Of all its texts.
    crosswalk : str or None
        Its table in ``configs/taxonomy.yaml``.
    telling : frozenset of str
        Labels that only this source has; needed where its keys are those of others too.
    clean : callable or None
        What is done to each text.
    """

    name: str
    text: str
    label: str
    id: tuple[str, ...] = ("id",)
    register: str | None = None
    crosswalk: str | None = None
    telling: frozenset[str] = frozenset()
    clean: Callable[[str], str] | None = None


ADAPTERS: tuple[Adapter, ...] = (
    Adapter(
        "scripts8", "text", "label", register="script", crosswalk="scripts8",
        telling=frozenset({"loan_or_credit", "rebate_or_service", "customer_service"}),
    ),
    Adapter(
        "spam_sms", "text", "label", register="script", crosswalk="spam_sms", clean=unmask,
        telling=frozenset({
            "AD_Loan", "AD_Network_service", "AD_Other", "AD_Real_estate", "AD_Retail", "FR_Financial", "FR_Other",
            "FR_Phishing_Bank", "FR_Phishing_Other", "IL_Escort_service", "IL_Fake_ID_and_invoice", "IL_Gambling",
        }),
    ),
    Adapter("jsonl", "text", "label"),
    Adapter("ccl2023", "案情描述", "案件类别", ("案件编号",), "narrative", "ccl2023"),
    Adapter("chifraud", "Text", "Label_id", (), "script", "chifraud"),
    Adapter("fgrc_scd", "文本", "风险类别", ("编号", "id"), "script", "fgrc_scd"),
)  # fmt: skip
BY_NAME = {adapter.name: adapter for adapter in ADAPTERS}


class AdapterKeys:
    """Knows the keys of all adapters, so that a header row is found among others."""

    def __init__(self, adapters: Iterable[Adapter] = ADAPTERS) -> None:
        self._keys = {fold_header(k) for a in adapters for k in (a.text, a.label, *a.id)}

    def field(self, header: str) -> str | None:
        """Return the folded key, or None if no source has it."""
        folded = fold_header(header)
        return folded if folded in self._keys else None

    def foreign(self, header: str) -> bool:
        """Return False: no source has keys within others."""
        return False


def key_of(headers: Iterable[str], key: str) -> str | None:
    """Return the header that is written like a key, whatever its width, case and blanks."""
    folded = fold_header(key)
    return next((h for h in headers if fold_header(h) == folded), None)


def detect(headers: tuple[str, ...], labels: Callable[[str], Iterable[str]]) -> Adapter | None:
    """Choose the adapter for a file.

    Parameters
    ----------
    headers : tuple of str
        Keys or column names of the file.
    labels : callable
        From a header to the distinct values under it; asked only where keys do not tell.

    Returns
    -------
    Adapter or None
        None where no source has these keys.
    """
    found = [a for a in ADAPTERS if all(key_of(headers, k) is not None for k in (a.text, a.label))]
    # `text` and `label` are keys of several; what is left after their own labels is read as it is.
    for adapter in found:
        header = key_of(headers, adapter.label)
        if not adapter.telling or (header is not None and not adapter.telling.isdisjoint(labels(header))):
            return adapter
    return None


def adapter_named(name: str) -> Adapter:
    """Return the adapter of a name.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in BY_NAME:
        raise InputError("a source must be known", name[:40], "name one of " + ", ".join(BY_NAME))
    return BY_NAME[name]
