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
      this.fold(place, "Remarks for readers", aids.remarks);
      this.model = this.fold(place, "Model answer (alt-m)", aids.model);
      this.nameAlike(place, aids.alike);
      this.cell.querySelector(".panel-footer").before(place);
      this.cell.addEventListener("keydown", (event) => this.key(event));
      this.comment.addEventListener("input", () => this.show());
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

    tick(index, on) {
      const own = line(this.items[index]);
      const lines = linesOf(this.comment).filter((one) => one !== own);
      if (on) lines.push(own);
      this.comment.value = lines.filter((one, i) => one || i).join("\n");
      this.show();
      const ticked = this.items.filter((item, i) => this.boxes[i].checked);
      const points = ticked.reduce((sum, item) => sum + item.points, 0);
      this.score.value = Math.round(1000 * points) / 1000;
      $(this.comment).trigger("change");
      $(this.score).trigger("change");
    }

    show() {
      const lines = linesOf(this.comment);
      this.items.forEach((item, index) => { this.boxes[index].checked = lines.includes(line(item)); });
    }

    async giveToSame(button, said) {
      button.disabled = true;
      try {
        if (this.score.value === "") throw new Error("this answer has no points yet");
        for (const one of this.same) {
          await this.put(one.id, "grade", { manual_score: Number(this.score.value) });
          await this.put(one.id, "comment", { manual_comment: this.comment.value });
        }
        said.textContent = `Given to ${this.same.map((one) => `submission ${one.number}`).join(", ")}.`;
      } catch (error) {
        said.textContent = `Not given to all: ${error.message}.`;
      } finally {
        button.disabled = false;
      }
    }

    async put(submission, kind, change) {
      const all = await this.ask(`${base_url}/api/${kind}s?submission_id=${submission}`);
      const found = all.find((one) => one.name === this.name);
      if (!found) throw new Error("a submission has no such answer");
      await this.ask(`${base_url}/api/${kind}/${found.id}`, { method: "PUT", body: JSON.stringify({ ...found, ...change }) });
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
