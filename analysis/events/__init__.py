"""Posts become events: `Clusterer(state).take(posts) -> changes`."""

from analysis.events.changes import Changes, Described, Joined, Memory, Merged, Opened
from analysis.events.clustering import Clusterer
from analysis.events.state import ClusterState
from analysis.events.texts import EventText

__all__ = [
    "Changes",
    "ClusterState",
    "Clusterer",
    "Described",
    "EventText",
    "Joined",
    "Memory",
    "Merged",
    "Opened",
]
