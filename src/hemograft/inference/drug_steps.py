"""Steps for drugs that suppress the marrow: one a drug, on the median patient."""

from collections.abc import Callable, Mapping

from hemograft.evidence import Numbers, Use, records
from hemograft.inference.step import Step, one_by_one
from hemograft.inference.suppressing_drugs import FREE_PARAMETERS, PREFIX, SCENARIOS

GENERATIONS, GENERATION_SIZE = 25, 8


def suppressing_drugs() -> tuple[Step, ...]:
    """One step for each drug; what a step simulates beside its targets is validation."""
    return tuple(_step(drug, courses) for drug, courses in SCENARIOS.items())


def _step(drug: str, courses: Callable[[Numbers], Mapping[str, float]]) -> Step:
    def simulate(numbers: Numbers, _seed: int) -> Mapping[str, float]:
        return courses(numbers)

    return Step(
        name=drug,
        title=f"Blood counts on {drug}",
        free=tuple(free for free in FREE_PARAMETERS if free.record.startswith(f"{drug}.")),
        targets=tuple(
            identifier
            for identifier, item in records().items()
            if identifier.startswith(f"{PREFIX}{drug}_") and item.use is Use.CALIBRATE
        ),
        simulate=one_by_one(simulate),
        generations=GENERATIONS,
        generation_size=GENERATION_SIZE,
    )
