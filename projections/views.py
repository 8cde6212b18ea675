"""The views of a log and the dockets that are judged on them."""

from projections import cases, documents, feeds, issued, reference, registers, signs
from projections.casefile import CaseFile
from projections.docket import Filing
from projections.dockets import DOCKETS
from projections.documentfile import DocumentFile
from projections.registerfile import RegisterFile
from projections.viewset import ViewSet

FILINGS = (
    Filing(cases.FOLD, "cases", cases.until, CaseFile),
    Filing(documents.FOLD, "documents", documents.until, DocumentFile),
    Filing(registers.FOLD, "entries", registers.until, RegisterFile),
)
FOLDS = (
    cases.FOLD,
    documents.FOLD,
    registers.FOLD,
    feeds.FOLD,
    reference.FOLD,
    issued.FOLD,
)
VIEWS = ViewSet("views", FOLDS, FILINGS, DOCKETS, signs.KEPT)
