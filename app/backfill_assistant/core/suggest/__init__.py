"""A first Mapping from headers and values."""

from backfill_assistant.core.suggest.first_guess import (
    ColumnGuess,
    Suggestion,
    guess_column,
    look_at_columns,
    reasons_column,
    sample_is_all,
    suggest_from_looks,
    suggest_mapping,
)

__all__ = [
    "ColumnGuess",
    "Suggestion",
    "guess_column",
    "look_at_columns",
    "reasons_column",
    "sample_is_all",
    "suggest_from_looks",
    "suggest_mapping",
]
