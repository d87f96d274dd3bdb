"""Strategies from the donors of a case: the transplantation alone, with a CD34 boost, with eltrombopag."""

from collections.abc import Callable, Iterator, Mapping

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor, DonorMatch, Prophylaxis
from hemograft.planning.outcome_evidence import graft_evidence
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import PLATELETS, RED_CELLS
from hemograft.planning.transplant_course import Transplantation
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Policy
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.therapies.filgrastim import filgrastim
from hemograft.therapies.graft_failure import failure_record
from hemograft.therapies.poor_graft_function import EltrombopagAfterTransplantation
from hemograft.therapies.transplantation import GraftSource

PROPHYLAXIS: Mapping[Prophylaxis, str] = {
    "usual": "",
    "post_transplant_cyclophosphamide": "",
    "antithymocyte_globulin": ", antithymocyte globulin before them",
    "abatacept": ", abatacept",
    "cd34_selection": ", CD34+ selected",
}
"""What the description of a strategy says of it, beside cyclophosphamide after the cells, which some donors imply."""
OUTCOMES = (
    "Hazards of graft-versus-host disease, rejection, relapse and death are those of a reference recipient times the"
    " ratios of what is known of patient, donor and match; what is not known changes nothing.",
    "Ratios multiply and do not change with time; recipients of other eras and centers fare differently.",
    "Graft-versus-host disease, cytomegalovirus and relapse hold back the donor's marrow at rates that were assumed;"
    " poor graft function leaves a share of it that was assumed.",
    "A failed graft is followed once by mobilized blood, which takes or fails as second grafts in aplastic anemia do;"
    " what it brings beside blood cells is not simulated.",
    "Treatment of relapse is not simulated; second cancers and late disease of organs kill at one rate for all.",
)
"""What is assumed of the recipients of an allogeneic graft beside their blood."""
_ANTIBODY_RECORDS = ("graft_failure.donor_specific_antibody_odds_ratio", "donor_search.antibody_threshold")


def transplant_strategies(case: Case) -> tuple[Strategy, ...]:
    """All strategies from all donors; a boost needs a donor who can give again, which no cord unit can."""
    found: list[Strategy] = []
    for donor, label in zip(case.donors, case.donor_labels, strict=True):
        found += [transplant_strategy(case, donor, label), transplant_with_eltrombopag(case, donor, label)]
        if donor.relation not in ("cord_blood", "autologous"):
            found.append(transplant_with_boost(case, donor, label))
    return tuple(found)


def transplant_strategy(case: Case, donor: Donor, label: str) -> Strategy:
    """Transplantation from one donor of the case."""
    return _strategy(Transplantation(case, donor), f"transplant_{label}")


def transplant_with_boost(case: Case, donor: Donor, label: str) -> Strategy:
    """The same, and a CD34 boost to those who still need platelets weeks later."""
    transplantation = Transplantation(case, donor)
    day = number("poor_graft_function.boost_day")
    dose = number("poor_graft_function.boost_dose") / 1e6
    return _strategy(
        transplantation,
        f"transplant_{label}_with_boost",
        policy=transplantation.boost,
        description=f" {dose:.3g}x10^6 CD34+/kg more from day {day:g} after the cells on where platelets stay low.",
        evidence=tuple(f"poor_graft_function.boost_{part}" for part in ("day", "dose", "dependence")),
        assumptions=("The boost engrafts like the graft; the donor gives again.",),
    )


def transplant_with_eltrombopag(case: Case, donor: Donor, label: str) -> Strategy:
    """The same, and eltrombopag for eight weeks to those whose platelets stay low."""
    transplantation = Transplantation(case, donor)
    first, last = (number(f"eltrombopag.after_transplantation_{end}_day") for end in ("first", "last"))
    dose = number("eltrombopag.after_transplantation_dose")

    def policy(people: Individuals) -> Policy:
        del people
        infusion = transplantation.infusion_day
        return EltrombopagAfterTransplantation(int(infusion + first), int(infusion + last))

    return _strategy(
        transplantation,
        f"transplant_{label}_with_eltrombopag",
        policy=policy,
        description=f" Eltrombopag {dose:g} mg daily from day {first:g} after the cells where platelets are still low.",
        drugs=(eltrombopag(),),
        evidence=(
            "eltrombopag.thrombopoietin_equivalent",
            "eltrombopag.after_transplantation_dose",
            "eltrombopag.after_transplantation_first_day",
        ),
        assumptions=("Donor megakaryocytes answer eltrombopag as in cirrhosis, where it was calibrated.",),
    )


