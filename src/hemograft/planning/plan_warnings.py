"""What stands above a plan: what of the case it does not use, what it cannot predict, cautions of its strategies."""

from collections.abc import Iterator, Sequence

from hemograft.evidence import number
from hemograft.planning.case import DRUG_INDUCED, PLATELET_TRANSFUSION, Case
from hemograft.planning.case_bleeding import days_of_fever
from hemograft.planning.gene_therapy_strategy import SETTINGS as GENE_THERAPY_SETTINGS
from hemograft.planning.natural_course import STOPPED
from hemograft.planning.plan_outcomes import is_low_risk_myelodysplasia, survival_is_predicted
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategy import Strategy
from hemograft.simulation.integrator import solver_name
from hemograft.thrombocytopenia.catalog import CAUSES

AFTER_A_GRAFT = "Survival is predicted after a donor's graft alone"
NOT_PREDICTED = "Survival is not predicted for this disease"
BY_RISK = "and median survival falls severalfold from low risk to high (Mishra et al, Am J Hematol 2013;88:566)"


def plan_warnings(case: Case, strategies: Sequence[Strategy]) -> tuple[str, ...]:
    """Sentences for a reader to know before the numbers, each once."""
    cautions = (caution for strategy in strategies for caution in strategy.cautions)
    said = (
        *case.assumptions,
        *starting_counts(case).notes,
        *_not_simulated(case),
        *_about_survival(case, strategies),
        *cautions,
        *_not_used(case),
        *_about_the_model(case),
    )
    return tuple(dict.fromkeys(said))


def _not_simulated(case: Case) -> Iterator[str]:
    ongoing = {given.name for given in case.treatments if given.name != PLATELET_TRANSFUSION}
    if ongoing:
        yield f"Treatments so far are not simulated ({', '.join(sorted(ongoing))}): the counts speak for them."
    if case.donors and not CAUSES[case.diagnosis]().transplantable:
        yield "Transplantation is not modelled for this diagnosis: the donors are left out."
    if case.gene_therapy is not None and case.diagnosis not in GENE_THERAPY_SETTINGS:
        yield "Gene therapy is not modelled for this diagnosis: it is left out."
    if case.suppressing_drug is not None and case.diagnosis not in (DRUG_INDUCED, *STOPPED):
        yield "A drug behind the counts is not modelled for this diagnosis: suppressing_drug is left out."
    if case.fever:
        days = days_of_fever(case)
        length = "1 day is" if days == 1.0 else f"{days:g} days are"
        yield f"How long the fever lasts is not known: {length} assumed."


def _about_survival(case: Case, strategies: Sequence[Strategy]) -> Iterator[str]:
    without_graft = any(strategy.donor is None for strategy in strategies)
    if is_low_risk_myelodysplasia(case) and without_graft:
        yield (
            "Survival without a graft is not predicted at low disease risk: the rate of death that is known is that of"
            f" IPSS intermediate-2 or high risk (BMT CTN 1102), {BY_RISK}. Counts under those strategies are"
            " those of patients who live."
        )
    elif not all(survival_is_predicted(case, strategy) for strategy in strategies):
        grafted = CAUSES[case.diagnosis]().transplantable
        yield (
            f"{AFTER_A_GRAFT if grafted else NOT_PREDICTED}: what else this disease does to a patient is not modelled."
            f" Courses under {'the other' if grafted else 'all'} strategies are those of patients who live."
        )
    elif case.diagnosis == "myelodysplastic_syndrome" and without_graft:
        yield (
            "Death without a graft is that of IPSS intermediate-2 or high risk (BMT CTN 1102) whatever disease_risk"
            f" says, {BY_RISK}: whoever has a lower risk gains less from a graft than is shown."
        )


def _not_used(case: Case) -> Iterator[str]:
    if case.hla and not any(donor.details for donor in case.donors):
        yield "HLA typings are used by a donor search alone (--donors): it was not asked for."
    unused = [name for name in ("karnofsky", "months_since_diagnosis") if getattr(case, name) is not None]
    if unused:
        yield f"Read and not used yet: {', '.join(unused)}."
    donors = [details for donor in case.donors for details in (donor.details, donor.second_unit_details) if details]
    if case.cytomegalovirus_positive and any(each.cytomegalovirus_positive is not None for each in donors):
        yield (
            "Read and not used: cytomegalovirus_positive of donors, which changes nothing here in a patient who has the"
            " virus already."
        )


def _about_the_model(case: Case) -> Iterator[str]:
    if solver_name() == "scipy":
        yield "heyoka is not available on this machine: the portable solver is right but slow."
    if case.age < number("population.adult_age"):
        yield "The blood model is calibrated to adults; this patient is a child."
