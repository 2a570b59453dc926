// The player's browser side: paints the moving marks on a canvas and runs the transport bar.
// It never asks the kernel; the kernel sends whole runs in `scene` (see player.py and marks.py).

const SPEEDS = [
  ["¼×", 0.25],
  ["½×", 0.5],
  ["1×", 1],
  ["2×", 2],
  ["4×", 4],
  ["8×", 8],
];
const CELL_ALPHA = 0.55; // what is written in a cell shows through (marks.py)
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
    ui.canvas.style.maxWidth = `${state.scene.width}px`;
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
  const later = () => setTimeout(change, 60); // the theme's style sheet comes after its attribute
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

// RGBA pixels, deflated: much quicker to make than a PNG, and as small.
async function unpackPart({ rgba, box }) {
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

// --- marks ------------------------------------------------------------------------------------

function unpack(scene) {
  const marks = scene.marks.map((mark) => ({
    ...mark,
    xy: typed(mark.xy, Float32Array),
    at: typed(mark.at, Uint32Array),
    index: typed(mark.index, Uint32Array),
    start: typed(mark.start, Uint32Array),
    since: typed(mark.since, Uint32Array),
    tails: typed(mark.tails, Uint8Array),
  }));
  return { ...scene, marks };
}

function typed(view, Type) {
  if (!view) return null;
  const { buffer, byteOffset, byteLength } = view;
  return new Type(buffer.slice(byteOffset, byteOffset + byteLength));
}

function paint(ctx, mark, frame, page) {
  const { width, height } = page;
  const [left, top, right, bottom] = mark.clip;
  const room = mark.kind === "span" ? 0 : 6 * page.scale; // a head may stand on the frame's edge
  ctx.save();
  ctx.beginPath();
  ctx.rect(left * width - room, top * height - room, (right - left) * width + 2 * room, (bottom - top) * height + 2 * room);
  ctx.clip();
  PAINTERS[mark.kind](ctx, mark, frame, page);
  ctx.restore();
}

const PAINTERS = {
  trail(ctx, mark, frame, page) {
    const look = pen(ctx, mark.role, page);
    let shown = 0;
    while (shown < mark.at.length && mark.at[shown] <= frame) shown += 1;
    if (mark.line) stroke(ctx, mark.xy, 0, shown, page);
    if (mark.dots || !mark.line) {
      for (let i = 0; i < shown; i += 1) dot(ctx, mark.xy, i, look, page);
    }
    if (mark.head && shown) dot(ctx, mark.xy, shown - 1, { ...look, ring: true }, page);
  },
  curve(ctx, mark, frame, page) {
    pen(ctx, mark.role, page);
    stroke(ctx, mark.xy, frame * mark.points, (frame + 1) * mark.points, page);
  },
  lit(ctx, mark, frame, page) {
    const { index, start, since, tails } = mark;
    const now = new Set(index.subarray(start[frame], start[frame + 1]));
    const seen = new Set(index.subarray(start[since ? since[frame] : frame], start[frame]));
    for (const i of now) seen.delete(i);
    light(ctx, mark, seen, mark.seen_role, page);
    light(ctx, mark, now, tails && tails[frame] ? mark.tail_role : mark.role, page);
  },
  span(ctx, mark, frame, page) {
    const look = pen(ctx, mark.role, page);
    const [x0, y0, x1, y1] = point4(mark.xy, frame, page);
    if (!Number.isFinite(x0)) return;
    if (x0 === x1) {
      line(ctx, x0, y0, x1, y1);
    } else {
      ctx.globalAlpha = 0.25;
      ctx.fillStyle = look.colour;
      ctx.fillRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0));
    }
  },
  arrow(ctx, mark, frame, page) {
    const look = pen(ctx, mark.role, page);
    const [x0, y0, x1, y1] = point4(mark.xy, frame, page);
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (!(length > 0.5)) return; // no arrow (nan), or too short to be seen
    const head = Math.min(9 * page.scale, length);
    const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
    line(ctx, x0, y0, x1 - 0.7 * head * ux, y1 - 0.7 * head * uy);
    ctx.fillStyle = look.colour;
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x1 - head * ux - 0.5 * head * uy, y1 - head * uy + 0.5 * head * ux);
    ctx.lineTo(x1 - head * ux + 0.5 * head * uy, y1 - head * uy - 0.5 * head * ux);
    ctx.fill();
  },
};

