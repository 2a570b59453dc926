// The mark scheme beside a written answer. Ticking an item writes a line into the comment and adds up the score;
// what is ticked is read from the comment, so that it is there again the next time, and on the student's page.
(function () {
  "use strict";

  const line = (item) => `+${item.points}: ${item.text}`;
  const linesOf = (comment) => comment.value.split("\n").map((one) => one.trim());
  const make = (tag, text, properties = {}) => Object.assign(document.createElement(tag), { textContent: text }, properties);
  const saved = async () => { while ($.active) await new Promise((done) => setTimeout(done, 20)); };
  const cookie = (name) => (document.cookie.match(`\\b${name}=([^;]*)\\b`) || [])[1];

  class Reading {
    constructor(name, aids) {
      this.name = name;
      this.items = aids.items;
      this.same = aids.alike.filter((one) => one.same);
      this.score = document.getElementById(name);
      this.comment = document.getElementById(`${name}-comment`);
      this.cell = this.score.closest(".nbgrader_cell");
      this.boxes = [];
      this.turn = Promise.resolve();
      const place = make("div", "", { className: "reading" });
      this.listItems(place);
      this.said = make("p", "", { className: "typed", hidden: true });
      this.said.setAttribute("role", "status");
      place.append(this.said);
      this.fold(place, "Remarks for readers", aids.remarks);
      this.model = this.fold(place, "Model answer (alt-m)", aids.model);
      this.nameAlike(place, aids.alike);
      this.cell.querySelector(".panel-footer").before(place);
      this.cell.addEventListener("keydown", (event) => this.key(event));
      this.comment.addEventListener("input", () => this.show());
      this.score.addEventListener("input", () => { this.said.hidden = true; });
    }

    listItems(place) {
      this.items.forEach((item, index) => {
        const label = document.createElement("label");
        const box = make("input", "", { type: "checkbox" });
        box.addEventListener("change", () => this.inTurn(() => this.tick(index, box.checked)));
        label.append(box, make("span", `+${item.points}`, { className: "worth" }), make("span", item.text));
        if (index < 9) label.append(make("kbd", `alt-${index + 1}`));
        this.boxes.push(box);
        place.append(label);
      });
    }

    fold(place, title, html) {
      if (!html) return null;
      const details = document.createElement("details");
      const inside = make("div", "", { className: "model", innerHTML: html });
      details.append(make("summary", title), inside);
      place.append(details);
      if (window.MathJax && MathJax.Hub) MathJax.Hub.Queue(["Typeset", MathJax.Hub, inside]);
      return details;
    }

    nameAlike(place, alike) {
      if (!alike.length) return;
      const text = make("p", "Answered in nearly the same words: ", { className: "alike" });
      alike.forEach((one, index) => {
        const how = one.same ? "the same" : `${one.percent} %`;
        const link = make("a", `submission ${one.number} (${how})`, { href: `${base_url}/submissions/${one.id}/` });
        text.append(index ? ", " : "", link);
      });
      place.append(text);
      if (!this.same.length) return;
      const many = this.same.length === 1 ? "the answer that is" : `the ${this.same.length} answers that are`;
      const button = make("button", `Give these points and this comment to ${many} the same`, {
        type: "button", className: "btn btn-default btn-sm",
      });
      const said = document.createElement("output");
      button.addEventListener("click", () => this.inTurn(() => this.giveToSame(button, said)));
      text.append(button, said);
    }

    key(event) {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
      if (digit && Number(digit[1]) <= this.items.length) {
        const index = Number(digit[1]) - 1;
        this.inTurn(() => this.tick(index, !this.boxes[index].checked));
      } else if (event.code === "KeyM" && this.model) {
        this.model.open = !this.model.open;
      } else {
        return;
      }
      event.preventDefault();
    }

    // Each after what went before is saved: the answer to an earlier save is written over a later one's points.
    inTurn(action) {
      this.turn = this.turn.then(saved).then(action);
    }

    // Points that somebody typed stay: the ticks' own are offered beside them.
    tick(index, on) {
      const before = this.ticked();
      const own = line(this.items[index]);
      const lines = linesOf(this.comment).filter((one) => one !== own);
      if (on) lines.push(own);
      this.comment.value = lines.filter((one, i) => one || i).join("\n");
      this.show();
      $(this.comment).trigger("change");
      const typed = this.score.value !== "" && Number(this.score.value) !== before;
      if (typed && Number(this.score.value) !== this.ticked()) return this.offer(this.ticked());
      this.give(this.ticked());
    }

    ticked() {
      const lines = linesOf(this.comment); // not the boxes: a click has changed one before it is asked
      const points = this.items.filter((item) => lines.includes(line(item))).reduce((sum, item) => sum + item.points, 0);
      return Math.round(1000 * points) / 1000;
    }

    give(points) {
      this.said.hidden = true;
      if (this.score.value !== "" && Number(this.score.value) === points) return;
      this.score.value = points;
      $(this.score).trigger("change");
    }

    offer(points) {
      const button = make("button", `Give ${points}`, { type: "button", className: "btn btn-default btn-sm" });
      button.addEventListener("click", () => this.inTurn(() => this.give(points)));
      this.said.replaceChildren(`The points were typed and stay ${this.score.value}; what is ticked adds up to ${points}. `, button);
      this.said.hidden = false;
    }

    show() {
      const lines = linesOf(this.comment);
      this.items.forEach((item, index) => { this.boxes[index].checked = lines.includes(line(item)); });
    }

    // Whom somebody has read already, or written a comment to, keeps what was given.
    async giveToSame(button, said) {
      button.disabled = true;
      const given = [], kept = [];
      try {
        if (this.score.value === "") throw new Error("this answer has no points yet");
        const points = Number(this.score.value);
        // Formgrader may hold what it has read of others before; it forgets that when it saves something.
        await this.put(await this.find(submission_id, "comment"), "comment", { manual_comment: this.comment.value });
        for (const one of this.same) {
          const grade = await this.find(one.id, "grade"), comment = await this.find(one.id, "comment");
          const other = (value, ours) => value !== null && value !== "" && value !== ours;
          if (other(grade.manual_score, points) || other(comment.manual_comment, this.comment.value) || grade.extra_credit) {
            kept.push(one.number);
            continue;
          }
          await this.put(comment, "comment", { manual_comment: this.comment.value });
          await this.put(grade, "grade", { manual_score: points });
          given.push(one.number);
        }
        said.textContent = this.reported(given, kept);
      } catch (error) {
        said.textContent = `Not given to all: ${error.message}. ${this.reported(given, kept)}`;
      } finally {
        button.disabled = false;
      }
    }

    reported(given, kept) {
      const list = (numbers) => numbers.map((number) => `submission ${number}`).join(", ");
      const said = [];
      if (given.length) said.push(`Given to ${list(given)}.`);
      if (kept.length) said.push(`${kept.length} read already and left as ${kept.length === 1 ? "it is" : "they are"}: ${list(kept)}.`);
      return said.join(" ");
    }

    async find(submission, kind) {
      const all = await this.ask(`${base_url}/api/${kind}s?submission_id=${submission}`);
      const found = all.find((one) => one.name === this.name);
      if (!found) throw new Error("a submission has no such answer");
      return found;
    }

    put(found, kind, change) {
      return this.ask(`${base_url}/api/${kind}/${found.id}`, { method: "PUT", body: JSON.stringify({ ...found, ...change }) });
    }

    async ask(address, options = {}) {
      const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("_xsrf") };
      const reply = await fetch(address, { credentials: "same-origin", headers, ...options });
      if (reply.redirected) throw new Error("you are no longer logged in");
      if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
      return reply.json();
    }
  }

  window.addEventListener("load", () => {
    const all = Object.entries(window.readingAids)
      .filter(([name]) => document.getElementById(name) && document.getElementById(`${name}-comment`))
      .map(([name, aids]) => new Reading(name, aids));
    const wait = setInterval(() => { // the comments arrive after the page
      if (!(formgrader.comments && formgrader.comments.loaded)) return;
      clearInterval(wait);
      all.forEach((one) => one.show());
      const keys = formgrader.keyboard_manager; // where MathJax did not come, formgrader has made none
      if (!keys) return;
      keys.help["alt-1 to alt-9"] = "Tick an item of the mark scheme of the answer that is read";
      keys.help["alt-m"] = "Show or hide the model answer";
    }, 50);
  });
})();
