"""What needs torch: opening checkpoints, fine-tuning them, and running them. `fanzha.classifiers.transformer` calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    EarlyStoppingCallback,
    PreTrainedModel,
    set_seed,
)

from fanzha.classifiers.base import Floats
from fanzha.classifiers.trainer import EpochSampler, SafeTrainer, arguments, last_checkpoint, quiet
from fanzha.classifiers.windows import Windows, join, padded
from fanzha.errors import InputError, LabelError, MissingFileError
from fanzha.labels import macro_f1

if TYPE_CHECKING:
    from fanzha.classifiers.transformer import TransformerSettings


_HUB = "hub:"


def open_checkpoint(
    checkpoint: str, k: int, max_tokens: int, seed: int
) -> tuple[PreTrainedModel, bytes, dict[str, Any]]:
    """Open a Hugging Face checkpoint for k labels; weights from safetensors only, no code of the checkpoint runs.

    Parameters
    ----------
    checkpoint : str
        Folder, or ``hub:`` and a name on the hub. A bare name never makes anything come over the network.
    k, max_tokens, seed : int

    Returns
    -------
    model : PreTrainedModel
        With a fresh layer on top.
    tokenizer : bytes
        JSON of the fast tokenizer.
    encoder : dict
        ``config`` of the network and ``pad``, the id of the padding.

    Raises
    ------
    MissingFileError
        If there is no such folder.
    InputError
        If it cannot be opened so, or is too short for the windows.
    """
    on_hub, folder = checkpoint.startswith(_HUB), Path(checkpoint)
    name, where = folder.name, checkpoint.removeprefix(_HUB)
    if not on_hub and not folder.is_dir():
        raise MissingFileError(
            "a checkpoint must be a folder, or hub: and a name on the hub",
            f"no folder {name}",
            "correct it, or make one with: fanzha pretrain",
        )
    if not on_hub and not any(folder.glob("*.safetensors")):
        raise InputError(
            "a checkpoint must have its weights in safetensors", f"none in {name}", "convert it; pickles are never read"
        )
    try:
        with quiet():
            set_seed(seed)  # the fresh layer is drawn at random
            options: dict[str, Any] = {"trust_remote_code": False, "local_files_only": not on_hub}
            tokenizer = AutoTokenizer.from_pretrained(where, use_fast=True, **options)
            model = AutoModelForSequenceClassification.from_pretrained(
                where, num_labels=k, use_safetensors=True, dtype=torch.float32, **options
            )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise InputError(
            "a checkpoint must have config, fast tokenizer and safetensors",
            f"{type(error).__name__} at {name}",
            "check the path or name, or make one with: fanzha pretrain",
        ) from error
    if not tokenizer.is_fast:
        raise InputError("a checkpoint must have a fast tokenizer", f"none in {name}", "choose another checkpoint")
    longest = min(int(getattr(model.config, "max_position_embeddings", max_tokens)), int(tokenizer.model_max_length))
    if max_tokens > longest:
        raise InputError(
            "max_tokens must not pass what the checkpoint reads", f"{max_tokens}", f"set it to {longest} at most"
        )
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
    model.config.pad_token_id = pad
    return model, tokenizer.backend_tokenizer.to_str().encode("utf-8"), {"config": _plain(model.config), "pad": pad}


def _plain(config: Any) -> dict[str, Any]:
    """Return the configuration without what is of the checkpoint's origin only."""
    drop = ("_name_or_path", "auto_map", "architectures", "transformers_version")
    return {k: v for k, v in config.to_diff_dict().items() if k not in drop} | {
        "model_type": config.model_type,
        "num_labels": config.num_labels,
    }


def rebuild(encoder: Mapping[str, Any], tensors: Mapping[str, NDArray[np.generic]]) -> PreTrainedModel:
    """Build a network from its configuration and weights.

    Raises
    ------
    LabelError
        If they do not fit each other.
    """
    options = {k: v for k, v in encoder["config"].items() if k not in ("model_type", "auto_map")}
    with quiet():
        config = AutoConfig.for_model(encoder["config"]["model_type"], **options)
        model = AutoModelForSequenceClassification.from_config(config, trust_remote_code=False)
    try:
        model.load_state_dict({k: torch.from_numpy(np.array(v)) for k, v in tensors.items()}, strict=True)
    except RuntimeError as error:
        raise LabelError("weights must fit the network", "others", "train the model again") from error
    return _ready(model)


