"""The outbox: notices queued with the change that caused them, delivered after the commit."""

from responder.outbox.deliver import DeliverySummary, deliver
from responder.outbox.queue import queue

__all__ = ["DeliverySummary", "deliver", "queue"]
