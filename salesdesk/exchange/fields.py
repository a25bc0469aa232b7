"""The fields that each kind of import knows, and the names other programs give them.

Names are written here as people write them; comparing ignores case, spaces, underscores and punctuation, so
`Close Date`, `close_date` and `CLOSEDATE` are one name. Simplified and Traditional names stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.text import N_
from salesdesk.exchange.values import same_name_key


class ImportKind(StrEnum):
    """What the rows of a file are. The values are the words of the command line."""

    CLIENTS = "clients"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    OPPORTUNITIES = "opportunities"
    ORDERS = "orders"
    PAYMENTS = "payments"
    VISITS = "visits"
    APPOINTMENTS = "appointments"
    INVOICES = "invoices"
    SURVEYS = "surveys"
    ENQUIRIES = "enquiries"


class ValueType(StrEnum):
    """How a cell becomes a value; the Python type of the value stands beside it."""

    WORD = "word"  # str, one line
    NOTE = "note"  # str, lines kept
    MONEY = "money"  # int, cents
    NUMBER = "number"  # Decimal
    INTEGER = "integer"  # int
    PERCENT = "percent"  # int, whole percent
    BASIS_POINTS = "basis_points"  # int, hundredths of a percent
    CURRENCY = "currency"  # str, three letters
    BOOLEAN = "boolean"  # bool
    DATE = "date"  # date
    TIME = "time"  # time
    STAGE = "stage"  # domain.opportunity.Stage
    PRIORITY = "priority"  # domain.opportunity.Priority
    LOST_REASON = "lost_reason"  # domain.opportunity.LostReason
    TIER = "tier"  # domain.client.Tier
    CHANNEL = "channel"  # domain.visit.Channel
    GRADE = "grade"  # domain.client.Grade
    ROLE = "role"  # domain.client.DecisionRole
    DEGREES = "degrees"  # float
    ENQUIRY_KIND = "enquiry_kind"  # domain.enquiry.EnquiryKind
    DELAY = "delay"  # domain.enquiry.DelayReason


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can mean. `key` is the key of the value, `word` what a user types (`--map "COLUMN=word"`).

    `least` and `most` bound the value where the domain does; orders and payments may be negative (returns).
    """

    key: str
    label: str
    type: ValueType
    names: tuple[str, ...]
    least: int | None = None
    most: int | None = None
    said: str = ""

    @property
    def word(self) -> str:
        """What a user types for it: `amount` for `amount_cents`. The cells hold units, the values cents.

        `said` where the key is what others call something else (a `grade` is mostly a tier, a `role` a job title).
        """
        return self.said or self.key.removesuffix("_cents").removesuffix("_bp")


def _field(
    key: str,
    label: str,
    kind: ValueType,
    names: str,
    least: int | None = None,
    most: int | None = None,
    said: str = "",
) -> Field:
    wanted = [said or key.removesuffix("_cents"), *names.split("|")]
    found = tuple(dict.fromkeys(same_name_key(name) for name in wanted if name))
    return Field(key, label, kind, found, least, most, said)


_W, _N, _M, _D = ValueType.WORD, ValueType.NOTE, ValueType.MONEY, ValueType.DATE

