"""How severe: grades by platelet count, phases and severity of immune thrombocytopenia, severity of aplastic anemia.

Common Terminology Criteria for Adverse Events 5.0; Rodeghiero et al, Blood 2009;113:2386; Camitta et al, Blood
1976;48:63, modified by Bacigalupo et al, Br J Haematol 1988;70:177. Bleeding has its own grades (`bleeding_grades`).
"""

from enum import IntEnum
from typing import Any

import numpy as np

from hemograft.evidence import number, numbers_of


class ImmuneThrombocytopeniaPhase(IntEnum):
    """By the time since diagnosis."""

    NEWLY_DIAGNOSED = 0
    PERSISTENT = 1
    CHRONIC = 2


class ImmuneThrombocytopeniaCount(IntEnum):
    """By platelet count. The count alone does not make immune thrombocytopenia severe: bleeding does."""

    NOT_LOW = 0
    SEVERE_BLEEDING_UNCOMMON = 1
    SEVERE_BLEEDING_POSSIBLE = 2
    SEVERE_BLEEDING_TYPICAL = 3


class AplasticAnemiaSeverity(IntEnum):
    """By counts and marrow."""

    NONSEVERE = 0
    SEVERE = 1
    VERY_SEVERE = 2


def platelet_grade(platelets: Any, lower_limit_of_normal: float | None = None) -> Any:
    """Grade 0 to 4 of a decreased platelet count as an adverse event of cancer treatment.

    Args:
        platelets: 10^9/L, any shape.
        lower_limit_of_normal: of the laboratory, 10^9/L; 150 by default.
    """
    normal = number("grades.lower_limit_of_normal") if lower_limit_of_normal is None else lower_limit_of_normal
    return _below(platelets, (normal, *numbers_of("grades.ctcae_platelets")))


def immune_thrombocytopenia_phase(months: Any) -> Any:
    """`ImmuneThrombocytopeniaPhase` as integers; ``months`` since diagnosis, any shape. Chronic is beyond 12 months."""
    persistent, chronic = numbers_of("grades.immune_thrombocytopenia_phases")
    since = np.asarray(months, dtype=float)
    return (since >= persistent).astype(int) + (since > chronic).astype(int)


def immune_thrombocytopenia_count(platelets: Any) -> Any:
    """`ImmuneThrombocytopeniaCount` as integers; ``platelets`` in 10^9/L, any shape."""
    edges = (number("grades.immune_thrombocytopenia_below"), *numbers_of("grades.immune_thrombocytopenia_counts"))
    return _below(platelets, edges)


def is_severe_immune_thrombocytopenia(bleeding_mandates_treatment: Any, new_bleeding_needs_more_treatment: Any) -> Any:
    """Severe immune thrombocytopenia, whatever the count; Booleans of any shape.

    Args:
        bleeding_mandates_treatment: bleeding at presentation that is enough to mandate treatment.
        new_bleeding_needs_more_treatment: new bleeding that needs another platelet-raising drug or a higher dose.
    """
    return np.logical_or(bleeding_mandates_treatment, new_bleeding_needs_more_treatment)


def aplastic_anemia_severity(
    neutrophils: Any,
    platelets: Any,
    reticulocytes: Any,
    cellularity: Any,
    residual_hematopoiesis: Any,
    *,
    automated_reticulocytes: bool = False,
) -> Any:
    """`AplasticAnemiaSeverity` as integers, of a patient known to have aplastic anemia; arrays of one shape.

    Severe: a hypocellular marrow and two of three low counts. Very severe: the same with the lowest neutrophils.

    Args:
        neutrophils, platelets, reticulocytes: 10^9/L.
        cellularity: of the marrow, as a fraction of what is normal at that age.
        residual_hematopoiesis: hematopoietic cells as a fraction of the marrow cells.
        automated_reticulocytes: counted by machine, for which the limit is higher.
    """
    lowest, low = numbers_of("grades.aplastic_anemia_neutrophils")
    kind = "automated_reticulocytes" if automated_reticulocytes else "reticulocytes"
    criteria = (
        (np.asarray(neutrophils) < low).astype(int)
        + (np.asarray(platelets) < number("grades.aplastic_anemia_platelets"))
        + (np.asarray(reticulocytes) < number(f"grades.aplastic_anemia_{kind}"))
    )
    empty, middle = numbers_of("grades.aplastic_anemia_cellularity")
    marrow = np.asarray(cellularity)
    few = np.asarray(residual_hematopoiesis) < number("grades.aplastic_anemia_residual")
    severe = (criteria >= 2) & ((marrow < empty) | ((marrow <= middle) & few))
    return severe.astype(int) + (severe & (np.asarray(neutrophils) < lowest))


def _below(values: Any, edges: tuple[float, ...]) -> Any:
    """How many of the edges a value is below."""
    return np.sum(np.asarray(values, dtype=float)[..., np.newaxis] < np.array(edges), axis=-1)
