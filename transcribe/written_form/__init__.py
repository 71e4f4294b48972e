"""Numbers, units, dates, vitals, ratios and doses as reports write them, each with the time it was said."""

from transcribe.written_form.write import uncertain_numbers, write_as_reports_do

__all__ = ["uncertain_numbers", "write_as_reports_do"]
