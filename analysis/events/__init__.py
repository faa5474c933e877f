"""Posts become events: `cluster(state, posts) -> (state, changes)`."""

from analysis.events.changes import Changes, Described, EventText, Joined, Merged, Opened
from analysis.events.clustering import cluster
from analysis.events.state import ClusterState, StateError

__all__ = [
    "Changes",
    "ClusterState",
    "Described",
    "EventText",
    "Joined",
    "Merged",
    "Opened",
    "StateError",
    "cluster",
]
