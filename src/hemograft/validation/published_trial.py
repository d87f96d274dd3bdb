"""Published studies of transplantation as data (``published/*.yaml``): whom they treated, how, and what they read.

The words for people and grafts are those of the calibration's scenarios (`transplant_scenarios`): what a paper does not
tell (disease risk, comorbidity, serostatus) is assumed as there. A file has

    name, title, assumed; days (of simulated counts) and follow_up; case (the template patient);
    arms: each with name, year, age, graft (relation, source, milder, ...), reads (record -> reading), and where they
    differ case, cd34_per_kg (by source) and conditioning (of ``full`` and ``milder``); mix, where grafts go with
    people: parts with a share, each with what differs in it;
    orders: records whose results must come in this order, the largest first; reduced: patients of the reduced run;
    reasons: by record, why it is known to miss.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import product
from typing import Any

import yaml

from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor

DOSES: Mapping[str, str] = {
    "mobilized_blood": "transplantation.cd34_dose_mobilized_allogeneic",
    "bone_marrow": "transplantation.cd34_dose_bone_marrow",
    "cord_blood": "transplantation.cd34_dose_cord",
    "omidubicel": "graft.omidubicel_cd34_dose",
}
"""Records of CD34+ cells per kg by source, where a paper does not tell."""
CONDITIONING: Mapping[str, str] = {"full": "myeloablative", "milder": "reduced_intensity"}
OF_ALL, OF_RECOVERED, OF_THOSE = "all", "recovered", "those_with_it"


@dataclass(frozen=True)
class Reading:
    """One number of an arm: the share with (for survival, without) ``endpoint`` by ``day`` after the graft.

    ``median`` reads the median day instead, ``from_dose`` the hazard ratio of those who got at least so many CD34+
    cells per kg against the others. The end point ``full_donor_chimerism`` is read of those alive. ``of``: among all,
    among those whose platelets recovered to 50x10^9/L, or (for a median) among those who have it; among all, it is the
    day by which half of all patients have it.
    """

    endpoint: str
    day: float = float("inf")
    median: bool = False
    of: str = OF_ALL
    from_dose: float | None = None


@dataclass(frozen=True)
class PublishedArm:
    """One arm or population; ``told`` is what the file says of people and grafts."""

    name: str
    told: Mapping[str, Any]
    case: Mapping[str, Any]
    reads: Mapping[str, Reading]
    conditioning: Mapping[str, str]

    @property
    def strata(self) -> tuple["Stratum", ...]:
        """The kinds of graft in the arm, each with its share and what is told of those who get it."""
        parts = self.told.get("mix", [{"share": 1.0}])
        return tuple(stratum for part in parts for stratum in _strata(self.told, part))

    def template(self) -> Case:
        """The patient of whom the virtual ones are variants."""
        return Case.model_validate(dict(self.case))

    def donor(self, stratum: "Stratum") -> Donor:
        """The graft of a stratum."""
        graft = stratum.told["graft"]
        told = stratum.told.get("cd34_per_kg", {})
        dose = told[stratum.source] if stratum.source in told else number(DOSES[stratum.source])
        prophylaxis = "usual"
        for option, key in (("post_transplant_cyclophosphamide", "cyclophosphamide"), ("abatacept", "abatacept")):
            prophylaxis = option if graft.get(key) else prophylaxis
        return Donor.model_validate(
            {
                "relation": stratum.relation,
                "source": stratum.source,
                "cd34_per_kg": dose,
                "second_unit_cd34_per_kg": dose if graft.get("units", 1) == 2 else None,
                "conditioning": self.conditioning[stratum.strength],
                "prophylaxis": prophylaxis,
            }
        )


@dataclass(frozen=True)
class Stratum:
    """One kind of graft; ``strength`` is ``full`` or ``milder``, ``told`` what the file says of people and graft."""

    relation: str
    source: str
    strength: str
    share: float
    told: Mapping[str, Any]


@dataclass(frozen=True)
class PublishedTrial:
    """One file."""

    name: str
    title: str
    assumed: str
    days: int
    follow_up: int
    arms: tuple[PublishedArm, ...]
    reduced: int | None = None
    orders: tuple[tuple[str, ...], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def records(self) -> tuple[str, ...]:
        """The ids that its arms read."""
        return tuple(record for arm in self.arms for record in arm.reads)


@lru_cache
def published_trials() -> tuple[PublishedTrial, ...]:
    """All files, by name."""
    folder = resources.files("hemograft.validation").joinpath("published")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return tuple(_trial(yaml.safe_load(item.read_text("utf-8"))) for item in files)


def _trial(told: Mapping[str, Any]) -> PublishedTrial:
    return PublishedTrial(
        name=told["name"],
        title=told["title"],
        assumed=" ".join(told["assumed"].split()),
        days=told["days"],
        follow_up=told["follow_up"],
        arms=tuple(_arm(arm, told) for arm in told["arms"]),
        reduced=told.get("reduced"),
        orders=tuple(map(tuple, told.get("orders", []))),
        reasons=told.get("reasons", {}),
    )


def _arm(told: Mapping[str, Any], trial: Mapping[str, Any]) -> PublishedArm:
    return PublishedArm(
        name=told["name"],
        told=told,
        case=trial["case"] | told.get("case", {}),
        reads={record: Reading(**reading) for record, reading in told.get("reads", {}).items()},
        conditioning={**CONDITIONING, **trial.get("conditioning", {}), **told.get("conditioning", {})},
    )


def _strata(told: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Stratum]:
    """The grafts of one part of a mix: relation, source and strength are independent of each other within it."""
    graft = {**told["graft"], **part.get("graft", {})}
    milder = float(graft.get("milder", 0.0))
    kinds = product(
        _shares(graft["relation"]).items(),
        _shares(graft["source"]).items(),
        (("full", 1.0 - milder), ("milder", milder)),
    )
    for (relation, of_relation), (source, of_source), (strength, of_strength) in kinds:
        share = part["share"] * of_relation * of_source * of_strength
        if share > 0.0:
            kind = graft | {"relation": relation, "source": source, "milder": 0.0}
            yield Stratum(relation, source, strength, share, {**told, **part, "graft": kind})


def _shares(told: Any) -> Mapping[str, float]:
    return told if isinstance(told, dict) else {told: 1.0}