_REF = _field(
    "ref",
    N_("Number in the other system"),
    _W,
    "id|external id|record id|no|number|编号|編號|序号|序號|代码|代碼|oracle id|oracle id c",
)
_NOTE = _field(
    "note", N_("Note"), _N, "notes|description|remark|remarks|comment|comments|备注|備註|附注|附註|说明|說明|描述"
)
_OWNER = _field(
    "owner",
    N_("Rep"),
    _W,
    "rep|sales rep|sales agent|agent|salesperson|seller|account owner|company owner|contact owner|deal owner|"
    "opportunity owner|assigned to|assigned to user|owner name|负责人|負責人|归属人|歸屬人|业务员|業務員|销售|銷售|"
    "销售员|銷售員|销售代表|銷售代表|客户代表|客戶代表|所有人|拜访人|拜訪人|业务代表|業務代表",
)
_CLIENT_NAMES = (
    "account|account name|client|client name|customer|customer name|company|company name|organization|"
    "organisation|organization name|potential customer|associated company|deal organization|客户|客戶|客户名称|"
    "客戶名稱|客户名|客戶名|公司|公司名称|公司名稱|单位|單位|单位名称|單位名稱|企业名称|企業名稱|客户公司|客戶公司"
)
_CLIENT = _field("client", N_("Client"), _W, _CLIENT_NAMES)
_CLIENT_REF = _field(
    "client_ref",
    N_("Client’s number in the other system"),
    _W,
    "account id|client id|customer id|company id|customer key|客户编号|客戶編號|客户id|客戶id",
)
_INVOICE = _field(
    "invoice",
    N_("Invoice number"),
    _W,
    "invoice number|invoice no|invoice id|bill number|发票号|發票號|发票号码|發票號碼|发票编号|發票編號",
)
_CONTACT = _field(
    "contact", N_("Contact"), _W, "contact name|contact person|联系人|聯絡人|聯繫人|联系人姓名|聯絡人姓名|反馈人|回饋人"
)
_PRODUCT_NAMES = (
    "product|product name|item|sku name|产品|產品|产品名称|產品名稱|商品|商品名称|商品名稱|品名|货品|貨品|"
    "货品名称|貨品名稱"
)
_PRODUCT = _field("product", N_("Product"), _W, _PRODUCT_NAMES)
_PHONE = _field(
    "phone",
    N_("Phone"),
    _W,
    "phone number|telephone|tel|mobile|mobile phone|business phone|primary phone|phone work|work phone|cell|"
    "电话|電話|手机|手機|联系电话|聯繫電話|聯絡電話|移动电话|行動電話|商务电话|商務電話|"
    "手机号|手機號碼|电话号码|電話號碼",
)
_CURRENCY = _field(
    "currency", N_("Currency"), ValueType.CURRENCY, "currency code|currency iso code|币种|幣種|货币|貨幣|幣別|币别"
)
_NEXT_STEP = _field(
    "next_step",
    N_("Next step"),
    _W,
    "next action|next activity|下一步|后续步骤|後續步驟|下一步计划|下一步計劃|后续计划|後續計劃",
)

