"""Titles in several lines: broken between words, in the shape of a trapezium or a diamond.

GB/T 9704—2012 7.3.1: a title is broken where its sense allows, in lines of fitting length, in the
shape of 梯形 or 菱形. A Chinese word is not marked in writing, so the words of this trade are
listed here; between characters that are in none a line may end, but rather elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, product

from .breaks import NO_END, NO_START, is_narrow, split

_WORDS = """
人民政府 街道办事处 办事处 街道 社区 村民委员会 居民委员会 村委会 居委会 村民小组 村民 居民
合作社 股份经济合作社 集体经济组织 党委 党政办公室 办公室 便民服务中心 村务监督委员会
政务公开 村务公开 财务公开 党务公开 政府信息公开 政府信息 信息公开 信息 公开 申请 答复
答复书 告知书 通知书 意见书 征求意见书 确认函 协办函 送达回证 接收回执 回执 登记表
审查呈批单 呈批单 检索记录表 电话记录 卷内目录 移送明细表 备案单 年度报告 报告 请示 批复
意见 通知 通报 决定 公告 通告 纪要 会议 方案 办法 规定 细则 规划 计划 总结 目录 清单 名单
台账 统计表 一览表 公开表 公示表 公布表 明细表 情况表 公示 公布 补正 延期 延长 延迟 收费
缴费 更正 不予 重复 处理 征求 协助 审查 说明 理由 送达 登记 归档 备案 行政复议 行政诉讼 复议
诉讼 财务 收支 收入 支出 资产 负债 债权 债务 明细 逐笔 汇总 财务收支 收支情况 收支公开表
财务收支公开表 财务收支情况 收益 分配 资源 承包 租赁 合同 报酬 误工 土地 征收 征地 补偿
补偿费 补偿款 安置 安置费 宅基地 耕地 地力 耕地地力保护 耕地地力保护补贴 保护 补贴 粮食 种植
惠农 低保 最低生活保障 特困 供养 临时 救助 医疗 高龄 津贴 残疾人 危房 改造 公益性 岗位 光伏
扶贫 救灾 救济 捐赠 慰问 一事一议 筹资 筹劳 水电费 工程 项目 建设 招标 中标 资金 专项 使用
发放 拨付 执行 情况 结果 决议 监督 党员 党费 缴纳 发展 民主 评议 基层 基层政务公开 标准
标准化 规范化 标准化规范化 工作 实施 管理 开展 进一步 进一步做好 进一步加强 做好 加强 印发
转发 召开 成立 调整 领导小组 领导 小组 机构 人员 职责 主动 依申请 关于 对于 有关 事项 事宜
问题 材料 文件 年度 季度 第一季度 第二季度 第三季度 第四季度 上半年 下半年 月份
"""
WORDS = frozenset(_WORDS.split())
_LONGEST = max(map(len, WORDS))
_DATED = re.compile(
    r"\d+(?:年(?:第[一二三四]季度|上半年|下半年|度|\d+月份?)?|月份?|日|号|件|期|季度)"
)
_STRAY = frozenset("的了和与及等或")

# what a line's end costs, beside the unevenness of the lines in cells
_FORBIDDEN, _IN_WORD, _BAD_END, _UNKNOWN, _GOOD = 200.0, 24.0, 16.0, 4.0, -2.0
_OBLONG, _HOURGLASS = 1.5, 12.0
# so many cells a break may lie off its even place, by lines; more lines are simply filled
_SPREADS = {2: 99.0, 3: 8.0, 4: 5.0, 5: 3.0}


def cells(text: str) -> float:
    """Return a text's width in cells: half a cell for a digit or Latin letter."""
    return sum([0.5 if is_narrow(character) else 1.0 for character in text])


def balanced(text: str, most: float, *, whole: Iterable[str] = ()) -> list[str]:
    """Break a title into as few lines as possible, each of at most ``most`` cells.

    Args:
        text: the title; line breaks in it are kept.
        most: room of one line in cells.
        whole: names that stay on one line where they can, such as the organ's.
    """
    words = WORDS | {word for word in whole if word}
    return [line for part in text.split("\n") for line in _broken(part, most, words)]


