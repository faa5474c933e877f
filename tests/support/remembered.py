"""A clusterer as a process that starts afresh makes it: from what another stored."""

from dataclasses import replace

from analysis.events import Clusterer, ClusterState
from analysis.events.packing import pack_event, unpack_digest, unpack_event


def stored(state: ClusterState) -> tuple[object, ...]:
    """All that is stored of a state; equal for equal states."""
    events = sorted(pack_event(event) for event in state.events.values())
    posts = [
        (post.number, post.id, state.settled(post.event_key), post.model, post.digest.tobytes())
        for post in state.posts.values()
    ]
    return events, posts, state.opened, state.placed, state.touches


def restarted(clusterer: Clusterer) -> Clusterer:
    """The same clusterer in another process."""
    state = clusterer.state
    events = [unpack_event(pack_event(event)) for event in state.events.values()]
    posts = [replace(post, digest=unpack_digest(post.digest.tobytes())) for post in state.posts.values()]
    return Clusterer(
        replace(
            state,
            events={event.key: event for event in events},
            posts={post.id: post for post in posts},
            into=dict(state.into),
        ),
        clusterer.words,
    )
