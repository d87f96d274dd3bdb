"""What a platelet count means for a patient: bands of counts with the signs to expect, from general references.

For the page that explains a count in words; risks in numbers come from `bleeding`, `skin_bleeding` and
`intracranial_hemorrhage`. The count is a poor guide in one patient: bleeding also depends on the cause, platelet
function, coagulation, fever and age.
"""

from dataclasses import dataclass

from hemograft.evidence import number


@dataclass(frozen=True)
class SymptomBand:
    """Counts from ``lowest`` to below ``highest`` (10^9/L; None without end) and what they mean.

    ``evidence`` names the records of the statement.
    """

    lowest: float
    highest: float | None
    meaning: str
    signs: tuple[str, ...]
    evidence: tuple[str, ...]


def symptom_bands() -> tuple[SymptomBand, ...]:
    """All bands from the lowest count up; every count of 0 or more is in one of them."""
    limits = tuple(
        number(name)
        for name in (
            "symptoms.serious_bleeding_below",
            "symptoms.spontaneous_bleeding_below",
            "symptoms.skin_signs_below",
            "symptoms.trauma_bleeding_below",
            "grades.lower_limit_of_normal",
        )
    )
    words = (
        (
            "High risk of serious bleeding without any injury; below 5 it may threaten life.",
            ("widespread petechiae and bruises", "bleeding of gums and nose", "heavy menstruation", "blood blisters"),
            ("symptoms.serious_bleeding_below", "symptoms.life_threatening_below"),
        ),
        (
            "Bleeding may start by itself, less often in immune thrombocytopenia.",
            ("petechiae", "bruises without remembered injury", "bleeding of gums and nose"),
            ("symptoms.spontaneous_bleeding_below", "symptoms.skin_purpura_share"),
        ),
        (
            "Minor bleeding after small injuries; operations bleed.",
            ("easy bruising", "petechiae", "long bleeding from small cuts"),
            ("symptoms.skin_signs_below", "symptoms.surgical_bleeding_below"),
        ),
        (
            "Generally no symptoms; more bleeding from major injuries, and most operations are possible.",
            (),
            ("symptoms.skin_signs_below", "symptoms.trauma_bleeding_below"),
        ),
        (
            "Below normal, without symptoms; a count that stays here need not be a disease.",
            (),
            ("grades.lower_limit_of_normal",),
        ),
        ("Not low.", (), ("grades.lower_limit_of_normal",)),
    )
    return tuple(
        SymptomBand(lowest, highest, *text)
        for lowest, highest, text in zip((0.0, *limits), (*limits, None), words, strict=True)
    )


def symptoms_at(platelets: float) -> SymptomBand:
    """The band of a platelet count (10^9/L).

    Raises:
        ValueError: the count is negative or not a number.
    """
    if not platelets >= 0.0:
        raise ValueError(f"platelets is {platelets:g}: write a count of 0 or more in 10^9/L")
    return next(band for band in reversed(symptom_bands()) if platelets >= band.lowest)
