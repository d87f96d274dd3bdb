"""What a case says about the outcomes of its patient and donors; virtual patients of a trial may differ in it.

A covariate of the people (`Individuals.covariates`) takes the place of the case's by its name: that of the field of
`Recipient` or `GraftRisk`.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Literal, TypeVar

import numpy as np

from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.planning.case import MALIGNANT, Case
from hemograft.planning.case_parts import Donor, DonorMatch, Locus
from hemograft.population.individuals import Individuals
from hemograft.therapies.conditioning_regimens import regimen_named

APLASTIC = ("severe_aplastic_anemia",)
MATCHED_LOCI: tuple[Locus, ...] = ("A", "B", "C", "DRB1")
RECEIVES: dict[str, tuple[str, ...]] = {"O": ("O",), "A": ("O", "A"), "B": ("O", "B"), "AB": ("O", "A", "B", "AB")}
"""Blood groups of red cells that a group's antibodies spare."""

Covariates = TypeVar("Covariates", Recipient, GraftRisk)


def recipient(case: Case, people: Individuals) -> Recipient:
    """The patient as the outcomes see him."""
    return _with_covariates(
        Recipient(
            age=case.age,
            male=_male(case.sex),
            disease=disease_kind(case),
            disease_risk=case.disease_risk or "",
            comorbidity_index=_known(case.comorbidity_index),
            cytomegalovirus_positive=_known(case.cytomegalovirus_positive),
        ),
        people,
    )


def disease_kind(case: Case) -> Literal["malignant", "aplastic_anemia", "fanconi_anemia", "inherited"]:
    """What sort of disease a transplantation is for; everything that is none of the others is inherited."""
    if case.diagnosis in MALIGNANT:
        return "malignant"
    if case.diagnosis == "fanconi_anemia":
        return "fanconi_anemia"
    return "aplastic_anemia" if case.diagnosis in APLASTIC else "inherited"


def graft_risk(case: Case, donor: Donor, people: Individuals) -> GraftRisk:
    """The graft as the outcomes see it."""
    regimen = regimen_named(donor.conditioning)
    details = donor.details or DonorMatch()
    return _with_covariates(
        GraftRisk(
            relation=donor.relation,
            source=donor.source,
            intensity=str(regimen.intensity),
            serotherapy=regimen.serotherapy or donor.prophylaxis == "antithymocyte_globulin",
            post_transplant_cyclophosphamide=cyclophosphamide_follows(donor),
            abatacept=donor.prophylaxis == "abatacept",
            cd34_selection=donor.prophylaxis == "cd34_selection",
            t_cells_per_kg=_known(donor.t_cells_per_kg),
            mismatches=_mismatches(donor),
            graft_versus_host_mismatches=_directed(details.graft_versus_host),
            host_versus_graft_mismatches=_directed(details.host_versus_graft),
            units=1 if donor.second_unit_cd34_per_kg is None else 2,
            dpb1_nonpermissive=np.nan if details.dpb1 == "unknown" else "nonpermissive" in details.dpb1,
            donor_age=_known(details.age),
            donor_male=_male(details.sex),
            donor_cytomegalovirus_positive=_known(details.cytomegalovirus_positive),
            major_abo_mismatch=_spoils(details.blood_group, case.blood_group),
            bidirectional_abo_mismatch=_spoils(details.blood_group, case.blood_group)
            * _spoils(case.blood_group, details.blood_group),
        ),
        people,
    )


def cyclophosphamide_follows(donor: Donor) -> bool:
    """Whether cyclophosphamide after the graft is the prophylaxis: always from haploidentical donors."""
    return donor.relation == "haploidentical" or donor.prophylaxis == "post_transplant_cyclophosphamide"


def _mismatches(donor: Donor) -> float:
    """Of eight alleles at HLA-A, B, C and DRB1: those counted, else what ``match`` leaves, else one if so called."""
    if donor.details is not None and donor.details.mismatches:
        return float(sum(donor.details.mismatches.get(locus, 0) for locus in MATCHED_LOCI))
    if donor.match is not None:
        matched, compared = map(int, donor.match.split("/"))
        return float(compared - matched)
    return 1.0 if donor.relation == "mismatched_unrelated" else 0.0


def _directed(mismatches: Mapping[Locus, int]) -> float:
    return float(sum(mismatches.get(locus, 0) for locus in MATCHED_LOCI)) if mismatches else np.nan


def _spoils(giver: str | None, receiver: str | None) -> float:
    """1 where the receiver's antibodies meet the giver's red cells, nan where a group is not known."""
    return np.nan if giver is None or receiver is None else float(giver not in RECEIVES[receiver])


def _male(sex: str) -> float:
    return {"male": 1.0, "female": 0.0}.get(sex, np.nan)


def _known(value: Any) -> float:
    return np.nan if value is None else float(value)


def _with_covariates(base: Covariates, people: Individuals) -> Covariates:
    names = {field.name for field in fields(base)}
    return replace(base, **{name: values for name, values in people.covariates.items() if name in names})
