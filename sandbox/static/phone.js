// Looks every second at the telephone as it is now, and does what is pressed without leaving the page.
(() => {
  const { beat } = document.currentScript.dataset
  const LOOK_MS = 1000, STILL_PLAYED_BEATS = 5, BREATH_MS = 1500
  const handset = document.getElementById('handset')
  const left = `left ${location.pathname}`
  const byId = id => document.getElementById(id)

  const take = (old, fresh) => {
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  const renew = (old, fresh) => {
    const now = [...old.children], then = [...fresh.children]
    then.forEach((child, n) => {
      if (!now[n]) old.append(child)
      else if (now[n].outerHTML !== child.outerHTML) now[n].replaceWith(child)
    })
    now.slice(then.length).forEach(child => child.remove())
    if ('follow' in old.dataset && now.length !== then.length) old.scrollTop = old.scrollHeight
  }

  let looking = false, asked = false
  const look = async () => {
    if (looking) { asked = true; return }
    looking = true
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' } })
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const then = fresh.querySelectorAll('[data-live]')
      document.querySelectorAll('[data-live]').forEach((old, n) => renew(old, then[n]))
      if (handset) take(handset, fresh.getElementById('handset'))
      document.title = fresh.title
      byId('lost').hidden = true
    } catch {
      byId('lost').hidden = false
    }
    looking = false
    if (asked) { asked = false; await look() }
  }

  const post = (address, told) => fetch(address, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told)
  })
  const door = deed => `${location.pathname}/${deed}`
  const play = () => sessionStorage.getItem(left) ? null : post(door('play'), {}).catch(() => null)

  addEventListener('submit', async event => {
    const { deed } = event.target.dataset
    if (!deed) return
    event.preventDefault()
    const told = Object.fromEntries(new FormData(event.target, event.submitter))
    if (deed === 'leave') sessionStorage.setItem(left, 'yes')
    else sessionStorage.removeItem(left)
    if ('clear' in event.target.dataset) event.target.querySelector('input, textarea').value = ''
    const answer = await post(event.target.getAttribute('action'), told).catch(() => null)
    byId('wrong').hidden = !answer || answer.ok
    await look()
  })

  // Whoever types has begun to speak: the network is not to take it for silence.
  let breathed = 0
  byId('words')?.addEventListener('input', event => {
    if (!/words|message/.test(handset.dataset.waits) || !event.target.value || Date.now() - breathed < BREATH_MS) return
    breathed = Date.now()
    post(door('speak'), { words: '' }).catch(() => null)
  })
  byId('body')?.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      event.target.form.requestSubmit()
    }
  })
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    if (event.target.closest('input, textarea, select')) return
    const button = [...document.querySelectorAll('[data-key]')].find(one => one.dataset.key === event.key.toLowerCase())
    if (!button || !button.getClientRects().length) return
    event.preventDefault()
    button.click()
  })

  let beats = 0
  const ticking = new Worker(beat)
  ticking.onmessage = () => {
    if (handset && ++beats % STILL_PLAYED_BEATS === 0) play()
    look()
  }
  ticking.postMessage(LOOK_MS)
  document.querySelectorAll('[data-follow]').forEach(one => { one.scrollTop = one.scrollHeight })
  if (handset) Promise.resolve(play()).then(look)
})()