_CLIENTS = (
    _field("name", N_("Name"), _W, _CLIENT_NAMES + "|facility name|名称|名稱|客户姓名|客戶姓名|supplier"),
    _field("name_en", N_("English name"), _W, "english name|name english|英文名|英文名称|英文名稱"),
    _field(
        "industry",
        N_("Industry"),
        _W,
        "sector|branch|business type|行业|行業|所属行业|所屬行業|客户行业|客戶行業|产业|產業",
    ),
    _field(
        "size",
        N_("Size"),
        _W,
        "employees|number of employees|num employees|num emp|company size|headcount|规模|規模|"
        "人数|人數|员工人数|員工人數|公司规模|公司規模",
    ),
    _field(
        "region",
        N_("Region"),
        _W,
        "office location|country|country region|billing country|billing state|state|province|"
        "territory|regional office|"
        "地区|地區|区域|區域|省|省份|省市|国家|國家|大区|大區",
    ),
    _field(
        "district", N_("District"), _W, "city|billing city|town|county|county name|市|城市|区|區|区县|區縣|市县|市縣"
    ),
    _field(
        "address",
        N_("Address"),
        _W,
        "street|billing street|billing address|地址|公司地址|详细地址|詳細地址|联系地址|聯絡地址|客户地址|客戶地址",
    ),
    _PHONE,
    _field(
        "email",
        N_("E-mail"),
        _W,
        "e-mail|mail|email address|e-mail address|company email|邮箱|郵箱|电子邮件|電子郵件|电子邮箱|电子邮件地址|"
        "電子郵件地址|公司邮箱|公司郵箱|信箱",
    ),
    _field(
        "website",
        N_("Website"),
        _W,
        "web site|website url|web page|homepage|url|company domain name|网站|網站|网址|網址|公司网址|公司網址|官网",
    ),
    _field("first_name", N_("First name"), _W, "first name|given name|名"),
    _field("last_name", N_("Last name"), _W, "last name|surname|family name|姓"),
    _field(
        "contact",
        N_("Contact"),
        _W,
        "contact name|contact person|primary contact|main contact|联系人|聯絡人|聯繫人|联系人姓名|聯絡人姓名|"
        "主要联系人|主要聯絡人|对接人|對接人",
    ),
    _field(
        "contact_title",
        N_("Job title"),
        _W,
        "contact title|job title|联系人职务|聯絡人職務|联系人职位|聯絡人職位|职务|職務|职位|職位|職稱|职称",
    ),
    _field(
        "source",
        N_("Source"),
        _W,
        "account source|lead source|original source|来源|來源|客户来源|客戶來源|线索来源|線索來源",
    ),
    _field("needs", N_("Needs"), _N, "pains|pain points|customer need|需求|客户需求|客戶需求|痛点|痛點"),
    _field("competitors", N_("Competitors"), _W, "competition|竞争对手|競爭對手|竞品|競品"),
    _field("tags", N_("Tags"), _W, "labels|categories|category|标签|標籤|类别|類別"),
    _field(
        "tax_no",
        N_("Tax number"),
        _W,
        "tax number|vat|vat number|tax id|统一社会信用代码|統一社會信用代碼|税号|稅號|统一编号|"
        "統一編號|統編|纳税人识别号",
    ),
    _field(
        "parent",
        N_("Parent company"),
        _W,
        "subsidiary of|parent account|parent company|母公司|上级公司|上級公司|上级客户|上級客戶|总公司|總公司",
    ),
    _field(
        "tier",
        N_("Tier"),
        ValueType.TIER,
        "client tier|level|grade|客户等级|客戶等級|客户级别|客戶級別|等级|等級|分级|分級|级别|級別",
    ),
    _field(
        "is_key", N_("Key account"), ValueType.BOOLEAN, "key account|重点客户|重點客戶|大客户|大客戶|战略客户|戰略客戶"
    ),
    _field("is_prospect", N_("Prospect"), ValueType.BOOLEAN, "prospect|潜在客户|潛在客戶"),
    _field(
        "payment_days",
        N_("Payment terms in days"),
        ValueType.INTEGER,
        "payment terms|terms days|credit days|账期|帳期|付款天数|付款天數|账期天|信用天数",
        least=0,
        most=720,
    ),
    _field(
        "credit_limit_cents",
        N_("Credit limit"),
        _M,
        "credit limit|credit line|信用额度|信用額度|授信额度|授信額度",
        least=0,
    ),
    _field(
        "since",
        N_("Client since"),
        _D,
        "client since|customer since|created date|create date|created on|created time|创建时间|"
        "創建時間|建立日期|建档日期|建檔日期|登记日期|登記日期|填表日期",
    ),
    _field(
        "grade",
        N_("Grade of the prospect"),
        ValueType.GRADE,
        "grade of the prospect|lead grade|lead rating|线索等级|線索等級|线索评级|線索評級|潜客等级|潛客等級|"
        "潜客评级|潛客評級|"
        "潜在客户等级|潛在客戶等級|潜在客户分级|潛在客戶分級",
        said="prospect_grade",
    ),
    _field(
        "potential",
        N_("Potential, 0 to 100"),
        ValueType.INTEGER,
        "potential, 0 to 100|potential score|潜力（0–100）|潛力（0–100）|潜力|潛力|潜力分|潛力分|增长潜力|成長潛力",
        least=0,
        most=100,
    ),
    _field(
        "influence",
        N_("Influence, 0 to 100"),
        ValueType.INTEGER,
        "influence, 0 to 100|influence score|影响力（0–100）|影響力（0–100）|影响力|影響力|行业影响力|行業影響力",
        least=0,
        most=100,
    ),
    _field(
        "latitude",
        N_("Latitude"),
        ValueType.DEGREES,
        "lat|y coordinate|gps lat|gps latitude|billing latitude|geo lat|纬度|緯度|北纬|北緯",
        least=-90,
        most=90,
    ),
    _field(
        "longitude",
        N_("Longitude"),
        ValueType.DEGREES,
        "lng|lon|long|x coordinate|gps lng|gps longitude|billing longitude|geo lng|经度|經度|东经|東經",
        least=-180,
        most=180,
    ),
    _OWNER,
    _NOTE,
    Field("ref", _REF.label, _REF.type, (*_REF.names, *_CLIENT_REF.names, "accountnumber", "accountnum")),
)

