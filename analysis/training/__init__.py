"""Training and measuring of the linear heads; the only part of analysis that reads files."""

from analysis.training.evaluating import evaluate
from analysis.training.learning import train

__all__ = ["evaluate", "train"]
