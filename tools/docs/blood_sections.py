"""The blood system's equations as display mathematics, by room; chains as their first and their general stage."""

from collections.abc import Mapping
from typing import Any

import sympy

from hemograft.evidence import Record
from hemograft.hematopoiesis.megakaryocytes import ENDOMITOSIS_SHARE, endomitosis_gain
from hemograft.hematopoiesis.state import StageCounts
from tools.docs.blood_equations import (
    AGING,
    CASCADES,
    CLEARED,
    COUNT,
    DEMAND,
    EPO,
    FLOW,
    GCSF_RECEPTORS,
    HEMOGLOBIN,
    LOSS,
    MARROW,
    NICHE,
    NORMAL_LOSS,
    NORMAL_POOL,
    NORMAL_PRODUCTION,
    POOL,
    RECEPTORS,
    RENEWAL,
    SHORT_TERM,
    BloodEquations,
    blood_equations,
)
from tools.docs.naming import REGULATION
from tools.docs.symbols import stage
from tools.docs.typeset import Constant, Equation, Quantity, block, rate

MAXIMUM, STRESS, SIGNAL, OCCUPANCY = Constant("F"), Constant(r"\sigma"), Quantity("s"), Quantity("y")


class ChainError(ValueError):
    """The stages of a chain do not share one equation."""


def blood_sections(records: Mapping[str, Record]) -> dict[str, str]:
    """Display mathematics by section of the page."""
    e = blood_equations(records)
    names = {name.removeprefix("host."): name for name in e.rates}

    def derivative(field: str) -> Equation:
        return Equation(rate(e.symbols.by_name[names[field]]), e.rates[names[field]])

    def definition(*quantities: Any) -> list[Equation]:
        return [Equation(quantity.name, e.definitions[quantity]) for quantity in quantities]

    cascades = [equation for name in CASCADES for equation in (*chain(e, name), *definition(FLOW[name]))]
    return {
        "regulation": block(*_regulation()),
        "stem_cells": block(
            *definition(NICHE, SHORT_TERM, RENEWAL),
            derivative("stem_cells"),
            derivative("short_term_stem_cells"),
            *definition(FLOW["short_term"]),
        ),
        "progenitors": block(*definition(MARROW), *cascades),
        "megakaryocytes": block(
            derivative("megakaryocyte_progenitors"),
            *definition(FLOW["megakaryocyte_progenitors"]),
            *maturation(e),
            *definition(FLOW["shedding"]),
        ),
        "count": block(*definition(POOL, COUNT)),
        "lifespan": block(*definition(DEMAND, CLEARED, LOSS)),
        "platelets": block(*chain(e, "platelets"), derivative("platelet_maturity")),
        "production": block(*definition(NORMAL_POOL, NORMAL_LOSS, AGING, NORMAL_PRODUCTION)),
        "transfused": block(*chain(e, "transfused_platelets")),
        "thrombopoietin": block(*definition(RECEPTORS), derivative("thrombopoietin")),
        "neutrophils": block(
            *chain(e, "marrow_neutrophils"),
            derivative("neutrophil_reserve"),
            derivative("neutrophils"),
        ),
        "gcsf": block(*definition(GCSF_RECEPTORS), derivative("gcsf")),
        "red_cells": block(
            *definition(HEMOGLOBIN, EPO),
            *chain(e, "erythroblasts"),
            *chain(e, "red_cells"),
            derivative("transfused_red_cells"),
        ),
        "autoimmunity": block(derivative("autoantibody"), derivative("t_cell_attack")),
        "injury": block(derivative("endothelial_injury"), derivative("platelet_consumption")),
    }


def _regulation() -> list[Equation]:
    response, vacancy = REGULATION
    return [
        Equation(r"\mathrm{response}(F, s)", REGULATION[response](MAXIMUM, SIGNAL)),
        Equation(r"\mathrm{vacancy}(\sigma, y)", REGULATION[vacancy](STRESS, OCCUPANCY)),
    ]


