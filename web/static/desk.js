// The desk by keyboard, and its two clocks.
(() => {
  const TYPES = 'textarea, select, input:not([type=radio]):not([type=checkbox])'
  const shown = selector => document.querySelector(selector)
  const changed = field => field.dispatchEvent(new Event('input', { bubbles: true }))

  // Single keys can be switched off, for people who speak to their computer (WCAG 2.1.4).
  const singleKeys = () => localStorage.getItem('single-keys') !== 'off'

  const choose = radio => {
    radio.checked = true
    radio.focus()
    changed(radio)
  }

  const rate = (scale, digit) => {
    choose(scale.querySelector(`[value="${digit}"]`))
    const scales = [...document.querySelectorAll('.scale')]
    const next = scales[scales.indexOf(scale) + 1]
    if (next) (next.querySelector(':checked') || next.querySelector('input')).focus()
    else shown('.entry textarea').focus()
  }

  // The next topic beside the lead: its script is opened, and its choice stands ready for a digit.
  const nextTopic = from => {
    const all = [...document.querySelectorAll('.came-to .chips')]
    const next = (all.indexOf(from) + 1) % all.length
    const script = document.querySelectorAll('.companion')[next]
    script.open = true
    script.scrollIntoView({ block: 'nearest' })
    all[next].querySelector(':checked').focus()
  }

  // What is folded is opened, and its first field that is empty stands ready.
  const unfold = details => {
    details.open = true
    const fields = [...details.querySelectorAll('input')].filter(field => field.offsetParent)
    const first = fields.find(field => !field.value) || fields[0]
    first.focus()
  }

  // Two rows stay empty for what they ask next, as long as there are rows.
  const rows = form => {
    const all = [...form.querySelectorAll('.asked')]
    const last = all.findLastIndex(row => [...row.querySelectorAll('input')].some(field => field.value))
    all.forEach((row, place) => { row.hidden = place > Math.max(1, last + 2) })
  }

  const press = (event, key) => {
    const scale = event.target.closest('.scale')
    if (scale && '12345'.includes(key)) return rate(scale, key)
    const small = event.target.closest('.came-to .chips, .by-digit')
    if (small && '12345'.includes(key)) {
      return choose([...small.querySelectorAll('input')].filter(radio => radio.offsetParent)[key - 1])
    }
    if (key === 't') return shown('.came-to .chips') && nextTopic(event.target.closest('.came-to .chips'))
    if (key === 'e' && shown('.attitude')) return shown('.attitude :checked').focus()
    const folded = shown(`[data-unfold-key="${CSS.escape(key)}"]`)
    if (folded) return unfold(folded.parentElement)
    if (key === 'r' && shown('.scale')) return shown('.scale :checked, .scale input').focus()
    const field = shown(`[data-focus-key="${CSS.escape(key)}"]`)
    if (field) return field.focus()
    const wanted = shown(`[data-key="${CSS.escape(key)}"]`)
    if (!wanted) return undefined
    return wanted.type === 'radio' ? choose(wanted) : wanted.click()
  }

  document.addEventListener('keydown', event => {
    if (event.isComposing) return
    const save = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if (save && shown('#entry')) {
      event.preventDefault()
      shown('#entry').requestSubmit()
    } else if (event.key === 'Escape') {
      event.target.blur()
    } else if (singleKeys() && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest(TYPES)) {
      const known = event.key.length === 1 && /[1-8abcdefghmnpqrstx]/i.test(event.key)
      if (known) {
        event.preventDefault()
        press(event, event.key.toLowerCase())
      }
    }
  })

  for (const heard of ['input', 'filled']) {
    document.addEventListener(heard, event => {
      const form = event.target.closest('form.entry')
      if (form) rows(form)
    })
  }
  document.addEventListener('click', event => {
    const on = event.target.closest('[data-date]')
    if (!on) return
    shown('#next-date').value = on.dataset.date
    changed(shown('#next-date'))
  })
  document.addEventListener('change', event => {
    if (event.target.id === 'single-keys') localStorage.setItem('single-keys', event.target.checked ? 'on' : 'off')
  })
  document.addEventListener('htmx:load', () => {
    const box = shown('#single-keys')
    if (box) box.checked = singleKeys()
  })

  const born = new WeakMap()
  const passed = clock => {
    if (!born.has(clock)) born.set(clock, performance.now())
    return Number(clock.dataset.seconds) + (performance.now() - born.get(clock)) / 1000 * Number(clock.dataset.rate)
  }
  const two = number => String(number).padStart(2, '0')
  setInterval(() => {
    document.querySelectorAll('[data-seconds]').forEach(clock => {
      // What is left until something ends is below zero, and stops there.
      const seconds = clock.classList.contains('left') ? Math.max(0, Math.ceil(-passed(clock))) : Math.floor(passed(clock))
      const [hours, minutes] = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
      clock.textContent = clock.classList.contains('timer')
        ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
        : `${two(hours)}:${two(minutes)}`
    })
  }, 500)
})()
