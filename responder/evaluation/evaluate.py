"""The index of one case from its facts."""

from responder.evaluation.facts import Facts
from responder.evaluation.index import Index, compose
from responder.evaluation.parts.accuracy import accuracy
from responder.evaluation.parts.effect import effect
from responder.evaluation.parts.initiative import initiative
from responder.evaluation.parts.timeliness import timeliness
from responder.evaluation.rules import Rules


def evaluate(facts: Facts, rules: Rules) -> Index:
    """All four parts; pure."""
    lines = [
        ("timeliness", timeliness(facts, rules)),
        ("initiative", initiative(facts, rules)),
        ("accuracy", accuracy(facts, rules)),
        ("effect", effect(facts, rules)),
    ]
    return compose(lines, rules, facts.as_of)
