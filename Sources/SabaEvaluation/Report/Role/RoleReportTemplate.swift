extension RoleReport {
  /// The page between head and script; filled in by ``RoleReport/Content``.
  static let template = PageTemplate(
    """
    <header>
    <p class="title">{{title}}</p>
    <h1>{{headline}}</h1>
    <p>{{introduction}}</p>
    </header>
    {{#preview}}
    <section><h2>Which sensitivity to take</h2>
    <p>{{suggestion}}</p>
    <table class="numbers"><caption>The same metrics at each of the three sensitivities.</caption>
    <thead><tr><th scope="col">Sensitivity</th><th scope="col">Alerts</th><th scope="col">Per host and week</th><th scope="col">Promised false ones per host and week</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr{{#isTaken}} class="best"{{/isTaken}}><th scope="row">{{name}}{{#isTaken}} (suggested){{/isTaken}}</th><td>{{count}}</td><td>{{rate}}</td><td>{{promise}}</td></tr>
    {{/rows}}
    </tbody></table></section>
    {{/preview}}
    <section><h2>Alerts</h2>
    {{^table}}
    <p>Nothing was unusual for long enough to raise an alert.</p>
    {{/table}}
    {{#table}}
    <table class="cards" role="table"><caption>Alerts in order of time; the numbers are those on the charts.</caption>
    <thead role="rowgroup"><tr role="row">{{#columns}}<th scope="col" role="columnheader">{{.}}</th>{{/columns}}</tr></thead>
    <tbody role="rowgroup">
    {{#alerts}}
    <tr role="row"><th scope="row" role="rowheader"><a href="#alert-{{number}}">{{number}}</a></th>{{#cells}}<td role="cell" data-title="{{column}}">{{{swatch}}}{{text}}</td>{{/cells}}</tr>
    {{/alerts}}
    </tbody></table>
    {{/table}}
    {{#incidentSummary}}
    <p>{{incidentSummary}}</p>
    {{/incidentSummary}}
    {{#missed}}
    <p>Labelled incidents without an alert:</p>
    <ul>{{#incidents}}<li>{{.}}</li>{{/incidents}}</ul>
    {{/missed}}
    </section>
    {{#scores}}
    <section class="together"><h2>How unusual each host was</h2>
    <p>The score over time (UTC): about 1 is ordinary, higher is stranger.</p>
    {{> legend}}
    {{> tools}}
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </section>
    {{/scores}}
    {{#details}}
    <section><h2>What each alert looked like</h2>
    <p>The metrics most to blame, from six hours before to six hours after (UTC).</p>
    {{> legend}}
    {{#articles}}
    <article id="alert-{{number}}" class="together"><h3>{{{swatch}}}{{heading}}</h3>
    <p>{{reason}}</p>
    <div class="pair">
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </div></article>
    {{/articles}}
    </section>
    {{/details}}
    <section><h2>How to read this page</h2>
    <dl>{{#explanations}}<dt>{{term}}</dt><dd>{{text}}</dd>{{/explanations}}</dl></section>
    """,
    parts: [
      "figure": PageTemplate.figurePart, "legend": PageTemplate.legendPart,
      "tools": PageTemplate.toolsPart,
    ])
}
