"""What a centre in Shanghai is made of: names, plates, phones, cars, words. All made up; nobody is meant."""

from __future__ import annotations

from random import Random

CODE, SITE_CODE, SECOND_CODE = "CN", "pudong", "jiading"
SITE_NAME, SECOND_NAME, GROUP = "一诺浦东维修站", "一诺嘉定维修站", "一诺汽车服务集团"
SITE = {
    "timezone": "Asia/Shanghai", "currency": "CNY", "language": "zh-hans", "tax_rate": 1300, "labour_rate": 22000,
    "prices_include_tax": True, "phone": "021-5550 0199", "address": "上海市浦东新区东明路 3999 号",
}  # fmt: skip
SECOND_SITE = {"phone": "021-5550 0288", "address": "上海市嘉定区安驰路 88 号"}
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
GIVEN_MALE = [
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "杰",
    "涛",
    "明",
    "超",
    "刚",
    "平",
    "辉",
    "鹏",
    "华",
    "飞",
    "鑫",
    "波",
    "斌",
    "宇",
    "浩",
    "凯",
    "健",
    "俊",
    "帆",
    "帅",
    "旭",
    "宁",
    "龙",
    "林",
    "志强",
    "建华",
    "国庆",
    "文博",
    "子轩",
    "浩然",
    "志远",
    "家豪",
    "天宇",
    "俊杰",
    "海涛",
    "晓东",
    "立新",
]
GIVEN_FEMALE = [
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "艳",
    "娟",
    "霞",
    "秀英",
    "燕",
    "玲",
    "桂英",
    "丹",
    "萍",
    "红",
    "玉兰",
    "洁",
    "雪",
    "琳",
    "倩",
    "婷",
    "婷婷",
    "雅静",
    "欣怡",
    "梦洁",
    "慧",
    "颖",
    "莹",
    "晶",
    "佳",
    "佳怡",
    "晓燕",
    "思颖",
    "雨桐",
    "诗涵",
    "丽华",
    "春梅",
    "文静",
]
FLEETS = [
    "东海物流有限公司",
    "申达租赁有限公司",
    "浦江医药配送公司",
    "明远商务用车公司",
    "新航建设工程公司",
    "佳运网约车服务公司",
    "华宁电子有限公司",
    "宏图食品有限公司",
]
STAFF = {
    "advisor": ["周敏", "林晓峰", "陈佳", "吴思远", "徐静", "郑凯"],
    "technician": ["刘建国", "孙强", "马超", "朱海", "胡勇", "何伟", "高飞", "罗斌", "梁军", "宋涛", "唐磊", "韩旭", "曹鹏", "邓明", "彭辉", "董志远"],
    "coordinator": ["沈莉"], "dispatcher": ["范志刚"], "inspector": ["石磊", "余洋"], "parts_clerk": ["谭秀英", "廖斌"], "cashier": ["姚丽", "贾雪"],
    "host": ["叶婷婷"], "follow_up_agent": ["白洁"], "service_manager": ["顾文博"], "group_manager": ["陆远航"], "administrator": ["钱宁"],
}  # fmt: skip
SECOND_STAFF = {"advisor": ["戴琳"], "technician": ["侯刚", "邵伟", "孟杰"], "inspector": ["龙海"], "cashier": ["段敏"]}
# make, model, engine, energy, how many of a hundred
CARS = [
    ("大众", "朗逸", "1.5L", "petrol", 9), ("大众", "途观L", "2.0T", "petrol", 6), ("别克", "英朗", "1.5L", "petrol", 5), ("别克", "GL8", "2.0T", "petrol", 4),
    ("丰田", "卡罗拉", "1.2T", "petrol", 7), ("丰田", "凯美瑞 双擎", "2.5L 混动", "hybrid", 4), ("本田", "思域", "1.5T", "petrol", 5), ("本田", "CR-V", "1.5T", "petrol", 5),
    ("日产", "轩逸", "1.6L", "petrol", 7), ("比亚迪", "秦PLUS DM-i", "1.5L 插混", "hybrid", 6), ("比亚迪", "元PLUS", "电动", "electric", 5), ("比亚迪", "汉EV", "电动", "electric", 3),
    ("吉利", "帝豪", "1.5L", "petrol", 5), ("吉利", "星越L", "2.0T", "petrol", 3), ("长安", "CS75 PLUS", "1.5T", "petrol", 5), ("哈弗", "H6", "1.5T", "petrol", 5),
    ("奥迪", "A4L", "2.0T", "petrol", 4), ("宝马", "3系", "2.0T", "petrol", 4), ("奔驰", "C级", "1.5T", "petrol", 3), ("五菱", "宏光S", "1.5L", "petrol", 3),
    ("理想", "L7", "1.5T 增程", "hybrid", 1), ("特斯拉", "Model Y", "电动", "electric", 1),
]  # fmt: skip
COLOURS = ["珍珠白", "雅黑", "星空银", "深灰", "酒红", "深海蓝", "香槟金"]
CHANNEL_OF_CUSTOMER = ["wechat", "phone", "wechat", "text"]
METHODS = ["wechat", "wechat", "alipay", "wechat", "card", "cash", "bank"]
INSURER = "安诚财产保险"


