"""What Chinese names are made of, and the words around them.

Surnames by their share of the population (Ministry of Public Security, 2020 report on names, for the first hundred; the rest
in the order of common knowledge); given names are told by their characters, which the model weighs
(`fanzha.privacy.names_training`).
"""

from __future__ import annotations

from typing import Final

# Simplified; in falling order of how many bear them, then those of the Song dynasty's book of surnames (百家姓) and rare ones of today.
SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易"
    "乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘闻厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰卿狄平计索宣晋相云容敬扈晁芮普阙浦戈伏鹿薄"
    "邸雍辜羊乌母裘亓邰赫杭况那宿鲜逯隆茹诺战慕危玉银亢嵇哈湛宾戎勾茅於呼居揭干尉冶斯元束檀阴昝智幸奉植衡富尧闭由水昌凤酆傅萧贝骆贲洪诸钮滑荀羿汲邴糜松弓牧隗山宓蓬郗仰秋暴钭韶蓟怀鄂咸赖苍双莘贡逄扶"
    "堵宰郦却璩濮寿郏别阎习宦鱼慎庾终暨步弘禄东殳沃蔚越夔厍融訾空毋乜巢蒯红竺益桓代谯缑税占博蹇贠撒青铁刀岩依仵仉兀俸闪摆泽牙甯瓮眭种笪翦聊肇荔菅藏褟赏辉遆郄酒野雒雪静鞏革骞黑禚禤"
    "粘苻衷仓卢"
)
DOUBLE_SURNAMES: Final = tuple(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 长孙 宇文 轩辕 南宫 闻人 端木 百里 呼延 西门 独孤 澹台 赫连 钟离 申屠 淳于 单于 公冶 太史 仲孙 "
    "第五 拓跋 完颜 纳兰 叶赫 东郭 东门 鲜于 万俟 范姜 张简 太叔 公羊 濮阳 宗政 公良 梁丘 左丘 亓官 司空 子车 颛孙 巫马 漆雕 乐正 壤驷 公西 夹谷 宰父 谷梁 段干 呼延 南门 微生 羊舌".split()
)
# Which sex a title tells; titles of trades tell none.
FEMALE_TITLES: Final = "女士 小姐 太太 阿姨 大妈 大娘 大婶 大姐 婆婆 奶奶 阿婆 姐姐 妹妹 姨 婶 嫂 姐 妹 妈 婆 娘 夫人 师奶 老太太 老太 女仕 姑娘 同志(女)".split()
MALE_TITLES: Final = (
    "先生 大爷 大叔 大伯 老伯 阿伯 伯伯 爷爷 叔叔 公公 哥哥 弟弟 老汉 老头 叔 伯 爷 哥 弟 爸 公子".split()
)
TRADE_TITLES: Final = (
    "经理 經理 总监 总经理 总裁 总 董事长 董 主任 局长 局長 科长 处长 所长 队长 支队长 大队长 中队长 副所长 副局长 警官 警員 警察 警司 督察 民警 法官 检察官 检察长 律师 律師 医生 醫生 医师 大夫 护士 护士长 "
    "老师 老師 教授 院长 校长 园长 会计 會計 出纳 师傅 師傅 师父 老板 老板娘 老闆 秘书 书记 書記 助理 助教 导师 導師 顾问 顧問 专员 專員 客服 工程师 分析师 理财师 讲师 规划师 设计师 行长 镇长 乡长 县长 市长 "
    "区长 站长 村长 组长 社长 店长 厂长 部长 班长 排长 连长 营长 团长 司令 指导员 教导员 政委 参谋 教练 主管 主播 同学 同志 道长 大师 站长 台长 司机 船长 中介 工 博士 专家 老总 老师傅 科 处 局 队 所 生 姓 委员 干事 会长 馆长 理事 掌柜 支书 村支书 营养师 药师 技师 表哥 表姐 表弟 表妹 堂哥 堂姐 堂弟 堂妹 婶子 太婆 嬷嬷 督导 副理 襄理 协理 课长 巡佐 里长 参谋 教官 探长 警长 辅警 副总 家长"
).split()
TITLES: Final = tuple(sorted({*FEMALE_TITLES, *MALE_TITLES, *TRADE_TITLES}, key=lambda t: (-len(t), t)))
# Characters of names of peoples whose names are no Han names, and parts of Tibetan and Mongolian ones.
TRANSLITERATION: Final = frozenset(
    "阿埃艾安奥巴白拜班比别波布查茨达丹德迪地丁杜多额恩尔法凡菲费夫弗甫盖嘎尕格古哈海罕翰汗合赫黑胡华吉加佳嘉江杰金居卡凯坎康科克肯孔库夸拉来莱兰朗勒雷里力丽利莲林琳铃龙卢鲁伦罗洛玛麦买曼毛美蒙米密敏明莫姆木穆"
    "娜纳乃南妮尼努诺帕潘佩皮珀普其奇恰秦庆琼曲热仁日茹萨塞赛桑沙莎山尚舍生圣什史斯苏索塔泰坦特提铁廷图吐土托瓦外万旺韦维温文翁乌吾伍武西希席夏仙肖谢辛兴雪逊雅亚娅延央耶叶依伊衣以义英尤于玉约扎赞泽曾扎孜卓孜佐祖提孜孜"
)
TIBETAN: Final = (
    "扎西 尼玛 次仁 卓玛 德吉 央金 拉姆 多吉 旺堆 旺姆 达瓦 平措 仁青 索朗 边巴 米玛 巴桑 白玛 格桑 洛桑 丹增 强巴 顿珠 加措 嘉措 群培 曲珍 曲吉 措姆 拥忠 益西 贡布 才让 才旦 卓嘎 桑珠 桑吉 晋美 尼珍 拉珍 玉珍 赤列 土登 云丹 泽仁 "
    "次旦 次旺 普布 占堆 坚赞 江措 邓珠 罗布 旦增 旦巴 伦珠 更登 阿旺 塔杰 色珍 巴珠 仓决 欧珠 格列 群宗 金珠 索南 斯郎 洛珠 次央 白珍 嘎玛 噶玛 布赤"
).split()
MINORITY: Final = (
    "阿依古丽 古丽娜尔 古丽米热 买买提 麦麦提 努尔买买提 买合木提 艾合买提 艾买提 阿不都拉 阿卜杜拉 阿不都热合曼 吐尔逊 吐尔洪 图尔荪 热依汗 热合曼 帕提古丽 玛依拉 阿迪力 艾尔肯 库尔班 依明江 亚森 亚库甫 木合塔尔 "
    "斯琴高娃 乌日娜 其木格 萨仁高娃 格日勒 格日勒图 巴特尔 那日苏 苏日娜 乌云其木格 阿拉坦 娜仁花 娜仁托娅 哈斯 呼和 巴雅尔 朝鲁 宝音 布和 额尔敦 乌力吉 乌兰图雅 图雅 高娃 敖登 吉克阿木 阿木日哈 吉木 阿支 沙马 马海 木呷 古丽 热娜 迪丽热巴 古力娜 阿米娜 麦尔哈巴 沙吾提 "
    "努尔古丽 热孜万古丽 茹仙古丽 布热比亚 赛里克 叶尔兰 哈力克 加依娜尔 巴合提 阿依努尔"
).split()
# Romanised surnames: pinyin, and as written in Hong Kong, Macao, Taiwan, Singapore.
LATIN_SURNAMES: Final = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen zhong cui tan fan liao shi jin jia xia fu fang zou xiong bai meng qin qiu hou jiang yin xue yan duan lei long tao he gu mao hao gong shao wan qian dai mo kong xiang chang "
    "wong lee cheung lau chan yeung wong chiu ng chow tsui chui suen chu woo kwok ho lam ko law cheng leung tse sung tong hon fung tang tsao cho pang tsang siu tin tung poon yuen choi kong yue to yip yeh ching so lui ting yam yiu shum lo kiu chung chui tam fan wang liu shek ka ha fu fong pak mang yau mok hui hsu hsieh tsai chang lim tan goh ong teo koh chua ang yap kwan kwong lai mak chau kwan man szeto ouyang au-yeung auyeung cheuk".split()
)
LATIN_GIVEN: Final = frozenset(
    "tony peter david john james michael robert william richard thomas daniel kevin jason eric alex andy ben brian chris henry jack jacky jackson jeff jerry jim jimmy joe johnny joseph ken kelvin leo louis mark martin matthew nick patrick paul raymond roy ryan sam simon stephen steven ted terry tim tom vincent victor edward frank fred gary george harry allen alan albert andrew anthony arthur bruce calvin carl dennis derek dick donald douglas edwin felix francis gordon howard ivan jacob kenneth lawrence lucas max nathan neil oliver oscar philip ray roger samuel scott sean stanley wilson winston lewis luke "
    "mary lisa amy anna alice angela annie bella betty candy carol catherine cathy cherry christine cindy coco connie daisy diana dora doris eileen elaine elizabeth ella ellen elsa emily emma eva fiona flora gigi gloria grace hannah helen irene iris ivy jane janet jasmine jennifer jenny jessica jessie joan joanna joyce judy julia julie karen kate kathy katie kelly kitty laura lily linda lucy maggie mandy margaret maria may michelle mimi monica nancy natalie nicole nina olivia pamela peggy phoebe queenie rachel rebecca rita rose ruby sandy sara sarah selina sharon sherry sophia sophie stella sunny susan tiffany tina vanessa vicky victoria vivian vivien wendy winnie yoyo yvonne zoe "
    "smith johnson brown jones miller davis garcia wilson anderson taylor moore martin jackson thompson white harris clark robinson walker young king wright hill scott green adams baker nelson carter mitchell roberts campbell evans parker collins".split()
)
# Words that stand where a given name could: 报警人赵先生, 民宿业主, 葉女.
NOT_GIVEN: Final = frozenset(
    {
        *TITLES,
        *"男 女 姓 老 太 氏 业主 店主 车主 机主 户主 商户 员工 男子 女子 夫妇 夫妻 母亲 父亲 家人 家属 同事 朋友 亲戚 父子 母女 姐妹 兄弟 妇人 男士 姓男 姓女 姓妇 姓老 姓青 班主 副总 军方 车手 大仙 利州 行员".split(),
    }
)
