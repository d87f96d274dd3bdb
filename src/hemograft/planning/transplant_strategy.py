"""Transplantation from one donor of the case: conditioning, graft, early toxicity, filgrastim, transfusions."""

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.natural_course import natural_course
from hemograft.planning.strategy import Strategy
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Course
from hemograft.therapies.filgrastim import FilgrastimUntilEngraftment, filgrastim
from hemograft.therapies.transfusion import PlateletTransfusion, RedCellTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)


def transplant_strategy(case: Case, donor: Donor, label: str) -> Strategy:
    """The strategy for one donor option of the case."""
    source = GraftSource(donor.source)
    intensity = Conditioning(donor.conditioning)
    mild = intensity is Conditioning.REDUCED_INTENSITY
    allogeneic = donor.relation != "autologous"
    conditioning_days = number("conditioning.duration")
    infusion_day = conditioning_days + number("conditioning.rest")

    def course(people: Individuals) -> Course:
        graft = Graft(
            source,
            donor.cd34_per_kg * people["cd34_dose"],
            infusion_day,
            engraftment=people["engraftment"],
            megakaryocyte_engraftment=people["megakaryocyte_engraftment"],
        )
        schedule = [
            *natural_course(case),
            *conditioning_interventions(intensity, 0.0, conditioning_days, injury=people["endothelial_injury"]),
            *graft_interventions(graft),
        ]
        if allogeneic:
            schedule += allogeneic_toxicity(source, infusion_day, severity=people["allogeneic_toxicity"])
            ceiling = number("population.early_platelet_yield_ceiling")
            early = np.minimum(people["early_platelet_yield"], ceiling)
            start = number("graft.cord_platelet_maturity") if source is GraftSource.CORD_BLOOD else 1.0
            schedule.append(AddToState(infusion_day, "donor.platelet_maturity", start * (early - 1.0)))
        return Course(
            tuple(schedule),
            (
                RedCellTransfusion(),
                PlateletTransfusion(case.weight, number("transfusion.prophylactic_trigger")),
                FilgrastimUntilEngraftment(int(infusion_day + number("transplantation.gcsf_start_day"))),
            ),
        )

    match = f" {donor.match}" if donor.match else ""
    return Strategy(
        name=f"transplant_{label}",
        description=(
            f"{donor.relation.replace('_', ' ').capitalize()}{match}, {source.replace('_', ' ')}"
            f" {donor.cd34_per_kg / 1e6:.3g}x10^6 CD34+/kg, {intensity.replace('_', ' ')} conditioning from day 0,"
            f" cells on day {infusion_day:g}."
        ),
        system=BloodSystem(clones=("host", "donor"), drugs=(filgrastim(),)),
        infusion_day=infusion_day,
        course=course,
        evidence=(
            f"graft.{source}.cmp",
            f"graft.{source}.mep",
            "engraftment.cmp",
            "engraftment.mep",
            f"conditioning.{intensity}_log_kill",
            "conditioning.allogeneic_progenitor_death",
            "conditioning.endothelial_injury",
            "transplantation.gcsf_start_day",
        ),
        assumptions=(
            "Red cells are given below 7 g/dL.",
            "Platelets are given below 10x10^9/L.",
            "Engraftment only: rejection, graft-versus-host disease, infection and death are not simulated yet, so"
            " these courses are those of recipients who live and keep their graft.",
            "HLA match changes nothing in this version.",
            "Donor T cells do not act against host marrow.",
            *(("Reduced-intensity conditioning is not calibrated: its neutropenia is too short.",) if mild else ()),
        ),
    )
