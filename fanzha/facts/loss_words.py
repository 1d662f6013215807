"""Words of a whole narrative that say that nothing was lost, that money came back, or that there was no fraud."""

from __future__ import annotations

import re

from fanzha.facts.family import FAMILY
from fanzha.text.scan import Scan

# Nothing lost, said outright; or the money came back.
NO_LOSS = Scan(
    FAMILY,
    r"(?:未|没有?|无|并未|尚未|暂未|暂无|没|未有)(?:造成|产生|受到?|遭受|有|发生|任何|经济|财产|实际|"
    r"钱财|资金|什么|直接|钱款){0,4}损失|(?:损失|被骗)(?:金额)?(?:为|：)?(?:0|零)元?(?![.0-9万千百])|"
    r"(?:钱|一分|一毛|分文|资金|余额)[^，。；]{0,3}(?:没|未)(?:有)?(?:少|转|损|动|丢|被骗|受损)|"
    r"一分(?:钱)?(?:也|都)?没(?:有)?(?:少|丢|损|动|转|出|花)|无(?:资金)?转账|"
    r"(?:没|未|并未|没有|尚未)(?:有)?(?:上当|受骗|被骗到|转账|转钱|转出|转过去|汇款|付款(?!码)|付钱|"
    r"打款|打钱|给钱|提供(?:任何|银行|验证|密码|卡)|点开?链接|理会|理他)(?!记录)|"
    r"(?:差点|险些|差一?点|幸亏|幸好|好在|及时)[^，。；]{0,8}(?:上当|被骗|受骗|拦|劝|识破|制止)|"
    r"(?:成功|及时|当场|立即)(?:拦截|劝阻|制止|识破|劝止)|[元块]未动|(?:劝住|劝阻成功|被拦下)|未遂|"
    r"(?:没|未)(?:汇成|取款|出账|付款)|(?:存折|存款|卡里|账户)[^，。]{0,2}(?:没|未)动|(?:分文|资金)[^，。]{0,4}未(?:出|动)|无资金(?:流出|转出)|"
    r"没丢一分|(?:一毛|一分)[^，。]{0,3}(?:没|未)",
)
# Refused, perhaps only the last demand.
REFUSED_IT = Scan(
    FAMILY,
    r"没(?:交|转|付|汇|给|信|点|理|加|操作)(?!过)|未(?:交|转|付|汇|予)|识破|放弃|假装|挂(?:断|了)|没上当|起疑|来(?:问|核实|举报|报备)|想举报|真假",
)
CAME_BACK = Scan(
    FAMILY,
    r"(?<!“)(?:全部|全额|已|已经|均|悉数|当日|当场|当天)[^，。；0-9]{0,6}(?:退回|退还|返还|追回|退款|"
    r"退到|归还|退了|退给|还给)|原路(?:退|返)|"
    r"(?:钱|款|款项|费用)[^，。；0-9]{0,6}(?:退|还|追)(?:给我|回|了|到)(?:来)?|退回来了|退款(?:已|"
    r"成功|到账|完成|处理中)|联系对方后退还|给退了|(?:退|还)给(?:我|他|她)了",
)
# Nothing was lost because nothing was wrong.
HARMLESS = Scan(
    FAMILY,
    r"误会|虚惊|打错(?:电话|号码|了?号|的客户)|经?核实(?:为|系|无|后|，?系)|非(?:诈骗|行骗)|误把|未遂|"
    r"无异常|均属实|订单属实|无需处理|闹了个?笑话|确有此事|确认是本人|"
    r"不(?:涉及|存在)(?:违法|诈骗)|正规活动|未(?:收取|销售|收费)",
)
# Money that changed hands without a fraud, or things that were lost or stolen: no loss to fraud is stated.
NO_FRAUD = Scan(
    FAMILY,
    r"纠纷|民间借贷|民事|去法院|(?<!收)到法院|打官司|(?:引导|法院)起诉|发生口角|口角|噪音|剐蹭|追尾|"
    r"拾到|捡到|拾着|失主|(?:手机|钱包|身份证|证件|电动车|自行车|车辆|背包|书包|物品|财物|现金|首饰|"
    r"宠物|狗|猫|电瓶)[^，。]{0,4}(?:丢失|遗失|丢了|不见了|被偷)|(?:丢失|遗失)(?:一|手机|钱包|身份证|"
    r"证件|现金)|走失|撬锁|被偷|人偷|让人偷|扒窃|盗窃|欠发|欠薪|拖欠|讨薪|调解|打架|闹矛盾|治安|"
    r"不是(?:来告|告)|不构成诈骗|"
    r"(?:向|找|到)市场监管|市场监管[^，。]{0,4}(?:投诉|反映|处理)|消协|消费者协会|劳动监察|不够立案|"
    r"投诉某|协商退费|12315|催讨|赊购|赊欠|支付令|合同债务|说不算|不算(?:诈骗|骗)|招领|落在|遗落",
)
# Words of a fraud; next to them a lost purse is part of the story.
CUE = re.compile(
    r"骗|对方|自称|冒充|拉黑|失联|虚假|(?<!反)(?<!涉及)(?<!构成)(?<!不是)诈|联系不上|网友|转账|刷单|"
    r"快手|抖音|平台|客服|充值|扫码|妹子"
)
THEFT = re.compile(r"拾到|捡到|拾着|失主|丢失|遗失|丢了|不见了|被偷|走失|撬锁|人偷|扒窃|盗窃|招领|落在|遗落")


def fraudless(text: str) -> bool:
    """Tell whether a narrative is of a dispute, or of lost or stolen things, rather than of a fraud."""
    found = NO_FRAUD.search(text)
    return found is not None and not (THEFT.search(found.group()) and CUE.search(text))
