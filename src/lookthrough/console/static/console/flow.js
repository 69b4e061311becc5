// Draws the flow picture: source, intermediate, use; bands to scale; unknown hatched grey; a band opens its transfers.
"use strict";

(() => {
  const place = document.querySelector("[data-flow]");
  if (!place || typeof echarts === "undefined") return;
  const said = JSON.parse(document.getElementById(place.dataset.flow).textContent);
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
        formatter: (hit) => (hit.dataType === "edge" ? hit.data.says : hit.name && hit.data.title),
      },
      series: [{
        type: "sankey",
        left: 0,
        right: 0,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: narrow ? 24 : 20,
        nodeAlign: "justify",
        draggable: false,
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.9 } },
        lineStyle: { curveness: 0.5, opacity: 0.55 },
        data: said.nodes.map((node) => ({
          name: node.key,
          title: node.title,
          depth: node.column,
          itemStyle: { color: node.unknown ? hatch : colour("--band-strong"), borderWidth: 0 },
          label: {
            position: node.column === last ? "left" : "right",
            formatter: node.title,
            color: colour("--ink"),
            fontSize: 13,
            width: narrow ? 84 : 160,
            overflow: "break",
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
          lineStyle: { color: link.unknown ? hatch : colour("--band"), opacity: link.unknown ? 0.9 : 0.55 },
        })),
      }],
    }, true);
  }

  chart.on("click", (hit) => { if (hit.dataType === "edge" && hit.data.url) location.href = hit.data.url; });
  draw();
  new ResizeObserver(() => { chart.resize(); draw(); }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
