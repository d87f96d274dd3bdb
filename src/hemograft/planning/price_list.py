"""A price list: what one unit of each resource that Hemograft counts costs, in the reader's own country and year."""

import hashlib
import json
from typing import Annotated, Any, Final, Literal

from pydantic import Field, field_validator

from hemograft import NOTICE
from hemograft.planning.case_parts import Part, Text

Price = Annotated[float | None, Field(ge=0, le=1e9, description="price of one unit in the currency of the list")]
DrugName = Literal[
    "avatrombopag",
    "carboplatin",
    "corticosteroid",
    "docetaxel",
    "efgartigimod",
    "eltrombopag",
    "filgrastim",
    "intravenous_immunoglobulin",
    "lusutrombopag",
    "romiplostim",
    "tranexamic_acid",
]
CourseName = Literal[
    "antiretroviral_therapy",
    "caplacizumab",
    "delivery",
    "direct_acting_antivirals",
    "ganciclovir",
    "immunosuppression",
    "immunosuppression_with_eltrombopag",
    "plasma_exchange",
    "remove_trigger",
    "rilzabrutinib",
    "rituximab",
    "splenectomy",
    "stop_heparin",
]


class TransplantationPrices(Part):
    """A transplantation with conditioning and hospital stay, by what is given."""

    bone_marrow: Price = None
    mobilized_blood: Price = None
    cord_blood: Price = None
    omidubicel: Price = None
    gene_therapy: Annotated[float | None, Field(ge=0, le=1e9, description="with its product")] = None


class DonorPrices(Part):
    """Search, typing and acquisition of a graft, by who gives it; of cord blood for each unit."""

    matched_sibling: Price = None
    matched_unrelated: Price = None
    mismatched_unrelated: Price = None
    haploidentical: Price = None
    cord_blood: Price = None


class DrugPrices(Part):
    """A drug whose doses are simulated: a day on which it is given, and a unit of its dose; both add up."""

    per_day_given: Price = None
    per_unit: Price = None


class CoursePrices(Part):
    """A strategy whose doses are not simulated: once at its start, and each day lived from then on; both add up."""

    once: Price = None
    per_day: Price = None


class PriceList(Part):
    """Prices per unit of each resource; what has none counts as 0 and is listed as unpriced."""

    currency: Annotated[str, Field(pattern=r"^[A-Za-z$€£¥][A-Za-z$€£¥ ]{0,19}$", description="such as USD")]
    price_year: Annotated[int, Field(ge=1950, le=2100, description="year of the prices")]
    discount_rate: Annotated[float, Field(ge=0, le=0.2, description="a year, of costs and quality-adjusted years")] = 0
    willingness_to_pay: Annotated[
        float | None, Field(gt=0, le=1e9, description="for a quality-adjusted year, in the currency of the list")
    ] = None
    source: Text | None = None
    platelet_unit: Price = None
    red_cell_unit: Price = None
    transplantation: TransplantationPrices = TransplantationPrices()
    donor: DonorPrices = DonorPrices()
    cd34_boost: Price = None
    second_transplantation: Price = None
    drugs: dict[DrugName, DrugPrices] = Field(default_factory=dict[DrugName, DrugPrices])
    courses: dict[CourseName, CoursePrices] = Field(default_factory=dict[CourseName, CoursePrices])
    severe_infection: Price = None
    bleed: Annotated[float | None, Field(ge=0, le=1e9, description="of WHO grade 2 or more")] = None
    cytomegalovirus: Annotated[float | None, Field(ge=0, le=1e9, description="a treated infection")] = None
    acute_gvhd_grade_2: Price = None
    acute_gvhd_grade_3_4: Price = None
    mild_chronic_gvhd_month: Price = None
    systemic_chronic_gvhd_month: Price = None
    relapse: Price = None
    year_of_follow_up: Price = None
    end_of_life: Price = None

    @field_validator("drugs")
    @classmethod
    def _tablets_are_priced_by_the_day(cls, drugs: dict[DrugName, DrugPrices]) -> dict[DrugName, DrugPrices]:
        if "tranexamic_acid" in drugs and drugs["tranexamic_acid"].per_unit is not None:
            raise ValueError("tranexamic_acid has no per_unit, its doses are not simulated: use per_day_given")
        return drugs

    @property
    def prices(self) -> dict[str, float]:
        """The prices there are, by resource: its path in the list, parts joined by dots."""
        written = self.model_dump(exclude_none=True, exclude=set(NOT_PRICES))
        return {name: float(price) for name, price in _leaves(written)}

    @property
    def prices_sha256(self) -> str:
        """Digest of the checked content: independent of the file's format, comments and order of fields."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()


NOT_PRICES: Final = ("currency", "price_year", "discount_rate", "willingness_to_pay", "source")
"""Fields of a list that say how its prices are meant."""


def price_list_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a price list."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hemograft price list",
        "$comment": NOTICE,
        **{key: value for key, value in PriceList.model_json_schema().items() if key != "title"},
    }


def _leaves(values: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
    """Values that are no mappings, by their paths."""
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        found += _leaves(value, f"{path}{name}.") if isinstance(value, dict) else [(f"{path}{name}", value)]
    return found
