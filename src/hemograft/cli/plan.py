"""``hemograft plan``: from the case file to the table and the page."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar, spinner

MOST_PATIENTS, LONGEST_PLAN, LONGEST_FOLLOW_UP = 100_000, 3650, 10
DONORS = 2


def plan(
    case: Annotated[Path | None, typer.Argument(help="Case file, YAML or JSON.")] = None,
    labs: Annotated[
        Path | None, typer.Option(help="Counts from a CSV (TIME DV AMT EVID CMT) or a MIMIC-III folder.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Which patient of --labs.")] = None,
    diagnosis: Annotated[str | None, typer.Option(help="Diagnosis, where --labs stands without a case.")] = None,
    age: Annotated[float | None, typer.Option(help="Years, where --labs does not tell.")] = None,
    weight: Annotated[float | None, typer.Option(help="kg, where --labs does not tell.")] = None,
    donors: Annotated[
        int | None, typer.Option(min=1, max=10, help="Add so many found donors, cord units and pairs of units each.")
    ] = None,
    registry: Annotated[
        Path | None, typer.Option(help="Folder of the registry to find them in; by default the user's own.")
    ] = None,
    strategies: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all sensible ones by default.")
    ] = None,
    patients: Annotated[int, typer.Option(min=8, max=MOST_PATIENTS, help="Virtual patients per strategy.")] = 200,
    days: Annotated[int, typer.Option(min=7, max=LONGEST_PLAN, help="Days of blood counts.")] = 365,
    follow_up: Annotated[
        float, typer.Option(min=1, max=LONGEST_FOLLOW_UP, help="Years of outcomes; no less than --days.")
    ] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Fixes everything random.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core by default.")] = None,
    prices: Annotated[
        Path | None, typer.Option(help="Price list, YAML or JSON: adds what the care of each strategy costs.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write a self-contained HTML page here.")] = None,
) -> None:
    """Compare treatment options for one patient by simulating each."""
    from rich.console import Console

    from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
    from hemograft.planning.plan import make_plan
    from hemograft.planning.price_file import read_prices
    from hemograft.reports.console import print_plan
    from hemograft.reports.page import write_page
    from hemograft.reports.plan_report import plan_report

    with one_sentence():
        patient = _read(case, labs, subject, diagnosis, age, weight)
        price_list = None if prices is None else read_prices(prices)
        check_place(out)
        if donors is not None or registry is not None:
            patient = _with_found_donors(patient, registry, donors or DONORS)
        chosen = [name.strip().replace(" ", "_") for name in (strategies or "").split(",") if name.strip()]
        with progress_bar(f"Simulating {patients} virtual patients", patients) as on_done:
            made = make_plan(
                patient,
                chosen=chosen,
                patients=patients,
                days=days,
                follow_up=round(follow_up * DAYS_PER_YEAR),
                seed=seed,
                workers=workers,
                on_done=on_done,
                prices=price_list,
            )
        bundle = plan_report(made)
        if out is not None:
            write_page(bundle, made.result, out)
        print_plan(bundle, made.result, Console())
        if out is not None:
            typer.echo(f"Page: {out}")


def _with_found_donors(case: Any, registry: Path | None, count: int) -> Any:
    from hemograft.cli.donors import check_libraries, folder_of, likelihoods_of, nomenclature_named

    check_libraries()
    from hemograft.donors.registry.registry import open_registry
    from hemograft.planning.found_donors import with_found_donors

    opened, reader = open_registry(folder_of(registry)), nomenclature_named("")
    with spinner("Searching donors"):
        return with_found_donors(case, opened, reader, likelihoods_of(None, None, reader, opened.folder), count)


def _read(
    case: Path | None,
    labs: Path | None,
    subject: str | None,
    diagnosis: str | None,
    age: float | None,
    weight: float | None,
) -> Any:
    from hemograft.planning.case_file import case_from_labs, diagnosis_named, read_case, read_labs

    if case is not None:
        unused = {"--diagnosis": diagnosis, "--age": age, "--weight": weight}
        if given := [name for name, value in unused.items() if value is not None]:
            raise ValueError(f"{given[0]} goes with --labs alone: the case file {case} says it; leave one of them out")
        if subject is not None and labs is None:
            raise ValueError("--subject needs --labs: it says whose counts of that export are meant")
        return read_case(case, counts=labs, subject=subject)
    if labs is None:
        raise ValueError("no case: give a case file, or --labs with --diagnosis")
    if diagnosis is None:
        raise ValueError("--labs needs --diagnosis where no case file stands beside it")
    history = read_labs(labs, subject=subject)
    return case_from_labs(history, diagnosis=diagnosis_named(diagnosis), age=age, weight=weight)
