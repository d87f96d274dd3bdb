"""Results made readable: summary statistics, console tables, figures and one-file HTML pages."""
