"""What a trial can measure: times to events with competing events, responses of platelets, counts and burdens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from hemograft.outcomes.composite_endpoints import COMPOSITES
from hemograft.planning.case_parts import Part, one_of

DEATH: Final = "death"
BEFORE_ENGRAFTMENT: Final = (DEATH, "graft_failure")
"""What ends the chance of engraftment: recovery after a second graft is not that of the first."""


@dataclass(frozen=True)
class TimeToEvent:
    """Days to the earliest of ``events``; the ``competing`` ones make it impossible.

    Each is a column of days of the results. Without competing events it is a survival endpoint: what is reported is the
    share without the event. ``from_infusion`` counts from the infusion of cells, others from the start of treatment on
    the day of randomization. ``favorable`` is 1 where more of what is reported is better, -1 where it is worse.
    """

    code: str
    label: str
    definition: str
    events: tuple[str, ...]
    competing: tuple[str, ...] = (DEATH,)
    from_infusion: bool = False
    favorable: int = -1

    @property
    def survival(self) -> bool:
        """Whether the share without the event is reported."""
        return not self.competing


@dataclass(frozen=True)
class Response:
    """A share of patients; those who died or were lost before ``week`` have not responded."""

    code: str
    label: str
    definition: str
    default_week: int | None = None
    default_threshold: float | None = None
    favorable: int = 1


@dataclass(frozen=True)
class Measurement:
    """A number of each patient, compared by its mean; with ``by_week`` at a week, among those alive and followed."""

    code: str
    label: str
    definition: str
    unit: str
    by_week: bool = False
    favorable: int = 1


Endpoint = TimeToEvent | Response | Measurement

ENDPOINTS: Final[Mapping[str, Endpoint]] = {
    "overall_survival": TimeToEvent("OS", "Overall survival", "alive", COMPOSITES["overall_survival"], (), favorable=1),
    "disease_free_survival": TimeToEvent(
        "DFS", "Disease-free survival", "alive without relapse", COMPOSITES["disease_free_survival"], (), favorable=1
    ),
    "event_free_survival": TimeToEvent(
        "EFS",
        "Event-free survival",
        "alive without graft failure or return of the disease",
        COMPOSITES["event_free_survival"],
        (),
        favorable=1,
    ),
    "gvhd_free_relapse_free_survival": TimeToEvent(
        "GRFS",
        "GVHD-free, relapse-free survival",
        "alive without acute GVHD of grade III-IV, chronic GVHD that needs systemic treatment, or relapse",
        COMPOSITES["gvhd_free_relapse_free_survival"],
        (),
        favorable=1,
    ),
    "neutrophil_engraftment": TimeToEvent(
        "NEUTENG",
        "Neutrophil engraftment",
        "first of three successive days with neutrophils of 0.5x10^9/L or more, before a failure of the graft",
        ("neutrophil_engraftment",),
        BEFORE_ENGRAFTMENT,
        from_infusion=True,
        favorable=1,
    ),
    "platelet_engraftment_20": TimeToEvent(
        "PLTENG20",
        "Platelet engraftment, 20x10^9/L",
        "first of three successive days at 20x10^9/L or more, seven days after the last transfusion, before a failure"
        " of the graft",
        ("platelet_engraftment_20",),
        BEFORE_ENGRAFTMENT,
        from_infusion=True,
        favorable=1,
    ),
    "platelet_engraftment_50": TimeToEvent(
        "PLTENG50",
        "Platelet engraftment, 50x10^9/L",
        "first of three successive days at 50x10^9/L or more, seven days after the last transfusion, before a failure"
        " of the graft",
        ("platelet_engraftment_50",),
        BEFORE_ENGRAFTMENT,
        from_infusion=True,
        favorable=1,
    ),
    "acute_gvhd": TimeToEvent("AGVHD24", "Acute GVHD, grade II-IV", "onset of grade II or more", ("acute_gvhd",)),
    "severe_acute_gvhd": TimeToEvent(
        "AGVHD34", "Acute GVHD, grade III-IV", "onset of what becomes grade III or IV", ("severe_acute_gvhd",)
    ),
    "chronic_gvhd": TimeToEvent("CGVHD", "Chronic GVHD", "onset of any severity", ("chronic_gvhd",)),
    "systemic_chronic_gvhd": TimeToEvent(
        "CGVHDSYS",
        "Chronic GVHD that needs systemic treatment",
        "onset of what becomes moderate or severe",
        ("systemic_chronic_gvhd",),
    ),
    "relapse": TimeToEvent("RELAPSE", "Relapse", "relapse or return of the disease", ("relapse",)),
    "non_relapse_mortality": TimeToEvent(
        "NRM", "Non-relapse mortality", "death without relapse before it", (DEATH,), ("relapse",)
    ),
    "graft_failure": TimeToEvent("GRFAIL", "Graft failure", "primary or secondary", ("graft_failure",)),
    "infection": TimeToEvent("INFECT", "Severe infection", "onset of the first one", ("infection",)),
    "cytomegalovirus": TimeToEvent("CMV", "Cytomegalovirus", "clinically significant infection", ("cytomegalovirus",)),
    "poor_graft_function": TimeToEvent(
        "PGF", "Poor graft function", "onset after engraftment, without rejection", ("poor_graft_function",)
    ),
    "durable_platelet_response": Response(
        "DURRESP",
        "Durable platelet response",
        "platelets of 50x10^9/L or more at six or more of the last eight weekly visits (Kuter 2008)",
        default_week=25,
        default_threshold=50.0,
    ),
    "overall_platelet_response": Response(
        "OVRESP",
        "Overall platelet response",
        "platelets of 50x10^9/L or more at four or more weekly visits from week 2 on (Kuter 2008)",
        default_week=25,
        default_threshold=50.0,
    ),
    "platelet_response": Response(
        "PLTRESP", "Platelet response", "platelets at or above the level at one visit", default_threshold=50.0
    ),
    "hematologic_response": Response(
        "HEMRESP",
        "Hematologic response",
        "no longer severe: hemoglobin, neutrophils and own platelets all above the levels of the RACE trial",
    ),
    "complete_hematologic_response": Response(
        "COMPRESP",
        "Complete hematologic response",
        "hemoglobin, neutrophils and own platelets all above the levels of a complete response in the RACE trial",
    ),
    "platelet_count": Measurement("PLAT", "Platelet count", "at one visit", "10^9/L", by_week=True),
    "platelet_units": Measurement(
        "PLTUNITS",
        "Platelet units",
        "given until death or the end of what the blood engine simulates",
        "units",
        favorable=-1,
    ),
    "quality_adjusted_life_years": Measurement(
        "QALY", "Quality-adjusted life years", "until the end of the follow-up, not discounted", "years"
    ),
}
"""Every endpoint by the name that designs use."""


def _known(name: str) -> str:
    return one_of(name, ENDPOINTS)


class EndpointChoice(Part):
    """An endpoint as a design asks for it; ``horizon`` (days) is where incidences are compared."""

    endpoint: Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": [*ENDPOINTS]})]
    week: Annotated[int | None, Field(ge=1, le=520, description="week of the visit")] = None
    threshold: Annotated[float | None, Field(gt=0, le=2000, description="10^9/L")] = None
    horizon: Annotated[float | None, Field(ge=7, le=3650, description="days")] = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        what = self.what
        timed, weekly = isinstance(what, TimeToEvent), is_weekly(what)
        if timed == (self.horizon is None):
            raise ValueError(f"{self.endpoint}: give horizon (days) with a time to an event, and with nothing else")
        if self.week is None and weekly and getattr(what, "default_week", None) is None:
            raise ValueError(f"{self.endpoint} is read at a visit: add week")
        if self.week is not None and not weekly:
            raise ValueError(f"{self.endpoint} is not read at a visit: leave week out")
        if self.threshold is not None and getattr(what, "default_threshold", None) is None:
            raise ValueError(f"{self.endpoint} has no threshold of yours: leave it out")
        if self.endpoint == "durable_platelet_response" and self.visit < LAST_VISITS:
            raise ValueError(
                f"{self.endpoint} is of the last {LAST_VISITS} visits: write a week of {LAST_VISITS} or more"
            )
        return self

    @property
    def what(self) -> Endpoint:
        """The endpoint itself."""
        return ENDPOINTS[self.endpoint]

    @property
    def tests(self) -> tuple[str, ...]:
        """Tests that can be asked of it."""
        if not isinstance(self.what, TimeToEvent):
            return ("difference",)
        return ("log_rank", "difference", "restricted_mean") if self.what.survival else ("gray", "difference")

    @property
    def visit(self) -> int:
        """The week at which it is read."""
        week = self.week if self.week is not None else getattr(self.what, "default_week", None)
        assert week is not None
        return week

    @property
    def level(self) -> float:
        """The threshold of a platelet response, 10^9/L."""
        level = self.threshold if self.threshold is not None else getattr(self.what, "default_threshold", None)
        assert level is not None
        return level

    @property
    def title(self) -> str:
        """What tables call it."""
        place = f" at week {self.visit}" if is_weekly(self.what) else ""
        level = f" (≥ {self.level:g}x10^9/L)" if self.endpoint == "platelet_response" else ""
        return f"{self.what.label}{level}{place}"

    @property
    def code(self) -> str:
        """Parameter code in the tables, as in CDISC ADaM."""
        return f"{self.what.code}{f'W{self.visit}' if is_weekly(self.what) else ''}"


LAST_VISITS: Final = 8
"""Weekly visits of a durable response (Kuter et al, Lancet 2008;371:395)."""
VISITS_IN_RESPONSE: Final = 6
TRANSIENT_VISITS: Final = 4
FIRST_VISIT: Final = 2


def is_weekly(endpoint: Any) -> bool:
    """Whether it is read at visits."""
    return isinstance(endpoint, Response) or (isinstance(endpoint, Measurement) and endpoint.by_week)
