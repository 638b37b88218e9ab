// From a problem to its line: the line is shown and selected in the text.
document.addEventListener('click', event => {
  const chosen = event.target.closest('[data-line]')
  if (!chosen) return
  const text = document.getElementById('text')
  const lines = text.value.split('\n')
  const line = Math.min(Number(chosen.dataset.line), lines.length)
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  text.focus()
  text.setSelectionRange(from, from + lines[line - 1].length)
  text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight)
  text.scrollLeft = 0
})
