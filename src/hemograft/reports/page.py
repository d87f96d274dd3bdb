"""The report of a plan as one self-contained HTML page."""

import json
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import xarray as xr
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from plotly.offline import get_plotlyjs
from plotly.utils import PlotlyJSONEncoder

from hemograft import NOTICE
from hemograft.reports.bundle import PlanReport, arranged
from hemograft.reports.comparison import Measure, comparison, platelet_detail, recovery_note
from hemograft.reports.cost_comparison import NO_COST, cost_measures, cost_reading
from hemograft.reports.cost_pictures import plane, priced_strategies, resource_lines
from hemograft.reports.groups import grouped, whom
from hemograft.reports.outcome_comparison import graft_measures, grafts, horizon_words, survival_measures
from hemograft.reports.outcome_pictures import occupancies, states_shown, survival
from hemograft.reports.page_template import page_template
from hemograft.reports.palette import LOOKS, STATE_COLORS, looks
from hemograft.reports.pictures import burdens, chimerism, courses, response, windows
from hemograft.reports.summary import summarize
from hemograft.reports.summary_words import DEATH_READING, SURVIVAL_READING
from hemograft.whole_file import write_whole

FIRST_VIEW = 100  # days: the page opens on the time in which the strategies differ most; buttons show the rest


def write_page(bundle: PlanReport, dataset: xr.Dataset, path: Path) -> None:
    """Write the report of a plan to `path`: figures, tables, evidence and plotly.js in one file, no network.

    The file appears whole or not at all: the page is built in memory, written beside its place under a
    temporary name and moved there in one step; an older page stays as it was if anything fails or the run is
    interrupted.

    dataset: the result of a plan, as `summarize` takes it. Raises ValueError when bundle and dataset name
    different strategies or the result is unfit to report, OSError when the file cannot be written.
    """
    write_whole(path, render_page(bundle, dataset))


def render_page(bundle: PlanReport, dataset: xr.Dataset) -> str:
    """The HTML text that `write_page` writes; same arguments and errors."""
    dataset = arranged(bundle, dataset)
    summary = summarize(dataset)
    measures, detail = comparison(summary), platelet_detail(summary)
    course_pictures = courses(bundle, dataset, summary)
    response_picture = response(bundle, dataset, summary)
    chimerism_picture = chimerism(bundle, dataset, summary)
    burden_pictures = burdens(bundle, summary)
    survival_picture, states = survival(bundle, dataset, summary), occupancies(dataset, summary)
    survivals = survival_measures(summary)
    costs, plane_picture = cost_measures(summary), plane(bundle, summary)
    offered = windows(summary.attrs["horizon"])
    shown = min((days for days in offered if days >= FIRST_VIEW), default=offered[-1])
    pictures = [
        *course_pictures.values(),
        response_picture,
        *burden_pictures,
        *(picture for picture in (survival_picture, plane_picture, chimerism_picture) if picture),
        *states,
    ]
    return page_template("plan.html.j2").render(
        spans=_spans,
        bundle=bundle,
        notice=NOTICE,
        patients=summary.attrs["patients"],
        horizon=summary.attrs["horizon"],
        looks=looks(bundle.names),
        groups=grouped(bundle.names),
        group_looks=LOOKS,
        whom=partial(whom, among=bundle.names),
        positions={name: row for row, name in enumerate(bundle.names)},
        recovery_note=recovery_note(summary),
        measures=measures,
        measure_groups=_spans(measures),
        detail=detail,
        detail_groups=_spans(detail),
        courses=course_pictures,
        response=response_picture,
        burdens=burden_pictures,
        chimerism=chimerism_picture,
        survival=survival_picture,
        survivals=survivals,
        survival_groups=_spans(survivals),
        ends=[(horizon_words(day), graft_measures(summary, day)) for day in summary["by_day"].to_numpy().tolist()],
        grafts=grafts(summary),
        states=states,
        state_key=[(state, STATE_COLORS[state]) for state in states_shown(dataset, summary)],
        costs=costs,
        cost_groups=_spans(costs),
        cost_reading=cost_reading(summary) if costs else "",
        plane=plane_picture,
        resources=resource_lines(bundle, summary),
        priced=priced_strategies(bundle, summary) if costs else [],
        priceless="mean_cost" in summary and not costs,
        no_cost=NO_COST,
        survival_reading=SURVIVAL_READING,
        death_reading=DEATH_READING,
        followed=horizon_words(summary.attrs["follow_up"]),
        windows=offered,
        shown=shown,
        drawings=htmlsafe_json_dumps(
            {picture.key: picture.drawing() for picture in pictures}, dumps=json.dumps, cls=PlotlyJSONEncoder
        ),
        plotly_script=Markup(get_plotlyjs()),
    )


def _spans(measures: Sequence[Measure]) -> list[tuple[str, int]]:
    """Group headings in order, with the number of columns each stands over."""
    return [(group, len(list(members))) for group, members in groupby(measures, key=lambda measure: measure.group)]
