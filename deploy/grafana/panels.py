"""What all dashboards have in common: their variables, the form of their panels, and how metrics are selected."""

from dataclasses import dataclass

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models

SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
CHOSEN = 'job=~"$job", instance=~"$instance"'
COLUMNS = 24
TAG = "dateline"


@dataclass(frozen=True, slots=True)
class Query:
    """A PromQL expression, and what its series are called."""

    expression: str
    legend: str


def of(metric: str, **labels: str) -> str:
    """Select the series of a metric, of the chosen jobs and instances; `labels` are regular expressions."""
    matchers = [CHOSEN, *(f'{name}=~"{value}"' for name, value in labels.items())]
    return f"{metric}{{{', '.join(matchers)}}}"


def of_workers(expression: str) -> str:
    """Keep the series of Dateline's own processes: with all jobs chosen, any other has such metrics too."""
    return f"({expression} and on (job, instance) {of('dateline_build_info')})"


def rate(counter: str, **labels: str) -> str:
    """How fast a counter goes up, a second."""
    return f"rate({of(counter, **labels)}[$__rate_interval])"


def increase(counter: str, **labels: str) -> str:
    """How far a counter went up."""
    return f"increase({of(counter, **labels)}[$__rate_interval])"


def quantile(share: float, histogram: str, *, by: str = "", **labels: str) -> str:
    """A quantile of a histogram; `by` names a label that is kept apart."""
    kept = f"{by}, le" if by else "le"
    return f"histogram_quantile({share:g}, sum by ({kept}) ({rate(histogram + '_bucket', **labels)}))"


def new_dashboard(uid: str, title: str, description: str) -> dashboard.Dashboard:
    """An empty dashboard, to be read and not edited, for a data source, jobs and instances to choose."""
    return (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([TAG])
        .readonly()
        .refresh("30s")
        .time("now-3h", "now")
        .timezone("browser")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .link(
            dashboard.DashboardLink("Dateline")
            .type(models.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .as_dropdown(True)
            .include_vars(True)
            .keep_time(True)
        )
        .with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
        .with_variable(_variable("job", "Job", "label_values(dateline_build_info, job)"))
        .with_variable(_variable("instance", "Instance", 'label_values(dateline_build_info{job=~"$job"}, instance)'))
    )


def _variable(name: str, label: str, query: str) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .query(query)
        .datasource(SOURCE)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".+")
        .current(models.VariableOption(selected=True, text=["All"], value=["$__all"]))
    )


def _target(query: Query, letter: str) -> prometheus.Dataquery:
    return (
        prometheus.Dataquery()
        .ref_id(letter)
        .datasource(SOURCE)
        .expr(query.expression)
        .legend_format(query.legend)
        .range()
    )


def number(title: str, description: str, unit: str, expression: str, *, alarm: float | None = None) -> stat.Panel:
    """A single number with its past; red from `alarm` on."""
    steps = [models.Threshold(value=None, color="green")]
    if alarm is not None:
        steps.append(models.Threshold(value=alarm, color="red"))
    return (
        stat.Panel()
        .title(title)
        .description(description)
        .unit(unit)
        .datasource(SOURCE)
        .height(4)
        .span(COLUMNS // 6)
        .graph_mode(common_models.BigValueGraphMode.AREA)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps))
        .with_target(_target(Query(expression, title), "A"))
    )


def graph(
    title: str, description: str, unit: str, *queries: Query, stacked: bool = False, columns: int = COLUMNS // 2
) -> timeseries.Panel:
    """Lines over time."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(description)
        .unit(unit)
        .datasource(SOURCE)
        .height(8)
        .span(columns)
        .min(0)
        .fill_opacity(30 if stacked else 10)
        .show_points(common_models.VisibilityMode.NEVER)
        .legend(
            common.VizLegendOptions()
            .show_legend(True)
            .display_mode(common_models.LegendDisplayMode.TABLE)
            .placement(common_models.LegendPlacement.RIGHT)
            .calcs(["mean", "max", "lastNotNull"])
        )
        .tooltip(
            common.VizTooltipOptions()
            .mode(common_models.TooltipDisplayMode.MULTI)
            .sort(common_models.SortOrder.DESCENDING)
        )
    )
    if stacked:
        panel.stacking(common.StackingConfig().mode(common_models.StackingMode.NORMAL))
    for letter, query in zip("ABCDEFGH", queries, strict=False):
        panel.with_target(_target(query, letter))
    return panel
