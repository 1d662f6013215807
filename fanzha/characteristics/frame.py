"""Cases in columns that SQL counts: coded once, without a narrative, in an analytical database of this process."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from fanzha.errors import EngineError, InputError, MissingFileError
from fanzha.privacy import redact
from fanzha.schema import SCORED
from fanzha.taxonomy import BENIGN

REVIEW: Final = "待复核"  # type of the cases that a person has to decide
# What is asked of each case; a narrative, most of its bytes, is not. What a table lacks is null.
WANTED: Final = (
    "case_id", "reported_at", "reported_on", "occurred_on", "occurred_at", "victim_age", "victim_sex", "occupation",
    "loss_yuan", "paid_yuan", "returned_yuan", "stopped_yuan", "outcome", "contact_channel", "payment", "platforms",
    "delay_minutes", "repeat_victim", "life_stage", "area", "street", "type", "needs_review", "review_reason",
    "conflicts", "model_version",
)  # fmt: skip
_TYPES: Final[Mapping[str, str]] = {
    "reported_at": "TIMESTAMPTZ", "reported_on": "DATE", "occurred_on": "DATE", "occurred_at": "TIMESTAMPTZ", "victim_age": "SMALLINT",
    "loss_yuan": "DECIMAL(14, 2)", "paid_yuan": "DECIMAL(14, 2)", "returned_yuan": "DECIMAL(14, 2)",
    "stopped_yuan": "DECIMAL(14, 2)", "delay_minutes": "INTEGER", "repeat_victim": "BOOLEAN", "needs_review": "BOOLEAN",
}  # fmt: skip
_NEEDED: Final = ("case_id", "reported_on", "type", "needs_review")
# What the database says of a file that is damaged, or of a value that is not of its column's type.
_BROKEN: Final = (
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.InvalidTypeException,
)
Band = tuple[int, "int | None", str]
# A year-long delay is a slip of the pen, or a case of another kind; ages beyond the oldest person known (122) are too.
_LONGEST_DELAY: Final = 366 * 24 * 60
_OLDEST: Final = 122

_CODED: Final = """
CREATE TABLE cases AS
SELECT
    case_id, reported_on AS day,
    regexp_full_match(coalesce(raw.type, ''), '[\\s\u3000]*') AS untyped,
    coalesce(needs_review, true) OR untyped AS reviewed,
    CASE WHEN reviewed THEN '{review}' ELSE raw.type END AS type,
    coalesce(raw.type, '') = '{benign}' AS benign,
    CASE WHEN victim_sex IN ('female', 'male') THEN victim_sex END AS sex,
    CASE WHEN victim_age BETWEEN 0 AND {oldest} THEN victim_age END AS age,
    {band} AS band,
    coalesce(
        life_stage,
        CASE WHEN victim_age < 0 OR victim_age > {oldest} THEN NULL WHEN victim_age < 18 THEN 'minor' WHEN victim_age < 60 THEN 'adult' WHEN victim_age >= 60 THEN 'elderly' END
    ) AS life_stage,
    o.part AS occupation, e.part AS employer,
    c.part AS channel, w.part AS payment,
    nullif(trim(area), '') AS area, nullif(trim(street), '') AS street, nullif(trim(platforms), '') AS platforms,
    CASE WHEN loss_yuan >= 0 THEN loss_yuan END AS loss,
    CASE WHEN paid_yuan >= 0 THEN paid_yuan END AS paid,
    CASE WHEN stopped_yuan >= 0 THEN stopped_yuan END AS stopped,
    CASE WHEN outcome IN ('prevented', 'recovered', 'lost') THEN outcome END AS outcome,
    CASE WHEN repeat_victim THEN 'yes' WHEN NOT repeat_victim THEN 'no' END AS repeated,
    CASE WHEN delay_minutes BETWEEN 0 AND {delay} THEN delay_minutes END AS delay,
    CASE WHEN occurred_at IS NOT NULL THEN lpad(hour(occurred_at)::VARCHAR, 2, '0') END AS hour,
    isodow(occurred_at)::VARCHAR AS weekday,
    coalesce(occurred_on, CAST(occurred_at AS DATE)) AS occurred,
    review_reason AS reason, conflicts, model_version
