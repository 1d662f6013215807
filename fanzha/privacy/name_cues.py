"""Words that stand right before and right after names, as classes for the model of names."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.name_words import words

# By their last two characters; who somebody is, whom money goes to, what somebody is called, who says what.
_BEFORE: Final[tuple[tuple[str, ...], ...]] = (
    words(
        "案人 警人 害人 事人 电人 助人 系人 款人 户人 卡人 证人 诉人 托人 护人 件人 办人 录人 事主 失主 机主 户主 店主 摊主 业主 车主 群主 物主 货主 雇主 民警 辅警 警官 警员 交警 刑警 协警 片警 队长 所长 "
        "局长 科长 处长 院长 校长 园长 行长 镇长 乡长 村长 组长 班长 社长 店长 厂长 站长 会长 家长 书记 支书 主任 经理 总监 主管 会计 出纳 财务 文员 秘书 助理 顾问 客服 专员 主播 老师 导师 讲师 教师 教授 博士 "
        "医生 医师 护士 药师 护工 律师 法官 司机 师傅 厨师 店员 柜员 职员 保安 保洁 保姆 月嫂 房东 租客 租户 房客 居民 村民 市民 社员 职工 员工 工人 工友 农民 菜农 花农 果农 茶农 牧民 渔民 商户 摊贩 "
        "老板 板娘 学生 研生 究生 中生 小生 同学 室友 舍友 校友 同事 朋友 好友 网友 男友 女友 邻居 老乡 战友 客户 会员 用户 旅客 患者 病人 老人 老太 老汉 老兵 老头 男子 女子 妇女 青年 小伙 姑娘 女士 先生 "
        "干事 委员 代表 法人 股东 队员 骑手 递员 卖员 格员 查员 管员 业员 货员 售员 务员 程师 计师 析师 养师 发师 容师 裁缝 木匠 瓦工 电工 焊工 普工 钳工 车工 女工 民工 零工 个体 退休 教官 团长 连长 政委 "
        "营者 学徒 责人 干部 植户 理员 检员 帮厨 术员 发商 工户 学员 卸工 导购 业生 装工 购户 兽医 拣员 井工 理工 教练 机手 工头 单员 影师 习生 事员 油工 修工 校工 材商 体户 果商 甲师 中介 货代 门卫 包人 主妇 高管 绣娘 "
        "费员 育员 殖户 羊户 驶员 档主 艺人 培生 厂主 验师 票员 商人 校生 考生 政员 校医 监理 试员 幼师 林员 收银 包户 事长 瓦匠 贩子 卫工 制工 网管 艺师 茶工 荷官 炉工 购员 采购 输户 主厨 演员 乘客 代课 同工 技员 仓管 "
        "代购 代驾 洁员 理人 表匠 跟拍 场长 猪户 蜂人 蟹户 鱼户 鸡户 鸭户 鹿户 农妇 农户 技工 成员 验员 士生 师长 司库 伙人 品检 品管 科员 馆员 跟单 专生 奶员 司仪 宝妈 审计 纸工 家政 政工 电商 家管 宿管 导游 筋工 价员 "
        "匹商 模特 厨娘 幼教 稼人 届生 聘者 役男 领队 士长 账员 搬运 运工 好者 文案 编辑 解员 期工 村医 模工 园主 棉农 纪人 栋长 楼长 具工 妆师 义工 暖工 值者 业工 坊主 领班 量员 货商 测员 洁工 渔嫂 雇工 守员 煤矿 家属 "
        "牙医 瓜农 表员 保员 摩师 割工 雕工 作者 社工 大户 序员 空姐 厂医 羊倌 养员 翻译 译员 婴师 苗工 船工 茶商 菜贩 蒜农 蔗农 菜商 愿者 代员 水手 质检 贩羊 理货 导员 中医 务员 染工 教员 绘工 海员 映员 矿工 织工 验工 "
        "太太 船员 铸工 奶工 水工 草员 破员 业者 点工 钻工 锁匠 馆主 点师 傭兵 佣兵 外教 族人 长辈 老弟 闺蜜 工友 牧工 房客 网恋 嫌人 疑人 告人 原告 被告 甲方 乙方 车商 男仔 女仔 护师 策划 隔壁 对门 女婿 译者 上家 下家 "
        "买家 卖家 车手 取手 请人 述人 发人 核人 权人 益人 险人 担人 绍人 定人 配人 亲属 家人 亲戚 病友 患儿 考官 保管 站员 社员 乡亲 阿嬷 阿公 阿伯 里长 邻长 督导 主播 博主 歌手 摄影 剃头 屠夫 船家 媒婆 神婆 道士 和尚 法师 信徒 教友 修女 牧师 中尉 少校 "
        "排长 班副 士兵 战士 军官 退役"
    ),
    words(
        "其婿 其孙 其侄 其嫂 其姨 其舅 其姑 其叔 其伯 之媳 儿妇 大儿 小儿 大女 小女 二姐 大哥 二哥 三哥 大姐 弟妹 妹夫 姐夫 妯娌 亲家 公爹 爹爹 俺娘 俺爹 俺妈 俺姐 俺哥 俺弟 俺妹 俺嫂 俺婶 外孙 外婆 囡囡 个仔 个女 个孙 "
        "阿哥 阿弟 阿妹 阿姐 阿爸 阿妈 我仔 我女 我孙 女友 男友 老豆 老母 细佬 细妹 家姐 儿子 女儿 闺女 其子 其女 其妻 其夫 其母 其父 其弟 其妹 其兄 其姐 丈夫 妻子 老公 老婆 老伴 爱人 对象 母亲 父亲 妈妈 爸爸 奶奶 爷爷 "
        "外婆 外公 姥姥 姥爷 孙子 孙女 外孙 儿媳 女婿 侄子 侄女 外甥 哥哥 姐姐 "
        "弟弟 妹妹 表哥 表姐 表弟 表妹 堂哥 堂弟 堂姐 堂妹 叔叔 舅舅 姑姑 姨妈 姑妈 岳母 岳父 公公 婆婆 我妈 我爸 我姐 我哥 我弟 我妹 他妈 她妈 他爸 她爸 之子 之女 之妻 之夫 之母 之父 之弟 之妹 长子 次子 长女 次女 娘家 "
        "嫂子 弟媳 媳妇 孩子"
    ),
    words(
        "名叫 叫做 自称 化名 假名 真名 本名 全名 署名 落款 户名 姓名 名为 名是 叫： 名： 我叫 他叫 她叫 俺叫 就叫 我是 俺是 名字 字叫 字是 名称 昵称 网名 备注 实名 人： 主： 员： 者： 属： 系： 生： 名） 人) 称是 称“ "
        "名“ 叫“ 为“ 写着 写成 改成 印着 存成 写的 登的 登为 定为 别为 人系 主系 全名 原名 用名 汉名 族名 姓氏 姓是 佢叫 喊做 唤作 人叫 是叫 一个 显示 卡主 账主 号主 示为 示是 签名 签字 印着 名下"
    ),
    words(
        "致电 来访 经由 经与 经找 应与 据其 随后 其后 昨日 因与 付至 款予 付予 交予 转予 赠予 付于 转於 汇與 存至 存到 打至 打进 转进 汇进 进了 偿还 归还 转给 转至 转到 汇给 汇往 汇至 汇到 打给 打到 付给 交给 借给 还给 寄给 发给 "
        "送给 存入 转入 汇入 打入 转往 转向 账给 账至 账到 款给 款至 款到 找到 联系 认识 识了 结识 加了 添加 问了 找了 叫来 拉了 带着 陪着 陪同 帮助 劝说 劝阻 "
        "通知 告知 告诉 询问 委托 经查 核实 据悉 查明 发现 获悉 得知 因为 涉及 其中 以及 还有 对手 手方 户为 人为 人是 主是 主为"
    ),
)
# By their first two characters; sex, age and what somebody says or does.
_AFTER: Final[tuple[tuple[str, ...], ...]] = (
    words(
        "(男 (女 ,男 ,女 、男 、女 /男 /女 男, 女, 今年 现年 年0 ,0 (0 ,年 名下 卡上 账户 账号 卡号 同志 先生 女士 之子 之女 之妻 之夫 之母 之父 之弟 本人 夫妇 夫妻 一家 母子 父子 (身 ,身 ,住 ,电 ,系 (系 ,现 ,户 ,汉 ,退 "
        ",职 (化 (音 (未 (学 (工"
    ),
    words(
        "报警 报案 来所 来电 来报 来我 来派 到所 到派 到我 求助 反映 表示 陈述 自述 称其 称, 称: 说, 说: 说她 说他 说我 说是 讲, 讲: 告知 告诉 接到 接获 接听 收到 收下 通过 在家 在网 在抖 在微 在刷 在某 在一 在公 在单 "
        "在手 在小 在快 添加 加了 加入 下载 点击 点开 扫码 扫了 发现 察觉 信以 "
        "轻信 误信 以为 认为 觉得 怀疑 转账 转了 转出 转给 汇款 汇了 付款 付了 充值 充了 投入 投了 先后 随即 随后 当即 立即 遂按 遂将 遂向 遂通 按照 按对 按要 按其 根据 被骗 被人 被一 被对 被拉 被要 遭遇 遇到 因为 因想 "
        "因急 因需 因轻 为了 于是 于当 于今 把钱 把手 将钱 将手 将银 向对 向其 向客 与对 "
        "与其 和对 跟对 今天 昨天 昨日 昨晚 前天 今日 今晨 今早 当日 当天 当晚 上午 下午 晚上 上周 上月 本月 近日 近期 最近 日前 欠我 欠了 打来 打电 联系 提供 提出 要求 发来 发给 发了 拉我 拉她 拉他 加我 加她 骗我 骗走 "
        "同意 拒绝 承认 否认 确认 "
        "核实 劝阻 劝说 陪同 带着 带她 带他 起疑 醒悟 意识 没有 没转 未转 不信 不肯 "
        "共转 共被 共损 损失 急忙 赶到 赶来 回家 下班 上班 值班 巡查 入户 走访 上门 接待 处警 出警 记录 经手 使用 用手 用自 用其 用微 购买 买了 卖了 想买 想卖 想办 想找 需要 申请 办理 签了 拿着 拿了 取了 取出 去银 去派 "
        "去了 去取 是我 是他 是她 和我 和她 和他 和儿 跟我 跟她"
    ),
)
# Two characters that end a word for a person or a relation: what follows may be a name.
PERSONS: Final = frozenset(word for words in _BEFORE[:2] for word in words)
_BITS: Final = 18


def _slots(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    mixed = (a.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        b.astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    )
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x94D049BB133111EB)
    found: NDArray[np.int64] = (mixed >> np.uint64(64 - _BITS)).astype(np.int64)
    return found


def _table(classes: tuple[tuple[str, ...], ...]) -> NDArray[np.int64]:
    table = np.zeros(2**_BITS, dtype=np.int64)
    for number, some in enumerate(classes, 1):
        pairs = np.array([[ord(c) for c in word] for word in some if len(word) == 2], dtype=np.int64)
        table[_slots(pairs[:, 0], pairs[:, 1])] = number
    return table


@cache
def _tables() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return _table(_BEFORE), _table(_AFTER)


def before(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the class of two characters before a name: 1 trades and parts, 2 kin, 3 words for names, 4 verbs, 0 others.

    Parameters
    ----------
    a, b : ndarray of int64, each of shape (n,)
        Code points, figures as 0.
    """
    return _tables()[0].take(_slots(a, b))


def after(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the class of two characters after a name: 1 sex, age and the like, 2 what somebody does, 0 others.

    Parameters
    ----------
    a, b : ndarray of int64, each of shape (n,)
    """
    return _tables()[1].take(_slots(a, b))