_CONTACTS = (
    _field(
        "name",
        N_("Name"),
        _W,
        "full name|contact|contact name|contact person|person name|person|姓名|联系人|聯絡人|"
        "聯繫人|联系人姓名|聯絡人姓名|客户姓名|客戶姓名",
    ),
    _field("first_name", N_("First name"), _W, "first name|given name|person first name|名"),
    _field("last_name", N_("Last name"), _W, "last name|surname|family name|person last name|姓"),
    _CLIENT,
    _CLIENT_REF,
    _field("title", N_("Job title"), _W, "job title|position|role|职务|職務|职位|職位|岗位|職稱|职称"),
    _PHONE,
    _field(
        "email",
        N_("E-mail"),
        _W,
        "mail|e-mail|email address|e-mail address|email work|person email work|邮箱|郵箱|"
        "电子邮件|電子郵件|电子邮箱|电子邮件地址|電子郵件地址|信箱",
    ),
    _field("messenger", N_("Messenger"), _W, "wechat|qq|line|whatsapp|skype|微信|微信号|微信號"),
    _field("birthday", N_("Birthday"), _D, "birth date|date of birth|生日|出生日期"),
    _field(
        "role",
        N_("Role in the decision"),
        ValueType.ROLE,
        "buying role|decision making role|role in the decision|决策角色|決策角色|决策链角色|決策鏈角色|决策中的角色",
        said="decision_role",
    ),
    _NOTE,
    Field("ref", _REF.label, _REF.type, (*_REF.names, "uid", "contact id")),
)

_PRODUCTS = (
    _field("name", N_("Name"), _W, _PRODUCT_NAMES + "|名称|名稱"),
    _field(
        "code",
        N_("Product code"),
        _W,
        "product code|sku|product sku|item number|article number|part number|货号|貨號|产品编码|"
        "產品編碼|产品编号|產品編號|料号|料號|型号|型號",
    ),
    _field(
        "line",
        N_("Product line"),
        _W,
        "product line|series|family|product family|category|product category|product subcategory|"
        "产品线|產品線|系列|产品系列|產品系列|产品类别|產品類別|类别|類別|分类|分類",
    ),
    _field(
        "list_price_cents",
        N_("List price"),
        _M,
        "list price|price|sales price|unit price|product price|retail price|"
        "suggested retail price|msrp|价格|價格|单价|單價|标价|標價|定价|定價|售价|售價|目录价|"
        "目錄價|销售价|銷售價",
        least=0,
    ),
    _field(
        "cost_cents",
        N_("Cost"),
        _M,
        "unit cost|product cost|standard cost|purchase price|成本|成本价|成本價|单位成本|單位成本|进价|進價",
        least=0,
    ),
    _CURRENCY,
    _field(
        "floor_margin_bp",
        N_("Floor margin in percent"),
        ValueType.BASIS_POINTS,
        "floor margin|minimum margin|最低毛利率|底线毛利率|底線毛利率",
        least=0,
        most=10_000,
    ),
    _field("high_margin", N_("High margin"), ValueType.BOOLEAN, "is high margin|高毛利|高利润|高利潤"),
    _field("unit", N_("Unit"), _W, "unit of measure|uom|单位|單位|计量单位|計量單位"),
    _field(
        "selling_points",
        N_("Selling points"),
        _N,
        "selling point|advantages|卖点|賣點|产品卖点|產品賣點|产品优势|產品優勢",
    ),
    _NOTE,
    Field("ref", _REF.label, _REF.type, (*_REF.names, "productkey", "productid", "产品id", "產品id")),
)

