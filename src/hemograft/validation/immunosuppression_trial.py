"""Complete responses of aplastic anemia to immunosuppression, which the calibration simulates and does not fit."""

from hemograft.inference.aplastic_anemia_trials import immunosuppression_trial
from hemograft.inference.trial_arm import PATIENTS
from hemograft.validation.estimate import Estimates
from hemograft.validation.group import Group
from hemograft.validation.repeated_trial import pooled_share, repeated
from hemograft.validation.simulation import Simulation

PLAIN = "severe_aplastic_anemia.immunosuppression_complete_response_3_months"
WITH_ELTROMBOPAG = "severe_aplastic_anemia.immunosuppression_eltrombopag_complete_response_3_months"


def complete_responses(simulation: Simulation) -> Estimates:
    """Shares after three months in both arms."""
    results = repeated(immunosuppression_trial, simulation, PATIENTS)
    return {identifier: pooled_share(results, identifier, PATIENTS) for identifier in (PLAIN, WITH_ELTROMBOPAG)}


IMMUNOSUPPRESSION = Group(
    name="immunosuppression",
    title="Immunosuppression of aplastic anemia, with or without eltrombopag (Peffault de Latour 2022; RACE)",
    records=(PLAIN, WITH_ELTROMBOPAG),
    run=complete_responses,
    assumed="Responses after six months in the same patients were fitted. Drop-out is not simulated.",
    orders=((WITH_ELTROMBOPAG, PLAIN),),
    full=20 * PATIENTS,
    reduced=PATIENTS,
)
