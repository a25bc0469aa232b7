"""Words of other programs for what SalesDesk chooses from a list: stages, priorities, tiers, channels."""

from __future__ import annotations

from salesdesk.domain.client import DecisionRole, Grade, Tier
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.visit import Channel
from salesdesk.exchange.values import same_name_key

_STAGES = {
    Stage.FIRST_CONTACT: "first contact|prospecting|new|lead|open|qualification|qualify|lead in|contact made|"
    "appointment scheduled|初步接触|初步接觸|初次接触|初次接觸|线索|線索|意向|潜在|潛在|新建",
    Stage.NEED_CONFIRMED: "need confirmed|needs confirmed|engaging|engaged|needs analysis|need analysis|develop|"
    "qualified|qualified to buy|id. decision makers|perception analysis|value proposition|"
    "demo scheduled|needs defined|"
    "需求确认|需求確認|需求分析|确认需求|確認需求|跟进中|跟進中",
    Stage.PROPOSAL: "proposal|proposal and negotiation|proposal/price quote|proposal made|propose|quote|quotation|"
    "negotiation|negotiation/review|negotiations started|presentation scheduled|decision maker bought-in|"
    "contract sent|方案谈判|方案談判|方案报价|方案報價|方案/报价|方案/報價|报价|報價|谈判|"
    "談判|商务谈判|商務談判|谈判审核|"
    "谈判/复审|合同谈判|投标|投標|议价|議價",
    Stage.WON: "won|closed won|close won|win|closed as won|deal won|成交|赢单|贏單|已成交|成交关闭|"
    "成交關閉|中标|得標|签约|簽約|已签约|已簽約",
    Stage.LOST: "lost|closed lost|close lost|lose|closed as lost|deal lost|丢单|丟單|输单|輸單|已丢单|"
    "失败|失敗|流失|未成交|已流失|失单|失單|流标|流標",
}
_PRIORITIES = {
    Priority.P1: "1|p1|high|hot|urgent|高|紧急|緊急",
    Priority.P2: "2|p2|medium|normal|warm|中|普通|一般",
    Priority.P3: "3|p3|low|cold|低",
}
_LOST_REASONS = {
    LostReason.PRODUCT_FIT: "product fit|product_fit|product|产品匹配|產品適用性|产品不符|產品不符|产品|產品",
    LostReason.SERVICE: "service response|service|服务响应|服務回應|服务|服務",
    LostReason.TERMS: "commercial terms|terms|price|商务条款|商務條款|价格|價格",
    LostReason.RELATIONSHIP: "relationship|客情关系|客情關係|客户关系|客戶關係|关系|關係",
    LostReason.TIMING: "timing|时机|時機",
    LostReason.NO_DECISION: "no decision|no_decision|未作决定|未作決定|无决定|無決定",
}
_TIERS = {Tier.A: "a|a级|a級|a类|a類", Tier.B: "b|b级|b級|b类|b類", Tier.C: "c|c级|c級|c类|c類"}
_CHANNELS = {
    Channel.FACE: "face|face to face|visit|meeting|in person|lunch|event meeting|拜访|拜訪|上门|上門|"
    "上门拜访|上門拜訪|面谈|面談|实地拜访|實地拜訪",
    Channel.PHONE: "phone|call|telephone|电话|電話|电话拜访|電話拜訪",
    Channel.VIDEO: "video|video call|online meeting|视频|視頻|視訊|视频会议|視訊會議|线上会议|線上會議",
    Channel.MESSAGE: "message|messenger|wechat|sms|line|chat|微信|短信|簡訊|qq",
    Channel.EMAIL: "email|e-mail|mail|邮件|郵件|电子邮件|電子郵件",
    Channel.EVENT: "event|exhibition|trade fair|展会|展會|活动|活動|研讨会|研討會",
}
_GRADES = {
    Grade.NONE: "none|not graded|未评级|未評級|无|無",
    Grade.A: "a|grade a|hot|a级|a級|a类|a類|高",
    Grade.B: "b|grade b|warm|b级|b級|b类|b類|中",
    Grade.C: "c|grade c|cold|c级|c級|c类|c類|低",
}
_ROLES = {
    DecisionRole.UNKNOWN: "unknown|role not known|other|未知|其他|其它",
    DecisionRole.TECHNICAL: "technical|technical evaluator|technical buyer|evaluator|influencer|"
    "技术评估|技術評估|技术评估人|技術評估人|技术把关人|技術把關人",
    DecisionRole.FINANCIAL: "financial|financial approver|budget holder|economic buyer|economic decision maker|finance|"
    "财务审批|財務審批|财务审批人|財務審批人|财务|財務",
    DecisionRole.DECIDER: "decider|final decision-maker|decision maker|executive sponsor|approver|"
    "决策人|決策人|决策者|決策者|最终决策人|最終決策人|拍板人",
    DecisionRole.USER: "user|user of the product|end user|business user|使用者|用户|用戶|最终用户|最終用戶|使用人",
    DecisionRole.CHAMPION: "champion|supporter|coach|sponsor|支持者|内部支持者|內部支持者|推动者|推動者|教练|教練",
    DecisionRole.BLOCKER: "blocker|opponent|反对者|反對者|阻碍者|阻礙者",
}
_ENQUIRY_KINDS = {
    EnquiryKind.ENQUIRY: "enquiry|inquiry|question|request|咨询|諮詢|询问|詢問|询价|詢價",
    EnquiryKind.COMPLAINT: "complaint|claim|problem|投诉|投訴|抱怨|客诉|客訴",
}
_DELAYS = {
    DelayReason.TECHNICAL: "technical|technical question|technical clarification|技术|技術|技术问题|技術問題",
    DelayReason.PRICE: "price|price approval|approval|价格|價格|价格审批|價格審批",
    DelayReason.SUPPLIER: "supplier|waiting for the supplier|供应商|供應商",
    DelayReason.ABSENT: "absent|away|on leave|不在|出差|休假",
    DelayReason.CLIENT: "client|waiting for the client|客户|客戶|客户原因|客戶原因",
    DelayReason.FORGOTTEN: "forgotten|overlooked|遗漏|遺漏|忘记|忘記",
    DelayReason.OTHER: "other|其他|其它",
}

