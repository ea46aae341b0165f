"""Commands that look after an installation: topics, schemas, lexicon, gazetteer, doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, get_args

import typer

from streams.commands.live import Bootstrap, OutputFormat, Prefix
from streams.commands.output import FAILED, Format, errors, fail, people, print_rows, write_bytes
from streams.errors import SitrepError
from streams.settings import Settings, load_settings

topics = typer.Typer(help="The topics: what they hold, what an administrator must create.", no_args_is_help=True)
lexicon = typer.Typer(help="The tables of knowledge.", no_args_is_help=True)
gazetteer = typer.Typer(help="The index of places.", no_args_is_help=True)


@topics.command("list")
def list_topics(form: OutputFormat = Format.table, prefix: Prefix = None) -> None:
    """List every topic: key, message, partitions, retention, clean-up."""
    from streams.topics import TOPICS, max_message_bytes, partition_count, retention_ms, topic_name

    settings = load_settings(kafka_topic_prefix=prefix)
    rows = [
        {
            "topic": topic_name(topic.name, settings),
            "key": topic.key,
            "message": topic.message.__name__ if topic.message else "original bytes",
            "partitions": partition_count(topic, settings),
            "retention_ms": retention_ms(topic, settings),
            "cleanup": topic.cleanup,
            "max_message_bytes": max_message_bytes(topic, settings),
        }
        for topic in TOPICS
    ]
    print_rows(rows, ("topic", "key", "message", "partitions", "cleanup"), form)


@topics.command("plan")
def show_plan(
    form: OutputFormat = Format.table,
    user: Annotated[str, typer.Option(help="User that the rights are granted to, where one user plays every role.")] = "sitrep",
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Print what an administrator must create: topics with their settings, and the rights of each role."""
    from streams.kafka.plan import Role, plan_topics

    settings = load_settings(kafka_bootstrap=bootstrap, kafka_topic_prefix=prefix)
    plan = plan_topics(settings)
    if form is Format.jsonl:
        print_rows(({"kind": "topic", **asdict(row)} for row in plan.topics), (), form)
        print_rows(({"kind": "right", **asdict(row)} for row in plan.rights), (), form)
        return
    principals: dict[Role, str] = dict.fromkeys(get_args(Role), user)
    for line in plan.commands(settings.kafka_bootstrap or "BROKER:9092", principals, settings.kafka_replication_factor):
        typer.echo(line)


@topics.command("create")
def create_topics(bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Create the topics that are missing; check those that are there."""
    import asyncio

    from streams.commands.live import connected_settings
    from streams.kafka.admin import create_topics

    done = asyncio.run(create_topics(connected_settings(bootstrap, prefix)))
    for name in done.created:
        people.print(f"created {name}", highlight=False)
    for name in done.widened:
        people.print(f"added partitions to {name}", highlight=False)
    people.print(f"{len(done.existing)} were there already and fit", highlight=False)


def schemas(
    name: Annotated[str | None, typer.Argument(help="A message, or asyncapi; without it the list.")] = None,
    form: OutputFormat = Format.table,
) -> None:
    """List the messages, or print one's JSON Schema or the AsyncAPI document."""
    from streams.contracts import FOLDER, message_types

    paths = {kind: FOLDER / "json" / f"{kind}.json" for kind in message_types()} | {"asyncapi": FOLDER / "asyncapi.json"}
    if name is None:
        docs = {kind: (message.__doc__ or "").strip().splitlines()[0] for kind, message in message_types().items()}
        docs["asyncapi"] = "Every topic and message, as AsyncAPI 3."
        print_rows(
            ({"name": kind, "what": docs[kind], "file": str(path)} for kind, path in paths.items()), ("name", "what"), form
        )
        return
    if name not in paths:
        fail(f"no message is called {name}; there are {', '.join(paths)}", code=2)
    write_bytes(paths[name].read_bytes().rstrip())


@lexicon.command("check")
def check_lexicon(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of your own tables; without it ours.", file_okay=False, exists=True)
    ] = None,
) -> None:
    """Check every row of the tables, and say which lexicon version they make."""
    from streams.lexicons import lexicon_version
    from streams.lexicons.check import check_tables

    faults = list(check_tables(folder))
    for fault in faults:
        errors.print(f"[bold red]error:[/] {fault}", highlight=False, soft_wrap=True)
    if faults:
        raise typer.Exit(FAILED)
    people.print(f"all rows are sound; lexicon version {lexicon_version()}", highlight=False)


