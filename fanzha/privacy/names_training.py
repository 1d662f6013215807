"""Trains the model of personal names on the project's own texts with invented names planted in them.

``python -m fanzha.privacy.names_training`` writes ``names.npz`` beside this module, the same for the same corpus and seed.
It needs SciPy and numba (extra ``train``).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fanzha.privacy.address import features as place_features
from fanzha.privacy.address import places
from fanzha.privacy.deidentify import plain_texts
from fanzha.privacy.name_features import BITS, Candidates, candidates, features, join, pair_counts, pair_levels
from fanzha.privacy.name_words import DOUBLE_SURNAMES, SURNAMES

MODEL: Final = Path(__file__).with_name("names.npz")
SEED: Final = 20260301
_L2: Final = 1.0  # strength of the quadratic penalty
_UNITS: Final = 8
_EPOCHS: Final = 4
_NAME_SCALE: Final = 40  # weights of names are kept in steps of 1/40
_FOLDS: Final = 4
_CELLS: Final = 600
_WORDS_COUNT: Final = 4  # times that each word of the list of no names counts
# Names that are missed weigh more than words that go; chosen on marked texts.
_NAME_SHIFT: Final = 1.6
_PLACE_SHIFT: Final = 2.0
_FRAMES: Final = 5  # names planted in one text, besides those that it speaks of
_COPIES: Final = 5  # of the corpus with names and addresses planted, besides itself
_PAIR: Final = 5
_SCALE: Final = 256  # weights are kept in steps of 1/256
_ROUNDS: Final = 90  # of L-BFGS (Liu, Nocedal, Mathematical Programming 1989)

# Characters of given names, the commoner the earlier; common knowledge, no list of persons.
_WOMEN: Final = (
    "英秀玉华珍兰芳丽红梅霞艳敏静娟燕琴云萍玲凤桂香莲春花菊琳娜婷洁莉雪倩颖欣怡佳雅慧淑惠珠翠贞爱美娥月彩仙巧素清蓉蕾薇瑶璐妍菲嘉诗涵梦琪雨子萱梓思晓文晶莹蓓媛嫣露佩瑜瑾瑛碧馨彤"
    "宁姗黛青枝荷茜秋岚冰柔芬芝芸茹荣苗若筱紫晴妮妹姣婵娇娴婉嫒嫦群金银喜改小彦亚利立新会焕春冬夏满福来招弟盼双心念依可语舒悦昕桐芷澜漪绮黎鸾鸿雁坤元"
)
_MEN: Final = (
    "伟强军勇杰涛明超刚平辉鹏飞华建国文志林波斌宇浩健俊帅磊海龙江东成德永庆祥福贵生荣富宝财发金山树根水火土木春来喜旺兴盛昌茂松柏青峰岭岩石川洋洲涌泉清正义忠孝仁礼智信诚善良友和顺安康宁"
    "天云雷震雨雪霖晨阳昊旭光亮耀星辰恒坤乾宏伦大远达高立力功勋业绩学才博渊思哲睿智慧子梓轩泽涵铭钧鑫锋锐钢铁铜银毅坚凯胜利斗武威虎彪豹骏驰翔鸿鹤雁民权群众社党红卫新革向前进跃先连启启开元首"
    "家嘉佳承继绍祖宗传世代万全有余培育栋梁材楠桐杨柳柱长维振景殿占守保运洪汉少希晓小宇辰奕弈逸然皓瀚煜烨炜焕炳灿熙熠瑞琛璋珂玮瑜骞廷彦士克其炎钦敬贤良允"
)
_BOTH: Final = "一二三之乙九亚亦以佑伊伯依俞信修倩元先冠凌凡初劲化北卓南卫可史同君启周唐嘉图坚培墨士夕多奇如妙子孟季宁安宗定宜家容宽宾密富寒尚尧居屹岚岳崇川工左巧巍帆平年广庭弘弦强彤彬影徐念怀怡恩悟情意愿成戈战承扬政敏敦文方旗无时昂昆易春昭晋晓景曙月朗朝木朵权杉来果柯栩桓梁棋楚榕樊欢歌正汝江池沐沛河治泓法泽津洁洛津浦浩涯润淇深渝渲游湘源满漫潇澄灵炫烈然熊爽牧犀玄珈珏珩琨瑄瑞璇甜甫田申画畅登白皓盈直真知石社祎祺秉科秦穆竹笑筠简米粒粤红纪纯纲绪维缘罗羽翰耕耘聪肖育胤航艺节芊芮苏若范茗草荆莫菁萌蒙蓝虹行衡裕西言誉让议访论诺谦象贝赋超跃路辛迅进远迪逊通逸邦郁郡里量野银锦锡镇镜长闯阔陆降隆雄雅集青非韬韵音顶领颂风飒香骁高魁鲁黎齐龄"
_WHOLE: Final = "建国 国庆 爱国 卫东 建军 建华 志强 志明 秀英 桂英 桂兰 玉兰 秀兰 凤英 淑珍 小红 小明 小芳 晓东 明月 胜利 和平 红梅 雪梅 春梅 冬梅 海燕 丽华 美玲 金花 银花 子涵 梓涵 雨桐 一诺 浩然 子轩 宇航 欣怡 思雨 佳怡 立 丹 宁 阳 洋 欢 乐 娜 婷 敏 静 磊 军 勇 杰 涛 超 伟 强 斌 波 浩 凯 鹏 辉 刚 亮 明 平 飞 鑫 帅 旭 艳 丽 玲 霞 燕 萍 倩 雪 颖 莉 蕾 薇 琳 瑶 慧 洁 红 英 芳 梅 兰 琴 凤 娟 云 华 玉 珍 春 秋 萌 悦 阿妹 阿花 阿强 亚妹 巴岱 三 四 五 六 水生 木根 土根 火旺 大牛 二妮 三妹 四海 五斤 六根 七斤 老三 小二 狗剩 招娣 来弟 引弟 念慈 秀娥 满仓 有才 得水 德贵".split()
# Names that texts of the corpus hold, which are no counterexamples.
_KNOWN: Final = re.compile("|".join("".split()))
# What stands before names, and behind them; trades are taken from the corpus besides.
_BEFORE: Final = (
    "户名 户名： 收款人 收款人： 收款人为 姓名： 我叫 我叫 名叫 叫 叫 叫做 自称 自称“ 自称叫 名为 联系人 联系人： （ （ ( “ “ 「 账户名 开户名： 开户人 持卡人 机主 名下账户（ 真名 本名 中文名 中文名叫 实名为 实名认证为 微信实名 昵称“ 网名“ 备注“ 署名 落款 假名 化名 登记姓名 "
    "转账至 转至 转到 转给 汇给 汇往 汇至 打给 打到 打款给 存入 转入 汇入 付给 交给 寄给 借给 还给 送给 发给 问 找 找到 联系 认识 认识了 结识 加了 添加 拉 叫来 陪 带 请 帮 替 劝 骗 见 由 被 让 向 对 跟 和 与 同 给 是 即 系 为 如 像 "
    "同村的 同村 同事 朋友 好友 儿子 女儿 其子 其女 其妻 其夫 其母 其父 其弟 其妹 其兄 丈夫 妻子 老公 老婆 爱人 对象 男友 女友 我妈 我爸 我爷 我奶奶 我姐 我哥 我弟 我妹 我儿子 我女儿 我老公 我老婆 我爱人 母亲 父亲 妈妈 爸爸 奶奶 爷爷 外婆 外公 孙子 孙女 儿媳 女婿 闺女 侄子 侄女 外甥 表哥 表姐 表弟 堂哥 堂弟 叔叔 舅舅 姑姑 姨妈 岳母 岳父 "
    "邻居 同学 室友 老乡 战友 班主任 校长 老师 老板 经理 主任 客服 专员 民警 警官 警员 警察 检察官 法官 律师 队长 科长 局长 处长 所长 书记 镇长 村长 干事 班长 中介 房东 租客 房客 司机 师傅 医生 护士 教授 博士 导师 讲师 助理 秘书 顾问 分析师 营养师 主播 群主 店主 摊主 社区民警 网格员 辅警 柜员 大堂经理 客户经理 值班经理 行长 法人 法人代表 股东 会计 出纳 财务 保安 保洁 保姆 快递员 骑手 外卖员 "
    "居民 村民 市民 群众 职工 员工 工人 工友 农民 学生 大学生 高中生 初中生 小学生 研究生 留学生 家长 监护人 老人 老太 老汉 老兵 男子 女子 青年 妇女 女士 先生 小伙 姑娘 个体户 商户 户主 业主 车主 物主 散户 股民 客户 会员 用户 网友 网民 旅客 乘客 游客 患者 病人 "
    "报案人 报警人 受害人 被害人 事主 当事人 当事人： 报案人： 报警人： 受害人： 来电人 来访人 求助人 失主 嫌疑人 债务人 债权人 本人 我是 我 证人 证人： 代理人 登记人 签名： 经办人： 接警人： 记录人 询问人 处警民警 家属 家属： 主体： 对象： 通报人： 监护人： 孩子： 姓名、年龄 "
    "， ， ， 。 。 ； ： ： 、 \n \n 今天 昨天 昨日 当日 当晚 后 随后 之后 此时 经查 经核实 据 据悉 查明 发现 获悉 因 因为 而 但 并 与其 涉及对手 对手方 收条上写“ 卡主 号主 卡上写着 名片上写着 工作证「 工作证“ 显示 显示为 显示是 名字是 名字叫 名字应该是 署的是 进了 到 上的 里的 的 了"
).split(" ")
_AFTER_NAME: Final = (
    "（男， （女， （男 （女 （ （ ( （51岁 （32岁，男 (男，23 ，男， ，女， ，男 ，女 ，男，47岁 ，女，30岁， ，29岁， ，四十 ，现年 ，今年 ，年 男 女 男36岁 ， ， ， ， 。 。 、 、 ； ； ： \n \n ” ” 」 ） “ ；男 ，身份证 ，电话 ，住 ，家住 ，系 ，是 62179 17000 等 等人 "
    "的 的 名下 名下， 账户 账户（ 账号 卡号 卡上 的账户 的卡 的微信 先生 女士 小姐 警官 老师 经理 总 主任 科长 局长 教授 书记 老太 大爷 奶奶 阿姨 大哥 本人 夫妇 夫妻 一家 母子 之弟 之子 之妻 和 与 跟 及 "
    "昨天 今天 昨晚 前天 昨日 上周 上个月 去年 今年 当时 当天 次日 最近 刚 刚才 一直 已经 经常 突然 微信 打电话 是 是我 并未 未 均 都 两 三人 夫妻 这个 这种 那 也 却 只 还 来 带 上 下 做 开 住 卖 "
    "称 称， 说 说， 说： 讲 表示 反映 报警 报警称 报案 报案称 来所 来电 来报 求助 到 到所 接到 接 收到 被骗 被 被一 遭 遇 遇到 点击 点开 点了 下载 添加 通过 于 于3月 在 在家 在网上 在抖音 在微信 在腾讯会议 遂 按 按照 按其 按对方 将 把 发现 察觉 信以为真 轻信 误信 以为 认为 想 想要 欲 要 不 没 未 又 再 再次 先后 先 后 即 当即 立即 随即 便 就 才 也 都 "
    "转账 转了 转出 汇款 汇购 打款 付款 支付 充值 投入 共 共转 损失 损失了 借 借了 贷 取 取现 交 交了 寄 买 卖 购 订 订购 订了 找 找到 叫 让 要 要求 给 给了 给我 帮 帮我 陪 带 带着 下班 上班 回家 返家 赶到 赶来 打电话 打来 打给 打字 聊天 视频 搭话 见面 约 看到 看见 看 听 听说 问 答 配合 同意 拒绝 否认 承认 确认 核实 提醒 劝 劝阻 劝住 飞快 急忙 连忙 欠我 欠 是 是我 系 为 有 没有 家 家里 家中 找我 拉我 加我 骗我 约我 来了 来要 去 去了"
).split(" ")
# What stands beside most names.
_PLAIN_BEFORE: Final = ["：", "，", "。", "“", "\n", " ", "（", "、", "叫", "给", "的", "称", "姓名：", "客户", "和"]
_PLAIN_AFTER: Final = [
    "，",
    "，",
    "，男，",
    "，女，",
    "，45岁",
    "，年28",
    "（",
    "（男",
    "（女，",
    "。",
    "、",
    "；",
    "\n",
    " ",
    " 男",
    "”",
    "的",
    "：",
    "，系",
    "，住",
    "，电话",
]
# Words that begin like a name and are none; planted between phrases so that the model has seen them.
_NO_NAMES: Final = (
    "王者荣耀 张家界 张家港 张家口 高德地图 周黑鸭 安全账户 黄金 金额 石油 于是 马上 高级 高速 高铁 高考 高薪 高额 高仿 金融 金条 金店 金币 金牌 黄牛 黄河 黄山 黄页 白条 白天 白酒 白领 白银 江苏 江西 江门 江北 江南 江湖 温州 温馨 温度 常州 常德 常熟 常常 常用 常委 "
    "安徽 安阳 安庆 安康 安装 安全 安卓 安排 安检 安抚 安心 平安 平台 平时 平板 平顶山 平谷 平阳 成都 成功 成员 成为 成本 成立 成交 成年 方便 方式 方法 方案 方面 方向 方正 万元 万科 万达 万一 万分 万州 石家庄 石狮 石头 石材 石嘴山 时间 时候 时许 时代 时段 时值 "
    "项目 项链 项下 应用 应当 应聘 应急 应收 任务 任何 任意 任职 任丘 关系 关于 关闭 关注 关键 关机 关联 关税 花费 花呗 花园 花钱 花店 花生 花都 水果 水电 水利 水泥 钱包 钱塘 钱款 钱江 车辆 车间 车站 车主 车贷 车险 车票 车牌 车祸 包裹 包括 包装 包邮 包赔 包工头 包头 "
    "红包 红酒 红利 毛利 毛衣 毛病 马来西亚 马鞍山 马云 马路 马甲 马桶 牛肉 牛市 牛奶 羊肉 羊毛 鱼丸 龙虾 龙岩 龙头 龙港 龙华 龙岗 龙卡 熊猫 熊孩子 苏州 苏宁 苏打 杭州 杭锦旗 沙发 沙特 沙坪坝 沙市 谷歌 谷类 麦当劳 麦克风 麦田 米粉 米线 叶子 林业 林场 林口 林地 "
    "梅州 梅花 柳州 柳江 杨浦 杨凌 杨梅 李宁 李子 桂林 桂花 桃花 松江 松原 柏拉图 汤圆 汤臣 汤山 古董 古玩 古镇 古代 古茶 支付 支行 支持 支票 支队 支出 支取 支付宝 和解 和平 和田 和谐 和对方 全额 全部 全国 全家 全款 全程 全新 全天 全职 通过 通知 通讯 通话 通道 通信 通州 通辽 "
    "强制 强调 强行 强烈 明确 明显 明天 明细 明日 明星 明珠 明白 利息 利润 利率 利用 利诱 利益 计划 计算 计入 计件 计生 计量 查询 查看 查封 查收 查实 查获 查找 查账 查证 盘锦 盘子 盘古 权限 权益 权利 权威 家里 国家 国内 国外 国际 国庆 国债 国企 国网 国产 国台 "
    "都江堰 都市 都昌 都说 练习 练车 初中 初始 初步 初期 初审 初次 相关 相信 相亲 相册 相应 相识 相互 相机 相约 相当 危险 危机 信用 信息 信任 信贷 信誉 信封 信件 信托 信阳 来电 来所 来自 来源 来信 印章 印刷 印度 印象 门票 门诊 门店 门口 门市 门卫 宾馆 宾客 尚未 尚品 尚无 "
    "甘肃 甘州 甘草 宁波 宁夏 宁德 宁愿 宁静 符合 符号 舒适 舒服 成绩 景区 景德镇 景观 党员 党委 党校 党费 宫颈 费用 费县 费率 冷静 冷链 冷冻 冷库 席位 席卷 席子 司机 司法 司令 司马 单位 单号 单价 单据 单身 单独 单子 单次 单笔 项城 经济 连续 连带 连接 连锁 连云港 连续剧 "
    "华为 华夏 华润 华北 华侨 华东 华南 华联 华帝 付款 付费 付清 付出 付钱 邮储 邮政 邮箱 邮件 贺兰 贺卡 贺州 贺岁 顾客 顾问 顾虑 康复 康养 康师傅 康佳 康宁 汪汪 范围 范本 范县 夏天 夏季 夏令营 夏利 丁香 丁字路 叶酸 余额 余款 余杭 余姚 余下 余钱 杜绝 杜蕾斯 程序 程度 程式 于某 "
    "曾经 曾用名 曾因 曾任 曾在 曾向 曾被 卢浮宫 卢森堡 陆续 陆地 陆军 陆丰 陆金所 姜汁 丰富 丰田 丰台 丰巢 丰都 丰厚 丰收 游戏 游客 游泳 游乐 游览 游轮 解冻 解除 解封 解释 解决 解绑 解放 解约 解压 童装 童车 童鞋 童年 蓝牙 蓝天 蓝领 蓝光 蓝色 路费 路口 路上 路由器 路过 路边 路政 路人 "
    "章程 章鱼 章丘 鲁班 鲁西 鲁能 焦虑 焦作 焦急 焦点 左右 左侧 左某 左上角 屈臣氏 谈话 谈妥 谈恋爱 谈及 谈判 谈到 官方 官网 官员 官司 管理 管家 管控 管局 管道 管委会 管辖 商品 商家 商场 商城 商户 商铺 商店 商业 商量 商务 商议 商洛 商丘 房东 房产 房租 房贷 房子 房屋 房款 "
    "充值 储蓄 储值 储户 储藏 容易 容貌 居民 居住 居委会 居然 居家 展示 展开 展会 展销 展览 信达 阳光 阳台 阳江 阳性 阳泉 阴凉 知道 知悉 知名 知情 幸福 幸好 幸运 幸亏 奉献 奉贤 奉节 衡阳 衡水 衡量 富德 富士康 富裕 富阳 富婆 富豪 庄家 庄园 庄稼 庄河 晋江 晋升 晋级 晋城 晋中 "
    "银行 银联 银川 银监 银监会 银保监 银饰 银色 银证 银泰 荣耀 荣誉 荣华 荣获 荣成 战友 战队 战斗 战绩 诺基亚 诺言 呼叫 呼吸 呼和浩特 呼市 冶炼 冶金 元旦 元宝 元宵 元气 束手 衣服 衣物 衣架 衣柜 檀香 但对方 但是 但因 但未 信以为真 由对方 由于 由其 由此 由客服 利于 利川 申请 申报 申诉 申请人 申领 申通 "
    "时发现 时对方 时称 时被 时其 时接到 高价 高中 高龄 高端 高等 高管 高息 高利 高危 高收益 高邮 高密 高血压 高手 温水 温岭 陶瓷 陶土 陶艺 黎明 黎族 黎平 郝某 郝家 龚某 邵阳 邵武 万宁 万象 万能 万年青 万源 武汉 武警 武术 武装 武夷山 武威 武侯 武器 武功 戴着 戴上 戴某 莫名 莫名其妙 莫非 莫某 孔雀 孔子 孔夫子 向其 向对方 向民警 向客服 向我 向上 向阳 "
    "水产 水库 水表 水费 沈阳 沈某 肖像 肖某 曹县 曹某 曹操 彭州 彭水 吕梁 吕某 魏县 秦皇岛 秦淮 秦岭 唐山 唐人街 唐某 宋代 宋城 宋某 许诺 许可 许昌 许多 许愿 许某 韩国 韩城 韩式 韩币 何时 何况 何人 何地 何种 何某 郭某 胡同 胡乱 胡萝卜 胡须 朱砂 朱某 孙子 孙女 孙辈 孙某 徐州 徐汇 徐徐 徐某 "
    "周末 周一 周二 周三 周五 周六 周日 周边 周转 周转金 周围 周期 周口 周年 周到 周大福 周生生 吴江 吴中 吴忠 吴川 赵县 陈旧 陈述 陈列 陈皮 杨树 刘海 张贴 张罗 张嘴 张扬 王府井 王牌 王道 王国 王老吉 林林 罗马 罗列 罗湖 罗技 郑州 郑重 谢谢 谢绝 谢意 邓州 冯某 董事长 董事会 董事 "
    "袁州 潘家园 蒋某 蔡某 于此 余热 苏醒 苏泊尔 程控 卢比 汪某 廖某 邹城 邹平 孟加拉 孟买 江阴 江津 尹某 段位 段落 段子 雷达 雷击 雷军 雷克萨斯 侯马 侯爵 史料 史上 毛巾 毛坯房 郝斯特 武陟 康泰 施工 施压 施舍 施行 施某 文件 文化 文字 文章 文具 文员 文旅 文山 文玩 文昌 文明 牛仔裤 牛津 葛根 葛洲坝 安利 齐全 齐齐哈尔 易购 易拉罐 易付宝 易贷 乔丹 乔迁 伍佰 庞大 颜色 颜值 "
    "牧民 盛大 盛世 盛宴 谷物 苗木 苗族 苗圃 曲靖 曲阜 曲面 冉冉 翁婿 路灯 靳江 桑拿 桑叶 柴油 柴火 蒙古 蒙受 蒙牛 蒙骗 蒙城 鲍鱼 华人 喻为 祁门 祁连 房车 房卡 牟平 牟利 艾滋 艾草 艾灸 尤其 尤溪 穆斯林 农行 农业 农村 农民 农户 农信社 农商行 卓越 吉林 吉他 吉祥 吉利 吉安 简单 简介 简称 简历 简要 连州 芦苇 娄底 景点 席梦思 卜卦 "
    "米其林 宗教 宗亲 桂平 全民 臧某 单某 仇人 仇恨 隋朝 荣昌 巫术 巫山 寇某 丛林 明信片 虞城 巩义 巩固 查无此人 麻将 麻烦 麻辣 麻城 苑区 迟迟 迟到 迟疑 封闭 封号 封面 封停 封控 匡扶 鞠躬 惠州 惠民 惠东 惠而浦 惠安 荆州 荆门 乐山 乐清 乐透 乐观 乐陵 冀州 郁闷 胥口 南京 南昌 南宁 南通 南方 南山 南充 南海 南阳 班级 班主任 班长 班费 原路 原来 原价 原因 原籍 原始 原告 燕郊 燕窝 楚雄 劳务 劳动 劳保 皮肤 皮鞋 皮衣 皮包 粟米 满意 满额 满月 满足 满洲里 楼下 楼房 楼盘 楼道 位于 位置 厉害 仝 区块链 区别 区分 区域 区间 阙 豆粉 豆腐 豆瓣 朴素 朴实 盖章 盖州 廉价 廉江 廉租 井口 祖母 祖父 祖宗 漆面 巴士 巴黎 巴中 丰城 狄更斯 平均 平安普惠 平凉 索要 索赔 索尼 索性 宣传 宣称 宣城 宣布 扈 芮城 薄弱 薄荷 羊绒 阿里 阿姨 阿里巴巴 阿胶 乌鲁木齐 乌镇 乌克兰 母亲 母婴 母女 母校 修改 修理 修车 修复 修水 况且 宿舍 宿迁 宿州 鲜花 鲜果 鲜奶 隆回 隆重 慕名 玉石 玉器 玉米 玉林 亢奋 公司 公安 公安局 公寓 公积金 公告 公章 公园 公交 公证 公众号 公布 公平 公开 公式 公务员 公斤 公里 公共 哈尔滨 哈密 湛江 勾选 茅台 呼伦贝尔 揭阳 揭西 干扰 干果 干部 干活 尉氏 斯里兰卡 元朗 植物 植入 尧都 闭店 闭口 "
    "罗湖 龙华 白云 越秀 天河 高新区 高明 汉口 汉中 沙河 温江 武进 江宁 江都 海淀 海口 海南 海鲜 海关 海外 海报 海底捞 海尔 黄埔 黄浦 黄岛 黄陂 黄冈 黄石 黄桥 黄芪 黄瓜 蓝月亮 毛主席 毛绒玩具 段某 史某 石某 钱某 白某 关某 左某 方某 石斛 石料 石雕 石碣 汤某 金某 常某 文某 牛某 向某 安某 时某 任某 "
    "马钢 马赛克 马拉松 马达 马关 马尾 马边 马术 马术课 郭敬明体 周周返 周周赚 高返利 高回报 高佣金 高提成 金手镯 金项链 金首饰 金饰 金戒指 金价 金库 金卡 金山 金华 金昌 金州 金坛 金堂 金门 金星 金属 金桥 金钱 黄金饰品 黄金首饰 黄金摆件 黄色 黄昏 黄豆 白金卡 白名单 白手套 白菜 白城 白山 白内障 白血病"
).split()


class Names:
    """Invents names.

    Parameters
    ----------
    rng : random.Random
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        singles = [c for c in SURNAMES]
        # Zipf's law with exponent 1 overstates the commonest by little, and leaves the rare ones some share.
        self._surnames = [*singles, *DOUBLE_SURNAMES]
        self._weights = [1 / (rank + 6) for rank in range(len(singles))] + [0.004] * len(DOUBLE_SURNAMES)

    def surname(self) -> str:
        """Return a surname, commoner ones more often."""
        return (
            self._rng.choices(self._surnames, self._weights)[0]
            if self._rng.random() < 0.6
            else self._rng.choice(self._surnames)
        )

    def given(self) -> str:
        """Return a given name of one or two characters."""
        rng, draw = self._rng, self._rng.random()
        if draw < 0.2:
            return rng.choice(_WHOLE)
        pool = _WOMEN if draw < 0.6 else _MEN
        size = 1 if rng.random() < 0.22 else 2
        return "".join(self._character(pool) for _ in range(size))

    def _character(self, pool: str) -> str:
        draw = self._rng.random()
        if draw < 0.05:
            return chr(self._rng.choice(_COMMON_HAN))
        if draw < 0.25:
            return self._rng.choice(_BOTH)
        # The earlier in the list, the oftener.
        return pool[int(len(pool) * self._rng.random() ** 1.6)]

    def full(self) -> str:
        """Return a surname with a given name."""
        return self.surname() + self.given()


