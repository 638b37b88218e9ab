// Menus of one key and a digit; times that are offered; and a timer that turns amber past its target.
(() => {
  const open = () => document.querySelector('.menu[open]')
  const TYPES = 'textarea, select, input:not([type=radio]):not([type=checkbox])'
  const close = menu => {
    menu.open = false
    menu.querySelector('summary').focus()
  }

  // Before the desk's own keys: while a menu is open, digits are its.
  document.addEventListener('keydown', event => {
    const menu = open()
    if (!menu || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') return close(menu)
    if (event.target.closest(TYPES) || localStorage.getItem('single-keys') === 'off') return
    const wanted = /^[1-9]$/.test(event.key) && menu.querySelector(`[data-digit="${event.key}"]`)
    if (!wanted) return
    event.preventDefault()
    event.stopPropagation()
    menu.open = false
    wanted.click()
  }, true)

  document.addEventListener('toggle', event => {
    if (event.target.matches('.menu[open]')) event.target.querySelector('button').focus()
    if (event.target.matches('.appointments > details[open]')) event.target.querySelector('[type=radio]').focus()
  }, true)
  document.addEventListener('click', event => {
    const menu = open()
    if (menu && !menu.contains(event.target)) menu.open = false
  })

  // A time that is offered is said with its weekday, also after it was changed.
  const said = at => new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'
  }).format(at)
  document.addEventListener('input', event => {
    const words = event.target.closest('.offer')?.querySelector('.said-as')
    if (!words || event.target.type !== 'datetime-local') return
    const at = new Date(event.target.value)
    words.textContent = Number.isNaN(at.getTime()) ? '—' : said(at)
    event.target.closest('.offer').querySelector('[type=radio]').checked = true
  })

  setInterval(() => {
    for (const timer of document.querySelectorAll('.timer[data-target]')) {
      const [minutes, seconds] = timer.textContent.split(':').map(Number)
      timer.classList.toggle('long', minutes * 60 + seconds > Number(timer.dataset.target))
    }
  }, 500)
})()
