"""The engine of a cluster: Arrow batches through Spark's Python processes, files of any Hadoop file system. The only importer of pyspark."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha.engines.base import BatchFunction, Engine
from fanzha.engines.hadoop import HadoopFiles
from fanzha.engines.settings import SparkSettings
from fanzha.errors import EngineError, FanzhaError, InputError, MissingFileError
from fanzha.schema import TIME_ZONE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    Frame: TypeAlias = DataFrame

FrameFunction = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

_BATCH = pa.schema([pa.field("index", pa.int64(), nullable=False), pa.field("batch", pa.binary(), nullable=False)])
# What Spark says of a file that it cannot read, and Parquet's reader of a page whose checksum is wrong.
_BROKEN_FILE = re.compile(r"FAILED_READ_FILE|org\.apache\.parquet\.\S*Exception")
# Set by spark-submit in the process that it starts.
_SUBMITTED = "PYSPARK_GATEWAY_PORT"


class SparkEngine(Engine):
    """Everything through a Spark session, which starts at first use.

    Parameters
    ----------
    settings : SparkSettings, optional
        Spark's defaults on this machine if not given.
    master : str, optional
        Over the one of the settings. Neither counts under spark-submit, which knows its own.
    """

    name = "spark"

    def __init__(self, settings: SparkSettings | None = None, master: str | None = None) -> None:
        self.settings = settings or SparkSettings()
        self._master = master or self.settings.master
        self._started = False

    @cached_property
    def session(self) -> SparkSession:
        """The session, started now if none was; one a process.

        Raises
        ------
        EngineError
            If there is no Java, or Spark does not start.
        """
        submitted = _SUBMITTED in os.environ
        if not submitted and not _java():
            raise EngineError(
                "Spark needs Java 17 or newer", "none", "install a JRE (openjdk-17-jre-headless), or set JAVA_HOME"
            )
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession

        # Nothing here hands pandas to Spark.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        conf = self.settings.spark_conf()
        builder = SparkSession.builder
        if submitted:
            from fanzha.engines.settings import FIXED

            # Only the JVM knows what spark-submit was told.
            SparkContext._ensure_initialized()
            given = SparkConf()
            conf = {k: v for k, v in conf.items() if k in FIXED or not given.contains(k)}
        else:
            master = self._master or "local[*]"
            builder = builder.master(master)
            if master.startswith("local"):
                # Processes of Python on this machine: with the packages of this one, and without asking the network for a name.
                os.environ["PYSPARK_PYTHON"] = sys.executable
                conf = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", **conf}
            elif self.settings.executor_python is not None:
                os.environ["PYSPARK_PYTHON"] = self.settings.executor_python
        for key, value in conf.items():
            builder = builder.config(key, value)
        # Its notices quote queries.
        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            logging.getLogger(name).disabled = True
        with self.stated("Spark must start", "set FANZHA_DEBUG=1 to see what Java says"), _quiet(submitted):
            self._started = True
            return builder.getOrCreate()

    @cached_property
    def files(self) -> HadoopFiles:
        """Files of any Hadoop file system."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        context: Any = self.session.sparkContext
        faults = (PySparkException, Py4JError, ConnectionError)
        return HadoopFiles(context._jvm, context._jsc.hadoopConfiguration(), faults)

    def close(self) -> None:
        """Stop the session; a later use starts another."""
        if self._started:
            self.session.stop()
            self._started = False
            del self.session
            self.__dict__.pop("files", None)

    def _map(self, table: pa.Table, function: BatchFunction) -> Iterator[pa.RecordBatch]:
        # Batches travel whole, in Arrow's own format, so that no type is changed by one of Spark's.
        batches = table.combine_chunks().to_batches(max_chunksize=self.rows_per_batch)
        packed = pa.table({"index": range(len(batches)), "batch": [_pack(b) for b in batches]}, schema=_BATCH)
        slices = max(1, min(len(batches), 4 * self.session.sparkContext.defaultParallelism))

        def run(parts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for part in parts:
                for index, data in zip(part.column("index"), part.column("batch"), strict=True):
                    done = _pack(function(_unpack(data.as_buffer())))
                    yield pa.RecordBatch.from_arrays([pa.array([index.as_py()]), pa.array([done])], schema=_BATCH)

        with self.stated("a Spark job must finish"):
            frame = self.frame(packed).repartitionByRange(slices, "index")
            result = self.map_frame(frame, run, _BATCH).toArrow()
        for data in result.sort_by("index").column("batch"):
            yield _unpack(data.as_buffer())

    def map_frame(self, frame: Frame, function: FrameFunction, schema: pa.Schema) -> Frame:
        """Map a function over the Arrow batches of each partition of a frame, rows in order.

        Parameters
        ----------
        frame : pyspark.sql.DataFrame
        function : callable
            From an iterator of record batches to one of batches of ``schema``; sent to the processes of Python.
        schema : pyarrow.Schema
        """
        mapped: Frame = frame.mapInArrow(_hidden(function), self.spark_schema(schema))
        return mapped

    def spark_schema(self, schema: pa.Schema) -> Any:
        """Return a schema in Spark's types; times without a zone stay so."""
        from pyspark.sql.pandas.types import from_arrow_schema

        return from_arrow_schema(schema)

    def frame(self, table: pa.Table) -> Frame:
        """Return a table as a frame."""
        made: Frame = self.session.createDataFrame(table, self.spark_schema(table.schema))
        return made

    @contextlib.contextmanager
    def whole_files(self) -> Iterator[None]:
        """Let each file be read by one task from its beginning to its end, in what runs in here."""
        # A file is cut at the first size, and tasks take further files while, with the second added for each, they stay below it.
        names = {f"spark.sql.files.{name}": str(1 << 40) for name in ("maxPartitionBytes", "openCostInBytes")}
        before = {name: self.session.conf.get(name) for name in names}
        try:
            for name, value in names.items():
                self.session.conf.set(name, value)
            yield
        finally:
            for name, former in before.items():
                if former is not None:
                    self.session.conf.set(name, former)

    def cancel(self) -> None:
        """End what the session is doing; the call that waits for it fails."""
        self.session.sparkContext.cancelAllJobs()

    def broadcast(self, value: object) -> Any:
        """Send a value to all processes once."""
        return self.session.sparkContext.broadcast(value)

    def sql(self, query: str, **tables: pa.Table) -> pa.Table:
        """Run a query of Spark SQL over named Arrow tables.

        Raises
        ------
        EngineError
            If Spark refuses the query.
        """
        with self.stated("a query must run on Spark"):
            for name, table in tables.items():
                self.frame(table).createOrReplaceTempView(name)
            try:
                result = _local_times(self.session.sql(query).toArrow())
            finally:
                for name in tables:
                    self.session.catalog.dropTempView(name)
            return result

    def read(self, path: Path | str) -> pa.Table:
        """Read a Parquet file, or a folder of them.

        Parameters
        ----------
        path : path or str
            Of any Hadoop file system.

        Raises
        ------
        MissingFileError
            If it is not there.
        InputError
            If it is no Parquet, or broken.
        """
        uri = self.files.uri(path)
        if self.files.is_folder(uri):
            with self.stated("a table must be readable Parquet"):
                # Parts of older releases have fewer columns.
                frame = self.session.read.option("mergeSchema", True).parquet(self.files.pattern(uri))
                return _local_times(frame.toArrow())
        if not self.files.is_file(uri):
            raise MissingFileError(
                "a table must be a file", f"no file {Path(path).name}", "give the path of a Parquet file"
            )
        with tempfile.TemporaryDirectory() as folder:
            # One file is read as the local engine reads it, so that both see the same types.
            copy = self.files.download(uri, Path(folder) / "table.parquet")
            try:
                return pq.read_table(copy)
            except (pa.ArrowInvalid, OSError) as error:
                raise InputError("a table must be readable Parquet", Path(path).name, "write it anew") from error

    def write(self, table: pa.Table, path: Path | str) -> None:
        """Write one Parquet file to any Hadoop file system, whole or not at all."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "table.parquet"
            pq.write_table(table, copy, compression="zstd")
            uri = self.files.uri(path)
            self.files.upload(copy, uri)

    @contextlib.contextmanager
    def stated(self, rule: str, remedy: str = "look into Spark's log of the job") -> Iterator[None]:
        """Turn Spark's errors, whose messages may quote cases, into stated ones with the kind of the fault alone.

        Raises
        ------
        InputError
            If a file could not be read.
        EngineError
            For anything else.
        """
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            yield
        except FanzhaError:
            raise
        except (PySparkException, Py4JError, ConnectionError) as error:
            if _BROKEN_FILE.search(str(error)):
                raise InputError("a Parquet file must be whole", "a broken one", "export it again") from error
            kind = getattr(error, "getCondition", lambda: None)() or type(error).__name__
            raise EngineError(rule, str(kind), remedy) from error


@contextlib.contextmanager
def _quiet(submitted: bool) -> Iterator[None]:
    """Let a JVM that starts in here, and its processes of Python, say nothing: neither can be told so in time otherwise."""
    if submitted or os.environ.get("FANZHA_DEBUG"):
        yield
        return
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return (Path(home) / "bin" / "java").is_file() if home else shutil.which("java") is not None


def _local_times(table: pa.Table) -> pa.Table:
    """Label instants, which Spark hands out in UTC, with the zone of the schema."""
    fields = [
        f.with_type(pa.timestamp(f.type.unit, TIME_ZONE)) if pa.types.is_timestamp(f.type) and f.type.tz else f
        for f in table.schema
    ]
    return table.cast(pa.schema(fields))


def _hidden(function: FrameFunction) -> FrameFunction:
    """Return the function with failures that say their kind alone: messages end up in logs and may quote cases."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from function(batches)
        except FanzhaError:
            raise
        except Exception as error:
            raise EngineError("a task must finish", type(error).__name__, "report this as a defect") from None

    return run


def _pack(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpack(data: Any) -> pa.RecordBatch:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()
