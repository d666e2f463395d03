// Charts in the house's colours, drawn on canvas (an SVG or HTML drawing would need inline styles, which the page's policy refuses).
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, CanvasRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const fill = (tone) => token(`${{ plan: "kept", done: "kept" }[tone] ?? tone ?? "busy"}-fill`) || token("busy-fill");
const SYMBOLS = ["circle", "diamond", "rect", "triangle", "pin"];
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function base(data) {
  const ink = token("ink"), muted = token("ink-2"), line = token("line");
  const label = { color: muted, fontSize: 13 };
  return {
    animation: !calm, animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 20, bottom: 4, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, itemHeight: 10, itemWidth: 14, textStyle: { color: muted, fontSize: 13 } } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: token("surface"), borderColor: line, textStyle: { color: ink }, valueFormatter: (v) => (v == null ? "—" : `${v}${data.unit ?? ""}`) },
    category: { type: "category", data: data.columns, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: label },
    value: { type: "value", axisLabel: { ...label, formatter: `{value}${data.unit ?? ""}` }, splitLine: { lineStyle: { color: line } } },
    label,
  };
}

const target = (data) => (data.target == null ? undefined : { silent: true, symbol: "none", lineStyle: { color: token("ink-2"), type: "dashed" }, label: { color: token("ink-2"), formatter: `${data.target}${data.unit ?? ""}` }, data: [{ yAxis: data.target }] });

// Small multiples stand in rows of one height, as many across as the place is wide; the place is as high as they need.
const ROW = 112;
const acrossOf = (data) => Math.max(1, Math.min(3, Math.floor(data.width / 220)));
const fit = (place, data) => { place.style.height = `${Math.ceil(data.series.length / acrossOf(data)) * ROW}px`; };

const draw = {
  bars(data) {
    const { category, value, label, ...rest } = base(data);
    const few = data.columns.length * data.series.length <= 14;
    return { ...rest, xAxis: category, yAxis: value, series: data.series.map((one, n) => ({
      type: "bar", name: one.name, barMaxWidth: 36, itemStyle: { color: fill(one.tone), borderRadius: [3, 3, 0, 0] }, label: { ...label, show: few, position: "top" }, markLine: n ? undefined : target(data),
      data: one.values.map((v, i) => (one.tones ? { value: v, itemStyle: { color: fill(one.tones[i]) } } : v)),
    })) };
  },
  lines(data) {
    const { category, value, ...rest } = base(data);
    return { ...rest, xAxis: { ...category, boundaryGap: false }, yAxis: { ...value, scale: true }, series: data.series.map((one, n) => ({
      type: "line", name: one.name, symbol: SYMBOLS[n % 5], symbolSize: 7, lineStyle: { width: 2, type: n % 2 ? "dashed" : "solid" }, itemStyle: { color: fill(one.tone) }, connectNulls: false, data: one.values, markLine: n ? undefined : target(data),
    })) };
  },
  multiples(data) {
    const { category, value, label, legend, grid, ...rest } = base(data);
    const across = acrossOf(data);
    const cell = (n) => ({ left: ((n % across) / across) * 100, top: Math.floor(n / across) * ROW });
    return {
      ...rest, legend: undefined,
      title: data.series.map((one, n) => ({ text: one.name, left: `${cell(n).left}%`, top: cell(n).top, padding: 0, textStyle: { color: token("ink"), fontSize: 13, fontWeight: 600 } })),
      grid: data.series.map((_one, n) => ({ left: `${cell(n).left + 1}%`, top: cell(n).top + 22, width: `${100 / across - 4}%`, height: ROW - 58, containLabel: false })),
      xAxis: data.series.map((_one, n) => ({ ...category, gridIndex: n, axisLabel: { ...label, fontSize: 11, hideOverlap: true } })),
      yAxis: data.series.map((_one, n) => ({ ...value, gridIndex: n, max: data.max ?? undefined, min: 0, axisLabel: { show: false } })),
      series: data.series.map((one, n) => ({ type: "bar", name: one.name, xAxisIndex: n, yAxisIndex: n, itemStyle: { color: fill(one.tone), borderRadius: [2, 2, 0, 0] }, data: one.values.map((v, i) => (one.tones ? { value: v, itemStyle: { color: fill(one.tones[i]) } } : v)) })),
    };
  },
  dumbbell(data) {
    const { category, value, ...rest } = base(data);
    const spans = data.columns.map((_column, i) => {
      const values = data.series.map((one) => one.values[i]).filter((v) => v != null);
      return [i, Math.min(...values), Math.max(...values)];
    });
    const rope = (_params, api) => {
      const from = api.coord([api.value(1), api.value(0)]), to = api.coord([api.value(2), api.value(0)]);
      return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: token("line-strong"), lineWidth: 2 } };
    };
    return {
      ...rest, tooltip: { ...rest.tooltip, trigger: "item" }, xAxis: { ...value, scale: true }, yAxis: { ...category, inverse: true },
      series: [{ type: "custom", renderItem: rope, encode: { x: [1, 2], y: 0 }, data: spans, silent: true, tooltip: { show: false } },
        ...data.series.map((one, n) => ({ type: "scatter", name: one.name, symbol: SYMBOLS[n % 5], symbolSize: 14, itemStyle: { color: fill(one.tone) }, data: one.values.map((v, i) => [v, i]) }))],
    };
  },
};

const charts = new Map();

function show(place) {
  const data = { ...JSON.parse(document.getElementById(place.dataset.source).textContent), width: place.clientWidth };
  if (place.dataset.chart === "multiples") fit(place, data);
  const chart = charts.get(place) ?? init(place, null, { renderer: "canvas" });
  charts.set(place, chart);
  chart.setOption(draw[place.dataset.chart](data), true);
}

const sized = new ResizeObserver((entries) => entries.forEach(({ target: place }) => { place.dataset.chart === "multiples" && show(place); charts.get(place)?.resize(); }));

function open(root) {
  for (const place of root.querySelectorAll("[data-chart]")) if (!charts.has(place)) { show(place); sized.observe(place); }
  for (const [place, chart] of charts) if (!place.isConnected) { chart.dispose(); charts.delete(place); }
}

new MutationObserver(() => charts.forEach((_chart, place) => show(place))).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
document.addEventListener("htmx:load", (event) => open(event.target));
open(document);
