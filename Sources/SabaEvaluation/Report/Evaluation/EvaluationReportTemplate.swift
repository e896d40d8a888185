extension EvaluationReport {
  /// The page between head and script; filled in by ``EvaluationReport/Content``.
  static let template = PageTemplate(
    """
    <header>
    <p class="title">Saba evaluation of {{dataset}}</p>
    <h1>{{headline}}</h1>
    <p>{{introduction}}</p>
    </header>
    {{#hasSummaries}}
    <section><h2>All detectors</h2>
    {{#summaries}}
    <p class="about">{{about}}</p>
    {{> figures}}
    {{/summaries}}
    </section>
    {{/hasSummaries}}
    {{#promises}}
    <section><h2>Promised and realised false alerts</h2>
    <p class="about">False alerts per host and day outside events, at each sensitivity. Below, the 95 % interval, how many times the promise the figure is, and whether the promise lies in the interval.</p>
    {{> figures}}
    </section>
    {{/promises}}
    {{#curves}}
    <section><h2>Precision and recall</h2>
    <p>Naming more rows finds more of the anomalous ones, and more that are not: precision over recall, the mean over the entities. Each detector stands before the others in grey; the dashed line is what guessing gets.</p>
    <div class="panels">
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </div></section>
    {{/curves}}
    {{#reliabilities}}
    <section><h2>Are probabilities what they claim?</h2>
    <p>Of the rows outside events, the share with a p-value of at most a level should be that level: the dashed line. Above it, a detector cries wolf more often than it says; below, it is too modest. Bars are 95 % intervals over days of hosts.</p>
    <div class="panels">
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </div></section>
    {{/reliabilities}}
    {{#disputed}}
    <section><h2>Events that only some detectors found</h2>
    <p class="about">A circle for each sensitivity: insensitive, normal, sensitive; ● where an alert found the event, ○ where none did, – for a detector without alerts.{{#more}} {{more}}{{/more}}</p>
    <div class="wide tall" tabindex="0" role="region" aria-label="Events that only some detectors found"><table class="marks">
    <thead><tr><th scope="col">Event</th><th scope="col">When</th>{{#names}}<th scope="col">{{.}}</th>{{/names}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr><th scope="row"><a href="#{{anchor}}">{{name}}</a></th><td>{{when}}</td>{{#marks}}<td><span title="{{meaning}}">{{sign}}</span></td>{{/marks}}</tr>
    {{/rows}}
    </tbody></table></div></section>
    {{/disputed}}
    <section id="entities"><h2>Where detectors disagree: VUS-PR of every entity</h2>
    <p class="find"><label>Find an entity <input type="search"/></label> <span class="hint">n and p go to the next and the previous entity.</span></p>
    <p class="about">Entities sorted by how far the detectors lie apart; the bar under each figure is as long as it is high.</p>
    <div class="wide"><table class="heat">
    <thead><tr><th scope="col">Entity</th>{{#heat.columns}}<th scope="col">{{.}}</th>{{/heat.columns}}</tr></thead>
    <tbody>
    {{#heat.rows}}
    <tr data-entity="{{name}}"><th scope="row"><a href="#{{anchor}}">{{name}}</a></th>{{#cells}}<td{{#isBest}} class="best"{{/isBest}}>{{value}}{{{bar}}}</td>{{/cells}}</tr>
    {{/heat.rows}}
    </tbody></table></div></section>
    {{#entities}}
    <section class="entity together" id="{{anchor}}"><h2 tabindex="-1">{{name}}</h2>
    <p>{{facts}}</p>
    {{#scores}}
    {{> figures}}
    {{/scores}}
    {{#events}}
    <h3>Events</h3>
    <p class="about">What truly happened, by the labels, and who found it.{{#more}} {{more}}{{/more}}</p>
    <div class="wide tall" tabindex="0" role="region" aria-label="Events of {{name}}"><table class="marks">
    {{> linked}}
    </table></div>
    {{/events}}
    {{#alerts}}
    <h3>Alerts of {{firstDetector}}</h3>
    <p class="about">At the sensitive setting.{{#more}} {{more}}{{/more}}</p>
    <div class="wide tall" tabindex="0" role="region" aria-label="Alerts on {{name}}"><table class="marks">
    {{> linked}}
    </table></div>
    {{/alerts}}
    {{> tools}}
    {{> legend}}
    {{#hosts}}
    <h3>{{heading}}</h3>
    {{#score}}
    {{> figure}}
    {{/score}}
    {{#hasLanes}}
    <div class="strips lanes">
    {{#lanes}}
    {{> figure}}
    {{/lanes}}
    </div>
    {{/hasLanes}}
    <h3>{{metricsHeading}}</h3>
    <div class="pair">
    {{#metrics}}
    {{> figure}}
    {{/metrics}}
    </div>
    {{#hasStrips}}
    <h3>All other metrics</h3>
    <div class="strips thirds">
    {{#strips}}
    {{> figure}}
    {{/strips}}
    </div>
    {{/hasStrips}}
    {{#hidden}}
    <p>{{hidden}}</p>
    {{/hidden}}
    {{/hosts}}
    </section>
    {{/entities}}
    <section><h2>How to read this page</h2>
    <dl>{{#explanations}}<dt>{{term}}</dt><dd>{{text}}</dd>{{/explanations}}</dl></section>
    """,
    parts: [
      "figure": PageTemplate.figurePart, "legend": PageTemplate.legendPart,
      "tools": PageTemplate.toolsPart, "figures": figuresPart, "linked": linkedPart,
    ])

  /// Figures of detectors; of a ``FigureTable``.
  private static let figuresPart: StaticString = """
    <div class="wide"><table class="numbers">
    <thead><tr><th scope="col">Detector</th>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr><th scope="row">{{name}}</th>{{#cells}}<td{{#isBest}} class="best"{{/isBest}}>{{value}}{{#range}}<small>{{range}}</small>{{/range}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody></table></div>

    """

  /// Head and body of a table that leads to the charts; of a ``LinkedTable`` in an entity's section.
  private static let linkedPart: StaticString = """
    <thead><tr>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr><th scope="row"><a href="#{{anchor}}" data-from="{{from}}" data-to="{{to}}">{{name}}</a></th>{{#cells}}<td{{#isList}} class="list"{{/isList}}>{{text}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>

    """
}
