"""One published, computed, calibrated or assumed number."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Provenance(StrEnum):
    """Where a number comes from."""

    PUBLISHED = "published"
    COMPUTED = "computed"
    CALIBRATED = "calibrated"
    ASSUMED = "assumed"


class Use(StrEnum):
    """What a number may be used for; calibration and validation exclude each other."""

    MODEL = "model"
    CALIBRATE = "calibrate"
    VALIDATE = "validate"
    CONTEXT = "context"


class Record(BaseModel):
    """A number with everything needed to believe or reject it.

    ``value`` is a number or a list of numbers in ``unit``; ``low`` and ``high`` bound it in the sense that
    ``interval`` names ("95% CI", "range", "tolerance"). ``targets`` are the ids of the records that a step of the
    calibration was fitted to; only the record of the step carries them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")
    value: float | tuple[float, ...]
    unit: str
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    symbol: str | None = None
    meaning: str
    population: str
    endpoint: str | None = None
    source: str = Field(min_length=3)
    provenance: Provenance
    use: Use
    targets: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _interval_holds_value(self) -> "Record":
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self

    @property
    def number(self) -> float:
        """The value where it is a single number.

        Raises:
            TypeError: the record holds a list.
        """
        if isinstance(self.value, tuple):
            raise TypeError(f"evidence record {self.id} holds {len(self.value)} values, not one")
        return self.value
