"""The applicants of the demo district, who do not exist.

Every ID number has the form, region and check digit of GB 11643, but a birth date in the 1880s,
so that it can belong to nobody alive. Telephone numbers begin with 100, which no network uses,
and every firm is called 示例.
"""

from random import Random

from stdnum.cn import ric

from domain.values import Person
from mingcha.demo.codes import FIRM, REGION, credit_code
from mingcha.demo.district import towns

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗曾彭谢邓肖龚夏蔡卜文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建华志国玉兰海燕晓红文辉"
TRADES = ("食品", "商贸", "运输", "建材", "餐饮管理", "农业开发", "置业", "医药")
BORN = range(1880, 1890)


def resident(rng: Random) -> Person:
    """A natural person, with an identity card that cannot have been given out."""
    born = f"{rng.choice(BORN)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = f"{REGION}{born}{rng.randint(1, 999):03}"
    given = "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
    return Person(
        name=rng.choice(SURNAMES) + given,
        id_kind="ric",
        id_number=body + ric.calc_check_digit(body + "0"),
        phone=_phone(rng),
        address=_address(rng),
    )


def firm(rng: Random) -> Person:
    """A firm with the check character of GB 32100 and a number never given out."""
    word = "".join(rng.choices(GIVEN, k=2))
    name = f"益阳示例{word}{rng.choice(TRADES)}有限公司"
    return Person(
        name=name,
        id_kind="uscc",
        id_number=credit_code(f"{name}{rng.random()}", FIRM),
        phone=_phone(rng),
        address=_address(rng),
    )


def _phone(rng: Random) -> str:
    return f"100{rng.randint(0, 99_999_999):08}"


def _address(rng: Random) -> str:
    town = rng.choice(list(towns().values()))
    return f"益阳市赫山区{town.name}示例路{rng.randint(1, 300)}号"
