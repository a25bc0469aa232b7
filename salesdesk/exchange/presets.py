"""What the columns of well-known programs mean, where their names alone would mislead.

The heads are facts about exports of Salesforce, HubSpot, Pipedrive, Zoho, Dynamics 365, Outlook and Google Contacts;
the other columns are guessed by name as in every file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.values import same_name_key


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of export of one program: the heads it is known by, and the field of each ("" leaves it aside)."""

    program: str
    kind: ImportKind
    known_by: frozenset[str]
    fields: Mapping[str, str]


def _preset(program: str, kind: ImportKind, known_by: str, fields: dict[str, str]) -> Preset:
    heads = frozenset(same_name_key(head) for head in known_by.split("|"))
    return Preset(program, kind, heads, {same_name_key(head): key for head, key in fields.items()})


_CLIENTS, _CONTACTS, _DEALS = ImportKind.CLIENTS, ImportKind.CONTACTS, ImportKind.OPPORTUNITIES
_VISITS = ImportKind.VISITS

PRESETS = (
    _preset(
        "Salesforce",
        _DEALS,
        "Opportunity Name|Stage|Close Date",
        {
            **{"Opportunity Name": "name", "Account Name": "client", "Amount": "amount_cents", "Stage": "stage"},
            **{"Close Date": "closed_on", "Fiscal Period": "", "Age": "", "Created Date": "created_on"},
        },
    ),
    _preset(
        "Salesforce",
        _DEALS,
        "StageName|CloseDate|AccountId",
        {
            **{"Id": "ref", "Name": "name", "AccountId": "client_ref", "StageName": "stage", "CloseDate": "closed_on"},
            **{"Amount": "amount_cents", "IsWon": "", "IsClosed": "", "OwnerId": "", "CreatedDate": "created_on"},
        },
    ),
    _preset(
        "Salesforce",
        _CLIENTS,
        "Id|Name|BillingCity",
        {
            **{"Id": "ref", "Name": "name", "BillingCity": "district", "BillingState": "region", "OwnerId": ""},
            **{"BillingStreet": "address", "Phone": "phone", "Website": "website", "NumberOfEmployees": "size"},
            **{"AccountNumber": "", "Type": "", "ParentId": "", "CreatedDate": "since", "Fax": ""},
        },
    ),
    _preset(
        "Salesforce",
        _CONTACTS,
        "Id|AccountId|LastName",
        {
            **{"Id": "ref", "AccountId": "client_ref", "LastName": "last_name", "FirstName": "first_name"},
            **{"Title": "title", "Email": "email", "Birthdate": "birthday", "Salutation": "", "Department": ""},
        },
    ),
    _preset(
        "HubSpot",
        _CONTACTS,
        "Record ID|Lifecycle Stage|Email",
        {
            **{"Record ID": "ref", "Associated Company": "client", "Associated Company IDs": "", "Email": "email"},
            **{"First Name": "first_name", "Last Name": "last_name", "Phone Number": "phone", "Job Title": "title"},
        },
    ),
    _preset(
        "HubSpot",
        _CLIENTS,
        "Record ID|Company name|Company owner",
        {
            **{"Record ID": "ref", "Company name": "name", "Company owner": "owner", "City": "district"},
            **{"Country/Region": "region", "Website URL": "website", "Company Domain Name": "", "Create Date": "since"},
        },
    ),
    _preset(
        "HubSpot",
        _DEALS,
        "Record ID|Deal Name|Deal Stage",
        {
            **{"Record ID": "ref", "Deal Name": "name", "Deal Stage": "stage", "Pipeline": "", "Deal owner": "owner"},
            **{"Close Date": "closed_on", "Create Date": "created_on", "Associated Company": "client"},
            **{"Associated Company IDs": "", "Closed Lost Reason": "lost_note", "Amount": "amount_cents"},
        },
    ),
    _preset(
        "Pipedrive",
        _DEALS,
        "Deal - Title|Deal - Value",
        {
            **{"Deal - ID": "ref", "Deal - Title": "name", "Deal - Value": "amount_cents", "Deal - Stage": "stage"},
            **{"Deal - Status": "outcome", "Deal - Owner": "owner", "Deal - Organization": "client"},
            **{"Organization - Name*": "client", "Deal - Deal created": "created_on", "Deal - Won time": "closed_on"},
            **{"Deal - Expected close date": "expected_close", "Deal - Next activity date": "next_on"},
            **{"Deal - Probability": "probability", "Deal - Pipeline": "", "Deal - Last activity date": ""},
        },
    ),
    _preset(
        "Pipedrive",
        _CONTACTS,
        "Person - Name*|Organization - Name*",
        {
            **{"Person - Name*": "name", "Organization - Name*": "client", "Person - Phone": "phone"},
            **{"Person - Email (Work)": "email", "Person - First name": "", "Person - Last name": ""},
        },
    ),
    _preset(
        "Pipedrive",
        _CLIENTS,
        "Organization - Name*|Organization - Address",
        {
            **{"Organization - Name*": "name", "Organization - Address": "address", "Person - Name*": ""},
            **{"Person - Phone": "phone", "Person - Email (Work)": "email", "Deal - Title": "", "Deal - Value": ""},
        },
    ),
    _preset(
        "Pipedrive",
        _VISITS,
        "Activity - Subject|Activity - Due date",
        {
            **{"Activity - ID": "ref", "Activity - Subject": "purpose", "Activity - Type": "channel"},
            **{"Activity - Due date": "day", "Activity - Due time": "time", "Activity - Done": "done"},
            **{"Activity - Note": "result", "Activity - Organization": "client", "Activity - Duration": ""},
            **{"Activity - Assigned to user": "owner", "Activity - Contact person": "contact", "Activity - Deal": ""},
        },
    ),
    _preset(
        "Zoho CRM",
        _DEALS,
        "Deal Name|Account Name.id|Stage",
        {
            **{"Record Id": "ref", "Deal Owner": "owner", "Deal Owner.id": "", "Account Name": "client"},
            **{"Account Name.id": "client_ref", "Closing Date": "closed_on", "Created Time": "created_on"},
            **{"Reason For Loss": "lost_note", "Contact Name": "", "Modified Time": "", "Pipeline": ""},
        },
    ),
    _preset(
        "Zoho Bigin",
        _DEALS,
        "Deal Name|Company Name.id|Stage",
        {
            **{"Deal Id": "ref", "Deal Owner": "owner", "Company Name": "client", "Company Name.id": "client_ref"},
            **{"Closing Date": "closed_on", "Created Time": "created_on", "Pipeline": "", "Sub-Pipeline": ""},
        },
    ),
    _preset(
        "Dynamics 365",
        _DEALS,
        "Topic|Potential Customer|Est. close date",
        {
            **{"Topic": "name", "Potential Customer": "client", "Owner": "owner", "Created On": "created_on"},
            **{"Status": "outcome", "Sales Stage": "stage", "Est. revenue": "amount_cents", "Rating": "priority"},
            **{"Est. close date": "expected_close", "Actual Revenue": "won_amount_cents", "Revenue": ""},
            **{"Actual Close Date": "closed_on", "Customer Need": "note", "Status Reason": "", "Contact": ""},
        },
    ),
    _preset(
        "Outlook",
        _CONTACTS,
        "First Name|Last Name|E-mail Address|Company",
        {
            **{"First Name": "first_name", "Last Name": "last_name", "Company": "client", "Job Title": "title"},
            **{"Title": "", "Business Phone": "phone", "Mobile Phone": "", "E-mail Address": "email", "Account": ""},
            **{"Primary Phone": "", "Notes": "note", "Birthday": "birthday", "Organizational ID Number": ""},
        },
    ),
    _preset(
        "Outlook",
        _CONTACTS,
        "姓|名|单位|电子邮件地址",
        {
            **{"姓": "last_name", "名": "first_name", "单位": "client", "职务": "title", "移动电话": "phone"},
            **{"电子邮件地址": "email", "附注": "note", "生日": "birthday", "优先级": "", "身份证编号": ""},
        },
    ),
    _preset(
        "Outlook",
        _CONTACTS,
        "姓名|电子邮件地址|公司",
        {"姓名": "name", "公司": "client", "职务": "title", "商务电话": "phone", "电子邮件地址": "email"},
    ),
    _preset(
        "Google Contacts",
        _CONTACTS,
        "First Name|Last Name|Organization Name|File As",
        {
            **{"First Name": "first_name", "Last Name": "last_name", "Organization Name": "client", "File As": ""},
            **{"Organization Title": "title", "E-mail 1 - Value": "email", "Phone 1 - Value": "phone", "Labels": ""},
        },
    ),
    _preset(
        "Google Contacts",
        _CONTACTS,
        "Given Name|Family Name|Group Membership",
        {
            **{"Name": "name", "Given Name": "", "Family Name": "", "Organization 1 - Name": "client"},
            **{"Organization 1 - Title": "title", "E-mail 1 - Value": "email", "Phone 1 - Value": "phone"},
            **{"Location": "", "Subject": "", "Priority": "", "Occupation": ""},
        },
    ),
)


def preset_for(kind: ImportKind, heads: Collection[str]) -> Preset | None:
    """The preset whose heads are all among these (given as `same_name_key`s); the one with most heads, if several."""
    present = set(heads)
    fitting = [preset for preset in PRESETS if preset.kind is kind and preset.known_by <= present]
    return max(fitting, key=lambda preset: len(preset.fields.keys() & present), default=None)
