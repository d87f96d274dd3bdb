"""All causes by name. Adding a cause is one new file, its records, and a line here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hemograft.thrombocytopenia.acute_leukemia import acute_leukemia
from hemograft.thrombocytopenia.cause import Cause
from hemograft.thrombocytopenia.chemotherapy_induced import chemotherapy_induced_thrombocytopenia
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism
from hemograft.thrombocytopenia.congenital_amegakaryocytic import congenital_amegakaryocytic_thrombocytopenia
from hemograft.thrombocytopenia.cytomegalovirus import cytomegalovirus_thrombocytopenia
from hemograft.thrombocytopenia.dengue import dengue_thrombocytopenia
from hemograft.thrombocytopenia.dilutional import dilutional_thrombocytopenia
from hemograft.thrombocytopenia.disseminated_intravascular_coagulation import disseminated_intravascular_coagulation
from hemograft.thrombocytopenia.drug_induced import drug_induced_marrow_suppression
from hemograft.thrombocytopenia.drug_induced_immune import drug_induced_immune_thrombocytopenia
from hemograft.thrombocytopenia.fanconi_anemia import fanconi_anemia
from hemograft.thrombocytopenia.gestational import gestational_thrombocytopenia
from hemograft.thrombocytopenia.heparin_induced import heparin_induced_thrombocytopenia
from hemograft.thrombocytopenia.hepatitis_c import hepatitis_c_thrombocytopenia
from hemograft.thrombocytopenia.human_immunodeficiency_virus import human_immunodeficiency_virus_thrombocytopenia
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia
from hemograft.thrombocytopenia.inherited_thrombocytopenia import inherited_thrombocytopenia
from hemograft.thrombocytopenia.myelodysplastic_syndrome import myelodysplastic_syndrome
from hemograft.thrombocytopenia.platelet_transfusion_refractoriness import platelet_transfusion_refractoriness
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia
from hemograft.thrombocytopenia.thrombotic_thrombocytopenic_purpura import thrombotic_thrombocytopenic_purpura
from hemograft.thrombocytopenia.wiskott_aldrich import wiskott_aldrich_syndrome

CAUSES: Mapping[str, Callable[[], Cause]] = MappingProxyType(
    {
        cause().name: cause
        for cause in (
            # too few are made
            severe_aplastic_anemia,
            myelodysplastic_syndrome,
            acute_leukemia,
            fanconi_anemia,
            congenital_amegakaryocytic_thrombocytopenia,
            inherited_thrombocytopenia,
            # destroyed or consumed
            immune_thrombocytopenia,
            wiskott_aldrich_syndrome,
            heparin_induced_thrombocytopenia,
            drug_induced_immune_thrombocytopenia,
            platelet_transfusion_refractoriness,
            thrombotic_thrombocytopenic_purpura,
            disseminated_intravascular_coagulation,
            # held in the spleen
            cirrhosis_with_hypersplenism,
            # by a virus
            human_immunodeficiency_virus_thrombocytopenia,
            hepatitis_c_thrombocytopenia,
            dengue_thrombocytopenia,
            cytomegalovirus_thrombocytopenia,
            # by a drug that suppresses the marrow
            drug_induced_marrow_suppression,
            chemotherapy_induced_thrombocytopenia,
            # diluted
            dilutional_thrombocytopenia,
            gestational_thrombocytopenia,
        )
    }
)
