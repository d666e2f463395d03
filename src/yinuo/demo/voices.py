"""What customers of the simulated centre write, in the centre's language: a theme, and the ways in which people say it."""

from __future__ import annotations

from typing import NamedTuple

Theme = tuple[str, ...]


class Voices(NamedTuple):
    praise: tuple[Theme, ...]
    wrong: dict[str, tuple[Theme, ...]]
    raised: tuple[Theme, ...]  # as the complaint has it: in the order of the country's RAISED
    names: tuple[tuple[tuple[str, ...], str], ...]  # words of which one stands in most texts of a topic, and what people call it


CHINESE = Voices(
    praise=(
        (
            "小伙子讲得很清楚，放心。", "顾问讲解得很清楚，听得懂。", "每一项都讲清楚为什么要做，放心。", "讲解耐心，问什么都讲得清楚。",
            "检查结果讲得很清楚，还看了照片。",
            "讲得明白，不推销，放心。",
        ),
        (
            "比上次快多了，洗得也干净 👍", "速度快，一个小时就好了。", "保养速度很快，没耽误事。", "今天快，比预计的早半小时。", "速度比上次快，车也洗得干净。",
            "很快，喝杯茶就好了。",
        ),
        (
            "价格事先说好，结账一分不差。", "价格透明，结账和报价一样。", "价格和估价单上一样，没有多收。", "事先报价，价格没变过，踏实。", "价格公道，账单清楚。",
            "结账和事先说的价格一样。",
        ),
        (
            "休息区的茶不错。", "休息区干净，有茶有点心。", "休息区能办公，网也快，茶不错。", "休息区孩子有地方玩。", "休息区安静，茶水一直有人添。",
            "在休息区等着不无聊。",
        ),
        (
            "师傅把旧件拿给我看，很实在。", "旧件都拿给我看了，实在。", "师傅实在，能修的不让换。", "换下来的旧件装好给我看，放心。", "师傅带我到车边看旧件，很实在。",
            "师傅技术好，人也实在。",
        ),
        (
            "一直有人告诉我进度，不用催。", "进度随时发给我，不用催。", "手机上能看到进度，方便。", "每一步进度都有人告诉我。", "没催过，进度一直有人说。",
            "顾问主动打电话告诉我进度。",
        ),
        (
            "异响终于没有了，谢谢！", "异响找到了，修好没有了。", "跑了三家，异响在你们这里修好了，谢谢。", "异响一次就修好了。", "修好了，异响没有了，谢谢师傅！",
            "底盘异响终于修好了。",
        ),
    ),
    wrong={
        "pick_up": (
            (
                "说好三点取车，等到四点半。", "答应五点交车，六点还没好。", "取车时间一拖再拖，等了一个多小时。", "说好的取车时间没做到，也没人通知。",
                "交车晚了五十分钟，取车还要排队。",
                "请了假来取车，结果车还没好，等了好久。", "取车时间改了两次，都没提前说。", "到了交车时间才说还要等。",
            ),
            (
                "取车时车没洗，里面还有脚印。", "洗车没洗干净，玻璃上都是水印。", "车没洗就交给我了，脚垫上有泥。", "洗车太马虎，轮毂还是脏的。",
                "说送洗车，取车时车身还是脏的。",
                "洗完车脚垫是湿的，里面有脚印。", "洗车排队太久，最后没洗干净。", "车里有油印，没洗干净。",
            ),
            (
                "账单没人解释，多出来的一项是自己发现的。", "账单上多了一项，没人解释。", "结账时没人给我讲账单。", "账单看不懂，问了才解释。",
                "结账比估价多，没人解释多在哪里。",
                "账单里的辅料费没人解释过。", "多收了一项检测费，自己看账单才发现。", "账单只让签字，一项也没解释。",
            ),
        ),
        "initiation": (
            (
                "到店站了好几分钟没人理。", "进门没人理，站了十分钟。", "到店以后没人接待，自己找前台。", "前台都在忙，站了半天没人理我。",
                "到店没人接待，等了一刻钟。",
                "预约了还是没人接待。", "站在前台好几分钟，没人抬头。", "到店没人问我来做什么。",
            ),
            (
                "下次什么时候保养也没说。", "下次保养没人提醒，要自己记。", "没说下次保养的公里数。", "下次保养什么时候，交车时没说。",
                "保养提醒贴纸没贴，下次什么时候也没说。",
                "问下次保养才说，不问不说。", "下次保养的时间和项目都没告诉我。",
            ),
        ),
        "in_service": (
            (
                "中途没人告诉我情况，只能自己去问。", "修车中途没有消息，只能自己问。", "一上午没人告诉我进度，问了三次。", "中途加项才打电话，之前没消息。",
                "没人告诉我修到哪里了，自己去车间问。",
                "等了半天没消息，打电话问才知道在等件。", "进度没人说，微信问也不回。", "中途换了顾问，没人告诉我情况。",
            ),
        ),
        "advisor": (
            (
                "话没说完就被打断了。", "顾问老打断我，话都没说完。", "我话没说完顾问就去接电话了。", "顾问着急，没听我说完。", "说了两句就被打断，不耐烦。",
                "顾问没听我说完就开单。", "接待时一直有人打断，话没说完。",
            ),
            (
                "我说的异响没有写进去。", "我说的问题没有写进单子里。", "说了三个问题，单子上只写了一个。", "接车单上没写我说的抖动。",
                "我说的毛病没写进去，技师不知道。",
                "说了空调不凉，单子里没有写。", "我反映的问题没写上，白说了。",
            ),
        ),
        "problems": (
            (
                "回家路上那个声音又来了。", "刹车异响还在，声音没解决。", "开了两天异响又出现了。", "底盘声音还有，跟没修一样。", "取车第二天异响又响了。",
                "换了零件声音还是有。", "过减速带还是有异响，没修好。", "异响没解决，回家路上又响。",
            ),
            (
                "同一个毛病第二次来了。", "空调修了两次还不凉。", "同一个故障灯来了三次没修好。", "第二次返修了，还是同一个毛病。", "返修两次，浪费我两天时间。",
                "同一个问题反复修，没修好。", "上次修的毛病又犯了，又跑一趟。", "故障灯灭了又亮，第二次来修。",
            ),
        ),
        "any": (
            ("感觉一般，没有上次好。", "感觉一般吧。", "一般，没什么特别的。", "没有上次好，感觉差一点。", "还可以，一般般。", "感觉不如以前。"),
            (
                "等得有点久。", "等得太久了，两个多小时。", "排队等得久，工位不够。", "周末人多，等了很久。", "小保养等了三个小时，太久。", "等得久，预约也没用。",
                "等太久，中午饭都没吃。",
            ),
        ),
    },
    raised=(
        (
            "洗车没洗干净，脚垫还是湿的。", "车没洗干净，脚垫湿的就放回去了。", "洗车洗得马虎，玻璃上全是水印。", "内饰没吸，脚垫没干，洗车等于没洗。",
            "洗完车轮毂还是脏的。",
            "洗车没洗干净，后备箱里还有水。", "取车一看车身还有泥点，没洗干净。",
        ),
        (
            "等的时间比说的长。", "说好一个小时，等了两个小时。", "等的时间太长，比答应的多了一个钟头。", "说四点能取，等到五点多。", "等太久了，说的时间不准。",
            "取车时间推了两次，等了一下午。", "说的时间和实际等的时间差太多。",
        ),
        (
            "换完刹车片还有一点响。", "新换的刹车片，踩刹车还是响。", "刹车片换了，倒车时还有声音。", "换完刹车片以后刹车发软。", "刹车片换了没两天又开始响。",
            "踩刹车有尖叫声，刚换的刹车片。", "换了刹车片，低速刹车还有响声。",
        ),
        (
            "发票抬头开错了。", "发票开成个人了，要公司抬头。", "发票税号写错一位。", "电子发票一直没收到。", "发票金额和付的不一样。", "发票抬头写错，财务不给报销。",
            "说好当天开发票，三天了还没有。",
        ),
    ),
    names=(
        (("洗",), "洗车不干净"), (("发票",), "发票开错或没收到"), (("刹车",), "换刹车片后还响"), (("取车", "交车", "等的时间", "小时"), "比答应的时间晚"),
        (("账单",), "账单没讲清楚"),
        (("接待", "前台", "没人理"), "到店没人接待"), (("异响",), "异响"), (("下次",), "没提醒下次保养"), (("旧件",), "旧件给客户看"), (("进度",), "主动告知进度"),
    ),
)  # fmt: skip
ENGLISH = Voices(
    praise=(
        (
            "Everything was explained in plain words.", "The advisor explained every item in plain words.", "Clearly explained, with photos.",
            "Explained what could wait and what could not.",
            "Well explained, no pressure.",
        ),
        (
            "Quicker than last time, and spotless.", "Quick service, done within the hour.", "Quicker than promised.", "In and out quickly, car was spotless.",
            "Quick and friendly.",
        ),
        (
            "The bill was exactly what we had agreed.", "Bill matched the estimate to the penny.", "Fair price, and the bill was as agreed.",
            "No surprises on the bill.",
            "The price was agreed first and did not change.",
        ),
        (
            "Kept me posted all day.", "I was kept posted by text message.", "Regular updates, never had to ring.", "Kept informed of every step.",
            "Updates all day without asking.",
        ),
        (
            "The rattle is gone at last, thank you!", "Rattle found and gone, thank you.", "Three garages failed; the rattle is gone now.",
            "They found the rattle in ten minutes.",
            "No more rattle, very happy.",
        ),
        (
            "They showed me the old parts. Very fair.", "Old parts shown without my asking, very fair.", "The technician showed me the worn parts.",
            "Honest technician, showed the old parts.",
            "Showed me the parts they had taken out.",
        ),
    ),
    wrong={
        "pick_up": (
            (
                "Promised for three, ready at half past four.", "Car was promised for five and ready at six.",
                "Ready an hour later than promised, nobody rang.", "The promised time came and went.",
                "Took time off to collect it and it was not ready.", "Twice promised, twice late.",
            ),
            (
                "The car came back dirty.", "Car was not washed, footprints inside.", "The wash left streaks on every window.",
                "Promised a wash, came back dirty.", "Mats were wet and dirty after the wash.",
                "Dirty footprints inside, no wash.",
            ),
            (
                "Nobody went through the bill with me.", "The bill was not explained.", "An extra line on the bill, nobody explained it.",
                "Bill higher than the estimate, no explanation.",
                "Had to ask what half the bill was for.", "Just told to sign the bill.",
            ),
        ),
        "initiation": (
            (
                "Stood at the desk for minutes before anyone looked up.", "Nobody at the desk when I arrived.",
                "Waited at the desk ten minutes to be greeted.", "Had an appointment, still stood at the desk.",
                "Nobody looked up when I came in.", "Ignored at the desk.",
            ),
            (
                "No word about the next service.", "Nobody told me when the next service is due.", "No reminder sticker for the next service.",
                "Had to ask about the next service.",
                "Next service was not mentioned.",
            ),
        ),
        "in_service": (
            (
                "Nobody told me anything until I asked.", "No news until I rang at noon.", "Had to ring three times for news.", "Nobody rang about the delay.",
                "No updates at all, I had to ask.",
                "Left without news all morning.",
            ),
        ),
        "advisor": (
            (
                "I was cut off before I had finished.", "The advisor did not let me finish.", "Cut off mid sentence, twice.",
                "Advisor answered the phone while I was talking.", "Was not listened to, cut off.",
            ),
            (
                "The noise I described was not written down.", "What I said was not written on the job card.", "Told them three things, one was written down.",
                "The vibration was not written down.",
                "Nothing of what I described was on the card.",
            ),
        ),
        "problems": (
            (
                "The noise came back on the way home.", "Same noise again after two days.", "The noise is still there.", "Brake noise not cured.",
                "Paid for parts and the noise came back.",
                "Noise over bumps is still there.",
            ),
            (
                "Second visit for the same fault.", "Back again for the same fault.", "Third time for the same warning light.",
                "Same fault, second visit, another day lost.", "The fault was not fixed the first time.",
                "Warning light is on again, second visit.",
            ),
        ),
        "any": (
            ("So-so this time.", "So-so, nothing special.", "Not as good as last time.", "Average this time.", "It was all right, so-so."),
            ("A long wait.", "Long wait for a small service.", "Waited too long.", "The wait was far too long.", "A long wait even with an appointment."),
        ),
    },
    raised=(
        (
            "The mats were still wet.", "Washed in a hurry, the mats were wet.", "Wet mats and dirty wheels after the wash.",
            "The wash left mud on the doors.", "Inside was not vacuumed, mats were wet.",
        ),
        (
            "It took longer than I was told.", "Told one hour, it took two.", "Ready much later than I was told.", "Took longer than promised again.",
            "I was told four, it was ready at five.",
        ),
        (
            "There is still a bit of a squeal.", "New pads and the brakes still squeal.", "Brakes squeal when I stop.", "A squeal from the new brake pads.",
            "The squeal is back after two days.",
        ),
        (
            "The invoice has the wrong name.", "Wrong name on the invoice.", "The invoice never came by e-mail.",
            "The invoice shows another amount than I paid.", "The invoice has my private address on it.",
        ),
    ),
    names=(
        (("promised", "ready", "late"), "Not ready in time"), (("dirty", "wash"), "Dirty after the wash"), (("bill",), "The bill"), (("desk",), "Waiting at the desk"),
        (("noise", "brake"), "Noise comes back"), (("invoice",), "Wrong invoice"), (("next service",), "Next service not mentioned"),
    ),
)  # fmt: skip


def of(language: str) -> Voices:
    return CHINESE if language.startswith("zh") else ENGLISH