def _broken(text: str, most: float, words: frozenset[str]) -> list[str]:
    total = cells(text)
    count = -int(-total // most)
    if count <= 1:
        return [text]
    prices = _prices(text, words)
    for lines in (count, count + 1):
        found = _cheapest(text, prices, lines, most)
        if found:
            return found
    return _filled(text, prices, most)


def _cheapest(text: str, prices: Sequence[float], count: int, most: float) -> list[str]:
    """Try every way to cut the text into ``count`` lines; empty when none fits."""
    ends = [0.0]
    for character in text:
        ends.append(ends[-1] + cells(character))
    mean = ends[-1] / count
    good = [place for place in range(1, len(text)) if prices[place] < _FORBIDDEN]
    spread = _SPREADS.get(count, 0.0)
    near = [
        [place for place in good if abs(ends[place] - mean * line) <= spread]
        for line in range(1, count)
    ]
    best: tuple[float, tuple[int, ...]] | None = None
    for cut in product(*near):
        places = (0, *cut, len(text))
        widths = [ends[after] - ends[before] for before, after in pairwise(places)]
        if max(widths) > most or min(widths) <= 0:
            continue
        price = sum(prices[place] for place in cut) + _shape(widths)
        if best is None or price < best[0]:
            best = price, places
    return [text[before:after] for before, after in pairwise(best[1])] if best else []


def _shape(widths: list[float]) -> float:
    mean = sum(widths) / len(widths)
    price = sum(abs(width - mean) for width in widths)
    if max(widths) - min(widths) < 1:
        price += _OBLONG
    inner = widths[1:-1]
    if inner and min(inner) < min(widths[0], widths[-1]):
        price += _HOURGLASS
    return price


def _prices(text: str, words: frozenset[str]) -> list[float]:
    """Say for each place between two characters what ending a line there costs."""
    prices = [_FORBIDDEN] * (len(text) + 1)
    at = 0
    for piece in split(text):
        at += len(piece)
        if at < len(text):
            prices[at] = _UNKNOWN
    start = 0
    while start < len(text):
        length = _word_at(text, start, words)
        for place in range(start + 1, start + length):
            prices[place] = max(prices[place], _IN_WORD)
        if length > 1:
            for place in (start, start + length):
                prices[place] = 0.0 if prices[place] == _UNKNOWN else prices[place]
        start += max(length, 1)
    for place in range(1, len(text)):
        prices[place] = _judged(text, place, prices[place])
    return prices


def _word_at(text: str, start: int, words: frozenset[str]) -> int:
    """Return the length of the longest known word that begins here, 0 for none."""
    dated = _DATED.match(text, start)
    if dated:
        return len(dated.group())
    longest = max([_LONGEST, *(len(word) for word in words - WORDS)])
    for length in range(min(longest, len(text) - start), 1, -1):
        if text[start : start + length] in words:
            return length
    return 0


def _judged(text: str, place: int, price: float) -> float:
    before, after = text[place - 1], text[place]
    if after in NO_START or before in NO_END:
        return _FORBIDDEN
    if after in _STRAY or text[max(0, place - 2) : place] == "关于":
        return price + _BAD_END
    if before in "的、》" or text[place : place + 2] == "关于":
        return price + _GOOD
    return price


def _filled(text: str, prices: Sequence[float], most: float) -> list[str]:
    """Fill a title no shape fits line by line; only a piece longer than a line is broken."""
    lines, start = [], 0
    while cells(text[start:]) > most:
        full = start + 1
        while cells(text[start : full + 1]) <= most:
            full += 1
        good = (place for place in range(full, start, -1) if prices[place] < _FORBIDDEN)
        end = next(good, full)
        lines.append(text[start:end])
        start = end
    return [*lines, text[start:]]
