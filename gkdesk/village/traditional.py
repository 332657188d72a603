"""Traditional characters in headings and names of villages → the simplified ones forms use.

Papers copied from web mirrors come in Traditional characters (village.md 8.12). Only characters
that simplified writing does not use are here, so that a simplified text is never changed; of one
that stands for two (乾, 於, 後 as a family name) only the sure ones are. It is for comparing words:
what is stored of a person's name stays as it was written.
"""

from __future__ import annotations

_PAIRS = (
    "財财務务開开關关鎮镇鄉乡縣县區区戶户組组項项目目總总計计額额標标準准補补貼贴資资產产負负債债權权"
    "積积畝亩數数號号碼码電电話话銀银賬账單单據据憑凭證证類类別别備备註注說说審审監监會会員员長长"
    "書书記记簽签領领發发放放撥拨結结餘余來来處处購购買买賣卖銷销營营業业經经濟济農农漁渔糧粮種种"
    "樹树退退還还養养殘残齡龄護护險险醫医療疗貧贫幫帮災灾慰慰問问捐捐贈赠籌筹勞劳務务報报酬酬費费"
    "辦办執执黨党團团體体幹干聯联絡络廠厂場场園园橋桥頭头廟庙莊庄灣湾嶺岭溝沟澗涧壩坝溪溪龍龙鳳凤馬马"
    "鳥鸟魚鱼雞鸡豬猪羅罗楊杨劉刘張张陳陈黃黄趙赵吳吴孫孙許许鄭郑馮冯葉叶蔣蒋賈贾鄧邓蕭萧韓韩錢钱陸陆"
    "東东興兴華华國国學学寶宝慶庆豐丰義义樂乐樓楼灘滩濱滨潤润瀋沈遼辽寧宁齊齐雲云陽阳陰阴隊队階阶"
    "實实際际應应該该繳缴納纳減减歲岁歷历曆历為为與与專专業业轉转運运輸输這这進进遠远邊边過过達达遷迁"
    "選选鄰邻醬酱釋释針针鋼钢鐵铁鋪铺錄录鐘钟門门閒闲間间閱阅隨随隱隐難难離离靜静響响頁页順顺須须預预頒颁"
    "領领題题願愿顧顾風风飛飞館馆駐驻騎骑驗验點点黴霉齒齿龜龟個个們们偉伟側侧傷伤傳传億亿價价優优"
    "儲储內内兩两冊册凍冻劃划創创動动勢势區区協协參参雙双變变員员啟启單单嚴严圖图圓圆堅坚報报塊块墊垫"
    "壓压夢梦奪夺孫孙對对導导屆届層层屬属島岛幣币帶带師师帳帐庫库廣广廳厅彙汇後后徵征從从復复應应"
    "戰战戲戏據据損损換换擔担據据擇择擬拟擴扩攤摊效效敗败斷断時时晉晋暫暂會会條条極极構构檔档檢检"
    "權权歸归殺杀決决沒没況况洩泄涼凉測测準准滅灭溫温滿满漢汉灣湾狀状獎奖環环現现畢毕異异當当療疗"
    "盜盗監监盤盘確确碼码禮礼稅税穩稳窮穷競竞筆笔節节範范築筑簡简籃篮級级紀纪約约紅红純纯紙纸終终"
    "組组絕绝給给統统絲丝維维綠绿網网線线編编緩缓練练縣县總总績绩織织繼继續续義义習习聖圣聞闻聯联"
    "聲声職职肅肃脫脱臨临舉举舊旧艱艰藝艺藥药處处號号裝装補补製制複复見见規规視视親亲覺觉觀观討讨"
    "訓训設设訪访評评詢询試试詳详誤误調调談谈請请論论諸诸議议變变讓让貢贡貨货貫贯責责貯贮費费貸贷"
    "賀贺賓宾賜赐質质贊赞車车軍军軟软較较載载輔辅輕轻輪轮轄辖辭辞農农連连週周"
)
_TABLE = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if old != new}


def simplified(text: str) -> str:
    """Return a text with its Traditional characters written simplified."""
    return text if text.isascii() else text.translate(_TABLE)


def is_traditional(text: str) -> bool:
    """Tell whether a text holds a character only Traditional writing uses."""
    return simplified(text) != text
