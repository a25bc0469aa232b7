"""Believable reports of a Shenzhen territory, rich and empty, for tests and for looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.report import (
    Achieved,
    CompetitorMet,
    Conversion,
    DailyReport,
    Goal,
    IndustryShare,
    Lost,
    Measure,
    Member,
    MonthPoint,
    NewOpportunity,
    OpenObstacle,
    PlannedVisit,
    PlanOutcome,
    Progress,
    Rate,
    ReportWarning,
    ReportWords,
    ResourceAsked,
    SharedNeed,
    Stalled,
    TierActivity,
    VisitRow,
    WarningKind,
    WeeklyReport,
)
from salesdesk.domain.visit import Channel, Outcome, Resource, VisitStatus

DAY = date(2026, 11, 18)
CLIENTS = (
    "深圳华创精密机械有限公司",
    "东莞市联丰电子科技有限公司",
    "广州南粤食品集团",
    "佛山恒泰陶瓷股份有限公司",
    "惠州新能电池材料有限公司",
    "珠海海润医疗器械有限公司",
    "中山乐家照明电器厂",
    "江门江海纸业有限公司",
)


def daily() -> DailyReport:
    """A normal, full day of a rep."""
    return DailyReport(
        rep="王小明",
        day=DAY,
        planned=6,
        planned_done=5,
        done=5,
        visits=(
            VisitRow(
                CLIENTS[0],
                Tier.A,
                Channel.FACE,
                VisitStatus.DONE,
                time(9, 0),
                time(10, 30),
                "第二代传感器产线方案演示",
                Outcome.PROGRESS,
                "技术部认可方案，采购要求在月底前给出分期付款报价",
                ("交期缩短", "分期付款"),
                ("陈志强", "李敏"),
                "提交分期付款报价",
                date(2026, 11, 24),
            ),
            VisitRow(
                CLIENTS[1],
                Tier.A,
                Channel.PHONE,
                VisitStatus.DONE,
                time(11, 0),
                None,
                "确认年度框架协议",
                Outcome.ORDER,
                "追加订单 120 台，下周发货",
                ("交期缩短",),
                ("黄丽",),
                "跟进首批到货验收",
                date(2026, 11, 27),
            ),
            VisitRow(
                CLIENTS[2],
                Tier.B,
                Channel.FACE,
                VisitStatus.DONE,
                time(14, 0),
                time(15, 0),
                "季度回访",
                Outcome.KEPT,
                "使用情况良好，明年扩产计划未定",
                ("备件库存",),
                ("周总",),
            ),
            VisitRow(
                CLIENTS[3],
                Tier.B,
                Channel.VIDEO,
                VisitStatus.DONE,
                time(15, 30),
                None,
                "",
                Outcome.OBSTACLE,
                "财务总监认为价格高于竞品 8%",
                (),
                (),
                "申请价格审批",
                date(2026, 11, 19),
            ),
            VisitRow(
                CLIENTS[6],
                Tier.C,
                Channel.MESSAGE,
                VisitStatus.DONE,
                time(17, 10),
                None,
                "新品资料",
                Outcome.KEPT,
                "已读",
            ),
            VisitRow(
                CLIENTS[4],
                Tier.C,
                Channel.FACE,
                VisitStatus.CANCELLED,
                time(16, 30),
                None,
                "首次拜访",
                None,
                reason="客户临时出差",
            ),
        ),
        new_opportunities=(
            NewOpportunity(
                "二期产线传感器", CLIENTS[0], Stage.NEED_CONFIRMED, 128_000_000, Priority.P1, date(2027, 1, 15)
            ),
            NewOpportunity("检测设备维保", CLIENTS[2], Stage.FIRST_CONTACT, 8_650_000, Priority.P3, date(2027, 3, 31)),
        ),
        progress=(
            Progress(
                "年度框架协议",
                CLIENTS[1],
                Stage.PROPOSAL,
                Stage.WON,
                96_000_000,
                Priority.P1,
                True,
                "安排首批发货",
                date(2026, 11, 23),
            ),
            Progress(
                "窑炉温控改造",
                CLIENTS[3],
                Stage.NEED_CONFIRMED,
                Stage.PROPOSAL,
                45_200_000,
                Priority.P2,
                contacted=False,
            ),
        ),
        obstacles=(
            OpenObstacle(CLIENTS[3], "报价比竞品高 8%，财务总监不同意", date(2026, 11, 18)),
            OpenObstacle(CLIENTS[5], "注册证延期，样机无法进院试用", date(2026, 11, 6)),
        ),
        resources=(
            ResourceAsked(CLIENTS[3], "申请 5% 特价，换取三年服务合同", Resource.PRICE, date(2026, 11, 20)),
            ResourceAsked(CLIENTS[0], "技术支持工程师一名，现场调试两天", Resource.TECHNICAL, date(2026, 11, 26)),
        ),
        goals=(
            Goal(Measure.VISITS, Achieved(5, 6), Achieved(68, 84)),
            Goal(Measure.ORDERS, Achieved(96_000_000, 9_500_000), Achieved(182_400_000, 200_000_000)),
            Goal(Measure.RECEIVED, Achieved(12_500_000, None), Achieved(133_750_000, 160_000_000)),
        ),
        competitors=(CompetitorMet(CLIENTS[3], "德力仪器", "主推两年质保，账期 90 天，价格低 8%"),),
        tomorrow_day=DAY + timedelta(days=1),
        tomorrow=(
            PlannedVisit(DAY + timedelta(days=1), CLIENTS[5], time(9, 30), Tier.B, Channel.FACE, "样机试用进度"),
            PlannedVisit(DAY + timedelta(days=1), CLIENTS[4], time(14, 0), Tier.C, Channel.FACE, "首次拜访（改期）"),
            PlannedVisit(DAY + timedelta(days=1), CLIENTS[7], None, Tier.C, Channel.PHONE, "了解备件需求"),
        ),
        warnings=(
            ReportWarning(WarningKind.SAME_REMARK),
            ReportWarning(WarningKind.STAGE_WITHOUT_CONTACT, "窑炉温控改造"),
        ),
        words=ReportWords(
            remark="华创二期项目进入关键阶段，建议本周由李总陪同拜访一次，\n推动采购在月底前定案。",
            plan="上午跑珠海，下午回惠州；晚上整理框架协议交付清单。",
        ),
    )


def normal_daily() -> DailyReport:
    """A day with some of everything."""
    rich = daily()
    return replace(
        rich,
        planned=4,
        planned_done=3,
        done=4,
        visits=rich.visits[:1] + rich.visits[2:5],
        new_opportunities=rich.new_opportunities[:1],
        progress=rich.progress[:1],
        obstacles=rich.obstacles[:1],
        resources=rich.resources[:1],
        competitors=(),
    )


def empty_daily() -> DailyReport:
    """A day on which nothing was entered."""
    return DailyReport(rep="王小明", day=DAY, warnings=(ReportWarning(WarningKind.EMPTY_DAY),))


def trend() -> tuple[MonthPoint, ...]:
    """Fourteen months, the last one unfinished, without a year before for the first two."""
    actual = (118, 132, 141, 88, 62, 128, 155, 149, 138, 160, 172, 149, 181, 182)
    return tuple(
        MonthPoint(
            add_months(date(2025, 10, 1), index),
            value * 1_000_000,
            (120 + 6 * index) * 1_000_000,
            None if index < 2 else round(value * 0.86 + (index % 3) * 6 - 5) * 1_000_000,
        )
        for index, value in enumerate(actual)
    )


def weekly() -> WeeklyReport:
    """A rich week of a rep."""
    week = Period.week(DAY)
    following = week.last + timedelta(days=1)
    return WeeklyReport(
        rep="王小明",
        week=week,
        won_count=3,
        won_week=121_380_050,
        won_month=182_400_000,
        won_year=1_513_260_000,
        orders=3,
        sales_week=Achieved(121_380_050, 50_000_000),
        sales_month=Achieved(182_400_000, 200_000_000),
        sales_year=Achieved(1_513_260_000, 1_800_000_000),
        visits_done=21,
        visits_planned=26,
        new_opportunities=daily().new_opportunities,
        conversions=(
            Conversion(Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED, Rate.part(4, 5), Rate.part(11, 19)),
            Conversion(Stage.NEED_CONFIRMED, Stage.PROPOSAL, Rate.part(3, 6), Rate.part(12, 20)),
            Conversion(Stage.PROPOSAL, Stage.WON, Rate.part(0, 0), Rate.part(5, 9)),
        ),
        needs=(
            SharedNeed("交期缩短", 7, 9, CLIENTS[:4]),
            SharedNeed("分期付款", 4, 5, CLIENTS[1:4]),
            SharedNeed("备件本地库存", 3, 3, CLIENTS[4:7]),
        ),
        tiers=(
            TierActivity(Tier.A, 12, 14, 25, Rate.part(12, 12), Rate.part(9, 12)),
            TierActivity(Tier.B, 31, 6, 19, Rate.part(17, 31), Rate.part(22, 31)),
            TierActivity(Tier.C, 96, 1, 14, Rate.part(14, 96), Rate.part(71, 96)),
        ),
        stalled=(
            Stalled(
                "注塑车间改造", CLIENTS[6], Stage.PROPOSAL, 38_800_000, 47, Priority.P2, "改由厂长牵线，先做一台试点"
            ),
            Stalled("实验室温湿度监控", CLIENTS[5], Stage.NEED_CONFIRMED, 12_600_000, 36, Priority.P3),
        ),
        lost=(
            Lost(
                "包装线视觉检测",
                CLIENTS[2],
                Stage.PROPOSAL,
                54_000_000,
                LostReason.TERMS,
                "账期要求 120 天",
                "德力仪器",
                "明年一季度以租赁方案重新切入",
            ),
        ),
        obstacles=daily().obstacles,
        resources=daily().resources,
        plan_done=Rate.part(18, 26),
        last_plan=tuple(
            PlanOutcome(
                week.first + timedelta(days=index % 5),
                CLIENTS[index],
                (Tier.A, Tier.B, Tier.C)[index % 3],
                ("方案演示", "季度回访", "首次拜访", "合同条款")[index % 4],
                VisitStatus.CANCELLED if index == 4 else VisitStatus.DONE,
                Outcome.PROGRESS,
                ("技术部认可", "", "约定十二月试用", "条款已定，待盖章")[index % 4],
                "客户临时出差" if index == 4 else "",
            )
            for index in range(8)
        ),
        next_week=tuple(
            PlannedVisit(
                following + timedelta(days=index % 5),
                CLIENTS[(index * 3) % 8],
                time(9 + index, 30 * (index % 2)),
                (Tier.A, Tier.B, Tier.C)[index % 3],
                (Channel.FACE, Channel.PHONE)[index % 2],
                ("签约准备", "分期付款方案", "样机试用进度", "备件需求")[index % 4],
            )
            for index in range(9)
        ),
        trend=trend(),
        industries=(
            IndustryShare("机械制造", 42),
            IndustryShare("电子", 35),
            IndustryShare("食品饮料", 21),
            IndustryShare("陶瓷建材", 14),
            IndustryShare("医疗器械", 11),
            IndustryShare("新能源", 8),
            IndustryShare("照明", 5),
            IndustryShare("造纸", 2),
            IndustryShare("", 1),
        ),
        words=ReportWords(
            remark="框架协议落地，本月目标完成 91%。剩余缺口主要靠华创二期首付款，风险在其财务审批。",
            lessons="报价前先拿到竞品账期，避免在价格上被动。",
            plan="集中推动两个 P1 项目进入签约，其余以电话维护为主。",
            obstacles="月底仓库盘点，发货可能顺延两天。",
        ),
    )


def empty_weekly() -> WeeklyReport:
    """The first week of a new file."""
    return WeeklyReport(rep="王小明", week=Period.week(DAY))


def team_weekly() -> WeeklyReport:
    """A lead's week: three reps."""
    return WeeklyReport(
        rep="李建国",
        week=Period.week(DAY),
        won_count=8,
        won_week=310_000_000,
        won_month=520_000_000,
        won_year=4_900_000_000,
        sales_week=Achieved(310_000_000, 280_000_000),
        sales_month=Achieved(520_000_000, 700_000_000),
        sales_year=Achieved(4_900_000_000, 6_000_000_000),
        visits_done=61,
        visits_planned=70,
        members=(
            Member(
                "王小明",
                Achieved(121_380_000, 50_000_000),
                21,
                Rate.part(18, 20),
                Rate.part(102, 139),
                640_000_000,
                3,
                98_000_000,
                True,
            ),
            Member(
                "张慧",
                Achieved(98_620_000, 110_000_000),
                24,
                Rate.part(20, 25),
                Rate.part(88, 120),
                520_000_000,
                1,
                91_000_000,
                True,
            ),
            Member(
                "刘洋",
                Achieved(90_000_000, 120_000_000),
                16,
                Rate.part(9, 20),
                Rate.part(51, 97),
                410_000_000,
                7,
                60_000_000,
            ),
        ),
        trend=trend(),
    )


def long_weekly(rows: int = 220) -> WeeklyReport:
    """A week of about ten pages."""
    rich = weekly()
    plan = tuple(
        PlannedVisit(rich.next_week[i % 9].day, CLIENTS[i % 8], time(9, i % 60), Tier.A, Channel.FACE, f"第 {i} 次跟进")
        for i in range(rows)
    )
    return WeeklyReport(**{name: getattr(rich, name) for name in WeeklyReport.__slots__} | {"next_week": plan})


def _member(
    rep: str, sales: tuple[int, int], visits: int, in_cadence: int, pipeline: int, stalled: int, *, sent: bool = True
) -> Member:
    plan, cadence = Rate.part(visits - 2, visits), Rate.part(in_cadence, 140)
    return Member(rep, Achieved(*sales), visits, plan, cadence, pipeline, stalled, sales[0] // 2, sent)
