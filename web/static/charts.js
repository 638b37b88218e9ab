// Pictures of tables: the numbers come from the table beside each, the colours from the page's own.
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
  const drawn = []

  // Column by column: heads, and of each row its name and the exact numbers of its cells.
  const read = table => ({
    heads: [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim()),
    names: [...table.tBodies[0].rows].map(row => row.cells[0].textContent.trim()),
    column: n => [...table.tBodies[0].rows].map(row => row.cells[n].dataset.v === '' ? null : Number(row.cells[n].dataset.v)),
  })

  const percent = share => share == null ? '—' : `${(100 * share).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} %`

  const trend = table => {
    const { heads, names, column } = read(table)
    const quiet = { color: colour('quiet') }, ink = { color: colour('ink') }
    const line = (n, shade, type) => ({
      name: heads[n], type: 'line', data: column(n), yAxisIndex: 1, connectNulls: false, symbolSize: 5,
      lineStyle: { width: 2, type }, itemStyle: { color: shade }, tooltip: { valueFormatter: percent },
    })
    return {
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 44, right: 48, top: 40, bottom: 28 },
      legend: { top: 0, left: 0, itemWidth: 16, itemGap: 20, textStyle: ink, data: [heads[3], heads[4], heads[1]] },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colour('card'), borderColor: colour('line'), textStyle: ink },
      xAxis: { type: 'category', data: names, axisLabel: quiet, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('line') } } },
      yAxis: [
        { type: 'value', minInterval: 1, axisLabel: quiet, splitLine: { show: false } },
        { type: 'value', min: 0, max: 1, interval: 0.25, axisLabel: { ...quiet, formatter: percent }, splitLine: { lineStyle: { color: colour('line') } } },
      ],
      series: [
        { name: heads[1], type: 'bar', data: column(1), itemStyle: { color: colour('rest'), borderRadius: [2, 2, 0, 0] }, barMaxWidth: 28 },
        line(3, colour('good'), 'solid'),
        line(4, colour('text'), 'dashed'),
      ],
    }
  }

  const draw = () => drawn.forEach(({ chart, table }) => chart.setOption(trend(table), true))

  for (const place of document.querySelectorAll('[data-chart]')) {
    place.hidden = false
    drawn.push({ chart: echarts.init(place, null, { renderer: 'svg' }), table: document.getElementById(place.dataset.from) })
  }
  draw()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  new ResizeObserver(() => drawn.forEach(({ chart }) => chart.resize())).observe(document.querySelector('main'))
  // Paper is narrower than the window, and white.
  const paper = matchMedia('print')
  paper.addEventListener('change', () => drawn.forEach(({ chart }) => { chart.resize(); draw() }))
})()