function pen(ctx, name, page) {
  const role = page.roles[name];
  const colour = page.dark ? role.dark : role.light;
  ctx.strokeStyle = colour;
  ctx.lineWidth = role.width * page.scale;
  ctx.setLineDash(role.dash.map((d) => d * page.scale));
  ctx.lineJoin = "round";
  return { ...role, colour };
}

function light(ctx, mark, samples, name, page) {
  const look = pen(ctx, name, page);
  for (const i of samples) {
    if (mark.shape === "dot") {
      dot(ctx, mark.xy, i, look, page);
    } else {
      const [x0, y0, x1, y1] = point4(mark.xy, i, page);
      const edge = Math.min(0.8 * page.scale, (x1 - x0) * 0.12);
      ctx.fillStyle = look.colour;
      ctx.globalAlpha = CELL_ALPHA;
      ctx.fillRect(x0 + edge, y1 + edge, x1 - x0 - 2 * edge, y0 - y1 - 2 * edge);
    }
  }
}

function stroke(ctx, xy, from, to, page) {
  ctx.beginPath();
  let down = false;
  for (let i = from; i < to; i += 1) {
    const x = xy[2 * i] * page.width;
    const y = xy[2 * i + 1] * page.height;
    if (!Number.isFinite(x + y)) {
      down = false;
    } else if (down) {
      ctx.lineTo(x, y);
    } else {
      ctx.moveTo(x, y);
      down = true;
    }
  }
  ctx.stroke();
}

function dot(ctx, xy, i, look, page) {
  const x = xy[2 * i] * page.width;
  const y = xy[2 * i + 1] * page.height;
  if (!Number.isFinite(x + y)) return;
  const r = (look.size / 2) * page.scale;
  const shape = new Path2D();
  OUTLINES[look.marker === "none" ? "circle" : look.marker](shape, x, y, r);
  ctx.fillStyle = look.colour;
  ctx.fill(shape);
  if (!look.outlined && !look.ring) return;
  ctx.setLineDash([]);
  ctx.lineWidth = (look.ring ? 1.6 : 1.2) * page.scale;
  const edges = look.outlined ? ["#1f2933", "#ffffff"] : ["#ffffff", "#10151b"];
  ctx.strokeStyle = edges[page.dark ? 1 : 0];
  ctx.stroke(shape);
}

const OUTLINES = {
  circle: (p, x, y, r) => p.arc(x, y, r, 0, 2 * Math.PI),
  square: (p, x, y, r) => p.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r),
  diamond: (p, x, y, r) => polygon(p, [[x, y - 1.2 * r], [x + 1.2 * r, y], [x, y + 1.2 * r], [x - 1.2 * r, y]]),
  star: (p, x, y, r) =>
    polygon(p, Array.from({ length: 10 }, (_, k) => {
      const radius = k % 2 ? 0.45 * r : 1.1 * r;
      const angle = (k * Math.PI) / 5 - Math.PI / 2;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    })),
  cross: (p, x, y, r) => {
    const t = r / 3;
    const far = 0.9 * r;
    polygon(p, [[x - t, y], [x - far, y - far + t], [x - far + t, y - far], [x, y - t], [x + far - t, y - far], [x + far, y - far + t],
      [x + t, y], [x + far, y + far - t], [x + far - t, y + far], [x, y + t], [x - far + t, y + far], [x - far, y + far - t]]);
  },
};

function polygon(path, points) {
  points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  path.closePath();
}

function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

function point4(xy, i, page) {
  return [xy[4 * i] * page.width, xy[4 * i + 1] * page.height, xy[4 * i + 2] * page.width, xy[4 * i + 3] * page.height];
}

export default { render };
