"""An export: the cases of some days and their answers as a workbook, or as plain tables.

`records` reads them in one transaction, `columns` says what stands in which column, `workbook` and `plain`
write the file, in a thread of their own. Nothing that people wrote is in it: no notes, no contacts, no
reasons; names of clients only where they were asked for and may be seen (decision 11).
"""

from bot.reports.documents.records import MOST_CASES, Asked, Export, Naming, read

__all__ = ["MOST_CASES", "Asked", "Export", "Naming", "read"]
