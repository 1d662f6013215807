from pathlib import Path

import pytest

from fanzha.cli.paths import check_file, outside_names
from fanzha.errors import InputError


def test_a_name_has_as_much_of_the_path_as_tells_files_apart(tmp_path, monkeypatch) -> None:
    a, b, c = (tmp_path / p for p in ("x/a/t.jsonl", "y/a/t.jsonl", "y/a/t.csv"))
    assert outside_names([a]) == ["a/t.jsonl"]
    assert outside_names([b, c]) == ["a/t.jsonl", "a/t.csv"]
    assert outside_names([a, b]) == ["x/a/t.jsonl", "y/a/t.jsonl"]
    monkeypatch.chdir(tmp_path)
    assert outside_names([Path("t.jsonl")]) == [f"{tmp_path.name}/t.jsonl"]
    assert outside_names([Path("x/../t.jsonl")]) == [f"{tmp_path.name}/t.jsonl"]
    assert outside_names([]) == []


def test_odd_paths_have_readable_names() -> None:
    assert outside_names([Path("/b01")]) == ["/b01"]  # never that of a batch
    assert outside_names([Path("/d/a\nb\x1b.jsonl")]) == ["d/a·b·.jsonl"]
    same = [Path("/d/13900001234.jsonl"), Path("/d/13900001235.jsonl")]
    assert outside_names(same) == ["d/[手机].jsonl (1)", "d/[手机].jsonl (2)"]


def test_a_file_given_twice_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="once"):
        outside_names([tmp_path / "t.jsonl", tmp_path / "x" / ".." / "t.jsonl"])


def test_where_no_file_can_be_written_is_told(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file" / "x.md", tmp_path / "file" / "deep" / "x.md"):
        with pytest.raises(InputError, match="output"):
            check_file(path)
    check_file(tmp_path / "new" / "x.md")
    check_file(tmp_path / "file")
