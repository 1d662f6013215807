"""Settings of the Spark engine, as ``configs/engines/spark.yaml`` holds them."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fanzha.schema import TIME_ZONE

# What results rest on; nobody may set these otherwise.
FIXED: Final = {
    # Times leave Spark in the zone of the schema, whatever zone the machines are in.
    "spark.sql.session.timeZone": TIME_ZONE,
    # Headers that differ in case only are two columns.
    "spark.sql.caseSensitive": "true",
    # Old times of day are read as they were written, and written as pyarrow and DuckDB read them.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    # A page whose checksum is wrong is an error, not a wrong case.
    "spark.hadoop.parquet.page.verify-checksum.enabled": "true",
    # A file that cannot be read, or has gone, fails the run; no row is ever skipped in silence.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}


class SparkSettings(BaseModel):
    """How Spark is started and how work is cut.

    Attributes
    ----------
    master : str or None
        Spark master, for example ``local[4]`` or ``spark://host:7077``; ``local[*]`` if not given. Under spark-submit, its own counts.
    app_name : str
    driver_memory : str
        Of a driver that the engine starts itself.
    executor_memory : str or None
        Spark's own default if not given.
    executor_python : str or None
        Python on a cluster's machines, ``./env/bin/python`` where an environment travels with the job; ``python3`` if not given.
        On this machine, and under spark-submit, which has its own option, it does not count.
    batch_rows : int
        Rows that go to Python at once.
    partition_bytes : int
        Of input that one task reads.
    output_bytes : int
        Aimed at for an output file, as rows in memory.
    conf : dict
        Any other Spark setting by its name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    master: str | None = None
    app_name: str = Field("fanzha", min_length=1)
    driver_memory: str = Field("2g", pattern=r"^[1-9][0-9]*[kmgtKMGT]$")
    executor_memory: str | None = Field(None, pattern=r"^[1-9][0-9]*[kmgtKMGT]$")
    executor_python: str | None = Field(None, min_length=1)
    batch_rows: int = Field(4096, ge=1, le=1_000_000)
    partition_bytes: int = Field(32 << 20, ge=1 << 16)
    output_bytes: int = Field(256 << 20, ge=1 << 16)
    conf: dict[str, str] = Field(default_factory=dict)

    @field_validator("conf")
    @classmethod
    def _free(cls, conf: dict[str, str]) -> dict[str, str]:
        for key in conf:
            if not key.startswith("spark."):
                raise ValueError(f"{key[:60]!r} is no Spark setting: its name must begin with spark.")
            if key in FIXED:
                raise ValueError(f"{key} is set by fanzha, since results rest on it")
        return conf

    def spark_conf(self) -> dict[str, str]:
        """Return the settings under Spark's names, those that nobody may change last."""
        own = {
            "spark.app.name": self.app_name,
            "spark.driver.memory": self.driver_memory,
            "spark.sql.execution.arrow.maxRecordsPerBatch": str(self.batch_rows),
            "spark.sql.files.maxPartitionBytes": str(self.partition_bytes),
            "spark.sql.adaptive.advisoryPartitionSizeInBytes": str(self.output_bytes),
            # A process of Python holds the model; it must outlive its task.
            "spark.python.worker.reuse": "true",
            # Raw rows may pass between tasks, over the disks of their machines.
            "spark.io.encryption.enabled": "true",
            # Failures come back as errors of fanzha's own; messages of Spark's may quote cases.
            "spark.log.level": "OFF",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        if self.executor_memory is not None:
            own["spark.executor.memory"] = self.executor_memory
        return {**own, **self.conf, **FIXED}
