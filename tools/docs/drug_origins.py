"""The drugs of the documentation: symbols of their amounts, and which records each parameter is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from hemograft.hematopoiesis.drug import Drug
from hemograft.therapies import (
    avatrombopag,
    carboplatin,
    corticosteroids,
    docetaxel,
    efgartigimod,
    eltrombopag,
    filgrastim,
    intravenous_immunoglobulin,
    linezolid,
    lusutrombopag,
    romiplostim,
    valproate,
)

RATE = "1/day"
ABSENT = "no such compartment"
PATIENT = "1 in the typical patient; each patient's own"
REFERENCE_WEIGHT = 70.0
"""kg, of the immunoglobulin that is shown."""


@dataclass(frozen=True)
class Origin:
    """A drug parameter's unit and the records behind it; ``symbol`` where no single record gives one.

    ``note`` says what sets it where no record does.
    """

    unit: str
    records: tuple[str, ...]
    symbol: str = ""
    note: str = ""


@dataclass(frozen=True)
class DocumentedDrug:
    """A drug with the symbols of its amounts, by state; ``others`` are the same drug in other patients, by title."""

    title: str
    module: ModuleType
    drug: Drug
    amounts: Mapping[str, str]
    origins: Mapping[str, Origin]
    others: Mapping[str, tuple[Drug, Mapping[str, Origin]]] = field(default_factory=dict)


def _oral(**origins: Origin) -> dict[str, Origin]:
    """One central compartment; the outer ones are absent unless they are given."""
    outer = {
        "to_shallow": "k_{12}",
        "from_shallow": "k_{21}",
        "to_deep": "k_{13}",
        "from_deep": "k_{31}",
    }
    absent = {name: Origin(RATE, (), symbol, ABSENT) for name, symbol in outer.items()}
    order = ("absorption", "elimination", *outer, "volume", "equivalent")
    return {name: {**absent, **origins}[name] for name in order}


def _eltrombopag(prefix: str, *clearance: str) -> dict[str, Origin]:
    exchange = f"{prefix}intercompartmental_clearance"
    central, outer = f"{prefix}central_volume", f"{prefix}peripheral_volume"
    absorption = ("absorption_rate_early", "absorption_rate_late", "absorption_switch_time", "absorption_lag")
    return _oral(
        absorption=Origin(RATE, absorption, "k_a"),
        elimination=Origin(RATE, (f"{prefix}clearance", *clearance, central), "k_e"),
        to_shallow=Origin(RATE, (exchange, central), "k_{12}"),
        from_shallow=Origin(RATE, (exchange, outer), "k_{21}"),
        volume=Origin("L", (central,), "V_c/F"),
        equivalent=Origin("mg/L", ("thrombopoietin_equivalent",)),
    )


ORAL = {"depot": "a_d", "central": "a_1", "shallow": "a_2", "deep": "a_3"}
SENSITIVITY = Origin("dimensionless", (), r"\theta_s", PATIENT)
INTAKE = Origin("mg/day", (), "I", "the daily dose")
DRUGS: tuple[DocumentedDrug, ...] = (
    DocumentedDrug(
        "Romiplostim",
        romiplostim,
        romiplostim.romiplostim(),
        {"depot": "a_d", "plasma": "c", "periphery": "a_p"},
        {
            "absorption": Origin(RATE, ("absorption_rate",)),
            "volume": Origin("mL/kg", ("central_volume",)),
            "elimination": Origin(RATE, ("elimination_rate",)),
            "to_periphery": Origin(RATE, ("central_to_peripheral_rate",)),
            "from_periphery": Origin(RATE, ("peripheral_to_central_rate",)),
            "bioavailability": Origin("dimensionless", ("bioavailability",)),
            "internalization": Origin(RATE, ("internalization_rate",)),
            "receptor_concentration": Origin("ng/mL", ("receptor_per_platelet", "hematopoiesis.normal_platelet_count")),
            "dissociation": Origin("ng/mL", ("dissociation_constant",)),
            "equivalent": Origin("ng/mL", ("thrombopoietin_equivalent",)),
        },
    ),
    DocumentedDrug(
        "Eltrombopag",
        eltrombopag,
        eltrombopag.eltrombopag(),
        ORAL,
        _eltrombopag(""),
        {
            "in chronic liver disease, Child-Pugh 6": (
                eltrombopag.eltrombopag(chronic_liver_disease=True),
                _eltrombopag("liver_", "liver_clearance_factor", "liver_clearance_slope_child_pugh"),
            )
        },
    ),
    DocumentedDrug(
        "Avatrombopag",
        avatrombopag,
        avatrombopag.avatrombopag(),
        ORAL,
        _oral(
            absorption=Origin(RATE, ("mean_transit_time", "absorption_rate"), "k_a"),
            elimination=Origin(RATE, ("clearance", "volume"), "k_e"),
            volume=Origin("L", ("volume",)),
            equivalent=Origin("mg/L", ("thrombopoietin_equivalent",)),
        ),
    ),
    DocumentedDrug(
        "Lusutrombopag",
        lusutrombopag,
        lusutrombopag.lusutrombopag(),
        ORAL,
        _oral(
            absorption=Origin(RATE, ("absorption_rate",)),
            elimination=Origin(RATE, ("elimination_rate",)),
            to_shallow=Origin(RATE, ("rate_12",)),
            from_shallow=Origin(RATE, ("rate_21",)),
            to_deep=Origin(RATE, ("rate_13",)),
            from_deep=Origin(RATE, ("rate_31",)),
            volume=Origin("L", ("central_volume",)),
            equivalent=Origin("mg/L", ("thrombopoietin_equivalent",)),
        ),
    ),
    DocumentedDrug(
        "Filgrastim",
        filgrastim,
        filgrastim.filgrastim(),
        {"depot": "a_d"},
        {
            "absorption_rate": Origin(RATE, ("absorption_rate",), "k_a"),
            "bioavailability": Origin("dimensionless", ("bioavailability",), "F"),
            "volume": Origin("L", ("volume",), "V"),
            "normal_concentration": Origin("ng/mL", ("normal_concentration",), r"\Gamma_0"),
        },
    ),
    DocumentedDrug(
        "Corticosteroids",
        corticosteroids,
        corticosteroids.corticosteroid(),
        {"effect": "a"},
        {"washout": Origin(RATE, ("washout",)), "odds": Origin("day per mg/kg", ("phagocytosis_odds",))},
    ),
    DocumentedDrug(
        "Intravenous immunoglobulin",
        intravenous_immunoglobulin,
        intravenous_immunoglobulin.intravenous_immunoglobulin(REFERENCE_WEIGHT),
        {"central": "a_1", "peripheral": "a_2", "blocking": "a_3"},
        {
            "clearance": Origin("L/day", ("clearance",)),
            "exchange": Origin("L/day", ("exchange",)),
            "central_volume": Origin("L", ("central_volume",)),
            "peripheral_volume": Origin("L", ("peripheral_volume",)),
            "catabolism_slope": Origin("L/g", ("catabolism_slope",)),
            "half_effect": Origin("g/L", ("half_effect",)),
            "blocking_loss": Origin(RATE, ("blocking_loss",)),
        },
    ),
    DocumentedDrug(
        "Efgartigimod",
        efgartigimod,
        efgartigimod.efgartigimod(),
        {"central": "a_1", "peripheral": "a_2"},
        {
            **{
                name: Origin(unit, (name,))
                for name, unit in (
                    ("elimination", RATE),
                    ("to_peripheral", RATE),
                    ("from_peripheral", RATE),
                    ("volume", "L/kg"),
                    ("half_effect", "mg/L"),
                    ("maximum_catabolism", "dimensionless"),
                )
            },
            "reached": Origin(
                "dimensionless",
                ("reached_odds",),
                r"\theta_r",
                "1 for total immunoglobulin; for autoantibody each patient's own",
            ),
        },
    ),
    DocumentedDrug(
        "Linezolid",
        linezolid,
        linezolid.linezolid(),
        {"central": "a_1", "periphery": "a_2"},
        {
            "intake": INTAKE,
            "elimination": Origin(RATE, ("nonrenal_clearance", "renal_clearance", "central_volume"), "k_e"),
            "to_periphery": Origin(RATE, ("intercompartmental_clearance", "central_volume"), "k_{12}"),
            "from_periphery": Origin(RATE, ("intercompartmental_clearance", "peripheral_volume"), "k_{21}"),
            "volume": Origin("L", ("central_volume",)),
            "half_inhibition": Origin("mg/L", ("half_inhibition",)),
            "sensitivity": SENSITIVITY,
        },
    ),
    DocumentedDrug(
        "Valproate",
        valproate,
        valproate.valproate(),
        {"central": "a_1"},
        {
            "intake": INTAKE,
            "elimination": Origin(RATE, ("clearance", "volume"), "k_e"),
            "volume": Origin("L", ("volume",)),
            "half_inhibition": Origin("mg/L", ("half_inhibition",)),
            "sensitivity": SENSITIVITY,
        },
    ),
    DocumentedDrug(
        "Docetaxel",
        docetaxel,
        docetaxel.docetaxel(),
        {"central": "a_1", "shallow": "a_2", "deep": "a_3"},
        {
            **{rate: Origin(RATE, (f"{rate}_rate",)) for rate in docetaxel.RATES},
            "volume": Origin("L", ("central_volume",)),
            "granulocyte_kill": Origin("L/mg/day", ("granulocyte_kill",)),
            "progenitor_kill": Origin("L/mg/day", ("progenitor_kill",)),
            "sensitivity": SENSITIVITY,
        },
    ),
    DocumentedDrug(
        "Carboplatin",
        carboplatin,
        carboplatin.carboplatin(),
        {"central": "a_1", "periphery": "a_2", "bound": "b"},
        {
            "elimination": Origin(RATE, ("clearance", "central_volume"), "k_e"),
            "to_periphery": Origin(RATE, ("to_periphery_rate",)),
            "from_periphery": Origin(RATE, ("from_periphery_rate",)),
            "volume": Origin("L", ("central_volume",)),
            "release": Origin(RATE, ("bound_half_life",), "k_b"),
            "megakaryocyte_kill": Origin("L/mg/day", ("megakaryocyte_kill",)),
            "progenitor_kill": Origin("L/mg/day", ("progenitor_kill",)),
            "sensitivity": SENSITIVITY,
        },
    ),
)
"""In the order of the page: agonists, growth factor, immunotherapy, drugs that suppress the marrow."""