# GB/T 2312-1980, level 1: the 3,755 commonest characters.
_COMMON_HAN: Final = [
    ord(bytes((high, low)).decode("gb2312")) for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA if high == 0xD6 else 0xFF) if (high, low) < (0xD7, 0xFA)
]  # fmt: skip
_MASKED = re.compile(
    r"(?<![\u4e00-\u9fff])?(?P<s>[\u4e00-\u9fff])(?:某某?|××?|xx)(?![\u4e00-\u9fff]{0,1}(?:市|县|区|镇|村|路|银行|公司|平台|中学|小学|学校|医院|商场|店|厂|国|地|处|品))"
)
_TITLED = re.compile(rf"(?P<s>[{SURNAMES}])(?=(?:先生|女士|小姐|警官|老师|经理|阿姨|大爷))")
_ROLE = re.compile(
    "(?:报警人|报案人|受害人|被害人|事主|当事人|来电人|求助人|对方|骗子|客服|网友|民警|儿子|女儿|老公|老婆|丈夫|妻子|朋友|同事|同学|老板|其|他|她|店主|邻居)(?=[，（(称说让叫要将把在于给接收遂按发以的被转又再也就、：:。；])"
)

# Persons that a name may follow, whatever comes then, and words that a name may replace.
_KIN = re.compile(
    "(?:老公|老婆|儿子|女儿|我妈|我爸|妈妈|爸爸|母亲|父亲|丈夫|妻子|朋友|同事|同学|邻居|老乡|表哥|表弟|表妹|堂弟|侄子|孙子|孙女|外甥|舅舅|叔叔|奶奶|爷爷|战友|室友|客户|店主|居民|村民|学生|大学生|老人|男子|女子|员工|"
    "会计|出纳|财务|民警|网友|主播|老师|经理|医生|护士|司机|房东|租客|群主|导师|柜员|行长|主任|校长|店员|骑手)(?![们某群费号]|[\u4e00-\u9fff]?某)"
)
_ANYBODY = re.compile("对方|骗子|客服|(?<![其吉])[他她](?!们|人)|来电人|报警人|事主|受害人")


