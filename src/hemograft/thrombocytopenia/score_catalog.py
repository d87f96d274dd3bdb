"""All diagnostic scores by name. Adding one is a file of its own, its records, and a line here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hemograft.thrombocytopenia.disseminated_intravascular_coagulation_score import (
    disseminated_intravascular_coagulation_score,
)
from hemograft.thrombocytopenia.four_ts import four_ts
from hemograft.thrombocytopenia.hscore import hscore
from hemograft.thrombocytopenia.plasmic import plasmic
from hemograft.thrombocytopenia.score import Score, ScoreError

SCORES: Mapping[str, Callable[[], Score]] = MappingProxyType(
    {
        "four_ts": four_ts,
        "plasmic": plasmic,
        "disseminated_intravascular_coagulation": disseminated_intravascular_coagulation_score,
        "hscore": hscore,
    }
)


def score_named(name: str, scores: Mapping[str, Callable[[], Score]] = SCORES) -> Score:
    """The score of that name, among ``scores``.

    Raises:
        ScoreError: there is none.
    """
    try:
        return scores[name]()
    except KeyError:
        raise ScoreError(f'score "{name}" is unknown: choose from {", ".join(scores)}') from None
