"""The clinic group's two workbooks: customers, and treatments with appointments."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from typing import Any

from samples.dates import in_a_workbook
from samples.mess import Cell, doubled, spoil
from samples.people import person
from samples.phones import Phones, with_extension, written
from samples.places import CLINICS, HONG_KONG, SINGAPORE, VANCOUVER, Place

_AGENTS = ("mei", "lin", "chan", "kaur", "anna", "bo")
_CHANNELS = ("老客介绍", "小红书", "门店", "Instagram", "官网", "Google")
_DOCTORS = {HONG_KONG: ("梁医生", "何医生"), SINGAPORE: ("Dr Tan", "林医生"), VANCOUVER: ("Dr Fraser", "陈医生")}
_DONE = {
    "激光": ("皮秒激光祛斑", "激光嫩肤", "点阵激光", "激光祛痣"),
    "脱毛": ("腋下脱毛", "小腿脱毛", "唇周脱毛"),
    "射频": ("射频紧肤",),
    "注射": ("水光注射", "玻尿酸填充", "肉毒素注射"),
}
CUSTOMER_HEADERS = ("序号", "客户编号", "姓名", "称谓", "手机号码", "备用电话", "院区", "会员等级", "专属客服", "语言",
                    "出生日期", "建档日期", "累计消费", "来源渠道")  # fmt: skip
EVENT_HEADERS = ("序号", "记录编号", "客户编号", "院区", "类型", "项目类别", "项目名称", "医生", "日期", "时间", "备注")

#: Customers of each clinic.
_SIZES = {HONG_KONG: 760, SINGAPORE: 490, VANCOUVER: 280}
