// Keeps what is typed into an outcome's form until it is logged, through reloads, lost connections and lost machines:
// in this browser at once, and on our side at most once a second.
(() => {
  const KEY = 'draft:'
  const LONGEST = 48 * 3600 * 1000
  const PAUSE = 1000
  const AGAIN = 3000

  const read = about => JSON.parse(localStorage.getItem(KEY + about) || '{"at": 0, "data": {}}')
  const write = (about, kept) => localStorage.setItem(KEY + about, JSON.stringify(kept))

  // What is not on our side yet: form -> what to send and where to.
  const unsent = new Map()
  let sending = false
  let timer = 0
  let failed = false

  const say = kept => {
    const shown = document.querySelector('.kept-at')
    if (!shown) return
    const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })
    shown.textContent = kept ? shown.dataset.kept.replace('{time}', time) : shown.dataset.notKept
    shown.classList.toggle('not-kept', !kept)
    // Read aloud only when it changes from good to bad and back.
    const said = document.querySelector('.kept-said')
    if (failed === kept) said.textContent = kept ? said.dataset.kept : said.dataset.notKept
    failed = !kept
  }

  const post = ({ address, token, fields }) => fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token, 'HX-Request': 'true' },
    body: JSON.stringify(fields),
    keepalive: true,
  })

  const later = pause => {
    clearTimeout(timer)
    timer = setTimeout(send, pause)
  }

  // 413 and 410: it is too long, or logged by now; sending it again changes nothing.
  const settled = status => status === 204 || status === 410 || status === 413

  const send = async () => {
    const [about] = unsent.keys()
    if (about === undefined || sending) return
    const draft = unsent.get(about)
    sending = true
    const status = await post(draft).then(answer => answer.status, () => 0)
    sending = false
    if (settled(status) && unsent.get(about) === draft) unsent.delete(about)
    if (status !== 410) say(status === 204)
    if (unsent.size) later(settled(status) ? PAUSE : AGAIN)
  }

  const keep = form => {
    const data = {}
    new FormData(form).forEach((value, name) => { if (name !== 'csrf_token') data[name] = value })
    const at = Date.now()
    write(form.dataset.draft, { at, data })
    ship(form, at, data)
  }

  const ship = (form, at, data) => {
    if (!form.dataset.keeps) return
    const waits = unsent.size > 0 || sending
    const fields = { ...data, typed_at: String(at) }
    unsent.set(form.dataset.draft, { address: form.dataset.keeps, token: form.elements.csrf_token.value, fields })
    if (!waits) later(PAUSE)
  }

  const fill = (form, data) => {
    for (const [name, value] of Object.entries(data)) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === 'radio') field.checked = field.value === value
        else field.value = value
        const folded = value && field.closest('details')
        if (folded) folded.open = true
      }
    }
    form.dispatchEvent(new Event('filled', { bubbles: true }))
  }

  // The younger of the two wins: the one of this browser, or the one that the form came with.
  const restore = form => {
    const kept = read(form.dataset.draft)
    if (kept.at <= Number(form.dataset.typedAt || 0)) return
    fill(form, kept.data)
    ship(form, kept.at, kept.data)
  }

  const drafts = () => Object.keys(localStorage).filter(key => key.startsWith(KEY))
  const forget = keys => keys.forEach(key => localStorage.removeItem(key))
  const old = key => Date.now() - (JSON.parse(localStorage.getItem(key)).at || 0) > LONGEST

  document.addEventListener('input', event => {
    const form = event.target.closest('form[data-draft]')
    if (form) keep(form)
  })
  document.addEventListener('logged', event => {
    unsent.delete(String(event.detail.value))
    forget([KEY + event.detail.value])
  })
  // Whoever signs out leaves nothing of the customers behind on this machine; what our side has, it keeps.
  document.addEventListener('submit', event => { if ('signsOut' in event.target.dataset) forget(drafts()) })
  document.addEventListener('htmx:load', event => {
    const found = event.detail.elt
    if (found.matches('form[data-draft]')) restore(found)
    else found.querySelectorAll('form[data-draft]').forEach(restore)
  })
  window.addEventListener('online', () => later(0))
  window.addEventListener('offline', () => { if (unsent.size) say(false) })
  window.addEventListener('pagehide', () => unsent.forEach(draft => post(draft).catch(() => 0)))
  forget(drafts().filter(old))
})()
