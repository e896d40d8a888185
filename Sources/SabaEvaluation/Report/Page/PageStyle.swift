/// The style sheet of pages; it holds no `<` and no `&`, so that a page is XML as well as HTML.
enum PageStyle {
  /// Colours by Okabe and Ito, which people with any colour vision tell apart.
  static let sheet: StaticString = """

    :root {
      --paper: #fff; --ink: #1b1f24; --soft: #5b6471; --rule: #e3e6ea; --day: #b9c0c9;
      --score: #1b1f24; --seen: #0072b2; --expected: #56b4e9; --threshold: #b0568a;
      --warning: #e69f00; --critical: #d55e00; --incident: #009e73;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --ink: #e8eaed; --soft: #a3abb6; --rule: #2a2f36; --day: #4d5560;
        --score: #f0f2f4; --seen: #8fd3fa; --expected: #2a8fcf; --threshold: #cc79a7;
      }
    }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
      -webkit-print-color-adjust: exact; print-color-adjust: exact;
    }
    main { max-width: 1040px; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .6rem; }
    h2 { font-size: 1.25rem; margin: 2.4rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
    p { margin: .3rem 0; max-width: 46rem; }
    .title, caption, figcaption { color: var(--soft); }
    figcaption strong { color: var(--ink); }
    a { color: var(--seen); }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
    caption { text-align: left; padding-bottom: .3rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; }
    td:nth-child(2), td:nth-child(4), td:nth-child(5) { white-space: nowrap; }
    td:nth-child(3) { min-width: 4rem; }
    td:nth-child(6) { min-width: 14rem; }
    tr { border-bottom: 1px solid var(--rule); }
    thead th { font-weight: 600; white-space: nowrap; }
    dt { font-weight: 600; margin-top: .6rem; }
    dd { margin: 0; max-width: 46rem; }
    figure { margin: .6rem 0 .4rem; break-inside: avoid; }
    figcaption { font-size: .85rem; }
    article { break-inside: avoid; }
    .pair { display: grid; gap: 0 1.5rem; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; }
    .legend, figcaption { margin: .4rem 0; }
    .legend { font-size: .85rem; }
    .swatch { vertical-align: -1px; margin-right: .45rem; overflow: hidden; }
    .chart { display: block; overflow: visible; margin: 12px 8px 34px 44px; font-size: 11px; }
    .metric .chart { width: calc(100% - 52px); }
    .scores .chart { margin-top: 22px; margin-right: 72px; width: calc(100% - 116px); }
    .chart text { fill: var(--soft); }
    .chart .value { text-anchor: end; dominant-baseline: central; }
    .chart .time { text-anchor: middle; }
    .chart .level { fill: var(--threshold); dominant-baseline: central; }
    .chart .label { fill: var(--ink); font-weight: 600; text-anchor: middle; }
    .chart .readout {
      fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke;
      pointer-events: none;
    }
    .grid { stroke: var(--rule); }
    .day { stroke: var(--day); }
    .cursor { stroke: var(--soft); pointer-events: none; }
    path { fill: none; stroke-linejoin: round; stroke-linecap: round; pointer-events: none; }
    path, line { vector-effect: non-scaling-stroke; }
    .score { stroke: var(--score); stroke-width: 1.2; }
    .seen { stroke: var(--seen); stroke-width: 1.6; }
    .expected { fill: var(--expected); fill-opacity: .35; }
    .threshold { stroke: var(--threshold); stroke-width: 1.2; stroke-dasharray: 6 4; }
    .sensitive { stroke-dasharray: 2 3; }
    .insensitive { stroke-dasharray: none; }
    .alert { stroke-width: 1; fill-opacity: .3; }
    .warning { fill: var(--warning); stroke: var(--warning); }
    .critical { fill: var(--critical); stroke: var(--critical); }
    .incident { fill: var(--incident); }
    @media (min-width: 800px) { .pair { grid-template-columns: 1fr 1fr; } }
    @media (max-width: 799px) {
      thead { position: absolute; clip-path: inset(50%); }
      table, caption, tbody, tr { display: block; }
      tr { padding: .5rem 0; }
      tr > * { display: inline-block; padding: 0 .8rem 0 0; }
      tr > :nth-child(n) { min-width: 0; }
      tr > :nth-child(n + 6) { display: block; padding: 0; }
      tr > :nth-child(7)::before { content: attr(data-title) ": "; color: var(--soft); }
    }
    @media print { body { font-size: 12px; } main { max-width: none; padding: 0; } }

    """
}