FROM raw
LEFT JOIN occupation_parts o ON o.word = raw.occupation
LEFT JOIN employer_parts e ON e.word = raw.occupation
LEFT JOIN channel_parts c ON c.word = raw.contact_channel
LEFT JOIN payment_parts w ON w.word = raw.payment
"""

Words = Callable[[str], "str | None"]


def _same(words: str) -> str | None:
    return words.strip() or None


class Frame:
    """Cases of a table or a store, coded for counting.

    Used as a context manager; what does not fit the memory goes to a folder that is removed at the end.

    Parameters
    ----------
    memory_mb : int
        What the database may hold in memory.
    threads : int, optional
        All cores if not given.
    """

    def __init__(self, *, memory_mb: int = 1024, threads: int | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="fanzha-"))
        self._connection: Any = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "threads": threads or os.cpu_count() or 1,
                "temp_directory": str(self._folder),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self._connection.execute("SET TimeZone = 'Asia/Shanghai'")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back memory and disk; closing twice is harmless."""
        with suppress(duckdb.Error):
            self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def take_batches(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema | None = None) -> None:
        """Take cases in from record batches, one after the other.

        Parameters
        ----------
        batches : iterable of pyarrow.RecordBatch
            With the columns of `fanzha.schema.SCORED`, or some of them.
        schema : pyarrow.Schema, optional
            That of the batches, where there may be none.

        Raises
        ------
        InputError
            If a column that everything stands on is missing.
        """
        iterator = iter(batches)
        first = next(iterator, None)
        found = first.schema if first is not None else schema or SCORED
        kept = [name for name in WANTED if name in found.names]

        def narrow() -> Iterable[pa.RecordBatch]:
            if first is not None:
                yield first.select(kept)
            for batch in iterator:
                yield batch.select(kept)

        narrowed = pa.schema([found.field(name) for name in kept])
        reader = pa.RecordBatchReader.from_batches(narrowed, narrow())
        self._take("incoming", kept, incoming=reader)

    def take_parquet(self, path: Path) -> None:
        """Take cases in from a Parquet file, or from all files of a folder.

        Raises
        ------
        MissingFileError
            If there is none.
        InputError
            If one is broken, or a column that everything stands on is missing.
        """
        files = parquet_files(path)
        if not files:
            raise MissingFileError(
                "scored cases must be there", f"none in {redact(path.name)}", "write them with: fanzha score"
            )
        for file in files:
            _check_parquet(file)
        source = f"read_parquet([{', '.join(_quoted(str(f)) for f in files)}], union_by_name = true, hive_partitioning = false)"
        names = [row[0] for row in self._run(f"DESCRIBE SELECT * FROM {source}").fetchall()]  # noqa: S608
        self._take(source, [name for name in WANTED if name in names])

    def _take(self, source: str, names: Sequence[str], **tables: object) -> None:
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise InputError(
                "scored cases must have the columns of fanzha score", f"no {', '.join(missing)}", "score them first"
            )
        for name, table in tables.items():
            self._connection.register(name, table)
        columns = ", ".join(
            f"CAST({name if name in names else 'NULL'} AS {_TYPES.get(name, 'VARCHAR')}) AS {name}" for name in WANTED
        )
        try:
            self._connection.execute(f"CREATE OR REPLACE TABLE raw AS SELECT {columns} FROM {source}")  # noqa: S608
        except _BROKEN as error:
            # Its message may repeat values.
            raise InputError(
                "scored cases must be whole, with columns of the types of fanzha score", type(error).__name__,
                "score them again",
            ) from None  # fmt: skip
        except duckdb.Error as error:
            raise _refused(error) from None

    def code(
        self, bands: Sequence[Band], occupation: Words, employer: Words, channel: Words = _same, payment: Words = _same
    ) -> None:
        """Code what was taken in; `cases` then has a row for each case, and nothing else of the input is kept.

        A case without a type is one that a person has to decide.

        Parameters
        ----------
        bands : sequence of (int, int or None, str)
            First age, last age and label, rising and without gaps.
        occupation, employer : callable
            From the words for an occupation to its group, and to the kind of employer.
        channel, payment : callable
            From the words for a way of contact or of paying to its one spelling; the words as they are if not given.
        """
        for name, column, part in (
            ("occupation_parts", "occupation", occupation), ("employer_parts", "occupation", employer),
            ("channel_parts", "contact_channel", channel), ("payment_parts", "payment", payment),
        ):  # fmt: skip
            query = f"SELECT DISTINCT {column} FROM raw WHERE {column} IS NOT NULL"  # noqa: S608
            words = [row[0] for row in self._run(query).fetchall()]
            table = pa.table(
                {"word": pa.array(words, pa.string()), "part": pa.array([part(w) for w in words], pa.string())}
            )
            self.take(name, table)
        cases = " ".join(
            f"WHEN victim_age <= {high} THEN {_quoted(label)}" for _, high, label in bands if high is not None
        )
        least, last = bands[0][0], bands[-1]
        open_end = f" ELSE {_quoted(last[2])}" if last[1] is None else ""
        band = f"CASE WHEN victim_age IS NULL OR victim_age < {least} OR victim_age > {_OLDEST} THEN NULL {cases}{open_end} END"
        self._run(_CODED.format(review=REVIEW, benign=BENIGN, band=band, oldest=_OLDEST, delay=_LONGEST_DELAY))
        self._run("DROP TABLE raw")

    def people(self, residents: pa.Table) -> None:
        """Take in who lives where: columns ``street``, ``area``, ``sex``, ``band``, ``residents``."""
        self.take("people", residents)

    def take(self, name: str, table: pa.Table) -> None:
        """Keep a small table under a name, in place of one that is there."""
        self._connection.register(f"{name}_in", table)
        self._run(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_in")  # noqa: S608
        self._connection.unregister(f"{name}_in")

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run a query over ``cases`` and ``people``.

        Raises
        ------
        EngineError
            If it does not run.
        """
        try:
            return self._connection.sql(query, params=list(parameters)).to_arrow_table()
        except duckdb.Error as error:
            raise _refused(error) from None

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query whose result is short, and return its rows."""
        return list(self._run(query, parameters).fetchall())

    def _run(self, query: str, parameters: Sequence[object] = ()) -> Any:
        try:
            return self._connection.execute(query, list(parameters))
        except duckdb.Error as error:
            raise _refused(error) from None


def _refused(error: duckdb.Error) -> EngineError:
    # Its message may repeat values.
    return EngineError(
        "cases must be counted by the database", type(error).__name__, "check the input, or give it more memory"
    )


def parquet_files(path: Path) -> list[Path]:
    """Return a Parquet file, or all of a folder in the order of their names; what is hidden, or lies in a hidden folder, is left out."""
    if path.is_file():
        return [path]
    found = (p for p in path.rglob("*.parquet") if p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(path).parts))


def _check_parquet(file: Path) -> None:
    """Refuse a file that holds no scored cases, by its name: a folder may hold thousands, and a stray one."""
    try:
        names = pq.read_schema(file).names
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, PermissionError):
            raise
        raise InputError(
            "scored cases must be Parquet", redact(file.name), "score them again, or take it away"
        ) from None
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise InputError(
            "scored cases must have the columns of fanzha score", f"no {', '.join(missing)} in {redact(file.name)}",
            "score them first, or take it away",
        )  # fmt: skip


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def bounds(frame: Frame) -> tuple[date | None, date | None, int, int]:
    """Return the oldest and the newest day of reports, the number of cases and how many have no day."""
    oldest, newest, n, dated = frame.rows("SELECT min(day), max(day), count(*), count(day) FROM cases")[0]
    return oldest, newest, int(n), int(n) - int(dated)
