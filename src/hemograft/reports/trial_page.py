"""The report of a virtual trial in CONSORT order: one HTML page without scripts, for the screen and for paper."""

from pathlib import Path

from hemograft import NOTICE
from hemograft.planning.suppressing_drug import case_cause
from hemograft.reports.page_template import page_template
from hemograft.reports.trial_curves import ARM_LOOKS, claim_looks, curve_figure, power_figure
from hemograft.reports.trial_flow import flow, flow_diagram
from hemograft.reports.trial_words import MULTIPLICITIES, TESTS, baseline, claims, expectations, harms, results
from hemograft.trials.endpoints import TimeToEvent
from hemograft.trials.trial import Trial
from hemograft.trials.virtual_patients import criterion_text, varying
from hemograft.whole_file import write_whole


def write_trial_page(trial: Trial, path: Path) -> None:
    """Writes the report; it appears whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    write_whole(path, render_trial_page(trial))


def render_trial_page(trial: Trial) -> str:
    """The HTML text that `write_trial_page` writes."""
    design, titles = trial.design, [arm.title for arm in trial.design.arms]
    return page_template("trial.html.j2").render(
        notice=NOTICE,
        trial=trial,
        design=design,
        titles=titles,
        looks=ARM_LOOKS,
        diagnosis=case_cause(design.case).label,
        criteria=[criterion_text(criterion) for criterion in design.eligibility],
        covariates=[name.replace("_", " ") for name in varying(design)],
        test=TESTS[design.analysis.test],
        multiplicity=MULTIPLICITIES[design.analysis.multiplicity],
        flow=flow_diagram(flow(trial)),
        baseline=baseline(trial),
        results=results(trial),
        harms=harms(trial),
        expectations=expectations(design, trial.characteristics),
        curves=[
            (item.choice.title, item.choice.what.definition, curve_figure(item, titles))
            for item in trial.analysis.endpoints
            if isinstance(item.choice.what, TimeToEvent)
        ],
        claims=claims(design),
        claim_looks=claim_looks(len(titles)),
        power=power_figure(trial.characteristics, design.patients, claims(design)),
        assumptions=_assumptions(trial),
    )


def _assumptions(trial: Trial) -> list[str]:
    """Those of the diagnosis and the strategies, each once, in order."""
    texts = [*case_cause(trial.design.case).assumptions]
    for strategy in trial.strategies:
        texts += strategy.assumptions
    return list(dict.fromkeys(texts))
