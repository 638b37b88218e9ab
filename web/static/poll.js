// Asks what is new at every beat, and says so when nobody answers.
(() => {
  const { worker, every } = document.currentScript.dataset
  const beat = () => htmx.trigger(document.body, 'tick')
  try {
    const ticking = new Worker(worker)
    ticking.onmessage = beat
    ticking.postMessage(Number(every))
  } catch {
    setInterval(beat, Number(every))
  }

  let unanswered = 0
  const answered = yes => {
    unanswered = yes ? 0 : unanswered + 1
    document.getElementById('lost').hidden = unanswered < 2
  }
  document.addEventListener('htmx:sendError', () => answered(false))
  document.addEventListener('htmx:responseError', event => answered(event.detail.xhr.status < 500))
  document.addEventListener('htmx:afterOnLoad', () => answered(true))
})()
