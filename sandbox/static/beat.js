// Beats in a thread of its own: a page in the background is given its seconds late, a worker is not.
onmessage = event => setInterval(() => postMessage(0), event.data)
