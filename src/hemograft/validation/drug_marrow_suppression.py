"""Drugs that suppress the marrow: what the courses of their calibration show beside its targets."""

from functools import partial

from hemograft.evidence import Provenance, Use, number, record, records
from hemograft.inference.suppressing_drugs import PREFIX, SCENARIOS
from hemograft.validation.estimate import Estimates, exact
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

TITLES = {
    "linezolid": "Platelets on linezolid (Tsuji 2017, Natsumoto 2014)",
    "docetaxel": "Neutrophils after docetaxel (Friberg 2002, prescribing information)",
    "carboplatin": "Blood counts after carboplatin (prescribing information)",
    "valproate": "Platelets on valproate (J Clin Psychiatry 1997)",
}


def held_out(drug: str) -> tuple[str, ...]:
    """Records of a drug that nothing was fitted to."""
    prefixes = (f"{PREFIX}{drug}_", f"{drug}.")
    return tuple(
        identifier
        for identifier, item in records().items()
        if identifier.startswith(prefixes) and item.use is Use.VALIDATE
    )


def course(drug: str, simulation: Simulation) -> Estimates:
    """The held-out results of a drug's course."""
    del simulation  # the typical patient, and shares from a published spread around it: nothing is random
    results = SCENARIOS[drug](number)
    return {identifier: exact(results[identifier]) for identifier in held_out(drug)}


def _group(drug: str, title: str) -> Group:
    answered = held_out(drug)
    return Group(
        name=drug,
        title=title,
        records=answered,
        run=partial(course, drug),
        assumed="The typical patient; shares of patients follow from a spread around him that was published.",
        models=tuple(
            identifier
            for identifier in answered
            if record(identifier).provenance is Provenance.COMPUTED and "model" in record(identifier).source
        ),
        full=1,
        reduced=1,
    )


GROUPS = tuple(_group(drug, title) for drug, title in TITLES.items())