def planted(
    texts: Sequence[str], trades: Sequence[str], rng: random.Random
) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Plant invented names where texts speak of persons.

    Parameters
    ----------
    texts : sequence of str
    trades : sequence of str
        What people do, in words that stand before names.
    rng : random.Random

    Returns
    -------
    texts : list of str
    names : list of list of tuple
        Start and end of each name in them.
    """
    names = Names(rng)
    made, spans = [], []
    for text in texts:
        new, found = _planted(text, names, trades, rng)
        made.append(new)
        spans.append(found)
    return made, spans


def _planted(text: str, names: Names, trades: Sequence[str], rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    known: dict[str, str] = {}

    def person(surname: str) -> str:
        return known.setdefault(surname, surname + names.given() if surname in SURNAMES else names.full())

    places: list[tuple[int, int, str, str]] = []  # start, end, what stands before the name, the name
    for m in _MASKED.finditer(text):
        if m["s"] in SURNAMES and rng.random() < 0.9:
            places.append((m.start(), m.end(), "", person(m["s"])))
    for m in _TITLED.finditer(text):
        if rng.random() < 0.25:
            places.append((m.start(), m.end(), "", person(m["s"])))
    for m in _ROLE.finditer(text):
        draw = rng.random()
        if draw < 0.22:
            places.append((m.start(), m.end(), "", names.full()))
        elif draw < 0.4:
            places.append((m.start(), m.end(), m[0], names.full()))
    for m in _KIN.finditer(text):
        if rng.random() < 0.3:
            places.append((m.end(), m.end(), "", names.full()))
    for m in _ANYBODY.finditer(text):
        if rng.random() < 0.12:
            places.append((m.start(), m.end(), "", names.full()))
    marks = [m.end() for m in re.finditer("[，。；：\n]", text)] or [len(text)]
    for at in rng.sample(marks, min(_FRAMES, len(marks))) + ([0] if rng.random() < 0.2 else []):
        draw = rng.random()
        before = rng.choice(trades) if draw < 0.25 else rng.choice(_BEFORE if draw < 0.8 else _PLAIN_BEFORE)
        after = rng.choice(_AFTER_NAME if rng.random() < 0.6 else _PLAIN_AFTER)
        if at == 0:
            before = rng.choice(("", "", before))
        if rng.random() < 0.08:
            after = rng.choice("、和与及，") + "<>" + after
        places.append((at, at, before, names.full() + "\0" + after))
    for at in rng.sample(marks, min(1, len(marks))):
        places.append((at, at, rng.choice(("", "", rng.choice(_BEFORE))) + rng.choice(_NO_NAMES) + "\0", ""))
    places.sort(key=lambda p: p[0])
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = size = 0
    for start, end, before, name in places:
        if start < at:
            continue
        before, name = before.replace("\0", ""), name
        name, _, after = name.partition("\0")
        after_second, second = "", ""
        if "<>" in after:
            after, _, after_second = after.partition("<>")
            second = names.full()
        pieces = [text[at:start], before, name, after, second, after_second]
        size += len(pieces[0]) + len(before)
        if name:
            spans.append((size, size + len(name)))
        size += len(name) + len(after)
        if second:
            spans.append((size, size + len(second)))
        size += len(second) + len(after_second)
        parts += pieces
        at = end
    return "".join([*parts, text[at:]]), spans


def labels(found: Candidates, spans: Sequence[Sequence[tuple[int, int]]]) -> NDArray[np.bool_]:
    """Tell of each candidate whether it is exactly one of the names.

    Parameters
    ----------
    found : Candidates
    spans : sequence of sequence of tuple
        Of each text.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    keys = [(int(begin) + a) * 8 + b - a for begin, every in zip(found.begin, spans, strict=False) for a, b in every]
    right: NDArray[np.bool_] = np.isin(found.start * 8 + found.length, np.array(keys, dtype=np.int64))
    return right


