"""Settings of the linear classifier."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class LinearSettings(BaseModel):
    """Settings of the linear classifier.

    Attributes
    ----------
    orders : tuple of int
        Lengths of the character n-grams.
    skips : int
        Pairs of characters with up to so many others between count as neighbours too; they outlive what is put in or left out.
    reading_orders : tuple of int
        Lengths of the n-grams of readings; they outlive homophones and pinyin.
    bits : int
        Base-2 logarithm of the number of hash buckets.
    pair_bits : int
        The same for the pairs of characters whose familiarity is remembered.
    rows : int
        How many n-grams keep weights at most: those with the largest that stand in the most texts.
    c : tuple of float
        Inverse strength of the L2 penalty of the margins; the strongest penalty that does well on held-out texts is taken.
    disguises : int
        How many disguised copies of each text are learnt from too.
    disguise_weight : float
        What a copy counts for, against 1 of the text itself.
    padding_weight : float
        A text that looks honest as a whole is answered in part by its most suspicious line or window; how far is learnt, from
        texts as they are and, each counting for this much, from texts with honest ones around them. 0: never.
    honest : str
        The label that means no fraud.
    calibration_c : tuple of float
        Inverse strength of the penalty of the calibrator; the one that does best on held-out texts is taken.
    folds : int
        How many held-out parts calibrate the margins.
    seed : int
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders: tuple[int, ...] = (1, 2, 3)
    skips: int = Field(1, ge=0)
    reading_orders: tuple[int, ...] = (2,)
    bits: int = Field(20, ge=10, le=24)
    pair_bits: int = Field(20, ge=10, le=24)
    rows: int = Field(150_000, ge=1)
    c: tuple[float, ...] = Field((0.1,), min_length=1)
    disguises: int = Field(4, ge=0)
    disguise_weight: float = Field(0.1, gt=0)
    padding_weight: float = Field(0.2, ge=0)
    honest: str = "benign"
    calibration_c: tuple[float, ...] = Field((0.3,), min_length=1)
    folds: int = Field(6, ge=2)
    seed: int = 20260101
