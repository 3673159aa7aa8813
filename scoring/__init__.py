"""Numbers: from answers to a segment, a mix, a confidence and the reasons; next question; lead grade.

One informant's answers or two: where two speak of one client, `two_views` scores them alone and together, and
`agreement_of` tells how far two people who score the same calls agree.
Exact Bayes over a small set of hypotheses: no training run and no sampling, so the same answers always give
the same result. Pure: NumPy and the standard library only. Theory of operation in `compiled`.
"""

from scoring.advice import Advice, Goal, Order, advise, ask_adaptively
from scoring.agreement import CALLS_ENOUGH, PAIRS_ENOUGH, Agreement, Kappa, agreement_of
from scoring.answers import Answers, UnknownOption, UnknownQuestion, encode
from scoring.batch import VERDICTS, BatchResult, score_batch
from scoring.definition import Numbers, Question, Thresholds, Trait
from scoring.grading import GradeRule, GradeTable, LeadGrade
from scoring.informants import Disagreement, Informant, TwoViews, joint_answers, joint_model, two_views
from scoring.judging import Flips, Judgement, flips, judge, judge_learning
from scoring.learning import UNKNOWN, Confirmed, learn
from scoring.model import Model, reliable_reading
from scoring.posterior import score
from scoring.proportions import Interval, wilson
from scoring.results import Reason, Result, Verdict

__all__ = [
    "CALLS_ENOUGH",
    "PAIRS_ENOUGH",
    "UNKNOWN",
    "VERDICTS",
    "Advice",
    "Agreement",
    "Answers",
    "BatchResult",
    "Confirmed",
    "Disagreement",
    "Flips",
    "Goal",
    "GradeRule",
    "GradeTable",
    "Informant",
    "Interval",
    "Judgement",
    "Kappa",
    "LeadGrade",
    "Model",
    "Numbers",
    "Order",
    "Question",
    "Reason",
    "Result",
    "Thresholds",
    "Trait",
    "TwoViews",
    "UnknownOption",
    "UnknownQuestion",
    "Verdict",
    "advise",
    "agreement_of",
    "ask_adaptively",
    "encode",
    "flips",
    "joint_answers",
    "joint_model",
    "judge",
    "judge_learning",
    "learn",
    "reliable_reading",
    "score",
    "score_batch",
    "two_views",
    "wilson",
]
