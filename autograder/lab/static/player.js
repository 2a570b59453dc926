// The player's browser side: paints the moving marks on a canvas and runs the transport bar.
// It never asks the kernel; the kernel sends whole runs in `scene` (see player.py and marks.py).
// `unpack` and `paint` stand in marks.js, which player.py puts before this file.

const SPEEDS = [
  ["¼×", 0.25],
  ["½×", 0.5],
  ["1×", 1],
  ["2×", 2],
  ["4×", 4],
  ["8×", 8],
];
const ICONS = {
  reset: "M4 3h2.2v14H4zM16 3v14L7 10z",
  back: "M15 3v14L6 10z",
  play: "M5 3v14l12-7z",
  pause: "M5 3h3.6v14H5zM11.4 3H15v14h-3.6z",
  step: "M5 3v14l9-7z",
};

function render({ model, el }) {
  const ui = build(el, model.get("alt"));
  const state = { frame: 0, playing: false, scene: null, dark: false };
  Object.assign(state, { image: document.createElement("canvas"), parts: {}, backdrop: null });
  let timer = 0;
  let saving = 0;
  let loading = 0;

  async function load() {
    const turn = ++loading;
    const changed = model.get("backdrop").filter((part) => state.parts[part.box] !== part.number);
    const pictures = await Promise.all(changed.map(unpackPart));
    if (turn !== loading) return; // a newer run has arrived meanwhile
    const [width, height] = model.get("scene").pixels;
    if (state.image.width !== width || state.image.height !== height) Object.assign(state.image, { width, height });
    changed.forEach(({ box, number }, i) => {
      state.image.getContext("2d").putImageData(pictures[i], box[0], box[1]);
      state.parts[box] = number;
    });
    if (changed.length) state.backdrop = null;
    const before = state.scene && state.scene.captions.length - 1;
    state.scene = unpack(model.get("scene"));
    const last = state.scene.captions.length - 1;
    ui.range.max = String(last);
    ui.bar.hidden = state.scene.captions.length < 2;
    ui.canvas.style.aspectRatio = `${state.scene.width} / ${state.scene.height}`;
    // Beside its controls and the bar the picture leaves room in a low window, until it would be too small to read.
    const fits = `calc((100vh - 360px) * ${state.scene.width / state.scene.height})`;
    ui.canvas.style.maxWidth = `min(${state.scene.width}px, max(480px, ${fits}))`;
    if (before === null) go(model.get("frame"));
    else go(before > 0 && state.frame >= before ? last : state.frame); // stay at the end, or put
    keep();
    el.dataset.loads = String(Number(el.dataset.loads ?? 0) + 1);
  }

  function go(frame) {
    const last = state.scene.captions.length - 1;
    state.frame = Math.max(0, Math.min(last, Math.round(frame)));
    const caption = state.scene.captions[state.frame];
    ui.range.value = String(state.frame);
    ui.range.setAttribute("aria-valuetext", caption);
    ui.range.style.setProperty("--part", `${(100 * state.frame) / Math.max(1, last)}%`);
    ui.canvas.setAttribute("aria-label", `${model.get("alt")} ${caption}`);
    ui.caption.textContent = caption;
    ui.count.textContent = `${state.frame} / ${last}`;
    draw();
  }

  function draw() {
    const { canvas } = ui;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round((width * state.scene.height) / state.scene.width);
    if (!width) return;
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      state.backdrop = null;
    }
    const dark = isDark(el);
    if (!state.backdrop || dark !== state.dark) {
      state.backdrop = tint(state.image, width, height, dark);
      state.dark = dark;
    }
    const ctx = canvas.getContext("2d");
    ctx.clearRect(0, 0, width, height);
    ctx.drawImage(state.backdrop, 0, 0);
    const scale = width / state.scene.width;
    for (const mark of state.scene.marks) {
      paint(ctx, mark, state.frame, { width, height, scale, dark, roles: state.scene.roles });
    }
  }

  function play(on) {
    if (on === state.playing) return;
    state.playing = on;
    const name = on ? "Pause" : "Play";
    ui.play.innerHTML = icon(on ? "pause" : "play");
    ui.play.setAttribute("aria-label", name);
    ui.play.title = name;
    ui.caption.setAttribute("aria-live", on ? "off" : "polite");
    cancelAnimationFrame(timer);
    if (!on) return keep();
    const last = state.scene.captions.length - 1;
    if (state.frame >= last) go(0);
    let before = performance.now();
    let owed = 0;
    const tick = (now) => {
      owed += ((now - before) / 1000) * rate();
      before = now;
      if (owed >= 1) {
        go(state.frame + Math.floor(owed));
        owed %= 1;
      }
      if (state.frame >= state.scene.captions.length - 1) return play(false);
      timer = requestAnimationFrame(tick);
    };
    timer = requestAnimationFrame(tick);
  }

  function rate() {
    const wanted = model.get("fps") * Number(ui.speed.value);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    return calm ? Math.min(wanted, 1) : wanted;
  }

  // Tells the kernel where the player stands, but only once it stands still.
  function keep() {
    clearTimeout(saving);
    saving = setTimeout(() => {
      if (state.playing || model.get("frame") === state.frame) return;
      model.set("frame", state.frame);
      model.save_changes();
    }, 1000);
  }

  function move(frame) {
    play(false);
    go(frame);
    keep();
  }

  ui.play.onclick = () => play(!state.playing);
  ui.reset.onclick = () => move(0);
  ui.back.onclick = () => move(state.frame - 1);
  ui.step.onclick = () => move(state.frame + 1);
  ui.range.oninput = () => {
    play(false);
    go(Number(ui.range.value));
  };
  ui.range.onchange = keep;
  el.addEventListener("keydown", (event) => event.stopPropagation());

  const onFrame = () => {
    const withRun = "scene" in (model.changedAttributes?.() || {}); // then `load` places it
    if (state.scene && !withRun && model.get("frame") !== state.frame) move(model.get("frame"));
  };
  model.on("change:scene", load);
  model.on("change:frame", onFrame);
  const again = () => state.scene && draw();
  const size = new ResizeObserver(again);
  size.observe(ui.canvas);
  const unwatch = watchTheme(again);
  load();

  return () => {
    cancelAnimationFrame(timer);
    clearTimeout(saving);
    model.off("change:scene", load);
    model.off("change:frame", onFrame);
    size.disconnect();
    unwatch();
  };
}

