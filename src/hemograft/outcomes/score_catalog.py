"""All scores by name: those of the causes of a low platelet count, then those that judge a transplant before it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hemograft.outcomes.comorbidity_index import hct_ci, hct_ci_age
from hemograft.outcomes.ebmt_score import ebmt
from hemograft.thrombocytopenia.score import Score
from hemograft.thrombocytopenia.score_catalog import SCORES

TRANSPLANT_SCORES: Mapping[str, Callable[[], Score]] = MappingProxyType(
    {"hct_ci": hct_ci, "hct_ci_age": hct_ci_age, "ebmt": ebmt}
)
ALL_SCORES: Mapping[str, Callable[[], Score]] = MappingProxyType({**SCORES, **TRANSPLANT_SCORES})
