"""统计年报: the annual report, part by part, and the ledgers of a year."""