@gazetteer.command("add")
def add_dump(
    file: Annotated[Path, typer.Argument(help="A GeoNames dump, unpacked: XX.txt, or a TSV with a header.", exists=True)],
) -> None:
    """Add a GeoNames country dump to the index of places."""
    from streams.lexicons.gazetteer import import_dump

    count = import_dump(file)
    people.print(f"{count} places added; they are used from the next start on", highlight=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report. ``advice`` is empty where all is well."""

    what: str
    found: str
    advice: str = ""


def _broker(settings: Settings) -> Check:
    import asyncio

    from streams.kafka.embedded import running_bootstrap
    from streams.kafka.java import find_java
    from streams.kafka.preflight import preflight

    address = settings.kafka_bootstrap or running_bootstrap(settings.data_dir)
    if address is None:
        java = find_java(settings.java_home)
        return Check("broker", f"none named; `sitrep run` starts Apache Kafka with {java}")
    asyncio.run(
        preflight(settings.model_copy(update={"kafka_bootstrap": address}), topics_needed=settings.kafka_bootstrap is not None)
    )
    return Check("broker", f"answers at {address} ({settings.kafka_security_protocol})")


def _packages(_: Settings) -> Check:
    names = ("sitrep-streams", "faust-streaming", "aiokafka", "pydantic", "spacy")
    return Check("packages", ", ".join(f"{name} {installed_version(name)}" for name in names))


def _model(settings: Settings) -> Check:
    model = import_module(settings.spacy_model)
    return Check("model", f"{settings.spacy_model} {model.__version__}")


def _lexicons(_: Settings) -> Check:
    from streams.lexicons import lexicon_version
    from streams.lexicons.check import check_tables

    faults = [str(fault) for fault in check_tables(None)]
    return Check("lexicons", f"version {lexicon_version()}", faults[0] if faults else "")


def _places(_: Settings) -> Check:
    from streams.lexicons.gazetteer import gazetteer as open_gazetteer

    return Check("gazetteer", f"version {open_gazetteer().version}")


def _alert_rules(settings: Settings) -> Check:
    from streams.alert_rules import RulesInForce

    count = len(RulesInForce(settings.alert_rules).rules)
    return Check("alert rules", f"{count} of {settings.alert_rules or 'the built-in file'}")


CHECKS: tuple[tuple[str, Callable[[Settings], Check], str], ...] = (
    ("packages", _packages, "install again: make setup"),
    ("model", _model, "install the model's package, or set SITREP_SPACY_MODEL to one that is installed"),
    ("lexicons", _lexicons, "mend the row that the message names"),
    ("gazetteer", _places, "make the cache folder writable, or set SITREP_CACHE_DIR"),
    ("alert rules", _alert_rules, "mend the line that the message names; `sitrep alerts check` names every fault"),
    ("broker", _broker, "name a Kafka that answers, or unset SITREP_KAFKA_BOOTSTRAP"),
)


def _examine(settings: Settings) -> Iterator[Check]:
    for what, check, advice in CHECKS:
        try:
            yield check(settings)
        except (SitrepError, ImportError, OSError, ValueError) as error:
            yield Check(what, str(error), advice)


def doctor(form: OutputFormat = Format.table, bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Check broker, versions, gazetteer, lexicons and model, and say what to do. Status 1 if anything is wrong."""
    settings = load_settings(kafka_bootstrap=bootstrap, kafka_topic_prefix=prefix)
    ill = False
    for check in _examine(settings):
        ill = ill or bool(check.advice)
        if form is Format.jsonl:
            print_rows(
                [{"check": check.what, "found": check.found, "ok": not check.advice, "advice": check.advice or None}], (), form
            )
            continue
        people.print(f"{'[red]✗[/]' if check.advice else '[green]✓[/]'} [bold]{check.what}[/]: {check.found}", highlight=False)
        if check.advice:
            people.print(f"  {check.advice}", highlight=False)
    if ill:
        raise typer.Exit(FAILED)
