"""Settings of the linear classifier."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

# Longer n-grams hardly ever stand in two texts; every order and every skip costs a pass over all texts.
_Order = Annotated[int, Field(ge=1, le=8)]
Penalty = Annotated[float, Field(gt=0)]
# What every generator of random numbers here takes.
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]


class LinearSettings(BaseModel):
    """Settings of the linear classifier.

    Attributes
    ----------
    orders : tuple of int
        Lengths of the character n-grams, 1 to 8 each.
    skips : int
        Pairs of characters with up to so many others between count as neighbours too; they outlive what is put in or left out.
    reading_orders : tuple of int
        Lengths of the n-grams of readings; they outlive homophones and pinyin. One of these or of ``orders`` there must be.
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

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    orders: tuple[_Order, ...] = (1, 2, 3)
    skips: int = Field(1, ge=0, le=4)
    reading_orders: tuple[_Order, ...] = (2,)
    bits: int = Field(20, ge=10, le=24)
    pair_bits: int = Field(20, ge=10, le=24)
    rows: int = Field(150_000, ge=1)
    c: tuple[Penalty, ...] = Field((0.1,), min_length=1)
    disguises: int = Field(4, ge=0)
    disguise_weight: float = Field(0.1, gt=0)
    padding_weight: float = Field(0.1, ge=0)
    honest: str = "benign"
    calibration_c: tuple[Penalty, ...] = Field((0.3,), min_length=1)
    folds: int = Field(6, ge=2)
    seed: Seed = 20260101

    @model_validator(mode="after")
    def _some_ngrams(self) -> Self:
        if not self.orders and not self.reading_orders:
            raise ValueError("orders and reading_orders must not both be empty")
        return self
