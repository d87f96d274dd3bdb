"""Donors, cord blood units and pairs of units that a registry holds for the patient, as donor options of the case."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemograft.donors.matching.scheme import SCHEMES
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import Registry
from hemograft.donors.search.cord import ALONE, RankedUnits, cord_pairs
from hemograft.donors.search.cord_profiles import cord_profile
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.find import Found, find_donors, find_units
from hemograft.donors.search.patient import Patient, patient
from hemograft.donors.search.ranking import RankedDonors
from hemograft.donors.search.report_rows import genotype_of
from hemograft.donors.typing.reading import TypingReader
from hemograft.evidence import number
from hemograft.planning.case import MALIGNANT, Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.found_donor_match import donor_match
from hemograft.planning.usual_conditioning import usual_conditioning
from hemograft.thrombocytopenia.catalog import CAUSES

MISMATCHES = 1
"""That an adult donor may have; the matched rank first."""
CORD_PROFILE = "nmdp_2019"
PAIRED_UNITS = 30
_LONGEST_NOTE, _LONGEST_NAME = 200, 36


@dataclass(frozen=True)
class _Option:
    """A donor option; ``open`` says that typings leave its mismatches open."""

    donor: Donor
    open: bool

    @property
    def identifiers(self) -> tuple[str, ...]:
        units = (self.donor.details, self.donor.second_unit_details)
        return tuple(each.identifier or "" for each in units if each is not None)


@dataclass(frozen=True)
class _Search:
    """One search for the patient of a case."""

    case: Case
    patient: Patient
    reader: TypingReader

    @property
    def loci(self) -> tuple[str, ...]:
        """The largest usual set of loci at all of which the patient is typed."""
        typed = [loci for name, loci in SCHEMES.items() if name != "12/12" and all(map(self._is_typed, loci))]
        return max(typed, key=len, default=SCHEMES["6/6"])

    @property
    def conditioning(self) -> Mapping[str, str]:
        """What the case names for its first donor; otherwise the usual of diagnosis and donor, which the case adds."""
        first = self.case.donors[0] if self.case.donors else None
        if first is None or first.conditioning == usual_conditioning(self.case.diagnosis, first.relation):
            return {}
        return {"conditioning": first.conditioning}

    def _is_typed(self, locus: str) -> bool:
        return self.patient.genotype.at(locus).typed


def with_found_donors(
    case: Case, registry: Registry, reader: TypingReader, frequencies: Likelihoods | None, count: int
) -> Case:
    """The case with its own donors and, behind them, at most ``count`` adults, single cord units and pairs of units.

    Adults may have one mismatch; cord units are those of the profile ``CORD_PROFILE``. The order is that of
    `find_donors` and `find_units`. What the options rest on joins the assumptions of the case.

    Raises:
        ValueError: the case has no HLA typing or a diagnosis without transplantation, a typing is not known, or nobody
            suitable is in the registry.
    """
    search = _Search(case, _patient(case, reader), reader)
    adults = find_donors(registry, search.patient, Criteria(search.loci, MISMATCHES), reader, frequencies)
    options = list(_adults(search, adults, count))
    notes = list(adults.notes)
    if registry.of_kind("cord"):
        units = find_units(registry, search.patient, Criteria(), cord_profile(CORD_PROFILE), reader, frequencies)
        options += [*_units(search, units.ranked, count), *_pairs(search, units.ranked, count)]
        notes += [note for note in units.notes if note not in notes]
    if not options:
        raise ValueError(
            f"nobody of the {registry.donors:,} in the registry is a donor for this patient with at most {MISMATCHES}"
            " mismatch, nor a cord unit large enough: name donors in the case, or search with `hemograft donors search`"
        )
    told = [
        f"Donors found among {registry.donors:,} of the registry, change {registry.manifest.generation};"
        " none was asked yet.",
        *notes,
        *_told(case, options),
    ]
    assumptions = (*case.assumptions, *(textwrap.shorten(note, _LONGEST_NOTE) for note in told))
    labeled = _labeled(case, options)
    return Case.model_validate({**_fields(case), "donors": (*case.donors, *labeled), "assumptions": assumptions})


def _fields(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in type(case).model_fields}


def _patient(case: Case, reader: TypingReader) -> Patient:
    if not case.hla:
        raise ValueError("hla is missing: a donor search needs the patient's typing, write A, B and DRB1 at the least")
    if not CAUSES[case.diagnosis]().transplantable:
        raise ValueError(f"diagnosis {case.diagnosis}: transplantation is not modelled, leave the donor search out")
    fields = {
        "id": "of the case",
        "typing": {locus: list(names) for locus, names in case.hla.items()},
        "age": case.age,
        "weight": case.weight,
        "sex": case.sex,
        "abo": case.blood_group or "",
        "cmv": {None: "", True: "positive", False: "negative"}[case.cytomegalovirus_positive],
        "antibodies": [{"against": each.against, "mfi": each.mfi} for each in case.antibodies],
    }
    return patient(fields, reader)


def _adults(search: _Search, found: Found[RankedDonors], count: int) -> Iterator[_Option]:
    # T cells of mobilized blood act against a malignant clone; elsewhere nothing is gained from the chronic
    # graft-versus-host disease that it brings, and marrow is asked for
    blood = search.case.diagnosis in MALIGNANT
    child = search.case.age < number("population.adult_age")
    adult = "mobilized_allogeneic" if blood else "bone_marrow"
    children = "mobilized_children" if blood else "bone_marrow_children"
    dose = number(f"transplantation.cd34_dose_{children if child else adult}")
    for each in found.ranked.order[:count].tolist():
        details = donor_match(search.patient, search.reader, found.ranked, each)
        yield _option(
            search,
            found.ranked,
            (each,),
            relation="mismatched_unrelated" if any(details.mismatches.values()) else "matched_unrelated",
            source="mobilized_blood" if blood else "bone_marrow",
            cd34_per_kg=dose,
        )


def _units(search: _Search, ranked: RankedUnits, count: int) -> Iterator[_Option]:
    alone = [each for each in ranked.order.tolist() if ranked.adequacy[each] == ALONE]
    for each in alone[:count]:
        yield _option(
            search,
            ranked,
            (each,),
            relation="cord_blood",
            source="cord_blood",
            cd34_per_kg=float(ranked.cd34[each]),
            total_nucleated_cells_per_kg=float(ranked.nucleated_cells[each]),
        )


def _pairs(search: _Search, ranked: RankedUnits, count: int) -> Iterator[_Option]:
    units = ranked.order[:PAIRED_UNITS].tolist()
    genotypes = [genotype_of(ranked.candidates, each, search.reader) for each in units]
    pairs = cord_pairs(ranked, genotypes)
    # A unit that suffices alone gains nothing from a second one.
    small = [pair for pair in pairs if ALONE not in (ranked.adequacy[pair.first], ranked.adequacy[pair.second])]
    for pair in small[:count]:
        yield _option(
            search,
            ranked,
            (pair.first, pair.second),
            relation="cord_blood",
            source="cord_blood",
            cd34_per_kg=float(ranked.cd34[pair.first]),
            second_unit_cd34_per_kg=float(ranked.cd34[pair.second]),
            total_nucleated_cells_per_kg=pair.nucleated_cells,
        )


def _option(
    search: _Search, ranked: RankedDonors | RankedUnits, chosen: tuple[int, ...], **fields: str | float
) -> _Option:
    """A donor, unit or pair by place among the candidates; of two units the worse match counts."""
    details = [donor_match(search.patient, search.reader, ranked, each) for each in chosen]
    worst = max(details, key=lambda each: sum(each.mismatches.values()))
    copies = 2 * len(worst.mismatches)
    donor = Donor.model_validate(
        {
            **fields,
            **search.conditioning,
            "match": f"{copies - sum(worst.mismatches.values())}/{copies}",
            **dict(zip(("details", "second_unit_details"), details, strict=False)),
        }
    )
    candidates = ranked.candidates
    return _Option(donor, bool((candidates.most[list(chosen)] > candidates.fewest[list(chosen)]).any()))


def _labeled(case: Case, options: Sequence[_Option]) -> Iterator[Donor]:
    """Each option under the identifiers of its donor or units, in the characters of a label, none twice."""
    taken = {*case.donor_labels, *map(str, range(len(case.donors) + len(options) + 1))}
    for option in options:
        parts = [re.sub(r"[^A-Za-z0-9_-]+", "_", each).strip("_-") for each in option.identifiers]
        name = "_and_".join(part[-_LONGEST_NAME // len(parts) + len(parts) :] for part in parts).lstrip("_-")
        label = next(each for each in (name, *(f"{name}_{place}" for place in range(2, 99))) if each not in taken)
        taken.add(label)
        yield option.donor.model_copy(update={"label": label})


def _told(case: Case, options: Sequence[_Option]) -> Iterator[str]:
    """What was taken for granted of the options, in sentences."""
    adults = [option.donor for option in options if option.donor.relation != "cord_blood"]
    if adults:
        yield (
            f"Unrelated donors give {adults[0].source.replace('_', ' ')}, {adults[0].cd34_per_kg / 1e6:.3g}x10^6"
            " CD34+/kg: the usual dose, for none is known before the collection."
        )
    for option in options:
        if option.open:
            details = option.donor.details
            probability = None if details is None else details.probability
            chance = "" if probability is None else f"; probability of a full match {100 * probability:.0f} %"
            names, match = " and ".join(option.identifiers), option.donor.match
            yield f"{names}: {match} is the best that the typings allow{chance}."
    if not case.donors:
        given = usual_conditioning(case.diagnosis, options[0].donor.relation).replace("_", " ")
        yield f"Conditioning for the found donors is {given}."
