"""Every `fanzha` command in service files and documents is one that the command line takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fanzha.cli.parser import build_parser

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "ops" / "systemd").glob("*.service"))
CRON = ROOT / "ops" / "cron" / "fanzha"
COMPOSE = ROOT / "ops" / "docker" / "compose.yaml"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
# Where a shell expects a command, or under its path anywhere.
_COMMAND = re.compile(
    r"((^|[;&|(])\s*([A-Z_]+=\S+\s+)*(sudo -u \w+ )?([\w./-]*/bin/)?|(?<=\s)/[\w./-]*/bin/)fanzha(?=\s+(-|[a-z]))"
)


def commands(line: str) -> Iterator[list[str]]:
    """Yield the arguments of each fanzha command in a line of shell; what follows a pipe, `;` or redirection is not one."""
    for found in _COMMAND.finditer(line):
        lexer = shlex.shlex(line[found.end() :], posix=True, punctuation_chars="();<>|&")
        lexer.whitespace_split, lexer.commenters = True, "#"
        words: list[str] = []
        for word in lexer:
            if set(word) <= set("();<>|&"):
                break
            words.append(word)
        # The file descriptor of a redirection stands before it.
        yield (
            words[:-1]
            if words
            and line[found.end() :].split("#", maxsplit=1)[0].find(f" {words[-1]}>") >= 0
            and words[-1].isdigit()
            else words
        )


def code_lines(path: Path) -> Iterator[str]:
    """Yield the lines of code blocks, fenced or indented, joined where they go on."""
    fenced, whole = False, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
            continue
        if fenced or line.startswith("    "):
            whole += line.removesuffix("\\")
            if not line.endswith("\\"):
                yield whole.strip()
                whole = ""


def accepted(words: list[str]) -> bool:
    try:
        build_parser().parse_args(words)
    except SystemExit as stop:
        return stop.code == 0
    return True


def _documented() -> list[tuple[str, str]]:
    lines = [(p.name, line) for p in DOCUMENTS for line in code_lines(p)]
    return [(name, line) for name, line in lines if any(True for _ in commands(line))]


@pytest.mark.parametrize(("name", "line"), _documented())
def test_commands_of_documents_are_accepted(name: str, line: str) -> None:
    for words in commands(line):
        # A synopsis leaves out what the reader is to fill in.
        assert accepted([w for w in words if w != "..."]), (name, line)


def _inline() -> list[tuple[str, str]]:
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in DOCUMENTS if p.name != "CHANGELOG.md"]
    return [(name, found) for name, text in texts for found in re.findall(r"`(fanzha [a-z][^`\n]*)`", text)]


@pytest.mark.parametrize(("name", "code"), sorted(set(_inline())))
def test_options_named_in_passing_exist(name: str, code: str) -> None:
    words = shlex.split(code)[1:]
    parser = build_parser()
    command = parser
    while words and not words[0].startswith("-"):
        choices = next((a.choices for a in command._actions if a.dest.startswith("command_")), None)
        if not choices:
            break
        assert words[0] in choices, (name, code)
        command = choices[words.pop(0)]
    known = {option for action in command._actions for option in action.option_strings}
    assert {w for w in words if w.startswith("--")} <= known, (name, code)


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_units_start_what_exists(unit: Path) -> None:
    starts = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(starts) == 1
    found = list(commands(starts[0]))
    assert len(found) == 1
    assert accepted(found[0])


def test_cron_starts_what_exists() -> None:
    lines = [line for line in CRON.read_text(encoding="utf-8").splitlines() if "fanzha/bin" in line]
    assert len(lines) == 2
    for line in lines:
        minute, hour, *_rest, user, command = re.split(r"\s+", line, maxsplit=6)
        assert re.fullmatch(r"\*/15|\d+", minute)
        assert re.fullmatch(r"\d+(-\d+)?", hour)
        assert user == "fanzha"
        # In a crontab, % ends the command.
        assert "%" not in command
        (words,) = commands(command)
        assert accepted(words)


def test_the_containers_start_what_exists() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    assert {"db", "triage", "night", "status"} <= set(services)
    for name, service in services.items():
        assert name in ("db", "triage") or accepted(service["command"]), name
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert accepted(yaml.safe_load(re.findall(r"^CMD (\[.*\])$", docker, re.MULTILINE)[-1]))


def test_what_this_file_looks_for_is_found() -> None:
    assert list(commands("umask 027; /opt/x/bin/fanzha run --input a --output b >>/l 2>&1 # note")) == [
        ["run", "--input", "a", "--output", "b"]
    ]
    assert list(commands("fanzha corpus export --out a && fanzha audit --data a --out 'b c'")) == [
        ["corpus", "export", "--out", "a"],
        ["audit", "--data", "a", "--out", "b c"],
    ]
    assert list(commands("cd /opt/fanzha && ls fanzha -l; install -o fanzha -g fanzha x")) == []
    assert list(commands("A=b sudo -u fanzha /opt/fanzha/bin/fanzha status --json")) == [["status", "--json"]]
    assert len(_documented()) > 20
    assert not accepted(["score", "--no-such-option"])