def fit(
    slots: NDArray[np.int64], right: NDArray[np.bool_], progress: Callable[[float], None] = lambda _: None
) -> tuple[NDArray[np.float64], float]:
    """Fit logistic regression with a quadratic penalty.

    Parameters
    ----------
    slots : ndarray of int64, shape (features, n)
        Of `fanzha.privacy.name_features.features`.
    right : ndarray of bool, shape (n,)
    progress : callable
        Told the loss now and then.

    Returns
    -------
    weights : ndarray of float64, shape (2 ** BITS,)
    bias : float
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    n, k = len(right), len(slots)
    columns = slots.T.ravel()
    matrix = csr_matrix((np.ones(n * k, dtype=np.float32), columns, np.arange(0, n * k + 1, k)), shape=(n, 2**BITS))
    sign = np.where(right, 1.0, -1.0)

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ x[:-1] + x[-1])
        value = np.logaddexp(0, -margin).sum() + 0.5 * _L2 * float(x[:-1] @ x[:-1])
        slope = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
        gradient = np.append(matrix.T @ slope + _L2 * x[:-1], slope.sum())
        progress(float(value))
        return float(value), gradient

    start = np.zeros(2**BITS + 1)
    start[-1] = -3.0
    result: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return result.x[:-1], float(result.x[-1])


# Parts of invented place names.
_PLACE_PARTS: Final = (
    "建设 解放 人民 中山 和平 胜利 新华 文化 幸福 光明 团结 友谊 民主 建国 东风 红旗 青年 学府 科技 创业 滨河 滨湖 滨江 湖滨 江滨 沿河 沿江 环城 长江 黄河 珠江 泰山 昆仑 华山 北京 上海 南京 天津 柳岸 翠屏 金座 银座 兴农 仁德 那榜 阳光 锦绣 金色 碧水 碧桂 "
    "紫荆 丽景 御景 盛世 荣华 富贵 吉祥 平安 如意 天鹅 凤凰 龙凤 龙腾 麒麟 白鹭 青山 绿水 绿城 绿洲 清泉 玉泉 甘泉 石桥 木桥 双桥 三桥 大桥 小桥 柳树 槐树 杨树 榆树 枣树 桃园 梨园 杏花 梅花 荷花 菊花 桂花 樱花 李家 王家 张家 刘家 陈家 赵家 周家 吴家 徐家 孙家 马家 朱家 何家 高家 林家 上官 下河 前进 后山 东湖 西湖 南湖 北湖 大湾 小湾 沙坪 石坪 大坪 观音 土地 城隍 文庙 关帝 "
    "永宁 永安 永乐 长安 长宁 安宁 安康 太平 升平 兴隆 兴旺 兴业 广福 万福 百福 福星 福泽 康乐 康宁 惠民 利民 为民 便民 民生 民安 迎宾 迎春 迎泽 朝阳 向阳 阳明 明月 星河 银河 天河 云龙 云海 海棠 海韵 海景 海河 科苑 高新 学院 书香 书院 文昌 文轩 翰林 状元 水岸 山水 山语 江南 江北 城南 城北 城东 城西 东门 西门 南门 北门 小南 小北 大营 小营 大屯 小屯 上庄 下庄 新庄 老庄 阔什艾日克 巴彦芒哈 乌兰 赛罕 喀什 博斯坦 阿克 塔尔 古城 石头 黑土 红土 黄土 沙河 清河 白河 黑河"
).split()


class Places:
    """Invents addresses.

    Parameters
    ----------
    rng : random.Random
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def _name(self) -> str:
        rng, draw = self._rng, self._rng.random()
        if draw < 0.35:
            return rng.choice(_PLACE_PARTS)
        if draw < 0.5:
            return rng.choice(_PLACE_PARTS) + rng.choice("东西南北中一二三上下新口后前坑坝坡沟坪")
        if draw < 0.62:
            return rng.choice(_PLACE_PARTS) + rng.choice(_PLACE_PARTS)
        return "".join(chr(rng.choice(_COMMON_HAN)) for _ in range(rng.choice((1, 2, 2, 2, 2, 3, 3, 4))))

    def _figure(self, most: int) -> str:
        number = self._rng.randint(1, most)
        return str(number) if self._rng.random() < 0.85 or number > 10 else "零一二三四五六七八九十"[number]

    def _road(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "路",
                "路",
                "路",
                "街",
                "街",
                "大道",
                "大街",
                "巷",
                "胡同",
                "弄",
                "东路",
                "西路",
                "南路",
                "北路",
                "中路",
                "一路",
                "二路",
                "东街",
                "西街",
                "南街",
                "北街",
            )
        )
        if not numbered:
            return self._name() + word
        return (
            self._name()
            + word
            + self._figure(400)
            + rng.choice(
                (
                    "号",
                    "号",
                    "号",
                    "号院",
                    "弄3号",
                    "巷8号",
                    "-2号",
                    "之一号",
                    "-3-4-1",
                    "号3楼",
                    "号A座",
                    "巷27弄5号",
                    "号院2号门",
                )
            )
        )

    def _estate(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "小区",
                "小区",
                "小区",
                "花园",
                "苑",
                "苑",
                "公寓",
                "家园",
                "新村",
                "花苑",
                "佳园",
                "山庄",
                "华庭",
                "名邸",
                "里",
                "社区",
                "坊",
                "府",
                "城",
                "家属院",
                "园",
            )
        )
        if not numbered:
            return self._name() + (
                word
                if word
                in ("小区", "花园", "公寓", "家园", "新村", "花苑", "苑", "佳园", "山庄", "华庭", "名邸", "家属院")
                else "小区"
            )
        area = rng.choice(("", "", "", "A区", "B区", "二期", "东区", "北区"))
        return self._name() + word + area + self._house()

    def _house(self) -> str:
        rng = self._rng
        house = self._figure(30) + rng.choice(("栋", "号楼", "幢", "座", "号楼", "栋"))
        if rng.random() < 0.6:
            house += self._figure(6) + "单元"
        if rng.random() < 0.8:
            house += str(rng.randint(101, 3205)) + rng.choice(("室", "", "号", "房"))
        return house if rng.random() < 0.85 else f"{rng.randint(1, 30)}-{rng.randint(1, 4)}-{rng.randint(101, 3205)}"

    def _village(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(("村", "村", "村", "屯", "寨", "庄", "嘎查") if numbered else ("村", "村", "村", "屯", "寨"))
        return (
            self._name()
            + word
            + (
                self._figure(12) + rng.choice(("组", "队", "社", "号", "组12号", "小组", "东组", "号院"))
                if numbered
                else ""
            )
        )

    def _tower(self, numbered: bool) -> str:
        rng = self._rng
        word = rng.choice(
            (
                "大厦",
                "大厦",
                "广场",
                "中心",
                "写字楼",
                "商城",
                "市场",
                "批发城",
                "工业园",
                "物流园",
                "汽配城",
                "直播基地",
                "菜鸟驿站",
                "仓库",
                "立交",
                "宾馆",
                "酒店",
                "旅馆",
                "宿舍",
            )
            if numbered
            else ("大厦", "大厦", "写字楼", "工业园", "批发城")
        )
        tail = rng.choice(
            (
                f"{self._figure(30)}楼",
                f"{self._figure(30)}层",
                f"A座{rng.randint(101, 2805)}",
                f"{self._figure(9)}区{rng.randint(1, 90)}号",
                f"{rng.randint(1, 9)}楼C0{rng.randint(1, 9)}",
            )
        )
        return self._name() + word + (tail if numbered else "")

    def address(self) -> str:
        """Return an address of one to three parts."""
        rng, draw = self._rng, self._rng.random()
        if draw < 0.3:
            return rng.choice((self._road, self._estate, self._village, self._tower))(False)
        if draw < 0.8:
            return rng.choice((self._road, self._estate, self._village, self._tower))(True)
        return self._road(rng.random() < 0.6) + rng.choice((self._estate, self._tower))(rng.random() < 0.7)


_AREAS: Final = "深圳市南山区 广州市天河区 某市某区 成都市武侯区 我市 我区 本市 辖区 我辖区 城关镇 北关镇 西山乡 石桥镇 长沙市 武汉市 合肥 杭州 郑州市 昆明 科左后旗 某县 某镇".split()
_AT: Final = "住 家住 现住 住在 租住 暂住 居住在 住址： 地址： 现住址： 家庭住址： 位于 在 在 在 于 到 去 至 从 寄到 送到 约在 来到 前往 家在 店在 开在 铺面在 收货地址 收件地址：".split()
_AFTER: Final = "， ， 。 ； 家中 的家中 附近 门口 楼下 开店 的店里 取件 取款 上当 接到 被 内 一 ） 居民 租房 见面 交给对方 交易 经营 打工".split()
_SOME_PLACE = re.compile(
    "(?:本市|本区|我市|我区|辖区)?某(?:小区|村|镇|大厦|公寓|城中村|路|街|写字楼|市场|花园|出租屋|宾馆)|家中|暂住处|出租屋|住处|店里|宿舍|单位"
)


def with_addresses(
    texts: Sequence[str], names: Sequence[Sequence[tuple[int, int]]], rng: random.Random
) -> tuple[list[str], list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
    """Plant invented addresses where texts speak of places.

    Parameters
    ----------
    texts : sequence of str
    names : sequence of sequence of tuple
        Spans that move with the text.
    rng : random.Random

    Returns
    -------
    texts, names, addresses
    """
    place = Places(rng)
    made, moved, found = [], [], []
    for text, spans in zip(texts, names, strict=True):
        todo: list[tuple[int, int, str, str, str]] = []
        for m in _SOME_PLACE.finditer(text):
            if rng.random() < 0.5:
                todo.append((m.start(), m.end(), rng.choice(("", "", rng.choice(_AREAS))), place.address(), ""))
        for m in rng.sample(list(re.finditer("[，。；\n]", text)), min(1, len(re.findall("[，。；\n]", text)))):
            area = rng.choice(("", "", rng.choice(_AREAS)))
            todo.append((m.end(), m.end(), rng.choice(_AT) + area, place.address(), rng.choice(_AFTER)))
        new, own, shift, at = [], [], [], 0
        size = 0
        for start, end, before, address, after in sorted(todo):
            if start < at or any((a < end and start < b) or a < start < b for a, b in spans):
                continue
            new.append(text[at:start] + before)
            size += len(new[-1])
            own.append((size, size + len(address)))
            new.append(address + after)
            size += len(new[-1])
            shift.append((end, size - end))
            at = end
        new.append(text[at:])
        made.append("".join(new))
        found.append(own)
        moved.append([(a + d, b + d) for a, b in spans for d in [next((s for e, s in reversed(shift) if e <= a), 0)]])
    return made, moved, found


def _cells(trades: Sequence[str], rng: random.Random) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Make cells of tables: a name alone or beside a trade, and words that are none."""
    names = Names(rng)
    texts, spans = [], []
    for _ in range(_CELLS):
        before = rng.choice(("", "", "", rng.choice(trades), rng.choice(_PLAIN_BEFORE)))
        name = names.full()
        texts.append(before + name + rng.choice(("", "", "", " ", "，", "（", "、", " 男", "，女")))
        spans.append([(len(before), len(before) + len(name))])
        texts.append(
            rng.choice(
                (
                    rng.choice(_NO_NAMES),
                    rng.choice(trades),
                    rng.choice(_PLACE_PARTS) + rng.choice(("路", "街道", "镇", "小区", "村")),
                )
            )
        )
        spans.append([])
    return texts, spans


def word_pairs(texts: Sequence[str]) -> str:
    """Return the pairs of characters that stand together in texts five times or more, one being of a surname.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    str
        Pair after pair, in order.
    """
    counts = Counter(text[i : i + 2] for text in texts for i in range(len(text) - 1))
    surnames = set(SURNAMES)
    return "".join(
        sorted(p for p, n in counts.items() if n >= _PAIR and surnames & set(p) and all("一" <= c <= "鿿" for c in p))
    )


def _corpus() -> tuple[list[str], list[str]]:
    """Return the texts of the corpus as recognisers read them, without what has a form of its own, and the trades in it."""
    folder = Path(__file__).parents[1] / "corpus" / "batches"
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("b*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    trades = {job for row in rows if row.get("facts") and (job := row["facts"].get("occupation"))}
    return plain_texts([row["text"] for row in rows]), sorted(job for job in trades if 2 <= len(job) <= 8)


def train(texts: Sequence[str], trades: Sequence[str], seed: int = SEED) -> dict[str, NDArray[Any]]:
    """Make the arrays of ``names.npz``.

    Parameters
    ----------
    texts : sequence of str
        Readable (`fanzha.privacy.readable`).
    trades : sequence of str
        What people do, in words that stand before names.
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    rng = random.Random(seed)
    name_slots, name_right, place_slots, place_right = [], [], [], []
    parts = [texts[i::_FOLDS] for i in range(_FOLDS)]
    counts = [pair_counts(part) for part in parts]
    words = _WORDS_COUNT * pair_counts(_NO_NAMES)
    for copy in range(_COPIES + 1):
        for part, inside in zip(parts, counts, strict=True):
            # A text must not be told by pairs that only it holds, as a new text will not be.
            levels = pair_levels((sum(counts) - inside) * _FOLDS // (_FOLDS - 1) + words)
            made, spans, own = list(part), [known_names(t) for t in part], [[] for _ in part]
            if copy:
                made, spans = planted(part, trades, rng)
                made, spans, own = with_addresses(made, spans, rng)
                cells, bare = _cells(trades, rng)
                made, spans, own = made + cells, spans + bare, own + [[] for _ in cells]
            found = candidates(made)
            name_slots.append(features(found, levels))
            name_right.append(labels(found, spans))
            every = places(made)
            slots, owner, length = place_features(every, *join(made), levels)
            place_slots.append(slots)
            place_right.append(np.array([_true_length(p, own[p.text]) for p in every])[owner] == length)
    arrays: dict[str, NDArray[Any]] = {"levels": pair_levels(sum(counts) + words)}
    place_weights, bias = fit(np.concatenate(place_slots, axis=1), np.concatenate(place_right))
    arrays["place"] = np.round(place_weights * _SCALE).astype(np.int16)
    arrays["place_bias"] = np.array([round((bias + _PLACE_SHIFT) * _SCALE)], dtype=np.int32)
    every_slot = np.ascontiguousarray(np.concatenate(name_slots, axis=1).T)
    arrays |= fit_names(every_slot, np.concatenate(name_right), seed)
    arrays["words"] = np.frombuffer(word_pairs(texts).encode("utf-16-le"), dtype=np.uint8)
    return arrays


def fit_names(slots: NDArray[np.int64], right: NDArray[np.bool_], seed: int) -> dict[str, NDArray[Any]]:
    """Train the units of `fanzha.privacy.name_model.Weights` by AdaGrad (Duchi, Hazan, Singer, JMLR 2011).

    Features are left out at random (dropout, Srivastava et al., JMLR 2014), so that no single one decides.

    Parameters
    ----------
    slots : ndarray of int64, shape (n, features)
    right : ndarray of bool, shape (n,)
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    from fanzha.privacy.names_kernel import epoch

    rng = np.random.default_rng(seed)
    table = rng.normal(0, 0.05, (2**BITS, _UNITS))
    squares = np.full_like(table, 1e-2)
    out, bias = rng.normal(0, 0.5, _UNITS - 1), np.zeros(1 + _UNITS)
    bias[0] = -2.0
    out_squares = np.ones(_UNITS + 1)
    for i in range(_EPOCHS):
        epoch(slots, right, rng.permutation(len(right)), table, squares, out, out_squares, bias, i)
    # The last unit is linear and has weight 1.
    return {
        "name": np.clip(np.round(table * _NAME_SCALE), -127, 127).astype(np.int8),
        "name_hidden": np.round(bias[1:] * _NAME_SCALE).astype(np.int32),
        "name_out": np.round(np.append(out, 1.0) * _NAME_SCALE).astype(np.int64),
        "name_bias": np.array([round((bias[0] + _NAME_SHIFT) * _NAME_SCALE**2)], dtype=np.int64),
    }


def _true_length(place: Any, own: Sequence[tuple[int, int]]) -> int:
    """Return how many characters in front of a place word belong to the planted address, or -1 if none is there."""
    for start, end in own:
        if start <= place.start < end:
            return min(place.start - start, place.room)
    return -1


def known_names(text: str) -> list[tuple[int, int]]:
    """Return where names that the corpus itself holds stand in a text."""
    return [m.span() for m in _KNOWN.finditer(text)] if _KNOWN.pattern else []


def main() -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(prog="python -m fanzha.privacy.names_training", description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    arrays = train(*_corpus())
    with arguments.out.open("wb") as file:
        np.savez_compressed(file, **arrays)
    sys.stdout.write(f"{arguments.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