_OPPORTUNITIES = (
    _field(
        "ref",
        _REF.label,
        _W,
        "id|opportunity id|deal id|external id|record id|deal record id|opportunity number|no|"
        "编号|編號|商机编号|商機編號|商机id|商機id|项目编号|專案編號|序号|序號",
    ),
    _field(
        "name",
        N_("Name"),
        _W,
        "opportunity|opportunity name|deal|deal name|deal title|title|topic|subject|商机|商機|"
        "商机名称|商機名稱|项目|項目|项目名称|項目名稱|專案名稱|名称|名稱",
    ),
    _OWNER,
    _CLIENT,
    _CLIENT_REF,
    _PRODUCT,
    _field(
        "stage",
        N_("Stage"),
        ValueType.STAGE,
        "deal stage|stage name|sales stage|opportunity stage|status|deal status|pipeline stage|"
        "阶段|階段|销售阶段|銷售階段|商机阶段|商機階段|项目阶段|項目階段|状态|狀態",
    ),
    _field("outcome", N_("Won or lost"), _W, "status|deal status|state|is won|状态|狀態"),
    _field(
        "created_on",
        N_("Created on"),
        _D,
        "created|created date|create date|created time|creation date|open date|opened|"
        "deal created|deal deal created|创建日期|創建日期|创建时间|創建時間|建立日期|建立時間|"
        "登记日期|登記日期|立项日期|立項日期",
    ),
    _field(
        "engaged_on",
        N_("Need confirmed on"),
        _D,
        "engage date|engaged date|engagement date|engaging date|需求确认日期|需求確認日期|接洽日期|跟进日期|跟進日期",
    ),
    _field(
        "closed_on",
        N_("Closed on"),
        _D,
        "close date|closed date|actual close date|won time|won date|closing date|成交日期|"
        "结束日期|結束日期|关闭日期|關閉日期|签约日期|簽約日期|结单日期|結單日期|成交时间|"
        "成交時間",
    ),
    _field(
        "expected_close",
        N_("Expected close"),
        _D,
        "expected close date|est close date|estimated close date|forecast close date|"
        "预计成交日期|預計成交日期|预计成交时间|預計成交時間|预计结单日期|預計結單日期|"
        "预计签单日期|預計簽單日期|预计签约日期|預計簽約日期|预计关闭日期",
    ),
    _field(
        "amount_cents",
        N_("Amount"),
        _M,
        "value|deal value|deal amount|est revenue|estimated revenue|opportunity amount|"
        "expected amount|金额|金額|预计金额|預計金額|商机金额|商機金額|预计销售金额|預計銷售金額|"
        "项目金额|項目金額|预算金额",
        least=0,
    ),
    _field(
        "won_amount_cents",
        N_("Won amount"),
        _M,
        "close value|closed value|closed amount|won value|actual revenue|contract amount|"
        "成交金额|成交金額|成交额|成交額|合同金额|合約金額|签约金额|簽約金額|实际金额|實際金額",
        least=0,
    ),
    _CURRENCY,
    _field(
        "probability",
        N_("Probability in percent"),
        ValueType.PERCENT,
        "probability %|win probability|chance|deal probability|概率|机率|機率|可能性|赢率|贏率|"
        "成交概率|成交機率|成功率",
        least=0,
        most=100,
    ),
    _field("priority", N_("Priority"), ValueType.PRIORITY, "urgency|优先级|優先級|优先级别|優先級別|紧急程度|緊急程度"),
    _field("budget_cents", N_("Budget"), _M, "customer budget|budget amount|预算|預算|客户预算|客戶預算", least=0),
    _field("decision_on", N_("Decision on"), _D, "decision date|决策日期|決策日期"),
    _NEXT_STEP,
    _field(
        "next_on",
        N_("Next step on"),
        _D,
        "next step date|next activity date|next action date|下一步日期|下次跟进日期|下次跟進日期|"
        "下次跟进时间|下次聯繫時間",
    ),
    _field(
        "lost_reason",
        N_("Reason of the loss"),
        ValueType.LOST_REASON,
        "丢单原因类别|丟單原因類別|丢单类别|丟單類別",
        said="reason_of_the_loss",
    ),
    _field(
        "lost_to",
        N_("Lost to"),
        _W,
        "competitor|lost to competitor|won by|竞争对手|競爭對手|竞品|競品|输给|輸給",
    ),
    _field(
        "lost_note",
        N_("Lost because"),
        _W,
        "lost reason|loss reason|closed lost reason|reason for loss|reason lost|丢单原因|丟單原因|失败原因|"
        "失敗原因|输单原因|輸單原因|流失原因",
    ),
    _NOTE,
)

