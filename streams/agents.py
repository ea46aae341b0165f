"""The page to read first: the agents, in the order in which an article flows.

    articles.raw -> intake -> articles.clean -> extract -> mentions.extracted -> enrich -> mentions.enriched
                 -> link -> events.revisions, events -> alert -> alerts

What became of each article goes to ``articles.outcomes``; a record that can not be processed to ``deadletters``. Each agent
is a relay around one step: `relay` for the pure ones, which run in worker processes, `relay_in_order` for the two with state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from faust.types import ChannelT, StreamT, TopicT

from schemas.codes import Stage
from streams.app import SitrepApp, raw_topic
from streams.relay import Line, Publish, StatefulStep, Work, relay, relay_in_order
from streams.topics import topic_name


@dataclass(frozen=True, slots=True)
class Flow:
    """Which steps does the flow have? Tests bring their own."""

    intake: Work
    extract: Work
    enrich: Work
    link: StatefulStep
    publish_links: Publish
    alert: StatefulStep
    publish_alerts: Publish


def add_agents(app: SitrepApp, flow: Flow, line: Callable[[Stage, str], Line], *, is_replay: bool = False) -> None:
    """Adds every agent to the app. ``line`` makes a step's line, given the logical name of the topic that it reads. A replay
    never alerts."""

    def topic(name: str) -> ChannelT[Any]:
        return raw_topic(app, name, line("intake", name).settings)

    both = [topic_name(name, line("link", name).settings) for name in ("mentions.enriched", "events.corrections")]

    @app.agent(topic("articles.raw"), name="intake")
    async def intake(stream: StreamT[Any]) -> None:
        """Any accepted shape in; a clean article out, or the outcome ``language``."""
        await relay(stream, line("intake", "articles.raw"), flow.intake)

    @app.agent(topic("articles.clean"), name="extract")
    async def extract(stream: StreamT[Any]) -> None:
        """A clean article in; what it says, mention by mention, out."""
        await relay(stream, line("extract", "articles.clean"), flow.extract)

    @app.agent(topic("mentions.extracted"), name="enrich")
    async def enrich(stream: StreamT[Any]) -> None:
        """Mentions in; places, actors and types decided, one record to every link region's partition, out."""
        await relay(stream, line("enrich", "mentions.extracted"), flow.enrich)

    @app.agent(cast(TopicT, topic("mentions.enriched")).derive_topic(topics=both), name="link")
    async def link(stream: StreamT[Any]) -> None:
        """An article's reports on a region, or an analyst's correction, in; revisions of events, then their state, and the
        article's outcome out. Both topics in one line: a region has one writer."""
        await relay_in_order(stream, line("link", "mentions.enriched"), flow.link, flow.publish_links)

    if is_replay:
        return

    @app.agent(topic("events.revisions"), name="alert")
    async def alert(stream: StreamT[Any]) -> None:
        """A revision in; the alerts that somebody should get out, each once."""
        await relay_in_order(stream, line("alert", "events.revisions"), flow.alert, flow.publish_alerts)
