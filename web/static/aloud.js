// What customers hear, read aloud by the browser's own voice; where it has none, the buttons stay hidden.
const offer = () => {
  for (const button of document.querySelectorAll('[data-aloud]')) button.hidden = !('speechSynthesis' in window)
}
document.addEventListener('click', event => {
  const button = event.target.closest('[data-aloud]')
  if (!button) return
  const words = button.closest('figure').querySelector('blockquote')
  const said = new SpeechSynthesisUtterance(words.textContent.trim())
  said.lang = words.lang
  speechSynthesis.cancel()
  speechSynthesis.speak(said)
})
document.addEventListener('htmx:afterSettle', offer)
offer()
