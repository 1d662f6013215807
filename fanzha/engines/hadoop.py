"""Files of any Hadoop file system: of this machine, HDFS, object stores. Everything goes through the driver's JVM."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from fanzha.errors import EngineError, MissingFileError, OutputError

_GLOB = re.compile(r"([\[\]{}*?\\])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://?")


@dataclass(frozen=True, slots=True, order=True)
class RemoteFile:
    """A file.

    Attributes
    ----------
    uri : str
        Whole and escaped, as Spark's ``_metadata.file_path`` gives it.
    name : str
        Last part of the path, not escaped.
    size : int
        Bytes.
    modified : int
        Milliseconds since 1970.
    """

    uri: str
    name: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Footer:
    """What the footer of a Parquet file says: its schema as text, its rows and row groups."""

    schema: str
    rows: int
    row_groups: int


class HadoopFiles:
    """What a job does with files, whatever file system they are in.

    Parameters
    ----------
    jvm : py4j.java_gateway.JVMView
        Of the driver.
    configuration : JavaObject
        ``org.apache.hadoop.conf.Configuration`` of the session.
    faults : tuple of exception types
        What calls into the JVM raise.
    """

    def __init__(self, jvm: Any, configuration: Any, faults: tuple[type[Exception], ...]) -> None:
        self._jvm, self._conf, self._faults = jvm, configuration, faults
        with self._stated("file:"):
            # On this machine: without a hidden file of checksums beside every file.
            jvm.org.apache.hadoop.fs.FileSystem.getLocal(configuration).setWriteChecksum(False)

    def uri(self, text: str | Path) -> str:
        """Return the whole, escaped URI of a path as a person writes it: with or without scheme, relative or not.

        Raises
        ------
        EngineError
            If no file system has such paths.
        """
        with self._stated(str(text)):
            path = self._jvm.org.apache.hadoop.fs.Path
            if _SCHEME.match(str(text)):
                found = path(str(text))
            elif self._jvm.org.apache.hadoop.fs.FileSystem.getDefaultUri(self._conf).getScheme() == "file":
                # Names of local files may hold colons, which would make a URI of them.
                found = path(self._jvm.java.net.URI(Path(text).absolute().as_uri()))
            else:
                found = path(str(text))
            system = found.getFileSystem(self._conf)
            whole = found.makeQualified(system.getUri(), system.getWorkingDirectory())
            return str(whole.toUri().toString())

    def pattern(self, uri: str) -> str:
        """Return a URI as Spark's readers want it: not escaped, but with a backslash before what would be a wildcard."""
        return _GLOB.sub(r"\\\1", str(self._path(uri).toString()))

    def child(self, uri: str, *names: str) -> str:
        """Return the URI of something below a folder."""
        # Escaped here, since a name may hold what would make a URI of it.
        return str(self._path("/".join([uri.rstrip("/"), *(quote(n) for n in names)])).toUri().toString())

    def local(self, uri: str) -> Path | None:
        """Return the path on this machine; None for another file system."""
        return Path(unquote(urlsplit(uri).path)) if uri.startswith("file:") else None

    def is_file(self, uri: str) -> bool:
        """Tell whether there is a file."""
        status = self._status(uri)
        return status is not None and bool(status.isFile())

    def is_folder(self, uri: str) -> bool:
        """Tell whether there is a folder."""
        status = self._status(uri)
        return status is not None and bool(status.isDirectory())

    def file(self, uri: str) -> RemoteFile:
        """Return what is known of a file.

        Raises
        ------
        MissingFileError
            If it is not there.
        """
        status = self._status(uri)
        if status is None or not status.isFile():
            raise MissingFileError("the input must be a file", "none of that name", "check the path")
        return _remote(status)

    def walk(self, uri: str) -> Iterator[RemoteFile]:
        """Yield the files below a folder at any depth, those in hidden places too."""
        with self._stated(uri):
            found = self._system(uri).listFiles(self._path(uri), True)
            while found.hasNext():
                yield _remote(found.next())

    def names(self, uri: str) -> list[str]:
        """Return the names of what stands in a folder, sorted; none if there is no such folder."""
        if not self.is_folder(uri):
            return []
        with self._stated(uri):
            return sorted(str(s.getPath().getName()) for s in self._system(uri).listStatus(self._path(uri)))

    def glob(self, pattern: str) -> list[str]:
        """Return the URIs of files and folders that fit a pattern."""
        with self._stated(pattern):
            path = self._jvm.org.apache.hadoop.fs.Path(pattern)
            found = path.getFileSystem(self._conf).globStatus(path)
            return sorted(str(s.getPath().toUri().toString()) for s in (found or ()))

    def make_folder(self, uri: str) -> None:
        """Make a folder, and those above it."""
        with self._stated(uri):
            self._system(uri).mkdirs(self._path(uri))

    def delete(self, uri: str) -> None:
        """Delete a file, or a folder with all that is in it; nothing if there is none."""
        with self._stated(uri):
            self._system(uri).delete(self._path(uri), True)

    def move(self, uri: str, target: str) -> None:
        """Rename a file within its file system; a target that is there already stays, and the file is deleted.

        Raises
        ------
        OutputError
            If it cannot be renamed.
        """
        here, there = self.local(uri), self.local(target)
        if here is not None and there is not None:
            # Without the way through the JVM, which takes a hundred times as long.
            _move_here(here, there)
            return
        with self._stated(uri):
            system, source, to = self._system(uri), self._path(uri), self._path(target)
            if system.exists(to):
                system.delete(source, False)
                return
            system.mkdirs(to.getParent())
            if not system.rename(source, to):
                raise OutputError("a finished file must be renamed", "a refusal", "check the rights of the output")

    def read(self, uri: str) -> bytes:
        """Return the bytes of a small file."""
        with tempfile.TemporaryDirectory() as folder:
            return self.download(uri, Path(folder) / "file").read_bytes()

    def download(self, uri: str, path: Path) -> Path:
        """Copy a file to this machine."""
        with self._stated(uri):
            # The last argument: without a file of checksums beside it.
            self._system(uri).copyToLocalFile(False, self._path(uri), self._local_path(path), True)
        return path

    def write(self, uri: str, data: bytes) -> None:
        """Write a small file, whole or not at all, over an older one."""
        with tempfile.TemporaryDirectory() as folder:
            (path := Path(folder) / "file").write_bytes(data)
            self.upload(path, uri)

    def upload(self, path: Path, uri: str) -> None:
        """Copy a file of this machine, whole or not at all, over an older one."""
        target = self._path(uri)
        part = self.child(str(target.getParent().toUri().toString()), f".{target.getName()}.part")
        with self._stated(uri):
            self._system(uri).copyFromLocalFile(False, True, self._local_path(path), self._path(part))
        self.replace(part, uri)

    def replace(self, uri: str, target: str) -> None:
        """Rename a file within its file system, over an older one."""
        with self._stated(uri):
            system, source, to = self._system(uri), self._path(uri), self._path(target)
            # Most file systems refuse to rename over a file that is there, one way or another.
            try:
                done = bool(system.rename(source, to))
            except self._faults:
                done = False
            if not done:
                system.delete(to, False)
                if not system.rename(source, to):
                    raise OutputError("a finished file must be renamed", "a refusal", "check the rights of the output")

    def create(self, uri: str) -> bool:
        """Make an empty file unless there is one; tell whether it was made."""
        with self._stated(uri):
            system, path = self._system(uri), self._path(uri)
            try:
                return bool(system.createNewFile(path))
            except self._faults as error:
                # Most file systems look first and make it then; who is overtaken in between is told so by a fault.
                if "FileAlreadyExists" in str(error) or system.exists(path):
                    return False
                raise

    def rename(self, uri: str, target: str) -> bool:
        """Rename a file in one step; tell whether it was done. Of several who try the same at once, one does."""
        with self._stated(uri):
            try:
                return bool(self._system(uri).rename(self._path(uri), self._path(target)))
            except self._faults:  # gone, on file systems that do not just refuse
                return False

    def renew(self, uri: str) -> None:
        """Make an empty file anew, so that its time of modification is the present; object stores know no other way."""
        with self._stated(uri):
            self._system(uri).create(self._path(uri), True).close()

    def parquet_footer(self, uri: str) -> Footer:
        """Return what the footer of a Parquet file says.

        Raises
        ------
        EngineError
            If it is no whole Parquet file.
        """
        with self._stated(uri):
            source = self._jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(self._path(uri), self._conf)
            reader = self._jvm.org.apache.parquet.hadoop.ParquetFileReader.open(source)
            try:
                schema, groups = reader.getFileMetaData().getSchema(), reader.getFooter().getBlocks()
                return Footer(str(schema.toString()), int(reader.getRecordCount()), int(groups.size()))
            finally:
                reader.close()

    def _path(self, uri: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(self._jvm.java.net.URI(uri))

    def _local_path(self, path: Path) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(self._jvm.java.net.URI(path.absolute().as_uri()))

    def _system(self, uri: str) -> Any:
        return self._path(uri).getFileSystem(self._conf)

    def _status(self, uri: str) -> Any:
        with self._stated(uri):
            system, path = self._system(uri), self._path(uri)
            return system.getFileStatus(path) if system.exists(path) else None

    @contextlib.contextmanager
    def _stated(self, uri: str) -> Iterator[None]:
        """Turn what the JVM throws into an error that names the file system and the kind of fault, no path."""
        try:
            yield
        except self._faults as error:
            # A Java exception, bare or under a name of Spark's.
            java = getattr(error, "java_exception", None)
            kind = str(java.getClass().getSimpleName()) if java is not None else type(error).__name__
            scheme = match[0].rstrip(":/") if (match := _SCHEME.match(uri)) else "file"
            raise EngineError(
                f"files of {scheme} must be readable and writable", kind, "check path, rights and connection"
            ) from error


def _move_here(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            source.unlink()
            return
        source.replace(target)
        # A rename is on the disk once its folder is.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise OutputError(
            "a finished file must be renamed", error.strerror or type(error).__name__, "check the rights of the output"
        ) from error


def _remote(status: Any) -> RemoteFile:
    path = status.getPath()
    return RemoteFile(
        str(path.toUri().toString()), str(path.getName()), int(status.getLen()), int(status.getModificationTime())
    )