def _strategy(
    transplantation: Transplantation,
    name: str,
    *,
    policy: Callable[[Individuals], Policy] | None = None,
    description: str = "",
    drugs: tuple[Drug, ...] = (),
    evidence: tuple[str, ...] = (),
    assumptions: tuple[str, ...] = (),
) -> Strategy:
    source, regimen = transplantation.source, transplantation.regimen
    return Strategy(
        name=name,
        description=_description(transplantation) + description,
        system=BloodSystem(clones=("host", *transplantation.cells), drugs=(filgrastim(), *drugs)),
        infusion_day=transplantation.infusion_day,
        transplanted=transplantation.transplanted,
        course=lambda people: transplantation.course(people, *(() if policy is None else (policy(people),))),
        evidence=(
            f"graft.{source}.cmp",
            f"graft.{source}.mep",
            "engraftment.cmp",
            "engraftment.mep",
            *regimen.evidence,
            "conditioning.endothelial_injury",
            "transplantation.gcsf_start_day",
            *(_allogeneic_evidence(transplantation) if transplantation.allogeneic else ()),
            *evidence,
        ),
        assumptions=(*_assumptions(transplantation), *assumptions),
        on_request=policy is not None,
        donor=transplantation.donor,
    )


def _description(transplantation: Transplantation) -> str:
    donor = transplantation.donor
    match = f" {donor.match}" if donor.match else ""
    known = _known(donor.details) + _known(donor.second_unit_details)
    after = ", cyclophosphamide after them" if transplantation.cyclophosphamide_after else ""
    cells = " and ".join(f"{dose / 1e6:.3g}x10^6" for dose in transplantation.cells.values())
    return (
        f"{donor.relation.replace('_', ' ').capitalize()}{match}{known}, {transplantation.source.replace('_', ' ')}"
        f" {cells} CD34+/kg, {transplantation.regimen.label} from day 0, cells on day"
        f" {transplantation.infusion_day:g}{PROPHYLAXIS[donor.prophylaxis]}{after}."
    )


def _known(details: DonorMatch | None) -> str:
    """What tells a donor or unit from others of the same match, in brackets."""
    if details is None:
        return ""
    cytomegalovirus = {True: "cytomegalovirus positive", False: "cytomegalovirus negative", None: ""}
    words = (
        "" if details.probability is None else f"probability of a full match {100 * details.probability:.0f} %",
        "" if details.dpb1 == "unknown" else f"DPB1 {details.dpb1.replace('_', ' ')}",
        "" if details.age is None else f"{details.age:.0f} years",
        "" if details.sex == "unknown" else details.sex,
        cytomegalovirus[details.cytomegalovirus_positive],
        "" if details.blood_group is None else f"blood group {details.blood_group}",
    )
    said = ", ".join(filter(None, words))
    return f" ({said})" if said else ""


def _allogeneic_evidence(transplantation: Transplantation) -> tuple[str, ...]:
    haploidentical, diagnosis = transplantation.haploidentical, transplantation.case.diagnosis
    return (
        "graft_versus_marrow.rate",
        failure_record(transplantation.source, haploidentical=haploidentical, diagnosis=diagnosis),
        (
            "post_transplant_cyclophosphamide.progenitor_kill"
            if haploidentical
            else "conditioning.allogeneic_progenitor_death"
        ),
        *(("double_cord.both_units_persist",) if len(transplantation.cells) > 1 else ()),
        *(_ANTIBODY_RECORDS if transplantation.antibody_targets.carried else ()),
        *graft_evidence(transplantation.case, transplantation.donor),
    )


def _assumptions(transplantation: Transplantation) -> tuple[str, ...]:
    always = (RED_CELLS, PLATELETS)
    if not transplantation.allogeneic:
        return always
    return (
        *always,
        f"{transplantation.failure_share:.0%} of grafts fail, drawn by chance and not by the cell dose.",
        "Donor T cells remove what is left of the host's marrow at a rate that was assumed.",
        *_about_antibodies(transplantation),
        *_about_t_cells(transplantation),
        *OUTCOMES,
    )


def _about_antibodies(transplantation: Transplantation) -> Iterator[str]:
    """What the patient's antibodies do to this graft, or why it is not known."""
    targets = transplantation.antibody_targets
    against = f" ({', '.join(targets.against)})" if targets.against else ""
    if targets.carried:
        odds = number("graft_failure.donor_specific_antibody_odds_ratio")
        yield (
            f"The patient has antibodies against HLA of this donor{against}. They multiply the odds that the"
            f" graft never takes by {odds:.3g}, found in unrelated donors; removing them first is not simulated."
        )
    elif targets.open:
        yield (
            f"Whether this donor carries HLA that the patient has antibodies against{against} is open, and is assumed"
            " not to be so: type the donor, by alleles."
        )


def _about_t_cells(transplantation: Transplantation) -> Iterator[str]:
    if transplantation.cd34_selection:
        dose = transplantation.donor.t_cells_per_kg
        known = "the usual dose of T cells" if dose is None else f"{dose:.3g} CD3+ cells/kg"
        yield (
            f"A graft selected for CD34+ cells, {known}: it engrafts like an unmodified one, its hazards of rejection"
            " and of graft-versus-host disease are those of such grafts, and relapse and infections are not changed."
        )
    elif transplantation.donor.t_cells_per_kg is not None and not (
        transplantation.haploidentical and transplantation.source is GraftSource.MOBILIZED_BLOOD
    ):
        yield "The dose of T cells changes nothing here: it acts in CD34+ selected and in haploidentical blood alone."
