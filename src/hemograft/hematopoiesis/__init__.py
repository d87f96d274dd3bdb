"""The blood system: stem cells to platelets, neutrophils and red cells, their cytokines, and their composition."""
