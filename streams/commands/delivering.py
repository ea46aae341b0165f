"""Commands that send alerts to webhooks: deliver, and what looks after the endpoints."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.alert_rules import RulesInForce
from streams.commands.live import Bootstrap, OutputFormat, Prefix, connected_settings
from streams.commands.output import USAGE, Format, errors, fail, fail_by_faults, people, print_rows
from streams.settings import Settings, load_settings

app = typer.Typer(help="The endpoints that alerts are sent to: a YAML file named by SITREP_WEBHOOKS.", no_args_is_help=True)

EndpointId = Annotated[str, typer.Argument(help="The endpoint's id in the file.")]


def deliver(bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Send alerts to the endpoints of SITREP_WEBHOOKS, beside workers that run elsewhere; any number of replicas."""
    from streams.webhooks.server import run_deliverer

    run_deliverer(connected_settings(bootstrap, prefix))


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The YAML file; default SITREP_WEBHOOKS.", dir_okay=False, exists=True)
    ] = None,
    form: OutputFormat = Format.table,
) -> None:
    """Check the file and its secrets: every fault with its line and column, or what each endpoint gets. Sends nothing."""
    from streams.lexicons.yaml_file import FaultyFileError
    from streams.webhooks.endpoints import read_endpoints

    settings = load_settings()
    path = file or settings.webhooks
    if path is None:
        fail("name a file, or set SITREP_WEBHOOKS", code=USAGE)
    try:
        endpoints = read_endpoints(path.read_text(encoding="utf-8"), str(path))
    except FaultyFileError as error:
        fail_by_faults(error.faults, form)
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
    rows = [
        {
            "endpoint": endpoint.id,
            "shape": endpoint.shape,
            "host": endpoint.host,
            "rules": ", ".join(sorted(endpoint.rules)) or "all",
            "least severity": endpoint.least_severity,
            "enabled": endpoint.enabled,
        }
        for endpoint in endpoints
    ]
    print_rows(rows, ("endpoint", "shape", "host", "rules", "least severity", "enabled"), form)
    known = {rule.id for rule in RulesInForce(settings.alert_rules).rules}
    for endpoint in endpoints:
        for name in sorted(endpoint.rules - known):
            errors.print(
                f"[yellow]note:[/] {endpoint.id}: no rule in force here is called {name}", highlight=False, soft_wrap=True
            )


@app.command("list")
def list_(form: OutputFormat = Format.table, bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """List the endpoints: state, and how many records on `alerts` are not settled for each."""
    from streams.webhooks.endpoints import configured_endpoints

    settings = connected_settings(bootstrap, prefix)
    endpoints = configured_endpoints(settings)
    rows = asyncio.run(_rows(settings, [endpoint.id for endpoint in endpoints]))
    for row, endpoint in zip(rows, endpoints, strict=True):
        row |= {"host": endpoint.host, "shape": endpoint.shape}
        if not endpoint.enabled:
            row |= {"state": "switched off"}
    print_rows(rows, ("endpoint", "state", "waiting", "host", "shape", "reason", "since"), form)


async def _rows(settings: Settings, names: list[str]) -> list[dict[str, Any]]:
    from streams.kafka.admin import committed_offsets, end_offsets
    from streams.topics import topic_name
    from streams.webhooks.states import EndpointStates

    states = EndpointStates(settings)
    await states.read()
    topic = topic_name("alerts", settings)
    ends = await end_offsets(settings, (topic,))
    rows = []
    for name in names:
        state = states.of(name)
        done = await committed_offsets(settings, (topic,), settings.webhook_group(name))
        waiting = sum(ends[part] - offset for part, offset in done.items() if offset is not None)
        rows.append(
            {
                "endpoint": name,
                "state": state.status if state else "never seen",
                "waiting": waiting,
                "reason": state.reason if state else None,
                "since": state.since if state else None,
            }
        )
    return rows


@app.command()
def enable(endpoint_id: EndpointId, bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Send alerts again to an endpoint that answered 410 (Gone): it goes on where it was, less what is too old."""
    settings = connected_settings(bootstrap, prefix)
    if not asyncio.run(_enable(settings, endpoint_id)):
        fail(f"{endpoint_id} is not disabled; `sitrep webhooks list` shows every endpoint", code=USAGE)
    people.print(f"{endpoint_id} is active", highlight=False)


async def _enable(settings: Settings, endpoint_id: str) -> bool:
    from streams.sending import open_sender
    from streams.webhooks.states import EndpointStates

    states = EndpointStates(settings)
    await states.read()
    if not states.is_disabled(endpoint_id):
        return False
    async with open_sender(settings) as sender:
        await states.publish(sender, endpoint_id, "active", "enabled by hand", datetime.now(UTC))
    return True


@app.command()
def test(endpoint_id: EndpointId) -> None:
    """Send one made-up alert to an endpoint, now, and show what it answers. Needs no broker."""
    from streams.delivery import shape_alert
    from streams.webhooks.client import Answer, EndpointClient
    from streams.webhooks.endpoints import configured_endpoints
    from streams.webhooks.sample import sample_alert
    from streams.webhooks.server import user_agent

    endpoints = {endpoint.id: endpoint for endpoint in configured_endpoints(load_settings())}
    if endpoint_id not in endpoints:
        fail(f"no endpoint is called {endpoint_id}; there are {', '.join(endpoints) or 'none'}", code=USAGE)

    async def send() -> Answer:
        client = EndpointClient(endpoints[endpoint_id], user_agent())
        try:
            return await client.send(shape_alert(sample_alert(datetime.now(UTC)), client.endpoint.shape))
        finally:
            await client.close()

    answer = asyncio.run(send())
    if answer.verdict != "accepted":
        fail(f"{endpoint_id} did not accept it: {answer.detail} ({1000 * answer.seconds:.0f} ms)")
    people.print(f"{endpoint_id} accepted it: {answer.detail} ({1000 * answer.seconds:.0f} ms)", highlight=False)
