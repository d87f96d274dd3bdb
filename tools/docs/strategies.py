"""The treatments: every strategy that a plan can hold, over many cases, with what it does and rests on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType

from hemograft.evidence import Record, number
from hemograft.planning.case import Case
from hemograft.planning.case_file import read_case
from hemograft.planning.case_parts import SuppressingDrug
from hemograft.planning.strategies import strategies_for, strategies_on_request
from hemograft.planning.strategy import Strategy
from hemograft.planning.suppressing_drug import DRUG_INDUCED, case_cause
from hemograft.reports.comparison import strategy_title
from hemograft.reports.groups import SUPPORTIVE, grouped
from hemograft.therapies import (
    avatrombopag,
    carboplatin,
    conditioning_agents,
    conditioning_regimens,
    corticosteroids,
    cytotoxic,
    docetaxel,
    double_cord,
    efgartigimod,
    eltrombopag,
    filgrastim,
    gene_therapy,
    graft_failure,
    graft_versus_marrow,
    immunosuppression,
    intravenous_immunoglobulin,
    linezolid,
    lusutrombopag,
    poor_graft_function,
    post_transplant_cyclophosphamide,
    remission,
    rilzabrutinib,
    rituximab,
    romiplostim,
    splenectomy,
    tranexamic_acid,
    transfusion,
    transplantation,
    valproate,
)
from hemograft.thrombocytopenia import (
    cytomegalovirus,
    disseminated_intravascular_coagulation,
    drug_induced,
    drug_induced_immune,
    gestational,
    heparin_induced,
    hepatitis_c,
    human_immunodeficiency_virus,
    platelet_transfusion_refractoriness,
    thrombotic_thrombocytopenic_purpura,
)
from tools.docs.markdown import bullets, code_link, contents, evidence_rows, explanation, plain

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OTHER_DRUGS = (
    SuppressingDrug(name="valproate"),
    SuppressingDrug(name="docetaxel", start=-14.0),
    SuppressingDrug(name="carboplatin", start=-14.0),
)
TRANSPLANT = "transplant"
"""A strategy's name is this, the donor's label, and what is given as well."""
TRANSPLANTATION = (
    transplantation,
    conditioning_regimens,
    conditioning_agents,
    graft_versus_marrow,
    graft_failure,
    double_cord,
    post_transplant_cyclophosphamide,
    filgrastim,
)
MECHANISMS: Mapping[str, tuple[ModuleType, ...]] = MappingProxyType(
    {
        "observation": (),
        "platelet_transfusion": (transfusion,),
        "low_dose_transfusion": (transfusion,),
        "high_dose_transfusion": (transfusion,),
        "abo_mismatched_transfusion": (transfusion,),
        "hla_matched_transfusion": (transfusion, platelet_transfusion_refractoriness),
        "therapeutic_transfusion": (transfusion,),
        "tranexamic_acid": (tranexamic_acid,),
        "romiplostim": (romiplostim,),
        "eltrombopag": (eltrombopag, immunosuppression),
        "avatrombopag": (avatrombopag,),
        "lusutrombopag": (lusutrombopag,),
        "prednisone": (corticosteroids, remission),
        "dexamethasone": (corticosteroids, remission),
        "intravenous_immunoglobulin": (intravenous_immunoglobulin,),
        "rituximab": (rituximab, remission),
        "efgartigimod": (efgartigimod,),
        "rilzabrutinib": (rilzabrutinib,),
        "splenectomy": (splenectomy,),
        "immunosuppression": (immunosuppression, remission),
        "immunosuppression_with_eltrombopag": (immunosuppression, remission),
        "remove_drug": (drug_induced, linezolid, valproate),
        "reduce_dose": (linezolid, valproate),
        "continue_cycles": (cytotoxic, docetaxel, carboplatin),
        "delay_cycle": (cytotoxic, docetaxel, carboplatin),
        "stop_heparin": (heparin_induced,),
        "stop_sensitizing_drug": (drug_induced_immune,),
        "direct_acting_antivirals": (hepatitis_c,),
        "antiretroviral_therapy": (human_immunodeficiency_virus,),
        "ganciclovir": (cytomegalovirus,),
        "plasma_exchange": (thrombotic_thrombocytopenic_purpura,),
        "caplacizumab": (thrombotic_thrombocytopenic_purpura,),
        "remove_trigger": (disseminated_intravascular_coagulation,),
        "delivery": (gestational,),
        TRANSPLANT: TRANSPLANTATION,
        f"{TRANSPLANT}_with_boost": (poor_graft_function,),
        f"{TRANSPLANT}_with_eltrombopag": (poor_graft_function, eltrombopag),
        "gene_therapy": (gene_therapy,),
    }
)
"""The modules that say how a strategy works, in the order of the page; one without an entry stops the generation."""


@dataclass(frozen=True)
class Offered:
    """A strategy in one example case."""

    case: Case
    strategy: Strategy

    @property
    def kind(self) -> str:
        """The strategy's name without a donor's label."""
        if not self.strategy.name.startswith(f"{TRANSPLANT}_"):
            return self.strategy.name
        labels = sorted(self.case.donor_labels, key=len, reverse=True)
        label = next(label for label in labels if self.strategy.name.startswith(f"{TRANSPLANT}_{label}"))
        return TRANSPLANT + self.strategy.name.removeprefix(f"{TRANSPLANT}_{label}")


def treatment_section(records: Mapping[str, Record]) -> str:
    """Every strategy under the heading of its group."""
    offered: dict[str, list[Offered]] = {}
    for item in _offered():
        offered.setdefault(item.kind, []).append(item)
    parts: list[str] = []
    for group, kinds in grouped(sorted(offered, key=list(MECHANISMS).index)):
        parts += [f"## {group.value}", contents(strategy_title(kind) for kind in kinds)]
        parts += [_section(kind, offered[kind], records) for kind in kinds]
    return "\n\n".join(parts)


def cases() -> list[Case]:
    """The example cases, and that of a suppressing drug with every other drug that is known by name."""
    examples = {file.stem: read_case(file) for file in sorted(EXAMPLES.glob("*.yaml"))}
    suppressed = examples[DRUG_INDUCED]
    return [*examples.values(), *(suppressed.model_copy(update={"suppressing_drug": drug}) for drug in OTHER_DRUGS)]


def _offered() -> Iterator[Offered]:
    for case in cases():
        names = (*(strategy.name for strategy in strategies_for(case)), *strategies_on_request(case))
        for strategy in strategies_for(case, names):
            yield Offered(case, strategy)


def _section(kind: str, offered: list[Offered], records: Mapping[str, Record]) -> str:
    everywhere = kind in SUPPORTIVE
    requested = [item.strategy.on_request for item in offered]
    examples = (
        [next(item for item in offered if item.case.age >= number("population.adult_age"))] if everywhere else offered
    )
    evidence = _once(item.strategy.evidence for item in offered)
    parts = (
        f"### {strategy_title(kind)}",
        f"For {'every diagnosis' if everywhere else '; '.join(_labels(offered))}"
        + (", on request (`--strategies`)." if all(requested) else "."),
        bullets(_examples(examples)),
        *(_mechanism(module) for module in MECHANISMS[kind]),
        "**Assumed**, as the case has it:\n\n"
        + bullets(map(plain, _once(item.strategy.assumptions for item in offered))),
        evidence_rows(records[identifier] for identifier in evidence) if evidence else "",
    )
    return "\n\n".join(part for part in parts if part)


def _mechanism(module: ModuleType) -> str:
    name = strategy_title(module.__name__.rpartition(".")[2])
    return f"**{name}.** {explanation(module)} Code: {code_link(module)}"


def _labels(offered: list[Offered]) -> list[str]:
    return list(dict.fromkeys(_lower(case_cause(item.case).label) for item in offered))


def _lower(label: str) -> str:
    """A label inside a sentence; an eponym keeps its capital."""
    return label if label.startswith(("Wiskott", "Fanconi")) else label[0].lower() + label[1:]


def _examples(offered: list[Offered]) -> Iterator[str]:
    """Each description once, with the diagnoses that it is for where it is not the same for all."""
    by_text: dict[str, list[Offered]] = {}
    for item in offered:
        by_text.setdefault(item.strategy.description, []).append(item)
    for text, items in by_text.items():
        yield plain(text) if len(by_text) == 1 else f"{plain(text)} ({'; '.join(_labels(items))})"


def _once(texts: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(text for some in texts for text in some))
