"""A believable month and year of a Shenzhen territory, and empty ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from salesdesk.domain.client import Tier
from salesdesk.domain.enquiry import DelayReason
from salesdesk.domain.figures import Figures
from salesdesk.domain.gap import Driver, ForecastRange, Gap, Moved
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.period_report import (
    KeyAccount,
    LostCount,
    MetricRow,
    PartRow,
    PeriodReport,
    Potential,
    SpanRow,
    Spent,
    Won,
)
from salesdesk.domain.report import Achieved, Conversion, Member, Rate, ReportKind, ReportWords
from salesdesk.domain.saved_report import Resolution
from salesdesk.domain.target import Metric
from tests import builders_reports as sample

MONTH = Period.month(date(2026, 10, 1))
ONE, TWO = sample.CLIENTS[:2]


def monthly() -> PeriodReport:
    """October of a rep, with words and a resolution of September."""
    return PeriodReport(
        kind=ReportKind.MONTHLY,
        rep="王小明",
        period=MONTH,
        currency="CNY",
        figures=Figures(
            won=2,
            lost=1,
            win_rate=Rate.part(2, 3),
            won_amount=40_000_000,
            sales=135_000_000,
            visits=40,
            new_clients=1,
            plan_attainment=Rate.part(30, 36),
            gross_margin=Rate.part(48_000_000, 135_000_000),
            received=98_000_000,
            concentration=Rate.part(22, 40),
        ),
        before=Figures(visits=38, gross_margin=Rate.part(40_000_000, 120_000_000)),
        metrics=(
            MetricRow(Metric.SALES, Achieved(135_000_000, 137_000_000), 123_000_000),
            MetricRow(Metric.NEW_CLIENTS, Achieved(1, 3), 2),
            MetricRow(Metric.VISITS, Achieved(40), 35),
            MetricRow(Metric.COLLECTIONS, Achieved(98_000_000, 129_000_000), 78_000_000),
        ),
        forecast=ForecastRange(136_000_000, 120_000_000, 150_000_000, 9),
        gap=Gap(
            137_000_000,
            135_000_000,
            123_000_000,
            (
                Moved(Driver.NEW, 6_000_000, (b"a",)),
                Moved(Driver.LOST, -8_000_000, (b"b", b"c")),
                Moved(Driver.VOLUME, 15_000_000, (b"d",)),
                Moved(Driver.PRICE, -1_000_000, (b"d",)),
            ),
        ),
        behind={"new": (ONE,), "lost": (TWO,)},
        lines=(PartRow("R60", Achieved(100_000_000, 90_000_000), 80_000_000), PartRow("", Achieved(35_000_000), 0)),
        regions=(PartRow("深圳", Achieved(135_000_000), 123_000_000, 40),),
        spans=(
            SpanRow(
                "2026-10-05",
                40,
                Rate.part(30, 36),
                Rate.part(35, 60),
                135_000_000,
                98_000_000,
                Rate.part(5, 60),
                Rate.part(3, 42),
                Rate.part(28, 256),
            ),
        ),
        spent=(Spent("A", 60, Rate.part(27, 40), Rate.part(900, 1500), Rate.part(5, 9), 50),),
        potentials=(Potential(TWO, "B", 80, 1_000_000, 0),),
        conversions=(Conversion(Stage.PROPOSAL, Stage.WON, Rate.part(2, 3), Rate.part(1, 4)),),
        bottleneck=Stage.PROPOSAL,
        delays=((DelayReason.SUPPLIER, 1),),
        won=(Won("二期产线传感器", ONE, 26_000_000, date(2026, 10, 16), 51),),
        lost=sample.weekly().lost,
        new_opportunities=sample.daily().new_opportunities,
        new_clients=(ONE,),
        learnt=((date(2026, 10, 5), "先问预算"),),
        unplanned=10,
        previous_plan="十月拜访全部A类客户",
        resolutions=(
            Resolution(b"r", b"", date(2026, 9, 1), "为A类客户做年度回顾", owner="王小明", due_on=date(2026, 11, 15)),
            Resolution(b"s", b"", date(2026, 10, 1), "报价三天内给出", owner="张慧"),
        ),
        words=ReportWords("总体平稳", "", "十一月主攻新能源", "交期", "老客户放量", "华创二期", "把时间移向B类"),
    )


def year() -> PeriodReport:
    """The year of a team of two."""
    return replace(
        monthly(),
        kind=ReportKind.YEAR,
        period=Period.year(date(2026, 1, 1)),
        members=(
            Member(
                "张慧", Achieved(60_000_000, 70_000_000), 18, Rate.part(14, 16), Rate.part(8, 20), 5_000_000, 1, 4_000
            ),
            Member("王小明", Achieved(75_000_000), 22, Rate.part(16, 20), Rate.part(9, 20), 0, sent=True),
        ),
        trend=sample.trend(),
        industry_sales=(
            PartRow("新能源", Achieved(90_000_000), 80_000_000),
            PartRow("食品", Achieved(45_000_000), 43_000_000),
        ),
        accounts=(KeyAccount(ONE, Tier.A, 70_000_000, 60_000_000, 12), KeyAccount(TWO, Tier.B, 9_000_000, 0, 0)),
        gone_clients=(TWO,),
        lost_reasons=(
            LostCount(LostReason.TERMS, 2, 8_000_000, ("德力仪器",), ((Stage.PROPOSAL, 1), (None, 1))),
            LostCount(None, 1, 0),
        ),
    )


def empty(kind: ReportKind) -> PeriodReport:
    """Nothing was entered."""
    metrics = tuple(MetricRow(metric, Achieved(0)) for metric in (Metric.SALES, Metric.VISITS))
    return PeriodReport(kind, "Anna", kind.period(MONTH.first), "CNY", metrics=metrics)
