"""The basics of the demo's guides: materials, steps and whom to ask, by type of item."""

from domain.catalogue import ItemType

MATERIALS: dict[ItemType, tuple[str, ...]] = {
    ItemType.LICENCE: (
        "行政许可申请书", "营业执照复印件", "经营场所产权或租赁证明", "平面布局图", "管理制度文本",
    ),
    ItemType.CONFIRMATION: ("确认申请表", "身份证明复印件", "相关证明材料", "授权委托书"),
    ItemType.PAYMENT: ("给付申请表", "身份证明复印件", "银行账户信息", "家庭情况说明"),
    ItemType.OTHER_POWER: ("备案申请表", "营业执照复印件", "授权委托书", "项目情况说明"),
    ItemType.PUBLIC_SERVICE: ("申请表", "身份证明复印件", "照片", "授权委托书"),
}  # fmt: skip


def materials_of(type_: ItemType) -> tuple[str, ...]:
    """申请材料."""
    return MATERIALS[type_]


def steps_of(*, on_site: bool, at_once: bool) -> tuple[str, ...]:
    """办理环节."""
    if at_once:
        return ("收件", "受理", "决定", "送达")
    look = ("现场核查",) if on_site else ()
    return ("收件", "受理", *look, "审核", "决定", "制证", "送达")
