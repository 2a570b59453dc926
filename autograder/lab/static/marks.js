// Paints the marks of marks.py on a canvas. player.py puts this file before player.js.

const CELL_ALPHA = 0.55; // what is written in a cell shows through (marks.py)

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
