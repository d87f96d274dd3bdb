"""The blood system in symbols: every room's function called with named inputs.

``rates`` holds the derivative of each state variable; ``definitions`` what each named quantity in them stands for.
Together they are the vector field of one clone without drugs, and a test holds them equal to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy

from hemograft.evidence import Record
from hemograft.hematopoiesis import (
    autoimmunity,
    megakaryocytes,
    neutrophils,
    platelets,
    red_cells,
    stem_cells,
    thrombopoietin,
)
from hemograft.hematopoiesis.blood_system import hemoglobin, platelet_pool, progenitor_occupancy
from hemograft.hematopoiesis.progenitors import cascade_rates
from hemograft.hematopoiesis.state import StageCounts
from hemograft.interop.sbml_mathematics import exact
from tools.docs.naming import named, regulated
from tools.docs.symbols import Symbols, mean, symbols
from tools.docs.typeset import Quantity

NICHE, SHORT_TERM, MARROW, SIGNAL, EPO, HEMOGLOBIN, LOSS, RECEPTORS, POOL, NORMAL_POOL, NORMAL_PRODUCTION = map(
    Quantity, ("X", "X_S", "y", "T'", r"\mathrm{EPO}", "Hb", "k", "W", "P_t", "P_{t,0}", r"\Phi_0")
)
RENEWAL, AGING, NORMAL_LOSS, GCSF_DOSE, GCSF_RECEPTORS, DEMAND, COUNT, CLEARED = map(
    Quantity, (r"\alpha", r"\rho", "k_0", r"u_\Gamma", "W_N", "k_D", "P", "k_B")
)
NO_DRUG = sympy.Integer(0)
FLOW = {
    name: Quantity(f"v_{letter}")
    for name, letter in zip(
        ("short_term", "mpp", "cmp", "mep", "gmp", "megakaryocyte_progenitors", "shedding"), "SMCEGKP", strict=True
    )
}
"""Outflow of each compartment, relative to normal."""
CASCADES = {"mpp": "short_term", "cmp": "mpp", "mep": "cmp", "gmp": "cmp"}
"""Each progenitor compartment and what feeds it."""


def over_clones(text: str) -> Any:
    """The symbol of a sum over clones; with one clone it is the quantity itself."""
    return Quantity(rf"\sum_{{c}} {text}")


@dataclass(frozen=True)
class BloodEquations:
    """The vector field with names for its parts; see the module."""

    symbols: Symbols
    rates: Mapping[str, Any]
    definitions: Mapping[Any, Any]
    aggregates: Mapping[Any, Any]

    def chain(self, field: str) -> list[Any]:
        """Derivatives along a chain."""
        return [value for name, value in self.rates.items() if name.removeprefix("host.").rpartition("_")[0] == field]


def blood_equations(records: Mapping[str, Record]) -> BloodEquations:
    """The equations with the symbols that the evidence records give."""
    named_symbols = symbols(records)
    by_field: dict[str, Any] = {}
    definitions: dict[Any, Any] = {}
    for room in (_stem_cells, _progenitors, _megakaryocytes, _platelets, _neutrophils, _red_cells, _shared):
        rates, defined = room(named_symbols)
        by_field |= rates
        definitions |= defined
    maxima = [*vars(named_symbols.parameters.common).values()]
    signals = [NICHE, SHORT_TERM, MARROW, SIGNAL, EPO, GCSF_RECEPTORS, named_symbols.state.shared.gcsf]

    def tidy(expression: Any) -> Any:
        return regulated(expression, maxima, signals)

    rates = {name: _with_renewal(named_symbols, tidy(_rate_of(name, by_field))) for name in named_symbols.by_name}
    definitions = {name: _with_renewal(named_symbols, tidy(value)) for name, value in definitions.items()}
    definitions[RENEWAL] = _renewal(named_symbols)
    return BloodEquations(named_symbols, rates, definitions, _aggregates(named_symbols))


def _rate_of(name: str, by_field: Mapping[str, Any]) -> Any:
    """The derivative of the state variable ``name``, such as ``host.mpp_1``, from those of its field."""
    plain = name.removeprefix("host.")
    if plain in by_field:
        return by_field[plain]
    field, _, index = plain.rpartition("_")
    return by_field[field][int(index) - 1]


Part = tuple[dict[str, Any], dict[Any, Any]]


def _stem_cells(s: Symbols) -> Part:
    cells, clone = s.state.clones[0], s.parameters.clones[0]
    d_stem, d_short_term, flow = stem_cells.stem_cell_rates(
        s.parameters.common, clone, cells.stem_cells, cells.short_term_stem_cells, NICHE, SHORT_TERM
    )
    return (
        {"stem_cells": d_stem, "short_term_stem_cells": d_short_term},
        {NICHE: over_clones("H"), SHORT_TERM: over_clones("S"), FLOW["short_term"]: flow},
    )


def _renewal(s: Symbols) -> Any:
    """Self-renewal, found in the derivative of stem cells as the quotient in niche occupancy that regulation leaves."""
    derivative = regulated(_stem_cells(s)[0]["stem_cells"], [s.parameters.common.stem_cell_division_stress], [NICHE])
    (quotient,) = [node for node in derivative.atoms(sympy.Pow) if NICHE in node.free_symbols]
    return s.parameters.common.stem_cell_self_renewal * quotient


def _with_renewal(s: Symbols, expression: Any) -> Any:
    return named(expression, _renewal(s), RENEWAL)


def _progenitors(s: Symbols) -> Part:
    common, clone, cells = s.parameters.common, s.parameters.clones[0], s.state.clones[0]
    rates: dict[str, Any] = {}
    averages = replace(cells, **{name: (over_clones(mean(name).name),) for name in CASCADES})
    definitions: dict[Any, Any] = {MARROW: progenitor_occupancy([averages])}
    for name, upstream in CASCADES.items():
        rates[name], definitions[FLOW[name]] = cascade_rates(
            getattr(cells, name),
            FLOW[upstream],
            MARROW,
            rate=getattr(common, f"{name}_rate"),
            amplification_stress=getattr(common, f"{name}_amplification_stress"),
            speed_stress=getattr(common, f"{name}_speed_stress"),
            death=clone.progenitor_death + clone.conditioning + clone.immune_death * s.state.shared.t_cell_attack,
        )
    return rates, definitions


def _megakaryocytes(s: Symbols) -> Part:
    condition = s.parameters.condition
    common, clone, cells = s.parameters.common, s.parameters.clones[0], s.state.clones[0]
    progenitors, committed = megakaryocytes.progenitor_rate(
        common,
        clone,
        cells.megakaryocyte_progenitors,
        FLOW["mep"],
        SIGNAL,
        condition.megakaryopoiesis_suppression,
        NO_DRUG,
    )
    number, mass, shedding = megakaryocytes.maturation_rates(
        common,
        clone,
        cells.megakaryocyte_number,
        cells.megakaryocyte_mass,
        FLOW["megakaryocyte_progenitors"],
        SIGNAL,
        condition.antibody_megakaryocyte_death * s.state.shared.autoantibody,
        NO_DRUG,
    )
    return (
        {"megakaryocyte_progenitors": progenitors, "megakaryocyte_number": number, "megakaryocyte_mass": mass},
        {
            SIGNAL: s.state.shared.thrombopoietin,
            FLOW["megakaryocyte_progenitors"]: committed,
            FLOW["shedding"]: shedding,
        },
    )


def _platelets(s: Symbols) -> Part:
    clone, cells, shared = s.parameters.clones[0], s.state.clones[0], s.state.shared
    common, condition, stages = s.parameters.common, s.parameters.condition, StageCounts().platelets
    ages = replace(common, platelet_senescence=stages / AGING)
    normal_pool = platelets.normal_pool(common)
    production = exact(platelets.normal_production(ages, stages)).subs(exact(normal_pool), NORMAL_POOL)
    normal_loss = platelets.demand_rate(common, NORMAL_POOL)
    pools = replace(
        s.state,
        clones=(replace(cells, platelets=(over_clones(r"\sum_j p_{j}"),)),),
        shared=replace(shared, transfused_platelets=(Quantity(r"\sum_j x_{j}"),)),
    )
    return (
        {
            "platelets": platelets.aging_rates(
                cells.platelets,
                NORMAL_PRODUCTION
                * clone.platelet_yield
                * (1 - condition.shedding_suppression)
                * cells.platelet_maturity
                * FLOW["shedding"],
                ages.platelet_senescence,
                LOSS + clone.platelet_clearance,
            ),
            "platelet_maturity": (1 - cells.platelet_maturity) / common.platelet_maturity_time,
            "transfused_platelets": platelets.aging_rates(
                shared.transfused_platelets,
                sympy.Integer(0),
                common.transfused_platelet_lifespan,
                LOSS + condition.transfused_destruction,
            ),
        },
        {
            POOL: platelet_pool(pools),
            COUNT: (1 - condition.splenic_fraction) / condition.platelet_dilution * POOL,
            DEMAND: platelets.demand_rate(common, POOL),
            CLEARED: condition.antibody_destruction * shared.autoantibody * condition.phagocytosis,
            LOSS: DEMAND + CLEARED + shared.platelet_consumption + condition.consumption,
            NORMAL_POOL: normal_pool,
            NORMAL_LOSS: normal_loss,
            AGING: stages / common.platelet_senescence,
            NORMAL_PRODUCTION: named(production, normal_loss, NORMAL_LOSS),
        },
    )


def _neutrophils(s: Symbols) -> Part:
    common, cells, shared = s.parameters.common, s.state.clones[0], s.state.shared
    marrow, reserve, blood = neutrophils.neutrophil_rates(
        common,
        s.parameters.clones[0],
        cells.marrow_neutrophils,
        cells.neutrophil_reserve,
        cells.neutrophils,
        FLOW["gmp"],
        shared.gcsf,
        NO_DRUG,
    )
    mass = neutrophils.marrow_mass(common, over_clones(r"\bar{b}"), over_clones("R"))
    gcsf = neutrophils.gcsf_rate(
        common, shared.gcsf, mass, over_clones("N") / common.normal_neutrophil_count, GCSF_DOSE
    )
    gcsf = exact(gcsf)
    sums = [node for node in gcsf.atoms(sympy.Add) if over_clones("N") in node.free_symbols]
    receptors = min(sums, key=sympy.count_ops)
    rates = {
        "marrow_neutrophils": marrow,
        "neutrophil_reserve": reserve,
        "neutrophils": blood,
        "gcsf": gcsf.xreplace({receptors: GCSF_RECEPTORS}),
    }
    return rates, {GCSF_RECEPTORS: receptors, GCSF_DOSE: sympy.Integer(0)}


def _red_cells(s: Symbols) -> Part:
    common, cells, shared = s.parameters.common, s.state.clones[0], s.state.shared
    erythroblasts, circulating = red_cells.red_cell_rates(
        common, s.parameters.clones[0], cells.erythroblasts, cells.red_cells, FLOW["mep"], EPO
    )
    averages = replace(s.state, clones=(replace(cells, red_cells=(over_clones(r"\bar{r}"),)),))
    return (
        {
            "erythroblasts": erythroblasts,
            "red_cells": circulating,
            "transfused_red_cells": -shared.transfused_red_cells / common.transfused_red_cell_lifespan,
        },
        {HEMOGLOBIN: hemoglobin(s.parameters, averages), EPO: red_cells.erythropoietin(common, HEMOGLOBIN)},
    )


def _shared(s: Symbols) -> Part:
    common, condition, shared = s.parameters.common, s.parameters.condition, s.state.shared
    injury = shared.endothelial_injury / common.endothelial_injury_onset
    return (
        {
            "thrombopoietin": thrombopoietin.thrombopoietin_rate(
                common,
                shared.thrombopoietin,
                condition.thrombopoietin_production,
                RECEPTORS,
                CLEARED * POOL / NORMAL_PRODUCTION,
            ),
            "endothelial_injury": -injury,
            "platelet_consumption": injury - shared.platelet_consumption / common.endothelial_injury_duration,
            "autoantibody": autoimmunity.autoantibody_rate(
                common, shared.autoantibody, condition.antibody_production, condition.antibody_catabolism
            ),
            "t_cell_attack": autoimmunity.t_cell_attack_rate(common, shared.t_cell_attack, condition.t_cell_activity),
        },
        {RECEPTORS: thrombopoietin.receptor_mass(common, over_clones(r"\bar{n}"), POOL / NORMAL_POOL)},
    )


def _aggregates(s: Symbols) -> dict[Any, Any]:
    """Sums and means that the page writes with a bar or a sum sign, for one clone."""
    cells, shared = s.state.clones[0], s.state.shared

    def average(values: Sequence[Any]) -> Any:
        return sympy.Add(*values) / len(values)

    means = {over_clones(mean(name).name): average(getattr(cells, name)) for name in CASCADES}
    return means | {
        over_clones("H"): cells.stem_cells,
        over_clones("S"): cells.short_term_stem_cells,
        over_clones("N"): cells.neutrophils,
        over_clones(r"\bar{n}"): average(cells.megakaryocyte_number),
        over_clones(r"\bar{b}"): average(cells.marrow_neutrophils),
        over_clones("R"): cells.neutrophil_reserve,
        over_clones(r"\bar{r}"): average(cells.red_cells),
        over_clones(r"\sum_j p_{j}"): sympy.Add(*cells.platelets),
        Quantity(r"\sum_j x_{j}"): sympy.Add(*shared.transfused_platelets),
    }
