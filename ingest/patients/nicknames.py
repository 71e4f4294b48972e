"""Short forms of common given names: Bill is William. A small list, written down by hand. Pure."""

from __future__ import annotations

_FORMS = (
    "abigail abby gail; alexander alex sandy; alexandra alex sandra; alfred al fred; andrew andy drew; "
    "anthony tony; barbara barb babs; benjamin ben benny; catherine cathy kate katie kathy "
    "katherine kathleen; "
    "charles charlie chuck; christina chris tina christine; christopher chris; daniel dan danny; "
    "david dave; deborah deb debbie debra; donald don donnie; dorothy dot dottie; edward ed eddie ted ned; "
    "eleanor ellie nell; elizabeth liz beth betty eliza lizzie betsy; emily em; eugene gene; "
    "florence flo; francis frank; frances fran; frederick fred freddy; gerald gerry jerry; gregory greg; "
    "harold harry hal; helen nell; henry harry hank; isabella bella izzy; jacob jake; james jim jimmy jamie; "
    "jeffrey jeff; jennifer jen jenny; jessica jess jessie; john jack johnny jon; jonathan jon johnathan; "
    "joseph joe joey; joshua josh; judith judy; kenneth ken kenny; lawrence larry; leonard leo len; "
    "margaret maggie meg peggy marge; martha patsy; matthew matt; michael mike mick mickey; "
    "nathaniel nat nate nathan; nicholas nick; patricia pat patty trish; patrick pat paddy; peter pete; "
    "philip phil; rebecca becky; richard rick dick rich ricky; robert bob rob bobby robbie; "
    "ronald ron ronnie; samuel sam; samantha sam; sarah sally sadie; stephen steve steven; susan sue susie; "
    "theodore ted theo; theresa terry tess teresa; thomas tom tommy; timothy tim; victoria vicky; "
    "vincent vince; virginia ginny; walter walt; william bill billy will willie liam; zachary zach"
)
_GROUPS: dict[str, frozenset[int]] = {}
for _number, _forms in enumerate(_FORMS.split(";")):
    for _form in _forms.split():
        _GROUPS[_form] = _GROUPS.get(_form, frozenset()) | {_number}


def are_forms_of_one_name(one: str, other: str) -> bool:
    """True when both given names, in lower case, are forms of one name."""
    return bool(_GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()))
