"""Reports: pure data objects from the records, and the formats that they are read in."""
