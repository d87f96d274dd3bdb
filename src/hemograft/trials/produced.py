"""Which endpoints the states of a trial's arms produce."""

from collections.abc import Sequence

from hemograft.outcomes.history import EVENTS
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, MALIGNANT, Case
from hemograft.planning.plan_outcomes import survival_is_predicted
from hemograft.planning.strategy import Strategy
from hemograft.trials.endpoints import DEATH, ENDPOINTS, Endpoint, TimeToEvent

APLASTIC_ANEMIA = "severe_aplastic_anemia"
KUTER = ("durable_platelet_response", "overall_platelet_response")
"""Responses without rescue treatment, defined for immune thrombocytopenia."""
HEMATOLOGIC = ("hematologic_response", "complete_hematologic_response")
"""Responses defined for severe aplastic anemia."""
OF_RECIPIENTS = {*EVENTS} - {DEATH, "infection"}
"""Events that need a graft in at least one arm: relapse too is followed in recipients alone."""
OF_MALIGNANCIES = ("relapse", "disease_free_survival", "non_relapse_mortality")
"""Without a relapse these are nothing, overall survival and death."""
OF_LIFE = ("infection", "quality_adjusted_life_years")
"""Beside survival itself, what can be told only where it is known what patients die of."""


def produced_endpoints(case: Case, strategies: Sequence[Strategy]) -> tuple[str, ...]:
    """Names of the endpoints that can occur with this template patient under these strategies."""
    return tuple(name for name, endpoint in ENDPOINTS.items() if _is_produced(name, endpoint, case, strategies))


def _is_produced(name: str, endpoint: Endpoint, case: Case, strategies: Sequence[Strategy]) -> bool:
    if name in KUTER:
        return case.diagnosis == IMMUNE_THROMBOCYTOPENIA
    if name in HEMATOLOGIC:
        return case.diagnosis == APLASTIC_ANEMIA
    if name in OF_MALIGNANCIES and case.diagnosis not in MALIGNANT:
        return False
    timed = isinstance(endpoint, TimeToEvent)
    of_life = name in OF_LIFE or (timed and DEATH in endpoint.events)
    if of_life and not all(survival_is_predicted(case, strategy) for strategy in strategies):
        return False
    if not timed:
        return True
    if endpoint.from_infusion:
        return all(strategy.transplant for strategy in strategies)
    recipients = any(strategy.transplant for strategy in strategies)
    needed = {*endpoint.events, *endpoint.competing} & OF_RECIPIENTS
    return recipients or not needed
