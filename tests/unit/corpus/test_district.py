import pytest
import yaml

from fanzha.corpus.district import load_district
from fanzha.errors import ConfigError
from fanzha.resources import config_file


def test_the_shipped_district_is_of_the_promised_size() -> None:
    district = load_district()
    assert len(district.areas) == 7
    assert 400_000 <= (district.population() or 0) <= 600_000


def test_parts_sum_to_the_whole() -> None:
    d = load_district()
    whole = d.population()
    assert sum(d.population(street=s) or 0 for s in d.streets) == whole
    assert sum(d.population(area=a) or 0 for a in d.areas) == whole
    assert sum(d.population(sex=s, band=b) or 0 for s in ("female", "male") for _, _, b in d.bands) == whole


def test_positions_may_be_left_out(tmp_path) -> None:
    assert all(x is not None and y is not None for _, _, x, y in load_district().located)
    found = yaml.safe_load(config_file("district.yaml").read_text(encoding="utf-8"))
    for street in found["streets"]:
        del street["x"], street["y"]
    path = tmp_path / "district.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    bare = load_district(path)
    assert {s[2:] for s in bare.located} == {(None, None)}
    assert bare.population() == load_district().population()


def test_what_is_unknown_is_none() -> None:
    d = load_district()
    assert d.population(street="无此街道") is None
    assert d.population(sex="other") is None
    assert d.population(band="5-6岁") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["streets"].append(d["streets"][0]), "unique"),
        (lambda d: d["streets"][0]["female"].pop(), "one count"),
        (lambda d: d["streets"][0]["male"].__setitem__(0, -1), "negative"),
        (lambda d: d["bands"].pop(2), "gap"),
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: d["streets"][3].pop("y"), "both x and y"),
        (lambda d: d["streets"][3].update(x=float("nan")), "finite"),
    ],
)
def test_a_broken_file_is_refused(change, says: str, tmp_path) -> None:
    data = yaml.safe_load(config_file("district.yaml").read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "d.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        load_district(path)
