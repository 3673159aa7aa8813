// The line to the sandbox: Server-Sent Events in, one small POST per action out.

const RETRY_MS = 1500;

/**
 * Listens for as long as the page is open. Every (re)connection begins with `whole`, the complete picture.
 * @param {Object<string, function(Object): void>} handlers by event name
 * @param {function("live"|"waiting"): void} onLine
 */
export function listen(handlers, onLine) {
  const source = new EventSource("/sandbox/live");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("whole", () => onLine("live"));
  source.addEventListener("error", () => {
    onLine("waiting");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, onLine), RETRY_MS);
  });
}

/** Does something on a phone. Returns null, or why it could not be done. */
export function act(phone, action, wish = {}) {
  return post(`phones/${phone}/${action}`, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  });
}

/**
 * Sends files from a phone. Returns null, or why they could not be sent.
 * @param {"photos"|"documents"} kind
 * @param {Array<File>} files
 */
export function upload(phone, kind, files, caption) {
  const form = new FormData();
  form.append("caption", caption);
  files.forEach((file, index) => form.append(`file${index}`, file, file.name));
  return post(`phones/${phone}/send/${kind}`, { body: form });
}

/** Puts the sandbox's time forward. Returns null, or why it could not be done. */
export function jump(name) {
  return post(`clock/${name}`, {});
}

async function post(path, request) {
  try {
    const answer = await fetch(`/sandbox/${path}`, { method: "POST", ...request });
    return answer.ok ? null : (await answer.json()).reason;
  } catch {
    return "The sandbox does not answer. Is it still running?";
  }
}