// --- the page -------------------------------------------------------------------------------

function build(el, alt) {
  el.classList.add("course-player");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const make = (tag, name, attributes = {}) => {
    const node = document.createElement(tag);
    node.className = `course-player-${name}`;
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const button = (name, label) => {
    const node = make("button", name, { type: "button", "aria-label": label, title: label });
    node.innerHTML = icon(name);
    return node;
  };
  const ui = {
    canvas: make("canvas", "canvas", { role: "img", "aria-label": alt }),
    reset: button("reset", "Back to the start"),
    back: button("back", "One frame back"),
    play: button("play", "Play"),
    step: button("step", "One frame on"),
    range: make("input", "range", { type: "range", min: 0, step: 1, "aria-label": "Frame" }),
    count: make("span", "count"),
    speed: make("select", "speed", { "aria-label": "Speed" }),
    caption: make("p", "caption", { "aria-live": "polite" }),
  };
  for (const [text, value] of SPEEDS) ui.speed.add(new Option(text, value, value === 1, value === 1));
  const bar = make("div", "bar", { role: "group", "aria-label": "Player" });
  bar.append(ui.reset, ui.back, ui.play, ui.step, ui.range, ui.count, ui.speed);
  el.append(ui.canvas, bar, ui.caption);
  return { ...ui, bar };
}

function icon(name) {
  return `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

function isDark(el) {
  for (let node = el; node; node = node.parentElement) {
    const parts = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (parts && (parts.length < 4 || parts[3] > 0.5)) {
      return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] < 128;
    }
  }
  return false;
}

function watchTheme(change) {
  // The theme's style sheet comes after its attribute; on a busy machine a good while after it.
  const later = () => [60, 300, 1500].forEach((wait) => setTimeout(change, wait));
  const observer = new MutationObserver(later);
  for (const node of [document.body, document.documentElement]) {
    observer.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "data-theme", "class"] });
  }
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", later);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", later);
  };
}

// --- pictures ---------------------------------------------------------------------------------

// RGBA pixels, deflated: much quicker to make than a PNG, and as small. A page may have unpacked them already.
async function unpackPart({ rgba, box, packed = true }) {
  if (!packed) return new ImageData(rgba, box[2], box[3]);
  const stream = new Blob([rgba]).stream().pipeThrough(new DecompressionStream("deflate"));
  const pixels = new Uint8ClampedArray(await new Response(stream).arrayBuffer());
  return new ImageData(pixels, box[2], box[3]);
}

// The backdrop at the canvas's size; for a dark page with its lightness inverted, hues kept:
// the new r is r + 255 − max − min, and so for g and b (HSL lightness L becomes 1 − L).
function tint(image, width, height, dark) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ctx = canvas.getContext("2d", { willReadFrequently: dark });
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(image, 0, 0, width, height);
  if (!dark) return canvas;
  const pixels = ctx.getImageData(0, 0, width, height);
  const data = pixels.data;
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    const shift = 255 - Math.max(r, g, b) - Math.min(r, g, b);
    data[i] = r + shift;
    data[i + 1] = g + shift;
    data[i + 2] = b + shift;
  }
  ctx.putImageData(pixels, 0, 0);
  return canvas;
}

export default { render };
