"""The drug behind a case's low counts: known by name, with its kinetics and the patient's own sensitivity to it.

A known drug is on board of every strategy of the case. How sensitive the patient is (a multiple of the typical patient)
is what explains the count: it is the severity of the cause. Of an unknown drug only the suppression is known, which
`drug_induced_marrow_suppression` finds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.planning.case import DRUG_INDUCED, Case
from hemograft.planning.known_drugs import GIVEN_IN_CYCLES, MILLIGRAMS, known_drug_name
from hemograft.therapies.carboplatin import calvert_dose, carboplatin
from hemograft.therapies.docetaxel import docetaxel
from hemograft.therapies.linezolid import linezolid
from hemograft.therapies.valproate import valproate
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cause import Cause, Onset
from hemograft.thrombocytopenia.drug_induced import drug_removed


@dataclass(frozen=True)
class KnownDrug:
    """A known drug in the patient of a case.

    ``dose`` is mg a day, or mg a cycle where it is given in ``cycles``. ``start`` and ``stop`` are days of the plan:
    ``start`` of cycles, which is always known, is the day of the latest one; no cycle is given after ``stop``.
    ``highest_sensitivity`` is where the search for it ends.
    """

    drug: Drug
    dose: float
    start: float | None
    stop: float | None
    highest_sensitivity: float
    mechanism: str
    evidence: tuple[str, ...]

    @property
    def name(self) -> str:
        """The drug's name, as in its states and parameters."""
        return self.drug.name

    @property
    def cycles(self) -> bool:
        """Whether it is given in cycles, not daily."""
        return self.name in GIVEN_IN_CYCLES


@dataclass(frozen=True)
class _Profile:
    build: Callable[[Case], Drug]
    usual_dose: Callable[[Case], float]
    highest_sensitivity: float
    mechanism: str
    evidence: tuple[str, ...]


def _linezolid(case: Case) -> Drug:
    return linezolid(age=case.age, weight=case.weight, creatinine_clearance=case.creatinine_clearance)


def _filtration(case: Case) -> float:
    """mL/minute; where it was not measured, that of the patients behind the label."""
    known = case.creatinine_clearance
    return number("carboplatin.filtration_of_label_patient") if known is None else known


def _carboplatin(case: Case) -> Drug:
    return carboplatin(glomerular_filtration=_filtration(case))


def _usual_carboplatin(case: Case) -> float:
    return calvert_dose(number("carboplatin.usual_exposure"), _filtration(case))


_PROFILES: Mapping[str, _Profile] = MappingProxyType(
    {
        "linezolid": _Profile(
            build=_linezolid,
            usual_dose=lambda _: number("linezolid.usual_daily_dose"),
            highest_sensitivity=200.0,
            mechanism="Linezolid keeps megakaryocytes from releasing platelets.",
            evidence=("linezolid.half_inhibition", "linezolid.renal_clearance"),
        ),
        "valproate": _Profile(
            build=lambda _: valproate(),
            usual_dose=lambda _: number("valproate.usual_daily_dose"),
            highest_sensitivity=500.0,
            mechanism="Valproate keeps megakaryocytes from releasing platelets, the more the higher its level.",
            evidence=("valproate.half_inhibition", "valproate.level_of_rising_risk"),
        ),
        "docetaxel": _Profile(
            build=lambda _: docetaxel(),
            usual_dose=lambda _: number("docetaxel.usual_dose"),
            highest_sensitivity=50.0,
            mechanism="Docetaxel kills dividing cells of the marrow, above all of the neutrophil line.",
            evidence=("docetaxel.granulocyte_kill", "docetaxel.progenitor_kill"),
        ),
        "carboplatin": _Profile(
            build=_carboplatin,
            usual_dose=_usual_carboplatin,
            highest_sensitivity=20.0,
            mechanism="Carboplatin kills progenitors of all lines and megakaryocytes.",
            evidence=("carboplatin.megakaryocyte_kill", "carboplatin.progenitor_kill", "carboplatin.platelets_below"),
        ),
    }
)


def suppressing_drug(case: Case) -> KnownDrug | None:
    """The known drug behind a case; None where the case has none, or one that is not modelled by name."""
    given = case.suppressing_drug
    if case.diagnosis != DRUG_INDUCED or given is None:
        return None
    name = known_drug_name(given.name)
    if name is None:
        return None
    profile = _PROFILES[name]
    dose = profile.usual_dose(case) if given.dose is None else given.dose.value * MILLIGRAMS[given.dose.unit]
    return KnownDrug(
        drug=profile.build(case),
        dose=dose,
        start=None if given.start is None else case.day_of(given.start),
        stop=None if given.stop is None else case.day_of(given.stop),
        highest_sensitivity=profile.highest_sensitivity,
        mechanism=profile.mechanism,
        evidence=profile.evidence,
    )


def drugs_on_board(case: Case) -> tuple[Drug, ...]:
    """Drugs that the model of every strategy of the case must hold, because the patient has them."""
    known = suppressing_drug(case)
    return () if known is None else (known.drug,)


def drug_stopped(case: Case, day: float) -> tuple[SetParameter, ...]:
    """The suppressing drug is stopped on ``day``: a known one is cleared by its kinetics, an unknown one at once.

    Nothing goes on between the cycles of a drug that is given in cycles.
    """
    known = suppressing_drug(case)
    if known is None:
        return (drug_removed(day),)
    return () if known.cycles else (SetParameter(day, f"{known.name}.intake", 0.0),)


def case_cause(case: Case) -> Cause:
    """The cause of the case's diagnosis, with the drug by name where it is known."""
    known = suppressing_drug(case)
    cause = CAUSES[case.diagnosis]()
    return cause if known is None else _cause(cause, known)


def _cause(generic: Cause, known: KnownDrug) -> Cause:
    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        (values,) = parameters.drugs
        now = {**dict(zip(known.drug.parameters, values, strict=True)), "sensitivity": severity}
        if not known.cycles:
            now["intake"] = 0.0 if _stopped_before_today(known) else known.dose
        return replace(parameters, drugs=(tuple(now[name] for name in known.drug.parameters),))

    return replace(
        generic,
        label=f"{known.name.capitalize()}-induced thrombocytopenia",
        mechanism=known.mechanism,
        apply=apply,
        severity_range=(0.0, known.highest_sensitivity),
        severity_unit="times the typical sensitivity",
        evidence=known.evidence,
        assumptions=(
            "The whole fall of platelets is put down to the drug: the patient is as sensitive to it as that takes.",
            "The marrow is otherwise normal.",
        ),
        onset=_onset(known),
    )


def _stopped_before_today(known: KnownDrug) -> bool:
    return known.start is not None and known.stop is not None and known.stop < 0.0


def _onset(known: KnownDrug) -> Onset | None:
    """From the first dose, or from the latest cycle, to today; None where the start is not known."""
    if known.start is None:
        return None
    days = max(round(-known.start), 1)

    def interventions(severity: Any) -> tuple[Intervention, ...]:
        sensitive = SetParameter(0.0, f"{known.name}.sensitivity", severity)
        if known.cycles:
            return sensitive, AddToState(0.0, f"{known.name}.{known.drug.doses_into}", known.dose)
        taken = SetParameter(0.0, f"{known.name}.intake", known.dose)
        if known.stop is None or known.stop >= 0.0:
            return sensitive, taken
        return sensitive, taken, SetParameter(max(days + known.stop, 0.0), f"{known.name}.intake", 0.0)

    return Onset(days, interventions)
