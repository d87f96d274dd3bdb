"""The design of a virtual trial, checked as it is read: who, which arms, how allocated and followed, what is asked."""

import hashlib
import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from hemograft import NOTICE
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Part, Text
from hemograft.planning.strategies import StrategyError, strategies_for
from hemograft.planning.strategy import Strategy
from hemograft.trials.distributions import COVARIATES, Distribution, Shares
from hemograft.trials.endpoints import EndpointChoice, is_weekly
from hemograft.trials.multiplicity import Multiplicity
from hemograft.trials.produced import produced_endpoints

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Covariate = Literal["age", "sex", "comorbidity_index", "cytomegalovirus", "disease_risk", "platelets"]
Days = Annotated[int, Field(ge=7, le=3650, description="days")]

YEAR: Final = 365
LARGEST_POOL: Final = 1_000_000
MOST_ARMS: Final = 8


class Criterion(Part):
    """Whom the trial takes: a covariate within bounds, or with one of some values."""

    covariate: Covariate
    at_least: float | None = None
    at_most: float | None = None
    one_of: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=20)] | None = None

    @model_validator(mode="after")
    def _fits_the_covariate(self) -> Self:
        named = COVARIATES[self.covariate]
        if named and (self.one_of is None or not set(self.one_of) <= set(named)):
            raise ValueError(f"a criterion on {self.covariate} needs one_of with some of {', '.join(named)}")
        if not named and (self.one_of is not None or (self.at_least is None and self.at_most is None)):
            raise ValueError(f"a criterion on {self.covariate} needs at_least or at_most")
        return self


class Arm(Part):
    """One arm: a strategy of the planner, parts of the case that differ in it, and its weight in the allocation.

    ``control`` marks the arm that the others are compared with where that is not the first. It is read from a design
    and not written: the control of what was read stands first.
    """

    name: Name
    label: Text | None = None
    strategy: Text
    allocation: Annotated[int, Field(ge=1, le=10, description="patients of this arm in each smallest block")] = 1
    case: Annotated[dict[str, Any], Field(description="parts of the case that differ in this arm")] = Field(
        default_factory=dict[str, Any]
    )
    control: Annotated[bool, Field(exclude=True, description="the others are compared with this arm")] = False

    @property
    def title(self) -> str:
        """What tables and figures call the arm."""
        return self.label or self.name.replace("_", " ")


class Stratum(Part):
    """A covariate by which the allocation is balanced, a numeric one below and from ``cut`` on."""

    covariate: Covariate
    cut: float | None = None

    @model_validator(mode="after")
    def _fits_the_covariate(self) -> Self:
        if (not COVARIATES[self.covariate]) != (self.cut is not None):
            raise ValueError(f"{self.covariate}: give a numeric covariate a cut, and a named one none")
        return self


class Allocation(Part):
    """Permuted blocks of ``block_multiple`` times the smallest block, within the strata where there are some."""

    block_multiple: Annotated[int, Field(ge=1, le=10)] = 2
    strata: Annotated[tuple[Stratum, ...], Field(strict=False, max_length=4)] = ()


class Conduct(Part):
    """Calendar time: patients enter evenly over ``accrual``, some drop out, and the data are cut off.

    ``after_last_entry`` is the time from the last patient's entry to the cut-off; without it everybody is followed to
    the end of what is simulated.
    """

    accrual: Annotated[float, Field(ge=0, le=7300, description="days from the first to the last entry")] = 0.0
    dropout_per_year: Annotated[float, Field(ge=0, lt=1, description="share lost to follow-up in a year")] = 0.0
    after_last_entry: Annotated[float | None, Field(ge=7, le=7300, description="days")] = None


class Analysis(Part):
    """How the primary endpoint is tested, and what else is estimated."""

    primary: EndpointChoice
    test: Literal["gray", "log_rank", "difference", "restricted_mean"]
    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    sides: Literal[1, 2] = 2
    multiplicity: Annotated[Multiplicity, Field(description="of the comparisons of the primary endpoint")] = "holm"
    secondary: Annotated[tuple[EndpointChoice, ...], Field(strict=False, max_length=20)] = ()

    @model_validator(mode="after")
    def _test_fits(self) -> Self:
        possible = self.primary.tests
        if self.test not in possible:
            raise ValueError(f"test {self.test} does not go with {self.primary.endpoint}: use {' or '.join(possible)}")
        if self.sides == 1 and self.test in ("gray", "log_rank"):
            raise ValueError(f"sides: the test {self.test} has no direction: write 2, or test the difference")
        return self


def _control_first(arms: tuple[Arm, ...]) -> tuple[Arm, ...]:
    marked = [arm for arm in arms if arm.control]
    if len(marked) > 1:
        raise ValueError(f"{' and '.join(arm.name for arm in marked)} are marked as control: mark one arm")
    return (*marked, *(arm for arm in arms if not arm.control))


