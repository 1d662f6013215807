# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A look at the corpus and the district
#
# What the default model learns from, and what the simulated district looks like before any model sees it.

# %%
from collections import Counter

import altair as alt
import pandas as pd

from fanzha import corpus, taxonomy
from fanzha.corpus.simulator import simulate

types = taxonomy.load()
texts = corpus.load()
frame = pd.DataFrame(
    {
        "type": [t.label for t in texts],
        "register": [t.register for t in texts],
        "form": [t.form for t in texts],
        "difficulty": [t.difficulty for t in texts],
        "batch": [t.batch for t in texts],
        "lang": [t.lang for t in texts],
        "characters": [len(t.text) for t in texts],
    }
)
len(frame)

# %% [markdown]
# ## Every type in both registers

# %%
frame.pivot_table(index="type", columns="register", values="characters", aggfunc="count").loc[list(types.codes)]

# %%
frame.groupby(["register", "form"])["characters"].describe(percentiles=[0.1, 0.5, 0.9]).astype(int)

# %% [markdown]
# Length must not give the type away: the medians of the types should lie close together.

# %%
spread = frame.groupby("type")["characters"].quantile([0.05, 0.5, 0.95]).unstack().reset_index()
spread.columns = ["type", "low", "median", "high"]
base = alt.Chart(spread).encode(y=alt.Y("type:N", sort=list(types.codes)))
axis = alt.X("low:Q", scale=alt.Scale(type="log"), title="characters: 5%, median, 95%")
base.mark_rule().encode(x=axis, x2="high:Q") + base.mark_point(filled=True, size=60).encode(x="median:Q")

# %% [markdown]
# ## First characters
#
# Nor must the opening: for the most frequent openings, the number of types that share them.

# %%
openings = Counter(t.text[:2] for t in texts)
pd.DataFrame(
    [(o, n, len({t.label for t in texts if t.text.startswith(o)})) for o, n in openings.most_common(12)],
    columns=["opening", "texts", "types"],
)

# %% [markdown]
# ## The simulated district
#
# Two months of reports. The truth file says what was planted; a good bulletin finds it without having seen this table.

# %%
simulation = simulate(60, seed=7)
reports = pd.DataFrame(simulation.rows)
reports.notna().mean().rename("share stated").to_frame()

# %%
[{k: e[k] for k in sorted(e) if k != "cases"} for e in simulation.truth["effects"]]
