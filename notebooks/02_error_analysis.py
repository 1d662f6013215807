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
# # Where the default model errs
#
# Each batch of the corpus was written by itself. Holding out one batch at a time shows what a new source will bring.

# %%
import numpy as np
import pandas as pd

from fanzha import corpus, taxonomy
from fanzha.classifiers import LinearClassifier
from fanzha.config import load_pipeline
from fanzha.decide import choose_rule
from fanzha.evaluate import confusion, evaluate
from fanzha.labels import align

types, config = taxonomy.load(), load_pipeline()
texts = corpus.load()
labels = np.array([t.label for t in texts])
batches = np.array([t.batch for t in texts])

# %%
model = LinearClassifier(config.linear)
held_out = model.fit([t.text for t in texts], list(labels), [t.id for t in texts], list(batches)).probabilities
truth = np.searchsorted(model.classes, labels)
rule = choose_rule(held_out, truth, config.decide.target_precision)


def metrics(mask):
    return evaluate(held_out[mask], align(list(labels[mask]), model.classes, types), rule)


# %% [markdown]
# ## By batch, register, form and difficulty

# %%
rows = []
for name in ("batch", "register", "form", "difficulty", "lang"):
    values = np.array([getattr(t, name) for t in texts])
    for value in sorted(set(values)):
        m = metrics(values == value)
        rows.append((name, value, m.n, m.macro_f1, m.fraud_recall, m.benign_false_positive_rate, m.abstained / m.n))
pd.DataFrame(rows, columns=["by", "value", "n", "macro-F1", "fraud recall", "benign called fraud", "to review"]).round(
    3
)

# %% [markdown]
# ## The most frequent confusions

# %%
predicted = [model.classes[i] for i in held_out.argmax(axis=1)]
table = confusion(list(labels), predicted, model.classes)
pairs = [
    (t, p, int(table[i, j]), table[i, j] / table[i].sum())
    for i, t in enumerate(model.classes)
    for j, p in enumerate(model.classes)
    if i != j and table[i, j]
]
pd.DataFrame(sorted(pairs, key=lambda x: -x[2])[:20], columns=["true", "predicted", "n", "share of true"]).round(3)

# %% [markdown]
# ## Sure and wrong
#
# The texts that the model got wrong with the highest probability: either the label, or the model, deserves a look.

# %%
wrong = np.flatnonzero(held_out.argmax(axis=1) != truth)
worst = wrong[np.argsort(-held_out[wrong].max(axis=1))][:10]
pd.DataFrame(
    [(texts[i].id, texts[i].form, labels[i], predicted[i], held_out[i].max(), texts[i].text[:40]) for i in worst],
    columns=["id", "form", "true", "predicted", "probability", "text"],
).round(3)

# %% [markdown]
# ## Is the model honest about doubt?

# %%
top = held_out.max(axis=1)
right = held_out.argmax(axis=1) == truth
bins = pd.qcut(top, 10, duplicates="drop")
pd.DataFrame({"stated": top, "right": right}).groupby(bins, observed=True).agg(
    n=("right", "size"), stated=("stated", "mean"), right=("right", "mean")
).round(3)