def weights(model: PreTrainedModel) -> dict[str, NDArray[np.generic]]:
    """Return the weights by name."""
    return {name: t.detach().cpu().contiguous().numpy() for name, t in model.state_dict().items()}


def _ready(model: PreTrainedModel) -> PreTrainedModel:
    return model.to("cuda" if torch.cuda.is_available() else "cpu").eval()


def run(model: PreTrainedModel, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
    """Return margins (m, k) of a batch of windows, both (m, length)."""
    with torch.inference_mode():
        given = (torch.from_numpy(a).to(model.device) for a in (ids, mask))
        logits = model(**dict(zip(("input_ids", "attention_mask"), given, strict=True))).logits
    return np.asarray(logits.float().cpu().numpy(), np.float32)


class _Weighted(SafeTrainer):
    """Cross-entropy where each window counts for its class weight, over the number of windows of its text."""

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: object = None
    ) -> Any:
        labels, weight = inputs.pop("labels"), inputs.pop("weight")
        outputs = model(**inputs)
        loss = torch.nn.functional.cross_entropy(outputs.logits.float(), labels, reduction="none")
        loss = (loss * weight).sum() / weight.sum()
        return (loss, outputs) if return_outputs else loss


def _rows(windows: Windows, truth: NDArray[np.int64], class_weight: NDArray[np.float64]) -> Dataset:
    share = 1 / np.bincount(windows.owner)[windows.owner]
    label = truth[windows.owner]
    weight = (share * class_weight[label]).astype(np.float32)
    return Dataset.from_dict({"input_ids": windows.ids, "labels": label.tolist(), "weight": weight.tolist()})


def fine_tune(
    model: PreTrainedModel,
    pad: int,
    train: tuple[Windows, NDArray[np.int64]],
    held: tuple[Windows, NDArray[np.int64]],
    classes: Sequence[str],
    settings: TransformerSettings,
    work: Path,
    on_step: Callable[[int], object] | None = None,
) -> PreTrainedModel:
    """Fine-tune, stop early by held-out macro-F1, and return the best network, ready to run.

    Parameters
    ----------
    model : PreTrainedModel
    pad : int
    train, held : pairs of Windows and ndarray of int64, shape (n,)
        Windows, and the column of the true label of each of their texts.
    classes : sequence of k strings
    settings : TransformerSettings
    work : Path
        Of checkpoints; a whole one that is found there is gone on from.
    on_step : callable, optional
    """
    k, owner = len(classes), held[0].owner
    counts = np.maximum(np.bincount(train[1], minlength=k), 1)
    class_weight = (len(train[1]) / (k * counts)) ** settings.balance

    def measured(given: Any) -> dict[str, float]:
        margins = join(given.predictions, owner, classes, settings.honest)
        return {"macro_f1": macro_f1(held[1], margins.argmax(axis=1), k)}

    def collate(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        ids, mask = padded([r["input_ids"] for r in rows], pad)
        return {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask),
            "labels": torch.tensor([r["labels"] for r in rows]),
            "weight": torch.tensor([r["weight"] for r in rows]),
        }

    with quiet():
        lengths = np.array([len(i) for i in train[0].ids])
        trainer = _Weighted(
            model=model,
            args=arguments(
                work,
                settings.seed,
                num_train_epochs=settings.epochs,
                per_device_train_batch_size=settings.batch_size,
                per_device_eval_batch_size=2 * settings.batch_size,
                gradient_accumulation_steps=settings.accumulate,
                learning_rate=settings.learning_rate,
                weight_decay=settings.weight_decay,
                warmup_steps=settings.warmup,
                label_names=["labels"],
                eval_strategy="epoch",
                save_strategy="epoch",
                load_best_model_at_end=True,
                metric_for_best_model="macro_f1",
                greater_is_better=True,
            ),
            train_dataset=_rows(*train, class_weight),
            eval_dataset=_rows(*held, class_weight),
            data_collator=collate,
            compute_metrics=measured,
            callbacks=[EarlyStoppingCallback(settings.patience)],
            sampler=EpochSampler(lengths, settings.batch_size, settings.seed),
            on_step=on_step,
        )
        trainer.train(resume_from_checkpoint=last_checkpoint(work))
    return _ready(model)
