"""Data from and for other systems: laboratory readings, count tables, hospital exports."""
