"""Frames of a job on Spark: raw rows, parsed rows, what is new among them, scores, and what is set aside."""

from __future__ import annotations

import csv
import json
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fanzha.batch.parts import NO_DAY
from fanzha.batch.spark.inputs import Inputs, Table
from fanzha.batch.spark.output import CASES, SET_ASIDE, SHEET, Output
from fanzha.batch.spark.read import FILE, LINE, PIECE, ROW, ReadBatches, ReadFiles
from fanzha.batch.spark.worker import OUTPUT, PARSED, ModelFiles, ParsePieces, Reading, ScoreCases, SetAside
from fanzha.bundle import Bundle
from fanzha.engines.spark import FrameFunction, SparkEngine
from fanzha.errors import EngineError, InputError
from fanzha.ingest import ColumnAliases, safe_cell
from fanzha.ingest.quarantine import NOTHING_TO_DO
from fanzha.schema import QUARANTINE
from fanzha.store.keys import new_run_id
from fanzha.store.records import Counts

if TYPE_CHECKING:
    from fanzha.engines.spark import Frame

# Rows that travel together, and that one task parses at most where inputs are cut anew.
_PIECE_ROWS: Final = 4096
_TASK_ROWS: Final = 16 * _PIECE_ROWS
# Bytes that a row of a text file is guessed to have, to know how many tasks are worth it.
_ROW_BYTES: Final = 500

# What is to be done with each case: 1 new, 2 scored before or in this run, 3 standing earlier in the same input.
_OUTCOMES: Final = """
    WITH cases AS (SELECT input, position, case_id, content_hash FROM {parsed} WHERE set_aside_rule IS NULL),
    once AS (SELECT *, row_number() OVER (PARTITION BY input, case_id ORDER BY position) AS nth FROM cases),
    first AS (
        SELECT *, row_number() OVER (PARTITION BY case_id, content_hash ORDER BY nth > 1, input, position) AS time FROM once
    )
    SELECT first.input, first.position,
        CASE WHEN nth > 1 THEN 3 WHEN time > 1 OR known.case_id IS NOT NULL THEN 2 ELSE 1 END AS outcome
    FROM first LEFT JOIN {known} AS known ON first.case_id = known.case_id AND first.content_hash = known.content_hash
"""
# Folders are named as those of the local engine.
_BY_DAY: Final = """
    SELECT /*+ REBALANCE(day) */ * FROM (SELECT *, coalesce(CAST(reported_on AS string), {none}) AS day FROM {scored})
    SORT BY day, case_id
"""
_SET_ASIDE: Final = """
    SELECT input, position, source, `row`, set_aside_column AS `column`, set_aside_rule AS `rule`,
        set_aside_value AS `value`, set_aside_remedy AS remedy, set_aside_raw AS raw,
        sha2(to_json(struct(source, `row`, set_aside_column, set_aside_rule, set_aside_value, set_aside_raw)), 256)
            AS quarantine_id
    FROM {rows} WHERE set_aside_rule IS NOT NULL
"""


