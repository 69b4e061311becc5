// Draws the flow picture: source, intermediate, use; bands to scale; unknown hatched grey; a band opens its transfers.
"use strict";

(() => {
  const place = document.querySelector("[data-flow]");
  if (!place || typeof echarts === "undefined") return;
  const said = JSON.parse(document.getElementById(place.dataset.flow).textContent);
  fit();
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function hatched() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour("--hatch-ground");
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = colour("--hatch");
    pen.lineWidth = 1.5;
    for (const shift of [-8, 0, 8]) {
      pen.beginPath();
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
      pen.stroke();
    }
    return { image: tile, repeat: "repeat" };
  }

  // long titles take two lines where there is little room: at a space, or in the middle where there is none
  function wrapped(title) {
    if (title.length < 9) return title;
    const middle = title.length / 2;
    const spaces = [...title.matchAll(/ /g)].map((found) => found.index);
    const at = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
    return at === undefined ? title : `${title.slice(0, at)}\n${title.slice(at + 1)}`;
  }

  // between the edges of a narrow picture there is room for the title only
  function labelled(node, last, narrow) {
    if (narrow && node.column > 0 && node.column < last) return wrapped(node.title);
    return `${narrow ? wrapped(node.title) : node.title}\n{amount|${node.amount}}`;
  }

  // tall enough for the fullest column
  function fit() {
    const columns = {};
    for (const node of said.nodes) columns[node.column] = (columns[node.column] ?? 0) + 1;
    place.style.height = `${Math.max(320, 200 + 48 * Math.max(...Object.values(columns)))}px`;
  }

  function draw() {
    const narrow = place.clientWidth < 640;
    const last = Math.max(...said.nodes.map((node) => node.column));
    const hatch = hatched();
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        renderMode: "richText", // an HTML tooltip would need inline styles, which the page's policy refuses
        confine: true,
        backgroundColor: colour("--sheet"),
        borderColor: colour("--line-strong"),
        textStyle: { color: colour("--ink"), fontSize: 13 },
        formatter: (hit) => (hit.dataType === "edge" ? hit.data.says : `${hit.data.title}\n${hit.data.amount}`),
      },
      series: [{
        type: "sankey",
        left: 0,
        right: 0,
        top: 8,
        bottom: 24,
        nodeWidth: 12,
        nodeGap: 40,
        layoutIterations: 0,
        nodeAlign: "justify",
        draggable: false,
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.9 } },
        lineStyle: { curveness: 0.5, opacity: 0.55 },
        data: said.nodes.map((node) => ({
          name: node.key,
          title: node.title,
          amount: node.amount,
          depth: node.column,
          itemStyle: { color: node.unknown ? hatch : colour(node.stock ? "--line-strong" : "--band-strong"), borderWidth: 0 },
          label: {
            position: node.column === last ? "left" : "right",
            formatter: labelled(node, last, narrow),
            rich: { amount: { color: colour("--quiet"), fontSize: 13, lineHeight: 18, textBorderColor: colour("--ground"), textBorderWidth: 3 } },
            color: colour("--ink"),
            fontSize: 13,
            lineHeight: 18,
            textBorderColor: colour("--ground"),
            textBorderWidth: 3,
          },
        })),
        links: said.links.map((link) => ({
          source: link.source,
          target: link.target,
          value: link.value,
          url: link.url,
          says: link.says,
          lineStyle: { color: link.unknown ? hatch : colour(link.stock ? "--line" : "--band"), opacity: link.unknown || link.stock ? 0.9 : 0.55 },
        })),
      }],
    }, true);
  }

  chart.on("click", (hit) => { if (hit.dataType === "edge" && hit.data.url) location.href = hit.data.url; });
  draw();
  new ResizeObserver(() => { chart.resize(); draw(); }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