class TrialDesign(Part):
    """A virtual trial of two or more arms, the first of which is the control that every other one is compared with.

    ``patients`` are those of the trial; ``pool`` virtual patients are simulated under every arm, and each of
    ``replicates`` trials draws its own patients from them.
    """

    title: Text
    question: Annotated[str, Field(min_length=1, max_length=1000)]
    case: Annotated[Case, Field(description="the template patient, or the path of a case file")]
    population: dict[Covariate, Distribution] = Field(default_factory=dict[Covariate, Distribution])
    eligibility: Annotated[tuple[Criterion, ...], Field(strict=False, max_length=20)] = ()
    arms: Annotated[
        tuple[Arm, ...], Field(strict=False, min_length=2, max_length=MOST_ARMS), AfterValidator(_control_first)
    ]
    allocation: Allocation = Allocation()
    conduct: Conduct = Conduct()
    days: Annotated[Days, Field(description="days simulated by the blood engine")] = YEAR
    follow_up: Annotated[Days, Field(description="days of outcomes after entry")] = YEAR
    analysis: Analysis
    patients: Annotated[int, Field(ge=8, le=100_000, description="patients of the trial")]
    pool: Annotated[int, Field(ge=8, le=LARGEST_POOL, description="virtual patients simulated")]
    replicates: Annotated[int, Field(ge=2, le=100_000, description="replicate trials")] = 1000
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    notes: Annotated[str, Field(max_length=10_000)] = ""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _population_fits(self.population)
        names = [arm.name for arm in self.arms]
        if repeated := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"arms: the name {repeated} is used twice: give each arm its own")
        titles = [arm.title for arm in self.arms]
        if repeated := next((title for title in titles if titles.count(title) > 1), None):
            raise ValueError(f"arms: two are called {repeated} in tables and figures: give each arm a label of its own")
        smallest = sum(arm.allocation for arm in self.arms)
        if self.patients < 2 * smallest:
            raise ValueError(
                f"patients: {self.patients} leave an arm without patients at this allocation: write at least"
                f" {2 * smallest}"
            )
        if self.pool < self.patients:
            raise ValueError(
                f"pool: {self.pool} virtual patients are fewer than the {self.patients} patients of one trial: simulate"
                " several times as many"
            )
        if self.follow_up < self.days:
            raise ValueError(f"follow_up: {self.follow_up} days end before the {self.days} days simulated: extend it")
        strategies = [_checked_strategy(self, arm) for arm in self.arms]
        producible = produced_endpoints(self.case, strategies)
        for choice in self.endpoints:
            _check_endpoint(self, choice, producible)
        return self

    @property
    def control(self) -> Arm:
        """The arm that the others are compared with."""
        return self.arms[0]

    @property
    def treated(self) -> tuple[Arm, ...]:
        """The other arms: comparison by comparison, in order."""
        return self.arms[1:]

    @property
    def endpoints(self) -> tuple[EndpointChoice, ...]:
        """The primary endpoint and the secondary ones."""
        return (self.analysis.primary, *self.analysis.secondary)

    @property
    def design_sha256(self) -> str:
        """Digest of the checked content: independent of the file's format, comments and order of fields."""
        # one comparison needs no adjustment: two arms are the same trial under each method
        unused = {"analysis": {"multiplicity"}} if len(self.treated) == 1 else None
        content = json.dumps(self.model_dump(mode="json", exclude=unused), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    @property
    def simulation_sha256(self) -> str:
        """Digest of what the simulated patients depend on: an analysis may change and the patients stay."""
        kept = self.model_dump(
            mode="json",
            exclude={"title", "question", "analysis", "allocation", "conduct", "patients", "replicates", "notes"},
        )
        return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def arm_case(design: TrialDesign, arm: Arm) -> Case:
    """The template case with what differs in an arm.

    Raises:
        ValidationError: the parts of this arm do not make a case.
    """
    if not arm.case:
        return design.case
    return Case.model_validate(design.case.model_dump(mode="json", exclude_unset=True) | arm.case)


def arm_strategy(design: TrialDesign, arm: Arm) -> Strategy:
    """The strategy of an arm.

    Raises:
        StrategyError: it is unknown or not modelled for the diagnosis.
    """
    (strategy,) = strategies_for(arm_case(design, arm), (arm.strategy,))
    return strategy


def trial_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a design file."""
    schema = TrialDesign.model_json_schema()
    case = schema["properties"]["case"]
    schema["properties"]["case"] = {
        "description": case.get("description", ""),
        "anyOf": [{"$ref": "#/$defs/Case"}, {"type": "string", "description": "path of a case file"}],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hemograft trial design",
        "$comment": NOTICE,
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _population_fits(population: dict[Any, Any]) -> None:
    for name, distribution in population.items():
        named = COVARIATES[name]
        if not isinstance(distribution, Shares):
            if named:
                raise ValueError(f"population: {name} has the values {', '.join(named)}: use the distribution shares")
        elif named and (unknown := set(distribution.shares) - set(named)):
            raise ValueError(f"population: {name} has no value {sorted(unknown)[0]}: use {', '.join(named)}")
        elif not named and (wrong := next((key for key in distribution.shares if not _is_number(key)), None)):
            raise ValueError(f"population: {name} is a number, and {wrong} is none: write numbers")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _checked_strategy(design: TrialDesign, arm: Arm) -> Strategy:
    try:
        return arm_strategy(design, arm)
    except StrategyError as error:
        raise ValueError(f"arms, {arm.name}: {error}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ", ".join(str(part) for part in fault["loc"]) or "case"
        raise ValueError(f"arms, {arm.name}, case, {field}: {fault['msg'].removeprefix('Value error, ')}") from None


def _check_endpoint(design: TrialDesign, choice: EndpointChoice, producible: tuple[str, ...]) -> None:
    if choice.endpoint not in producible:
        raise ValueError(
            f"analysis: no state of these arms produces {choice.endpoint}: choose from {', '.join(producible)}"
        )
    if is_weekly(choice.what) and 7 * choice.visit > design.days:
        raise ValueError(
            f"analysis: week {choice.visit} of {choice.endpoint} lies after the {design.days} days simulated: extend"
            " days"
        )
    if choice.horizon is not None and choice.horizon > design.follow_up:
        raise ValueError(
            f"analysis: the horizon of {choice.endpoint}, {choice.horizon:g} days, lies after the follow-up of"
            f" {design.follow_up} days: extend follow_up"
        )
