"""What of pre-training needs torch: the encoder, its training and its Hugging Face folder. `fanzha.classifiers.pretraining` calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset
from transformers import ModernBertConfig, ModernBertForMaskedLM, PreTrainedTokenizerFast, set_seed

from fanzha.classifiers.pretraining import BEGIN, END, MASK, PAD, SPECIAL, UNKNOWN, mask_tokens
from fanzha.classifiers.trainer import EpochSampler, SafeTrainer, arguments, last_checkpoint, quiet

if TYPE_CHECKING:
    from fanzha.classifiers.pretraining import PretrainSettings

_HELD_OUT_EPOCH = 2**31  # no epoch of training: masks of held-out rows are the same at every look


class _Rows(Dataset[Any]):  # type: ignore[misc]
    """Rows with tokens hidden anew in each epoch, a pure function of seed, epoch and row."""

    def __init__(self, rows: NDArray[np.uint16], size: int, settings: PretrainSettings) -> None:
        self.rows, self.size, self.settings = rows, size, settings

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: int | tuple[int, int]) -> dict[str, NDArray[np.int64]]:
        row, epoch = key if isinstance(key, tuple) else (key, _HELD_OUT_EPOCH)
        rng = np.random.default_rng([self.settings.seed, epoch, row])
        given, wanted = mask_tokens(self.rows[row], self.size, self.settings.mask, rng)
        return {"input_ids": given, "attention_mask": (given != PAD).astype(np.int64), "labels": wanted}


class _RowsOfEpoch(EpochSampler):
    """Tells the rows their epoch."""

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for row in super().__iter__():
            yield row, self.epoch


def _collate(rows: list[dict[str, NDArray[np.int64]]]) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(np.stack([r[name] for r in rows])) for name in rows[0]}


def train(
    rows: NDArray[np.uint16],
    test: NDArray[np.uint16],
    tokenizer: Any,
    settings: PretrainSettings,
    run: Path,
    out: Path,
    on_step: Callable[[int], object] | None = None,
) -> tuple[int, float, float]:
    """Train an encoder on rows of tokens, and write it with its tokenizer.

    Parameters
    ----------
    rows, test : ndarrays of uint16, shapes (m, length) and (h, length)
    tokenizer : tokenizers.Tokenizer
    settings : PretrainSettings
    run : Path
        Of checkpoints; a whole one that is found there is gone on from.
    out : Path
    on_step : callable, optional

    Returns
    -------
    parameters : int
    before, after : float
        Loss on the held-out rows.
    """
    s, size = settings, tokenizer.get_vocab_size()
    set_seed(s.seed)
    model = ModernBertForMaskedLM(
        ModernBertConfig(
            vocab_size=size,
            hidden_size=s.width,
            num_hidden_layers=s.layers,
            num_attention_heads=s.heads,
            intermediate_size=2 * s.width,
            max_position_embeddings=s.max_tokens,
            global_attn_every_n_layers=1,  # rows are short: every layer sees all of them
            classifier_pooling="mean",  # the first token means nothing before fine-tuning
            pad_token_id=PAD,
            bos_token_id=BEGIN,
            cls_token_id=BEGIN,
            eos_token_id=END,
            sep_token_id=END,
        )
    )
    with quiet():
        trainer = SafeTrainer(
            model=model,
            args=arguments(
                run,
                s.seed,
                num_train_epochs=s.epochs,
                per_device_train_batch_size=s.batch_size,
                per_device_eval_batch_size=s.batch_size,
                gradient_accumulation_steps=s.accumulate,
                learning_rate=s.learning_rate,
                weight_decay=s.weight_decay,
                warmup_steps=s.warmup,
                eval_strategy="no",
                save_strategy="steps",
                save_steps=s.save_steps,
                prediction_loss_only=True,
            ),
            train_dataset=_Rows(rows, size, s),
            eval_dataset=_Rows(test, size, s),
            data_collator=_collate,
            sampler=_RowsOfEpoch(np.full(len(rows), rows.shape[1]), s.batch_size, s.seed),
            on_step=on_step,
        )
        before = trainer.evaluate()["eval_loss"]
        trainer.train(resume_from_checkpoint=last_checkpoint(run))
        after = trainer.evaluate()["eval_loss"]
        model.to("cpu").save_pretrained(out)
        names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
        tokens = dict(zip(names, (SPECIAL[i] for i in (PAD, UNKNOWN, BEGIN, END, MASK)), strict=True))
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=s.max_tokens, **tokens).save_pretrained(
            out
        )
    return model.num_parameters(), float(before), float(after)
