"""The simulated district has what it says."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.trends.simulated import Outbreak, World, district


def test_counts_have_mean_dispersion_and_outbreaks() -> None:
    world = World(types=4, areas=5, a_week=150, dispersion=2.0)
    rng = np.random.default_rng(1)
    place = district(world, rng, [Outbreak(3, 200, 30, 4.0)])
    ratio = place.counts / place.expected
    assert ratio[3, 200:230].mean() == pytest.approx(4, rel=0.15)
    others = np.delete(np.arange(20), 3)
    residual = (place.counts - place.expected)[others] ** 2 / place.expected[others]
    assert residual.mean() == pytest.approx(2.0, rel=0.1)
    assert (place.reports.sum(axis=2) == place.counts).all()


def test_the_festival_is_a_dip_with_a_rebound() -> None:
    place = district(World(season=0, trend=0), np.random.default_rng(2))
    one = place.expected[0] / np.median(place.expected[0])
    (week,) = np.flatnonzero(place.starts == np.datetime64("2024-02-05"))  # 10 February 2024
    assert one[week - 1 : week + 3] == pytest.approx([1, 0.6, 1.2, 1])
    assert (one < 0.9).sum() == 7


def test_what_was_known_grows_to_what_happened() -> None:
    place = district(World(), np.random.default_rng(3))
    known = place.known(300)
    assert known.shape[1] == 301
    assert (known[:, :298] == place.counts[:, :298]).all()
    assert known[:, 300].sum() / place.counts[:, 300].sum() == pytest.approx(0.72, abs=0.08)
    assert (known <= place.counts[:, :301]).all()


def test_a_world_that_cannot_be() -> None:
    with pytest.raises(InputError, match="delays"):
        district(World(delays=(0.5, 0.2)), np.random.default_rng(0))
    with pytest.raises(InputError, match="2015 to 2027"):
        district(World(years=14), np.random.default_rng(0))
