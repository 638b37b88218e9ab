// Asks what is new at every beat, and says so when nobody answers.
(() => {
  const { worker, every } = document.currentScript.dataset
  const beat = () => htmx.trigger(document.body, 'tick')
  let asleep
  let pace = milliseconds => {
    clearInterval(asleep)
    asleep = setInterval(beat, milliseconds)
  }
  try {
    const ticking = new Worker(worker)
    ticking.onmessage = beat
    pace = milliseconds => ticking.postMessage(milliseconds)
  } catch {
    // Without a worker the page's own timer has to do.
  }

  // A part of the page may ask for a quicker beat while something is about to happen.
  let kept
  const keepPace = () => {
    const wanted = Number(document.querySelector('[data-beat]')?.dataset.beat || every)
    if (wanted !== kept) pace(kept = wanted)
  }
  document.addEventListener('htmx:load', keepPace)
  keepPace()

  let unanswered = 0
  const answered = yes => {
    unanswered = yes ? 0 : unanswered + 1
    document.getElementById('lost').hidden = unanswered < 2
  }
  document.addEventListener('htmx:sendError', () => answered(false))
  document.addEventListener('htmx:responseError', event => answered(event.detail.xhr.status < 500))
  document.addEventListener('htmx:afterOnLoad', () => answered(true))
})()
