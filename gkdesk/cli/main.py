"""The command ``gkdesk``: parser, exit codes, the last handler.

A command module defines one click command or group and is named in ``COMMANDS``; it is imported
only when called, so that a quick command stays quick. Commands take ``@pass_office`` and call
``office.desk()``, which opens the folder and logs in on first use.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk import __version__
from gkdesk.base.errors import GkdeskError
from gkdesk.base.files import trouble_of

if TYPE_CHECKING:
    from gkdesk.base.formfiles import FormFolders
    from gkdesk.desk import Desk

OUR_BUG = 1
INTERRUPTED = 130

# command → module that defines it under the same name (with _ for -, and print_ for print)
COMMANDS = {
    "init": "office",
    "doctor": "office",
    "audit": "office",
    "users": "office",
    "today": "office",
    "catalog": "catalog",
    "records": "records",
    "village": "village",
    "requests": "requests",
    "documents": "documents",
    "print": "printing",
    "forms": "forms",
    "sync": "sync",
    "county": "county",
    "backup": "backup",
    "statistics": "statistics",
}


@dataclass
class Office:
    """What was said before the command: the folder and who is at the keyboard."""

    folder: Path | None = None
    user: str = ""
    password: str = ""
    _desk: Desk | None = field(default=None, repr=False)

    @property
    def chosen_folder(self) -> Path:
        """The folder named with ``--folder``, or the user's own data folder."""
        from gkdesk import paths

        return self.folder or paths.default_folder()

    @property
    def forms(self) -> FormFolders:
        """The shipped forms, and those of the folder named with ``--folder``."""
        from gkdesk import paths
        from gkdesk.base.formfiles import FormFolders

        return FormFolders(paths.forms(), self.folder / "forms" if self.folder else None)

    def desk(self, *, log_in: bool = True) -> Desk:
        """Open the office once; log in unless told not to.

        Raises:
            GkdeskError: see ``Desk.open`` and ``Accounts.log_in``.
        """
        from gkdesk.desk import Desk

        if self._desk is None:
            self._desk = Desk.open(self.chosen_folder)
            click.get_current_context().find_root().call_on_close(self._desk.close)
        if log_in and not self._desk.session.unlocked:
            name, password = self.credentials()
            self._desk.accounts.log_in(name, password)
        return self._desk

    def credentials(self) -> tuple[str, str]:
        """Return user and password from options, environment or a prompt.

        Raises:
            LoginNeeded: none given and nobody at a terminal to ask.
        """
        name = self.user or os.environ.get("GKDESK_USER", "")
        password = self.password or os.environ.get("GKDESK_PASSWORD", "")
        if (not name or not password) and not sys.stdin.isatty():
            from gkdesk.accounts.model import LoginNeeded

            raise LoginNeeded
        name = name or click.prompt("用户名", err=True)
        password = password or click.prompt("密码", hide_input=True, err=True)
        return name, password


pass_office = click.make_pass_decorator(Office)


class _LazyGroup(click.Group):
    """Finds a command by importing the one module that defines it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"gkdesk.cli.{COMMANDS[cmd_name]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if hasattr(builtins, name) else name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gkdesk")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="办公数据文件夹")
@click.option("--user", default="", help="用户名（或 GKDESK_USER）")
@click.option("--password", default="", help="密码（或 GKDESK_PASSWORD；写在命令里会被别人看到）")
@click.pass_context
def command_line(ctx: click.Context, folder: Path | None, user: str, password: str) -> None:
    """政务公开工作台。不带参数时打开窗口。"""
    ctx.obj = Office(folder, user, password)


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code (0, 1 our bug, 2 clerk, 3 machine, 130)."""
    from gkdesk.cli import show

    use_utf8()
    try:
        outcome = command_line.main(arguments, prog_name="gkdesk", standalone_mode=False)
        sys.stdout.flush()  # a full disk behind the output must show now, not at the very end
    except GkdeskError as error:
        show.error(error)
        return error.exit_code
    except click.ClickException as error:
        show.talk(usage_words(error))
        return 2
    except (SystemExit, BrokenPipeError):
        _drop_output()  # the reader of our output went away (click says so by SystemExit)
        return 0
    except (click.Abort, KeyboardInterrupt):
        show.talk("已停止，没有留下一半的内容。")
        return INTERRUPTED
    except OSError as error:
        _drop_output()
        trouble = trouble_of(error, Path(str(error.filename or "输出")))
        show.error(trouble)
        return trouble.exit_code
    except Exception:  # noqa: BLE001 - the last handler: a bug of ours, told in one sentence
        show.talk(f"程序内部出错，这一步没有保存，之前的数据完好。详情在：{_keep_trace()}")
        return OUR_BUG
    return outcome if isinstance(outcome, int) else 0


def _drop_output() -> None:
    """Let the interpreter's own last flush fail on nothing."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end


def usage_words(error: click.ClickException) -> str:
    """Say in Chinese what is wrong with how a command was written."""
    name = getattr(getattr(error, "param", None), "opts", [""])[0]
    match error:
        case click.NoSuchOption():
            fault = f"没有“{error.option_name}”这个选项"
        case click.MissingParameter():
            fault = f"缺少“{name}”"
        case click.BadParameter():
            fault = f"“{name}”的值不对"
        case click.BadOptionUsage():
            fault = f"“{error.option_name}”的写法不对"
        case _:
            # our own commands say in Chinese what they miss
            fault = error.message.rstrip("。") if not error.message.isascii() else "命令的写法不对"
    where = (
        error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "gkdesk"
    )
    return f"{fault}。请用 {where} --help 看写法，没有改动任何内容。"


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page is (Windows: GBK)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _keep_trace() -> Path:
    """Write the traceback to a file only its owner reads; it may hold what was typed."""
    import tempfile

    handle, name = tempfile.mkstemp(prefix="gkdesk-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"gkdesk {__version__}\n")
        # frames and line numbers only: exception texts and values may hold personal data
        file.writelines(traceback.format_tb(sys.exc_info()[2]))
        file.write(f"{getattr(sys.exc_info()[0], '__name__', '')}\n")
    return Path(name)
