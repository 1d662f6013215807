"""What Chinese names are made of, and the words around them.

Surnames by their share of the population (Ministry of Public Security, 2020 report on names, for the first hundred; the rest
in the order of common knowledge), then those of the Song dynasty's book of surnames (百家姓) and rare ones of today. Given names are
told by their characters, which the model weighs (`fanzha.privacy.names_training`).
"""

from __future__ import annotations

from typing import Final


def words(text: str) -> tuple[str, ...]:
    """Return words that blanks part."""
    return tuple(text.split())


# Simplified; the commoner the earlier.
SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
    "苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘闻厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰卿狄平计索宣晋相云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊乌母"
    "裘亓邰赫杭况那宿鲜逯隆茹诺战慕危玉银亢嵇哈湛宾戎勾茅於呼居揭干尉冶斯元束檀阴昝智幸奉植衡富尧闭由水昌凤酆傅萧贝骆贲洪诸钮滑荀羿汲邴糜松弓牧隗山宓蓬郗仰秋暴钭韶蓟怀鄂咸赖苍双莘贡逄扶堵宰郦却璩濮寿郏别阎习宦鱼慎庾终暨步弘禄"
    "东殳沃蔚越夔厍融訾空毋乜巢蒯红竺益桓代谯缑税占博蹇贠撒青铁刀岩依仵仉兀俸闪摆泽牙甯瓮眭种笪翦聊肇荔菅藏褟赏辉遆郄酒野雒雪静鞏革骞黑禚禤粘苻衷仓"
    "督满操撖呙门药郇琚綦寻哀侍揣苌畅妫励蚁虢僧妘嫪岐睢芈隽逢颉顿鄞潜爨皋泉蘧蛮恽侣昃归法汝钦琴佴伯墨年爱言福台国木生印支尔才雨风英天佀忻召卯镡衣修初喜塔喇纳忽脱朵锁拜虎妥舍籍广光火仙香俎侴绪竹美枚栋根渠漫泰理疏百矫线宏茆荚延闽飘骈麴默赛达迪逮镇寸尺弥志忍扎投旷昂朗杞析柱哲锺靖额麒来都"
)
DOUBLE_SURNAMES: Final = words(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 长孙 宇文 轩辕 南宫 闻人 端木 百里 呼延 西门 独孤 澹台 赫连 钟离 申屠 淳于 单于 公冶 太史 仲孙 第五 拓跋 完颜 纳兰 叶赫 东郭 东门 鲜于 万俟 范姜 张简 "
    "太叔 公羊 濮阳 宗政 公良 梁丘 左丘 亓官 "
    "司空 子车 颛孙 巫马 漆雕 乐正 壤驷 公西 夹谷 宰父 谷梁 段干 南门 微生 羊舌"
)
# What stands where names do, with sex and age behind it, and the like.
NO_PEOPLE: Final = frozenset(
    words(
        "越南 江苏 江西 云南 安徽 甘肃 宁夏 黑龙江 古巴 韩国 印度 印尼 伊朗 文莱 巴西 温州 常州 苏州 广东 广西 海南 贵州 山东 山西 元谋 荷兰 柬埔寨 爱尔兰 平安 安全 陈述 来电 广州 徐州 杭州 郑州 连云港 牡丹江 "
        "福建 湖南 湖北 河南 河北 浙江 四川 重庆 陕西 北京 上海 天津 香港 澳门 台湾 接报 带来 泰达币 高铁票 泰国 缅甸 老挝 日本 美国 英国"
    )
)
# Which sex a title tells; titles of trades tell none.
FEMALE_TITLES: Final = words(
    "女士 大妹子 老大娘 老奶奶 阿嬷 伯母 姨妈 阿妈 女史 小姐 太太 阿姨 大妈 大娘 大婶 大姐 婆婆 奶奶 阿婆 姐姐 妹妹 姨 婶 嫂 姐 妹 妈 婆 娘 夫人 师奶 老太太 老太 女仕 姑娘"
)
MALE_TITLES: Final = words(
    "先生 老先生 老大爷 老爷子 老爹 阿公 大哥 伯父 大爷 大叔 大伯 老伯 阿伯 伯伯 爷爷 叔叔 公公 哥哥 弟弟 老汉 老头 叔 伯 爷 哥 弟 爸 公子"
)
TRADE_TITLES: Final = words(
    "经理 經理 总监 总经理 总裁 总 董事长 董 主任 局长 局長 科长 处长 所长 队长 支队长 大队长 中队长 副所长 副局长 警官 警員 警察 警司 督察 民警 法官 检察官 检察长 律师 律師 医生 醫生 医师 大夫 护士 护士长 老师 老師 "
    "教授 院长 校长 园长 会计 會計 出纳 师傅 "
    "師傅 师父 老板 老板娘 老闆 秘书 书记 書記 助理 助教 导师 導師 顾问 顧問 专员 專員 客服 工程师 分析师 理财师 讲师 规划师 设计师 行长 镇长 乡长 县长 市长 区长 站长 村长 组长 社长 店长 厂长 部长 班长 排长 连长 "
    "营长 团长 司令 指导员 教导员 政委 参谋 教练 "
    "主管 主播 同学 同志 道长 大师 台长 司机 船长 中介 工 博士 专家 老总 老师傅 科 处 局 队 所 委员 干事 会长 馆长 理事 掌柜 支书 村支书 营养师 药师 技师 表哥 表姐 表弟 表妹 堂哥 堂姐 堂弟 堂妹 婶子 太婆 嬷嬷 督导 "
    "副理 襄理 协理 课长 巡佐 里长 教官 探长 "
    "警长 辅警 副总 家长 中尉 上尉 少尉 少校 中校 上校 上士 中士 嫂子 大嫂 妈妈 爸爸 理赔员 乡医 校医 工长 领班 组座 园长 船长 舰长 政审员 接警员"
)
TITLES: Final = tuple(sorted({*FEMALE_TITLES, *MALE_TITLES, *TRADE_TITLES}, key=lambda t: (-len(t), t)))
# Words that stand where a given name could: 报警人赵先生, 民宿业主, 葉女.
NOT_GIVEN: Final = frozenset(
    {
        *TITLES,
        *words(
            "业主 亲戚 兄弟 军方 利州 同事 员工 商户 大仙 太 夫妇 夫妻 女 女子 妇人 姐妹 姓女 姓妇 姓男 姓老 姓青 家人 家属 店主 户主 朋友 机主 母亲 母女 氏 父亲 父子 班主 男 男士 男子 老 行员 车主 车手"
        ),
    }
)
# Characters of names of peoples whose names are no Han names, and parts of Tibetan, Uyghur, Kazakh, Mongolian and Yi ones.
TRANSLITERATION: Final = frozenset(
    "丁万丹丽乃义乌买于亚什仁仙以伊伍伦佐佩佳依克兰兴其凡凯利别力加努勒华卓南卡卢古史叶合吉吐吾哈嘉嘎图土圣地坎坦埃塔塞夏外多夫央夸奇奥妮姆娅娜孔孜安密尔尕尚尤尼居山巴布希帕席庆库康延廷弗德恩恰扎托拉拜提敏文斯日旺明普曲曼曾朗"
    "呷嫫惹嘎布则且俄约火木杜来杰林查格桑武比毛汗江沙法波泰泽洛海温潘热特玉玛珀班琳琼瓦生甫白皮盖祖科秦穆米索约纳维罕罗美翁翰耶肖肯胡舍艾苏英茨茹莎莫莱莲菲萨蒙衣西诺谢费赛赞赫辛达迪逊里金铁铃阿雅雪雷韦额鲁麦黑龙根浩"
)
TIBETAN: Final = words(
    "扎西 尼玛 次仁 卓玛 德吉 央金 拉姆 多吉 旺堆 旺姆 达瓦 平措 仁青 索朗 边巴 米玛 巴桑 白玛 格桑 洛桑 丹增 强巴 顿珠 加措 嘉措 群培 曲珍 曲吉 措姆 拥忠 益西 贡布 才让 才旦 卓嘎 桑珠 桑吉 晋美 尼珍 拉珍 玉珍 赤列 "
    "土登 云丹 泽仁 次旦 次旺 普布 占堆 坚赞 "
    "江措 邓珠 罗布 旦增 旦巴 伦珠 更登 阿旺 塔杰 色珍 巴珠 仓决 欧珠 格列 群宗 金珠 索南 斯郎 洛珠 次央 白珍 嘎玛 噶玛 布赤"
)
MINORITY: Final = words(
    "阿依古丽 古丽娜尔 古丽米热 买买提 麦麦提 努尔买买提 买合木提 艾合买提 艾买提 阿不都拉 阿卜杜拉 阿不都热合曼 吐尔逊 吐尔洪 图尔荪 热依汗 热合曼 帕提古丽 玛依拉 阿迪力 艾尔肯 库尔班 依明江 亚森 亚库甫 木合塔尔 "
    "斯琴高娃 乌日娜 其木格 萨仁高娃 格日勒 格日勒图 巴特尔 "
    "那日苏 苏日娜 乌云其木格 阿拉坦 娜仁花 娜仁托娅 哈斯 呼和 巴雅尔 朝鲁 宝音 布和 额尔敦 乌力吉 乌兰图雅 图雅 高娃 敖登 吉克阿木 阿木日哈 吉木 阿支 沙马 马海 木呷 古丽 热娜 迪丽热巴 古力娜 阿米娜 麦尔哈巴 沙吾提 "
    "努尔古丽 热孜万古丽 茹仙古丽 布热比亚 赛里克 叶尔兰 "
    "吉克 曲比 曲木 阿苦 吉伍 勒伍 俄木 海来 莫色 罗洪 苏呷 阿呷 拉呷 惹呷 尔古 拉铁 依火 日火 且沙 阿布都 阿卜杜 阿不力 阿布力 阿力木 艾力江 艾尼瓦 麦麦 吾买尔 吾斯曼 托合提 热西提 热扎克 肉孜 萨迪克 司马义 塔依尔 "
    "外力 伊力亚 依布拉 玉素甫 祖农 阿娜尔 阿孜古 茹克亚 哈丽 帕尔哈提 帕丽 姑丽 叶尔波 叶尔肯 别克 赛力克 加尔恒 巴图 巴雅 苏日 其其格 孟克 毕力格 朝克图 呼格 吉日 满都拉 萨如拉 诺敏 斯琴 特木尔 苏和 那顺 青格勒 "
    "莫日根 索布德 才仁 卓玛 南杰 更藏 旺久 曲宗 央宗 拉宗 玉宗 白宗 贡嘎 旺杰 单增 次珍 拥珍 拥措 泽翁 降初 根秋 多杰 切吉 旦正 华旦 桑杰 拉毛 完玛 周毛 仁增 罗桑 "
    "哈力克 加依娜尔 巴合提 阿依努尔 "
    "铁木尔 帖木尔 巴根 浩斯 敖其尔 敖特根 那日松 吉雅 朝格图 阿拉腾 乌恩 乌尼尔 乌日图 孟和 孟根 其勒木格 道尔吉 宝力格 宝力德 额尔登 通拉嘎 萨日娜 斯日古楞 "
    "哈斯额尔敦 阿古拉 阿木古郎 塔娜 托娅 娜仁 萨仁 乌仁 布仁 巴图尔 呼日勒 特格希 宝日玛 乌日根 苏雅拉 "
    "马合木提 艾孜孜 艾孜买提 阿里木 阿不来提 阿布来提 帕尔哈提 买合苏提 木拉提 努尔兰 叶尔江 阿斯哈尔 卡德尔 卡米力 哈米提 米热古丽 祖丽 孜维古丽 伊力哈木 玛力亚 胡西达 努尔江 "
    "库尔班江 阿地力 凯赛尔 塔西甫拉提 沙依提 艾则孜 热比古丽 古丽巴哈 帕孜来提 肉孜买买提 加那提 哈尔肯 别克波拉 达吾列 努尔太 木合亚提"
)
# Romanised surnames: pinyin, and as written in Hong Kong, Macao, Taiwan, Singapore.
LATIN_SURNAMES: Final = frozenset(
    words(
        "ang au-yeung auyeung bai cai cao chan chang chau chen cheng cheuk cheung ching chiu cho choi chow chu chua "
        "chui chung cui dai deng ding dong du duan fan fang feng fong fu fung gao goh gong gu guo ha han hao he ho hon "
        "hou hsieh hsu hu huang hui jia jiang jin ka kiu ko koh kong kwan kwok kwong lai lam lau law lee lei leung li "
        "liang liao lim lin liu lo long lu lui luo ma mak man mang mao meng mo mok ng ong ouyang pak pan pang peng "
        "poon qian qin qiu ren shao shek shen shi shum siu so song su suen sun sung szeto tam tan tang tao teo tian "
        "tin ting to tong tsai tsang tsao tse tsui tung wan wang wei wong woo wu xia xiang xiao xie xiong xu xue yam "
        "yan yang yao yap yau ye yeh yeung yin yip yiu yu yuan yue yuen zeng zhang zhao zheng zhong zhou zhu zou"
    )
)
LATIN_GIVEN: Final = frozenset(
    words(
        "adams alan albert alex alice allen amy anderson andrew andy angela anna annie anthony arthur baker bella ben "
        "betty brian brown bruce calvin campbell candy carl carol carter catherine cathy cherry chris christine cindy "
        "clark coco collins connie daisy daniel david davis dennis derek diana dick donald dora doris douglas edward "
        "edwin eileen elaine elizabeth ella ellen elsa emily emma eric eva evans felix fiona flora francis frank fred "
        "garcia gary george gigi gloria gordon grace green hannah harris harry helen henry hill howard irene iris ivan "
        "ivy jack jackson jacky jacob james jane janet jasmine jason jeff jennifer jenny jerry jessica jessie jim "
        "jimmy joan joanna joe john johnny johnson jones joseph joyce judy julia julie karen kate kathy katie kelly "
        "kelvin ken kenneth kevin king kitty laura lawrence leo lewis lily linda lisa louis lucas lucy luke maggie "
        "mandy margaret maria mark martin mary matthew max may michael michelle miller mimi mitchell monica moore "
        "nancy natalie nathan neil nelson nick nicole nina oliver olivia oscar pamela parker patrick paul peggy peter "
        "philip phoebe queenie rachel ray raymond rebecca richard rita robert roberts robinson roger rose roy ruby "
        "liam noah ethan mia mason logan aiden chloe zoe hugo oscar theo max nora eva clara sofia marco luca giulia "
        "pierre jean marie claire hans klaus peter jan anton olga elena irina natasha dmitri dmitry sergei igor "
        "vladimir boris ivanov petrov smirnov ali ahmed mohamed mohammed muhammad hassan hussein fatima omar yusuf "
        "ibrahim khan singh kumar sharma patel gupta raj priya anil sunil nguyen tran pham hoang huynh vo dang bui "
        "thi van minh linh anh somchai sato suzuki tanaka yamada nakamura takahashi watanabe ito kobayashi kato yuki "
        "haruto yui hiroshi kenji akira kim park choi jung min ji soo hyun jae seo young hye eun lopez martinez "
        "gonzalez rodriguez fernandez santos cruz reyes silva souza carlos juan jose pedro miguel ana lucia fraser "
        "stewart murray hughes turner cooper ward cox bailey reed morgan bell ross wood watson brooks bennett "
        "hamilton sullivan russell fisher henderson graham wallace marshall owens ellis ford gibson kennedy hunter "
        "palmer stone spencer gardner payne pierce berry matthews arnold wagner willis hart cunningham bradley lane "
        "andrews riley carpenter "
        "henrik tomas thomas kevin kelvin karim oksana svetlana tatiana ekaterina aleksandr aleksei mikhail pavel nikolai yulia anastasia ivana marek jakub piotr katarzyna "
        "agnieszka lukas stefan jurgen wolfgang dieter klara greta ingrid astrid sven lars erik bjorn magnus mateo diego javier rafael andres sergio jorge ricardo fernando "
        "alejandro valeria camila isabella gabriela mariana luis manuel antonio francesco giovanni matteo lorenzo chiara francesca alessandro giorgia amara diallo traore "
        "keita mamadou aminata fatou kwame kofi ama chidi emeka ngozi adaeze oluwaseun ibrahima moussa ousmane yusuf mehmet mustafa ahmet emre elif zeynep hakan farrukh aliyev "
        "rustam timur aziz dilshod nodira gulnara bakhyt aigul nurlan daniyar rajesh suresh deepak sanjay vikram arjun ravi kavita pooja neha anita sunita aisha bilal "
        "imran tariq usman zainab abdullah khalid layla noura salem rosalinda maricel jocelyn rowena arlene mercado dela reyes villanueva bautista aquino mendoza somsak "
        "nattapong siriporn kanya malee wichai budi siti dewi agus wahyu putri rina sari ahmad nurul aung thant htet khin myat zaw bounmy kham sophea sokha dara "
        "marcus conrad gerald leonard roland raymond bernard gilbert desmond clarence wesley trevor damian dominic fabian julian adrian tristan quentin edgar hector ivor "
        "ryan sam samuel sandy sara sarah scott sean selina sharon sherry simon smith sophia sophie stanley stella "
        "stephen steven sunny susan taylor ted terry thomas thompson tiffany tim tina tom tony vanessa vicky victor "
        "victoria vincent vivian vivien walker wendy white william wilson winnie winston wright young yoyo yvonne zoe"
    )
)
