"""What a strategy is: a model structure and a course of treatment for each virtual patient."""

from collections.abc import Callable
from dataclasses import dataclass

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.outcomes.mortality import Transplanted
from hemograft.planning.case_parts import Donor
from hemograft.population.individuals import Individuals
from hemograft.therapies.bedside import Course


@dataclass(frozen=True)
class Strategy:
    """One option for the patient.

    ``course(people)`` gives the treatment of these virtual patients; ``evidence`` names the records behind it,
    ``assumptions`` says what was assumed, ``cautions`` what a reader must know before its numbers. ``transplant``
    strategies have donor chimerism; ``infusion_day`` is when they give the cells, 0 for others. ``prepare`` changes the
    parameters on day 0 before anything else (the genotype of a clone to come, an operation). ``tranexamic_acid`` says
    whether it is given as well, which the blood does not show. A strategy ``on_request`` is left out unless it is
    named; in one that ``keeps_changing`` counts still move after a year. ``donor`` is who gives the cells, with what is
    known of the match; nobody where no one else's cells are given. ``transplanted(people)`` is what befalls these
    people after them beside their counts.
    """

    name: str
    description: str
    system: BloodSystem
    course: Callable[[Individuals], Course]
    evidence: tuple[str, ...]
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    infusion_day: float = 0.0
    prepare: Callable[[BloodParameters], BloodParameters] | None = None
    tranexamic_acid: bool = False
    on_request: bool = False
    keeps_changing: bool = False
    donor: Donor | None = None
    transplanted: Callable[[Individuals], Transplanted | None] = lambda people: None

    @property
    def transplant(self) -> bool:
        """Whether donor cells are given."""
        return len(self.system.clones) > 1
