"""Learn the weights of `fanzha.facts` from the narratives of the open batches: ``python -m pipelines.learn_facts NAME...``."""

from __future__ import annotations

import argparse
import time

from pipelines.learn_facts.choices import age, channel, clock, day, payment, sex
from pipelines.learn_facts.jobs import job
from pipelines.learn_facts.rows import MARKED, WITHOUT
from pipelines.learn_facts.sums import loss

TASKS = {
    "loss": loss,
    "job": job,
    "age": age,
    "sex": sex,
    "channel": channel,
    "payment": payment,
    "day": day,
    "clock": clock,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--near", type=float, default=1.0)
    parser.add_argument("--far", type=float, default=1.0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--final", action="store_true", help="hold nothing out: write the weights alone")
    parser.add_argument("--writers", action="store_true", help="hold out each writer of marked narratives as a whole")
    parser.add_argument(
        "--without", action="append", metavar="NAME", help="leave a file of marked narratives out: dev7"
    )
    a = parser.parse_args()
    unknown = set(a.without or ()) - {path.stem for path in MARKED}
    if unknown:
        parser.error(f"no file of marked narratives: {', '.join(sorted(unknown))}")
    if "loss" in a.names and (a.quick or a.writers):
        parser.error("--quick and --writers are not for loss, which is always held out by writer")
    WITHOUT.update(a.without or ())
    for one in a.names:
        begin = time.time()
        TASKS[one](a.near, a.far)
        print(one, f"{time.time() - begin:.0f} s")