_ORDERS = (
    _field("ref", _REF.label, _W, "id|order id|record id|external id"),
    _field(
        "number", N_("Order number"), _W, "order number|order no|sales order|订单号|訂單號|订单编号|訂單編號|单号|單號"
    ),
    _CLIENT,
    _CLIENT_REF,
    _OWNER,
    _field(
        "ordered_on",
        N_("Ordered on"),
        _D,
        "order date|date|effective date|订单日期|訂單日期|下单日期|下單日期|下单时间|日期|销售日期|銷售日期",
    ),
    _PRODUCT,
    _field("product_ref", N_("Product’s number in the other system"), _W, "product id|product key|产品id|產品id"),
    _field("quantity", N_("Quantity"), ValueType.NUMBER, "order quantity|qty|units|数量|數量|件数|件數"),
    _field("unit_price_cents", N_("Unit price"), _M, "unit price|price|sales price|单价|單價"),
    _field(
        "total_cents",
        N_("Total"),
        _M,
        "amount|total amount|order total|total price|net total|金额|金額|总金额|總金額|订单金额|訂單金額|合计|合計",
    ),
    _field(
        "returned",
        N_("Pieces returned"),
        ValueType.INTEGER,
        "returned|quantity returned|returned quantity|return quantity|退货数量|退貨數量|退回数量|退回數量",
    ),
    _field("cancelled", N_("Cancelled"), ValueType.BOOLEAN, "canceled|is cancelled|line cancelled|已取消|取消"),
    _CURRENCY,
    _NOTE,
)

_PAYMENTS = (
    _field("ref", _REF.label, _W, "id|payment id|record id|external id"),
    _field(
        "order",
        N_("Order number"),
        _W,
        "order number|order no|order id|订单号|訂單號|订单编号|訂單編號",
    ),
    _INVOICE,
    _CLIENT,
    _CLIENT_REF,
    _field(
        "paid_on",
        N_("Received on"),
        _D,
        "payment date|date|received on|paid date|收款日期|回款日期|付款日期|到账日期|到帳日期|日期",
    ),
    _field(
        "amount_cents",
        N_("Amount"),
        _M,
        "payment|payment amount|received|paid|收款金额|收款金額|回款金额|回款金額|付款金额|付款金額|到账金额|金额|金額",
    ),
    _CURRENCY,
    _NOTE,
)

_VISITS = (
    _field("ref", _REF.label, _W, "id|uid|activity id|event id|record id|external id"),
    _CLIENT,
    _CLIENT_REF,
    _OWNER,
    _field("contact", N_("Contact"), _W, "contact name|contact person|met|联系人|聯絡人|聯繫人|客户姓名|客戶姓名"),
    _field(
        "day",
        N_("Day"),
        _D,
        "date|visit date|activity date|due date|start date|拜访日期|拜訪日期|拜访时间|拜訪時間|"
        "跟进日期|跟進日期|跟进时间|日期",
    ),
    _field("time", N_("Time"), ValueType.TIME, "start time|due time|visit time|时间|時間|开始时间|開始時間"),
    _field(
        "minutes",
        N_("Duration in minutes"),
        ValueType.INTEGER,
        "duration|duration in minutes|duration minutes|时长|時長|时长分钟",
        least=1,
        most=1440,
    ),
    _field(
        "channel",
        N_("Channel"),
        ValueType.CHANNEL,
        "type|activity type|event subtype|visit type|拜访方式|拜訪方式|拜访形式|拜訪形式|跟进方式|跟進方式|方式|渠道",
    ),
    _field("done", N_("Done"), ValueType.BOOLEAN, "is done|completed|完成|已完成|是否完成"),
    _field(
        "purpose",
        N_("Purpose"),
        _W,
        "subject|activity subject|title|预期目的|預期目的|拜访目的|拜訪目的|目的|主题|主題",
    ),
    _field(
        "result",
        N_("Result"),
        _N,
        "outcome|note|notes|description|activity note|note body|结果|結果|拜访结果|拜訪結果|"
        "跟进内容|跟進內容|跟进内容摘要|沟通内容|溝通內容",
    ),
    _field("place", N_("Place"), _W, "location|地点|地點|拜访地点|拜訪地點"),
    _field("about", N_("Words that tell the client"), _N, "about"),
    _field("competitor_news", N_("Competitor news"), _N, "competitor|竞品信息|競品資訊|竞品|競品"),
    _NEXT_STEP,
    _field(
        "next_on",
        N_("Next step on"),
        _D,
        "next step date|next activity date|下一步日期|下次拜访日期|下次拜訪日期|下次跟进时间",
    ),
)

