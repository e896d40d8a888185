/// The script of pages, without which they are whole but stand still; it holds no `<` and no `&`, so
/// that a page is XML as well as HTML.
///
/// Charts within one element of class `together` share their zoom and their cursor. A zoomed chart is
/// drawn again from its ``SampleCode`` by least and greatest value of every column, as
/// ``PixelColumns`` does; at full width it is the picture that the page came with.
enum PageScript {
  static let source: StaticString = """

    (() => {
      // As in TimeChart and SampleCode.
      const plotWidth = 1800, columnCount = 900, top = 4094, missing = 4095;
      const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      const places = new Uint8Array(128);
      [...letters].forEach((letter, place) => { places[letter.charCodeAt(0)] = place; });
      const drawing = document.querySelector("svg")?.namespaceURI;
      const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
      const hour = 3600, wholeDay = 24 * hour, week = 7 * wholeDay;
      const shortSteps = [1, 5, 15, 60, 300, 600, 900, 1800]
        .concat([1, 2, 3, 6, 12].map(count => count * hour));
      const daySteps = { calendar: [1, 2, 7, 14],
        dayCount: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] };

      function clamp(value, low, high) { return Math.max(low, Math.min(high, value)); }

      function element(name, attributes, text) {
        const result = document.createElementNS(drawing, name);
        for (const key in attributes) result.setAttribute(key, attributes[key]);
        if (text) result.textContent = text;
        return result;
      }

      // Three digits or so, with a prefix for its unit.
      function number(value) {
        const size = Math.abs(value);
        if (size === 0) return "0";
        if (0.001 > size) return value.toExponential(1);
        if (1000 > size) return String(Number(value.toPrecision(3)));
        const power = clamp(Math.floor(Math.log10(size) / 3), 1, 6);
        return Number((value / 1000 ** power).toPrecision(3)) + " kMGTPE"[power];
      }

      function decode(text) {
        const codes = new Uint16Array(text.length / 2);
        for (let i = 0; codes.length > i; i += 1) {
          codes[i] = 64 * places[text.charCodeAt(2 * i)] + places[text.charCodeAt(2 * i + 1)];
        }
        return codes;
      }

      // A line or a band; its codes are read when they are first needed.
      class Series {
        constructor(path, chart) {
          this.path = path;
          this.chart = chart;
          this.picture = path.getAttribute("d");
          this.step = Number(path.dataset.step);
          this.isBand = path.classList.contains("expected");
        }

        get codes() {
          if (!this.known) {
            const high = decode(this.path.dataset.high);
            this.known = { high, low: this.path.dataset.low ? decode(this.path.dataset.low) : high };
          }
          return this.known;
        }

        // The least and the greatest value at a time; null where there is none.
        at(time) {
          const place = Math.floor((time - this.chart.from) / this.step);
          const { low, high } = this.codes;
          if ((high[place] ?? missing) === missing) return null;
          return { low: this.chart.value(low[place]), high: this.chart.value(high[place]) };
        }

        show(from, to) {
          const { low, high } = this.codes;
          const start = this.chart.from;
          const last = Math.min(high.length, Math.ceil((to - start) / this.step) + 1);
          const count = (to - from) / this.step;
          const size = Math.max(1, Math.floor(count / columnCount));
          const first = Math.max(0, Math.floor((from - start) / this.step) - 1);
          let data = "", upper = [], lower = [];
          const flush = () => {
            if (this.isBand) {
              if (upper.length > 0) data += "M" + upper.concat(lower.reverse()).join("L") + "Z";
            } else if (upper.length > 0) {
              data += "M" + upper.join("L") + (upper.length === 1 ? "h0" : "");
            }
            upper = [];
            lower = [];
          };
          for (let block = first - first % size; last > block; block += size) {
            let highest = -1, lowest = missing, highestAt = 0, lowestAt = 0;
            for (let i = block; Math.min(last, block + size) > i; i += 1) {
              if (high[i] === missing) continue;
              if (high[i] > highest) { highest = high[i]; highestAt = i; }
              if (lowest > low[i]) { lowest = low[i]; lowestAt = i; }
            }
            if (highest === -1) {
              flush();
            } else if (this.isBand) {
              const edges = size === 1 ? [0, 1] : [0.5];
              for (const edge of edges) {
                upper.push(this.point(highestAt + edge, highest));
                lower.push(this.point(lowestAt + edge, lowest));
              }
            } else if (highest === lowest) {
              upper.push(this.point(highestAt + 0.5, highest));
            } else {
              const ends = [this.point(lowestAt + 0.5, lowest), this.point(highestAt + 0.5, highest)];
              upper.push(...(lowestAt > highestAt ? ends.reverse() : ends));
            }
          }
          flush();
          this.path.setAttribute("d", data);
        }

        point(place, code) {
          const x = plotWidth * place * this.step / this.chart.length;
          return x.toFixed(3) + " " + (this.chart.plotHeight * (1 - code / top)).toFixed(1);
        }

        reset() { this.path.setAttribute("d", this.picture); }
      }

      class Chart {
        constructor(svg) {
          this.svg = svg;
          this.isStrip = svg.classList.contains("strip");
          this.plot = svg.querySelector(".plot");
          this.from = Number(svg.dataset.from);
          this.to = Number(svg.dataset.to);
          this.length = this.to - this.from;
          this.viewBox = this.plot.getAttribute("viewBox");
          this.plotHeight = Number(this.viewBox.split(" ")[3]);
          this.series = [...this.plot.querySelectorAll("path[data-high]")]
            .map(path => new Series(path, this));
          this.times = svg.querySelector(".times");
          this.pictureTimes = this.times ? [...this.times.childNodes] : [];
          this.labels = [...svg.querySelectorAll("[data-time]")]
            .map(label => ({ label, x: label.getAttribute("x"), time: Number(label.dataset.time),
              visibility: label.getAttribute("visibility") }));
          this.cursor = svg.querySelector(".cursor");
          this.selection = svg.querySelector(".selection");
          this.readout = svg.querySelector(".readout");
          this.notes = [...this.plot.querySelectorAll("rect")].map(rect => {
            const from = this.from + this.length * Number(rect.getAttribute("x")) / plotWidth;
            const length = this.length * Number(rect.getAttribute("width")) / plotWidth;
            return { from, to: from + length, text: rect.textContent };
          });
          this.levels = [...svg.querySelectorAll("[data-value]")]
            .map(line => ({ value: Number(line.dataset.value), name: line.dataset.name }));
        }

        value(code) {
          const low = Number(this.svg.dataset.low), high = Number(this.svg.dataset.high);
          const share = code / top;
          return this.svg.dataset.scale === "linear"
            ? low + share * (high - low) : low * (high / low) ** share;
        }

        day(time) {
          if (this.svg.dataset.clock === "dayCount") return "day " + (Math.floor(time / wholeDay) + 1);
          const date = new Date(1000 * time);
          return date.getUTCDate() + " " + months[date.getUTCMonth()];
        }

        timeOfDay(time, hasSeconds) {
          return new Date(1000 * time).toISOString().slice(11, hasSeconds ? 19 : 16);
        }

        // The beginning of the sample that a time is in.
        moment(time) {
          const step = this.series.find(series => !series.isBand)?.step ?? 60;
          const start = this.from + step * Math.floor((time - this.from) / step);
          return this.day(start) + " " + this.timeOfDay(start, 60 > step);
        }

        show(from, to) {
          const left = plotWidth * (from - this.from) / this.length;
          const width = plotWidth * (to - from) / this.length;
          if (this.isStrip) {
            // A strip stays whole and marks what the charts show.
            this.mark?.remove();
            this.mark = element("rect",
              { class: "window", x: left, width, height: this.plotHeight });
            this.plot.append(this.mark);
            return;
          }
          this.plot.setAttribute("viewBox", `${left} 0 ${width} ${this.plotHeight}`);
          for (const series of this.series) series.show(from, to);
          for (const { label, time } of this.labels) {
            label.setAttribute("x", 100 * (time - from) / (to - from) + "%");
            const isSeen = time >= from ? to > time : false;
            label.setAttribute("visibility", isSeen ? "visible" : "hidden");
          }
          if (this.times) this.times.replaceChildren(...this.ticks(from, to));
        }

        ticks(from, to) {
          // As in TimeAxis, but that long spans are told in weeks.
          const clock = this.svg.dataset.clock;
          const steps = shortSteps.concat(daySteps[clock].map(count => count * wholeDay));
          const step = steps.find(step => 8 > (to - from) / step)
            ?? week * Math.ceil((to - from) / week / 7);
          let anchor = 0;
          if (clock === "dayCount") anchor = step > wholeDay ? -wholeDay : 0;
          else if (step % week === 0) anchor = 4 * wholeDay;
          const height = this.plotHeight / 2;
          const marks = [];
          let hasDay = false;
          const first = Math.ceil((from - anchor) / step) * step + anchor;
          for (let time = first; to > time; time += step) {
            const isMidnight = time % wholeDay === 0;
            const x = 100 * (time - from) / (to - from) + "%";
            marks.push(element(
              "line", { class: isMidnight ? "grid day" : "grid", x1: x, x2: x, y2: height }));
            const text = isMidnight ? this.day(time) : this.timeOfDay(time, 60 > step);
            marks.push(element("text", { class: "time", x, y: height + 16 }, text));
            if (isMidnight) hasDay = true;
          }
          if (!hasDay ? to > first : false) {
            const x = 100 * (first - from) / (to - from) + "%";
            marks.push(element("text", { class: "time", x, y: height + 28 }, this.day(first)));
          }
          return marks;
        }

        reset() {
          this.mark?.remove();
          this.plot.setAttribute("viewBox", this.viewBox);
          for (const series of this.series) series.reset();
          for (const { label, x, visibility } of this.labels) {
            label.setAttribute("x", x);
            label.setAttribute("visibility", visibility);
          }
          if (this.times) this.times.replaceChildren(...this.pictureTimes);
        }

        // What there is at a time: the value, and what else is to be said.
        reading(time) {
          const value = this.series.find(series => !series.isBand)?.at(time);
          const band = this.series.find(series => series.isBand)?.at(time);
          let text = "no data";
          if (value) {
            text = value.low === value.high
              ? number(value.high) : number(value.low) + " to " + number(value.high);
          }
          if (band) text += ", expected " + number(band.low) + " to " + number(band.high);
          const passed = this.levels.filter(level => value ? value.high > level.value : false);
          const highest = passed.sort((a, b) => b.value - a.value)[0];
          if (highest) text += ", above " + highest.name;
          const notes = this.notes
            .filter(note => time >= note.from ? note.to > time : false).map(note => note.text);
          return { text, notes: [...new Set(notes)] };
        }

        point(time, from, to) {
          const share = this.isStrip
            ? (time - this.from) / this.length : (time - from) / (to - from);
          const x = 100 * share + "%";
          this.cursor.setAttribute("x1", x);
          this.cursor.setAttribute("x2", x);
          this.cursor.setAttribute("visibility", "visible");
          if (!this.readout) return;
          const reading = this.reading(time);
          const lines = [this.moment(time) + "  " + reading.text]
            .concat(reading.notes);
          this.readout.setAttribute("text-anchor", share > 0.5 ? "end" : "start");
          this.readout.replaceChildren(...lines.map((line, index) =>
            element("tspan", { x, dx: share > 0.5 ? -6 : 6, y: 12 + 14 * index }, line)));
        }

        leave() {
          this.cursor.setAttribute("visibility", "hidden");
          if (this.readout) this.readout.replaceChildren();
        }
      }

      // Charts that are zoomed and read together.
      class Together {
        constructor(box) {
          this.box = box;
          this.charts = [...box.querySelectorAll(".chart")].map(svg => new Chart(svg));
          this.whole = { from: this.charts[0].from, to: this.charts[0].to };
          this.window = this.whole;
          this.cursor = null;
          const steps = this.charts.flatMap(chart => chart.series.map(series => series.step));
          this.least = Math.min(this.whole.to - this.whole.from, 12 * Math.min(...steps, wholeDay));
          for (const chart of this.charts) {
            if (!chart.isStrip) this.listen(chart);
          }
          for (const tool of box.querySelectorAll("[data-act]")) {
            tool.addEventListener("click", () => this.act(tool.dataset.act));
          }
          for (const link of box.querySelectorAll("a[data-from]")) {
            link.addEventListener("click", event => {
              event.preventDefault();
              const from = Number(link.dataset.from), to = Number(link.dataset.to);
              const room = Math.max(to - from, 3 * hour);
              this.zoom(from - room, to + room);
              this.charts[0].svg.scrollIntoView({ block: "center" });
              this.charts[0].svg.focus({ preventScroll: true });
            });
          }
        }

        zoom(from, to) {
          const length = clamp(to - from, this.least, this.whole.to - this.whole.from);
          const middle = (from + to) / 2;
          const start = clamp(middle - length / 2, this.whole.from, this.whole.to - length);
          this.window = { from: start, to: start + length };
          const isWhole = length >= this.whole.to - this.whole.from;
          for (const chart of this.charts) {
            if (isWhole) chart.reset(); else chart.show(start, start + length);
            chart.leave();
          }
          this.box.classList.toggle("zoomed", !isWhole);
        }

        act(name) {
          const { from, to } = this.window;
          const length = to - from;
          const centre = this.cursor ?? (from + to) / 2;
          const share = (centre - from) / length;
          switch (name) {
            case "in": this.zoom(centre - share * length / 2, centre + (1 - share) * length / 2); break;
            case "out": this.zoom(centre - share * length * 2, centre + (1 - share) * length * 2); break;
            case "earlier": this.zoom(from - length / 4, to - length / 4); break;
            case "later": this.zoom(from + length / 4, to + length / 4); break;
            case "whole": this.zoom(this.whole.from, this.whole.to); break;
          }
        }

        point(time) {
          this.cursor = time;
          for (const chart of this.charts) chart.point(time, this.window.from, this.window.to);
        }

        leave() {
          this.cursor = null;
          for (const chart of this.charts) chart.leave();
        }

        // Moves the cursor by a hundredth of what is seen, and says what is there.
        step(chart, direction) {
          const { from, to } = this.window;
          const time = (this.cursor ?? (from + to) / 2) + direction * (to - from) / 100;
          this.point(clamp(time, from, to - 1));
          const status = this.box.querySelector("[role=status]");
          const reading = chart.reading(this.cursor);
          if (status) {
            status.textContent =
              [chart.moment(this.cursor), reading.text, ...reading.notes].join("; ");
          }
        }

        listen(chart) {
          const svg = chart.svg;
          let start = null;
          const place = event => {
            const box = svg.getBoundingClientRect();
            const share = clamp((event.clientX - box.left) / box.width, 0, 0.9999);
            return { share, x: event.clientX,
              time: this.window.from + share * (this.window.to - this.window.from) };
          };
          svg.addEventListener("pointerdown", event => {
            if (event.button === 0) start = place(event);
          });
          svg.addEventListener("pointermove", event => {
            const here = place(event);
            this.point(here.time);
            if (start === null) return;
            const left = Math.min(start.share, here.share);
            chart.selection.setAttribute("x", 100 * left + "%");
            chart.selection.setAttribute("width", 100 * Math.abs(start.share - here.share) + "%");
            chart.selection.setAttribute("visibility", "visible");
            svg.setPointerCapture(event.pointerId);
          });
          svg.addEventListener("pointerup", event => {
            const here = place(event);
            const wasDragged = start === null ? false : Math.abs(here.x - start.x) > 6;
            chart.selection.setAttribute("visibility", "hidden");
            if (wasDragged) this.zoom(Math.min(start.time, here.time), Math.max(start.time, here.time));
            start = null;
          });
          svg.addEventListener("pointercancel", () => {
            chart.selection.setAttribute("visibility", "hidden");
            start = null;
          });
          svg.addEventListener("pointerleave", () => this.leave());
          svg.addEventListener("dblclick", () => this.act("whole"));
          svg.addEventListener("blur", () => this.leave());
          svg.addEventListener("keydown", event => {
            if ([event.ctrlKey, event.altKey, event.metaKey].includes(true)) return;
            const acts = { "+": "in", "=": "in", "-": "out", "0": "whole",
              ArrowLeft: "earlier", ArrowRight: "later" };
            if (event.shiftKey ? event.key.startsWith("Arrow") : false) {
              if (event.key === "ArrowLeft") this.step(chart, -1);
              else if (event.key === "ArrowRight") this.step(chart, 1);
              else return;
            } else if (acts[event.key]) {
              this.act(acts[event.key]);
            } else {
              return;
            }
            event.preventDefault();
          });
        }
      }

      // Charts far down the page wait until they are near.
      const sleeping = new IntersectionObserver(entries => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          sleeping.unobserve(entry.target);
          if (entry.target.querySelector(".chart")) new Together(entry.target);
        }
      }, { rootMargin: "1000px" });
      for (const box of document.querySelectorAll(".together")) sleeping.observe(box);
      document.documentElement.classList.add("live");

      // Entities: n and p go from one to the next, and a search thins out their list.
      const entities = [...document.querySelectorAll(".entity")];
      document.addEventListener("keydown", event => {
        if ([event.ctrlKey, event.altKey, event.metaKey].includes(true)) return;
        if (event.target.matches("input")) return;
        const step = { n: 1, p: -1 }[event.key];
        if (!step) return;
        const above = entities.filter(entity => 50 > entity.getBoundingClientRect().top).length;
        const now = above - 1;
        const isInside = now >= 0 ? entities[now].getBoundingClientRect().top > -50 : false;
        const goal = entities[step > 0 ? now + 1 : isInside ? now - 1 : now];
        if (!goal) return;
        history.replaceState(null, "", "#" + goal.id);
        goal.scrollIntoView();
        goal.querySelector("h2").focus({ preventScroll: true });
      });
      const search = document.querySelector("input[type=search]");
      search?.addEventListener("input", () => {
        const words = search.value.toLowerCase().split(" ");
        for (const row of document.querySelectorAll("[data-entity]")) {
          const name = row.dataset.entity.toLowerCase();
          row.hidden = !words.every(word => name.includes(word));
        }
      });
    })();

    """
}
