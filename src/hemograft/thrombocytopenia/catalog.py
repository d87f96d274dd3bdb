"""All causes by name. Adding a cause is one new file, its records, and a line here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hemograft.thrombocytopenia.cause import Cause
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism
from hemograft.thrombocytopenia.congenital_amegakaryocytic import congenital_amegakaryocytic_thrombocytopenia
from hemograft.thrombocytopenia.drug_induced import drug_induced_marrow_suppression
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia
from hemograft.thrombocytopenia.wiskott_aldrich import wiskott_aldrich_syndrome

CAUSES: Mapping[str, Callable[[], Cause]] = MappingProxyType(
    {
        cause().name: cause
        for cause in (
            immune_thrombocytopenia,
            severe_aplastic_anemia,
            wiskott_aldrich_syndrome,
            congenital_amegakaryocytic_thrombocytopenia,
            cirrhosis_with_hypersplenism,
            drug_induced_marrow_suppression,
        )
    }
)