class SparkJob:
    """One run: the frames that it makes of its inputs, and where they are put aside.

    Parameters
    ----------
    engine : SparkEngine
    place : Output
    columns : ColumnAliases
    now : datetime
        Later dates, by more than a day, are refused.
    config_hash : str
    model : Bundle

    Attributes
    ----------
    run_id : str
    """

    def __init__(
        self, engine: SparkEngine, place: Output, columns: ColumnAliases, now: datetime, config_hash: str, model: Bundle
    ) -> None:
        self._engine, self._place, self._columns = engine, place, columns
        self._read = Reading(columns, now, model.taxonomy)
        self._config_hash, self._bundle_hash = config_hash, model.digest
        self.run_id = new_run_id()

    def parse(self, inputs: Inputs) -> int:
        """Parse all rows and put them aside, de-identified; return how many there are."""
        with self._engine.stated("inputs must be read to their end"):
            self._map_pieces(inputs, ParsePieces(self._read), "parsed", self._check_refused)
            counted = {r["input"]: r["count"] for r in self._parsed().groupBy("input").count().collect()}
        for table in inputs.tables:
            if (found := sum(counted.get(i, 0) for i in table.inputs)) != table.rows:
                raise EngineError(
                    "every row must be accounted for", f"{table.rows} in, {found} read", "report this as a defect"
                )
        return sum(counted.values())

    def score(self, model: ModelFiles, inputs: Inputs, rows: int) -> tuple[Counts, dict[str, int]]:
        """Score what was not scored before, put all aside, and count what became of every row."""
        session = self._engine.session
        with self._engine.stated("cases must be scored to their end"):
            outcomes = session.sql(_OUTCOMES, parsed=self._parsed(), known=self._known()).persist()
            found = {r["outcome"]: r["count"] for r in outcomes.groupBy("outcome").count().collect()}
            self._write_cases(model, outcomes, found)
            quarantined = self._write_set_aside(inputs, outcomes, found.get(3, 0))
            outcomes.unpersist()
            scored, reasons = self._written()
        review = sum(reasons.values())
        counts = Counts(rows, scored - review, review, quarantined, found.get(2, 0))
        if not counts.complete or scored != found.get(1, 0):
            raise EngineError("every row must be accounted for", str(asdict(counts)), "report this as a defect")
        return counts, reasons

    def _aside(self, name: str) -> str:
        return self._engine.files.pattern(self._place.aside(self.run_id, name))

    def _map_pieces(
        self, inputs: Inputs, function: FrameFunction, name: str, check: Callable[[], object] = lambda: None
    ) -> None:
        """Put aside what a function makes of all raw rows, files of other formats than Parquet first."""
        tables: list[Frame] = []
        others = list(inputs.others)
        for table in inputs.tables:
            frame = self._table(inputs, table)
            if frame is None:
                others += table.inputs
            else:
                tables.append(frame)

        def put(pieces: Frame) -> None:
            made = self._engine.map_frame(pieces, function, PARSED)
            made.write.mode("append").parquet(self._aside(name))
            check()

        if others:
            with self._engine.whole_files():
                put(self._whole_files(inputs, sorted(others)))
        for frame in tables:
            put(frame)

    def _table(self, inputs: Inputs, table: Table) -> Frame | None:
        """Return the raw rows of Parquet files of one schema; None if Spark has no type for a column, or none holds a text."""
        paths = [self._engine.files.pattern(inputs.uris[i]) for i in table.inputs]
        try:
            with self._engine.stated("a Parquet file must have types that Spark knows"):
                frame = self._engine.session.read.parquet(*paths)
        except (EngineError, InputError):
            return None
        # The reader of whole files says what is wrong.
        if "text" not in self._columns.resolve(frame.columns):
            return None
        about = frame.metadataColumn("_metadata")
        frame = frame.select("*", about.getField("file_path").alias(FILE), about.getField("row_index").alias(ROW))
        pieces = self._engine.map_frame(frame, ReadBatches(inputs.by_key()), PIECE)
        # A row group is read by one task; few or large ones would leave cores idle.
        few = table.rows > 2 * _TASK_ROWS * table.row_groups or table.row_groups < self._cores()
        return self._spread(pieces, table.rows) if few else pieces

    def _whole_files(self, inputs: Inputs, numbers: Sequence[int]) -> Frame:
        session = self._engine.session
        paths = [self._engine.files.pattern(inputs.uris[i]) for i in numbers]
        frame = session.read.option("lineSep", "\n").text(paths)
        path = frame.metadataColumn("_metadata").getField("file_path").alias(FILE)
        lines = frame.select(frame["value"].cast("binary").alias(LINE), path)
        pieces = self._engine.map_frame(lines, ReadFiles(inputs.by_key(), self._columns, _PIECE_ROWS), PIECE)
        return self._spread(pieces, sum(inputs.files[i].size for i in numbers) // _ROW_BYTES)

    def _spread(self, pieces: Frame, rows: int) -> Frame:
        """Share pieces out among tasks."""
        tasks = max(math.ceil(rows / _TASK_ROWS), min(self._cores(), math.ceil(rows / _PIECE_ROWS)), 1)
        return pieces.repartition(tasks, "input", "position")

    def _cores(self) -> int:
        return int(self._engine.session.sparkContext.defaultParallelism)

    def _parsed(self, name: str = "parsed") -> Frame:
        schema = self._engine.spark_schema(PARSED)
        return self._engine.session.read.schema(schema).parquet(self._aside(name))

    def _check_refused(self) -> None:
        """Raise what a reader said of an input that it cannot read; of several, of the first."""
        found = self._parsed().where("refused IS NOT NULL").orderBy("input").select("refused").head()
        if found is not None:
            raise InputError(*json.loads(found["refused"]))

    def _known(self) -> Frame:
        """Return the keys under which cases are scored already by this bundle and configuration, each once."""
        names = "case_id string, content_hash string, bundle_hash string, config_hash string"
        session, files = self._engine.session, self._engine.files
        if not self._place.has(CASES):
            return session.createDataFrame([], "case_id string, content_hash string")
        frame = session.read.schema(names).parquet(files.pattern(self._place.place(CASES)))
        mine = f"bundle_hash = '{self._bundle_hash}' AND config_hash = '{self._config_hash}'"
        return frame.where(mine).select("case_id", "content_hash").distinct()

    def _write_cases(self, model: ModelFiles, outcomes: Frame, found: dict[int, int]) -> None:
        """Score new cases and put them aside by day."""
        new, rest = found.get(1, 0), found.get(2, 0) + found.get(3, 0)
        cases = self._parsed().where("set_aside_rule IS NULL")
        # The smaller side goes to all machines, and texts stay where they are.
        key, few = ["input", "position"], outcomes.where("outcome = 1" if new < rest else "outcome > 1")
        cases = cases.join(few.select(*key), key, "left_semi" if new < rest else "left_anti")
        scored = self._engine.map_frame(cases, ScoreCases(model, self._config_hash), OUTPUT)
        days = self._engine.session.sql(_BY_DAY, scored=scored, none=NO_DAY)
        writer = days.write.partitionBy("day").option("compression", "zstd")
        writer.parquet(self._aside(CASES))

    def _written(self) -> tuple[int, dict[str, int]]:
        """Count what stands aside now: cases, and why they need review."""
        session = self._engine.session
        frame = session.read.schema(self._engine.spark_schema(OUTPUT)).parquet(self._aside(CASES))
        groups = frame.groupBy("needs_review", "review_reason").count().collect()
        reasons = {str(r["review_reason"]): int(r["count"]) for r in groups if r["needs_review"]}
        return sum(int(r["count"]) for r in groups), reasons

    def _write_set_aside(self, inputs: Inputs, outcomes: Frame, repeated: int) -> int:
        """Put rows aside that could not be read, and those whose case came before in its input; return how many."""
        session, files = self._engine.session, self._engine.files
        rows = self._parsed().where("set_aside_rule IS NOT NULL")
        if repeated:
            rows = rows.unionByName(self._repeated(inputs, outcomes))
        session.sql(_SET_ASIDE, rows=rows).write.parquet(self._aside("set_aside"))
        schema = "input int, position long, " + ", ".join(
            f"`{name}` {'int' if name == 'row' else 'string'}" for name in [*QUARANTINE.names, "quarantine_id"]
        )
        frame = session.read.schema(schema).parquet(self._aside("set_aside"))
        count = self._write_sheet(frame)
        fresh = frame.drop("input", "position").dropDuplicates(["quarantine_id"])
        if self._place.has(SET_ASIDE):
            before = session.read.parquet(files.pattern(self._place.place(SET_ASIDE))).select("quarantine_id")
            fresh = fresh.join(before, ["quarantine_id"], "left_anti")
        if count and not fresh.isEmpty():
            fresh.coalesce(1).write.option("compression", "zstd").parquet(self._aside(SET_ASIDE))
        return count

    def _repeated(self, inputs: Inputs, outcomes: Frame) -> Frame:
        """Return rows whose case came before in its input, as their files wrote them."""
        import numpy as np

        found = outcomes.where("outcome = 3").select("input", "position").orderBy("input", "position").toArrow()
        index, position = (found.column(n).to_numpy() for n in ("input", "position"))
        inputs_of, starts = np.unique(index, return_index=True)
        cut = dict(zip(inputs_of.tolist(), np.split(position, starts[1:]), strict=True))
        again = SetAside(self._read, self._engine.broadcast(cut))
        self._map_pieces(inputs, again, "repeated")
        return self._parsed("repeated")

    def _write_sheet(self, frame: Frame) -> int:
        """Write ``quarantine.csv`` row by row, but for rows that are no cases; return the number of all."""
        count = 0
        with tempfile.TemporaryDirectory() as scratch:
            sheet = Path(scratch) / SHEET
            with sheet.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(QUARANTINE.names)
                ordered = frame.orderBy("input", "position").select(*QUARANTINE.names)
                for row in ordered.toLocalIterator(prefetchPartitions=True):
                    count += 1
                    if row["remedy"] != NOTHING_TO_DO:
                        writer.writerow([safe_cell(v) if v is not None else "" for v in row])
            self._engine.files.upload(sheet, self._place.aside(self.run_id, SHEET))
        return count
