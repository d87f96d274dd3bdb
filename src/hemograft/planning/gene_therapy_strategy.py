"""Gene therapy with the patient's own stem cells: conditioning where the disease needs it, corrected cells, support."""

from dataclasses import dataclass

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.planning.case import Case
from hemograft.planning.natural_course import natural_course
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import PLATELETS, RED_CELLS
from hemograft.population.individuals import Individuals
from hemograft.population.stem_cell_clones import clone_interval, expected_clones
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.conditioning_agents import Body
from hemograft.therapies.conditioning_regimens import regimen_interventions, regimen_named
from hemograft.therapies.filgrastim import FilgrastimUntilEngraftment, filgrastim
from hemograft.therapies.gene_therapy import CLONES, GeneTherapyProduct, corrected_clone, correction, infusion
from hemograft.therapies.transfusion import PlateletTransfusion, RedCellTransfusion
from hemograft.therapies.transplantation import GraftSource

SOURCE = GraftSource.MOBILIZED_BLOOD


@dataclass(frozen=True)
class Setting:
    """What is particular to a diagnosis: whether marrow is emptied first, and how far the evidence goes."""

    conditioned: bool
    evidence: str


SETTINGS = {
    "wiskott_aldrich_syndrome": Setting(True, "Approved for this diagnosis (FDA, December 2025)."),
    "fanconi_anemia": Setting(False, "Trials in type A only, without conditioning (Rio et al, Lancet 2024)."),
    "congenital_amegakaryocytic_thrombocytopenia": Setting(
        True, "Experimental: done in mice only (Heckl et al, Blood 2011;117:3737); no patient has been treated."
    ),
}
"""Diagnoses for which gene therapy is modelled."""


def gene_therapy(case: Case) -> Strategy:
    """The strategy for a case with a product in ``gene_therapy`` and a diagnosis of `SETTINGS`."""
    product = case.gene_therapy
    assert product is not None
    setting = SETTINGS[case.diagnosis]
    regimen = regimen_named(product.conditioning) if setting.conditioned else None
    infusion_day = regimen.lead_time if regimen else 0.0
    corrected = correction(product.vector_copy_number)

    def course(people: Individuals) -> Course:
        conditioning: tuple[Intervention, ...] = ()
        if regimen:
            body = Body(case.weight, case.age)
            conditioning = regimen_interventions(regimen, body, infusion_day, injury=people["endothelial_injury"])
        cells = GeneTherapyProduct(
            SOURCE,
            product.cd34_per_kg,
            product.transduced_fraction,
            engraftment=people["engraftment"],
            megakaryocyte_engraftment=people["megakaryocyte_engraftment"],
        )
        support: tuple[Policy, ...] = (
            RedCellTransfusion(),
            PlateletTransfusion(case.weight, number("transfusion.prophylactic_trigger")),
        )
        if regimen:
            support += (FilgrastimUntilEngraftment(int(infusion_day + number("transplantation.gcsf_start_day"))),)
        return Course((*natural_course(case), *conditioning, *infusion(cells, infusion_day)), support)

    def prepare(parameters: BloodParameters) -> BloodParameters:
        return corrected_clone(parameters, corrected)

    clones = expected_clones(SOURCE, product.cd34_per_kg, case.weight, product.transduced_fraction)
    fewest, most = clone_interval(clones, number("population.engraftment"))
    before = f"{regimen.name.replace('_', ' ')} from day 0" if regimen else "no conditioning"
    return Strategy(
        name="gene_therapy",
        description=(
            f"Own CD34+ cells, {product.cd34_per_kg / 1e6:.3g}x10^6/kg, {product.transduced_fraction:.0%} of them"
            f" transduced (mean vector copies {product.vector_copy_number:.2g}), {before}, cells on day"
            f" {infusion_day:g}; about {_counted(clones)} ({_counted(fewest)} to {_counted(most)}) corrected stem-cell"
            " clones engraft."
        ),
        system=BloodSystem(clones=CLONES, drugs=(filgrastim(),) if regimen else ()),
        infusion_day=infusion_day,
        course=course,
        prepare=prepare,
        evidence=(
            "gene_therapy.half_correction_copies",
            "gene_therapy.active_clones",
            "gene_therapy.repopulating_clones",
            f"graft.{SOURCE}.stem_cells",
            "engraftment.stem_cells",
            *((*regimen.evidence, "transplantation.gcsf_start_day") if regimen else ()),
        ),
        assumptions=(
            setting.evidence,
            "The cells are mobilized blood; long-term stem cells are transduced as often as the other CD34+ cells.",
            "Corrected cells lie between disease and health by their vector copies, halfway at"
            f" {number('gene_therapy.half_correction_copies'):g} copies.",
            "The interval of the clones is their spread between patients, 95 %; their mean rests on the engraftment"
            " assumed in transplantation.",
            "Insertional leukemia, infection and death are not simulated.",
            RED_CELLS,
            PLATELETS,
        ),
    )


def _counted(clones: float) -> str:
    """A number of clones to two digits, with thousands set apart."""
    return f"{float(f'{clones:.2g}'):,.0f}"
