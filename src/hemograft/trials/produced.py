"""Which endpoints the states of a trial's arms produce."""

from collections.abc import Sequence

from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.strategy import Strategy
from hemograft.trials.endpoints import ENDPOINTS, Endpoint, TimeToEvent

APLASTIC_ANEMIA = "severe_aplastic_anemia"
KUTER = ("durable_platelet_response", "overall_platelet_response")
"""Responses without rescue treatment, defined for immune thrombocytopenia."""
HEMATOLOGIC = ("hematologic_response", "complete_hematologic_response")
"""Responses defined for severe aplastic anemia."""
OF_TRANSPLANTS = ("acute_gvhd", "severe_acute_gvhd", "chronic_gvhd", "systemic_chronic_gvhd", "cytomegalovirus")
"""Events that need a graft in at least one arm; graft failure and relapse are followed in recipients too."""
OF_RECIPIENTS = (*OF_TRANSPLANTS, "graft_failure", "relapse")


def produced_endpoints(case: Case, strategies: Sequence[Strategy]) -> tuple[str, ...]:
    """Names of the endpoints that can occur with this template patient under these strategies."""
    return tuple(name for name, endpoint in ENDPOINTS.items() if _is_produced(name, endpoint, case, strategies))


def _is_produced(name: str, endpoint: Endpoint, case: Case, strategies: Sequence[Strategy]) -> bool:
    if name in KUTER:
        return case.diagnosis == IMMUNE_THROMBOCYTOPENIA
    if name in HEMATOLOGIC:
        return case.diagnosis == APLASTIC_ANEMIA
    if not isinstance(endpoint, TimeToEvent):
        return True
    if endpoint.from_infusion:
        return all(strategy.transplant for strategy in strategies)
    recipients = any(strategy.transplant for strategy in strategies)
    needed = {*endpoint.events, *endpoint.competing} & {*OF_RECIPIENTS}
    return recipients or not needed
