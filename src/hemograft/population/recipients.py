"""Virtual populations: whom a trial treats, by diagnosis and treatment.

The numbers of a population are records ``recipients.<population>.<covariate>``: a median with the ends between which
patients lay, or a share. Draws are log-normal, each covariate from its own stream.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from hemograft.evidence import EvidenceError, Record, number, record, records
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.transplantation import Conditioning, GraftSource

PREFIX = "recipients"
COVERED = {"90 % of patients": 0.90, "plausible range": 0.95, "range": 0.98}
"""Share of patients between the ends of a record, by what it calls its interval; ends of a range also cut the draws."""


@dataclass(frozen=True)
class Population:
    """What the patients of a population share. ``doses`` are records of CD34+ cells per kg by graft source."""

    title: str
    donor: str | None = None
    conditioning: Conditioning | None = None
    doses: Mapping[GraftSource, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipients:
    """Covariates of patients, each of shape (patients,); NaN where no record of the population tells."""

    age: Array  # years
    weight: Array  # kg
    male: NDArray[np.bool_]
    source: NDArray[np.str_]  # a value of `GraftSource`, empty without a graft
    cd34_per_kg: Array
    nucleated_cells_per_kg: Array

    def those(self, chosen: NDArray[np.intp]) -> "Recipients":
        """Some of them, by index; one may be chosen more than once."""
        return replace(self, **{item.name: getattr(self, item.name)[chosen] for item in fields(self)})

    def with_graft(self, source: GraftSource, cd34_per_kg: float) -> "Recipients":
        """The same people, all with a graft of this source and dose."""
        count = len(self.age)
        return replace(self, source=np.full(count, str(source)), cd34_per_kg=np.full(count, cd34_per_kg))


POPULATIONS = {
    "unrelated_children": Population(
        title="Children with leukemia or another disease, unrelated donor",
        donor="unrelated",
        conditioning=Conditioning.MYELOABLATIVE,
        doses={
            GraftSource.MOBILIZED_BLOOD: "recipients.unrelated_children.cd34_mobilized_blood",
            GraftSource.BONE_MARROW: "recipients.unrelated_children.cd34_bone_marrow",
        },
    ),
    "sibling_adults": Population(
        title="Adults with leukemia, HLA-identical sibling",
        donor="sibling",
        conditioning=Conditioning.MYELOABLATIVE,
        doses={
            GraftSource.MOBILIZED_BLOOD: "transplantation.cd34_dose_mobilized_allogeneic",
            GraftSource.BONE_MARROW: "transplantation.cd34_dose_bone_marrow",
        },
    ),
    "cord_children": Population(
        title="Children with leukemia, a single cord unit",
        donor="cord",
        conditioning=Conditioning.MYELOABLATIVE,
        doses={GraftSource.CORD_BLOOD: "transplantation.cd34_dose_cord"},
    ),
    "double_cord_adults": Population(
        title="Adolescents and adults with a high-risk malignancy, two cord units",
        donor="cord",
        conditioning=Conditioning.MYELOABLATIVE,
        doses={GraftSource.CORD_BLOOD: "transplantation.cd34_dose_cord"},
    ),
    "autologous_adults": Population(
        title="Adults after high-dose chemotherapy, their own mobilized blood",
        donor="autologous",
        conditioning=Conditioning.MYELOABLATIVE,
        doses={GraftSource.MOBILIZED_BLOOD: "transplantation.cd34_dose_autologous"},
    ),
    "severe_aplastic_anemia": Population(title="Aplastic anemia at first immunosuppression"),
}
"""By the name that their records carry."""


def draw_recipients(population: str, seed: int, identifiers: range) -> Recipients:
    """Virtual patients of a named population; the same numbers always give the same patients.

    Raises:
        ValueError: there is no such population.
    """
    if population not in POPULATIONS:
        raise ValueError(f"population {population!r} is unknown; it can be {', '.join(sorted(POPULATIONS))}")
    place = f"{PREFIX}.{population}"

    def luck(covariate: str) -> Array:
        return normal_draws(seed, identifiers, f"{PREFIX}.{covariate}", 1)[0]

    age_rank = luck("age")
    agreement = _share(f"{place}.age_weight_correlation", 0.0)
    weight_rank = agreement * age_rank + np.sqrt(1.0 - agreement**2) * luck("weight")
    source, dose = _graft(population, ndtr(luck("source")), luck("cd34"))
    return Recipients(
        age=_drawn(f"{place}.age", age_rank),
        weight=_drawn(f"{place}.weight", weight_rank),
        male=ndtr(luck("male")) < _share(f"{place}.male", 0.5),
        source=source,
        cd34_per_kg=dose,
        nucleated_cells_per_kg=_drawn(f"{place}.nucleated_cells", luck("nucleated_cells")),
    )


def _graft(population: str, source_share: Array, dose_rank: Array) -> tuple[NDArray[np.str_], Array]:
    """Source and dose: the first source of the population as often as its record says, then the next."""
    doses = POPULATIONS[population].doses
    source = np.full(len(dose_rank), "", dtype=object)
    dose = np.full(len(dose_rank), np.nan)
    above = 0.0
    for name, dose_record in doses.items():
        most = above + _share(f"{PREFIX}.{population}.{name}", 1.0 / len(doses))
        chosen = (source_share >= above) & (source_share < most)
        source[chosen] = str(name)
        dose[chosen] = _drawn(dose_record, dose_rank[chosen])
        above = most
    return source.astype(str), dose


def _share(identifier: str, default: float) -> float:
    return number(identifier) if identifier in records() else default


def _drawn(identifier: str, rank: Array) -> Array:
    """Log-normal draws for standard normal ``rank``; NaN where there is no such record."""
    if identifier not in records():
        return np.full(len(rank), np.nan)
    item = record(identifier)
    values = item.number * np.exp(_log_sd(item) * rank)
    return np.clip(values, item.low, item.high) if item.interval == "range" else values


def _log_sd(item: Record) -> float:
    """Spread of the logarithm that puts the recorded share of patients between the recorded ends; 0 without ends."""
    if item.low is None or item.high is None:
        return 0.0
    covered = COVERED.get(item.interval or "")
    if covered is None:
        raise EvidenceError(f"evidence record {item.id}: its interval must be one of {', '.join(COVERED)}")
    return float(np.log(item.high / item.low) / (2.0 * ndtri(0.5 + 0.5 * covered)))
