"""The price list: what it holds, what is refused, and that its names are those of what the simulation counts."""

from pathlib import Path
from typing import get_args

import pytest

from hemograft.planning.price_file import PriceError, read_prices
from hemograft.planning.price_list import (
    CourseName,
    CoursePrices,
    DonorPrices,
    DrugName,
    DrugPrices,
    PriceList,
    TransplantationPrices,
    price_list_schema,
)
from hemograft.planning.resource_use import DOSE_UNITS, TRANEXAMIC_ACID
from hemograft.planning.strategies import strategies_for, strategies_on_request
from tests.planning.cases_at_hand import DIAGNOSES, EXAMPLES, example

ILLUSTRATION = EXAMPLES / "prices" / "us_illustration.yaml"
DAILY_IN_EVERY_STRATEGY = {"linezolid", "valproate"}
"""Drugs behind low counts, taken by intake and not by dose."""
WITHOUT_TREATMENT = {
    "observation",
    "platelet_transfusion",
    "hla_matched_transfusion",
    "therapeutic_transfusion",
    "low_dose_transfusion",
    "high_dose_transfusion",
    "abo_mismatched_transfusion",
    "tranexamic_acid",
    "remove_drug",
    "reduce_dose",
    "stop_sensitizing_drug",
    "continue_cycles",
    "delay_cycle",
}
"""Strategies of blood units, of doses that are counted, or of leaving something out."""
BAD = {
    "currency: USD": "price_year is missing: add it",
    "price_year: 2020": "currency is missing: add it",
    "currency: USD\nprice_year: 2020\nplatelet_unit: -5": "platelet_unit is -5: write a number of at least 0",
    "currency: USD\nprice_year: 2020\nplatelet_unit: '500'": 'platelet_unit is "500": write a number without quotes',
    "currency: USD\nprice_year: 2020.5": "price_year is 2020.5: write a whole number",
    "currency: 3\nprice_year: 2020": "currency is 3: write text",
    "currency: USD\nprice_year: 2020\ndiscount_rate: 3": "discount_rate is 3: write a number of at most 0.2",
    "currency: USD\nprice_year: 2020\nwillingness_to_pay: 0": "willingness_to_pay is 0: write a number above 0",
    "currency: USD\nprice_year: 2020\nplatelets_unit: 5": "did you mean platelet_unit?",
    "currency: USD\nprice_year: 2020\nplatelet_unit: .nan": "platelet_unit is nan: write a finite number",
    "currency: USD\nprice_year: 2020\ntransplantation: 5": "transplantation is 5: write fields as name: value",
    "currency: USD\nprice_year: 2020\ndonor: {sister: 5}": "donor, sister is not a known field",
    "currency: USD\nprice_year: 2020\ndrugs: {aspirin: {per_unit: 5}}": "drugs, aspirin is not a known field: use",
    "currency: USD\nprice_year: 2020\ndrugs: {eltrombopag: 5}": "drugs, eltrombopag is 5: write fields as name: value",
    "currency: USD\nprice_year: 2020\ncourses: {observation: {once: 5}}": "courses, observation is not a known field",
    "currency: USD\nprice_year: 2020\ndrugs: {tranexamic_acid: {per_unit: 5}}": (
        "tranexamic_acid has no per_unit, its doses are not simulated: use per_day_given"
    ),
    "": "is empty",
}


def test_the_illustration_prices_everything_there_is():
    prices = read_prices(ILLUSTRATION)
    assert (prices.currency, prices.price_year) == ("USD", 2018)
    assert set(prices.drugs) == set(get_args(DrugName))
    assert set(prices.courses) == set(get_args(CourseName))
    written = prices.model_dump()
    assert not [name for name, value in written.items() if value is None]
    assert prices.prices["drugs.romiplostim.per_day_given"] == 2340.0
    assert prices.prices["transplantation.bone_marrow"] == 120_000.0
    assert "discount_rate" not in prices.prices


def test_what_is_left_out_has_no_price(tmp_path: Path):
    path = tmp_path / "short.yaml"
    path.write_text("currency: EUR\nprice_year: 2024\nbleed: 0\n", "utf-8")
    assert read_prices(path).prices == {"bleed": 0.0}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text.rpartition("\n")[2] or "empty")
def test_a_bad_price_list_is_refused_in_one_sentence(tmp_path: Path, text: str):
    path = tmp_path / "prices.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PriceError) as refused:
        read_prices(path)
    said = str(refused.value)
    assert BAD[text] in said
    assert "prices.yaml" in said
    assert said.isprintable()


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(PriceError, match=r"nowhere\.yaml"):
        read_prices(tmp_path / "nowhere.yaml")


def test_order_format_and_comments_do_not_change_the_digest(tmp_path: Path):
    one, other = tmp_path / "one.yaml", tmp_path / "other.json"
    one.write_text("# mine\nprice_year: 2020\ncurrency: USD\nbleed: 5\n", "utf-8")
    other.write_text('{"bleed": 5.0, "currency": "USD", "price_year": 2020}', "utf-8")
    assert read_prices(one).prices_sha256 == read_prices(other).prices_sha256
    assert PriceList(currency="USD", price_year=2020).prices_sha256 != read_prices(one).prices_sha256


def test_the_schema_names_every_field():
    schema = price_list_schema()
    assert set(schema["properties"]) == set(PriceList.model_fields)
    assert schema["required"] == ["currency", "price_year"]
    assert schema["additionalProperties"] is False


def test_the_page_on_costs_names_every_field_and_every_drug():
    page = (EXAMPLES.parent / "docs" / "costs.md").read_text("utf-8")
    named = {*PriceList.model_fields, *TransplantationPrices.model_fields, *DonorPrices.model_fields}
    named |= {*DrugPrices.model_fields, *CoursePrices.model_fields, *get_args(DrugName)}
    assert not [name for name in named if f"`{name}`" not in page]


def test_every_drug_with_doses_can_be_priced():
    assert {*DOSE_UNITS, TRANEXAMIC_ACID} == set(get_args(DrugName))


def test_every_treatment_of_every_diagnosis_can_be_priced_and_no_course_is_of_nothing():
    """A strategy is a graft, counted doses, blood units, or a course by its name."""
    named: set[str] = set()
    for diagnosis in (*DIAGNOSES, "gene_therapy_wiskott_aldrich_syndrome", "gene_therapy_fanconi_anemia"):
        case = example(diagnosis)
        names = [strategy.name for strategy in strategies_for(case)]
        for strategy in strategies_for(case, (*names, *strategies_on_request(case))):
            drugs = {drug.name for drug in strategy.system.drugs} - {"filgrastim"}
            assert drugs <= {*DOSE_UNITS, *DAILY_IN_EVERY_STRATEGY}, strategy.name
            priced = strategy.transplant or drugs & {*DOSE_UNITS} or strategy.name in get_args(CourseName)
            assert priced or strategy.name in WITHOUT_TREATMENT, strategy.name
            named.add(strategy.name)
    assert set(get_args(CourseName)) <= named