STAGE_WORDS = {same_name_key(word): stage for stage, words in _STAGES.items() for word in words.split("|")}
PRIORITY_WORDS = {same_name_key(word): one for one, words in _PRIORITIES.items() for word in words.split("|")}
LOST_REASON_WORDS = {same_name_key(word): one for one, words in _LOST_REASONS.items() for word in words.split("|")}
TIER_WORDS = {same_name_key(word): tier for tier, words in _TIERS.items() for word in words.split("|")}
CHANNEL_WORDS = {same_name_key(word): one for one, words in _CHANNELS.items() for word in words.split("|")}
GRADE_WORDS = {same_name_key(word): grade for grade, words in _GRADES.items() for word in words.split("|")}
ROLE_WORDS = {same_name_key(word): role for role, words in _ROLES.items() for word in words.split("|")}
ENQUIRY_KIND_WORDS = {same_name_key(word): one for one, words in _ENQUIRY_KINDS.items() for word in words.split("|")}
DELAY_WORDS = {same_name_key(word): one for one, words in _DELAYS.items() for word in words.split("|")}

CURRENCY_WORDS = {
    **dict.fromkeys(("人民币", "人民幣", "rmb", "元", "圆", "圓", "¥"), "CNY"),
    **dict.fromkeys(("新台币", "新臺幣", "新台幣", "nt$", "nt"), "TWD"),
    **dict.fromkeys(("美元", "us$", "$"), "USD"),
    **dict.fromkeys(("港币", "港幣", "hk$"), "HKD"),
    **dict.fromkeys(("欧元", "歐元", "€"), "EUR"),
}
