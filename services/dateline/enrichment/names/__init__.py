"""Names and where they stand in a text: what the stages that look for names share."""
