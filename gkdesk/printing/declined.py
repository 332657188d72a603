"""Why nothing is printed, or no more."""

from __future__ import annotations

from gkdesk.base.errors import Blocked, Declined


class PrintHalted(Blocked):
    """A job stopped at a page because of the printer."""

    message = (
        "{fact}，停在第{at}个（{name}）的第{page}页，已打完{done}个。"
        "请{act}，然后继续打印，会从这一页接着打，归档的原件没有改动。"
    )


class NothingToPrint(Declined):
    """No item was chosen, or none of them can be printed."""

    message = "选中的内容里没有可以打印的。请看每一项后面写的原因，没有打印任何内容。"


class DocumentVoided(Declined):
    """The one document that was chosen is void."""

    message = "“{name}”已经作废，不能再打印。要用新的一份请重新出具，没有打印任何内容。"


class NoSuchJob(Declined):
    """No job has this number."""

    message = "没有第{number}号打印任务。请用 gkdesk print list 核对，没有打印任何内容。"


class NothingUnfinished(Declined):
    """There is no job to go on with."""

    message = "没有停下的打印任务，不用继续。没有打印任何内容。"


class WhichJob(Declined):
    """More than one job waits and none was named."""

    message = "有{count}个停下的打印任务（第{numbers}号）。请写明继续哪一个，没有打印任何内容。"


class JobClosed(Declined):
    """The job has ended."""

    message = "第{number}号打印任务{state}，不能再继续。要补打请重新选择，这次没有打印。"


class JobRunning(Declined):
    """The job is being printed now."""

    message = "第{number}号打印任务正在打印，不能重复开始。请等它停下或打完，没有多打。"


class NoSuchPrinter(Declined):
    """The system knows no such printer."""

    message = "本机没有名为“{printer}”的打印机。可用的有：{known}。请重新选择，这次没有打印。"


class NoPaper(Declined):
    """The printer does not take the paper."""

    message = (
        "“{printer}”没有{paper}。可以选“缩印到A4”或“拆成两张A4拼贴”，也可以换一台打印机，"
        "没有打印任何内容。"
    )


class BadSetup(Declined):
    """A number of copies or a shift that cannot be."""

    message = "{what}应在{least}到{most}之间。请更正后再打印，没有打印任何内容。"
