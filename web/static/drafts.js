// Keeps what is typed into an outcome's form until it is logged, through reloads and lost connections.
(() => {
  const KEY = 'draft:'
  const LONGEST = 48 * 3600 * 1000

  const keep = form => {
    const data = {}
    new FormData(form).forEach((value, name) => { if (name !== 'csrf_token') data[name] = value })
    localStorage.setItem(KEY + form.dataset.draft, JSON.stringify({ at: Date.now(), data }))
  }

  const restore = form => {
    const kept = JSON.parse(localStorage.getItem(KEY + form.dataset.draft) || '{"data": {}}')
    for (const [name, value] of Object.entries(kept.data)) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === 'radio') field.checked = field.value === value
        else field.value = value
      }
    }
  }

  const drafts = () => Object.keys(localStorage).filter(key => key.startsWith(KEY))
  const forget = keys => keys.forEach(key => localStorage.removeItem(key))
  const old = key => Date.now() - (JSON.parse(localStorage.getItem(key)).at || 0) > LONGEST

  document.addEventListener('input', event => {
    const form = event.target.closest('form[data-draft]')
    if (form) keep(form)
  })
  document.addEventListener('logged', event => forget([KEY + event.detail.value]))
  // Whoever signs out leaves nothing of the customers behind on this machine.
  document.addEventListener('submit', event => { if ('signsOut' in event.target.dataset) forget(drafts()) })
  document.addEventListener('htmx:load', event => {
    const found = event.detail.elt
    if (found.matches('form[data-draft]')) restore(found)
    else found.querySelectorAll('form[data-draft]').forEach(restore)
  })
  forget(drafts().filter(old))
})()
