// One conversation by text: the last words in sight, sent by key, and read only where somebody can see it.
(() => {
  const thread = () => document.getElementById('thread')
  const toTheEnd = () => { thread().scrollTop = thread().scrollHeight }
  let atTheEnd = true

  document.addEventListener('keydown', event => {
    const send = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing
    const form = event.target.closest('#reply')
    if (!send || !form) return
    event.preventDefault()
    form.requestSubmit()
  })
  document.addEventListener('htmx:configRequest', event => {
    if (event.target.id !== 'thread') return
    event.detail.parameters.visible = document.visibilityState === 'visible' ? 'yes' : ''
  })
  // Who has scrolled up to read is left where they are.
  document.addEventListener('htmx:beforeSwap', () => {
    atTheEnd = thread().scrollHeight - thread().scrollTop - thread().clientHeight < 40
  })
  document.addEventListener('htmx:load', event => {
    if (event.target.id === 'thread' && atTheEnd) toTheEnd()
    const kept = event.target.id === 'reply' && event.target.querySelector('.kept')
    if (kept) event.target.querySelector('textarea').focus()
  })
  toTheEnd()
})()
