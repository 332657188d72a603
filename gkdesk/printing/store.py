"""All SQL of print jobs, their pages, and the settings of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkdesk.db import Connection, Row

from .model import NO_LEAF, Duplex, Event, EventKind, Fit, Item, Job, Kind, Leaf, Setup, Shift

# what ends a run, or begins one
_OF_JOB = (
    EventKind.BEGUN, EventKind.TROUBLE, EventKind.PAUSED, EventKind.STOPPED, EventKind.FINISHED,
    EventKind.GIVEN_UP,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One row of ``print_event`` to be written; ``place`` 0 stands for the whole job."""

    job_id: int
    kind: EventKind
    at: str
    by: str
    place: int = 0
    leaf: Leaf = NO_LEAF
    about: int = 0
    spool: str = ""
    printer: str = ""
    again: bool = False
    reason: str = ""


def add_job(conn: Connection, job: Job) -> int:
    """Write a job and its items; return its number."""
    setup = job.setup
    cursor = conn.execute(
        "INSERT INTO print_job (title, form, period, printer, tray, paper, copies, duplex, fit,"
        " made_at, made_by) VALUES (:title, :form, :period, :printer, :tray, :paper, :copies,"
        " :duplex, :fit, :made_at, :made_by)",
        {
            "title": job.title, "form": job.form, "period": job.period,
            "made_at": job.made_at, "made_by": job.made_by, **_setup_values(setup),
        },
    )  # fmt: skip
    job_id = int(cursor.lastrowid or 0)
    conn.executemany(
        "INSERT INTO print_item (job_id, place, kind, subject, name, sha256, pages, draft)"
        " VALUES (:job_id, :place, :kind, :subject, :name, :sha256, :pages, :draft)",
        [
            {
                "job_id": job_id, "place": item.place, "kind": item.kind, "subject": item.subject,
                "name": item.name, "sha256": item.sha256, "pages": item.pages,
                "draft": int(item.draft),
            }
            for item in job.items
        ],
    )  # fmt: skip
    return job_id


