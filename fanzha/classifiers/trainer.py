"""A Trainer whose checkpoints hold safetensors and JSON only, so that resuming never unpickles anything."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch.utils.data import Sampler
from transformers import Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_callback import PrinterCallback
from transformers.utils import logging

_OPTIMIZER, _SCHEDULE, _RANDOM = "optimizer", "schedule.json", "random"
# The Trainer writes this one last, so a checkpoint that has it is whole.
_LAST_WRITTEN = "trainer_state.json"

_ERROR = 40  # level of logging
_NEIGHBOURS = 32  # batches whose rows are sorted together by length


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the bars and notices of transformers, datasets and the hub off the terminal; failures still raise."""
    import datasets
    from huggingface_hub.utils import logging as hub

    level, hub_level = logging.get_verbosity(), hub.get_verbosity()
    hub.set_verbosity(_ERROR)
    logging.set_verbosity(_ERROR)
    logging.disable_progress_bar()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        hub.set_verbosity(hub_level)
        logging.enable_progress_bar()
        datasets.enable_progress_bars()


class _Told(TrainerCallback):  # type: ignore[misc]
    """Tells the caller of each step."""

    def __init__(self, on_step: Callable[[int], object]) -> None:
        self.on_step = on_step

    def on_step_end(self, args: object, state: object, control: object, **_: object) -> None:
        self.on_step(1)


class EpochSampler(Sampler[Any]):  # type: ignore[misc]
    """The order of the rows of an epoch, a pure function of seed and epoch, so that a resumed run goes on as it would have.

    Rows of like length come near each other, so that little of a batch is padding.

    Parameters
    ----------
    lengths : ndarray of int, shape (n,)
    batch : int
    seed : int
    """

    def __init__(self, lengths: NDArray[np.integer], batch: int, seed: int) -> None:
        self.lengths, self.batch, self.seed, self.epoch = lengths, batch, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Take the epoch whose order comes next."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[Any]:
        rng = np.random.default_rng([self.seed, self.epoch])
        order, span = rng.permutation(len(self.lengths)), self.batch * _NEIGHBOURS
        near = [np.array(order[i : i + span]) for i in range(0, len(order), span)]
        batches = [
            rows[i : i + self.batch]
            for rows in (one[np.argsort(self.lengths[one], kind="stable")] for one in near)
            for i in range(0, len(rows), self.batch)
        ]
        # A short batch in the middle would shift the rows of all that follow it.
        full, rest = [b for b in batches if len(b) == self.batch], [b for b in batches if len(b) < self.batch]
        for i in rng.permutation(len(full)).tolist():
            yield from full[i].tolist()
        for rows in rest:
            yield from rows.tolist()


class SafeTrainer(Trainer):  # type: ignore[misc]
    """A Trainer on one device; silent, without pickle.

    Parameters
    ----------
    sampler : EpochSampler
    on_step : callable, optional
        Told after each step of the optimizer.
    **parts
        As of `transformers.Trainer`.
    """

    def __init__(self, *, sampler: EpochSampler, on_step: Callable[[int], object] | None = None, **parts: Any) -> None:
        self._order = sampler
        super().__init__(**parts)
        self.remove_callback(PrinterCallback)
        if on_step is not None:
            self.add_callback(_Told(on_step))

    def _get_train_sampler(self, *_: object) -> EpochSampler:
        return self._order

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        self.model.save_pretrained(output_dir or self.args.output_dir, state_dict=state_dict)

    def _save_optimizer_and_scheduler(self, output_dir: str) -> None:
        folder, state = Path(output_dir), self.optimizer.state_dict()
        tensors, plain = {}, {}
        for number, values in state["state"].items():
            for name, value in values.items():
                if isinstance(value, torch.Tensor):
                    tensors[f"{number}.{name}"] = value.detach().cpu().contiguous()
                else:
                    plain[f"{number}.{name}"] = value
        save_file(tensors, folder / f"{_OPTIMIZER}.safetensors")
        rest = {"groups": state["param_groups"], "plain": plain}
        (folder / f"{_OPTIMIZER}.json").write_text(json.dumps(rest), encoding="utf-8")
        (folder / _SCHEDULE).write_text(json.dumps(self.lr_scheduler.state_dict()), encoding="utf-8")

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        if checkpoint is None:
            return
        folder = Path(checkpoint)
        rest = json.loads((folder / f"{_OPTIMIZER}.json").read_text(encoding="utf-8"))
        state: dict[int, dict[str, object]] = {}
        for key, value in {**load_file(folder / f"{_OPTIMIZER}.safetensors"), **rest["plain"]}.items():
            number, name = key.split(".", 1)
            state.setdefault(int(number), {})[name] = value
        self.optimizer.load_state_dict({"state": state, "param_groups": rest["groups"]})
        self.lr_scheduler.load_state_dict(json.loads((folder / _SCHEDULE).read_text(encoding="utf-8")))

    def _save_rng_state(self, output_dir: str) -> None:
        tensors = {"cpu": torch.random.get_rng_state()}
        if torch.cuda.is_available():
            tensors["cuda"] = torch.cuda.random.get_rng_state()
        kind, keys, *rest = np.random.get_state()
        tensors["numpy"] = torch.from_numpy(np.asarray(keys, np.int64))
        save_file(tensors, Path(output_dir) / f"{_RANDOM}.safetensors")
        plain = {"numpy": [kind, *rest], "python": random.getstate()}
        (Path(output_dir) / f"{_RANDOM}.json").write_text(json.dumps(plain), encoding="utf-8")

    def _load_rng_state(self, checkpoint: str | None) -> None:
        if checkpoint is None:
            return
        tensors = load_file(Path(checkpoint) / f"{_RANDOM}.safetensors")
        plain = json.loads((Path(checkpoint) / f"{_RANDOM}.json").read_text(encoding="utf-8"))
        version, state, gauss = plain["python"]
        random.setstate((version, tuple(state), gauss))
        kind, *rest = plain["numpy"]
        np.random.set_state((kind, tensors["numpy"].numpy().astype(np.uint32), *rest))
        torch.random.set_rng_state(tensors["cpu"])
        if torch.cuda.is_available() and "cuda" in tensors:
            torch.cuda.random.set_rng_state(tensors["cuda"])


def arguments(work: Path, seed: int, **rest: Any) -> TrainingArguments:
    """Return training arguments: bf16 where a GPU has it, nothing reported anywhere, bars off."""
    bf16 = torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    made = TrainingArguments(
        output_dir=str(work),
        seed=seed,
        data_seed=seed,
        bf16=bf16,
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        restore_callback_states_from_checkpoint=True,
        save_total_limit=2,
        logging_strategy="no",
        dataloader_pin_memory=torch.cuda.is_available(),
        **rest,
    )
    if made.n_gpu > 1:  # else the Trainer would spread batches over all that it finds
        made._n_gpu = 1
    return made


def remove_run(run: Path) -> None:
    """Remove the checkpoints of a run, and the work folder around them if no other run left any there."""
    shutil.rmtree(run, ignore_errors=True)
    with suppress(OSError):
        run.parent.rmdir()


def last_checkpoint(work: Path) -> str | None:
    """Return the newest whole checkpoint of a work folder, and remove what an interruption left half written."""
    whole = []
    for folder in work.glob("checkpoint-*"):
        if (folder / _LAST_WRITTEN).is_file():
            whole.append(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return str(max(whole, key=lambda f: int(f.name.rpartition("-")[2]))) if whole else None
