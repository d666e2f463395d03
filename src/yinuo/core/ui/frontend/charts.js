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

// A control chart: the first series are the values, whose signals have a tone; the others are level lines (mean and limits).
draw.control = (data) => {
  const { category, value, ...rest } = base(data);
  const [own, ...levels] = data.series;
  return { ...rest, xAxis: { ...category, boundaryGap: false }, yAxis: { ...value, scale: true }, series: [
    { type: "line", name: own.name, symbol: "circle", symbolSize: 9, showAllSymbol: true, connectNulls: false, lineStyle: { width: 2 }, itemStyle: { color: fill(own.tone) },
      data: own.values.map((v, i) => ({ value: v, symbol: own.tones?.[i] ? "diamond" : "circle", symbolSize: own.tones?.[i] ? 15 : 8, itemStyle: { color: fill(own.tones?.[i] ?? own.tone) } })) },
    ...levels.map((one) => ({ type: "line", name: one.name, showSymbol: false, silent: true, lineStyle: { width: 1, type: one.tone === "idle" ? "solid" : "dashed", color: token("ink-2") }, itemStyle: { color: token("ink-2") }, data: one.values })),
  ] };
};

const bar = (from, to, height) => ({ type: "rect", shape: { x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0]), height } });

// The zone of tolerance: a bar from adequate to desired, a mark where the service was felt to be.
draw.zone = (data) => {
  const { category, value, ...rest } = base(data);
  const [adequate, desired, perceived] = data.series;
  const band = (_params, api) => ({ ...bar(api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)]), 18), style: { fill: token("line-strong"), opacity: 0.55 } });
  const ends = [[adequate, "rect"], [desired, "triangle"]].map(([one, symbol]) => ({ type: "scatter", name: one.name, symbol, symbolSize: 10, itemStyle: { color: token("ink-2") }, data: one.values.map((v, i) => [v, i]) }));
  return { ...rest, tooltip: { ...rest.tooltip, trigger: "item" }, xAxis: { ...value, scale: true }, yAxis: { ...category, inverse: true, axisLabel: { ...category.axisLabel, width: 150, overflow: "break" } }, series: [
    { type: "custom", renderItem: band, encode: { x: [1, 2], y: 0 }, data: adequate.values.map((v, i) => [i, v, desired.values[i]]), silent: true, tooltip: { show: false } }, ...ends,
    { type: "scatter", name: perceived.name, symbol: "circle", symbolSize: 15, itemStyle: { color: fill(perceived.tone) }, data: perceived.values.map((v, i) => ({ value: [v, i], itemStyle: { color: fill(perceived.tones?.[i] ?? perceived.tone) } })) },
  ] };
};

// Bars with their interval: value, low, high.
draw.whiskers = (data) => {
  const { category, value, legend, ...rest } = base(data);
  const [own, low, high] = data.series;
  const whisker = (_params, api) => ({ ...bar(api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)]), 3), style: { fill: token("ink") } });
  return { ...rest, legend: undefined, xAxis: { ...value, min: data.min ?? 0 }, yAxis: { ...category, inverse: true }, series: [
    { type: "bar", name: own.name, barMaxWidth: 24, itemStyle: { borderRadius: [0, 3, 3, 0] }, data: own.values.map((v, i) => ({ value: v, itemStyle: { color: fill(own.tones?.[i] ?? own.tone) } })) },
    { type: "custom", name: low.name, renderItem: whisker, encode: { x: [1, 2], y: 0 }, z: 5, silent: true, tooltip: { show: false }, data: low.values.map((v, i) => [i, v, high.values[i]]).filter(([, a, b]) => a != null && b != null) },
  ] };
};

// A waterfall: levels (`totals`: their places) and between them what adds up from one to the next; low and high end of each, for the whisker.
draw.waterfall = (data) => {
  const { category, value, label, legend, ...rest } = base(data);
  const [own, low, high] = data.series;
  const level = (i) => data.totals.includes(i);
  let at = 0;
  const spans = own.values.map((v, i) => { const from = level(i) ? null : at; at = level(i) ? v : at + v; return [from, at]; });
  const whisks = own.values.map((_v, i) => (low.values[i] == null ? null : [i, ...[low.values[i], high.values[i]].map((end) => end + (spans[i][0] ?? 0))])).filter(Boolean);
  const ends = [...spans.flat().filter((v) => v != null), ...whisks.flatMap(([, ...two]) => two)];
  const pad = Math.max(2, (Math.max(...ends) - Math.min(...ends)) * 0.15), min = Math.floor(Math.min(...ends) - pad), max = Math.ceil(Math.max(...ends) + pad);
  const span = (height, style) => (_params, api) => ({ ...bar(api.coord([Math.min(api.value(1), api.value(2)), api.value(0)]), api.coord([Math.max(api.value(1), api.value(2)), api.value(0)]), height), style: style(api.value(0)) });
  const words = (v, i) => (level(i) ? `${v}` : `${v > 0 ? "+" : v < 0 ? "−" : ""}${Math.abs(v)}`);
  return { ...rest, legend: undefined, tooltip: { ...rest.tooltip, trigger: "item" }, xAxis: { ...value, min, max, axisLabel: { ...value.axisLabel, showMinLabel: false, showMaxLabel: false } }, yAxis: { ...category, inverse: true, axisLabel: { ...label, width: 110, overflow: "break" } }, series: [
    { type: "custom", name: own.name, renderItem: span(18, (i) => ({ fill: fill(own.tones[i]) })), encode: { x: [1, 2], y: 0 }, silent: true, tooltip: { show: false }, data: spans.map(([from, to], i) => [i, from ?? min, to]) },
    { type: "custom", name: low.name, renderItem: span(3, () => ({ fill: token("ink") })), encode: { x: [1, 2], y: 0 }, z: 5, silent: true, tooltip: { show: false }, data: whisks },
    { type: "scatter", symbolSize: 1, silent: true, z: 6, label: { show: true, position: "right", color: token("ink"), fontSize: 13, formatter: ({ dataIndex }) => words(own.values[dataIndex], dataIndex) },
      data: spans.map(([from, to], i) => [Math.max(from ?? to, to, ...whisks.filter(([at]) => at === i).map(([, , end]) => end)), i]) },
  ] };
};

// The importance–performance map: the first series across, the second up; a cross at the means.
draw.map = (data) => {
  const { value, ...rest } = base(data);
  const [across, up] = data.series;
  const cross = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: token("ink-2"), type: "dashed" }, data: [{ xAxis: data.cross[0] }, { yAxis: data.cross[1] }] };
  const axis = (one) => ({ ...value, scale: true, name: one.name, nameLocation: "middle", nameTextStyle: { color: token("ink-2"), fontSize: 13 } });
  return { ...rest, legend: undefined, grid: { left: 30, right: 96, top: 24, bottom: 30, containLabel: true }, tooltip: { ...rest.tooltip, trigger: "item" },
    xAxis: { ...axis(across), nameGap: 28, axisLabel: { ...value.axisLabel, formatter: `{value}${across.unit ?? ""}` } }, yAxis: { ...axis(up), nameGap: 48 }, series: [
    { type: "scatter", symbolSize: 16, markLine: cross, label: { show: true, position: "right", formatter: ({ dataIndex }) => data.columns[dataIndex], color: token("ink"), fontSize: 13 },
      data: across.values.map((v, i) => ({ value: [v, up.values[i]], name: data.columns[i], symbol: SYMBOLS[{ late: 3, kept: 0, idle: 2, busy: 1 }[across.tones?.[i]] ?? 0], itemStyle: { color: fill(across.tones?.[i]) } })) },
  ] };
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
