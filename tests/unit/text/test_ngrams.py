import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fanzha.text.ngrams import counts, hashed_ngrams


def _runs(texts: list[str], n: int) -> list[tuple[int, str]]:
    return [(r, t[i : i + n]) for r, t in enumerate(texts) for i in range(len(t) - n + 1)]


@given(st.lists(st.text("贷款ab😀𠮷", max_size=9), max_size=6), st.sampled_from([1, 2, 3, 4]))
def test_agrees_with_plain_slicing(texts: list[str], n: int) -> None:
    grams = hashed_ngrams(texts, (n,), (), 30)
    places = zip(grams.row, grams.start, grams.length, strict=True)
    pieces = [(int(r), texts[r][s : s + length]) for r, s, length in places]
    assert sorted(pieces) == sorted(_runs(texts, n))
    # Equal n-grams share a bucket and different ones do not (a collision among a few dozen in 2**30 is out of reach).
    buckets: dict[str, set[int]] = {}
    for (_, piece), bucket in zip(pieces, grams.bucket, strict=True):
        buckets.setdefault(piece, set()).add(int(bucket))
    assert all(len(b) == 1 for b in buckets.values())
    assert len({next(iter(b)) for b in buckets.values()}) == len(buckets)


@given(st.text("贷款ab", min_size=3, max_size=9))
def test_gapped_pairs_ignore_what_lies_between(text: str) -> None:
    def buckets(t: str) -> list[int]:
        return hashed_ngrams([t], (), (1,), 30).bucket.tolist()

    other = text[0] + "※" + text[2:]
    assert buckets(text)[0] == buckets(other)[0]


@given(st.lists(st.text("贷款ab", max_size=9), min_size=1, max_size=6))
def test_no_ngram_crosses_texts(texts: list[str]) -> None:
    whole = counts(hashed_ngrams(texts, (1, 2, 3), (1,), 20), 20)
    alone = [counts(hashed_ngrams([t], (1, 2, 3), (1,), 20), 20) for t in texts]
    np.testing.assert_array_equal(whole[1], np.concatenate([a[1] for a in alone]))
    np.testing.assert_array_equal(whole[2], np.concatenate([a[2] for a in alone]))


def test_hash_is_fixed() -> None:
    # A change of the hash would silently ruin every exported bundle.
    grams = hashed_ngrams(["贷款"], (1, 2), (), 18)
    assert sorted(zip(grams.length.tolist(), grams.bucket.tolist(), strict=True)) == [
        (1, 86810),
        (1, 221822),
        (2, 242987),
    ]
