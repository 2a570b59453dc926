// Files that website/packing.py wrote: JSON, deflated, with bytes as {"base64": …}.

export async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  const text = await new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).text();
  return JSON.parse(text, (_key, value) => (typeof value?.base64 === "string" ? bytes(value.base64) : value));
}

export async function inflate(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8ClampedArray(await new Response(stream).arrayBuffer());
}

function bytes(base64) {
  const text = atob(base64);
  return new DataView(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
}