_APPOINTMENTS = (
    _field("ref", _REF.label, _W, "id|uid|event id|external id"),
    _field("title", N_("Title"), _W, "subject|summary|title|event|what|标题|標題|主题|主題|会议|會議"),
    _field("day", N_("Day"), _D, "date|start date|日期|开始日期|開始日期"),
    _field("time", N_("Time"), ValueType.TIME, "start time|时间|時間|开始时间|開始時間"),
    _field(
        "minutes",
        N_("Duration in minutes"),
        ValueType.INTEGER,
        "duration|duration in minutes|duration minutes|minutes|时长|時長|时长分钟",
        least=1,
        most=366 * 1440,
    ),
    _field("place", N_("Place"), _W, "location|where|地点|地點"),
    _field("note", N_("Note"), ValueType.NOTE, "description|notes|备注|備註|描述"),
    _field("leave", N_("Leave"), ValueType.BOOLEAN, "leave|out of office|休假"),
    _field("cancelled", N_("Cancelled"), ValueType.BOOLEAN, "cancelled|canceled|已取消"),
)

_INVOICES = (
    _field("ref", _REF.label, _W, "id|record id|external id"),
    Field(
        "number",
        _INVOICE.label,
        _W,
        (*_INVOICE.names, *map(same_name_key, ("number", "no", "invoice", "发票", "發票"))),
    ),
    _CLIENT,
    _CLIENT_REF,
    _OWNER,
    _field(
        "issued_on",
        N_("Issued on"),
        _D,
        "invoice date|issue date|issued|billing date|date|开票日期|開票日期|发票日期|發票日期|日期",
    ),
    _field(
        "due_on",
        N_("Due on"),
        _D,
        "due date|due|payable until|payment due|到期日|到期日期|应收日期|應收日期|付款期限|应付日期",
    ),
    _field(
        "amount_cents",
        N_("Amount with tax"),
        _M,
        "amount|total|invoice amount|total amount|gross amount|发票金额|發票金額|价税合计|價稅合計|开票金额|開票金額|"
        "含税金额|含稅金額|金额|金額",
    ),
    _field("order", N_("Order number"), _W, "order number|order no|order id|订单号|訂單號|订单编号|訂單編號"),
    _CURRENCY,
    _NOTE,
)

_SURVEYS = (
    _CLIENT,
    _CLIENT_REF,
    _CONTACT,
    _OWNER,
    _field("asked_on", N_("Asked on"), _D, "sent on|sent|survey date|date|询问日期|詢問日期|调查日期|調查日期|日期"),
    _field(
        "answered_on", N_("Answered on"), _D, "answered|answer date|response date|回复日期|回覆日期|答复日期|答覆日期"
    ),
    _field(
        "score",
        N_("Score, 0 to 10"),
        ValueType.INTEGER,
        "score|rating|nps|satisfaction|评分|評分|满意度|滿意度|分数|分數|得分",
        least=0,
        most=10,
    ),
    _field("comment", N_("Comment"), _N, "comments|feedback|remark|意见|意見|评语|評語|反馈|回饋|备注|備註"),
)

