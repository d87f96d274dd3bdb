"""The course of one transplantation for virtual patients: conditioning, grafts, what acts on them, supportive care."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.outcomes.marrow_suppression import MarrowSuppression
from hemograft.outcomes.mortality import Transplanted
from hemograft.outcomes.transplant_timeline import transplant_timeline
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.donor_antibodies import AntibodyTargets, antibody_targets
from hemograft.planning.natural_course import natural_course
from hemograft.planning.outcome_covariates import cyclophosphamide_follows, graft_risk, recipient
from hemograft.population.allogeneic_graft import allogeneic_graft, allogeneic_severity, injury_severity
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Array, Course, Policy
from hemograft.therapies.conditioning_agents import Body
from hemograft.therapies.conditioning_regimens import Regimen, regimen_interventions, regimen_named
from hemograft.therapies.double_cord import unit_rejection
from hemograft.therapies.filgrastim import FilgrastimUntilEngraftment
from hemograft.therapies.graft_failure import graft_failure, graft_failure_share, share_of_luck
from hemograft.therapies.graft_versus_marrow import graft_versus_marrow
from hemograft.therapies.marrow_killing import killing_interventions
from hemograft.therapies.poor_graft_function import StemCellBoost
from hemograft.therapies.post_transplant_cyclophosphamide import (
    host_cyclophosphamide,
    post_transplant_cyclophosphamide,
)
from hemograft.therapies.second_transplantation import SecondTransplantation
from hemograft.therapies.transfusion import PlateletTransfusion, RedCellTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    graft_interventions,
    host_toxicity,
)

FANCONI_ANEMIA = "fanconi_anemia"


@dataclass(frozen=True)
class Transplantation:
    """One donor option of a case, as the therapies see it."""

    case: Case
    donor: Donor

    @property
    def regimen(self) -> Regimen:
        """The conditioning."""
        return regimen_named(self.donor.conditioning)

    @property
    def source(self) -> GraftSource:
        """Where the cells come from."""
        return GraftSource(self.donor.source)

    @property
    def allogeneic(self) -> bool:
        """Whether the cells are someone else's."""
        return self.donor.relation != "autologous"

    @property
    def haploidentical(self) -> bool:
        """Whether one haplotype is shared: such grafts fail at a rate of their own."""
        return self.donor.relation == "haploidentical"

    @property
    def cyclophosphamide_after(self) -> bool:
        """Whether cyclophosphamide follows the graft."""
        return cyclophosphamide_follows(self.donor)

    @property
    def cd34_selection(self) -> bool:
        """Whether T cells are taken from the graft by selection of its CD34+ cells."""
        return self.donor.prophylaxis == "cd34_selection"

    @property
    def cells(self) -> dict[str, float]:
        """CD34+ cells per kg by clone: one donor, or two cord units."""
        second = self.donor.second_unit_cd34_per_kg
        return {"donor": self.donor.cd34_per_kg} | ({} if second is None else {"second_donor": second})

    @property
    def infusion_day(self) -> float:
        """Day of the plan on which the cells are given; conditioning starts on day 0."""
        return self.regimen.lead_time

    @property
    def body(self) -> Body:
        """What doses go by."""
        return Body(self.case.weight, self.case.age)

    @property
    def answers_like_a_child(self) -> bool:
        """Whether the factors of children apply: they were found for marrow and mobilized blood."""
        return self.case.age < number("population.adult_age") and not self.source.is_cord

    @property
    def antibody_targets(self) -> AntibodyTargets:
        """What the patient's antibodies meet in the donor."""
        return antibody_targets(self.case, self.donor)

    @property
    def failure_share(self) -> float:
        """Share of grafts that fail.

        Antithymocyte globulin removes the host's T cells, so that sparing the marrow does not mean more rejection.
        """
        if not self.allogeneic:
            return 0.0
        return graft_failure_share(
            self.source,
            Conditioning.MYELOABLATIVE if self.regimen.serotherapy else self.regimen.intensity,
            haploidentical=self.haploidentical,
            mismatched=self.donor.relation == "mismatched_unrelated",
            antibodies=self.antibody_targets.carried,
            diagnosis=self.case.diagnosis,
        )

    def course(self, people: Individuals, *policies: Policy) -> Course:
        """The course of these people, with further ``policies``."""
        filgrastim_day = int(self.infusion_day + number("transplantation.gcsf_start_day"))
        return Course(
            (*natural_course(self.case), *self._conditioning(people), *self._grafts(people), *self._after(people)),
            (
                RedCellTransfusion(),
                PlateletTransfusion(self.case.weight, number("transfusion.prophylactic_trigger")),
                FilgrastimUntilEngraftment(filgrastim_day),
                *self._outcome_policies(people),
                *policies,
            ),
        )

    def transplanted(self, people: Individuals) -> Transplanted | None:
        """The graft and what befalls these people after it; None for their own cells."""
        if not self.allogeneic:
            return None
        graft = graft_risk(self.case, self.donor, people)
        timeline = transplant_timeline(
            people, recipient(self.case, people), graft, self.infusion_day, self._failed(people)
        )
        return Transplanted(graft, timeline)

    def _outcome_policies(self, people: Individuals) -> tuple[Policy, ...]:
        transplanted = self.transplanted(people)
        if transplanted is None:
            return ()
        timeline = transplanted.timeline
        return MarrowSuppression(timeline, tuple(self.cells)), SecondTransplantation(
            timeline.graft_failure, timeline.second_graft_takes
        )

    def boost(self, people: Individuals) -> StemCellBoost:
        """More cells of the donor for those who go on needing platelets, unless their graft has failed."""
        day = int(self.infusion_day + number("poor_graft_function.boost_day"))
        transplanted = self.transplanted(people)
        failure = np.inf if transplanted is None else transplanted.timeline.graft_failure
        return StemCellBoost(day, number("poor_graft_function.boost_dose"), failure)

    def _conditioning(self, people: Individuals) -> tuple[Intervention, ...]:
        fanconi = self.case.diagnosis == FANCONI_ANEMIA
        return regimen_interventions(
            self.regimen,
            self.body,
            self.infusion_day,
            individual_clearance=people["conditioning_clearance"],
            sensitivity=number("conditioning.fanconi_sensitivity") if fanconi else 1.0,
            injury=self._injury(people),
        )

    def _injury(self, people: Individuals) -> Array:
        if not self.allogeneic:
            return people["endothelial_injury"]
        return injury_severity(people, child=self.answers_like_a_child)

    def _grafts(self, people: Individuals) -> tuple[Intervention, ...]:
        if not self.allogeneic:
            graft = Graft(
                self.source,
                self.donor.cd34_per_kg * people["cd34_dose"],
                self.infusion_day,
                engraftment=people["engraftment"],
                megakaryocyte_engraftment=people["megakaryocyte_engraftment"],
            )
            return graft_interventions(graft)
        return tuple(
            item
            for clone, cells in self.cells.items()
            for item in allogeneic_graft(
                people, self.source, cells, self.infusion_day, child=self.answers_like_a_child, clone=clone
            )
        )

    def _after(self, people: Individuals) -> tuple[Intervention, ...]:
        """What acts on donor and host after an allogeneic graft."""
        if not self.allogeneic:
            return ()
        severity = allogeneic_severity(people, child=self.answers_like_a_child)
        killings = [
            graft_versus_marrow(
                self.infusion_day,
                strength=people["graft_versus_marrow"] * ~self._failed(people),
                depleted=self.regimen.serotherapy or self.cd34_selection,
            ),
            *(graft_failure(self._failed(people), self.infusion_day, clone) for clone in self.cells),
        ]
        if len(self.cells) > 1:
            killings += unit_rejection(_rank(people, "unit_dominance"), self.infusion_day)
        if self.cyclophosphamide_after:
            killings.append(host_cyclophosphamide(self.infusion_day, self.body, people["conditioning_clearance"]))
            toxicity = post_transplant_cyclophosphamide(self.infusion_day, severity=severity)
        else:
            killings.append(host_toxicity(self.source, self.infusion_day, severity=severity))
            toxicity = tuple(
                item
                for clone in self.cells
                for item in allogeneic_toxicity(self.source, self.infusion_day, clone=clone, severity=severity)
            )
        return (*toxicity, *killing_interventions(killings))

    def _failed(self, people: Individuals) -> NDArray[np.bool_]:
        return _rank(people, "graft_failure") < self.failure_share


def _rank(people: Individuals, trait: str) -> Array:
    return share_of_luck(people[trait], number(f"population.{trait}"))
