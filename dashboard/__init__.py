"""The dashboard: people and machines over all of it, as pages and as an HTTP API.

Pages and the API write through the responder's verbs and read through `dashboard.queries`; only the edge
here (one request) opens a session and commits.
"""
