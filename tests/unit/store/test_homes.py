"""Both homes hold, answer and return the same."""

from __future__ import annotations

import random
from pathlib import Path

from stores import TABLES, current, deliver, everything, last_shard, prelude, without_times

from fanzha.store import open_store

NASTY = ["", " ", "\\", "\\N", "NULL", '"', '""', "'", ",", "\n", "\r\n", "\t", "{}", "{", "%s", "%", "\x1f", "\x01", "𠮷", "🧧", "e\u0301", "\ufeff", "\u2028"]  # fmt: skip


def test_the_same_deliveries_are_the_same_in_both(postgres_url: str, tmp_path: Path) -> None:
    rng = random.Random(7)
    rows = [(f"案{i}-{rng.choice(NASTY[2:9])}", "".join(rng.choices(NASTY, k=rng.randrange(1, 9)))) for i in range(300)]
    held = []
    for url in (str(tmp_path / "a.duckdb"), postgres_url + "?schema=same"):
        with open_store(url) as store:
            prelude(store)
            last_shard(store).commit(store)
            deliver(store, rows, name="nasty.csv", shard_rows=70)
            deliver(store, rows[::3], name="again.csv", bundle="b2")
            tables = {
                name: store.sql(f"SELECT * FROM {name} ORDER BY {order}").schema for name, order in TABLES.items()
            }
            rest = store.quarantined(open_only=False), store.files("file:///out")
            held.append((without_times(everything(store)), current(store), *rest, tables))
    (one, read, aside, files, kinds), (two, *others, other_kinds) = held
    assert one == two
    assert all(a.equals(b) and a.schema.equals(b.schema) for a, b in zip((read, aside, files), others, strict=True))
    for name, schema in kinds.items():
        assert [f.name for f in schema] == [f.name for f in other_kinds[name]]
        assert [str(f.type).split("<")[0] for f in schema] == [str(f.type).split("<")[0] for f in other_kinds[name]]
    assert read.num_rows == 309
