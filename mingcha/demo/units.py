"""The units of the demo district, their windows, and the items people come for.

Names and terms are plausible for a Hunan district in 2016; none is taken from a real catalogue.
"""

from domain.case.events import Matter
from domain.decider import record

HALL = "区政务中心"

TOWNS = (
    "赫山街道", "桃花仑街道", "金银山街道", "会龙山街道", "鱼形山街道", "龙光桥街道", "八字哨镇",
    "泉交河镇", "欧江岔镇", "沧水铺镇", "岳家桥镇", "新市渡镇", "兰溪镇", "衡龙桥镇", "泥江口镇",
    "笔架山乡", "龙岭产业开发区",
)  # fmt: skip


@record
class Unit:
    """A unit 区直单位. `code` begins its staff ids; `authorised` if its window may decide."""

    name: str
    short: str
    code: str
    windows: int
    authorised: bool


@record
class Item:
    """An item 事项: terms in working days, `statutory` 0 where the general law's term holds.

    `volume` is its share of the year's cases; `firms` if firms rather than persons apply;
    `on_site` if somebody goes and looks; `towns` if town centres take it.
    """

    unit: str
    name: str
    statutory: int
    promised: int
    volume: int
    matter: Matter = Matter.LICENCE
    firms: bool = True
    on_site: bool = False
    towns: bool = False


def _unit(code: str, name: str, short: str, windows: int, *, authorised: bool = True) -> Unit:
    return Unit(name=name, short=short, code=code, windows=windows, authorised=authorised)


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        _unit("SYJ", "区食品药品监督管理局", "食药监", 3, authorised=False),
        _unit("JTJ", "区交通运输局", "交通", 2, authorised=False),
        _unit("ZJJ", "区住房和城乡建设局", "住建", 3),
        _unit("GTJ", "区国土资源局", "国土", 2, authorised=False),
        _unit("GZJ", "区工商质监局", "工商质监", 5),
        _unit("GAJ", "区公安分局", "公安", 3),
        _unit("MZJ", "区民政局", "民政", 2),
        _unit("RSJ", "区人力资源和社会保障局", "人社", 3),
        _unit("FGJ", "区发展和改革局", "发改", 2),
        _unit("JYJ", "区教育局", "教育", 1),
        _unit("SFJ", "区司法局", "司法", 1),
        _unit("HBJ", "区环境保护局", "环保", 2),
        _unit("NYJ", "区农业局", "农业", 1),
        _unit("LYJ", "区林业局", "林业", 1),
        _unit("SLJ", "区水务局", "水务", 1),
        _unit("XSJ", "区畜牧水产局", "畜牧水产", 1),
        _unit("WTJ", "区文体广新局", "文体广新", 1),
        _unit("WJJ", "区卫生和计划生育局", "卫计", 3),
        _unit("AJJ", "区安全生产监督管理局", "安监", 1),
        _unit("CGJ", "区城市管理行政执法局", "城管", 2),
        _unit("FCJ", "区房产管理局", "房产", 2),
        _unit("CLJ", "区残疾人联合会", "残联", 1),
    )
}


def _joint(unit: str, name: str, promised: int, volume: int) -> Item:
    """Several organs decide together 统一、联合、集中办理 (许可法 26)."""
    return Item(
        unit=unit, name=name, statutory=0, promised=promised, volume=volume,
        matter=Matter.LICENCE_JOINT, on_site=True,
    )  # fmt: skip


def _service(unit: str, name: str, promised: int, volume: int, *, towns: bool = True) -> Item:
    """No law sets a time, so Hunan's does (湖南省行政程序规定 81)."""
    return Item(
        unit=unit, name=name, statutory=0, promised=promised, volume=volume,
        matter=Matter.HUNAN, firms=False, towns=towns,
    )  # fmt: skip


def _licence(
    unit: str, name: str, statutory: int, promised: int, volume: int, *,
    firms: bool = True, on_site: bool = False,
) -> Item:  # fmt: skip
    return Item(
        unit=unit, name=name, statutory=statutory, promised=promised, volume=volume,
        firms=firms, on_site=on_site,
    )  # fmt: skip