_ENQUIRIES = (
    _CLIENT,
    _CLIENT_REF,
    _CONTACT,
    _OWNER,
    _field(
        "kind",
        N_("Enquiry or complaint"),
        ValueType.ENQUIRY_KIND,
        "type|case type|类型|類型|类别|類別|咨询或投诉|諮詢或投訴",
    ),
    _field(
        "text",
        N_("What the client wants"),
        _N,
        "subject|case subject|description|content|question|issue|内容|內容|问题|問題|主题|主題|描述|诉求|訴求",
    ),
    _field(
        "received_on",
        N_("Received on"),
        _D,
        "received|opened|date opened|created|created date|date|接收日期|收到日期|受理日期|提出日期|日期",
    ),
    _field("received_time", N_("Received at"), ValueType.TIME, "received at|time|接收时间|收到時間|时间|時間"),
    _field(
        "answered_on",
        N_("Answered on"),
        _D,
        "first answer|first response|answered|首次答复日期|首次答覆日期|回复日期|回覆日期",
    ),
    _field("answered_time", N_("Answered at"), ValueType.TIME, "answered at|首次答复时间|首次答覆時間"),
    _field(
        "solved_on",
        N_("Solved on"),
        _D,
        "solved|resolved|closed|date closed|解决日期|解決日期|完成日期|关闭日期|關閉日期",
    ),
    _field("solved_time", N_("Solved at"), ValueType.TIME, "solved at|解决时间|解決時間"),
    _field(
        "delay",
        N_("Reason of the delay"),
        ValueType.DELAY,
        "delay reason|reason of the delay|延迟原因|延遲原因|延误原因|延誤原因",
        said="delay_reason",
    ),
    _field("delay_note", N_("About the delay"), _W, "delay note|延迟说明|延遲說明"),
    _field("answer", N_("Answer"), _N, "reply|resolution|solution|答复|答覆|回复|回覆|处理结果|處理結果"),
)

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.CLIENTS: _CLIENTS,
    ImportKind.CONTACTS: _CONTACTS,
    ImportKind.PRODUCTS: _PRODUCTS,
    ImportKind.OPPORTUNITIES: _OPPORTUNITIES,
    ImportKind.ORDERS: _ORDERS,
    ImportKind.PAYMENTS: _PAYMENTS,
    ImportKind.VISITS: _VISITS,
    ImportKind.APPOINTMENTS: _APPOINTMENTS,
    ImportKind.INVOICES: _INVOICES,
    ImportKind.SURVEYS: _SURVEYS,
    ImportKind.ENQUIRIES: _ENQUIRIES,
}

NEEDED: dict[ImportKind, tuple[tuple[str, ...], ...]] = {
    ImportKind.CLIENTS: (("name", "last_name", "first_name"),),
    ImportKind.CONTACTS: (("name", "last_name", "first_name"), ("client", "client_ref")),
    ImportKind.PRODUCTS: (("name",),),
    ImportKind.OPPORTUNITIES: (("name", "client", "client_ref", "ref"),),
    ImportKind.ORDERS: (("client", "client_ref"), ("ordered_on",)),
    ImportKind.PAYMENTS: (("order", "invoice", "client", "client_ref"), ("paid_on",), ("amount_cents",)),
    ImportKind.VISITS: (("client", "client_ref", "about"), ("day",)),
    ImportKind.APPOINTMENTS: (("title", "ref", "leave"), ("day", "cancelled")),
    ImportKind.INVOICES: (("client", "client_ref"), ("issued_on",), ("amount_cents",)),
    ImportKind.SURVEYS: (("client", "client_ref"), ("asked_on", "answered_on")),
    ImportKind.ENQUIRIES: (("client", "client_ref"), ("text",), ("received_on",)),
}
"""What a row must say: of each group at least one field."""


def fields_by_key(kind: ImportKind) -> dict[str, Field]:
    """The fields of a kind by their key."""
    return {field.key: field for field in FIELDS[kind]}
