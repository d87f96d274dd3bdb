"""What a trial sees of an endpoint, with what competes and as far as patients are followed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hemograft.planning.case_file import read_case
from hemograft.planning.strategies import strategies_for
from hemograft.trials.endpoints import ENDPOINTS, EndpointChoice, TimeToEvent
from hemograft.trials.enrollment import Enrollment
from hemograft.trials.observations import CENSORED, COMPETING, EVENT, lost_to_follow_up, times_to_event, values
from hemograft.trials.produced import produced_endpoints
from hemograft.trials.results import COLUMNS, PatientTable, joined
from tests.trials.conftest import EXAMPLES, made_up

NEVER = np.inf
AT_RANDOMIZATION = np.zeros(2)


def everybody(patients: int, observed: Any = 365.0) -> Enrollment:
    place = np.arange(patients)[np.newaxis]
    return Enrollment(
        patient=place,
        arm=np.zeros_like(place),
        entry=np.zeros(place.shape),
        lost=np.full(place.shape, np.inf),
        observed=np.broadcast_to(np.asarray(observed, dtype=float), place.shape),
    )


def times(
    name: str, table: PatientTable, observed: Any = 365.0, infusion: float = 0.0
) -> tuple[list[float], list[int]]:
    who = everybody(table.patients, observed)
    found = times_to_event(
        EndpointChoice(endpoint=name, horizon=100.0), table, who, np.array([infusion, infusion]), who.arm
    )
    return found.time[0].tolist(), found.status[0].tolist()


def test_the_first_of_event_competing_event_and_end_of_observation_counts() -> None:
    table = made_up(4, relapse=[50.0, 80.0, NEVER, 300.0], death=[60.0, 70.0, NEVER, NEVER])
    time, status = times("relapse", table, observed=[365.0, 365.0, 365.0, 200.0])
    assert time == [50.0, 70.0, 365.0, 200.0]
    assert status == [EVENT, COMPETING, CENSORED, CENSORED]


def test_non_relapse_mortality_is_death_before_relapse() -> None:
    table = made_up(3, relapse=[50.0, NEVER, NEVER], death=[60.0, 70.0, NEVER])
    assert times("non_relapse_mortality", table) == ([50.0, 70.0, 365.0], [COMPETING, EVENT, CENSORED])


def test_survival_without_events_is_ended_by_the_first_of_them() -> None:
    table = made_up(3, severe_acute_gvhd=[30.0, NEVER, NEVER], relapse=[90.0, NEVER, NEVER], death=[95.0, 70.0, NEVER])
    found = times("gvhd_free_relapse_free_survival", table)
    assert found == ([30.0, 70.0, 365.0], [EVENT, EVENT, CENSORED])


def test_engraftment_counts_from_the_infusion_and_death_competes() -> None:
    table = made_up(3, neutrophil_engraftment=[15.0, NEVER, NEVER], death=[NEVER, 20.0, 3.0])
    time, status = times("neutrophil_engraftment", table, infusion=7.0)
    assert time == [15.0, 13.0, 0.5]  # death before the infusion stands at the start
    assert status == [EVENT, COMPETING, COMPETING]


def test_recovery_after_a_second_graft_is_no_engraftment_of_the_first() -> None:
    table = made_up(3, platelet_engraftment_20=[18.0, 80.0, 20.0], graft_failure=[NEVER, 37.0, 60.0])
    found = times("platelet_engraftment_20", table, infusion=7.0)
    assert found == ([18.0, 30.0, 20.0], [EVENT, COMPETING, EVENT])


def test_an_infusion_shortens_the_follow_up_after_it() -> None:
    assert times("neutrophil_engraftment", made_up(1), infusion=7.0) == ([358.0], [CENSORED])


def test_engraftment_is_seen_only_while_there_are_counts() -> None:
    assert times("neutrophil_engraftment", made_up(1, counted=100.0), infusion=7.0) == ([93.0], [CENSORED])
    assert times("relapse", made_up(1, counted=100.0)) == ([365.0], [CENSORED])


def test_only_the_enrolled_arm_counts() -> None:
    table = made_up(2, death=[[10.0, 10.0], [NEVER, NEVER]])
    who = everybody(2)
    choice = EndpointChoice(endpoint="overall_survival", horizon=100.0)
    treated = times_to_event(choice, table, who, AT_RANDOMIZATION, np.ones_like(who.arm))
    assert treated.status.tolist() == [[CENSORED, CENSORED]]


def responses(choice: EndpointChoice, counts: list[list[float]], observed: Any = 365.0) -> list[float]:
    """Of patients with these weekly platelet counts."""
    table = made_up(len(counts))
    for name in ("platelets", "own_platelets"):
        table.weekly[name][0, : len(counts[0])] = np.array(counts, dtype=np.float32).T
    who = everybody(len(counts), observed)
    return values(choice, table, who, who.arm)[0].tolist()


def test_a_durable_response_is_six_of_the_last_eight_visits() -> None:
    good, bad = 50.0, 49.9
    last = [[good] * 6 + [bad] * 2, [good] * 5 + [bad] * 3, [good] * 8, [bad] * 8]
    counts = [[bad] * 18 + row for row in last]  # weeks 0 to 17, then 18 to 25
    assert responses(EndpointChoice(endpoint="durable_platelet_response"), counts) == [1.0, 0.0, 1.0, 0.0]


def test_an_overall_response_is_four_visits_from_week_two() -> None:
    counts = [[20.0, 60.0, 60.0, 60.0, 60.0, 60.0] + [20.0] * 20, [20.0, 60.0, 60.0, 60.0, 60.0] + [20.0] * 21]
    assert responses(EndpointChoice(endpoint="overall_platelet_response"), counts) == [1.0, 0.0]


def test_the_dead_and_the_lost_have_not_responded() -> None:
    choice = EndpointChoice(endpoint="platelet_response", week=6)
    assert responses(choice, [[60.0] * 7, [60.0] * 6 + [np.nan]]) == [1.0, 0.0]
    assert responses(choice, [[60.0] * 7] * 2, observed=[42.0, 41.0]) == [1.0, 0.0]


def test_a_count_after_loss_is_not_known() -> None:
    found = responses(EndpointChoice(endpoint="platelet_count", week=6), [[60.0] * 7] * 2, observed=[42.0, 41.0])
    assert found[0] == 60.0
    assert np.isnan(found[1])


def test_a_hematologic_response_needs_all_three_lineages() -> None:
    table = made_up(4)
    table.weekly["own_platelets"][0, 26] = [25.0, 25.0, 25.0, 15.0]
    table.weekly["neutrophils"][0, 26] = [0.8, 0.4, 0.8, 0.8]
    table.weekly["hemoglobin"][0, 26] = [11.0, 11.0, 7.5, 11.0]
    who = everybody(4)
    found = values(EndpointChoice(endpoint="hematologic_response", week=26), table, who, who.arm)
    assert found[0].tolist() == [1.0, 0.0, 0.0, 0.0]
    complete = values(EndpointChoice(endpoint="complete_hematologic_response", week=26), table, who, who.arm)
    assert complete[0].tolist() == [0.0] * 4


def test_who_dies_before_leaving_is_not_lost() -> None:
    table = made_up(4, death=[50.0, 50.0, NEVER, NEVER])
    lost = np.array([[200.0, 30.0, 200.0, np.inf]])
    who = replace(everybody(4), lost=lost, observed=np.minimum(lost, 365.0))
    assert lost_to_follow_up(table, who).tolist() == [[False, True, True, False]]


def test_every_time_to_event_reads_columns_that_are_kept() -> None:
    for name, endpoint in ENDPOINTS.items():
        if isinstance(endpoint, TimeToEvent):
            assert {*endpoint.events, *endpoint.competing} <= {*COLUMNS}, name


@pytest.mark.parametrize(
    ("case", "strategies", "there", "absent"),
    [
        (
            "immune_thrombocytopenia",
            ("observation", "romiplostim"),
            {"durable_platelet_response", "overall_survival", "infection", "platelet_count"},
            {"relapse", "acute_gvhd", "neutrophil_engraftment", "hematologic_response"},
        ),
        (
            "severe_aplastic_anemia",
            ("immunosuppression", "transplant_sister"),
            {"hematologic_response", "acute_gvhd", "graft_failure"},
            # one arm has no infusion to count from, and aplastic anemia is no malignancy that relapses
            {"neutrophil_engraftment", "durable_platelet_response", "relapse", "non_relapse_mortality"},
        ),
        (
            "severe_aplastic_anemia",
            ("transplant_cord", "transplant_sister"),
            {"neutrophil_engraftment", "platelet_engraftment_20", "chronic_gvhd", "event_free_survival"},
            {"durable_platelet_response", "disease_free_survival"},
        ),
        (
            "acute_leukemia",
            ("transplant_cord", "transplant_brother_blood"),
            {"relapse", "disease_free_survival", "non_relapse_mortality"},
            {"hematologic_response"},
        ),
        (
            "cirrhosis_with_hypersplenism",
            ("observation", "platelet_transfusion"),
            {"platelet_response", "platelet_units"},
            # nothing tells what kills in cirrhosis
            {"overall_survival", "infection", "quality_adjusted_life_years", "relapse"},
        ),
    ],
)
def test_endpoints_are_offered_where_a_state_produces_them(
    case: str, strategies: tuple[str, ...], there: set[str], absent: set[str]
) -> None:
    patient = read_case(EXAMPLES / f"{case}.yaml")
    found = {*produced_endpoints(patient, strategies_for(patient, strategies))}
    assert there <= found
    assert not absent & found


def test_parts_of_a_pool_come_back_from_their_bytes_and_join_in_order() -> None:
    first, second = made_up(3, death=[1.0, 2.0, 3.0]), made_up(2, death=[4.0, NEVER], seed=2)
    whole = joined([PatientTable.from_bytes(part.to_bytes()) for part in (first, second)])
    assert whole.patients == 5
    assert whole.columns["death"].tolist() == [[1.0, 2.0, 3.0, 4.0, NEVER]] * 2
    assert whole.covariates["age"].tolist() == [*first.covariates["age"], *second.covariates["age"]]
    assert whole.columns["death"].dtype == np.float32
    assert first.to_bytes() == made_up(3, death=[1.0, 2.0, 3.0]).to_bytes()
