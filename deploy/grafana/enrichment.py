"""The dashboard of what is found in articles, and how long it takes."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import COLUMNS, Query, graph, increase, new_dashboard, number, of, quantile, rate

STAGES = "dateline_stage_duration_seconds"


def enrichment() -> Dashboard:
    """Languages, entities, duplicates and stage times."""
    articles = f"sum({rate('dateline_languages_total')})"
    return (
        new_dashboard(
            "dateline-enrichment", "Dateline / Enrichment", "What is found in articles, and how long it takes."
        )
        .with_row(Row("Now"))
        .with_panel(
            number(
                "Undetermined",
                "Share of the articles whose language could not be told.",
                "percentunit",
                f"sum({rate('dateline_languages_total', language='und')}) / {articles}",
                alarm=0.2,
            )
        )
        .with_panel(
            number(
                "Languages now",
                "How many languages the articles of the moment have.",
                "short",
                f"count(sum by (language) ({increase('dateline_languages_total')}) > 0)",
            )
        )
        .with_panel(
            number(
                "Names",
                "Entities found in an article, on average.",
                "short",
                f"sum({rate('dateline_entities_total')}) / {articles}",
            )
        )
        .with_panel(
            number(
                "Copies",
                "Share of the articles that are copies or updates of an earlier one.",
                "percentunit",
                f"sum({rate('dateline_duplicates_total', kind='exact|near|partial|update')}) / "
                f"sum({rate('dateline_articles_processed_total', outcome='emitted')})",
            )
        )
        .with_panel(
            number(
                "Redeliveries",
                "Articles that came again unchanged, a second.",
                "cps",
                f"sum({rate('dateline_duplicates_total', kind='redelivery')})",
            )
        )
        .with_panel(
            number(
                "Compared with",
                "Articles that later ones are compared with.",
                "short",
                f"sum({of('dateline_dedupe_index_entries')})",
            )
        )
        .with_row(Row("Findings"))
        .with_panel(
            graph(
                "Languages",
                "The fifteen languages of most articles, a second; und where it could not be told.",
                "cps",
                Query(f"topk(15, sum by (language) ({rate('dateline_languages_total')}))", "{{language}}"),
                stacked=True,
            )
        )
        .with_panel(
            graph(
                "Entities",
                "Persons, organisations and places found, a second.",
                "cps",
                Query(f"sum by (type) ({rate('dateline_entities_total')})", "{{type}}"),
            )
        )
        .with_panel(
            graph(
                "Duplicates",
                "Articles that are not the first of their story, a second.",
                "cps",
                Query(f"sum by (kind) ({rate('dateline_duplicates_total')})", "{{kind}}"),
                columns=COLUMNS,
            )
        )
        .with_row(Row("Time"))
        .with_panel(
            graph(
                "Mean time of a stage",
                "Where the time of an article goes.",
                "s",
                Query(
                    f"sum by (stage) ({rate(STAGES + '_sum')}) / sum by (stage) ({rate(STAGES + '_count')})",
                    "{{stage}}",
                ),
                stacked=True,
            )
        )
        .with_panel(
            graph(
                "Time of a stage, 99 %",
                "99 of 100 articles spend no longer in the stage.",
                "s",
                Query(quantile(0.99, STAGES, by="stage"), "{{stage}}"),
            )
        )
    )
