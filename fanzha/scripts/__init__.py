"""Scripts of fraud: groups of cases that tell the same one, what is typical of it, how it runs, and what is new."""

from fanzha.scripts.cases import Cases
from fanzha.scripts.clusters import Cluster, Clusters, cluster
from fanzha.scripts.course import Course, earliest
from fanzha.scripts.english import in_english, label_in_english
from fanzha.scripts.history import Event, Followed, Script, State, follow
from fanzha.scripts.labels import name
from fanzha.scripts.traits import Slot, Value, slots
from fanzha.scripts.vocabulary import Vocabulary, vocabulary_of
from fanzha.scripts.wording import INTERNAL, PUBLIC, Phrase, new_phrases, phrases, phrases_by_type

__all__ = [
    "INTERNAL",
    "PUBLIC",
    "Cases",
    "Cluster",
    "Clusters",
    "Course",
    "Event",
    "Followed",
    "Phrase",
    "Script",
    "Slot",
    "State",
    "Value",
    "Vocabulary",
    "cluster",
    "earliest",
    "follow",
    "in_english",
    "label_in_english",
    "name",
    "new_phrases",
    "phrases",
    "phrases_by_type",
    "slots",
    "vocabulary_of",
]
