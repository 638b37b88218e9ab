// A form that is sent once; the server makes sure of it as well.
document.addEventListener('submit', event => {
  const form = event.target
  if (!('once' in form.dataset) || event.submitter?.name === 'back') return
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = 'yes'
})
