"""Numbers: from answers to a segment, a mix, a confidence and the reasons; next question; lead grade.

Exact Bayes over a small set of hypotheses: no training run and no sampling, so the same answers always give
the same result. Pure: NumPy and the standard library only. Theory of operation in `compiled`.
"""

from scoring.advice import Advice, Goal, Order, advise, ask_adaptively
from scoring.answers import Answers, UnknownOption, UnknownQuestion, encode
from scoring.batch import VERDICTS, BatchResult, score_batch
from scoring.grading import GradeRule, GradeTable, LeadGrade
from scoring.model import Model, Numbers, Question, Thresholds, Trait, reliable_reading
from scoring.posterior import score
from scoring.results import Reason, Result, Verdict

__all__ = [
    "VERDICTS",
    "Advice",
    "Answers",
    "BatchResult",
    "Goal",
    "GradeRule",
    "GradeTable",
    "LeadGrade",
    "Model",
    "Numbers",
    "Order",
    "Question",
    "Reason",
    "Result",
    "Thresholds",
    "Trait",
    "UnknownOption",
    "UnknownQuestion",
    "Verdict",
    "advise",
    "ask_adaptively",
    "encode",
    "reliable_reading",
    "score",
    "score_batch",
]
