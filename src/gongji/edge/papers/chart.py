"""A chart in a spreadsheet: a sheet with its numbers, and the chart itself above them, which the reader can change."""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from gongji.edge.papers.paper import Chart, Series, Shape

PERCENT = "0.0%"
# Where the numbers begin, below the chart.
HEAD = 26
WIDTH, HEIGHT = 1_060, 500
RED, YELLOW, BLUE = "#C62828", "#F2A900", "#2F6DB5"


def write_chart(book: Workbook, chart: Chart, name: str) -> None:
    """Add a sheet called `name` with a chart and the numbers it shows."""
    sheet = book.add_worksheet(name)
    marks = [Series(label, (rate,) * len(chart.labels)) for label, rate in chart.marks]
    # In a chart of bars a mark is a colour: a line across them would need an axis of its own.
    shown = [*chart.series, *marks] if chart.shape is Shape.LINES else list(chart.series)
    _write_numbers(book, sheet, chart, shown)
    drawn = book.add_chart({"type": "line" if chart.shape is Shape.LINES else "bar"})
    for position, series in enumerate(shown, start=1):
        first, last = HEAD + 1, HEAD + len(chart.labels)
        looks = {"line": {"width": 1.5, **({"dash_type": "dash", "color": "#808080"} if series in marks else {})}}
        drawn.add_series(
            {
                "name": [name, HEAD, position],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, position, last, position],
                **(looks if chart.shape is Shape.LINES else _bars(chart, series)),
            }
        )
    drawn.set_title({"name": chart.caption, "name_font": {"size": 13}, "overlay": False})
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    if chart.shape is Shape.BARS:
        drawn.set_legend({"none": True})
        # Excel draws the first bar at the bottom; the worst comes first.
        drawn.set_y_axis({"reverse": True, "name": chart.axis})
        drawn.set_x_axis({"num_format": "0%", "min": 0})
    else:
        drawn.set_legend({"position": "right"})
        drawn.set_x_axis({"name": chart.axis})
        drawn.set_y_axis({"num_format": "0%", "min": 0})
    sheet.insert_chart(0, 0, drawn)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _bars(chart: Chart, series: Series) -> dict[str, object]:
    """Bars in the colour of the highest mark they reach, with their value at the end."""
    steps = [(0, BLUE), *zip(sorted(rate for _, rate in chart.marks), (YELLOW, RED), strict=False)]
    colours = [next(colour for rate, colour in reversed(steps) if value >= rate) for value in series.rates_e4]
    points = [{"fill": {"color": colour}} for colour in colours]
    return {"points": points, "data_labels": {"value": True, "num_format": PERCENT}, "gap": 40}


def _write_numbers(book: Workbook, sheet: Worksheet, chart: Chart, shown: list[Series]) -> None:
    percent = book.add_format({"num_format": PERCENT})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(shown), 12)
    for position, heading in enumerate((chart.axis, *(series.name for series in shown))):
        sheet.write_string(HEAD, position, heading)
    for row, label in enumerate(chart.labels):
        sheet.write_string(HEAD + 1 + row, 0, label)
        for position, series in enumerate(shown, start=1):
            sheet.write_number(HEAD + 1 + row, position, series.rates_e4[row] / 10_000, percent)
