// The beat of the page. A worker's timers go on when the page lies in the background; a page's own are put to sleep.
let beating
onmessage = message => {
  clearInterval(beating)
  beating = setInterval(() => postMessage(0), message.data)
}