def person(random: Random) -> str:
    return random.choice(FAMILY) + random.choice(GIVEN_MALE if random.random() < 0.6 else GIVEN_FEMALE)


def plate(random: Random, energy: str) -> str:
    """Shanghai mostly, the neighbours sometimes; plates of new energy cars have one sign more."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    begin = random.choices(["沪", "苏E", "浙F"], [88, 8, 4])[0]
    if begin == "沪":
        begin += random.choice("ABCDEFGHJKLMN")
    signs = "".join(random.choices("0123456789", k=5))
    if energy in ("electric", "hybrid") and random.random() < 0.8:
        second = random.choice(letters) if random.random() < 0.3 else signs[0]
        return begin + ("D" if energy == "electric" else "F") + second + signs[1:]
    if random.random() < 0.55:
        place = random.randrange(5)
        signs = signs[:place] + random.choice(letters) + signs[place + 1 :]
    return begin + signs


def phone(random: Random) -> str:
    return (
        random.choice(["139", "138", "137", "136", "135", "158", "159", "186", "188", "133", "189", "177"])
        + f"{random.randrange(10**8):08d}"
    )


WORDS = {
    "maintenance": ["来做保养，一切正常。", "到公里数了，做个保养。", "保养，顺便检查一下刹车。", "上次说的保养到期了，一会儿要用车。"],
    "brakes": ["踩刹车的时候前面吱吱响，早上尤其明显。", "刹车感觉变软了，要踩得比以前深。", "高速踩刹车方向盘会抖。"],
    "engine": ["冷车启动要打两三次才着。", "怠速的时候抖，开起来就好了。", "加速没劲，故障灯亮过一次又灭了。", "最近油耗比以前高不少。"],
    "electrical": ["放两天就打不着火，要搭电。", "左前大灯时亮时不亮。", "中控屏偶尔黑屏。"],
    "chassis": ["过减速带咯噔一声，右前方。", "六十到八十方向盘有点抖。", "转弯的时候底盘有异响。", "车子往右跑偏。"],
    "air": ["空调不怎么凉，停着更明显。", "开空调有一股霉味。"],
    "body": ["后保险杠蹭了一下，走保险。", "右后门被剐了，要喷漆。"],
    "tyres": ["右前轮总是慢撒气。", "轮胎花纹快平了，想换。"],
}
FINDINGS = {
    "brakes": "前刹车片剩 3 毫米",
    "tyres": "轮胎磨损到极限标记",
    "battery": "蓄电池电压偏低，11.6 伏",
    "coolant": "冷却液管接口渗漏",
    "lights": "左前近光灯不亮",
    "washer_fluid": "玻璃水不足",
    "engine_oil": "机油液面接近下限",
    "suspension": "左后减震器渗油",
    "drive_shafts": "右前球头防尘套破裂",
    "cabin_filter": "空调滤芯脏堵",
    "wipers": "雨刮片老化刮不净",
    "brake_fluid": "刹车油含水量偏高",
}
DECLINED = ["下次再做", "价格太高", "要和家人商量", "准备换车", "自己有配件"]
RAISED = ["洗车没洗干净，脚垫还是湿的。", "等的时间比说的长。", "换完刹车片还有一点响。", "发票抬头开错了。"]
# what was raised → the real issue, process step, factor, root cause, gap, what is offered, what is changed
GRIEVANCES = [
    ("交车前没有人看洗车结果", "handover", "vehicle_pick_up", "method", 3, "重新洗车，送一次内饰清洁", "交车前由服务顾问和客户一起看一遍"),
    ("延误没有提前告诉客户", "handover", "vehicle_pick_up", "communication", 4, "下次保养免工时费", "预计晚于承诺三十分钟就打电话"),
    ("新刹车片磨合期没有讲清楚", "checkout", "service_quality", "people", 3, "免费复检并试车", "交车时讲明磨合和使用要点"),
    ("开票信息没有核对", "checkout", "problems_experienced", "method", 2, "重开发票并快递", "开票前请客户确认抬头"),
]
SORRY = "让您遇到这样的事，非常抱歉，也谢谢您告诉我们。"
SATISFIED, NOT_SATISFIED = "处理得可以，谢谢。", "还是觉得不值。"
COMPLAINTS = {
    "late": (
        "说好下午取车，我请了假过来，结果等到快下班，中间没有一个人告诉我出了什么事。",
        "给个说法",
        "洗车位只剩一个，加项又等件，没人通知客户",
        "下次保养免工时费，今后由周主管专人对接",
        "你们处理得快，下次还来。",
        "洗车排队超过四十分钟就报服务经理，并先打电话给客户",
    ),
    "dear": ("结账时比估价多了两百多，事先没人问过我。", "退多收的部分"),
    "again": ("空调修了两次还是不凉，孩子坐车都热哭了，这次再修不好我就找厂家。", "彻底修好"),
    "wash": ("洗车没洗干净，脚垫是湿的", ""),
    "rude": ("前台那位说话很冲，问一句就不耐烦", "希望道歉"),
    "web": ("上次加的玻璃水漏了一地，打了两次电话没人回 😡", "回个电话"),
    "waits": "膨胀阀在途，周四到",
    "gift": "下次保养免工时费",
    "asked": "退还多收的工时费",
    "written": "请问什么时候能有答复？",
}
SHORTAGES = "配件缺货，告知客户并改约"
REVISED = "等配件，客户同意推迟"
NO_REPAIR = ["客户暂不维修", "未发现故障", "等配件，改日再来"]
HANDOFF = {
    "price": "按估价结算",
    "ready_time": "按时交车",
    "arrival_slot": "按预约时段接待",
    "added_work_answer": "答复增项",
    "call_back": "回复客户反映的问题",
}
SUPPLIERS = ("申联汽配", "华东轮胎", "原厂配件中心库")
SHORT_CHANGE = "找零差额，已告知服务经理"
NOTICES = {
    "ready": "您的车已修好，可以来取了。",
    "reconfirm": "今天的预约为您留着工位，届时恭候。",
    "shortage": "预约所需配件缺货，请另约时间。",
    "called": "回访",
    "added": "发现需要增加的项目，请您确认。",
}
DAMAGE_NOTES = ["旧划痕", "小凹坑", "掉漆", "轮毂剐蹭"]
ZONES = {
    "gate": "大门",
    "car_park": "停车区",
    "reception": "接车预检区",
    "hall": "接待大厅",
    "waiting": "临时等候区",
    "lounge": "客户休息室",
    "workshop": "车间",
    "control": "调度室",
    "wash": "洗车区",
    "ready": "竣工车区",
}
BAYS = [("快修", "quick", 3), ("举升", "lift", 5), ("定位", "alignment", 1), ("钣金", "body", 1), ("喷漆", "paint", 1), ("洗车", "wash", 1)]
BAY_NAME = "{kind} {n} 号"
TOOLS = [("四轮定位仪", 1), ("诊断仪", 3), ("变速箱换油机", 1), ("空调冷媒机", 1)]
SKILLS = {
    "maintenance": "保养",
    "engine": "发动机",
    "electrical": "电器",
    "body": "钣金",
    "paint": "喷漆",
    "alignment": "定位",
    "hybrid": "新能源",
}
PLACE = "{letter} 区 {n} 号"

AUDIT_EVIDENCE = ("抽查 20 份工单的承诺时间", "晨会记录", "与三位顾问面谈")
TEAMS = ("接待组", "机修组")
HIGHLIGHTS = (
    (
        ("special_need", "客户推婴儿车来，主动把休息区靠窗的位子腾出来，热好奶", "客户写了表扬信"),
        ("distinctive", "下雨天撑伞接客户从门口到前台，离店时送到车边", "门口监控，当天 12 位客户"),
    ),
    (("distinctive", "换下的旧件拍照附在工单后面，交车时逐件讲给客户听", "抽查 15 份工单"),),
)
AUDIT_ACTION = "优惠发出前先与市场部核对产能，每周一碰头"
# (what is advertised, where, measured by, limit in the unit of the measure)
CLAIMS = (
    ("完工后 20 分钟内洗好车", "门店海报", "span:wash", 20 * 60),
    ("估价与结算相差不超过 5 %", "公众号", "standard:confirmation.estimate_accuracy", 500),
    ("说几点好，就几点好", "电台广告", "promise:ready_time", None),
)
# what others can learn: title, what happened, what was done, what was learnt, process step, tags
CASES = [
    (
        "等到快下班，没有一个人告诉我",
        "客户请了假下午来取车。洗车位只剩一个，加项又等件，车晚了两个多小时，中间没有人打电话。客户到前台才知道。",
        "当天由服务顾问道歉，说明原因；下次保养免工时费，以后由一位同事专门对接。客户表示满意，一个月后回厂。",
        "预计晚于承诺三十分钟就先打电话，不等客户来问。洗车排队超过四十分钟，报服务经理。",
        "handover",
        "交车, 告知, 洗车",
    ),
    (
        "发票抬头开错，客户跑了两趟",
        "结账时没有核对开票信息，抬头用了上次的。客户回公司报销被退，又专程来换。",
        "重开发票并当天快递，致电道歉。",
        "开票前请客户在屏幕上看一遍抬头和税号。",
        "checkout",
        "结账, 发票",
    ),
    (
        "新刹车片有响声，客户以为装错了",
        "更换刹车片后头两天低速有响声。交车时没有讲磨合期，客户以为装错了件。",
        "免费复检并一起试车，讲清磨合期和使用要点。",
        "",
        "checkout",
        "解释, 制动",
    ),
]
PRAISE = "接待的小伙子一项一项讲得清楚，换下来的旧件也给我看了，很放心。"