def add_event(conn: Connection, event: NewEvent) -> int:
    cursor = conn.execute(
        "INSERT INTO print_event (job_id, place, kind, copy, first, last, about, spool, printer,"
        " again, reason, at, by) VALUES (:job_id, :place, :kind, :copy, :first, :last, :about,"
        " :spool, :printer, :again, :reason, :at, :by)",
        {
            "job_id": event.job_id, "place": event.place or None, "kind": event.kind,
            "copy": event.leaf.copy, "first": event.leaf.first, "last": event.leaf.last,
            "about": event.about or None, "spool": event.spool, "printer": event.printer,
            "again": int(event.again), "reason": event.reason, "at": event.at, "by": event.by,
        },
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def job(conn: Connection, job_id: int) -> Job | None:
    found = _jobs(conn, job_id=job_id)
    return found[0] if found else None


def jobs(conn: Connection, *, on: str = "", most: int) -> list[Job]:
    """Return the newest jobs something happened to; ``on`` only those of that ISO day."""
    return _jobs(conn, begun=True, on=on, most=most)


def count_jobs(conn: Connection, *, on: str = "") -> int:
    """Count the jobs something happened to, of one ISO day when it is named."""
    [count] = conn.execute(
        "SELECT count(DISTINCT job_id) FROM print_event WHERE :on = '' OR substr(at, 1, 10) = :on",
        {"on": on},
    ).fetchone()
    return int(count)


def unfinished(conn: Connection) -> list[Job]:
    """Return the jobs that did not come to their end, newest first."""
    return _jobs(conn, unfinished=True)


def last_sent(conn: Connection) -> dict[str, str]:
    """Return when each subject's last page was handed over, ISO times by uid."""
    rows = conn.execute(
        "SELECT i.subject, max(e.at) AS at FROM print_item i"
        " JOIN print_event e ON e.job_id = i.job_id AND e.place = i.place"
        " WHERE e.kind = 'sent' AND e.last = i.pages AND NOT EXISTS (SELECT 1 FROM print_event x"
        "  WHERE x.job_id = e.job_id AND x.about = e.id AND x.kind IN ('lost', 'unknown'))"
        " GROUP BY i.subject"
    )
    return {row["subject"]: row["at"] for row in rows}


def printed_before(conn: Connection, sha256: str, *, page: int, not_job: int) -> bool:
    """Tell whether a page of this PDF was handed over in another job and not lost again.

    A page nobody knows the end of counts: it may hang somewhere.
    """
    row = conn.execute(
        "SELECT 1 FROM print_item i JOIN print_event e ON e.job_id = i.job_id AND e.place = i.place"
        " WHERE i.sha256 = :sha256 AND i.job_id <> :not_job AND e.kind = 'sent'"
        " AND :page BETWEEN e.first AND e.last"
        " AND NOT EXISTS (SELECT 1 FROM print_event x WHERE x.job_id = e.job_id"
        "  AND x.about = e.id AND x.kind = 'lost') LIMIT 1",
        {"sha256": sha256, "page": page, "not_job": not_job},
    ).fetchone()
    return row is not None


def setup(conn: Connection, *, machine: str, form: str) -> Setup | None:
    row = conn.execute(
        "SELECT printer, tray, paper, copies, duplex, fit FROM print_setup"
        " WHERE machine = :machine AND form = :form",
        {"machine": machine, "form": form},
    ).fetchone()
    return _setup(row) if row else None


def save_setup(conn: Connection, wanted: Setup, *, machine: str, form: str) -> None:
    conn.execute(
        "INSERT INTO print_setup (machine, form, printer, tray, paper, copies, duplex, fit)"
        " VALUES (:machine, :form, :printer, :tray, :paper, :copies, :duplex, :fit)"
        " ON CONFLICT (machine, form) DO UPDATE SET printer = :printer, tray = :tray,"
        " paper = :paper, copies = :copies, duplex = :duplex, fit = :fit",
        {"machine": machine, "form": form, **_setup_values(wanted)},
    )


def shift(conn: Connection, *, machine: str, printer: str) -> Shift:
    row = conn.execute(
        "SELECT right_tenths, down_tenths FROM print_shift"
        " WHERE machine = :machine AND printer = :printer",
        {"machine": machine, "printer": printer},
    ).fetchone()
    return Shift(row["right_tenths"], row["down_tenths"]) if row else Shift()


def save_shift(conn: Connection, measured: Shift, *, machine: str, printer: str) -> None:
    conn.execute(
        "INSERT INTO print_shift (machine, printer, right_tenths, down_tenths)"
        " VALUES (:machine, :printer, :right, :down)"
        " ON CONFLICT (machine, printer) DO UPDATE SET right_tenths = :right, down_tenths = :down",
        {"machine": machine, "printer": printer, "right": measured.right, "down": measured.down},
    )


def _jobs(
    conn: Connection,
    *,
    job_id: int = 0,
    begun: bool = False,
    on: str = "",
    unfinished: bool = False,
    most: int = -1,
) -> list[Job]:
    rows = conn.execute(
        "SELECT * FROM print_job WHERE (:job_id = 0 OR id = :job_id)"
        " AND (:begun = 0 OR id IN (SELECT job_id FROM print_event"
        "  WHERE :on = '' OR substr(at, 1, 10) = :on))"
        " AND (:unfinished = 0 OR id NOT IN"
        "  (SELECT job_id FROM print_event WHERE kind IN ('finished', 'given_up')))"
        " ORDER BY id DESC LIMIT :most",
        {
            "job_id": job_id,
            "begun": int(begun),
            "on": on,
            "unfinished": int(unfinished),
            "most": most,
        },
    ).fetchall()
    return [_job(conn, row) for row in rows]


def _job(conn: Connection, row: Row) -> Job:
    events = [
        _event(found)
        for found in conn.execute(
            "SELECT id, coalesce(place, 0) AS place, kind, copy, first, last,"
            " coalesce(about, 0) AS about, spool, printer, again, reason, at, by"
            " FROM print_event WHERE job_id = :id ORDER BY id",
            {"id": row["id"]},
        )
    ]
    by_place: dict[int, list[Event]] = {}
    for event in events:
        by_place.setdefault(event.place, []).append(event)
    items = conn.execute(
        "SELECT place, kind, subject, name, sha256, pages, draft FROM print_item"
        " WHERE job_id = :id ORDER BY place",
        {"id": row["id"]},
    )
    return Job(
        id=row["id"], title=row["title"], form=row["form"], period=row["period"],
        setup=_setup(row), made_at=row["made_at"], made_by=row["made_by"],
        items=tuple(_item(item, by_place.get(item["place"], ())) for item in items),
        events=tuple(event for event in events if event.kind in _OF_JOB),
    )  # fmt: skip


def _item(row: Row, events: Sequence[Event]) -> Item:
    return Item(
        place=row["place"], kind=Kind(row["kind"]), subject=row["subject"], name=row["name"],
        sha256=row["sha256"], pages=row["pages"], draft=bool(row["draft"]),
        events=tuple(events),
    )  # fmt: skip


def _event(row: Row) -> Event:
    values = {name: row[name] for name in Event.__slots__}
    return Event(**values | {"kind": EventKind(row["kind"]), "again": bool(row["again"])})


def _setup(row: Row) -> Setup:
    return Setup(
        row["printer"], row["tray"], row["paper"], row["copies"], Duplex(row["duplex"]),
        Fit(row["fit"]),
    )  # fmt: skip


def _setup_values(wanted: Setup) -> dict[str, object]:
    return {name: getattr(wanted, name) for name in Setup.__slots__}