ITEMS: tuple[Item, ...] = (
    _licence("SYJ", "食品经营许可（新办）", 0, 10, 170, on_site=True),
    _licence("SYJ", "食品经营许可（变更）", 0, 5, 60),
    _licence("SYJ", "食品小作坊生产许可", 0, 15, 14, on_site=True),
    _licence("SYJ", "药品零售企业经营许可", 15, 10, 22, on_site=True),
    _licence("JTJ", "道路货物运输经营许可", 0, 7, 60),
    _licence("JTJ", "机动车维修经营许可", 15, 10, 24, on_site=True),
    _licence("JTJ", "占用、挖掘公路许可", 0, 10, 10, on_site=True),
    _licence("ZJJ", "建筑工程施工许可", 15, 7, 26),
    _licence("ZJJ", "商品房预售许可", 10, 7, 18, on_site=True),
    _licence("ZJJ", "城镇燃气经营许可", 0, 12, 6, on_site=True),
    _licence("GTJ", "农村村民住宅用地审批", 0, 15, 60, firms=False, on_site=True),
    _licence("GTJ", "建设项目用地预审", 0, 12, 14),
    _licence("GZJ", "个体工商户设立登记", 15, 1, 330, firms=False),
    _licence("GZJ", "有限责任公司设立登记", 15, 3, 190),
    _licence("GZJ", "公司变更登记", 15, 3, 150),
    _licence("GZJ", "企业注销登记", 15, 3, 40),
    _licence("GZJ", "特种设备使用登记", 15, 7, 24),
    _licence("GAJ", "旅馆业特种行业许可", 0, 10, 20, on_site=True),
    _licence("GAJ", "公章刻制业特种行业许可", 0, 10, 6, on_site=True),
    _licence("GAJ", "烟花爆竹道路运输许可", 3, 1, 36),
    _service("GAJ", "流动人口居住证办理", 7, 90),
    _licence("MZJ", "社会团体成立登记", 60, 20, 8),
    _licence("MZJ", "民办非企业单位登记", 60, 20, 10),
    _service("MZJ", "老年人优待证办理", 1, 150),
    _service("MZJ", "城乡居民最低生活保障审核", 18, 80),
    _service("MZJ", "临时救助申请", 10, 60),
    _licence("RSJ", "劳务派遣经营许可", 0, 10, 10, on_site=True),
    _licence("RSJ", "企业实行特殊工时制度审批", 0, 10, 8),
    _service("RSJ", "就业创业证办理", 3, 140),
    _service("RSJ", "城乡居民养老保险待遇核定", 10, 110),
    _licence("FGJ", "政府投资项目可行性研究报告审批", 0, 10, 24),
    _joint("FGJ", "固定资产投资项目并联审批", 25, 40),
    _licence("JYJ", "民办培训机构设立审批", 60, 30, 12, on_site=True),
    _service("JYJ", "教师资格认定（幼儿园、小学、初中）", 15, 40, towns=False),
    _service("SFJ", "法律援助申请", 5, 44),
    _licence("HBJ", "建设项目环境影响登记表审批", 15, 5, 36),
    _licence("HBJ", "建设项目环境影响报告表审批", 30, 15, 24, on_site=True),
    _licence("HBJ", "排放污染物许可", 0, 12, 14, on_site=True),
    _licence("NYJ", "农药经营许可", 0, 10, 14, on_site=True),
    _licence("NYJ", "农作物种子生产经营许可", 0, 15, 8, on_site=True),
    _licence("LYJ", "林木采伐许可", 15, 5, 40, firms=False, on_site=True),
    _licence("LYJ", "木材运输证核发", 3, 1, 60),
    _licence("SLJ", "取水许可", 45, 20, 8, on_site=True),
    _licence("SLJ", "生产建设项目水土保持方案审批", 0, 10, 16),
    _licence("XSJ", "动物防疫条件合格证核发", 0, 12, 18, on_site=True),
    _licence("XSJ", "兽药经营许可", 0, 15, 8, on_site=True),
    _licence("WTJ", "出版物零售经营许可", 0, 7, 10),
    _licence("WTJ", "互联网上网服务营业场所经营许可", 0, 12, 14, on_site=True),
    _licence("WJJ", "公共场所卫生许可", 0, 8, 70, on_site=True),
    _licence("WJJ", "医疗机构执业登记", 45, 20, 12, on_site=True),
    _service("WJJ", "生育登记服务", 1, 120),
    _licence("AJJ", "烟花爆竹经营（零售）许可", 0, 10, 40, on_site=True),
    _licence("AJJ", "危险化学品经营许可", 30, 20, 10, on_site=True),
    _licence("CGJ", "大型户外广告设置许可", 0, 7, 24, on_site=True),
    _licence("CGJ", "城市建筑垃圾处置核准", 0, 5, 30),
    _joint("CGJ", "临街门店招牌与占道施工联合审批", 20, 12),
    _service("FCJ", "公共租赁住房保障资格审核", 20, 44),
    _licence("FCJ", "房地产开发企业资质核定", 0, 15, 8),
    _service("CLJ", "残疾人证办理", 15, 50),
    Item(
        unit="FGJ", name="重大投资项目全程代办", statutory=0, promised=25, volume=14,
        matter=Matter.HUNAN_JOINT,
    ),
)  # fmt: skip

MATERIALS = (
    "申请书", "身份证明复印件", "营业执照复印件", "经营场所产权或租赁证明", "平面布局图",
    "从业人员健康证明", "管理制度文本", "授权委托书", "资信证明", "专业技术人员资格证书",
)  # fmt: skip
