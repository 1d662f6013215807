"""Service files are what systemd, cron, Docker and Compose take, and keep what they promise."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = ROOT / "ops" / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
}


class _Unit(configparser.ConfigParser):
    """Keys of a unit may come several times; the values are joined by lines."""

    def __init__(self) -> None:
        super().__init__(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def _read(path: Path) -> _Unit:
    unit = _Unit()
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_services_are_hardened_and_not_root(path: Path) -> None:
    service = _read(path)["Service"]
    assert service.get("User", "root") != "root" or service.get("DynamicUser") == "yes"
    for key, value in HARDENED.items():
        assert service[key] == value, key


def test_a_busy_store_is_tried_again_and_no_failure() -> None:
    night = _read(SYSTEMD / "fanzha-night.service")
    # systemd refuses RestartForceExitStatus for services of type oneshot.
    assert night["Service"]["Type"] == "exec"
    assert night["Service"]["RestartForceExitStatus"] == night["Service"]["SuccessExitStatus"] == "75"
    assert "Restart" not in night["Service"]
    assert night["Unit"]["StartLimitBurst"] == "6"
    assert _read(SYSTEMD / "fanzha-status.service")["Service"]["SuccessExitStatus"] == "75"


@pytest.mark.parametrize("path", sorted(SYSTEMD.glob("*.timer")), ids=lambda p: p.name)
def test_timers_make_up_for_time_off(path: Path) -> None:
    timer = _read(path)
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert path.with_suffix(".service").is_file()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    # The program need not be installed for its units to be read.
    for path in SYSTEMD.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/fanzha/bin/fanzha", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = sorted(str(p) for p in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=120)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "fanzha" in line]
    assert ours == []
    assert done.returncode == 0


def test_the_image_runs_without_root_and_is_built_from_locked_packages() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    last = stages[-1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "pip" not in last
    assert "HEALTHCHECK" in last
    assert "--require-hashes --no-deps -r requirements/image.txt" in stages[0]
    copied = {
        source for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for source in line.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    # Whatever is copied must be let through to the builder.
    let = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert copied <= let


def test_the_lock_of_the_image_is_part_of_the_main_lock() -> None:
    def pinned(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([\w.-]+==\S+)", text, re.MULTILINE))

    assert pinned("image.txt") <= pinned("run.txt") | pinned("dev.txt")
    assert not {p for p in pinned("image.txt") if p.split("==")[0] in ("mlflow", "dvc", "torch")}


def test_containers_are_closed() -> None:
    compose = yaml.safe_load((ROOT / "ops" / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    for name in ("triage", "night", "status"):
        assert services[name]["read_only"] is True, name
        assert services[name]["cap_drop"] == ["ALL"], name
    assert services["night"]["healthcheck"] == {"disable": True}
    assert compose["networks"]["store"] == {"internal": True}
    assert services["triage"]["ports"] == ["127.0.0.1:8000:8000"]
    # Passwords come from files that are never committed.
    used = {
        s if isinstance(s, str) else s["source"] for service in services.values() for s in service.get("secrets", [])
    }
    assert used == set(compose["secrets"])
    assert "/secrets/" in (ROOT / "ops" / "docker" / ".gitignore").read_text(encoding="utf-8")
    assert not re.search(
        r"PASSWORD: |://\w+:\w+@", (ROOT / "ops" / "docker" / "compose.yaml").read_text(encoding="utf-8")
    )
