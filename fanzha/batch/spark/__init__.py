"""The batch job on Spark: files of any Hadoop file system in, each case scored once, whatever is killed in between."""

from fanzha.batch.spark.run import SparkRun, score_on_spark

__all__ = ["SparkRun", "score_on_spark"]