def chain(equations: BloodEquations, field: str) -> list[Equation]:
    """The first stage of a chain, and one equation for all the others.

    Raises:
        ChainError: the others do not share one equation.
    """
    rates = equations.chain(field)
    general = {_general(field, value, index) for index, value in enumerate(rates[1:], start=2)}
    if len(general) != 1:
        raise ChainError(f"the {len(rates)} stages of {field} follow {len(general)} equations after the first")
    others = {2: "j = 2", 3: "j = 2, 3"}.get(len(rates), rf"j = 2, \ldots, {len(rates)}")
    return [
        Equation(rate(stage(field, 1)), rates[0]),
        Equation(rate(stage(field, "j")), general.pop(), others),
    ]


def _general(field: str, value: Any, index: int) -> Any:
    return value.xreplace({stage(field, index - 1): stage(field, "j-1"), stage(field, index): stage(field, "j")})


def maturation(equations: BloodEquations) -> list[Equation]:
    """Megakaryocyte number and mass: one equation a chain, with speed, ploidy gain and death by stage.

    The code writes the stages out; here their speed g, gain Y and death are named and their values listed.
    """
    common = equations.symbols.parameters.common
    number = equations.chain("megakaryocyte_number")
    middle = 2  # the second stage shows inflow and outflow at the early speed
    j = Quantity("j")
    speed, gain = early_factors(equations)
    death = [_death(value, "megakaryocyte_number", index, common) for index, value in enumerate(number, start=1)]
    names = {index: Quantity(rf"{letter}_{{j}}") for index, letter in enumerate(("g", "Y", r"\delta"))}
    speed_before = Quantity("g_{j-1}")

    def general(field: str, factor: Any) -> Any:
        """The flow of the second stage of numbers, for any stage of ``field`` with its inflow times ``factor``."""
        before, own = stage("megakaryocyte_number", middle - 1), stage("megakaryocyte_number", middle)
        flow = number[middle - 1] + death[middle - 1] * own
        flow = flow.xreplace(
            {
                before: factor * speed_before * stage(field, "j-1") / speed,
                own: names[0] * stage(field, "j") / speed,
            }
        )
        return flow - names[2] * stage(field, "j")

    early = rf"1 \leq j \leq {round(ENDOMITOSIS_SHARE * len(number))}"
    late = rf"{round(ENDOMITOSIS_SHARE * len(number)) + 1} \leq j \leq {len(number)}"
    clone = equations.symbols.parameters.clones[0]
    antibody = equations.symbols.parameters.condition.antibody_megakaryocyte_death
    unconditioned = clone.megakaryocyte_death + antibody * equations.symbols.state.shared.autoantibody
    kill = clone.conditioning * common.megakaryocyte_conditioning_sensitivity
    sensitivity = sympy.interpolate([sympy.nsimplify(value, rational=True, tolerance=1e-9) for value in death], j)
    return [
        Equation(rate(stage("megakaryocyte_number", "j")), general("megakaryocyte_number", sympy.Integer(1))),
        Equation(rate(stage("megakaryocyte_mass", "j")), general("megakaryocyte_mass", names[1])),
        Equation("g_{j}", speed, early),
        Equation("Y_{j}", gain, early),
        Equation("g_{j} = Y_{j}", sympy.Integer(1), late),
        Equation(
            r"\delta_{j}",
            unconditioned + kill * sympy.expand((sensitivity - unconditioned) / kill),
        ),
    ]


def early_factors(equations: BloodEquations) -> tuple[Any, Any]:
    """Speed and ploidy gain of the early maturation stage j, by name."""
    common = equations.symbols.parameters.common
    response = next(iter(REGULATION))
    early = round(ENDOMITOSIS_SHARE * StageCounts().megakaryocytes)
    signal = Quantity("T'")
    ploidy = response(common.megakaryocyte_ploidy_gain, signal)
    gain = endomitosis_gain(ploidy, Quantity("j"), early)
    return response(common.megakaryocyte_acceleration, signal), sympy.nsimplify(gain, rational=True)


def _death(value: Any, field: str, index: int, common: Any) -> Any:
    """Death rate of a stage: what its own cells lose when nothing matures."""
    still = value.xreplace({common.megakaryocyte_maturation_time**-1: sympy.Integer(0)})
    return -sympy.diff(still, stage(field, index))
