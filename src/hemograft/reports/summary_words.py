"""How the numbers of a plan are to be read, in sentences that the console and the page share."""

SURVIVAL_READING = (
    "Cumulative incidences from the start of the plan, engraftment too (conditioning comes before the cells); death"
    " competes with every other event, so that whoever dies stays in the denominator. GVHD: graft-versus-host disease,"
    " acute by MAGIC grade; systemic: chronic and moderate or severe, which is treated systemically. GRFS: alive"
    " without acute GVHD of grade III–IV, systemic chronic GVHD or relapse; the loss of the graft does not end it"
    " here, although studies of aplastic anemia count it. Poor graft function: low counts from the donor's cells after"
    " they had taken. CMV: cytomegalovirus infection that is treated. Quality-adjusted years (QALY) weigh each year"
    " lived by utilities published for leukemia after a transplantation: without and with GVHD, and after relapse;"
    " what low counts, transfusions and drugs take from the quality of life is not in them. After the days of counts"
    " the last ones are held, but where a disease or a treatment keeps changing them."
)
DEATH_READING = "Whoever dies has no counts, days, units or bleeds from then on, and stays in every percentage."
